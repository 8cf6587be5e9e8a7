package admin

import (
	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var (
	appointFields = []form.Field{
		{Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"},
		{Name: "post", Label: "岗位", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s"},
		{Name: "from", Label: "任职自", Kind: form.DateKind, Width: "s", Hint: "不填为今天"},
	}
	renameFields = []form.Field{
		{Name: "name", Label: "姓名", Kind: form.Text, Required: true, Width: "s", MaxRunes: 60},
		{Name: "login", Label: "登录名", Kind: form.Text, Required: true, Width: "s", MaxRunes: 60},
	}
)

// looks tells whether the reader looks after people, or is the person.
func looks(c *web.Call, id string) bool {
	return id == c.Who().PersonID || c.Holds("xitong", "anquan", "shenji", "bangongshizhuren", "juzhang")
}

func (a *Admin) person(c *web.Call) error {
	if !looks(c, c.PathValue("id")) {
		return store.ErrNotFound
	}
	return a.personPage(c, nil)
}

// onPage is Do for the buttons and forms of a person's page.
func (a *Admin) onPage(c *web.Call, id string, fields []form.Field, said string, use func(v map[string]string) error) error {
	return c.Do(id, fields, a.personPage, said, "/people/"+c.PathValue("id"), use)
}

// personPage is one person: posts with their dates, charges, what they keep,
// absences and proxies, and for administrators the account.
func (a *Admin) personPage(c *web.Call, failed *web.Failed) error {
	p, err := org.PersonByID(c.Context(), c.Q(), c.PathValue("id"))
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: p.Name, Lead: "登录名 " + p.Login + " · " + stateOf(p, 1).Text}
	if p.LeftAt == 0 && c.Holds("xitong", "anquan", "shenji", "bangongshizhuren", "juzhang") {
		view.Actions = append(view.Actions, ui.Link{Label: "办理离岗", Href: "/people/" + p.ID + "/leave", Icon: ui.IconLogout})
	}
	parts := []func(*web.Call, org.PersonRow, *web.Failed) (ui.TablePart, error){a.postsOf, a.chargesOf, a.keptBy, a.awayOf, a.proxiesOf}
	if c.Holds("xitong", "anquan", "shenji") {
		parts = append(parts, a.accountOf)
	}
	for _, part := range parts {
		t, err := part(c, p, failed)
		if err != nil {
			return err
		}
		if len(t.Table.Columns) > 0 || t.Below != nil {
			view.Parts = append(view.Parts, t)
		}
	}
	return c.Show(failed, p.Name, personCrumbs(p), ui.Tables(view))
}

func (a *Admin) postsOf(c *web.Call, p org.PersonRow, failed *web.Failed) (ui.TablePart, error) {
	posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{PersonID: []string{p.ID}})
	if err != nil {
		return ui.TablePart{}, err
	}
	keeps, now := c.Holds("xitong") && p.LeftAt == 0, clock.Millis(c.Now())
	t := ui.Table{Caption: "岗位", Columns: []ui.Column{{Label: "岗位", Title: true}, {Label: "期间", LabelM: true}, {Label: "状态", LabelM: true}}, Empty: &ui.Empty{Title: "没有任过岗位"}}
	if keeps {
		t.Columns = append(t.Columns, ui.Column{Label: "操作"})
	}
	for _, x := range posts {
		state, row := datedState(x.FromAt, x.ToAt, now), ui.Row{}
		row.Cells = []ui.Cell{{Text: x.Dept + " " + x.PostName()}, {Text: span(x.FromAt, x.ToAt)}, state}
		if keeps && (x.ToAt == 0 || x.ToAt > now) {
			row.Cells = append(row.Cells, ui.Cell{Acts: []ui.RowAct{danger(action(c, "现在结束", x.Dept+x.PostName(), "/people/"+p.ID+"/posts/"+x.ID))}})
		}
		t.Rows = append(t.Rows, row)
	}
	part := ui.TablePart{Title: "岗位", Table: t}
	if !keeps {
		return part, nil
	}
	departments, err := departmentOptions(c)
	if err != nil {
		return part, err
	}
	below := g.Group{formBelow("任命岗位", failed, ui.FormView{ID: "appoint", Action: "/people/" + p.ID + "/posts", Hidden: c.Token(), Submit: "任命", Fields: appointFields,
		Options: map[string][]form.Option{"departments": departments, "posts": postOptions(false)}})}
	if open := openPosts(posts, now); len(open) > 0 {
		fields := []form.Field{{Name: "holding", Label: "岗位", Kind: form.Choice, Required: true, Options: open, Width: "m"}, {Name: "at", Label: "结束日期", Kind: form.DateKind, Required: true, Width: "s", Hint: "这一天起不再任职"}}
		below = append(below, formBelow("到某一天结束任职", failed, ui.FormView{ID: "end", Action: "/people/" + p.ID + "/posts/by-date", Hidden: c.Token(), Submit: "结束任职", Fields: fields}))
	}
	part.Below = below
	return part, nil
}

func openPosts(posts []org.DatedPost, now int64) []form.Option {
	var open []form.Option
	for _, x := range posts {
		if x.ToAt == 0 || x.ToAt > now {
			open = append(open, form.Option{Value: x.ID, Label: x.Dept + " " + x.PostName()})
		}
	}
	return open
}

// datedState says how a dated row stands.
func datedState(from, to, now int64) ui.Cell {
	switch {
	case to != 0 && to <= now:
		return ui.Cell{Text: "已结束"}
	case from > now:
		return ui.Cell{Text: "还没有开始", Tone: ui.Amber}
	case to != 0:
		return ui.Cell{Text: clock.Day(to) + " 起结束", Tone: ui.Amber}
	}
	return ui.Cell{Text: "在任", Tone: ui.Green}
}

func (a *Admin) chargesOf(c *web.Call, p org.PersonRow, _ *web.Failed) (ui.TablePart, error) {
	list, err := org.DatedCharges(c.Context(), c.Q(), p.ID, 0)
	if err != nil || len(list) == 0 {
		return ui.TablePart{}, err
	}
	t := ui.Table{Caption: "分管", Columns: []ui.Column{{Label: "科室", Title: true}, {Label: "期间", LabelM: true}, {Label: "状态", LabelM: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Dept}, {Text: span(x.FromAt, x.ToAt)}, datedState(x.FromAt, x.ToAt, clock.Millis(c.Now()))}})
	}
	return ui.TablePart{Title: "分管", Table: t, Links: []ui.Link{{Label: "去改分管", Href: "/charges"}}}, nil
}

