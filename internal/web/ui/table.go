package ui

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// Column is a column of a table.
type Column struct {
	Label    string
	Right    bool   // numbers
	Title    bool   // the widest column, the only one that wraps
	Sort     string // "ascending" or "descending" where sorted by it
	SortHref string // "" = not sortable
	HideM    bool   // not on phones
	LabelM   bool   // on phones the label stands before the value
}

// Cell is a cell. A void cell is "—", an empty one "--".
type Cell struct {
	Text string
	Href string
	Tone Tone
	Mark bool   // ✓ after the text
	Says string // what ✓ means, for readers: 已签字
	Note string // a second line, smaller
	Acts []RowAct
}

// RowAct is a button in a line: a POST of hidden values. About names the line for
// readers, for whom ten buttons of one word are no help.
type RowAct struct {
	Label, About string
	Action       string
	Hidden       []KV
	Danger       bool
}

func (a RowAct) draw() g.Node {
	kind := "btn-plain btn-sm"
	if a.Danger {
		kind = "btn-danger-o btn-sm"
	}
	return h.Form(h.Class("one"), sent(a.Action), hidden(a.Hidden), h.Button(h.Type("submit"), class("btn", kind), g.Text(a.Label), g.If(a.About != "", quiet("："+a.About))))
}

// Row is a line of a table. Void lines stay, struck through.
type Row struct {
	Cells []Cell
	Void  bool
	Tone  Tone // Red: overdue or not in order; the cells say so in words
	// Tick is the value of its tick box, in a table with Ticks; "" = none. Ticked: it
	// is ticked already.
	Tick   string
	Ticked bool
}

// Table is a table with a caption; Foot holds totals.
type Table struct {
	Caption string // read out; shown only with ShowCaption
	Columns []Column
	Rows    []Row
	Foot    []Cell // one per column; the first may be the label over the following empty ones
	Empty   *Empty
	Ticks   string // name of the tick boxes; "" = rows cannot be ticked
}

// Cells makes plain cells of texts.
func Cells(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i] = Cell{Text: t}
	}
	return out
}

// Node draws the table. The roles keep it a table for readers where phones show
// the lines as cards.
func (t Table) Node() g.Node {
	if len(t.Rows) == 0 && t.Empty != nil {
		return emptyNote(t.Empty)
	}
	return h.Table(h.Class("reg"), h.Role("table"), h.Caption(h.Class("vh"), g.Text(t.Caption)),
		h.THead(h.Role("rowgroup"), h.Tr(h.Role("row"), g.If(t.Ticks != "", h.Th(h.Role("columnheader"), h.Scope("col"), h.Class("tkc"), quiet("勾选"),
			h.Label(h.Class("tk js-only"), h.Input(h.Type("checkbox"), h.Class("form-check-input"), h.Data("all", "")), quiet("全部勾选")))), g.Map(t.Columns, headCell))),
		h.TBody(h.Role("rowgroup"), g.Map(t.Rows, t.line)), t.foot())
}

func headCell(c Column) g.Node {
	sort := IconSort
	switch c.Sort {
	case "ascending":
		sort = IconSortUp
	case "descending":
		sort = IconSortDown
	}
	label := g.Node(g.Text(c.Label))
	if c.SortHref != "" {
		label = h.A(href(c.SortHref), g.Text(c.Label), icon(sort), quiet("排序"))
	}
	return h.Th(h.Role("columnheader"), h.Scope("col"), class(when(c.Right, "r"), when(c.Title, "ti")), g.If(c.Sort != "", h.Aria("sort", c.Sort)), label)
}

func (t Table) line(r Row) g.Node {
	var out g.Group
	if t.Ticks != "" {
		out = append(out, h.Td(h.Role("cell"), h.Class("tkc"), t.tick(r)))
	}
	for i, c := range r.Cells {
		if i >= len(t.Columns) {
			break
		}
		col := t.Columns[i]
		kind := class(when(col.Right, "r"), when(col.Title, "ti"), when(!col.Title && !col.Right, "nw"), when(col.HideM, "hm"), when(c.Text == "--", "nil"), tone(c.Tone))
		out = append(out, h.Td(h.Role("cell"), kind, g.If(col.LabelM, h.Data("l", col.Label)), r.text(c, col.Title)))
	}
	return h.Tr(h.Role("row"), class(when(r.Void, "void"), when(t.Ticks != "", "tkr"), when(r.Tone != "", "row-"+string(r.Tone))), h.Data("row", ""), out)
}

