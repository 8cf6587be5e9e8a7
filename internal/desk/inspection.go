package desk

import (
	"fmt"
	"net/http"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/evidence"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// inspection lists the specifications with how they were kept this year.
func (d *Desk) inspection(c *web.Call) error {
	from, to, err := c.Period()
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "各规范执行情况", Columns: []ui.Column{
		{Label: "编号"}, {Label: "规范", Title: true}, {Label: "系统执行的条款", LabelM: true}, {Label: "执行", Right: true, LabelM: true}, {Label: "拒绝", Right: true, LabelM: true},
		{Label: "逾期办理", Right: true, LabelM: true}, {Label: "现在超期", Right: true, LabelM: true}, {Label: "特事登记", Right: true, LabelM: true},
	}}
	for _, s := range d.Engine.Runner().Norm().Specs() {
		list, _, err := evidence.Of(c.Context(), d.Engine, c.Q(), s.ID, from, to)
		if err != nil {
			return err
		}
		var sum evidence.Clause
		built := 0
		for _, e := range list {
			if e.Built() {
				built++
			}
			sum.Refused, sum.Excepted = sum.Refused+e.Refused, sum.Excepted+e.Excepted
			sum.Exercised, sum.Late, sum.Overdue = max(sum.Exercised, e.Exercised), max(sum.Late, e.Late), max(sum.Overdue, e.Overdue)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.ID}, {Text: s.Name, Href: "/inspection/" + s.ID + query(from, to)}, builtOf(built, len(list)),
			{Text: count(sum.Exercised)}, {Text: count(sum.Refused)}, {Text: count(sum.Late)}, {Text: count(sum.Overdue)}, {Text: count(sum.Excepted)}}})
	}
	view := ui.TablePage{Title: "迎检", Lead: periodText(from, to) + " · 每一条规范由系统执行的次数、拒绝的次数、逾期和例外；点开看到每一条款，一键生成迎检材料",
		Parts: []ui.TablePart{{Title: "各规范执行情况", Filters: web.PeriodForm("/inspection", from, to), Table: t}}}
	return c.Page(http.StatusOK, "迎检", nil, ui.Tables(view))
}

// builtOf tells how many of a specification's clauses the program enforces: zeros of
// one that is only planned must not look like a year without fault.
func builtOf(built, all int) ui.Cell {
	if built == 0 {
		return ui.Cell{Text: "计划中", Tone: ui.Amber}
	}
	return ui.Cell{Text: fmt.Sprintf("%d 条，共 %d 条", built, all)}
}

// evidence is one specification, clause by clause.
func (d *Desk) evidence(c *web.Call) error {
	from, to, err := c.Period()
	if err != nil {
		return err
	}
	spec, ok := d.Engine.Runner().Norm().Spec(c.PathValue("spec"))
	if !ok {
		return store.ErrNotFound
	}
	clauses, points, err := d.tables(c, spec.ID, from, to)
	if err != nil {
		return err
	}
	here := "/inspection/" + spec.ID
	view := ui.TablePage{Title: spec.ID + " " + spec.Name + " 执行情况", Lead: periodText(from, to),
		Actions: []ui.Link{{Label: "生成迎检材料", Href: here + "/pack" + query(from, to), Icon: ui.IconDownload}}}
	view.Parts = []ui.TablePart{{Title: "条款", Note: "执行、拒绝、逾期、例外各多少次", Filters: web.PeriodForm(here, from, to), Table: linked(clauses)}}
	if len(points.rows.Rows) > 0 {
		view.Parts = append(view.Parts, ui.TablePart{Title: "关键控制点 ※", Note: "按时率", Table: plain(points)})
	}
	return c.Page(http.StatusOK, view.Title, []ui.Link{{Label: "迎检", Href: "/inspection" + query(from, to)}, {Label: spec.ID}}, ui.Tables(view))
}

// made is a table that page and pack both show.
type made struct {
	reg  module.Register
	rows module.Rows
}

// tables are the evidence and the ※ points of a specification as tables.
func (d *Desk) tables(c *web.Call, spec string, from, to clock.Date) (clauses, points made, err error) {
	list, keys, err := evidence.Of(c.Context(), d.Engine, c.Q(), spec, from, to)
	if err != nil {
		return clauses, points, err
	}
	right := func(title string) flow.Column { return flow.Column{Title: title, Weight: 8, Right: true} }
	clauses.reg = module.Register{ID: spec, Title: "条款执行情况", Columns: []flow.Column{
		{Title: "条款", Weight: 11}, {Title: "内容", Weight: 44, Wide: true}, {Title: "约束方式", Weight: 16}, {Title: "系统执行", Weight: 9},
		right("执行"), right("拒绝"), right("逾期办理"), right("现在超期"), right("特事登记"), right("逾期未补"),
	}}
	for _, e := range list {
		built := "计划中"
		if e.Built() {
			built = "是"
		}
		clauses.rows.Rows = append(clauses.rows.Rows, module.Row{ID: e.ID, Cells: []string{e.ID, e.Text, strings.Join(e.KindNames(), "、"), built,
			count(e.Exercised), count(e.Refused), count(e.Late), count(e.Overdue), count(e.Excepted), count(e.Unmade)}})
	}
	points.reg = module.Register{ID: spec, Title: "关键控制点", Columns: []flow.Column{{Title: "编号", Weight: 12}, {Title: "关键控制点", Weight: 30, Wide: true}, right("经过"), right("按时"), right("按时率")}}
	for _, p := range keys {
		points.rows.Rows = append(points.rows.Rows, module.Row{ID: p.Key.ID, Cells: []string{p.Key.ID, p.Key.Name, count(p.Passed), count(p.InTime), rate(p.InTime, p.Passed)}})
	}
	return clauses, points, nil
}

func rate(part, whole int64) string {
	if whole == 0 {
		return "--"
	}
	return fmt.Sprintf("%d%%", part*100/whole)
}

func count(n int64) string { return fmt.Sprint(n) }

func plain(m made) ui.Table {
	t := ui.Table{Caption: m.reg.Title}
	for _, col := range m.reg.Columns {
		t.Columns = append(t.Columns, ui.Column{Label: col.Title, Right: col.Right, Title: col.Wide, LabelM: !col.Wide})
	}
	for _, row := range m.rows.Rows {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(row.Cells...)})
	}
	return t
}

// linked is plain with each clause's page behind its text.
func linked(m made) ui.Table {
	t := plain(m)
	for i := range t.Rows {
		t.Rows[i].Cells[1].Href = "/norms/clauses/" + m.rows.Rows[i].ID
	}
	return t
}

func query(from, to clock.Date) string {
	return "?from=" + string(from) + "&to=" + string(to.AddDays(-1))
}

func periodText(from, to clock.Date) string {
	return string(from) + " 至 " + string(to.AddDays(-1))
}
