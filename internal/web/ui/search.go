package ui

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// SearchPage is what a search found.
type SearchPage struct {
	Query   string
	Action  string
	Filters []Filter
	Issue   string // what is the matter with a filter
	Hits    []Hit
	Summary string
	Pager   *Pager
	Empty   *Empty
	Groups  []SearchGroup // what else was found, beside the matters
}

// Hit is one matter that was found. Snippet shows the place; Why names it.
type Hit struct {
	Kind, Href, Number, Note, Why string
	Tag                           Tag
	Title, Snippet                []Piece
}

// Piece is a part of a text; Mark says that it was looked for.
type Piece struct {
	Text string
	Mark bool
}

// SearchGroup is a few things of another sort: clauses, people.
type SearchGroup struct {
	Title string
	More  Link
	Items []SearchItem
}

// SearchItem is one of them; without an address it is only named.
type SearchItem struct {
	Label, Href string
	Text        []Piece
}

// Search draws a SearchPage.
func Search(s SearchPage) g.Node {
	found := h.Section(h.Class("box"), h.Aria("label", "搜索结果"), g.If(len(s.Hits) > 0, h.Ul(h.Class("todo found"), g.Map(s.Hits, Hit.draw))),
		g.If(len(s.Hits) == 0, emptyNote(s.Empty)), pager(s.Pager))
	return g.Group{Head("搜索", s.Summary), s.form(), Notice(s.Issue), h.Div(h.Class("stack"), found, g.Map(s.Groups, SearchGroup.draw))}
}

func (s SearchPage) form() g.Node {
	return h.Form(h.Class("msearch"), h.Role("search"), h.Aria("label", "搜索全部事项"), h.Method("get"), h.Action(SafeHref(s.Action)),
		h.Label(h.For("sq"), h.Class("vh"), g.Text("搜索标题、文号、意见、文件正文、人员")),
		h.Div(h.Class("inl"), h.Input(h.ID("sq"), h.Name("q"), h.Class("form-control"), h.Type("search"), h.Value(s.Query)), button("搜索", "btn-primary")),
		g.If(len(s.Filters) > 0, h.Div(h.Class("sopt"), g.Map(s.Filters, Filter.draw))))
}

func (x Hit) draw() g.Node {
	return h.Li(h.Data("row", ""), h.Span(h.Class("kind"), g.Text(x.Kind)),
		h.Div(h.Class("bd"), h.A(h.Class("t"), href(x.Href), g.If(x.Tag.Text != "", g.Group{tag(x.Tag), g.Text(" ")}), marked(x.Title)),
			h.Div(h.Class("m"), g.If(x.Number != "", h.Span(h.Class("num"), g.Text(x.Number))), h.Span(g.Text(x.Note)), g.If(x.Why != "", h.Span(g.Text("见于"+x.Why)))),
			g.If(len(x.Snippet) > 0, h.P(h.Class("sn"), marked(x.Snippet)))))
}

func marked(pieces []Piece) g.Node {
	return g.Map(pieces, func(p Piece) g.Node {
		if p.Mark {
			return h.Mark(g.Text(p.Text))
		}
		return g.Text(p.Text)
	})
}

func (s SearchGroup) draw() g.Node {
	more := g.If(s.More.Label != "", h.A(href(s.More.Href), g.Text(s.More.Label), quiet("："+s.Title)))
	return box(s.Title, g.Group{space(), more}, h.Ul(h.Class("also"), g.Map(s.Items, func(i SearchItem) g.Node {
		return h.Li(link(Link{Label: i.Label, Href: i.Href}, h.Class("num")), h.Span(marked(i.Text)))
	})))
}
