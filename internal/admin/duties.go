package admin

import (
	"fmt"
	"slices"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var chargeFields = []form.Field{
	{Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"},
	{Name: "leader", Label: "分管领导", Kind: form.Person, Required: true, OptionsFrom: "leaders", Width: "s"},
	{Name: "from", Label: "自", Kind: form.DateKind, Width: "s", Hint: "不填为今天；原来的分管领导到这天为止"},
}

// charges shows who is in charge of what, now and before.
func (a *Admin) charges(c *web.Call) error { return a.chargesPage(c, nil) }

func (a *Admin) chargesPage(c *web.Call, failed *web.Failed) error {
	all, err := org.DatedCharges(c.Context(), c.Q(), "", 0)
	if err != nil {
		return err
	}
	departments, err := org.Departments(c.Context(), c.Q())
	if err != nil {
		return err
	}
	keeps, now := c.Holds("xitong"), clock.Millis(c.Now())
	posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{At: now})
	if err != nil {
		return err
	}
	present := ui.Table{Caption: "现在的分管", Columns: []ui.Column{{Label: "科室", Title: true}, {Label: "分管领导", LabelM: true}, {Label: "期间", LabelM: true}}, Empty: &ui.Empty{Title: "还没有科室"}}
	if keeps {
		present.Columns = append(present.Columns, ui.Column{Label: "操作"})
	}
	past := ui.Table{Caption: "以前的分管", Columns: present.Columns[:3], Empty: &ui.Empty{Title: "没有变动过"}}
	for _, d := range departments {
		if !needsLeader(posts, d.ID) {
			continue
		}
		found := false
		for _, x := range all {
			if x.DeptID != d.ID || x.ToAt != 0 && x.ToAt <= now {
				continue
			}
			found = true
			row := ui.Row{Cells: ui.Cells(d.Name, x.Person, span(x.FromAt, x.ToAt))}
			if keeps {
				row.Cells = append(row.Cells, ui.Cell{Acts: []ui.RowAct{action(c, "现在结束", d.Name+"："+x.Person, "/charges/"+x.ID)}})
			}
			present.Rows = append(present.Rows, row)
		}
		if !found {
			present.Rows = append(present.Rows, ui.Row{Tone: ui.Amber, Cells: []ui.Cell{{Text: d.Name}, {Text: "没有写明", Tone: ui.Amber}, {Text: "--"}}})
		}
	}
	for _, x := range all {
		if x.ToAt != 0 && x.ToAt <= now {
			past.Rows = append(past.Rows, ui.Row{Cells: ui.Cells(x.Dept, x.Person, span(x.FromAt, x.ToAt))})
		}
	}
	part := ui.TablePart{Title: "现在的分管", Note: "请示、审批送到分管科室的局领导", Table: present}
	if keeps {
		choices, err := c.Choices(chargeFields)
		if err != nil {
			return err
		}
		part.Below = formBelow("写明分管", failed, ui.FormView{ID: "charge", Action: "/charges", Hidden: c.Token(), Submit: "写明分管", Fields: chargeFields, Options: choices})
	}
	view := ui.TablePage{Title: "分管", Lead: "哪位局领导分管哪个科室，从哪天起", Parts: []ui.TablePart{part, {Title: "以前的分管", Table: past}}}
	return c.Show(failed, view.Title, nil, ui.Tables(view))
}

// needsLeader tells whether a department is in a leader's charge: not that of the
// leaders themselves, nor that of the three administrators.
func needsLeader(posts []org.DatedPost, deptID string) bool {
	in, works := 0, 0
	for _, p := range posts {
		if p.DeptID != deptID {
			continue
		}
		in++
		if info, _ := org.PostByCode(p.Post); !info.Leader && !info.Admin {
			works++
		}
	}
	return in == 0 || works > 0
}

func (a *Admin) setCharge(c *web.Call) error {
	return c.Do("charge", chargeFields, a.chargesPage, "已写明分管", "/charges", func(v map[string]string) error {
		_, err := a.Org.SetCharge(c.Context(), c.Actor(), c.Key(), v["leader"], v["dept"], a.from(v["from"]))
		return err
	})
}

func (a *Admin) endCharge(c *web.Call) error {
	return c.Do("end", nil, a.chargesPage, "已结束分管", "/charges", func(map[string]string) error {
		return a.Org.EndCharge(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), c.Now())
	})
}

