package ui

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// TodoList is the workbench: 待办, 已办, 我发起, 传阅 or 草稿.
type TodoList struct {
	Title   string // 待办
	Fact    string // 11 月 24 日 星期二 · 你有 8 件事项等待办理
	Actions []Link
	Tabs    []Tab
	Counts  []CountFilter
	Grouped []Link // 按时限, 按业务
	Kinds   *SelectFilter
	Total   string // 8 件
	Groups  []TodoGroup
	Empty   *Empty // shown where there is no group
	Bulk    *Bulk  // nil: rows cannot be ticked
	Pager   *Pager
	Rail    []RailBox
}

// CountFilter is a number that is also a filter: 已超期, 今天到期 …
type CountFilter struct {
	N       int
	Label   string
	Href    string
	Tone    Tone
	Current bool
}

// SelectFilter is a choice in the head of a list, sent by GET.
type SelectFilter struct {
	Action  string
	Name    string
	Label   string
	Value   string
	Options []form.Option
	Keep    []KV // the other values of the address
}

// TodoGroup is a group of rows: 已超期, 今天到期, a business.
type TodoGroup struct {
	Label string
	Tone  Tone
	Note  string // 3 件
	Rows  []TodoRow
}

// TodoRow is one matter in the list.
type TodoRow struct {
	ID       string // value of its tick box
	Kind     string // 收文, 用印 …
	Tag      Tag    // 特急
	Title    string
	Href     string
	Number   string // 云政办函〔2026〕87 号
	Step     string // 环节
	Key      bool   // the step is a key control point ※
	Notes    []string
	Due      string // 超期 1 个工作日, 今天 17:30, 11-25 周三
	DueTone  Tone
	DueNote  string // exact time, or what hangs on it
	Verb     string // 办理, 阅读, 继续填写; "" = no button
	Unread   bool
	Selected bool // the row the list stands at
}

// Bulk is what can be done with ticked rows.
type Bulk struct {
	Action string
	Hidden []KV
	Name   string // of the tick boxes
	Verbs  []Verb
}

// Verb is a submit button with the value it sends.
type Verb struct{ Label, Name, Value string }

// RailBox is a box at the right: 今日日程, 传阅未读, 我发起的在办.
type RailBox struct {
	Title string
	Note  string
	More  Link
	Items []RailItem
	Empty string // one line where there is nothing
}

// RailItem is one line of a RailBox.
type RailItem struct {
	Time        string // 09:30
	Title, Href string
	Note        string
	Tone        Tone // of the note
	Done, Of    int  // steps done of all; the next one is the current
}

// Todo draws the workbench.
func Todo(t TodoList) g.Node {
	list := h.Section(h.Class("box"), h.Aria("label", t.Title+"列表"), t.bar(), t.groups(), pager(t.Pager), keyHints())
	return g.Group{
		Head(t.Title, t.Fact, t.Actions...),
		Tabs("事项分类", t.Tabs),
		h.Div(class(when(len(t.Rail) > 0, "desk")),
			h.Div(t.counts(), list),
			g.If(len(t.Rail) > 0, h.Aside(h.Class("rail"), h.Aria("label", "今日概览"), g.Map(t.Rail, railBox)))),
	}
}

func (t TodoList) counts() g.Node {
	return g.If(len(t.Counts) > 0, h.Nav(h.Class("pulse"), h.Aria("label", "按时限筛选"), g.Map(t.Counts, func(c CountFilter) g.Node {
		tone := c.Tone
		if c.N == 0 {
			tone = Plain
		}
		return h.A(href(c.Href), class(string(tone)), g.If(c.Current, h.Aria("current", "true")), h.B(g.Text(strconv.Itoa(c.N))), g.Text(c.Label))
	})))
}

func (t TodoList) bar() g.Node {
	if len(t.Grouped) == 0 && t.Kinds == nil && t.Total == "" {
		return nil
	}
	return h.Div(h.Class("bar"),
		g.If(len(t.Grouped) > 0, h.Span(h.Class("seg"), h.Role("group"), h.Aria("label", "分组方式"), g.Map(t.Grouped, func(l Link) g.Node {
			return h.A(href(l.Href), g.If(l.Current, h.Aria("current", "true")), g.Text(l.Label))
		}))),
		selectFilter(t.Kinds), space(), h.Span(h.Class("muted sm"), g.Text(t.Total)))
}

func selectFilter(f *SelectFilter) g.Node {
	if f == nil {
		return nil
	}
	id := "sf-" + f.Name
	return h.Form(h.Class("pick"), h.Method("get"), h.Action(SafeHref(f.Action)), hidden(f.Keep),
		h.Label(h.Class("vh"), h.For(id), g.Text(f.Label)),
		h.Select(h.ID(id), h.Name(f.Name), h.Class("form-select form-select-sm"), h.Data("autosubmit", ""), options(f.Options, []string{f.Value})),
		button("筛选", "btn-plain btn-sm no-js"))
}

