package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// exceptionFields is the form of 特事登记.
var exceptionFields = []form.Field{
	{Name: "number", Label: "事项编号", Kind: form.Text, Required: true, Width: "s", Hint: "如 收〔2026〕16号"},
	{Name: "clause", Label: "条款", Kind: form.Text, Required: true, Width: "s", Hint: "如 1-02-1.2"},
	{Name: "kind", Label: "类别", Kind: form.Choice, Required: true, Options: choicesOf(ruling.Kinds)},
	{Name: "allowed_by", Label: "批准的领导", Kind: form.Person, Required: true, OptionsFrom: "leaders", Width: "s"},
	{Name: "allowed_at", Label: "批准时间", Kind: form.TimeKind, Required: true, Width: "s", Hint: "如 2026-11-24 09:30"},
	{Name: "how", Label: "批准方式", Kind: form.Text, Required: true, Width: "s", Hint: "电话、当面、短信等"},
	{Name: "what", Label: "事由", Kind: form.LongText, Required: true, Width: "full"},
	{Name: "evidence", Label: "凭据", Kind: form.Files, Required: true, Width: "full", Hint: "通话记录、截图或扫描件。"},
}

func choicesOf(values []string) []form.Option {
	var options []form.Option
	for _, v := range values {
		options = append(options, form.Option{Value: v, Label: v})
	}
	return options
}

func (w *Web) exceptions(c *Call) error {
	return c.exceptionsPage(http.StatusOK, url.Values{}, nil, nil)
}

func (c *Call) exceptionsPage(status int, values url.Values, issues []form.Issue, failed error) error {
	list, err := c.web.Ruling.List(c.Context(), c.web.q(), 200)
	if err != nil {
		return err
	}
	choices, err := c.choices()
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "特事登记", Columns: []ui.Column{{Label: "登记时间"}, {Label: "条款"}, {Label: "事由", Title: true}, {Label: "类别"}, {Label: "批准"}, {Label: "补办期限"}, {Label: "状态"}}, Empty: &ui.Empty{Title: "没有特事登记", Lead: "电话批准、先办后补等特殊情况登记在这里，按期补办。"}}
	page := ui.TablePage{Title: "特事登记", Lead: "特殊情况可以办，但要留下谁批准、凭据和补办期限；逾期未补办的停用这项权限（G-09）"}
	now := c.web.now().UnixMilli()
	for _, e := range list {
		if !c.concerns(e) {
			continue
		}
		state := ui.Cell{Text: "待补办"}
		switch {
		case e.GoodAt != 0:
			state = ui.Cell{Text: "已补办", Tone: ui.Green}
		case e.DueAt < now:
			state = ui.Cell{Text: "逾期未补办", Tone: ui.Red}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: clock.FromMillis(e.RecordedAt).Format("01-02 15:04")}, {Text: e.Clause, Href: "/norms/clauses/" + e.Clause}, {Text: e.What, Href: "/cases/" + e.CaseID},
			{Text: e.Kind}, {Text: c.nameOf(form.Person, e.AllowedBy)}, {Text: clock.FromMillis(e.DueAt).Format("01-02 15:04")}, state}})
		if e.GoodAt == 0 && e.AllowedBy == c.who.PersonID {
			page.Parts = append(page.Parts, ui.TablePart{Title: "待你补办：" + e.What, Below: ui.PostButton("确认属实，补办", "/exceptions/"+e.ID, append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}), "btn-primary")})
		}
	}
	view := c.formView(exceptionFields, values, issues, choices)
	view.Action, view.Submit = "/exceptions", "登记"
	view.Hidden = append(c.token(), ui.KV{Name: "key", Value: ident.Secret()})
	page.Parts = append(page.Parts, ui.TablePart{Title: "登记", Table: t}, ui.TablePart{Title: "新登记一件", Below: ui.Form(*view)})
	shell, err := c.shell()
	if err != nil {
		return err
	}
	body := []ui.TablePage{page}
	return c.show(status, ui.Page{Title: "特事登记", Shell: shell, Flash: c.flash(), Body: ui.WithRefusal(c.refusal(failed, nil), ui.Tables(body[0]))})
}

// concerns tells whether the reader sees an exception: who allowed or recorded
// it, and those who see everything.
func (c *Call) concerns(e ruling.Exception) bool {
	return e.AllowedBy == c.who.PersonID || e.RecordedBy == c.who.PersonID || c.holds("juzhang", "bangongshizhuren", "jijianzuzhang", "wenshu")
}