func (t Table) tick(r Row) g.Node {
	if r.Tick == "" {
		return nil
	}
	name := ""
	for i, c := range r.Cells {
		if i < len(t.Columns) && t.Columns[i].Title {
			name = c.Text
		}
	}
	return h.Label(h.Class("tk"), h.Input(h.Type("checkbox"), h.Class("form-check-input"), h.Name(t.Ticks), h.Value(r.Tick), g.If(r.Ticked, h.Checked())), quiet("勾选："+name))
}

func (r Row) text(c Cell, title bool) g.Node {
	text := g.Node(g.Text(c.Text))
	if r.Void && title {
		text = h.Del(g.Text(c.Text))
	}
	if c.Href != "" {
		text = h.A(href(c.Href), class(when(title, "t")), text)
	}
	if c.Note != "" {
		text = g.Group{text, h.Small(h.Class("line2"), g.Text(c.Note))}
	}
	if len(c.Acts) > 0 {
		return g.Group{text, h.Span(h.Class("rowacts"), g.Map(c.Acts, RowAct.draw))}
	}
	if !c.Mark {
		return text
	}
	says := c.Says
	if says == "" {
		says = "是"
	}
	return g.Group{text, g.Text(" "), h.Span(h.Class("ok"), g.Attr("title", says), h.Span(h.Aria("hidden", "true"), g.Text("✓")), quiet(says))}
}

// foot joins the first cell with the empty ones after it.
func (t Table) foot() g.Node {
	if len(t.Foot) == 0 {
		return nil
	}
	var out g.Group
	for i := 0; i < len(t.Foot); {
		span := 1
		for i+span < len(t.Foot) && t.Foot[i+span].Text == "" {
			span++
		}
		right := i < len(t.Columns) && t.Columns[i].Right
		if right && span > 1 { // a number stays in its own column
			out = append(out, h.Td(h.Role("cell"), h.Class("r"), g.Text(t.Foot[i].Text)), h.Td(h.Role("cell"), h.ColSpan(strconv.Itoa(span-1))))
		} else {
			out = append(out, h.Td(h.Role("cell"), class(when(right, "r")), g.If(span > 1, h.ColSpan(strconv.Itoa(span))), g.Text(t.Foot[i].Text)))
		}
		i += span
	}
	return h.TFoot(h.Role("rowgroup"), h.Tr(h.Role("row"), out))
}

// Pager is the foot of a list.
type Pager struct {
	Summary string // 第 1–12 条，共 58 条
	Totals  string // 全部合计 份数 386 · 废页 9
	Prev    string // address of the page before; "" on the first
	Next    string
	Pages   []Link // numbered pages, or "…" without address
	Size    *SelectFilter
}

func pager(p *Pager) g.Node {
	if p == nil {
		return nil
	}
	step := func(label, addr, rel string) g.Node {
		if addr == "" {
			return h.Li(h.Class("page-item disabled"), h.Span(h.Class("page-link"), g.Text(label)))
		}
		return h.Li(h.Class("page-item"), h.A(h.Class("page-link"), href(addr), h.Rel(rel), h.Data("press", map[string]string{"prev": "[", "next": "]"}[rel]), g.Text(label)))
	}
	return h.Div(h.Class("pgr"),
		h.Span(h.Class("muted"), g.Text(p.Summary), g.If(p.Totals != "", h.Span(h.Class("tot"), g.Text(p.Totals)))), space(),
		g.Iff(p.Size != nil, func() g.Node {
			return h.Span(h.Class("size hide-m"), h.Span(h.Class("sm muted"), h.Aria("hidden", "true"), g.Text("每页")), selectFilter(p.Size))
		}),
		g.If(p.Prev != "" || p.Next != "" || len(p.Pages) > 1, h.Nav(h.Aria("label", "分页"), h.Ul(h.Class("pagination"),
			step("上一页", p.Prev, "prev"), g.Map(p.Pages, pageLink), step("下一页", p.Next, "next")))))
}

