package ui

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Agenda is one week of a person: seven days with what falls due.
type Agenda struct {
	Title, Lead      string
	Prev, Next, This Link
	Days             []AgendaDay
	Parts            []TablePart
}

// AgendaDay is one day. Off says why it is not worked: 周末, 国庆节; Note why a
// day is worked although one would not expect it.
type AgendaDay struct {
	Weekday, Date string
	Off, Note     string
	Today         bool
	Items         []RailItem
}

// AgendaPage draws the week: seven columns, on phones a list of days.
func AgendaPage(a Agenda) g.Node {
	return g.Group{Head(a.Title, a.Lead, a.Prev, a.This, a.Next),
		h.Ol(h.Class("week"), g.Map(a.Days, func(d AgendaDay) g.Node {
			return h.Li(class(when(d.Off != "", "off"), when(d.Today, "now")), g.If(d.Today, h.Aria("current", "date")),
				h.H2(g.Text(d.Weekday), h.Small(h.Class("num"), g.Text(d.Date)), g.If(d.Today, tag(Tag{"今天", Blue})),
					g.If(d.Off != "", tag(Tag{d.Off, Plain})), g.If(d.Note != "", tag(Tag{d.Note, Amber}))),
				g.If(len(d.Items) == 0, h.P(h.Class("muted sm"), g.Text("没有安排"))),
				g.If(len(d.Items) > 0, h.Ul(g.Map(d.Items, func(i RailItem) g.Node {
					return h.Li(h.Span(h.Class("num sm muted"), g.Text(i.Time)), h.A(href(i.Href), g.Text(i.Title)), g.If(i.Note != "", h.Small(g.Text(i.Note))))
				}))))
		})),
		parts(a.Parts)}
}
