package admin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var nameFields = []form.Field{{Name: "name", Label: "单位名称", Kind: form.Text, Required: true, Width: "l", MaxRunes: 40, Hint: "全称，如 云泽市统计局"}}

func (a *Admin) drawName(c *web.Call, failed *web.Failed, s *setupFacts) (ui.TablePart, error) {
	return ui.TablePart{Title: "单位名称", Below: ui.Form(stepForm(c, failed, "name", "保存名称", nameFields, map[string][]string{"name": {s.said.Name.Value}}))}, nil
}

func (a *Admin) saveName(c *web.Call) (*web.Failed, error) {
	return c.Try("name", nameFields, func(v map[string]string) error {
		return a.Bureau.Rename(c.Context(), c.Actor(), c.Key(), v["name"])
	})
}

// administrator is the first holder of an administrator's post.
func (s *setupFacts) administrator(post string) (org.DatedPost, bool) {
	i := slices.IndexFunc(s.posts, func(p org.DatedPost) bool { return p.Post == post })
	if i < 0 {
		return org.DatedPost{}, false
	}
	return s.posts[i], true
}

func adminFields() []form.Field {
	var fields []form.Field
	for _, post := range administrators {
		fields = append(fields, form.Field{Name: post, Label: org.PostName(post) + "姓名", Kind: form.Text, Required: true, Width: "s", MaxRunes: 60})
	}
	return fields
}

func (a *Admin) drawAdmins(c *web.Call, failed *web.Failed, s *setupFacts) (ui.TablePart, error) {
	values, ids := map[string][]string{}, []string{}
	t := ui.Table{Caption: "三员", Columns: []ui.Column{{Label: "岗位", Title: true}, {Label: "姓名", LabelM: true}, {Label: "账号", LabelM: true}}}
	for _, post := range administrators {
		if p, ok := s.administrator(post); ok {
			ids, values[post] = append(ids, p.PersonID), []string{p.Person}
		}
	}
	accounts, err := a.Account.Standings(c.Context(), ids)
	if err != nil {
		return ui.TablePart{}, err
	}
	for _, post := range administrators {
		p, ok := s.administrator(post)
		if !ok {
			t.Rows = append(t.Rows, ui.Row{Tone: ui.Red, Cells: ui.Cells(org.PostName(post), "--", "没有")})
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: org.PostName(post)}, {Text: p.Person, Href: "/people/" + p.PersonID}, accountCell(accounts, p.PersonID)}})
	}
	return ui.TablePart{Title: "三员", Note: "首次密码由本人改掉以后，才算交到本人手里", Table: t, Below: ui.Form(stepForm(c, failed, "admins", "保存姓名", adminFields(), values))}, nil
}

func (a *Admin) saveAdmins(c *web.Call) (*web.Failed, error) {
	return c.Try("admins", adminFields(), func(v map[string]string) error {
		s, err := a.readFacts(c.Context(), c.Q())
		if err != nil {
			return err
		}
		for _, post := range administrators {
			p, ok := s.administrator(post)
			if !ok || p.Person == v[post] {
				continue
			}
			row, err := org.PersonByID(c.Context(), c.Q(), p.PersonID)
			if err != nil {
				return err
			}
			if err := a.Org.ChangePerson(c.Context(), c.Actor(), key(c, post), p.PersonID, row.Login, v[post]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *Admin) drawPeople(c *web.Call, _ *web.Failed, s *setupFacts) (ui.TablePart, error) {
	rows, err := org.DepartmentRows(c.Context(), c.Q(), c.Now())
	t := ui.Table{Caption: "科室和人员", Columns: []ui.Column{{Label: "科室", Title: true}, {Label: "负责人", LabelM: true}, {Label: "人数", Right: true, LabelM: true}}}
	for _, d := range rows {
		if d.Ended == 0 {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Name, Href: "/departments/" + d.ID}, {Text: joined(d.Heads)}, {Text: fmt.Sprint(d.People)}}})
		}
	}
	part := ui.TablePart{Title: "科室和人员", Note: fmt.Sprintf("%d 个科室", len(t.Rows)), Table: t}
	if c.Holds("xitong") {
		part.Below = ui.Said("", []string{"人多的用 Excel：下载模板，填好人员、分管、顶岗三张表，一次导入；人少的逐个增加。局领导写在代码 ld、名称“局领导”的科室。"},
			ui.LinkButton(ui.Link{Label: "从 Excel 导入", Href: "/people/import"}, true), ui.LinkButton(ui.Link{Label: "增加科室", Href: "/departments"}, false), ui.LinkButton(ui.Link{Label: "增加人员", Href: "/people"}, false))
	}
	return part, err
}

