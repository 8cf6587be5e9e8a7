package admin

import (
	"fmt"
	"slices"
	"time"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var hireFields = []form.Field{
	{Name: "login", Label: "登录名", Kind: form.Text, Required: true, Width: "s", MaxRunes: 60, Hint: "拼音或工号，不含空格"},
	{Name: "name", Label: "姓名", Kind: form.Text, Required: true, Width: "s", MaxRunes: 60},
	{Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"},
	{Name: "post", Label: "岗位", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s"},
	{Name: "from", Label: "任职自", Kind: form.DateKind, Width: "s", Hint: "不填为今天"},
}

// peopleFilters narrow the list of people.
func peopleFilters(departments []form.Option) []form.Field {
	var states []form.Option
	for _, s := range org.PersonStates {
		states = append(states, form.Option{Value: string(s), Label: string(s)})
	}
	return []form.Field{
		{Name: "q", Label: "姓名或登录名", Kind: form.Text, Hint: "汉字、拼音或首字母"},
		{Name: "dept", Label: "科室", Kind: form.Choice, Options: departments},
		{Name: "post", Label: "岗位", Kind: form.Choice, Options: postOptions(false)},
		{Name: "state", Label: "状态", Kind: form.Choice, Options: states},
	}
}

// people is the list of everybody, with what they hold and how their account
// stands.
func (a *Admin) people(c *web.Call) error { return a.peoplePage(c, nil) }

func (a *Admin) peoplePage(c *web.Call, failed *web.Failed) error {
	departments, err := departmentOptions(c)
	if err != nil {
		return err
	}
	fields := peopleFilters(departments)
	filter, _ := web.ReadFilter(module.Register{Filters: fields}, c.URL.Query())
	at, page := clock.Millis(c.Now()), c.PageNumber()
	people, count, err := org.FindMany(c.Context(), c.Q(), org.PeopleFilter{Text: filter["q"], Dept: filter["dept"], Post: filter["post"], State: org.PersonState(filter["state"])}, at, (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	filters, err := c.FilterForm("/people", fields, filter)
	if err != nil {
		return err
	}
	table, err := a.peopleTable(c, people, at)
	if err != nil {
		return err
	}
	if filters.Used > 0 {
		table.Empty = &ui.Empty{Title: "没有符合筛选的人员", Actions: []ui.Link{{Label: "清除筛选", Href: "/people"}}}
	}
	part := ui.TablePart{Title: "人员", Note: fmt.Sprintf("%d 人", count), Filters: filters, Table: table, Pager: c.Pager(int(count), len(people))}
	view := ui.TablePage{Title: "用户与岗位", Lead: "一人可任几个岗位；离岗前名下须清零"}
	if c.Holds("xitong") {
		view.Actions = []ui.Link{{Label: "从 Excel 导入", Href: "/people/import", Icon: ui.IconUpload}}
		part.Below = formBelow("增加人员", failed, ui.FormView{ID: "hire", Action: "/people", Hidden: c.Token(), Submit: "增加人员", Fields: hireFields,
			Options: map[string][]form.Option{"departments": departments, "posts": postOptions(false)}})
	}
	view.Parts = []ui.TablePart{part}
	return c.Show(failed, view.Title, nil, ui.Tables(view))
}

func (a *Admin) peopleTable(c *web.Call, people []org.PersonRow, at int64) (ui.Table, error) {
	ids := []string{}
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{At: at, PersonID: ids})
	if err != nil {
		return ui.Table{}, err
	}
	accounts, err := a.Account.Standings(c.Context(), ids)
	t := ui.Table{Caption: "人员", Columns: []ui.Column{{Label: "姓名", Title: true}, {Label: "岗位", Title: true}, {Label: "状态", LabelM: true}, {Label: "账号", LabelM: true}, {Label: "最近登录", LabelM: true}}, Empty: &ui.Empty{Title: "还没有人员"}}
	for _, p := range people {
		var held []string
		for _, x := range posts {
			if x.PersonID == p.ID {
				held = append(held, x.Dept+" "+x.PostName())
			}
		}
		state, account := stateOf(p, len(held)), accountCell(accounts, p.ID)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Name, Href: "/people/" + p.ID, Note: p.Login}, {Text: joined(held)}, state, account, {Text: web.Stamp(accounts[p.ID].LastLogin)}}})
	}
	return t, err
}

func stateOf(p org.PersonRow, posts int) ui.Cell {
	switch {
	case p.LeftAt != 0:
		return ui.Cell{Text: string(org.Departed)}
	case p.DisabledAt != 0:
		return ui.Cell{Text: string(org.Disabled), Tone: ui.Red}
	case posts == 0:
		return ui.Cell{Text: string(org.Postless), Tone: ui.Amber}
	}
	return ui.Cell{Text: string(org.Working)}
}

// accountCell says in a word how an account stands.
func accountCell(accounts map[string]account.Standing, personID string) ui.Cell {
	s, has := accounts[personID]
	switch {
	case !has:
		return ui.Cell{Text: "还没有密码", Tone: ui.Amber}
	case s.LockedUntil != 0:
		return ui.Cell{Text: "已锁定到 " + clock.FromMillis(s.LockedUntil).Format("15:04"), Tone: ui.Red}
	case s.MustChange == 1:
		return ui.Cell{Text: "首次密码还没有改"}
	}
	return ui.Cell{Text: "正常"}
}

// hire adds a person with a first post and shows the first password once.
func (a *Admin) hire(c *web.Call) error {
	id := ""
	return c.DoThen("hire", hireFields, a.peoplePage, func(v map[string]string) (err error) {
		id, err = a.Org.Hire(c.Context(), c.Actor(), c.Key(), v["login"], v["name"], v["post"], v["dept"], a.from(v["from"]))
		return err
	}, func() error { return a.tellPassword(c, "已增加 "+c.Typed().Get("name"), id) })
}

// from is the day that was typed, as an instant; today is now.
func (a *Admin) from(text string) time.Time { return clock.FromMillis(a.dateOf(text)) }

// tellPassword gives a first password and shows it once.
func (a *Admin) tellPassword(c *web.Call, title, personID string) error {
	password, err := a.firstPassword(c.Context(), personID, c.Who().PersonID)
	if err != nil {
		return err
	}
	return a.showPassword(c, title, personID, password)
}

func (a *Admin) showPassword(c *web.Call, title, personID, password string) error {
	p, err := org.PersonByID(c.Context(), c.Q(), personID)
	if err != nil {
		return err
	}
	return c.Show(nil, title, personCrumbs(p, title), ui.SecretsPage(ui.Secrets{
		Title: title, Lead: "首次登录时须改成自己的密码；以前的登录和令牌都已结束",
		Rows: []ui.Pair{{Label: p.Name + "（" + p.Login + "）", Value: password}}, Actions: []ui.Link{{Label: "查看 " + p.Name, Href: "/people/" + personID}, {Label: "回到人员列表", Href: "/people"}},
	}))
}

func personCrumbs(p org.PersonRow, more ...string) []ui.Link {
	crumbs := []ui.Link{{Label: "用户与岗位", Href: "/people"}, {Label: p.Name, Href: "/people/" + p.ID}}
	for _, m := range more {
		crumbs = append(crumbs, ui.Link{Label: m})
	}
	return slices.Clip(crumbs)
}
