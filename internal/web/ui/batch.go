package ui

import (
	"fmt"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// BatchPage is several things of one sort filled in at once: each in a row of its
// own with its picture, one button for all. What was refused stays with its reason
// and everything typed.
type BatchPage struct {
	Title, Lead string
	Actions     []Link
	Tabs        []Tab
	Done        []Link    // what has just been done, each with its page
	Form        *FormView // of the page as a whole: files to read; Submit is its button
	Action      string
	Hidden      []KV
	Head        *FormView // fields for all rows; drawn inside the form of the rows
	Rows        []BatchRow
	Submit      string
	Note        string // what the button will do
}

// BatchRow is one of them.
type BatchRow struct {
	Title   string
	Note    string
	Facts   []Pair
	Picture string // of the first page; "" = none
	Link    Link   // to the whole document
	Form    FormView
	Refusal *Refusal
}

// Batch draws a BatchPage.
func Batch(p BatchPage) g.Node {
	return g.Group{Head(p.Title, p.Lead, p.Actions...), Tabs("分页签", p.Tabs),
		g.If(len(p.Done) > 0, h.Section(h.Class("box gap"), h.Aria("label", "已办"), h.Ul(h.Class("files pad did"), g.Map(p.Done, func(l Link) g.Node {
			return h.Li(h.Span(h.Class("ok"), icon(IconCheck)), link(l))
		})))),
		g.Iff(p.Form != nil, func() g.Node { return h.Section(h.Class("box fpage gap"), h.Aria("label", p.Title), Form(*p.Form)) }),
		g.If(len(p.Rows) > 0, p.rows())}
}

func (p BatchPage) rows() g.Node {
	kind, keep := g.Node(nil), p.Action
	var head g.Node
	if p.Head != nil {
		kind = p.Head.encoding()
		head = h.Section(h.Class("box fpage gap"), h.Aria("label", p.Submit), h.Div(h.Class("form"), ErrorSummary(*p.Head), FieldSet(*p.Head, "")))
	}
	var out g.Group
	for i, r := range p.Rows {
		out = append(out, r.draw(i, len(p.Rows)))
	}
	return h.Form(h.Class("batch"), h.ID("batch"), sent(p.Action), h.Data("keep", keep), kind, hidden(p.Hidden), head, out,
		h.Div(h.Class("row-b batch-b"), button(p.Submit, "btn-primary", h.Data("main", ""), g.Attr("title", p.Submit+"（Ctrl+Enter）")), h.Span(h.Class("muted sm"), g.Text(p.Note))))
}

func (r BatchRow) draw(i, of int) g.Node {
	label := fmt.Sprintf("第 %d 件，共 %d 件", i+1, of)
	var picture g.Node
	if r.Picture != "" {
		picture = h.Div(h.Class("bpic"), h.A(href(r.Link.Href), g.Attr("target", "_blank"),
			h.Img(h.Src(SafeHref(r.Picture)), h.Alt("首页："+r.Title), h.Width("300"), h.Height("424"), g.If(i > 1, h.Loading("lazy")))))
	}
	refused := g.Node(nil)
	if r.Refusal != nil {
		refused = h.Div(h.Class("refuse"), h.Role("alert"), h.P(h.Class("why"), icon(IconRefused), h.B(g.Text(r.Refusal.Title))), g.If(r.Refusal.Detail != "", h.P(h.Class("sm"), g.Text(r.Refusal.Detail))),
			h.P(h.Class("sm"), link(Link{Label: r.Refusal.Clause, Href: r.Refusal.ClauseHref})))
	}
	return h.Section(h.Class("box gap"), h.Aria("label", label), h.Header(h.H2(g.Text(r.Title)), h.Span(h.Class("muted sm"), g.Text(r.Note)), space(),
		g.If(r.Link.Href != "", h.A(href(r.Link.Href), g.Attr("target", "_blank"), g.Text(r.Link.Label), quiet("："+r.Title)))),
		h.Div(class("brow", when(r.Picture == "", "plain")), picture, h.Div(h.Class("form"), refused, g.If(r.Refusal == nil, ErrorSummary(r.Form)), g.If(len(r.Facts) > 0, paper(r.Title, r.Facts)), FieldSet(r.Form, ""))))
}
