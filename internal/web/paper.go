package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// The pages of copies on paper (文件去向): of every specification that makes some.

// paperViews are the lists that somebody has: what they hold, what their department
// has, what they keep track of.
const (
	paperMine = "mine"
	paperDept = "dept"
	paperKept = "kept"
)

// departments that the person acts for as head or file keeper.
func (c *Call) paperDepts() []string {
	var ids []string
	for _, d := range c.duties {
		dept := d.Principal.Dept()
		if (d.Principal == org.Head(dept) || d.Principal == org.PostAt("wenjian", dept)) && dept != "" && !slices.Contains(ids, dept) {
			ids = append(ids, dept)
		}
	}
	return ids
}

// paperKeeps are the person's posts that keep track of copies.
func (c *Call) paperKeeps() []string {
	var posts []string
	for _, d := range c.duties {
		for _, post := range []string{"wenshu", "huiwu", "wenmi", "bangongshizhuren"} {
			if d.Post == post && !slices.Contains(posts, post) {
				posts = append(posts, post)
			}
		}
	}
	return posts
}

// paperWhere is what a list asks for; false for a list that the person does not have.
func (c *Call) paperWhere(view string) (paper.Where, bool) {
	where := paper.Where{States: []paper.State{paper.Here, paper.Missing}, Text: c.URL.Query().Get("q")}
	if c.URL.Query().Get("due") == "late" {
		where.Out, where.DueBy = true, clock.DateOf(c.web.now())
	}
	switch depts, keeps := c.paperDepts(), c.paperKeeps(); {
	case view == paperMine:
		where.HolderID = c.who.PersonID
	case view == paperDept && len(depts) > 0:
		where.DeptIDs = depts
	case view == paperKept && len(keeps) > 0:
		where.Keepers = []string{"wenshu", "huiwu"}
		where.Out = where.Out || c.URL.Query().Get("out") != ""
	default:
		return where, false
	}
	return where, true
}

// papersPage lists copies with where they are.
func (w *Web) papersPage(c *Call) error { return c.listPapers(nil) }

// listPapers is papersPage with what was typed to register a department's file.
func (c *Call) listPapers(failed *Failed) error {
	view := c.URL.Query().Get("view")
	if view == "" {
		view = paperMine
		if len(c.paperKeeps()) > 0 {
			view = paperKept
		}
	}
	where, ok := c.paperWhere(view)
	if !ok {
		return store.ErrNotFound
	}
	page := pageNumber(c)
	copies, total, err := paper.List(c.Context(), c.web.q(), where, listMost, (page-1)*listMost)
	if err != nil {
		return err
	}
	names, err := paper.NamesOf(c.Context(), c.web.q())
	if err != nil {
		return err
	}
	out := ui.TablePage{Title: "文件去向", Lead: "每一份纸质文件在谁处、应还何时；扫码打开一份", Tabs: c.paperTabs(view),
		Actions: []ui.Link{{Label: "扫码", Href: "/scan", Icon: ui.IconSearch}, {Label: "打印编码标签", Href: "/paper/labels?" + c.URL.RawQuery, Icon: ui.IconPrint}}}
	out.Filters = &ui.FilterForm{Action: "/paper", Reset: "/paper?view=" + view, Keep: []ui.KV{{Name: "view", Value: view}}, Filters: []ui.Filter{
		{Label: "关键词", Name: "q", Value: where.Text, Hint: "标题、编号"},
		{Kind: ui.FilterSelect, Label: "期限", Name: "due", Value: c.URL.Query().Get("due"), Options: ui.Choose("", "全部", "late", "逾期没有交回")},
	}}
	out.Parts = []ui.TablePart{{Title: "文件", Note: totalText(total) + " 份", Table: c.paperTable(copies, names), Pager: pages(c.Request, page, int(total), len(copies))}}
	if view == paperDept {
		out.Parts = append(out.Parts, c.registerPaperPart(failed))
	}
	return c.Show(failed, out.Title, nil, ui.Tables(out))
}

func (c *Call) paperTabs(view string) []ui.Tab {
	tabs := []ui.Tab{{Label: "我持有的", Href: "/paper?view=" + paperMine, Current: view == paperMine}}
	if len(c.paperDepts()) > 0 {
		tabs = append(tabs, ui.Tab{Label: "本科室的", Href: "/paper?view=" + paperDept, Current: view == paperDept})
	}
	if len(c.paperKeeps()) > 0 {
		tabs = append(tabs, ui.Tab{Label: "办公室管的", Href: "/paper?view=" + paperKept, Current: view == paperKept})
	}
	return tabs
}