var standInFields = []form.Field{
	{Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"},
	{Name: "post", Label: "岗位", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s"},
	{Name: "by", Label: "由哪个岗位顶岗", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s", Hint: "科长、科员等各科都有的岗位，只在本科室顶岗"},
}

// standIns is the stand-in table, with the rows that are usual and missing.
func (a *Admin) standIns(c *web.Call) error { return a.standInsPage(c, nil) }

func (a *Admin) standInsPage(c *web.Call, failed *web.Failed) error {
	rows, err := org.StandIns(c.Context(), c.Q())
	if err != nil {
		return err
	}
	departments, err := departmentOptions(c)
	if err != nil {
		return err
	}
	keeps := c.Holds("xitong")
	t := ui.Table{Caption: "顶岗表", Columns: []ui.Column{{Label: "科室"}, {Label: "岗位", Title: true}, {Label: "次序", Right: true, LabelM: true}, {Label: "顶岗", LabelM: true}}, Empty: &ui.Empty{Title: "顶岗表是空的", Lead: "岗位空缺或人员外出时，事项按顶岗表转给顶岗的岗位。"}}
	if keeps {
		t.Columns = append(t.Columns, ui.Column{Label: "操作"})
	}
	for _, r := range rows {
		name := r.Dept + org.PostName(r.Post) + " 由" + org.PostName(r.ByPost) + "顶岗"
		row := ui.Row{Cells: ui.Cells(r.Dept, org.PostName(r.Post), fmt.Sprint(r.Rank), org.PostName(r.ByPost))}
		if keeps {
			row.Cells = append(row.Cells, ui.Cell{Acts: []ui.RowAct{
				action(c, "上移", name, "/standins/"+r.ID+"/move", ui.KV{Name: "up", Value: "1"}), danger(action(c, "移出", name, "/standins/"+r.ID)),
			}})
		}
		t.Rows = append(t.Rows, row)
	}
	part := ui.TablePart{Title: "顶岗表", Note: "从上到下，第一个有人在岗的顶岗", Table: t}
	view := ui.TablePage{Title: "顶岗表", Lead: "岗位空缺、人员外出或停用时，由谁接办；三员不顶岗，印章办理交接，不在表里", Parts: []ui.TablePart{part}}
	if keeps {
		view.Parts[0].Below = formBelow("加入顶岗表", failed, ui.FormView{ID: "standin", Action: "/standins", Hidden: c.Token(), Submit: "加入顶岗表", Fields: standInFields,
			Options: map[string][]form.Option{"departments": departments, "posts": postOptions(true)}})
		proposed, err := proposal(c, rows)
		if err != nil {
			return err
		}
		if len(proposed) > 0 {
			view.Parts = append(view.Parts, ui.TablePart{Title: "建议加入", Note: "按副职、再向上的常例；勾选的加入", Below: a.proposalForm(c, "/standins/proposed", proposed)})
		}
	}
	return c.Show(failed, view.Title, nil, ui.Tables(view))
}

// proposal are the rows that are usual and missing in a table.
func proposal(c *web.Call, rows []org.StandIn) ([]org.StandIn, error) {
	posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{At: clock.Millis(c.Now())})
	return org.ProposeStandIns(posts, rows), err
}

// rowKey names a proposed row in the form.
func rowKey(r org.StandIn) string { return r.Post + "@" + r.DeptID + ">" + r.ByPost }

func (a *Admin) proposalForm(c *web.Call, to string, rows []org.StandIn) g.Node {
	var options []form.Option
	var chosen []string
	for _, r := range rows {
		options = append(options, form.Option{Value: rowKey(r), Label: r.Dept + org.PostName(r.Post) + " 由 " + org.PostName(r.ByPost) + " 顶岗"})
		chosen = append(chosen, rowKey(r))
	}
	return ui.Form(ui.FormView{ID: "proposed", Action: to, Hidden: c.Token(), Submit: "加入勾选的", Values: map[string][]string{"rows": chosen},
		Fields: []form.Field{{Name: "rows", Label: "勾选要加入的", Kind: form.Choices, Options: options, Width: "full"}}})
}

func (a *Admin) acceptStandIns(c *web.Call) error {
	return c.Do("proposed", nil, a.standInsPage, "已加入顶岗表", "/standins", func(map[string]string) error {
		return a.accept(c)
	})
}

// accept adds the proposed rows that were ticked; what is no longer proposed is
// in the table already.
func (a *Admin) accept(c *web.Call) error {
	rows, err := org.StandIns(c.Context(), c.Q())
	if err != nil {
		return err
	}
	proposed, err := proposal(c, rows)
	if err != nil {
		return err
	}
	ticked := slices.DeleteFunc(proposed, func(r org.StandIn) bool { return !slices.Contains(c.Typed()["rows"], rowKey(r)) })
	return a.Org.AddStandIns(c.Context(), c.Actor(), c.Key(), ticked)
}

func (a *Admin) addStandIn(c *web.Call) error {
	return c.Do("standin", standInFields, a.standInsPage, "已加入顶岗表", "/standins", func(v map[string]string) error {
		return a.Org.AddStandIns(c.Context(), c.Actor(), c.Key(), []org.StandIn{{Post: v["post"], DeptID: v["dept"], ByPost: v["by"]}})
	})
}

func (a *Admin) moveStandIn(c *web.Call) error {
	return c.Do("move", nil, a.standInsPage, "已移动", "/standins", func(map[string]string) error {
		return a.Org.MoveStandIn(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), c.Typed().Get("up") == "1")
	})
}

func (a *Admin) endStandIn(c *web.Call) error {
	return c.Do("end", nil, a.standInsPage, "已移出顶岗表", "/standins", func(map[string]string) error {
		return a.Org.EndStandIn(c.Context(), c.Actor(), c.Key(), c.PathValue("id"))
	})
}
