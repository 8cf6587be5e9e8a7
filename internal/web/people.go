package web

import (
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

func (w *Web) people(c *Call) error {
	people, err := org.People(c.Context(), w.q())
	if err != nil {
		return err
	}
	working, err := org.WorkingPeople(c.Context(), w.q(), w.now().UnixMilli())
	if err != nil {
		return err
	}
	posts := map[string][]string{}
	for _, p := range working {
		info, _ := org.PostByCode(p.Post)
		posts[p.PersonID] = append(posts[p.PersonID], p.DeptName+" "+info.Name)
	}
	t := ui.Table{Caption: "人员", Columns: []ui.Column{{Label: "登录名"}, {Label: "姓名", Title: true}, {Label: "岗位"}}}
	for _, p := range people {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Login}, {Text: p.Name, Href: "/people/" + p.ID}, {Text: numberOr(strings.Join(posts[p.ID], "、"), "--")}}})
	}
	page := ui.TablePage{Title: "用户与岗位", Lead: "人员离岗前名下须清零", Actions: []ui.Link{{Label: "从 Excel 导入", Href: "/people/import"}}, Parts: []ui.TablePart{{Title: "人员", Table: t}}}
	if c.holds("xitong") {
		departments, err := c.allDepartments()
		if err != nil {
			return err
		}
		page.Parts[0].Below = ui.Form(ui.FormView{ID: "add", Action: "/people", Hidden: append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}), Submit: "增加人员",
			Options: map[string][]form.Option{"departments": departments, "posts": postOptions()}, Fields: []form.Field{
				{Name: "login", Label: "登录名", Kind: form.Text, Required: true, Width: "s"}, {Name: "name", Label: "姓名", Kind: form.Text, Required: true, Width: "s"},
				{Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"}, {Name: "post", Label: "岗位", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s"},
				{Name: "password", Label: "初始密码", Kind: form.Text, Required: true, Width: "m", Hint: "首次登录时须修改"}}})
	}
	return c.page("用户与岗位", nil, ui.Tables(page))
}

func (c *Call) allDepartments() ([]form.Option, error) {
	all, err := org.Departments(c.Context(), c.web.q())
	var options []form.Option
	for _, d := range all {
		options = append(options, form.Option{Value: d.ID, Label: d.Name})
	}
	return options, err
}

func postOptions() []form.Option {
	var options []form.Option
	for _, p := range org.Posts() {
		options = append(options, form.Option{Value: p.Code, Label: p.Name})
	}
	return options
}

func (w *Web) addPerson(c *Call) error {
	if !c.holds("xitong") {
		return errs.New(errs.NotAllowed, "人员由系统管理员维护")
	}
	key := c.typed.Get("key")
	id, err := w.Org.AddPerson(c.Context(), c.actor(), key, c.typed.Get("login"), c.typed.Get("name"))
	if err != nil {
		return err
	}
	if err := w.Account.SetPassword(c.Context(), id, c.typed.Get("password"), c.who.PersonID, true); err != nil {
		return err
	}
	if _, err := w.Org.Appoint(c.Context(), c.actor(), key+"-post", id, c.typed.Get("post"), c.typed.Get("dept"), w.now()); err != nil {
		return err
	}
	return c.done("已增加 "+c.typed.Get("name"), "/people")
}

// person is the page of all that a person holds (F23).
func (w *Web) person(c *Call) error {
	id := c.PathValue("id")
	if id != c.who.PersonID && !c.holds("xitong", "anquan", "shenji", "bangongshizhuren", "juzhang") {
		return store.ErrNotFound
	}
	p, err := org.PersonByID(c.Context(), w.q(), id)
	if err != nil {
		return err
	}
	things, err := org.Holdings(c.Context(), w.q(), id, w.now(), w.Modules.Held)
	if err != nil {
		return err
	}
	view := ui.Holdings{Person: p.Name, Line: "登录名 " + p.Login}
	for _, kind := range heldKinds(things) {
		t := ui.Table{Caption: kind, Columns: []ui.Column{{Label: kind, Title: true}}}
		for _, thing := range things {
			if thing.Kind == kind {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: thing.Name, Href: thing.Link}}})
			}
		}
		view.Open += len(t.Rows)
		view.Sections = append(view.Sections, ui.Holding{Label: kind, Table: t})
	}
	items, _, err := w.Engine.List(c.Context(), w.q(), id, flow.Todo, "", flow.Page{Most: 200})
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "待办", Columns: []ui.Column{{Label: "编号"}, {Label: "事项", Title: true}, {Label: "到手"}}}
	for _, item := range items {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(numberOr(item.Number, "未登记"), item.Title, clock.FromMillis(item.At).Format("2006-01-02"))})
	}
	view.Open += len(t.Rows)
	view.Sections = append(view.Sections, ui.Holding{Label: "待办事项", Note: "由接任者或办公室转办", Table: t})
	return c.page(p.Name, []ui.Link{{Label: "用户与岗位", Href: "/people"}, {Label: p.Name}}, ui.HoldingsPage(view))
}

// heldKinds are the sections of the page: those of the organisation always, those
// of the specifications where there is something.
func heldKinds(things []org.HeldThing) []string {
	kinds := []string{"岗位", "分管", "代理", "保管"}
	for _, thing := range things {
		if !slices.Contains(kinds, thing.Kind) {
			kinds = append(kinds, thing.Kind)
		}
	}
	return kinds
}

// auditPage shows what the record is sealed with.
func (w *Web) auditPage(c *Call) error {
	type checkpoint struct {
		Size int64  `db:"size"`
		Root string `db:"root"`
		At   int64  `db:"at"`
	}
	rows, err := store.All[checkpoint](c.Context(), w.q(), `SELECT size, root, at FROM audit_checkpoint ORDER BY size DESC LIMIT 50`)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "签名的检查点", Columns: []ui.Column{{Label: "时间"}, {Label: "留痕数", Right: true}, {Label: "树根", Title: true}}, Empty: &ui.Empty{Title: "还没有检查点"}}
	for _, r := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(clock.FromMillis(r.At).Format("2006-01-02 15:04:05"), number(r.Size), r.Root)})
	}
	return c.page("审计", nil, ui.Tables(ui.TablePage{Title: "审计", Lead: "每次办理留痕，链在一起，每秒入树并用国密签名；用 guiju verify 离线核验", Parts: []ui.TablePart{{Title: "签名的检查点", Table: t}}}))
}