func (a *Admin) keptBy(c *web.Call, p org.PersonRow, _ *web.Failed) (ui.TablePart, error) {
	list, err := org.Kept(c.Context(), c.Q(), p.ID, clock.Millis(c.Now()))
	if err != nil || len(list) == 0 {
		return ui.TablePart{}, err
	}
	t := ui.Table{Caption: "保管", Columns: []ui.Column{{Label: "物品", Title: true}, {Label: "期间", LabelM: true}, {Label: "性质", LabelM: true}}}
	for _, x := range list {
		kind := "保管"
		if x.Temporary == 1 {
			kind = "临时保管"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(x.Name, span(x.FromAt, x.ToAt), kind)})
	}
	return ui.TablePart{Title: "保管", Note: "按规范办理交接，不在这里改", Table: t}, nil
}

func (a *Admin) awayOf(c *web.Call, p org.PersonRow, failed *web.Failed) (ui.TablePart, error) {
	list, err := org.Absences(c.Context(), c.Q(), p.ID)
	office, now := c.Holds("bangongshizhuren") && p.Active(), clock.Millis(c.Now())
	if err != nil || len(list) == 0 && !office {
		return ui.TablePart{}, err
	}
	t := ui.Table{Caption: "外出", Columns: []ui.Column{{Label: "期间"}, {Label: "原因", Title: true}, {Label: "操作"}}, Empty: &ui.Empty{Title: "没有登记外出"}}
	for _, x := range list {
		act := ui.Cell{Text: "已结束"}
		if x.ToAt > now {
			act = ui.Cell{Text: "外出"}
			if office {
				act.Acts = []ui.RowAct{action(c, "已返岗", web.Lasts(x.FromAt, x.ToAt), "/people/"+p.ID+"/absences/"+x.ID)}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: web.Lasts(x.FromAt, max(x.ToAt, x.FromAt+1))}, {Text: x.Reason}, act}})
	}
	part := ui.TablePart{Title: "外出", Table: t}
	if office {
		part.Below = formBelow("代为登记外出", failed, ui.FormView{ID: "away", Action: "/people/" + p.ID + "/absence", Hidden: c.Token(), Submit: "登记外出", Fields: web.AbsenceFields()})
	}
	return part, nil
}

