package ui

import (
	"fmt"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// Login is the log-in page. Put it into a Page without Shell.
type Login struct {
	Bureau, System string
	Action         string
	Hidden         []KV
	Name           string // as typed
	Message        string // what is the matter; "" at first
	Code           bool   // ask for the six digits as second step
	Demo           []DemoAccount
	DemoPassword   string
}

// DemoAccount is one account of the demo bureau, filled in by a button.
type DemoAccount struct{ Login, Person, Posts string }

// LoginPage draws the log-in page.
func LoginPage(l Login) g.Node {
	v := FormView{ID: "login", Values: map[string][]string{"login": {l.Name}}}
	fields := g.Group{
		v.plainInput("账号", "login", "text", l.Name, "username"),
		v.plainInput("密码", "password", "password", "", "current-password"),
	}
	if l.Code {
		fields = g.Group{v.plainInput("验证码（6 位数字）", "code", "text", "", "one-time-code")}
	}
	return h.Div(h.Class("login"),
		h.Div(h.Class("lhead"), h.Span(h.Class("mk"), h.Aria("hidden", "true"), g.Text(first(l.Bureau))), h.Div(h.H1(g.Text(l.Bureau)), h.P(g.Text(l.System)))),
		h.Section(h.Class("box lbox"), h.H2(g.Text("登录")),
			g.If(l.Message != "", h.Div(h.Class("esum"), h.Role("alert"), h.TabIndex("-1"), h.Data("focus", ""), h.P(icon(IconRefused), g.Text(l.Message)))),
			h.Form(h.ID("login"), h.Method("post"), h.Action(SafeHref(l.Action)), g.Attr("novalidate"), h.Data("guard", ""), hidden(l.Hidden), fields,
				button("登录", "btn-primary wide-b"))),
		l.demo())
}

func (v FormView) plainInput(label, name, kind, value, auto string) g.Node {
	id := v.fieldID(name)
	return h.Div(h.Class("lf"), h.Label(h.Class("form-label"), h.For(id), g.Text(label)),
		h.Input(h.Class("form-control"), h.ID(id), h.Name(name), h.Type(kind), h.Value(value), h.AutoComplete(auto), g.If(name == "code", g.Attr("inputmode", "numeric"))))
}

func (l Login) demo() g.Node {
	if len(l.Demo) == 0 {
		return nil
	}
	return box("示范账号", h.Span(h.Class("muted sm"), g.Text("密码都是 "+l.DemoPassword)),
		h.Ul(h.Class("demo-l"), g.Map(l.Demo, func(d DemoAccount) g.Node {
			return h.Li(h.Button(h.Type("button"), h.Class("js-only"), h.Data("login", d.Login), h.Data("password", l.DemoPassword), h.B(g.Text(d.Person)), h.Small(g.Text(d.Posts))),
				h.Span(h.Class("no-js"), g.Text(d.Login+"　"+d.Person+"　"+d.Posts)))
		})))
}

// Message is a page that says one thing: not allowed, not there, a fault.
type Message struct {
	Code    int // the status, shown small; 0 = none
	Title   string
	Lines   []string
	Refusal *Refusal // for 409 and 422 without a page of their own
	Ref     string   // 编号 to quote
	Actions []Link
	Search  string // address of the search, offered as a box
	Kept    []Pair // what was typed, so that nothing is lost
}

// MessagePage draws a Message.
func MessagePage(m Message) g.Node {
	return h.Div(h.Class("msg"),
		g.If(m.Code > 0, h.P(h.Class("muted num"), g.Text(fmt.Sprint(m.Code)))), h.H1(g.Text(m.Title)),
		g.Map(m.Lines, func(l string) g.Node { return h.P(g.Text(l)) }), RefusalPanel(m.Refusal),
		g.If(m.Ref != "", h.P(g.Text("编号 "), h.Code(g.Text(m.Ref)), g.Text("，报给管理员时说这个编号。"))),
		g.If(len(m.Kept) > 0, kept(m.Kept)),
		g.If(m.Search != "", h.Form(h.Class("msearch"), h.Role("search"), h.Aria("label", "搜索全部事项"), h.Method("get"), h.Action(SafeHref(m.Search)), h.Label(h.For("mq"), h.Class("form-label"), g.Text("搜索标题、文号、登记号、人员")),
			h.Div(h.Class("inl"), h.Input(h.ID("mq"), h.Name("q"), h.Class("form-control"), h.Type("search")), button("搜索", "btn-primary")))),
		buttons(m.Actions, m.Search == "", ""))
}

// Forbidden is 403: which posts may, and who can grant it.
func Forbidden(what, posts, grantedBy string) Message {
	m := Message{Code: 403, Title: "没有打开：" + what, Actions: []Link{{Label: "回到待办", Href: "/"}}}
	if posts != "" {
		m.Lines = append(m.Lines, "能打开的岗位："+posts+"。")
	}
	if grantedBy != "" {
		m.Lines = append(m.Lines, "确需办理的，由"+grantedBy+"调整岗位。")
	}
	return m
}

// NotFound is 404: moved, not there, or not visible; with a search box.
func NotFound(search string) Message {
	return Message{Code: 404, Title: "没有找到这一页", Lines: []string{"地址可能抄错了，事项可能已经移走，或者不在你能看到的范围内。"}, Search: search, Actions: []Link{{Label: "回到待办", Href: "/"}}}
}

// Stale is 409: someone else was first; what was typed is kept.
func Stale(changes []Change, again string, kept []Pair) Message {
	return Message{Code: 409, Title: "没有办理：别人先办了", Refusal: &Refusal{
		Title: "页面打开之后，这件事有了新的变化", Detail: "这次没有写入。看过新内容后可以接着办。", Changes: changes,
		Remedies: []Remedy{{Label: "打开最新的内容", Href: again}},
	}, Kept: kept}
}

// Fault is 500: our fault, with a number to quote.
func Fault(ref string, kept []Pair) Message {
	return Message{Code: 500, Title: "系统出了故障，这一步没有办成", Lines: []string{"这是系统的问题，抱歉。没有写入任何内容，可以稍后再办一次。"}, Ref: ref, Kept: kept, Actions: []Link{{Label: "回到待办", Href: "/"}}}
}

// Busy is 503: the disk is full or the data cannot be written; reading goes on.
func Busy(why string) Message {
	return Message{Code: 503, Title: "暂时不能写入", Lines: []string{why, "可以继续查看。恢复后再办一次。"}, Actions: []Link{{Label: "回到待办", Href: "/"}}}
}

// Confirm is the page before something that cannot be undone: what will be
// written, and a button that is the verb.
type Confirm struct {
	Title   string // 作废 用印〔2026〕121 号
	Lead    string
	Writes  []string
	Rows    []Pair // what it is about
	Form    FormView
	Refusal *Refusal
}

// ConfirmPage draws a Confirm; the verb is Form.Submit.
func ConfirmPage(c Confirm) g.Node {
	c.Form.Danger = true
	return h.Div(h.Class("narrow stack"), Head(c.Title, c.Lead), RefusalPanel(c.Refusal),
		g.If(len(c.Rows) > 0, record(Record{Title: "办理的对象", Rows: c.Rows})),
		box("办理", nil, h.Div(h.Class("pad"), writes(c.Writes), h.P(h.Class("sm muted"), g.Text("这一步不能撤回。")), Form(c.Form))))
}

// FormPage is a page with one form: a registration, a setting.
type FormPage struct {
	Title   string
	Lead    string
	Actions []Link
	Notice  string
	Refusal *Refusal
	Form    FormView
	Side    []g.Node    // boxes at the right: what happens next, the rules
	Pages   []PageImage // of the document that is being entered, beside the form
	PagesOf string      // its name
}

// FormPageNode draws a FormPage.
func FormPageNode(p FormPage) g.Node {
	main := h.Div(h.Class("stack"), RefusalPanel(p.Refusal), Notice(p.Notice), h.Section(h.Class("box fpage"), h.Aria("label", p.Title), Form(p.Form)))
	if len(p.Pages) > 0 {
		return g.Group{Head(p.Title, p.Lead, p.Actions...), h.Div(h.Class("beside"), main,
			h.Section(h.Class("box"), h.Aria("label", p.PagesOf), h.Header(h.H2(g.Text(p.PagesOf)), h.Span(h.Class("muted sm"), g.Textf("%d 页", len(p.Pages)))), sheets(p.Pages)))}
	}
	return g.Group{Head(p.Title, p.Lead, p.Actions...),
		h.Div(class(when(len(p.Side) > 0, "desk")), main, g.If(len(p.Side) > 0, h.Aside(h.Class("rail"), h.Aria("label", "说明"), g.Group(p.Side))))}
}

// StartPage is 新建事项: what one can start, by group.
type StartPage struct{ Groups []StartGroup }

// StartGroup is one business with what it starts.
type StartGroup struct {
	Label string
	Icon  Icon
	Items []StartItem
}

// StartItem is one kind of case. Why says why it cannot be started yet.
type StartItem struct{ Label, Href, Note, Why string }

// Start draws StartPage.
func Start(p StartPage) g.Node {
	return Tiles("新建事项", "选要办的事；没有列出的，不归你的岗位办", p.Groups)
}

// Tiles draws groups of links.
func Tiles(title, lead string, groups []StartGroup) g.Node {
	return g.Group{Head(title, lead), h.Div(h.Class("tiles"), g.Map(groups, func(grp StartGroup) g.Node {
		return h.Section(h.Class("box"), h.Header(icon(grp.Icon), h.H2(g.Text(grp.Label))), h.Ul(g.Map(grp.Items, func(i StartItem) g.Node {
			if i.Why != "" {
				return h.Li(h.Span(h.Class("off"), g.Text(i.Label)), h.Small(g.Text(i.Why)))
			}
			return h.Li(h.A(href(i.Href), g.Text(i.Label)), g.If(i.Note != "", h.Small(g.Text(i.Note))))
		})))
	}))}
}

// Board is a page of figures, each a link to the register behind it, and bars.
type Board struct {
	Title, Lead string
	Actions     []Link
	Tabs        []Tab
	Figures     []Figure
	Bars        []BarBox
	Parts       []TablePart
}

// Figure is one number of a Board.
type Figure struct {
	Label, Value, Note string
	Href               string
	Tone               Tone
}

// BarBox is a list of bars with the figure written; Of is the longest bar.
type BarBox struct {
	Title, Note string
	Of          int64
	Bars        []Bar
}

// Bar is one bar: N of BarBox.Of, Value as written.
type Bar struct {
	Label, Value, Href string
	N                  int64
	Tone               Tone
}

// BoardPage draws a Board.
func BoardPage(b Board) g.Node {
	return g.Group{Head(b.Title, b.Lead, b.Actions...), Tabs("分页签", b.Tabs),
		g.If(len(b.Figures) > 0, h.Div(h.Class("pulse figs"), g.Map(b.Figures, func(f Figure) g.Node {
			return link2(f.Href, class(string(f.Tone)), h.B(g.Text(f.Value)), g.Text(f.Label), g.If(f.Note != "", h.Small(g.Text(f.Note))))
		}))),
		h.Div(h.Class("tiles"), g.Map(b.Bars, barBox)),
		parts(b.Parts)}
}

func link2(addr string, children ...g.Node) g.Node {
	if addr == "" {
		return h.Div(children...)
	}
	return h.A(href(addr), g.Group(children))
}

// barBox draws lengths as SVG attributes: no style, and printed as seen.
func barBox(b BarBox) g.Node {
	return box(b.Title, h.Span(h.Class("muted sm"), g.Text(b.Note)), h.Ul(h.Class("bars"), g.Map(b.Bars, func(r Bar) g.Node {
		part := int64(0)
		if b.Of > 0 {
			part = min(100, max(0, r.N*100/b.Of))
		}
		return h.Li(link(Link{Label: r.Label, Href: r.Href}, h.Class("bl")),
			h.SVG(class("bar-v", string(r.Tone)), h.Aria("hidden", "true"), g.Attr("viewBox", "0 0 100 10"), g.Attr("preserveAspectRatio", "none"),
				g.El("rect", h.Width(fmt.Sprint(part)), h.Height("10"))), h.Span(h.Class("bv num"), g.Text(r.Value)))
	})))
}

// Holdings is one person with all that he or she holds (leaving needs nought).
type Holdings struct {
	Person, Line string // name; department and posts
	Actions      []Link
	Open         int // how many things are left
	Sections     []Holding
	Below        g.Node
}

// Holding is one kind of thing held: seals, copies, tasks …
type Holding struct {
	Label string
	Note  string // who takes it back
	Table Table  // empty = none held
	Links []Link
	Below g.Node
}

// HoldingsPage draws Holdings.
func HoldingsPage(p Holdings) g.Node {
	state := h.P(h.Class("note ok"), icon(IconCheck), h.Span(g.Text("名下没有未了的事，可以离岗")))
	if p.Open > 0 {
		state = h.P(h.Class("note warn"), icon(IconAlert), h.Span(g.Textf("名下还有 %d 项未了；清零后才能离岗", p.Open)))
	}
	return g.Group{Head(p.Person, p.Line, p.Actions...), state, h.Div(h.Class("stack"), g.Map(p.Sections, func(s Holding) g.Node {
		n := h.Span(h.Class("ok"), g.Text("✓ 没有"))
		if len(s.Table.Rows) > 0 {
			n = h.Span(h.Class("no"), g.Textf("%d 项", len(s.Table.Rows)))
		}
		return box(s.Label, g.Group{h.Span(h.Class("muted sm"), g.Text(s.Note)), space(), n, g.Map(s.Links, func(l Link) g.Node { return link(l) })},
			g.Iff(len(s.Table.Rows) > 0, func() g.Node { return scroll(s.Label, s.Table.Node()) }),
			g.Iff(s.Below != nil, func() g.Node { return h.Div(h.Class("pad"), s.Below) }))
	}), p.Below)}
}

// Chart is the flow as a drawing; the list beside it is its text.
type Chart struct {
	Title, Lead string
	SVG         g.Node // trusted nodes, made by this program
	Steps       []Step
	Back        Link
}

// ChartPage draws a Chart.
func ChartPage(c Chart) g.Node {
	return g.Group{Head(c.Title, c.Lead, c.Back), h.Div(h.Class("case"),
		box("流程图", nil, h.Div(h.Class("wide chart"), h.TabIndex("0"), h.Role("region"), h.Aria("label", "流程图（可滚动）"), c.SVG)),
		box("流程位置", nil, FlowList(c.Steps)))}
}

// Reading is the reading pane: pages at the left, opinions at the right.
type Reading struct {
	Title   string
	Line    string
	Actions []Link // 原件, 打印
	Pages   []PageImage
	Opinion []Opinion
	Steps   []Step
	Note    string
	Act     *Act
	Back    Link
}

// PageImage is one page as a picture made by the server, with its text if any.
type PageImage struct {
	Src           string
	Width, Height int
	Text          string
}

// sheets are the pages of a document in a pane of their own.
func sheets(list []PageImage) g.Node {
	var pages g.Group
	for i, p := range list {
		name := fmt.Sprintf("第 %d 页，共 %d 页", i+1, len(list))
		pages = append(pages, h.Figure(h.ID(fmt.Sprintf("page-%d", i+1)), h.Data("page", ""),
			h.Img(h.Src(SafeHref(p.Src)), h.Alt(name), h.Width(fmt.Sprint(p.Width)), h.Height(fmt.Sprint(p.Height)), g.If(i > 0, h.Loading("lazy"))),
			h.FigCaption(g.Text(name)),
			g.If(p.Text != "", h.Details(h.Class("ptext"), h.Summary(g.Text("本页文字")), h.P(g.Text(p.Text))))))
	}
	return h.Div(h.Class("sheets"), h.TabIndex("0"), h.Role("region"), h.Aria("label", "文件（可滚动）"), pages)
}

// ReadingPage draws a Reading.
func ReadingPage(r Reading) g.Node {
	tools := h.Div(h.Class("bar"), link(r.Back), space(), h.Span(h.Class("js-only zoom"), h.Role("group"), h.Aria("label", "缩放"),
		h.Button(h.Type("button"), h.Class("icon-b"), h.Data("zoom", "-"), g.Attr("title", "缩小（-）"), icon(IconZoomOut), quiet("缩小")),
		h.Button(h.Type("button"), h.Class("icon-b"), h.Data("zoom", "+"), g.Attr("title", "放大（+）"), icon(IconZoomIn), quiet("放大"))))
	return g.Group{Head(r.Title, r.Line, r.Actions...), h.Div(h.Class("case read"),
		h.Section(h.Class("box"), h.Aria("label", "文件各页"), tools, sheets(r.Pages)),
		h.Div(h.Class("stack"), Notice(r.Note), flowBox(Flow{Steps: r.Steps}), opinionBox(r.Opinion), actCard(r.Act)))}
}

// ScanPage takes a code from a scanner, which types it and presses Enter.
type ScanPage struct {
	Action, Code string
	Message      string // what is wrong with the code
}

// Scan draws a ScanPage.
func Scan(p ScanPage) g.Node {
	return g.Group{Head("扫码", "对准打印件上的二维码；没有扫码枪的，把码下面的字打进来"),
		h.Section(h.Class("box"), h.Aria("label", "扫码"), h.Form(h.Class("form scan"), h.Method("get"), h.Action(SafeHref(p.Action)),
			h.Div(class("w-full", when(p.Message != "", "err")), h.Label(h.Class("form-label"), h.For("code"), g.Text("二维码内容")),
				g.If(p.Message != "", h.P(h.Class("emsg"), h.ID("code-e"), quiet("错误："), g.Text(p.Message))),
				h.Input(h.ID("code"), h.Name("code"), h.Class("form-control num"), h.Type("text"), h.Value(p.Code), h.AutoComplete("off"), g.Attr("autofocus"),
					g.If(p.Message != "", g.Group{h.Aria("invalid", "true"), h.Aria("describedby", "code-e")}))),
			h.Div(h.Class("row-b"), button("打开", "btn-primary"))))}
}

// Choose is a list of choices each with a form option; a small helper for
// handlers that build options from pairs.
func Choose(pairs ...string) []form.Option {
	var out []form.Option
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, form.Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return out
}
