package admin

import (
	"net/http"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// settings lists every setting by specification, as it stands today.
func (a *Admin) settings(c *web.Call) error {
	all, err := a.Ruling.Standings(c.Context(), c.Q(), clock.DateOf(c.Now()))
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: "设置", Lead: "规范没有写死的数字由本局定，按生效日期改；已办的事按当时的设置", Notice: "业务规则由局长决定，登录安全由安全保密管理员决定，技术上的由系统管理员决定"}
	only := c.URL.Query().Get("spec")
	view.Tabs = []ui.Tab{{Label: "全部", Href: "/settings", Current: only == ""}}
	for _, spec := range a.Engine.Runner().Norm().Specs() {
		t := settingsTable(spec.Name)
		for _, s := range all {
			if strings.HasPrefix(s.ID, spec.ID+".") {
				t.Rows = append(t.Rows, settingRow(s))
			}
		}
		if len(t.Rows) == 0 {
			continue
		}
		view.Tabs = append(view.Tabs, ui.Tab{Label: spec.Name, Href: "/settings?spec=" + spec.ID, Current: only == spec.ID})
		if only == "" || only == spec.ID {
			view.Parts = append(view.Parts, ui.TablePart{Title: spec.ID + " " + spec.Name, Table: t})
		}
	}
	return c.Page(http.StatusOK, view.Title, nil, ui.Tables(view))
}

func settingsTable(caption string) ui.Table {
	return ui.Table{Caption: caption, Columns: []ui.Column{{Label: "设置", Title: true}, {Label: "条款", LabelM: true}, {Label: "现值", Right: true, LabelM: true}, {Label: "可设", LabelM: true, HideM: true}, {Label: "自", LabelM: true, HideM: true}, {Label: "谁决定", LabelM: true}}}
}

func settingRow(s ruling.Standing) ui.Row {
	name := ui.Cell{Text: s.Name, Href: "/settings/" + s.ID, Note: s.Meaning}
	if s.Unverified {
		name.Note += "（待核：地方惯例，由本局确认）"
	}
	since := string(s.ValidFrom)
	if s.Set != nil {
		since = string(s.Set.FromDate)
	}
	value := ui.Cell{Text: valueText(s.Setting, s.Value)}
	if s.Next != nil {
		value.Note = string(s.Next.FromDate) + " 起 " + valueText(s.Setting, s.Next.Value)
	}
	return ui.Row{Cells: []ui.Cell{name, {Text: s.Clause, Href: "/norms/clauses/" + s.Clause}, value, {Text: s.Limits()}, {Text: since}, {Text: org.PostName(s.Decider())}}}
}

// valueText is a value with its unit, where it has one.
func valueText(s norm.Setting, value string) string {
	if s.Holds() == norm.Number {
		return value + " " + s.Unit
	}
	return value
}

// settingFields are the form of one setting, with the control that fits it.
func settingFields(s norm.Setting) []form.Field {
	value := form.Field{Name: "value", Label: "新值", Kind: form.Number, Unit: s.Unit, Required: true, Width: "s", Hint: s.Limits(), Bounded: true, Min: int64(s.Min), Max: int64(s.Max)}
	switch s.Holds() {
	case norm.YesNo:
		value = form.Field{Name: "value", Label: "新值", Kind: form.Choice, Required: true, Options: ui.Choose("是", "是", "否", "否")}
	case norm.PostName:
		value = form.Field{Name: "value", Label: "新值", Kind: form.Choice, Required: true, Width: "s"}
		for _, name := range ruling.PostChoices() {
			value.Options = append(value.Options, form.Option{Value: name, Label: name})
		}
	case norm.Number:
	}
	return []form.Field{value,
		{Name: "from", Label: "生效日期", Kind: form.DateKind, Required: true, Width: "s", Hint: "今天或以后"},
		{Name: "reason", Label: "理由", Kind: form.Text, Required: true, Width: "full", MaxRunes: 200, Hint: "如 局务会〔2026〕5 号纪要"},
	}
}

func (a *Admin) setting(c *web.Call) error { return a.settingPage(c, nil) }