func (a *Admin) proxiesOf(c *web.Call, p org.PersonRow, failed *web.Failed) (ui.TablePart, error) {
	list, err := org.Proxies(c.Context(), c.Q(), p.ID)
	office, now := c.Holds("bangongshizhuren") && p.Active(), clock.Millis(c.Now())
	if err != nil || len(list) == 0 && !office {
		return ui.TablePart{}, err
	}
	t := ui.Table{Caption: "代理", Columns: []ui.Column{{Label: "代理", Title: true}, {Label: "期间"}, {Label: "业务", LabelM: true}, {Label: "原因", LabelM: true}, {Label: "操作"}}, Empty: &ui.Empty{Title: "没有代理"}}
	for _, x := range list {
		name, act := x.Taker+" 代理 "+x.Giver, ui.Cell{Text: "已结束"}
		if x.ToAt > now {
			act = ui.Cell{Text: "有效"}
			if c.Holds("xitong", "bangongshizhuren") {
				act = ui.Cell{Acts: []ui.RowAct{action(c, "收回", name, "/people/"+p.ID+"/proxies/"+x.ID)}}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: web.Lasts(x.FromAt, max(x.ToAt, x.FromAt+1))}, {Text: c.KindNames(x.KindIDs())}, {Text: x.Reason}, act}})
	}
	part := ui.TablePart{Title: "代理", Table: t}
	if office {
		choices, err := c.Choices(web.ProxyFields())
		if err != nil {
			return part, err
		}
		choices["kinds"] = c.KindOptions()
		part.Below = formBelow("代为授权代理", failed, ui.FormView{ID: "proxy", Action: "/people/" + p.ID + "/proxy", Hidden: c.Token(), Submit: "授权代理", Fields: web.ProxyFields(), Options: choices})
	}
	return part, nil
}

// accountOf is the account of a person with what can be done about it.
func (a *Admin) accountOf(c *web.Call, p org.PersonRow, failed *web.Failed) (ui.TablePart, error) {
	all, err := a.Account.Standings(c.Context(), []string{p.ID})
	if err != nil {
		return ui.TablePart{}, err
	}
	s := all[p.ID]
	rows := []ui.Pair{
		{Label: "状态", Value: accountCell(all, p.ID).Text}, {Label: "最近登录", Value: web.Stamp(s.LastLogin)},
		{Label: "动态码", Value: map[bool]string{true: "已启用", false: "没有启用"}[s.HasCode == 1]},
		{Label: "登录中", Value: howMany(s.Sessions, "个浏览器")}, {Label: "接口令牌", Value: howMany(s.Tokens, "个")},
	}
	part := ui.TablePart{Title: "账号", Note: "密码只有本人知道；动态码由两人核准停用"}
	if c.Holds("anquan", "shenji") {
		part.Links = []ui.Link{{Label: "账号记录", Href: "/accounts?person=" + p.ID}}
	}
	below := g.Group{ui.Facts("账号", rows, a.accountButtons(c, p, s.LockedUntil != 0, s.Sessions+s.Tokens > 0)...)}
	if c.Holds("xitong") && p.LeftAt == 0 {
		view := ui.FormView{ID: "rename", Action: "/people/" + p.ID, Hidden: c.Token(), Submit: "保存姓名和登录名", Fields: renameFields, Values: map[string][]string{"name": {p.Name}, "login": {p.Login}}}
		below = append(below, formBelow("改姓名或登录名", failed, view))
	}
	part.Below = below
	return part, nil
}

func howMany(n int64, unit string) string {
	if n == 0 {
		return "没有"
	}
	return number(n) + " " + unit
}

// accountButtons are what this administrator may do about the account.
func (a *Admin) accountButtons(c *web.Call, p org.PersonRow, locked, open bool) []g.Node {
	if p.LeftAt != 0 {
		return nil
	}
	post := func(label, to, kind string) g.Node {
		return ui.PostButton(label, "/people/"+p.ID+"/"+to, c.Token(), kind)
	}
	var buttons []g.Node
	if c.Holds("xitong") {
		buttons = append(buttons, post("重置密码", "password", "btn-plain"))
	}
	if locked && c.Holds("xitong", "anquan") {
		buttons = append(buttons, post("解除锁定", "unlock", "btn-plain"))
	}
	if open && c.Holds("xitong", "anquan") {
		buttons = append(buttons, post("结束全部登录", "sessions", "btn-plain"))
	}
	if c.Holds("xitong") && p.ID != c.Who().PersonID {
		if p.DisabledAt == 0 {
			buttons = append(buttons, post("停用账号", "disable", "btn-danger-o"))
		} else {
			buttons = append(buttons, post("恢复账号", "enable", "btn-primary"))
		}
	}
	return buttons
}
