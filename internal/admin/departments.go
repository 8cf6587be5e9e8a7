package admin

import (
	"fmt"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var (
	departmentFields = []form.Field{
		{Name: "code", Label: "科室代码", Kind: form.Text, Required: true, Width: "s", MaxRunes: 60, Hint: "拼音缩写或编号，定了不改"},
		{Name: "name", Label: "科室名称", Kind: form.Text, Required: true, Width: "m", MaxRunes: 60},
	}
	departmentName = []form.Field{{Name: "name", Label: "科室名称", Kind: form.Text, Required: true, Width: "m", MaxRunes: 60}}
)

// departments lists the departments in their order.
func (a *Admin) departments(c *web.Call) error { return a.departmentsPage(c, nil) }

func (a *Admin) departmentsPage(c *web.Call, failed *web.Failed) error {
	rows, err := org.DepartmentRows(c.Context(), c.Q(), c.Now())
	if err != nil {
		return err
	}
	keeps := c.Holds("xitong")
	t := ui.Table{Caption: "科室", Columns: []ui.Column{{Label: "代码"}, {Label: "科室", Title: true}, {Label: "负责人", LabelM: true}, {Label: "分管领导", LabelM: true}, {Label: "人数", Right: true, LabelM: true}}, Empty: &ui.Empty{Title: "还没有科室"}}
	if keeps {
		t.Columns = append(t.Columns, ui.Column{Label: "次序"})
	}
	for _, d := range rows {
		row := ui.Row{Void: d.Ended != 0, Cells: []ui.Cell{{Text: d.Code}, {Text: d.Name, Href: "/departments/" + d.ID}, {Text: joined(d.Heads)}, {Text: joined(d.Leaders)}, {Text: fmt.Sprint(d.People)}}}
		if d.Ended != 0 {
			row.Cells[1].Note = "已于 " + clock.Day(d.Ended) + " 撤销"
		}
		if keeps && d.Ended == 0 && d.Code != org.AdminDepartment {
			row.Cells = append(row.Cells, ui.Cell{Acts: []ui.RowAct{
				action(c, "上移", d.Name, "/departments/"+d.ID+"/move", ui.KV{Name: "up", Value: "1"}), action(c, "下移", d.Name, "/departments/"+d.ID+"/move"),
			}})
		}
		t.Rows = append(t.Rows, row)
	}
	part := ui.TablePart{Title: "科室", Table: t}
	if keeps {
		part.Below = formBelow("增加科室", failed, ui.FormView{ID: "department", Action: "/departments", Hidden: c.Token(), Submit: "增加科室", Fields: departmentFields})
	}
	return c.Show(failed, "科室", nil, ui.Tables(ui.TablePage{Title: "科室", Lead: "列表、表单和导出都按这个次序", Parts: []ui.TablePart{part}}))
}

func (a *Admin) addDepartment(c *web.Call) error {
	return c.Do("department", departmentFields, a.departmentsPage, "已增加科室", "/departments", func(v map[string]string) error {
		_, err := a.Org.AddDepartment(c.Context(), c.Actor(), c.Key(), v["code"], v["name"])
		return err
	})
}

func (a *Admin) moveDepartment(c *web.Call) error {
	return c.Do("move", nil, a.departmentsPage, "已移动", "/departments", func(map[string]string) error {
		return a.Org.MoveDepartment(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), c.Typed().Get("up") == "1")
	})
}

// department is one department: who is in it, and its end.
func (a *Admin) department(c *web.Call) error { return a.departmentPage(c, nil) }

func (a *Admin) departmentPage(c *web.Call, failed *web.Failed) error {
	d, err := org.DepartmentByID(c.Context(), c.Q(), c.PathValue("id"))
	if err != nil {
		return err
	}
	posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{At: c.Now().UnixMilli()})
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "在这个科室任职", Columns: []ui.Column{{Label: "姓名", Title: true}, {Label: "岗位", LabelM: true}, {Label: "自", LabelM: true}}, Empty: &ui.Empty{Title: "没有人在这个科室任职"}}
	for _, p := range posts {
		if p.DeptID == d.ID {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Person, Href: "/people/" + p.PersonID}, {Text: p.PostName()}, {Text: clock.Day(p.FromAt)}}})
		}
	}
	waiting, err := flow.WaitingFor(c.Context(), c.Q(), d.ID)
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: d.Name, Lead: "代码 " + d.Code + fmt.Sprintf(" · 等这个科室办理的事 %d 件", len(waiting)), Parts: []ui.TablePart{{Title: "在这个科室任职", Table: t}}}
	if d.Ended != 0 {
		view.Notice = "这个科室已于 " + clock.Day(d.Ended) + " 撤销；还没有办完的事按顶岗表接办"
	} else if c.Holds("xitong") {
		name := ui.FormView{ID: "name", Action: "/departments/" + d.ID, Hidden: c.Token(), Submit: "改名", Fields: departmentName, Values: map[string][]string{"name": {d.Name}}}
		view.Parts[0].Below = formBelow("改名", failed, name)
		view.Parts = append(view.Parts, ui.TablePart{Title: "撤销", Note: "没有人任职以后才能撤销；负责人名下的待办按顶岗表转出", Below: ui.Facts("撤销", []ui.Pair{{Label: "科室", Value: d.Name}, {Label: "在任职", Value: fmt.Sprintf("%d 人次", len(t.Rows))}, {Label: "待办", Value: fmt.Sprintf("%d 件", len(waiting))}},
			ui.PostButton("撤销科室", "/departments/"+d.ID+"/dissolve", c.Token(), "btn-danger-o"))})
	}
	return c.Show(failed, d.Name, []ui.Link{{Label: "科室", Href: "/departments"}, {Label: d.Name}}, ui.Tables(view))
}

func (a *Admin) renameDepartment(c *web.Call) error {
	return c.Do("name", departmentName, a.departmentPage, "已改名", "/departments/"+c.PathValue("id"), func(v map[string]string) error {
		return a.Org.RenameDepartment(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), v["name"])
	})
}

func (a *Admin) dissolve(c *web.Call) error {
	return c.Do("dissolve", nil, a.departmentPage, "已撤销", "/departments", func(map[string]string) error {
		return a.Org.Dissolve(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), flow.WaitingFor)
	})
}