func (a *Admin) settingPage(c *web.Call, failed *web.Failed) error {
	s, ok := a.Engine.Runner().Norm().Setting(c.PathValue("id"))
	if !ok {
		return store.ErrNotFound
	}
	all, err := a.Ruling.Standings(c.Context(), c.Q(), clock.DateOf(c.Now()))
	if err != nil {
		return err
	}
	history, err := a.historyOf(c, s)
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: s.Name, Lead: s.ID + " · " + s.Meaning}
	for _, st := range all {
		if st.ID == s.ID {
			view.Top = ui.RecordBox(ui.Record{Title: "现在", Rows: settingFacts(st)})
		}
	}
	view.Parts = []ui.TablePart{{Title: "历次设置", Note: "新的在上面；没有设置过的按默认值", Table: history}}
	if c.Holds(s.Decider()) {
		values := map[string][]string{"from": {string(clock.DateOf(c.Now()))}}
		edit := failed.Fill(ui.FormView{ID: "set", Action: "/settings/" + s.ID, Hidden: c.Token(), Submit: "保存设置", Fields: settingFields(s), Values: values})
		view.Parts = append([]ui.TablePart{{Title: "修改", Note: "由" + org.PostName(s.Decider()) + "决定", Below: ui.Form(edit)}}, view.Parts...)
	}
	back := ui.Link{Label: "设置", Href: "/settings"}
	if s.Decider() == "anquan" && c.Holds(administrators...) {
		back = ui.Link{Label: "登录安全", Href: "/security"}
	}
	return c.Show(failed, s.Name, []ui.Link{back, {Label: s.Name}}, ui.Tables(view))
}

func settingFacts(s ruling.Standing) []ui.Pair {
	rows := []ui.Pair{
		{Label: "现值", Value: valueText(s.Setting, s.Value)}, {Label: "默认值", Value: valueText(s.Setting, s.Default)}, {Label: "类型", Value: string(s.Holds())}, {Label: "可设", Value: s.Limits()},
		{Label: "条款", Value: s.Clause, Href: "/norms/clauses/" + s.Clause}, {Label: "谁决定", Value: org.PostName(s.Decider())},
	}
	if s.Next != nil {
		rows = append(rows, ui.Pair{Label: "以后", Value: string(s.Next.FromDate) + " 起 " + valueText(s.Setting, s.Next.Value), Wide: true})
	}
	if s.Unverified {
		rows = append(rows, ui.Pair{Label: "待核", Value: "默认值是地方惯例，由本局确认后设置", Wide: true})
	}
	return rows
}

func (a *Admin) historyOf(c *web.Call, s norm.Setting) (ui.Table, error) {
	list, err := a.Ruling.History(c.Context(), c.Q(), s.ID)
	if err != nil {
		return ui.Table{}, err
	}
	var ids []string
	for _, v := range list {
		ids = append(ids, v.SetBy)
	}
	names, err := c.PeopleNames(ids)
	t := ui.Table{Caption: "历次设置", Columns: []ui.Column{{Label: "生效日期"}, {Label: "值", Right: true, LabelM: true}, {Label: "理由", Title: true}, {Label: "谁设的", LabelM: true}, {Label: "设置时间", LabelM: true}}, Empty: &ui.Empty{Title: "没有设置过，按默认值 " + valueText(s, s.Default)}}
	for _, v := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(string(v.FromDate), valueText(s, v.Value), v.Reason, orDash(names[v.SetBy]), web.Stamp(v.SetAt))})
	}
	return t, err
}

func (a *Admin) set(c *web.Call) error {
	s, ok := a.Engine.Runner().Norm().Setting(c.PathValue("id"))
	if !ok {
		return store.ErrNotFound
	}
	return c.Do("set", settingFields(s), a.settingPage, "已设置", "/settings/"+s.ID, func(v map[string]string) error {
		return a.Ruling.Set(c.Context(), c.Actor(), c.Key(), s.ID, v["value"], clock.Date(v["from"]), v["reason"])
	})
}

// security is the rules of log-in: the settings that the 安全保密管理员 decides.
func (a *Admin) security(c *web.Call) error {
	all, err := a.Ruling.Standings(c.Context(), c.Q(), clock.DateOf(c.Now()))
	if err != nil {
		return err
	}
	t := settingsTable("登录安全")
	for _, s := range all {
		if s.Decider() == "anquan" {
			t.Rows = append(t.Rows, settingRow(s))
		}
	}
	view := ui.TablePage{Title: "登录安全", Lead: "密码、锁定和自动退出的规则，由安全保密管理员决定，按生效日期改", Parts: []ui.TablePart{
		{Title: "可设的规则", Table: t},
		{Title: "固定的规则", Below: ui.Said("", []string{
			"密码含大写、小写、数字、符号中的三类，不含登录名，不与最近三次用过的相同；只存加盐的哈希。",
			"首次密码和重置的密码，登录后须先改。改密码、换岗位、停用账号，原来的登录和令牌一秒内全部失效。",
			"登录最长 12 小时。动态码每个只能用一次；停用动态码、重置三员密码须两名管理员核准。",
			"登录名不对、密码不对、账号锁定，页面上的说法相同，不告诉别人有没有这个账号。",
		})},
	}}
	return c.Page(http.StatusOK, view.Title, nil, ui.Tables(view))
}
