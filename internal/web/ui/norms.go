package ui

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// NormList is the list of the work specifications.
type NormList struct {
	Title, Lead string
	Search      string // GET with q
	Specs       []NormSpec
	Actions     []Link
}

// NormSpec is one specification in the list.
type NormSpec struct {
	ID, Name, Href string
	Clauses, Keys  int
	Built          int // clauses the system enforces
	Note           string
}

// NormListPage draws a NormList.
func NormListPage(n NormList) g.Node {
	t := Table{Caption: n.Title, Columns: []Column{{Label: "编号"}, {Label: "规范", Title: true}, {Label: "条款", Right: true, LabelM: true}, {Label: "已由系统执行", Right: true, LabelM: true}, {Label: "关键控制点", Right: true, LabelM: true}, {Label: "说明", HideM: true}}}
	for _, s := range n.Specs {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: s.ID}, {Text: s.Name, Href: s.Href}, {Text: itoa(s.Clauses)}, {Text: itoa(s.Built)}, {Text: itoa(s.Keys)}, {Text: s.Note}}})
	}
	return g.Group{Head(n.Title, n.Lead, n.Actions...), normSearch(n.Search, ""), box("", nil, scroll(n.Title, t.Node()))}
}

func normSearch(action, query string) g.Node {
	return g.If(action != "", h.Form(h.Class("msearch"), h.Role("search"), h.Aria("label", "搜索条款"), h.Method("get"), h.Action(SafeHref(action)),
		h.Label(h.For("nq"), h.Class("form-label"), g.Text("搜索条款")),
		h.Div(h.Class("inl"), h.Input(h.ID("nq"), h.Name("q"), h.Class("form-control"), h.Type("search"), h.Value(query), h.AutoComplete("off")), button("搜索", "btn-primary"))))
}

// Spec is the page of one specification: clauses in order, forms, settings.
type Spec struct {
	ID, Name string
	Basis    string // as the specification names it
	Current  string // what is in force now, where that differs
	Clauses  []Clause
	Parts    []TablePart // forms, key control points, settings, lists
	Actions  []Link
}

// Clause is one clause in a list.
type Clause struct {
	ID, Text, Href string
	Kinds          []string // 硬性阻断, 时限督办 …
	System         string   // what the system does about it
	Built          bool     // otherwise 计划中
	Key            bool     // ※
	Derived        bool     // ◇ taken from the text, not numbered in it
	Own            bool     // the text is the bureau's own wording
}

// SpecPage draws a Spec.
func SpecPage(s Spec) g.Node {
	basis := s.Basis
	return g.Group{Head(s.ID+" "+s.Name, basis, s.Actions...), Notice(s.Current),
		h.Div(h.Class("stack"), box("条款", h.Span(h.Class("muted sm"), g.Textf("%d 条", len(s.Clauses))), clauseList(s.Clauses)),
			g.Map(s.Parts, func(t TablePart) g.Node {
				return box(t.Title, h.Span(h.Class("muted sm"), g.Text(t.Note)), scroll(t.Table.Caption, t.Table.Node()), t.Below)
			}))}
}

func clauseList(list []Clause) g.Node {
	return h.Ul(h.Class("cls"), g.Map(list, func(c Clause) g.Node {
		return h.Li(h.Div(h.Class("cid num"), h.A(href(c.Href), g.Text(c.ID)), g.If(c.Key, g.Group{g.Text(" "), keyMark()})),
			h.Div(h.P(g.Text(c.Text), g.If(c.Derived, h.Span(h.Class("muted"), g.Attr("title", "由规范文字归纳"), g.Text(" ◇")))),
				h.Div(h.Class("m"), g.Map(c.Kinds, func(k string) g.Node { return tag(Tag{Text: k}) }), builtTag(c.Built), ownTag(c.Own), g.If(c.System != "", h.Span(g.Text(c.System))))))
	}))
}

func ownTag(own bool) g.Node { return g.If(own, tag(Tag{"本局原文", Blue})) }

func builtTag(built bool) g.Node {
	if built {
		return tag(Tag{"✓ 系统执行", Green})
	}
	return tag(Tag{"计划中", Plain})
}

// ClauseView is the page of one clause: text, how it is read and enforced,
// settings, and what it has stopped.
type ClauseView struct {
	Clause
	Spec    Link
	Reading []Pair // rule versions, settings in force, who may except
	Parts   []TablePart
	Prev    Link
	Next    Link
	Actions []Link
}

// ClausePage draws a ClauseView.
func ClausePage(c ClauseView) g.Node {
	return h.Div(h.Class("narrow"), Head("工作规范 "+c.ID, c.Spec.Label, c.Actions...),
		h.Div(h.Class("stack"),
			h.Section(h.Class("box doc"), h.Aria("label", "条款原文"), h.P(g.Text(c.Text), g.If(c.Key, g.Group{g.Text(" "), keyMark()})),
				h.Div(h.Class("m"), g.Map(c.Kinds, func(k string) g.Node { return tag(Tag{Text: k}) }), builtTag(c.Built), ownTag(c.Own))),
			g.If(c.System != "" || len(c.Reading) > 0, record(Record{Title: "系统怎样执行", Rows: append([]Pair{{Label: "做法", Value: c.System, Wide: true}}, c.Reading...)})),
			g.Map(c.Parts, func(t TablePart) g.Node {
				return box(t.Title, h.Span(h.Class("muted sm"), g.Text(t.Note)), scroll(t.Table.Caption, t.Table.Node()), t.Below)
			}),
			h.Nav(h.Class("prevnext"), h.Aria("label", "前后条款"), g.If(c.Prev.Href != "", h.A(href(c.Prev.Href), icon(IconLeft), g.Text(c.Prev.Label))), space(),
				g.If(c.Next.Href != "", h.A(href(c.Next.Href), g.Text(c.Next.Label), icon(IconRight))))))
}

// NormSearch is the search in the clauses.
type NormSearch struct {
	Query, Action, Summary string
	Clauses                []Clause
	Empty                  *Empty
}

// NormSearchPage draws a NormSearch.
func NormSearchPage(n NormSearch) g.Node {
	return g.Group{Head("条款搜索", n.Summary), normSearch(n.Action, n.Query),
		box("", nil, g.If(len(n.Clauses) > 0, clauseList(n.Clauses)), g.If(len(n.Clauses) == 0, emptyNote(n.Empty)))}
}
