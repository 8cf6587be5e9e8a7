package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/web/ui"
)

// QuarterReaders are the posts that get the list of a quarter.
const QuarterReaders Policy = "juzhang,shuji,bangongshizhuren,jijianzuzhang"

var exceptionFilters = []form.Field{
	{Name: "state", Label: "状态", Kind: form.Choice, Options: stateOptions()},
	{Name: "clause", Label: "条款", Kind: form.Text, Hint: "如 1-02-1.2"},
	{Name: "kind", Label: "类别", Kind: form.Choice, Options: choicesOf(ruling.Kinds)},
	{Name: "person", Label: "批准或登记的人", Kind: form.Person, OptionsFrom: "people"},
	{Name: "from", Label: "登记日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
}

func stateOptions() []form.Option {
	var options []form.Option
	for _, s := range ruling.States {
		options = append(options, form.Option{Value: string(s), Label: string(s)})
	}
	return options
}

// exceptions is the register of 特事登记.
func (w *Web) exceptions(c *Call) error {
	filter, _ := ReadFilter(module.Register{Filters: exceptionFilters}, c.URL.Query())
	f := ruling.Filter{State: ruling.State(filter["state"]), Kind: filter["kind"], Clause: filter["clause"], PersonID: filter["person"], From: clock.Date(filter["from"]), To: clock.Date(filter["to"])}
	all := c.holds(AllExceptions...)
	if !all {
		f.PersonID = c.who.PersonID
	}
	page := pageNumber(c)
	list, count, err := w.Ruling.Find(c.Context(), w.q(), f, (page-1)*listMost, listMost)
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: "特事登记", Lead: "特殊情况可以办，但要留下谁批准、凭据和补办期限；逾期没有补办的停用这项权限（G-09）", Actions: []ui.Link{{Label: "登记一件", Href: "/exceptions/new", Icon: ui.IconPlus}}}
	if c.holds("juzhang", "shuji", "bangongshizhuren", "jijianzuzhang") {
		view.Actions = append(view.Actions, ui.Link{Label: "季度清单", Href: "/exceptions/quarter", Icon: ui.IconTable})
	}
	suspended, err := c.suspensions(all)
	if err != nil {
		return err
	}
	if len(suspended.Rows) > 0 {
		view.Parts = append(view.Parts, ui.TablePart{Title: "暂停使用的权限", Note: "批准的领导补办以后恢复", Table: suspended})
	}
	fields := exceptionFilters
	if !all {
		fields = append(append([]form.Field(nil), fields[:3]...), fields[4:]...)
	}
	filters, err := c.filterForm("/exceptions", fields, filter)
	if err != nil {
		return err
	}
	empty := &ui.Empty{Title: "没有特事登记", Lead: "电话批准、先办后补等特殊情况登记在这里，按期补办。"}
	if filters.Used > 0 {
		empty = &ui.Empty{Title: "没有符合筛选的登记", Actions: []ui.Link{{Label: "清除筛选", Href: "/exceptions"}}}
	}
	table, err := c.exceptionTable(list, empty)
	if err != nil {
		return err
	}
	view.Parts = append(view.Parts, ui.TablePart{Title: "登记", Note: fmt.Sprintf("%s 件", totalText(count)), Filters: filters, Table: table, Pager: pages(c.Request, page, int(count), len(list))})
	return c.Page(http.StatusOK, view.Title, nil, ui.Tables(view))
}

// filterForm draws filters with the options of people and departments.
func (c *Call) filterForm(action string, fields []form.Field, filter map[string]string) (*ui.FilterForm, error) {
	choices, err := c.choices(fields)
	if err != nil {
		return nil, err
	}
	filled := append([]form.Field(nil), fields...)
	used := url.Values{}
	for i, f := range filled {
		if f.OptionsFrom != "" {
			filled[i].Kind, filled[i].Options = form.Choice, choices[f.OptionsFrom]
		}
		if filter[f.Name] != "" {
			used.Set(f.Name, filter[f.Name])
		}
	}
	return &ui.FilterForm{Action: action, Reset: action, Filters: filters(filled, filter), Used: len(used)}, nil
}

