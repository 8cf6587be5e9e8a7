package ui

import (
	"strconv"
	"unicode/utf8"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Shell is what stands around every page of someone who is signed in.
type Shell struct {
	Bureau string // 云泽市示范局
	System string // 综合办公系统
	Mark   string // one character in the red mark; the bureau's first if empty
	Demo   bool   // says 示范数据 on top of every page

	Person string // who is signed in
	Posts  string // 文书 · 印章管理员
	Me     string // page of one's own settings

	SearchHref string // GET with q
	Query      string
	NewHref    string // 新建事项; "" for those who start nothing
	Reminders  int    // unread ones
	RemindHref string

	TextSize       string // "", "l" or "xl", kept on the account
	TextSizeAction string // POST size= and back=; "" hides 字号
	LogoutAction   string // POST
	Hidden         []KV   // form token for the two forms above
	Back           string // this page's address, to return to after 字号

	Nav  []NavGroup
	Tabs []NavItem // at the bottom on phones, five at most

	KeysOff   bool   // single-key shortcuts are off on this account (WCAG 2.1.4)
	Events    string // event stream of counts: data: {"todo":8,"remind":3}
	Poll      string // the same as JSON, where there is no stream
	LoginHref string // where to sign in again when the session has ended
}

// NavGroup is a group of the left navigation.
type NavGroup struct {
	Label string // 我的工作, 业务办理, 监督
	Items []NavItem
}

// NavItem is an item of the navigation or of the phone's tabs.
type NavItem struct {
	Key     string // name of its live count ("todo"); "" = none
	Label   string
	Href    string
	Icon    Icon
	Count   int
	Hot     bool   // the count asks for action
	Press   string // shortcut, as "g d"
	Current bool
}

func (s Shell) demo() g.Node {
	return g.If(s.Demo, h.Section(h.Class("demo"), h.Aria("label", "示范数据"),
		h.Strong(g.Text("示范数据")), h.Span(g.Text("人员、单位和事项都是编出来的，可以随意试办"))))
}

func first(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(r)
}

func (s Shell) top() g.Node {
	mark := s.Mark
	if mark == "" {
		mark = first(s.Bureau)
	}
	return h.Header(h.Class("top"),
		h.A(h.Class("brand"), h.Href("/"), h.Span(h.Class("mk"), h.Aria("hidden", "true"), g.Text(mark)),
			h.Span(g.Text(s.Bureau), h.Small(g.Text(s.System)))),
		s.search(), space(),
		g.If(s.NewHref != "", h.A(h.Class("tl new hide-m"), href(s.NewHref), h.Data("press", "n"), g.Attr("title", "新建事项（N）"), icon(IconPlus), g.Text("新建事项"))),
		s.reminders(), s.textSize(), s.who())
}

func (s Shell) search() g.Node {
	return g.If(s.SearchHref != "", h.Form(h.Class("find"), h.Role("search"), h.Method("get"), h.Action(SafeHref(s.SearchHref)),
		h.Label(h.Class("vh"), h.For("q"), g.Text("搜索标题、文号、登记号、人员")), icon(IconSearch),
		h.Input(h.ID("q"), h.Name("q"), h.Type("search"), h.Value(s.Query), h.Placeholder("搜索标题、文号、登记号、人员"), h.AutoComplete("off")),
		g.El("kbd", h.Aria("hidden", "true"), g.Text("/"))))
}

func (s Shell) reminders() g.Node {
	return g.If(s.RemindHref != "", h.A(h.Class("tl"), href(s.RemindHref), icon(IconBell), quiet("提醒"), count("dot", "remind", s.Reminders, " 条")))
}

// count is a number that the event stream keeps up to date; nought is hidden.
func count(name, key string, n int, unit string) g.Node {
	if n == 0 && key == "" {
		return nil
	}
	return h.Span(h.Class(name), g.If(n == 0, g.Attr("hidden")),
		h.Span(g.If(key != "", h.Data("count", key)), g.Text(strconv.Itoa(n))), quiet(unit))
}

func (s Shell) textSize() g.Node {
	if s.TextSizeAction == "" {
		return nil
	}
	size := func(label, value string) g.Node {
		return h.Button(h.Type("submit"), h.Name("size"), h.Value(value), h.Aria("pressed", strconv.FormatBool(s.TextSize == value)), g.Text(label))
	}
	return h.Details(h.Class("pop hide-m"), h.Data("pop", ""),
		h.Summary(h.Class("tl"), icon(IconTextSize), g.Text("字号")),
		h.Form(h.Class("menu"), h.Method("post"), h.Action(SafeHref(s.TextSizeAction)), hidden(s.Hidden),
			h.Input(h.Type("hidden"), h.Name("back"), h.Value(SafeHref(s.Back))),
			size("标准 16", ""), size("大 18", "l"), size("特大 20", "xl")))
}

func (s Shell) who() g.Node {
	name := h.Summary(h.Class("who"), h.Span(h.Class("ava"), h.Aria("hidden", "true"), g.Text(first(s.Person))),
		h.Span(h.Class("nm"), g.Text(s.Person), h.Small(g.Text(s.Posts))))
	return h.Details(h.Class("pop"), h.Data("pop", ""), name,
		h.Div(h.Class("menu"),
			h.P(h.Class("me"), h.Strong(g.Text(s.Person)), h.Small(g.Text(s.Posts))),
			g.If(s.Me != "", h.A(href(s.Me), icon(IconSettings), g.Text("个人设置"))),
			h.Button(h.Type("button"), h.Class("js-only"), h.Data("keyhelp", ""), icon(IconKeyboard), g.Text("快捷键")),
			g.If(s.LogoutAction != "", h.Form(h.Method("post"), h.Action(SafeHref(s.LogoutAction)), hidden(s.Hidden),
				h.Button(h.Type("submit"), icon(IconLogout), g.Text("退出登录"))))))
}

func (s Shell) side() g.Node {
	return h.Nav(h.Class("side"), h.ID("side"), h.Aria("label", "主导航"), g.Map(s.Nav, func(grp NavGroup) g.Node {
		return g.Group{h.H2(g.Text(grp.Label)), h.Ul(g.Map(grp.Items, navItem))}
	}))
}

func navItem(n NavItem) g.Node {
	hot := "c"
	if n.Hot {
		hot = "c hot"
	}
	return h.Li(h.A(href(n.Href), current(n.Current), press(n.Press), icon(n.Icon), g.Text(n.Label), count(hot, n.Key, n.Count, " 件")))
}

// press is the attribute that binds a link to a shortcut.
func press(keys string) g.Node { return g.If(keys != "", h.Data("press", keys)) }

func (s Shell) tabs() g.Node {
	return g.If(len(s.Tabs) > 0, h.Nav(h.Class("mtab"), h.ID("mtab"), h.Aria("label", "底部导航"), g.Map(s.Tabs, func(n NavItem) g.Node {
		return h.A(href(n.Href), current(n.Current), icon(n.Icon), g.Text(n.Label), count("dot", n.Key, n.Count, " 件"))
	})))
}
