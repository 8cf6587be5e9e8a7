package ui

import (
	"net/url"
	"slices"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// actForm is the id of the action card's form; the fields of the step refer to it.
const actForm = "f"

// Act is the action card: opinion, one main verb, 退办, 更多.
type Act struct {
	Title   string // 我的意见; for readers also the name of the card
	Action  string // POST
	Hidden  []KV   // form token, idempotency key, versions of task and content
	Opinion *OpinionBox
	Verbs   []Verb // the first is the main one: 核验用印, never 提交
	Files   bool   // the step takes files: the form is sent as multipart
	Return  *ReturnPanel
	More    []Panel   // 转办 加签 减签 传阅 催办 挂起 撤回 作废 …
	Turn    string    // whose turn it is, where there is nothing for this person to do
	Sign    *FormView // a drawn signature, offered folded up
	Open    string    // Key of the panel that stands open (after a refusal)
	Page    *Link     // where the step is worked on, instead of here
}

// Holds tells whether the card has the panel of a key; "" is its own form.
func (a *Act) Holds(key string) bool {
	switch key {
	case "":
		return a.Opinion != nil
	case ReturnKey:
		return a.Return != nil
	}
	return slices.ContainsFunc(a.More, func(p Panel) bool { return p.Key == key })
}

// OpinionBox is the field for the opinion.
type OpinionBox struct {
	Label    string // 我的意见
	Name     string
	Value    string
	Required bool
	Phrases  []string // 常用语
	Issue    string
}

// ReturnPanel is the panel of 退办: to which step, straight back or step by
// step, and why.
type ReturnPanel struct {
	Label        string // 退办
	Action       string
	Hidden       []KV
	StepName     string // name of the field
	Steps        []form.Option
	Step         string
	StraightName string // "" = not offered
	Straight     bool
	ReasonName   string
	Reason       string
	Phrases      []string
	Issues       map[string]string // by field name
}

// Panel is one action of 更多 with its own small form.
type Panel struct {
	Key    string // transfer, urge …; names the panel in Act.Open
	Label  string
	Icon   Icon
	Lead   string   // what it does and whom it tells
	Writes []string // what will be written, where it cannot be undone
	Form   FormView // Action, Hidden, Fields, Values, Issues, Options
	Verb   string   // the button; Label if empty
	Danger bool
}

func actCard(a *Act) g.Node {
	if a == nil {
		return nil
	}
	title := a.Title
	if title == "" {
		title = "办理"
	}
	return h.Section(class("act", when(a.Action == "" && a.Page == nil, "idle")), h.Aria("label", title),
		g.If(a.Turn != "", h.P(h.Class("turn"), g.Text(a.Turn))),
		a.form(),
		h.Div(h.Class("row-b"), a.page(), a.verbs(), a.back(), a.more()))
}

// page is the way to where the step is worked on.
func (a Act) page() g.Node {
	if a.Page == nil {
		return nil
	}
	return link(*a.Page, h.Class("btn btn-primary"), h.Data("main", ""))
}

func (a Act) form() g.Node {
	if a.Action == "" {
		return nil
	}
	return h.Form(h.ID(actForm), sent(a.Action), h.Data("keep", a.Action), g.If(a.Files, h.EncType("multipart/form-data")), hidden(a.Hidden), a.Opinion.draw(), a.sign())
}

func (a Act) sign() g.Node {
	if a.Sign == nil {
		return nil
	}
	return h.Details(h.Class("signin js-only"), h.Summary(g.Text("手写签名"), icon(IconDown)), FieldSet(*a.Sign, ""))
}

func (o *OpinionBox) draw() g.Node {
	if o == nil {
		return nil
	}
	id := actForm + "-" + o.Name
	need := "（选填）"
	if o.Required {
		need = "（必填）"
	}
	return h.Div(class("opin", when(o.Issue != "", "err")),
		h.Label(h.Class("form-label"), h.For(id), g.Text(o.Label), h.Span(h.Class("opt"), g.Text(need))),
		g.If(o.Issue != "", h.P(h.Class("emsg"), h.ID(id+"-e"), quiet("错误："), g.Text(o.Issue))),
		h.Textarea(h.Class("form-control"), h.ID(id), h.Name(o.Name), h.Rows("2"), h.Data("opinion", ""),
			g.If(o.Required, h.Aria("required", "true")), g.If(o.Issue != "", g.Group{h.Aria("invalid", "true"), h.Aria("describedby", id+"-e")}), g.Text(o.Value)),
		phrases(o.Phrases, id))
}

// phrases are the 常用语: buttons that put their text into the field.
func phrases(list []string, field string) g.Node {
	return g.If(len(list) > 0, h.Div(h.Class("cw js-only"), h.Role("group"), h.Aria("label", "常用语"), g.Map(list, func(p string) g.Node {
		return h.Button(h.Type("button"), h.Data("say", field), g.Text(p))
	})))
}

func (a Act) verbs() g.Node {
	var out g.Group
	for i, v := range a.Verbs {
		kind := "btn-plain"
		if i == 0 {
			kind = "btn-primary"
		}
		out = append(out, verb(v, kind, h.FormAttr(actForm), g.If(i == 0, g.Group{h.Data("main", ""), g.Attr("title", v.Label+"（Ctrl+Enter）")})))
	}
	return out
}

// ReturnKey is the Key under which Act.Open names the panel of 退办.
const ReturnKey = "return"

func (a Act) back() g.Node {
	r := a.Return
	if r == nil {
		return nil
	}
	label := r.Label
	if label == "" {
		label = "退办"
	}
	return h.Details(h.Class("pop up"), h.Data("pop", ""), g.If(a.Open == ReturnKey, g.Attr("open")),
		h.Summary(h.Class("btn btn-danger-o"), h.Data("press", "t"), g.Attr("title", label+"（T）"), g.Text(label)),
		h.Div(h.Class("panel"), h.H3(g.Text(label)),
			Form(r.view(label))))
}

// view is the panel's form, drawn by the same code as every other.
func (r ReturnPanel) view(label string) FormView {
	v := FormView{ID: "ret", Action: r.Action, Hidden: r.Hidden, Submit: label, Danger: true, Values: url.Values{}}
	v.Fields = []form.Field{
		{Name: r.StepName, Label: "退到哪一步", Kind: form.Choice, Required: true, Options: r.Steps, Width: "full"},
		{Name: r.ReasonName, Label: "退办理由", Hint: "写清要补什么、改什么", Kind: form.LongText, Required: true},
	}
	v.Values.Set(r.StepName, r.Step)
	v.Values.Set(r.ReasonName, r.Reason)
	if r.StraightName != "" {
		v.Fields = append(v.Fields, form.Field{Name: r.StraightName, Label: "改好后直接送回我，不再逐步走一遍", Kind: form.Bool, Width: "full"})
		v.Values.Set(r.StraightName, map[bool]string{true: "yes", false: "no"}[r.Straight])
	}
	for _, name := range []string{r.StepName, r.ReasonName, r.StraightName} {
		if msg := r.Issues[name]; msg != "" {
			v.Issues = append(v.Issues, form.Issue{Field: name, Message: msg})
		}
	}
	return v
}

func (a Act) more() g.Node {
	if len(a.More) == 0 {
		return nil
	}
	open := false
	for _, p := range a.More {
		open = open || p.Key == a.Open
	}
	return h.Details(h.Class("pop up"), h.Data("pop", ""), g.If(open, g.Attr("open")),
		h.Summary(h.Class("btn btn-plain"), g.Text("更多"), icon(IconDown)),
		h.Div(h.Class("panel list"), h.H3(g.Text("更多办理")), g.Map(a.More, func(p Panel) g.Node { return p.draw(p.Key == a.Open) })))
}

func (p Panel) draw(open bool) g.Node {
	v := p.Form
	if v.ID == "" {
		v.ID = "p-" + p.Key
	}
	if v.Submit == "" {
		v.Submit = p.Verb
	}
	if v.Submit == "" {
		v.Submit = p.Label
	}
	v.Danger = v.Danger || p.Danger
	return h.Details(class("way", when(p.Danger, "danger")), g.If(open, g.Attr("open")),
		h.Summary(icon(p.Icon), g.Text(p.Label), icon(IconDown)),
		h.Div(h.Class("inner"), g.If(p.Lead != "", h.P(h.Class("muted sm"), g.Text(p.Lead))), writes(p.Writes), Form(v)))
}

// writes lists what will be written before something that cannot be undone.
func writes(list []string) g.Node {
	return g.If(len(list) > 0, g.Group{h.P(h.Class("sm"), g.Text("按下后会写入：")), h.Ul(h.Class("writes"), g.Map(list, func(w string) g.Node { return h.Li(g.Text(w)) }))})
}
