package ui

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Refusal is the panel that says what was not done and how it can be done. Its
// order is fixed: what and why, what was saved, clause, ways.
type Refusal struct {
	Title      string // 没有用印：申请 20 份，超过签发稿印数 15 份
	Detail     string // what was and was not saved, and why
	Clause     string // 工作规范 1-01-6.1; "" where no clause is behind it (409)
	ClauseHref string
	ClauseText string
	Reading    string // how the system reads the clause
	MayExcept  string // 局长: who may allow an exception
	ExceptHref string // where to ask for it
	Remedies   []Remedy
	Changes    []Change // 409: what others did since
}

// Remedy is a way to do it, as a button: a POST of hidden values (Action), or a
// link (Href), or a jump to a field with a value put in (Field, Value).
type Remedy struct {
	Label  string
	Action string
	Hidden []KV
	Href   string
	Field  string // name of a field of this page's form
	Value  string
}

// Change is what somebody did in the meantime.
type Change struct{ Who, Time, What string }

// RefusalPanel draws a refusal; nil draws nothing.
func RefusalPanel(r *Refusal) g.Node {
	if r == nil {
		return nil
	}
	return h.Section(h.Class("refuse"), h.Role("alert"), h.TabIndex("-1"), h.Aria("labelledby", "refusal"), h.Data("focus", ""),
		h.H2(h.ID("refusal"), icon(IconRefused), h.Span(g.Text(r.Title))),
		g.If(r.Detail != "", h.P(g.Text(r.Detail))),
		g.If(len(r.Changes) > 0, h.Ul(h.Class("since"), g.Map(r.Changes, func(c Change) g.Node {
			return h.Li(h.B(g.Text(c.Who)), g.Text(" "+c.Time+" "), g.Text(c.What))
		}))),
		r.clause(), r.ways())
}

func (r Refusal) clause() g.Node {
	if r.Clause == "" {
		return nil
	}
	return h.BlockQuote(link(Link{Label: r.Clause, Href: r.ClauseHref}), g.Text("　"+r.ClauseText),
		g.If(r.Reading != "", h.Span(h.Class("muted sm"), g.Text("（系统据此核对："+r.Reading+"）"))))
}

func (r Refusal) ways() g.Node {
	if len(r.Remedies) == 0 && r.MayExcept == "" {
		return nil
	}
	var out g.Group
	for i, m := range r.Remedies {
		out = append(out, m.draw(i == 0))
	}
	return g.Group{
		h.H3(g.Text("怎样可以办成")),
		g.If(len(out) > 0, h.Div(h.Class("fix"), out)),
		g.If(r.MayExcept != "", h.P(h.Class("sm muted"), g.Text("确有特殊情况的，由"+r.MayExcept+"决定并登记。"),
			g.If(r.ExceptHref != "", h.A(h.Class("u"), href(r.ExceptHref), g.Text("申请特事登记"))))),
	}
}

func (m Remedy) draw(first bool) g.Node {
	kind := "btn-plain btn-sm"
	if first {
		kind = "btn-primary btn-sm"
	}
	switch {
	case m.Action != "":
		return PostButton(m.Label, m.Action, m.Hidden, kind)
	case m.Field != "":
		v := FormView{}
		return h.A(class("btn", kind), h.Href("#"+v.fieldID(m.Field)), h.Data("fill", m.Value), g.Text(m.Label))
	default:
		return h.A(class("btn", kind), href(m.Href), g.Text(m.Label))
	}
}

// WithRefusal puts a refusal above a body; nil puts nothing there.
func WithRefusal(r *Refusal, body g.Node) g.Node {
	return g.Group{RefusalPanel(r), body}
}
