package ui

import (
	"net/url"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/web/static"
)

// KV is one hidden value of a form: form token, idempotency key, versions.
type KV struct{ Name, Value string }

// Link is a link in a list of links. Icon is optional; Current marks the one
// that is open.
type Link struct {
	Label   string
	Href    string
	Icon    Icon
	Current bool
}

// Tone is what a word means beside what it says; never by colour alone.
type Tone string

// The tones.
const (
	Plain Tone = ""
	Red   Tone = "r" // overdue, refused, most urgent
	Amber Tone = "a" // due today
	Green Tone = "g" // in order
	Blue  Tone = "b" // in hand
)

// Tag is a short word in a frame: a state, an urgency.
type Tag struct {
	Text string
	Tone Tone
}

// Empty says that there is nothing, and why: done, nothing yet, no match or no
// right. Lead says what fills the list or who can grant the right; Actions are
// the way on.
type Empty struct {
	Title   string
	Lead    string
	Actions []Link
}

// SafeHref gives the address if it leads to this program (a path, ?query or
// #part) or to another site by http or https; anything else becomes "#". It
// keeps script, data and protocol-relative addresses out of links.
func SafeHref(addr string) string {
	if addr == "" || strings.ContainsFunc(addr, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }) ||
		strings.TrimSpace(addr) != addr || strings.HasPrefix(addr, "//") {
		return "#"
	}
	u, err := url.Parse(addr)
	if err != nil || u.Opaque != "" {
		return "#"
	}
	switch u.Scheme {
	case "":
		return addr
	case "http", "https":
		if u.Host != "" {
			return addr
		}
	}
	return "#"
}

func href(addr string) g.Node { return h.Href(SafeHref(addr)) }

func class(names ...string) g.Node {
	kept := names[:0:0]
	for _, name := range names {
		if name != "" {
			kept = append(kept, name)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return h.Class(strings.Join(kept, " "))
}

func when(ok bool, name string) string {
	if ok {
		return name
	}
	return ""
}

// current marks the open one of several links.
func current(is bool) g.Node { return g.If(is, h.Aria("current", "page")) }

func icon(name Icon) g.Node {
	if name == "" {
		return nil
	}
	return h.SVG(h.Class("ic"), h.Aria("hidden", "true"), h.Role("presentation"), g.Attr("focusable", "false"),
		g.El("use", h.Href(static.Path("icons.svg")+"#i-"+url.PathEscape(string(name)))))
}

// quiet is text for screen readers only.
func quiet(text string) g.Node { return h.Span(h.Class("vh"), g.Text(text)) }

// keyMark is the mark of a key control point, with its meaning.
func keyMark() g.Node {
	return h.Span(h.Class("key"), g.Attr("title", "关键控制点"), g.Text("※"), quiet("关键控制点"))
}

func tag(t Tag) g.Node {
	if t.Text == "" {
		return nil
	}
	return h.Span(class("tg", string(t.Tone)), g.Text(t.Text))
}

func space() g.Node { return h.Span(h.Class("sp")) }

// tone is the class of a tone on plain text.
func tone(t Tone) string {
	if t == Plain {
		return ""
	}
	return "t-" + string(t)
}

// link is a plain link, or its label alone where there is no address.
func link(l Link, more ...g.Node) g.Node {
	if l.Href == "" {
		return h.Span(g.Group(more), icon(l.Icon), g.Text(l.Label))
	}
	return h.A(href(l.Href), current(l.Current), g.Group(more), icon(l.Icon), g.Text(l.Label))
}

// buttons draws links as buttons; the first is the main one if primary.
func buttons(links []Link, primary bool, size string) g.Node {
	if len(links) == 0 {
		return nil
	}
	var out g.Group
	for i, l := range links {
		kind := "btn-plain"
		if primary && i == 0 {
			kind = "btn-primary"
		}
		out = append(out, link(l, class("btn", kind, size)))
	}
	return h.Div(h.Class("acts"), out)
}

func hidden(values []KV) g.Node {
	return g.Map(values, func(v KV) g.Node {
		return h.Input(h.Type("hidden"), h.Name(v.Name), h.Value(v.Value))
	})
}

// sent are the attributes of every form that changes something: a plain POST
// that htmx takes over where there is script.
func sent(action string) g.Node {
	to := SafeHref(action)
	return g.Group{
		h.Method("post"), h.Action(to), g.Attr("novalidate"), g.Attr("data-guard"),
		h.Data("hx-post", to), h.Data("hx-target", "#main"), h.Data("hx-select", "#main"),
		h.Data("hx-swap", "outerHTML"), h.Data("hx-select-oob", "#side,#mtab"), h.Data("hx-push-url", "true"),
	}
}

// button is a submit button; name and value go with it if it is pressed.
func button(label, kind string, more ...g.Node) g.Node {
	return h.Button(h.Type("submit"), class("btn", kind), g.Group(more), g.Text(label))
}

// PostButton is a form of one button that posts hidden values.
func PostButton(label, action string, values []KV, kind string) g.Node {
	return h.Form(h.Class("one"), sent(action), hidden(values), button(label, kind))
}

func box(title string, head g.Node, body ...g.Node) g.Node {
	return h.Section(h.Class("box"),
		g.If(title != "", h.Header(h.H2(g.Text(title)), head)),
		g.Group(body))
}

func emptyNote(e *Empty) g.Node {
	if e == nil {
		return nil
	}
	return h.Div(h.Class("empty"), h.P(h.Class("eh"), g.Text(e.Title)), g.If(e.Lead != "", h.P(g.Text(e.Lead))),
		buttons(e.Actions, true, "btn-sm"))
}

func itoa(n int) string { return strconv.Itoa(n) }