func pageLink(l Link) g.Node {
	if l.Href == "" && !l.Current {
		return h.Li(h.Class("page-item disabled hide-m"), h.Span(h.Class("page-link"), g.Text(l.Label)))
	}
	return h.Li(class("page-item", when(l.Current, "active"), when(!l.Current, "hide-m")),
		h.A(h.Class("page-link"), href(l.Href), current(l.Current), quiet("第 "), g.Text(l.Label), quiet(" 页")))
}

// TablePage is a plain page with one or several tables.
type TablePage struct {
	Title   string
	Lead    string
	Actions []Link
	Tabs    []Tab
	Notice  string      // something to know, on top
	Filters *FilterForm // of all parts
	Top     g.Node      // a box before them
	Parts   []TablePart
}

// TablePart is one table of a TablePage, with an optional form below it.
type TablePart struct {
	Title   string
	Note    string
	Table   Table
	Pager   *Pager
	Links   []Link
	Filter  *SelectFilter // in the head
	Filters *FilterForm   // a row above the table
	Below   g.Node
	// Bulk is what can be done with ticked rows (Table.Ticks); Fields stand before
	// its verbs.
	Bulk   *Bulk
	Fields *FormView
}

// Tables draws a TablePage.
func Tables(p TablePage) g.Node {
	return g.Group{
		Head(p.Title, p.Lead, p.Actions...), Tabs("分页签", p.Tabs), Notice(p.Notice),
		g.Iff(p.Filters != nil, func() g.Node { return h.Section(h.Class("box gap"), h.Aria("label", "筛选"), p.Filters.draw()) }),
		g.Iff(p.Top != nil, func() g.Node { return h.Div(h.Class("gap"), p.Top) }),
		parts(p.Parts),
	}
}

func parts(all []TablePart) g.Node {
	return h.Div(h.Class("stack"), g.Map(all, func(t TablePart) g.Node {
		head := g.Group{g.If(t.Note != "", h.Span(h.Class("muted sm"), g.Text(t.Note))), space(), selectFilter(t.Filter), g.Map(t.Links, func(l Link) g.Node { return link(l) })}
		return box(t.Title, head, t.Filters.draw(), t.body(), pager(t.Pager), t.Below)
	}))
}

// Links are a row of buttons below a table.
func Links(list []Link) g.Node {
	return h.Div(h.Class("pad"), buttons(list, false, "btn-sm"))
}

// body is the table, inside a form where its rows can be ticked.
func (t TablePart) body() g.Node {
	if len(t.Table.Columns) == 0 {
		return nil
	}
	table := scroll(t.Table.Caption, t.Table.Node())
	if t.Bulk == nil || len(t.Table.Rows) == 0 {
		return table
	}
	var fields g.Node
	kind := g.Node(nil)
	if t.Fields != nil {
		fields = h.Div(h.Class("pad"), ErrorSummary(*t.Fields), FieldSet(*t.Fields, ""))
		kind = t.Fields.encoding()
	}
	return h.Form(sent(t.Bulk.Action), h.Data("bulk", ""), h.Data("keep", t.Bulk.Action), kind, hidden(t.Bulk.Hidden), table, fields, t.Bulk.bar())
}

// scroll lets a wide table scroll by itself, by keyboard too.
func scroll(label string, table g.Node) g.Node {
	return h.Div(h.Class("wide"), h.TabIndex("0"), h.Role("region"), h.Aria("label", label+"（可滚动）"), table)
}

// Notice is a line to know before acting; "" draws nothing.
func Notice(text string) g.Node {
	return g.If(text != "", h.P(h.Class("note"), icon(IconInfo), h.Span(g.Text(text))))
}

func options(list []form.Option, chosen []string) g.Node {
	return g.Map(list, func(o form.Option) g.Node {
		is := false
		for _, c := range chosen {
			is = is || c == o.Value
		}
		return h.Option(h.Value(o.Value), g.If(is, h.Selected()), g.Text(o.Label))
	})
}