func (a *Admin) drawPosts(c *web.Call, _ *web.Failed, s *setupFacts) (ui.TablePart, error) {
	t := ui.Table{Caption: "岗位", Columns: []ui.Column{{Label: "岗位", Title: true}, {Label: "谁任", LabelM: true}, {Label: "要求", LabelM: true}}}
	for _, p := range org.Posts() {
		if p.Admin || p.PerDept {
			continue
		}
		names := s.holders(p.Code)
		row := ui.Row{Cells: ui.Cells(p.Name, joined(names), "可以以后任命")}
		if slices.Contains(neededPosts, p.Code) {
			row.Cells[2].Text = "必须有人"
			if len(names) == 0 {
				row.Tone, row.Cells[1].Tone = ui.Red, ui.Red
			}
		}
		t.Rows = append(t.Rows, row)
	}
	part := ui.TablePart{Title: "岗位", Note: "在人员的页面上任命；一人可任几个岗位", Table: t}
	if c.Holds("xitong") {
		part.Links = []ui.Link{{Label: "去任命", Href: "/people"}}
	}
	return part, nil
}

// chargeField is the field for one department's leader.
func chargeField(d org.Department) form.Field {
	return form.Field{Name: "leader-" + d.ID, Label: d.Name, Kind: form.Person, OptionsFrom: "leaders", Width: "s"}
}

func (a *Admin) drawCharges(c *web.Call, failed *web.Failed, s *setupFacts) (ui.TablePart, error) {
	t := ui.Table{Caption: "分管", Columns: []ui.Column{{Label: "科室", Title: true}, {Label: "分管领导", LabelM: true}}, Empty: &ui.Empty{Title: "还没有写明分管"}}
	for _, x := range s.charges {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(x.Dept, x.Person)})
	}
	part := ui.TablePart{Title: "分管", Table: t, Links: []ui.Link{{Label: "全部分管", Href: "/charges"}}}
	var fields []form.Field
	for _, d := range s.uncharged() {
		fields = append(fields, chargeField(d))
	}
	if len(fields) == 0 {
		return part, nil
	}
	choices, err := c.Choices(fields)
	if err != nil {
		return part, err
	}
	view := stepForm(c, failed, "charges", "写明分管", fields, nil)
	view.Options = choices
	part.Below = ui.Form(view)
	return part, nil
}

