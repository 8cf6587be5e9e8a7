package web

import (
	"fmt"
	"slices"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/web/ui"
)

// agendaMost bounds the steps that one week shows.
const agendaMost = 300

var dayFields = []form.Field{
	{Name: "date", Label: "日期", Kind: form.DateKind, Required: true, Width: "s"},
	{Name: "worked", Label: "这一天", Kind: form.Choice, Required: true, Options: []form.Option{{Value: "off", Label: "放假"}, {Value: "on", Label: "上班"}, {Value: "back", Label: "恢复国务院安排"}}},
	{Name: "name", Label: "名称", Kind: form.Text, Width: "m", Hint: "如 省运会放假；期限的算法里会写明"},
}

// agenda is 日程: the week's days with the steps that fall due, and which days
// are worked.
func (w *Web) agenda(c *Call) error { return c.agendaPage(nil) }

func (c *Call) agendaPage(failed *Failed) error {
	days, err := c.web.Calendar.Days(c.Context(), c.web.q())
	if err != nil {
		return err
	}
	items, _, err := c.web.Engine.List(c.Context(), c.web.q(), c.who.PersonID, flow.Todo, "", flow.Page{Most: agendaMost})
	if err != nil {
		return err
	}
	today := clock.DateOf(c.web.now())
	monday := mondayOf(today)
	if asked, err := clock.ParseDate(c.URL.Query().Get("week")); err == nil {
		monday = mondayOf(asked)
	}
	at := func(label string, d clock.Date) ui.Link {
		return ui.Link{Label: label, Href: "/calendar?week=" + string(d)}
	}
	view := ui.Agenda{Title: "日程", Lead: fmt.Sprintf("%s 至 %s · 到期的待办", monday, monday.AddDays(6)), Prev: at("上一周", monday.AddDays(-7)), This: at("本周", today), Next: at("下一周", monday.AddDays(7))}
	for i := range 7 {
		view.Days = append(view.Days, c.agendaDay(days, monday.AddDays(i), today, items))
	}
	view.Parts = append(view.Parts, daysOff(days, monday))
	if calendar.Keeps(c.duties) {
		form := failed.Fill(ui.FormView{ID: "day", Fields: dayFields, Action: "/calendar", Submit: "设定", Hidden: c.Token()})
		view.Parts = append(view.Parts, ui.TablePart{Title: "设定一天", Note: "停电、运动会等本局另行安排的日子；已经告知的期限不变", Below: ui.Form(form)})
	}
	return c.Show(failed, view.Title, nil, ui.AgendaPage(view))
}

func mondayOf(d clock.Date) clock.Date {
	return d.AddDays(-(int(d.Time(12, 0).Weekday()) + 6) % 7)
}

func (c *Call) agendaDay(days calendar.Days, date, today clock.Date, items []flow.Item) ui.AgendaDay {
	noon := date.Time(12, 0)
	day := ui.AgendaDay{Weekday: calendar.Weekday(noon), Date: noon.Format("01-02"), Today: date == today}
	worked, why := days.Working(date)
	if weekend := noon.Weekday() == time.Saturday || noon.Weekday() == time.Sunday; !worked {
		day.Off = why
	} else if weekend {
		day.Note = "上班"
	}
	for _, item := range items {
		due := clock.FromMillis(item.DueAt)
		if item.DueAt == 0 || clock.DateOf(due) != date {
			continue
		}
		row := c.row(flow.Todo, item, days)
		day.Items = append(day.Items, ui.RailItem{Time: due.Format("15:04"), Title: row.Title, Href: row.Href, Note: row.Step})
	}
	return day
}

// daysOff lists the year's holidays and shifted days around a week.
func daysOff(days calendar.Days, around clock.Date) ui.TablePart {
	year := around.Year()
	note := "国务院办公厅安排和本局设定"
	if !days.Known(year) {
		note = fmt.Sprintf("%d 年的放假安排还没有公布，暂按周末计", year)
	}
	return ui.TablePart{Title: fmt.Sprintf("%d 年放假和调休", year), Note: note, Table: DaysTable(days, year)}
}

// DaysTable lists the days of a year that are not as the week would have them.
func DaysTable(days calendar.Days, year int) ui.Table {
	t := ui.Table{Caption: "放假和调休", Columns: []ui.Column{{Label: "日期"}, {Label: "星期", LabelM: true}, {Label: "安排", LabelM: true}, {Label: "名称", Title: true}}, Empty: &ui.Empty{Title: "没有放假和调休"}}
	for d := clock.Date(fmt.Sprintf("%d-01-01", year)); d.Year() == year; d = d.AddDays(1) {
		worked, why := days.Working(d)
		if why == "" || why == "周末" {
			continue
		}
		cell := ui.Cell{Text: "放假", Tone: ui.Green}
		if worked {
			cell = ui.Cell{Text: "上班", Tone: ui.Amber}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(d)}, {Text: calendar.Weekday(d.Time(12, 0))}, cell, {Text: why}}})
	}
	return t
}

func (w *Web) setDay(c *Call) error {
	fields := slices.Clone(dayFields)
	back := c.typed.Get("worked") == "back"
	fields[2].Required = !back
	date := ""
	return c.DoThen("day", fields, (*Call).agendaPage, func(v map[string]string) error {
		if date = v["date"]; back {
			v["name"] = ""
		}
		return w.Calendar.Set(c.Context(), c.actor(), c.Key(), calendar.Day{Date: clock.Date(v["date"]), Worked: v["worked"] == "on", Name: v["name"]})
	}, func() error { return c.done("已设定 "+date, "/calendar?week="+date) })
}
