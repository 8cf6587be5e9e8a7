package ui

import (
	"fmt"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// RegisterView is a register: filters, chips, table, totals, pages. The address
// holds everything; filters are applied by a button.
type RegisterView struct {
	Title   string
	FormID  string // 1-01-F1
	Source  string // where the lines come from
	Actions []Link // 导出 Excel, 打印登记表
	Tabs    []Tab
	Action  string // GET address of the filters
	Keep    []KV   // sort and page size, kept when filtering
	Filters []Filter
	Used    int // filters in use, said on the phone's button
	Reset   string
	Chips   []Chip
	Save    *Link // 存为常用筛选
	Table   Table
	Pager   *Pager
	Print   PrintHead
}

// FilterKind is how a filter is drawn.
type FilterKind string

// The kinds of filters.
const (
	FilterText   FilterKind = ""
	FilterSelect FilterKind = "select"
	FilterRange  FilterKind = "range" // two dates: Name and Name2
	FilterCheck  FilterKind = "check"
)

// Filter is one filter of a register.
type Filter struct {
	Kind          FilterKind
	Label         string
	Name, Value   string
	Name2, Value2 string // end of a range
	Hint          string // what a text filter looks in
	Options       []form.Option
}

// Chip is a filter in use; its address is the list without it.
type Chip struct{ Label, Href string }

// PrintHead is the head and the signature line of a printed register.
type PrintHead struct {
	Unit, Period, By string   // 单位：… · 期间：… · 打印：…
	Sign             []string // 监印人：, 办公室主任：
}

// Register draws a register.
func Register(v RegisterView) g.Node {
	line := v.FormID
	if line != "" && v.Source != "" {
		line += " · "
	}
	return h.Div(h.Class("rpage"),
		Head(v.Title, line+v.Source, v.Actions...), Tabs("分页签", v.Tabs),
		h.Div(h.Class("ponly ptitle"), h.Aria("hidden", "true"), g.Text(v.Title)),
		h.Div(h.Class("ponly pmeta"), h.Span(g.Text(v.Print.Unit)), h.Span(g.Text(v.Print.Period)), h.Span(g.Text(v.Print.By))),
		h.Section(h.Class("box"), h.Aria("label", v.Title), v.filters(), v.chips(),
			g.If(len(v.Table.Rows) == 0, emptyNote(v.Table.Empty)),
			g.Iff(len(v.Table.Rows) > 0, func() g.Node {
				return h.Div(h.Class("scroll"), h.TabIndex("0"), h.Role("region"), h.Aria("label", "登记表，可滚动"), v.Table.Node())
			}),
			pager(v.Pager)),
		g.If(len(v.Print.Sign) > 0, h.Div(h.Class("ponly psign"), g.Map(v.Print.Sign, func(s string) g.Node { return h.Span(g.Text(s)) }))))
}

// FilterForm is a row of filters, sent by GET.
type FilterForm struct {
	Action  string
	Reset   string
	Keep    []KV
	Filters []Filter
	Used    int
}

func (v RegisterView) filters() g.Node {
	return (&FilterForm{Action: v.Action, Reset: v.Reset, Keep: v.Keep, Filters: v.Filters, Used: v.Used}).draw()
}

func (v *FilterForm) draw() g.Node {
	if v == nil || len(v.Filters) == 0 {
		return nil
	}
	label := "筛选"
	if v.Used > 0 {
		label = fmt.Sprintf("筛选（已用 %d 项）", v.Used)
	}
	// On phones the form is shown by its own address (#filters): no script needed.
	return g.Group{
		h.Div(h.Class("fold only-m"), h.A(h.Class("btn btn-plain"), h.Href("#filters"), icon(IconFilter), g.Text(label))),
		h.Form(h.Class("filt"), h.ID("filters"), h.Method("get"), h.Action(SafeHref(v.Action)), h.Aria("label", "筛选"), hidden(v.Keep),
			g.Map(v.Filters, Filter.draw),
			h.Div(h.Class("fb"), button("查询", "btn-primary"), h.A(h.Class("btn btn-plain"), href(v.Reset), g.Text("重置")),
				h.A(h.Class("btn btn-plain only-m"), h.Href("#main"), g.Text("收起")))),
	}
}

func (f Filter) draw() g.Node {
	id := "fl-" + f.Name
	switch f.Kind {
	case FilterRange:
		return h.Div(h.Class("w2"), h.Span(h.Class("lb"), h.ID(id+"-l"), g.Text(f.Label)),
			h.Div(h.Class("rng"), h.Role("group"), h.Aria("labelledby", id+"-l"),
				dateInput(f.Label+"从", f.Value, g.Group{h.ID(id), h.Name(f.Name), h.Aria("label", f.Label+"从")}), h.Span(h.Class("muted"), g.Text("至")),
				dateInput(f.Label+"到", f.Value2, g.Group{h.ID(id + "2"), h.Name(f.Name2), h.Aria("label", f.Label+"到")})))
	case FilterSelect:
		return h.Div(h.Label(h.For(id), g.Text(f.Label)), h.Select(h.ID(id), h.Name(f.Name), h.Class("form-select"), options(f.Options, []string{f.Value})))
	case FilterCheck:
		return h.Div(h.Class("fc"), h.Label(h.Input(h.Type("checkbox"), h.Class("form-check-input"), h.Name(f.Name), h.Value("1"), g.If(f.Value != "", h.Checked())), g.Text(" "+f.Label)))
	default:
		return h.Div(h.Class("grow"), h.Label(h.For(id), g.Text(f.Label)), h.Input(h.ID(id), h.Name(f.Name), h.Class("form-control"), h.Type("text"), h.Value(f.Value), h.Placeholder(f.Hint), h.AutoComplete("off")))
	}
}

func (v RegisterView) chips() g.Node {
	if len(v.Chips) == 0 && v.Save == nil {
		return nil
	}
	return h.Div(h.Class("chips"), g.If(len(v.Chips) > 0, h.Span(h.Class("muted"), g.Text("已筛选"))),
		g.Map(v.Chips, func(c Chip) g.Node {
			return h.A(h.Class("x"), href(c.Href), quiet("移除："), g.Text(c.Label), h.Span(h.Class("xx"), h.Aria("hidden", "true"), g.Text("✕")))
		}),
		g.If(len(v.Chips) > 0, h.A(href(v.Reset), g.Text("全部清除"))), space(),
		g.Iff(v.Save != nil, func() g.Node { return h.Span(h.Class("only-d"), link(*v.Save)) }))
}