func (t TodoList) groups() g.Node {
	if len(t.Groups) == 0 {
		return emptyNote(t.Empty)
	}
	draw := g.Map(t.Groups, func(grp TodoGroup) g.Node {
		return g.Group{
			g.If(grp.Label != "", h.H2(class("grp", string(grp.Tone)), g.Text(grp.Label), h.Span(g.Text(grp.Note)))),
			h.Ul(h.Class("todo"), g.Map(grp.Rows, func(r TodoRow) g.Node { return r.draw(t.Bulk) })),
		}
	})
	if t.Bulk == nil {
		return draw
	}
	return h.Form(sent(t.Bulk.Action), h.Data("bulk", ""), hidden(t.Bulk.Hidden), draw, t.Bulk.bar())
}

// bar is the row of verbs for what is ticked.
func (b Bulk) bar() g.Node {
	return h.Div(h.Class("bulk"), h.Role("group"), h.Aria("label", "成批办理"), h.Span(h.Data("picked", ""), h.Aria("live", "polite"), g.Text("勾选后成批办理")), space(),
		g.Map(b.Verbs, func(v Verb) g.Node { return verb(v, "btn-plain btn-sm") }))
}

func verb(v Verb, kind string, more ...g.Node) g.Node {
	return button(v.Label, kind, g.If(v.Name != "", g.Group{h.Name(v.Name), h.Value(v.Value)}), g.Group(more))
}

func (r TodoRow) draw(bulk *Bulk) g.Node {
	kind := "btn-plain"
	if r.Selected {
		kind = "btn-primary"
	}
	title := g.Group{
		g.If(r.Unread, g.Group{h.Span(h.Class("unread"), h.Aria("hidden", "true")), quiet("未读：")}),
		g.If(r.Tag.Text != "", g.Group{tag(r.Tag), g.Text(" ")}), g.Text(r.Title),
	}
	return h.Li(class(when(r.Selected, "on"), when(r.Unread, "new"), when(bulk != nil, "tick")), h.Data("row", ""),
		g.Iff(bulk != nil, func() g.Node {
			return h.Label(h.Class("tk"), h.Input(h.Type("checkbox"), h.Class("form-check-input"), h.Name(bulk.Name), h.Value(r.ID)), quiet("勾选："+r.Title))
		}),
		h.Span(h.Class("kind"), g.Text(r.Kind)),
		h.Div(h.Class("bd"), h.A(h.Class("t"), href(r.Href), title), r.meta()),
		h.Div(class("due", string(r.DueTone)), g.Text(r.Due), g.If(r.DueNote != "", h.Small(g.Text(r.DueNote)))),
		g.If(r.Verb != "", h.A(class("btn btn-sm go", kind), href(r.Href), g.Text(r.Verb), quiet("："+r.Title))))
}

func (r TodoRow) meta() g.Node {
	return h.Div(h.Class("m"),
		g.If(r.Number != "", h.Span(h.Class("num"), g.Text(r.Number))),
		g.If(r.Step != "", h.Span(g.Text("环节 "), h.B(g.Text(r.Step), g.If(r.Key, g.Group{g.Text(" "), keyMark()})))),
		g.Map(r.Notes, func(n string) g.Node { return h.Span(g.Text(n)) }))
}

func keyHints() g.Node {
	hint := func(text string, keys ...string) g.Node {
		return h.Span(g.Map(keys, func(k string) g.Node { return g.Group{g.El("kbd", g.Text(k)), g.Text(" ")} }), g.Text(text))
	}
	return h.Div(h.Class("keys js-only"), hint("上一件 / 下一件", "K", "J"), hint("打开", "Enter"), hint("勾选", "X"), hint("搜索", "/"), hint("新建", "N"),
		hint("全部快捷键", "?"), h.Span(g.Text("可在“个人设置”中关闭单键快捷键")))
}

func railBox(b RailBox) g.Node {
	head := g.Group{
		g.If(b.Note != "", h.Span(h.Class("muted sm"), g.Text(b.Note))), space(),
		g.If(b.More.Label != "", h.A(href(b.More.Href), g.Text(b.More.Label), quiet("："+b.Title))),
	}
	return box(b.Title, head,
		g.If(len(b.Items) == 0, h.P(h.Class("none"), g.Text(b.Empty))),
		g.If(len(b.Items) > 0, h.Ul(g.Map(b.Items, railItem))))
}

func railItem(i RailItem) g.Node {
	text := g.Group{
		link(Link{Label: i.Title, Href: i.Href}, h.Class("n")),
		g.If(i.Note != "", h.Div(class("xs", tone(i.Tone)), g.Text(i.Note))),
		g.If(i.Of > 0, steps(i.Done, i.Of)),
	}
	if i.Time == "" {
		return h.Li(text)
	}
	return h.Li(h.Class("ag"), h.Span(h.Class("at"), g.Text(i.Time)), h.Div(text))
}

// steps is a bar of steps: done, current, to come; the words stand beside it.
func steps(done, of int) g.Node {
	var out g.Group
	for i := range min(of, 20) {
		switch {
		case i < done:
			out = append(out, h.Span(h.Class("d")))
		case i == done:
			out = append(out, h.Span(h.Class("n")))
		default:
			out = append(out, h.Span())
		}
	}
	return h.Div(h.Class("pg"), h.Aria("hidden", "true"), out)
}
