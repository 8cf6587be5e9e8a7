package ui

import (
	"bytes"
	"io"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/web/static"
)

// Page is one page: its title, the shell around it, and its body.
type Page struct {
	Title  string // of the window; the body brings its own h1
	Shell  *Shell // nil: a page without top bar and navigation (log-in)
	Bureau string // name for the window title where there is no shell
	Crumbs []Link // where it stands; the last one is the page itself
	Flash  []Flash
	Body   g.Node
	Act    bool // an action card is fixed at the bottom on phones and replaces the tabs
}

// Flash is one line on top after something was done. Only what went well is
// said this way; a refusal stands in the page.
type Flash struct {
	Text  string // 「已登记，用印〔2026〕128 号」
	Links []Link // e.g. print
	Warn  bool   // done, but something needs attention
}

// Render writes the whole document into memory first, so that an error can
// still become an error page, and then to w.
func (p Page) Render(w io.Writer) error { return render(w, p.Node()) }

// RenderFragment writes Fragment the same way.
func (p Page) RenderFragment(w io.Writer) error { return render(w, p.Fragment()) }

func render(w io.Writer, n g.Node) error {
	var out bytes.Buffer
	if err := n.Render(&out); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

func (p Page) windowTitle() string {
	name := p.Bureau
	if p.Shell != nil {
		name = p.Shell.Bureau + p.Shell.System
	}
	if name == "" {
		return p.Title
	}
	return p.Title + " - " + name
}

// Fragment is the title and #main only, for requests with the header HX-Request.
func (p Page) Fragment() g.Node {
	return g.Group{h.TitleEl(g.Text(p.windowTitle())), p.main()}
}

// Node is the whole document.
func (p Page) Node() g.Node {
	size := ""
	if p.Shell != nil {
		size = p.Shell.TextSize
	}
	return g.Group{g.Raw("<!doctype html>"), h.HTML(h.Lang("zh-CN"), g.If(size != "", h.Data("size", size)),
		h.Head(
			h.Meta(h.Charset("utf-8")),
			h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
			h.Meta(h.Name("referrer"), h.Content("same-origin")),
			h.Meta(h.Name("htmx-config"), h.Content(`{"history":"reload","includeIndicatorCSS":false}`)),
			h.TitleEl(g.Text(p.windowTitle())),
			h.Link(h.Rel("icon"), h.Href(static.Path("icon.svg")), h.Type("image/svg+xml")),
			h.Link(h.Rel("stylesheet"), h.Href(static.Path("app.css"))),
			h.NoScript(h.Link(h.Rel("stylesheet"), h.Href(static.Path("nojs.css")))),
			h.Script(h.Src(static.Path("app.js")), h.Defer()),
		),
		p.body(),
	)}
}

func (p Page) body() g.Node {
	if p.Shell == nil {
		return h.Body(h.Class("bare"), skip(), p.main())
	}
	s := *p.Shell
	return h.Body(
		h.Data("keys", onOff(!s.KeysOff)), dataURL("events", s.Events), dataURL("poll", s.Poll), dataURL("login", s.LoginHref),
		skip(), s.demo(), s.top(), offline(),
		h.Div(h.Class("wrap"), s.side(), p.main(), s.tabs()),
	)
}

func (p Page) main() g.Node {
	return h.Main(class("main", when(p.Act, "has-act")), h.ID("main"), h.TabIndex("-1"),
		crumbs(p.Crumbs), flashes(p.Flash), p.Body)
}

func skip() g.Node { return h.A(h.Class("skip"), h.Href("#main"), g.Text("跳到主要内容")) }

func offline() g.Node {
	return h.Div(h.Class("offline"), h.Role("status"), g.Attr("hidden"), h.ID("offline"),
		icon(IconAlert), g.Text("网络断开，写下的内容还在。连上后再按一次按钮就可以了。"))
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func dataURL(name, addr string) g.Node {
	if addr == "" {
		return nil
	}
	return h.Data(name, SafeHref(addr))
}

func crumbs(list []Link) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Nav(h.Class("where"), h.Aria("label", "位置"), h.Ol(h.Class("crumb"), g.Map(list, func(l Link) g.Node {
		return h.Li(link(Link{Label: l.Label, Href: l.Href}))
	})))
}

func flashes(list []Flash) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Div(h.Class("flash"), h.Role("status"), g.Map(list, func(f Flash) g.Node {
		mark := IconCheck
		if f.Warn {
			mark = IconAlert
		}
		return h.P(class(when(f.Warn, "warn")), icon(mark), h.Span(g.Text(f.Text)),
			g.Map(f.Links, func(l Link) g.Node { return link(l, h.Class("u")) }))
	}))
}

// Head is the head of a page: h1, a line of facts, and actions at the right.
func Head(title, line string, actions ...Link) g.Node {
	return h.Div(h.Class("phead"),
		h.Div(h.Class("ph"), h.H1(g.Text(title)), g.If(line != "", h.P(h.Class("sub"), g.Text(line)))),
		buttons(actions, false, ""))
}

// Tab is one tab of a row of tabs; Count is shown after the label ("8", "5 未读").
type Tab struct {
	Label, Href, Count string
	Current            bool
}

// Tabs is a row of tabs, each a link.
func Tabs(label string, list []Tab) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Nav(h.Class("tabs"), h.Aria("label", label), g.Map(list, func(t Tab) g.Node {
		return h.A(href(t.Href), current(t.Current), g.Text(t.Label), g.If(t.Count != "", h.Span(h.Class("c"), g.Text(t.Count))))
	}))
}
