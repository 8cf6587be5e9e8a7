package ui

import (
	"fmt"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/typeset/code"
	"guiju.cn/guiju/internal/typeset/page"
)

// Fold is something that is shown when it is wanted: a form below a table. It
// stands open where something was wrong with it.
func Fold(title string, open bool, body ...g.Node) g.Node {
	return h.Details(h.Class("foldin"), g.If(open, g.Attr("open")), h.Summary(icon(IconPlus), g.Text(title)), h.Div(g.Group(body)))
}

// Narrow stacks boxes in one column that is easy to read.
func Narrow(body ...g.Node) g.Node { return h.Div(h.Class("narrow stack"), g.Group(body)) }

// Titled is a box with a title.
func Titled(title string, body ...g.Node) g.Node { return box(title, nil, body...) }

// Boxed puts something into a box of its own.
func Boxed(body ...g.Node) g.Node { return box("", nil, body...) }

// Padded gives something room around it, below a table.
func Padded(body ...g.Node) g.Node { return h.Div(h.Class("pad"), g.Group(body)) }

// Said is plain text with what can be done about it below; in a box of its own
// where it has a title.
func Said(title string, lines []string, acts ...g.Node) g.Node {
	text := h.Div(h.Class("pad"), g.Map(lines, func(l string) g.Node { return h.P(g.Text(l)) }), g.If(len(acts) > 0, h.Div(h.Class("row-b"), g.Group(acts))))
	if title == "" {
		return text
	}
	return box(title, nil, text)
}

// LinkButton is a link that looks like a button.
func LinkButton(l Link, primary bool) g.Node {
	kind := "btn-plain"
	if primary {
		kind = "btn-primary"
	}
	return link(l, class("btn", kind))
}

// Checklist is what there is to do before something can begin, in order.
type Checklist struct {
	Title, Note string
	Items       []CheckItem
}

// CheckState is how an item of a checklist stands.
type CheckState string

// The states of an item.
const (
	CheckDone     CheckState = "done"
	CheckMissing  CheckState = "missing"
	CheckOptional CheckState = "optional" // not done, and work can begin without it
)

// CheckItem is one thing to do: where, by whom, and what is missing of it.
type CheckItem struct {
	Title, Href, Note string
	Who               string // 安全保密管理员; "" = the reader
	State             CheckState
	Missing           []string
}

// ChecklistBox draws a Checklist.
func ChecklistBox(c Checklist) g.Node {
	return box(c.Title, h.Span(h.Class("muted sm"), g.Text(c.Note)), h.Ol(h.Class("tolist"), g.Map(c.Items, CheckItem.draw)))
}

func (i CheckItem) draw() g.Node {
	word, t, mark := "还缺", Red, "○"
	switch i.State {
	case CheckDone:
		word, t, mark = "已完成", Green, "✓"
	case CheckOptional:
		word, t, mark = "可以以后做", Plain, "○"
	case CheckMissing:
	}
	return h.Li(class(when(i.State != CheckOptional, string(i.State))), h.Span(h.Class("cmark"), h.Aria("hidden", "true"), g.Text(mark)),
		h.Div(h.P(h.Class("ct"), link(Link{Label: i.Title, Href: i.Href}), g.Text(" "), tag(Tag{word, t}), g.If(i.Who != "", h.Span(h.Class("muted sm"), g.Text(" 由"+i.Who+"办理")))),
			g.If(i.Note != "", h.P(h.Class("muted sm"), g.Text(i.Note))),
			g.If(len(i.Missing) > 0, h.Ul(g.Map(i.Missing, func(m string) g.Node { return h.Li(g.Text(m)) })))))
}

// Steps are the pages of a wizard, the present one marked.
func Steps(label string, list []Link) g.Node {
	return h.Nav(h.Class("wsteps"), h.Aria("label", label), h.Ol(g.Map(list, func(l Link) g.Node {
		return h.Li(link(l))
	})))
}

// Secrets is a page of what is shown once: first passwords, tokens.
type Secrets struct {
	Title, Lead string
	Rows        []Pair // whose, and the secret
	Actions     []Link
}

// SecretsPage draws Secrets; it prints as a list to be cut apart.
func SecretsPage(s Secrets) g.Node {
	return h.Div(h.Class("narrow stack"), Head(s.Title, s.Lead),
		h.P(h.Class("note warn"), icon(IconAlert), h.Span(g.Text("只显示这一次，离开本页后不能再看。抄下或打印，当面交给本人。"))),
		box("", nil, h.Div(h.Class("wide"), h.TabIndex("0"), h.Role("region"), h.Aria("label", s.Title+"（可滚动）"), h.Table(h.Class("reg secrets"), h.Caption(h.Class("vh"), g.Text(s.Title)),
			h.THead(h.Tr(h.Th(h.Scope("col"), g.Text("谁的")), h.Th(h.Scope("col"), g.Text("内容")))),
			h.TBody(g.Map(s.Rows, func(p Pair) g.Node {
				return h.Tr(h.Th(h.Scope("row"), g.Text(p.Label)), h.Td(h.Code(g.Text(p.Value))))
			}))))),
		buttons(s.Actions, true, ""))
}

// QR draws a text as a QR code, as SVG: no picture file, sharp on paper.
func QR(text, says string) (g.Node, error) {
	const side, white = 100, 16 // four modules of the smallest code
	marks, err := code.QR(text, white, white, side)
	if err != nil {
		return nil, err
	}
	var path strings.Builder
	for _, m := range marks {
		if f, ok := m.(page.Fill); ok {
			fmt.Fprintf(&path, "M%.3f %.3fh%.3fv%.3fh-%.3fz", f.X, f.Y, f.W, f.H, f.W)
		}
	}
	all := itoa(side + 2*white)
	return h.SVG(h.Class("qr"), g.Attr("viewBox", "0 0 "+all+" "+all), g.Attr("shape-rendering", "crispEdges"), h.Role("img"), h.Aria("label", says),
		g.El("rect", h.Width(all), h.Height(all), g.Attr("fill", "#fff")),
		g.El("path", g.Attr("d", path.String()), g.Attr("fill", "#000"))), nil
}

// Approve is what one person is asked to confirm, made for one thumb: the facts,
// and the button fixed at the bottom on phones (Page.Act).
type Approve struct {
	Title, Lead string
	Notice      string
	Record      Record
	Button      *RowAct // nil: nothing to do for this person
	Below       []g.Node
}

// ApprovePage draws an Approve.
func ApprovePage(a Approve) g.Node {
	return h.Div(h.Class("narrow stack"), h.Div(Head(a.Title, a.Lead)), Notice(a.Notice), record(a.Record), g.Group(a.Below),
		g.Iff(a.Button != nil, func() g.Node {
			return h.Section(h.Class("act"), h.Aria("label", a.Button.Label),
				h.Form(h.Class("one"), sent(a.Button.Action), hidden(a.Button.Hidden), button(a.Button.Label, "btn-primary wide-b", h.Data("main", ""))))
		}))
}