func (c *Call) paperTable(copies []paper.Copy, names paper.Names) ui.Table {
	t := ui.Table{Caption: "文件", Empty: &ui.Empty{Title: "没有纸质文件", Lead: "交到你手上的原件和复印件会出现在这里。"}, Columns: []ui.Column{
		{Label: "编码"}, {Label: "标题", Title: true}, {Label: "文件"}, {Label: "现在何处", LabelM: true}, {Label: "到手", LabelM: true}, {Label: "签阅", LabelM: true}, {Label: "应还", LabelM: true},
	}}
	today := clock.DateOf(c.web.now())
	for _, x := range copies {
		due := ui.Cell{Text: numberOr(string(x.Due), "--")}
		row := ui.Row{}
		switch {
		case x.Late(today):
			due.Tone, due.Text, row.Tone = ui.Red, string(x.Due)+" 逾期", ui.Red
		case x.State == paper.Missing:
			due, row.Tone = ui.Cell{Text: "缺失", Tone: ui.Red}, ui.Red
		}
		row.Cells = []ui.Cell{{Text: x.Code}, {Text: x.Title, Href: "/paper/" + x.ID}, {Text: x.Name()}, {Text: names.At(x.Spot)}, {Text: held(c.web.now(), x.MovedAt)}, {Text: numberOr(clock.Short(x.ReadAt), "--")}, due}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// departmentFile is the form by which a department's file keeper registers a paper
// (1-02-2.1).
var departmentFile = []form.Field{
	{Name: "title", Label: "标题", Kind: form.Text, Required: true, MaxRunes: 200, Width: "full"},
	{Name: "document", Label: "文号或编号", Kind: form.Text, MaxRunes: 60, Width: "m"},
	{Name: "dept", Label: "科室", Kind: form.Department, OptionsFrom: "mine", Required: true, Width: "s"},
	{Name: "copies", Label: "份数", Kind: form.Number, Unit: "份", Required: true, Bounded: true, Min: 1, Max: 200, Width: "s"},
	{Name: "pages", Label: "页数", Kind: form.Number, Unit: "页", Bounded: true, Max: 9999, Width: "s"},
	{Name: "place", Label: "存放位置", Kind: form.Text, Required: true, MaxRunes: 100, Width: "m"},
}

func (c *Call) registerPaperPart(failed *Failed) ui.TablePart {
	var options []form.Option
	for _, id := range c.paperDepts() {
		options = append(options, form.Option{Value: id, Label: c.web.name(c.Context(), "department", "name", id)})
	}
	v := failed.Fill(ui.FormView{ID: "file", Action: "/paper?view=" + paperDept, Submit: "登记科室文件", Hidden: c.Token(), Fields: departmentFile, Options: map[string][]form.Option{"mine": options},
		Values: url.Values{"copies": {"1"}, "dept": {options[0].Value}}})
	return ui.TablePart{Title: "登记科室文件", Note: "科室自己的纸质文件逐份编码；分送来的复印件已在上面", Below: ui.Form(v)}
}

// registerPaper enters a paper of a department.
func (w *Web) registerPaper(c *Call) error {
	said := ""
	return c.DoThen("file", departmentFile, (*Call).listPapers, func(v map[string]string) error {
		copies := wholeNumber(v["copies"])
		made, err := w.Paper.Register(c.Context(), c.actor(), c.Key(), paper.Batch{
			Sort: "科室文件", Document: v["document"], Title: v["title"], Pages: wholeNumber(v["pages"]), Keeper: "wenjian", Home: v["dept"], Spot: paper.Spot{DeptID: v["dept"], Place: v["place"]}, How: "科室登记",
		}, copies)
		if said = fmt.Sprintf("已登记 %d 份", copies); len(made) > 0 {
			said += "，编码从 " + made[0].Code + " 起"
		}
		return err
	}, func() error { return c.done(said, "/paper?view="+paperDept) })
}

// paperLabels prints the labels of a list, or of the copies of one case.
func (w *Web) paperLabels(c *Call) error {
	var copies []paper.Copy
	if id := c.URL.Query().Get("case"); id != "" {
		if _, err := w.Engine.See(c.Context(), w.q(), c.actor(), id, ""); err != nil {
			return err
		}
		all, err := paper.OfCase(c.Context(), w.q(), id)
		if err != nil {
			return err
		}
		copies = all
	} else {
		view := c.URL.Query().Get("view")
		if view == "" {
			view = paperMine
		}
		where, ok := c.paperWhere(view)
		if !ok {
			return store.ErrNotFound
		}
		var err error
		if copies, _, err = paper.List(c.Context(), w.q(), where, 240, 0); err != nil {
			return err
		}
	}
	var labels []Label
	for _, x := range copies {
		if x.Medium == paper.OnPaper {
			labels = append(labels, Label{Code: x.Code, Lines: []string{x.Name(), x.Title}})
		}
	}
	return c.SendLabels("编码标签", labels)
}

// sees tells whether the reader may open a case; who keeps a copy need not.
func (c *Call) sees(caseID string) (bool, error) {
	if caseID == "" {
		return false, nil
	}
	_, err := c.web.Engine.See(c.Context(), c.web.q(), c.actor(), caseID, "")
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// seePaper is paper.See; who may see the document's case may look at the copy too.
func (c *Call) seePaper(id string) (paper.View, error) {
	v, err := paper.See(c.Context(), c.web.q(), id, c.who.PersonID, c.duties)
	if !errors.Is(err, store.ErrNotFound) {
		return v, err
	}
	if v.Copy, err = paper.One(c.Context(), c.web.q(), id); err != nil {
		return v, err
	}
	if v.CaseID == "" {
		return v, store.ErrNotFound
	}
	if _, err := c.web.Engine.See(c.Context(), c.web.q(), c.actor(), v.CaseID, ""); err != nil {
		return v, err
	}
	v.Chain, err = paper.Chain(c.Context(), c.web.q(), id)
	return v, err
}

// showPaper is the page of one copy: what a scan of its code leads to.
func (w *Web) showPaper(c *Call) error {
	return c.paperPage(nil)
}

func (c *Call) paperPage(failed *Failed) error {
	v, err := c.seePaper(c.PathValue("id"))
	if err != nil {
		return err
	}
	names, err := paper.NamesOf(c.Context(), c.web.q())
	if err != nil {
		return err
	}
	rec := ui.Record{Title: v.Name(), Note: string(v.State), Rows: []ui.Pair{
		{Label: "标题", Value: v.Title, Wide: true}, {Label: "编码", Value: v.Code}, {Label: "形式", Value: v.Medium}, {Label: "现在何处", Value: names.At(v.Spot)}, {Label: "存放位置", Value: v.Place},
		{Label: "应还", Value: string(v.Due)}, {Label: "签阅", Value: clock.Short(v.ReadAt)}, {Label: "管理岗位", Value: v.KeeperName()}, {Label: "归属", Value: names.Dept(v.Home)},
	}}
	page := ui.TablePage{Title: v.Name(), Lead: v.Title, Top: ui.RecordBox(rec)}
	seen, err := c.sees(v.CaseID)
	if err != nil {
		return err
	}
	if seen {
		page.Actions = append(page.Actions, ui.Link{Label: "打开事项", Href: "/cases/" + v.CaseID}, ui.Link{Label: "打印编码标签", Href: "/paper/labels?case=" + v.CaseID, Icon: ui.IconPrint})
	}
	if k, ok := c.web.Engine.Kind(c.web.MissingKind); ok && v.State == paper.Here {
		if _, may := k.MayStart(c.duties); may {
			page.Actions = append(page.Actions, ui.Link{Label: "报缺失", Href: "/start/" + k.ID + "?code=" + v.Code, Icon: ui.IconAlert})
		}
	}
	for _, a := range v.Can {
		choices, err := c.choices(paperForms[a].fields)
		if err != nil {
			return err
		}
		view := failed.Fill(ui.FormView{ID: "p-" + string(a), Action: "/paper/" + v.ID, Submit: paperForms[a].verb, Fields: paperForms[a].fields, Options: choices,
			Hidden: append(c.Token(), ui.KV{Name: "act", Value: string(a)}, ui.KV{Name: "seq", Value: strconv.FormatInt(v.Seq, 10)})})
		page.Parts = append(page.Parts, ui.TablePart{Title: paperForms[a].verb, Note: paperForms[a].lead, Below: ui.Form(view)})
	}
	page.Parts = append(page.Parts, chainPart(v, names))
	return c.Show(failed, page.Title, []ui.Link{{Label: "文件去向", Href: "/paper"}, {Label: v.Code}}, ui.Tables(page))
}

// chainPart is the chain of holders, newest first, with whether it is whole.
func chainPart(v paper.View, names paper.Names) ui.TablePart {
	t := ui.Table{Caption: "交接记录", Columns: []ui.Column{{Label: "序号", Right: true}, {Label: "时间"}, {Label: "办理"}, {Label: "从", LabelM: true}, {Label: "到", LabelM: true}, {Label: "说明", Title: true}, {Label: "经办", LabelM: true}}}
	for i := len(v.Chain) - 1; i >= 0; i-- {
		m := v.Chain[i]
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(strconv.FormatInt(m.Seq, 10), clock.Short(m.At), paper.Words[m.Act], numberOr(names.At(paper.Spot{HolderID: m.FromHolder, DeptID: m.FromDept}), "--"),
			numberOr(names.At(paper.Spot{HolderID: m.ToHolder, DeptID: m.ToDept, Place: m.Place}), "--"), numberOr(m.Words, "--"), numberOr(names.Person(m.ByID), "系统"))})
	}
	note := "环环相接"
	if _, at, err := paper.Follow(v.Chain); err != nil || at != v.Spot {
		note = "与现在位置接不上，报安全审计员核验"
	}
	return ui.TablePart{Title: "交接记录", Note: fmt.Sprintf("%d 条，%s", len(v.Chain), note), Table: t}
}

// paperForms are the small forms of a copy's page, by act.
var paperForms = map[paper.Act]struct {
	verb, lead string
	fields     []form.Field
}{
	paper.Received: {"签阅", "这份文件在我手上，已阅", []form.Field{{Name: "words", Label: "阅后意见", Kind: form.Text, Width: "full"}}},
	paper.Given: {"交给他人", "交接后由接手的人签阅、保管", []form.Field{
		{Name: "person", Label: "交给", Kind: form.Person, Required: true, OptionsFrom: "people", Width: "m"}, {Name: "due", Label: "应还", Kind: form.DateKind, Width: "s"},
		{Name: "words", Label: "用途", Kind: form.Text, Width: "full"}}},
	paper.Taken:  {"收回", "收回到管理岗位存放", []form.Field{{Name: "place", Label: "存放位置", Kind: form.Text, Required: true, Width: "m"}, {Name: "words", Label: "说明", Kind: form.Text, Width: "full"}}},
	paper.Placed: {"改存放位置", "人没有变，换了地方", []form.Field{{Name: "place", Label: "存放位置", Kind: form.Text, Required: true, Width: "m"}}},
	paper.Found:  {"登记找回", "找到了，放回管理岗位", []form.Field{{Name: "place", Label: "存放位置", Kind: form.Text, Required: true, Width: "m"}, {Name: "words", Label: "在哪里找到", Kind: form.Text, Required: true, Width: "full"}}},
}

// movePaper does what the page of a copy offers.
func (w *Web) movePaper(c *Call) error {
	act := paper.Act(c.typed.Get("act"))
	known, ok := paperForms[act]
	seq, err := strconv.ParseInt(c.typed.Get("seq"), 10, 64)
	if !ok || err != nil {
		return errs.New(errs.Malformed, "没有这个操作").With(err)
	}
	said := ""
	return c.DoThen("p-"+string(act), known.fields, (*Call).paperPage, func(v map[string]string) error {
		answer, err := w.Paper.Do(c.Context(), c.actor(), c.Key(), paper.Handling{
			CopyID: c.PathValue("id"), Seq: seq, Act: act, PersonID: v["person"], Place: v["place"], Due: clock.Date(v["due"]), Words: v["words"],
		})
		said = answer.Message
		return err
	}, func() error { return c.done(said, c.afterMove(c.PathValue("id"))) })
}

// afterMove is the copy's page, or the list where the person no longer sees it.
func (c *Call) afterMove(id string) string {
	if _, err := c.seePaper(id); err != nil {
		return "/paper"
	}
	return "/paper/" + id
}