func (w *Web) recordException(c *Call) error {
	c.take("csrf")
	key := c.take("key")
	values := map[string]string{}
	var issues []form.Issue
	for _, f := range exceptionFields {
		if f.Kind == form.Files {
			continue
		}
		value, msg := form.ParseOne(f, c.typed.Get(f.Name))
		if msg != "" {
			issues = append(issues, form.Issue{Field: f.Name, Message: msg})
		}
		values[f.Name] = value
	}
	caseID, err := w.Engine.ByNumber(c.Context(), w.q(), c.who.PersonID, form.NormalizeDocNumber(values["number"]))
	if errors.Is(err, store.ErrNotFound) && len(issues) == 0 {
		issues = append(issues, form.Issue{Field: "number", Message: "事项编号没有找到"})
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if len(issues) > 0 {
		return c.exceptionsPage(http.StatusUnprocessableEntity, c.typed, issues, nil)
	}
	at, err := strconv.ParseInt(values["allowed_at"], 10, 64)
	if err != nil {
		return err
	}
	_, err = w.Ruling.Record(c.Context(), c.actor(), key, ruling.Exception{
		Kind: values["kind"], Clause: values["clause"], CaseID: caseID, What: values["what"], AllowedBy: values["allowed_by"], AllowedAt: at,
		How: values["how"], Evidence: strings.Join(c.typed["evidence"], " "),
	})
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		return c.exceptionsPage(RefusalStatus(r), c.typed, []form.Issue{{Field: numberOr(r.Field, "what"), Message: r.Title}}, r)
	}
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return c.exceptionsPage(http.StatusUnprocessableEntity, c.typed, []form.Issue{{Field: "clause", Message: errs.Public(err)}}, nil)
	}
	if err != nil {
		return err
	}
	return c.done("已登记，请批准的领导按期补办", "/exceptions")
}

func (w *Web) makeGood(c *Call) error {
	if err := w.Ruling.MakeGood(c.Context(), c.actor(), c.typed.Get("key"), c.PathValue("id"), "页面确认"); err != nil {
		return err
	}
	return c.done("已补办", "/exceptions")
}

// settings lists every setting with its value in force.
func (w *Web) settings(c *Call) error { return c.settingsPage(http.StatusOK, url.Values{}, nil) }

func (c *Call) settingsPage(status int, values url.Values, issues []form.Issue) error {
	t := ui.Table{Caption: "设置", Columns: []ui.Column{{Label: "编号"}, {Label: "设置", Title: true}, {Label: "条款"}, {Label: "现值", Right: true}, {Label: "单位"}}}
	var options []form.Option
	today := clock.DateOf(c.web.now())
	for _, s := range c.web.Engine.Runner().Norm().Settings() {
		value, err := c.web.Ruling.Value(c.Context(), c.web.q(), s.ID, today)
		if err != nil {
			return err
		}
		name := s.Name
		if s.Unverified {
			name += "（待核）"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.ID}, {Text: name}, {Text: s.Clause, Href: "/norms/clauses/" + s.Clause}, {Text: value}, {Text: s.Unit}}})
		options = append(options, form.Option{Value: s.ID, Label: s.ID + " " + s.Name})
	}
	page := ui.TablePage{Title: "设置", Lead: "按生效日期改；已办的事按当时的设置", Parts: []ui.TablePart{{Title: "全部设置", Table: t}}}
	if c.holds("juzhang", "xitong") {
		view := ui.FormView{ID: "set", Action: "/settings", Hidden: append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}), Submit: "保存设置", Values: values, Issues: issues,
			Options: map[string][]form.Option{"settings": options}, Fields: settingFields}
		page.Parts = append(page.Parts, ui.TablePart{Title: "修改一项", Below: ui.Form(view)})
	}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: page.Title, Shell: shell, Flash: c.flash(), Body: ui.Tables(page)})
}

var settingFields = []form.Field{
	{Name: "setting", Label: "设置", Kind: form.Choice, Required: true, OptionsFrom: "settings", Width: "m"},
	{Name: "value", Label: "新值", Kind: form.Text, Required: true, Width: "s"},
	{Name: "from", Label: "生效日期", Kind: form.DateKind, Required: true, Width: "s"},
	{Name: "reason", Label: "理由", Kind: form.Text, Required: true, Width: "full"},
}

func (w *Web) set(c *Call) error {
	values, issues := c.Decode(settingFields)
	if len(issues) > 0 {
		return c.settingsPage(http.StatusUnprocessableEntity, c.typed, issues)
	}
	err := w.Ruling.Set(c.Context(), c.actor(), c.typed.Get("key"), values["setting"], values["value"], clock.Date(values["from"]), values["reason"])
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return c.settingsPage(http.StatusUnprocessableEntity, c.typed, []form.Issue{{Field: "value", Message: errs.Public(err)}})
	}
	if err != nil {
		return err
	}
	return c.done("已设置，自 "+values["from"]+" 起生效", "/settings")
}