func (a *Admin) saveCharges(c *web.Call) (*web.Failed, error) {
	s, err := a.readFacts(c.Context(), c.Q())
	if err != nil {
		return nil, err
	}
	var fields []form.Field
	for _, d := range s.uncharged() {
		fields = append(fields, chargeField(d))
	}
	return c.Try("charges", fields, func(v map[string]string) error {
		for _, d := range s.uncharged() {
			leader := v["leader-"+d.ID]
			if leader == "" {
				continue
			}
			if _, err := a.Org.SetCharge(c.Context(), c.Actor(), key(c, d.ID), leader, d.ID, c.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *Admin) drawStandIns(c *web.Call, _ *web.Failed, s *setupFacts) (ui.TablePart, error) {
	t := ui.Table{Caption: "顶岗表", Columns: []ui.Column{{Label: "岗位", Title: true}, {Label: "顶岗", LabelM: true}}, Empty: &ui.Empty{Title: "顶岗表是空的"}}
	for _, r := range s.standins {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(r.Dept+" "+org.PostName(r.Post), org.PostName(r.ByPost))})
	}
	part := ui.TablePart{Title: "顶岗表", Table: t, Links: []ui.Link{{Label: "全部顶岗", Href: "/standins"}}}
	proposed := org.ProposeStandIns(s.posts, s.standins)
	if c.Holds("xitong") && len(proposed) > 0 {
		part.Note = "下面是按常例的建议，勾选的加入"
		part.Below = a.proposalForm(c, "/setup/standins", proposed)
	}
	return part, nil
}

func (a *Admin) saveStandIns(c *web.Call) (*web.Failed, error) {
	return c.Try("proposed", nil, func(map[string]string) error { return a.accept(c) })
}

// seriesFields are the form of the numbers used so far, two fields a series.
func (a *Admin) seriesFields(s *setupFacts) []form.Field {
	var fields []form.Field
	for i, x := range a.Modules.Series() {
		since := "今年"
		if x.Ever {
			since = ""
		}
		fields = append(fields,
			form.Field{Name: fmt.Sprintf("last-%d", i), Label: x.Title + since + "已用到第几号", Kind: form.Number, Width: "s", Bounded: true, Max: 99999, Hint: "如登记簿上最后一号是 " + x.Format(s.year, 326) + "，写 326；没有用过写 0"},
			form.Field{Name: fmt.Sprintf("note-%d", i), Label: x.Title + "的依据", Kind: form.Text, Width: "m", MaxRunes: 200, Hint: "如 收文登记簿第 12 页"})
	}
	return fields
}

func (a *Admin) drawNumbers(c *web.Call, failed *web.Failed, s *setupFacts) (ui.TablePart, error) {
	values := map[string][]string{}
	t := ui.Table{Caption: "今年的编号", Columns: []ui.Column{{Label: "编号", Title: true}, {Label: "已用到", LabelM: true}, {Label: "下一个号", LabelM: true}, {Label: "依据", LabelM: true}}, Empty: &ui.Empty{Title: "没有要写明的编号"}}
	for i, x := range a.Modules.Series() {
		row := ui.Row{Cells: ui.Cells(x.Title, "没有写明", "--", "--")}
		if said, ok := s.starts[x.Name]; ok {
			row = ui.Row{Cells: ui.Cells(x.Title, number(said.Last), x.Format(s.year, said.Last+1), orDash(said.Note))}
			values[fmt.Sprintf("last-%d", i)], values[fmt.Sprintf("note-%d", i)] = []string{number(said.Last)}, []string{said.Note}
		}
		t.Rows = append(t.Rows, row)
	}
	part := ui.TablePart{Title: fmt.Sprintf("%d 年的编号", s.year), Note: "系统编过号以后就不能再改", Table: t}
	if len(t.Rows) > 0 {
		part.Below = ui.Form(stepForm(c, failed, "numbers", "保存编号", a.seriesFields(s), values))
	}
	return part, nil
}

func (a *Admin) saveNumbers(c *web.Call) (*web.Failed, error) {
	s, err := a.readFacts(c.Context(), c.Q())
	if err != nil {
		return nil, err
	}
	return c.Try("numbers", a.seriesFields(s), func(v map[string]string) error {
		for i, x := range a.Modules.Series() {
			if strings.TrimSpace(c.Typed().Get(fmt.Sprintf("last-%d", i))) == "" {
				continue
			}
			last, err := strconv.ParseInt(v[fmt.Sprintf("last-%d", i)], 10, 64)
			if err != nil {
				return err
			}
			note := v[fmt.Sprintf("note-%d", i)]
			if said, ok := s.starts[x.Name]; ok && said.Last == last && said.Note == note {
				continue
			}
			if err := a.Bureau.StartSeries(c.Context(), c.Actor(), key(c, x.Name), bureau.Start{Series: x.Name, Last: last, Note: note, Ever: x.Ever}); err != nil {
				return err
			}
		}
		return nil
	})
}

var ruleFields = []form.Field{
	{Name: "title", Label: "规章名称", Kind: form.Text, Required: true, Width: "m", MaxRunes: 100},
	{Name: "adopted_on", Label: "印发日期", Kind: form.DateKind, Required: true, Width: "s"},
	{Name: "files", Label: "规章文件", Kind: form.Files, Required: true, Width: "full", Hint: "印发的文件，PDF 或扫描件。"},
}

func (a *Admin) drawRules(c *web.Call, failed *web.Failed, s *setupFacts) (ui.TablePart, error) {
	t := ui.Table{Caption: "规章", Columns: []ui.Column{{Label: "规章", Title: true}, {Label: "印发日期", LabelM: true}, {Label: "登记", LabelM: true}}, Empty: &ui.Empty{Title: "还没有登记规章"}}
	title := bureau.NeededRule
	for _, r := range s.rules {
		row := ui.Row{Cells: []ui.Cell{{Text: r.Title, Href: "/setup/rules/" + r.ID}, {Text: string(r.AdoptedOn)}, {Text: web.Stamp(r.SaidAt)}}}
		if c.Holds("xitong") {
			row.Cells[2].Acts = []ui.RowAct{danger(action(c, "不再使用", r.Title, "/setup/rules/"+r.ID))}
		}
		t.Rows = append(t.Rows, row)
		if strings.Contains(r.Title, bureau.NeededRule) {
			title = ""
		}
	}
	return ui.TablePart{Title: "本局的规章", Table: t, Below: ui.Form(stepForm(c, failed, "rules", "登记规章", ruleFields, map[string][]string{"title": {title}}))}, nil
}

func (a *Admin) saveRule(c *web.Call) (*web.Failed, error) {
	return c.Try("rules", ruleFields, func(v map[string]string) error {
		if err := a.Engine.OwnFiles(c.Context(), c.Q(), c.Who().PersonID, []string{v["files"]}); err != nil {
			return err
		}
		return a.Bureau.AdoptRule(c.Context(), c.Actor(), c.Key(), bureau.Rule{Title: v["title"], AdoptedOn: clock.Date(v["adopted_on"]), FileID: v["files"]})
	})
}

func (a *Admin) endRule(c *web.Call) error {
	return c.Do("rule", nil, func(c *web.Call, f *web.Failed) error { return a.stepPage(c, "rules", f) }, "已不再使用", "/setup/rules", func(map[string]string) error {
		return a.Bureau.EndRule(c.Context(), c.Actor(), c.Key(), c.PathValue("rule"))
	})
}

// ruleFile serves the paper of a regulation in force.
func (a *Admin) ruleFile(c *web.Call) error {
	r, err := bureau.RuleByID(c.Context(), c.Q(), c.PathValue("rule"))
	if err != nil {
		return err
	}
	return c.SendFile(r.FileID)
}

func (a *Admin) drawHolidays(c *web.Call, _ *web.Failed, s *setupFacts) (ui.TablePart, error) {
	days, err := a.Calendar.Days(c.Context(), c.Q())
	if err != nil {
		return ui.TablePart{}, err
	}
	part := ui.TablePart{Title: fmt.Sprintf("%d 年放假和调休", s.year), Note: "按国务院办公厅的安排；本局另行安排的，由办公室主任在“日程”里设定", Table: web.DaysTable(days, s.year)}
	lines := []string{"逐日核对上表。期限、提醒、补办都按它算工作日。"}
	if !days.Known(s.year) {
		lines = append(lines, fmt.Sprintf("系统里还没有 %d 年的安排，暂按周末计；公布以后由办公室主任补上。", s.year))
	}
	if s.said.Holidays.At != 0 {
		lines = append(lines, "已于 "+web.Stamp(s.said.Holidays.At)+" 核对。")
	}
	var buttons []g.Node
	if c.Holds("xitong") && s.said.Holidays.At == 0 {
		buttons = append(buttons, ui.PostButton("已核对", "/setup/holidays", c.Token(), "btn-primary"))
	}
	part.Below = ui.Said("", lines, buttons...)
	return part, nil
}

func (a *Admin) saveHolidays(c *web.Call) (*web.Failed, error) {
	return c.Try("holidays", nil, func(map[string]string) error {
		return a.Bureau.CheckHolidays(c.Context(), c.Actor(), c.Key(), clock.DateOf(c.Now()).Year())
	})
}

func (a *Admin) drawSecrecy(c *web.Call, _ *web.Failed, s *setupFacts) (ui.TablePart, error) {
	lines := []string{
		"本系统安装在非涉密网络上，不存储、处理、传输国家秘密。", "带密级标志的内容在写入之前拒收，只记录时间、人员和规则编号，保密员马上收到提醒（1-04-6）。",
		"机要文件只登记流水号、份号、持有人和日期，不登记标题、文号、内容。",
	}
	part := ui.TablePart{Title: "声明", Note: "由安全保密管理员确认"}
	if s.said.NoSecrets.At != 0 {
		part.Below = ui.Said("", append(lines, c.Name(form.Person, s.said.NoSecrets.By)+" 已于 "+web.Stamp(s.said.NoSecrets.At)+" 确认。"))
		return part, nil
	}
	if c.Holds("anquan") {
		part.Below = ui.Said("", lines, ui.PostButton("确认声明", "/setup/secrecy", c.Token(), "btn-primary"))
		return part, nil
	}
	part.Below = ui.Said("", append(lines, "由安全保密管理员登录，打开“启用准备”确认。"))
	return part, nil
}

func (a *Admin) saveSecrecy(c *web.Call) (*web.Failed, error) {
	return c.Try("secrecy", nil, func(map[string]string) error {
		return a.Bureau.Declare(c.Context(), c.Actor(), c.Key())
	})
}