// suspensions are the powers that are suspended now: all, or one's own.
func (c *Call) suspensions(all bool) (ui.Table, error) {
	list, err := c.web.Ruling.Suspensions(c.Context(), c.web.q())
	t := ui.Table{Caption: "暂停使用的权限", Columns: []ui.Column{{Label: "领导", Title: true}, {Label: "条款", LabelM: true}, {Label: "没有补办", Right: true, LabelM: true}}}
	for _, s := range list {
		if all || s.PersonID == c.who.PersonID {
			t.Rows = append(t.Rows, ui.Row{Tone: ui.Red, Cells: []ui.Cell{{Text: c.nameOf(form.Person, s.PersonID)}, {Text: s.Clause, Href: "/norms/clauses/" + s.Clause}, {Text: fmt.Sprintf("%d 件", s.N)}}})
		}
	}
	return t, err
}

func stateTone(s ruling.State) ui.Tone {
	switch s {
	case ruling.Overdue, ruling.Objected:
		return ui.Red
	case ruling.Good:
		return ui.Green
	case ruling.GoodLate, ruling.Open:
	}
	return ui.Plain
}

// PeopleNames names people by id, in one query.
func (c *Call) PeopleNames(ids []string) (map[string]string, error) {
	slices.Sort(ids)
	ids = slices.Compact(slices.DeleteFunc(ids, func(id string) bool { return id == "" }))
	names, err := org.NamesOf(c.Context(), c.web.q(), ids)
	all := make(map[string]string, len(names))
	for i, name := range names {
		all[ids[i]] = name
	}
	return all, err
}

func (c *Call) namesIn(list []ruling.Exception) (map[string]string, error) {
	var ids []string
	for _, e := range list {
		ids = append(ids, e.AllowedBy, e.RecordedBy)
	}
	return c.PeopleNames(ids)
}

func (c *Call) exceptionTable(list []ruling.Exception, empty *ui.Empty) (ui.Table, error) {
	names, err := c.namesIn(list)
	t := ui.Table{Caption: "特事登记", Empty: empty, Columns: []ui.Column{{Label: "登记"}, {Label: "条款"}, {Label: "事由", Title: true}, {Label: "类别", LabelM: true}, {Label: "批准", LabelM: true}, {Label: "补办期限", LabelM: true}, {Label: "状态"}}}
	for _, e := range list {
		state := e.At(c.web.now())
		row := ui.Row{Cells: []ui.Cell{{Text: clock.Day(e.RecordedAt)}, {Text: e.Clause}, {Text: e.What, Href: "/exceptions/" + e.ID}, {Text: e.Kind}, {Text: names[e.AllowedBy]}, {Text: Stamp(e.DueAt)}, {Text: string(state), Tone: stateTone(state)}}}
		if stateTone(state) == ui.Red {
			row.Tone = ui.Red
		}
		t.Rows = append(t.Rows, row)
	}
	return t, err
}

// exceptionRegister is the list as it is printed and exported.
func (c *Call) exceptionRegister(list []ruling.Exception) (module.Register, module.Rows, error) {
	names, err := c.namesIn(list)
	r := module.Register{ID: "特事登记", Title: "特事登记季度清单", Signers: []string{"制表人", "局长"}, Columns: []flow.Column{
		{Title: "登记日期", Weight: 8}, {Title: "条款", Weight: 7}, {Title: "类别", Weight: 8}, {Title: "事由", Weight: 22, Wide: true}, {Title: "批准", Weight: 7}, {Title: "批准方式", Weight: 7},
		{Title: "登记", Weight: 7}, {Title: "补办期限", Weight: 11}, {Title: "补办", Weight: 11}, {Title: "状态", Weight: 8},
	}}
	rows := module.Rows{Count: int64(len(list))}
	for _, e := range list {
		rows.Rows = append(rows.Rows, module.Row{Cells: []string{
			clock.Day(e.RecordedAt), e.Clause, e.Kind, e.What, names[e.AllowedBy], e.How, names[e.RecordedBy], Stamp(e.DueAt), Stamp(e.GoodAt), string(e.At(c.web.now())),
		}})
	}
	return r, rows, err
}
