package admin

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/sheet"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var importFields = []form.Field{
	{Name: "files", Label: "Excel 表格", Kind: form.Files, Required: true, Width: "full", Hint: "先下载模板填写；人员、分管、顶岗各一个工作表，后两个可以不填。"},
	{Name: "from", Label: "任职和分管自", Kind: form.DateKind, Width: "s", Hint: "不填为今天"},
	{Name: "ends", Label: "表里写到的人，没有写的岗位同时结束", Kind: form.Bool, Width: "full"},
}

func importCrumbs(title string) []ui.Link {
	return []ui.Link{{Label: "用户与岗位", Href: "/people"}, {Label: title}}
}

func (a *Admin) showImport(c *web.Call) error { return a.importForm(c, nil) }

func (a *Admin) importForm(c *web.Call, failed *web.Failed) error {
	view := *c.FormView(importFields, nil, nil, nil)
	view.ID, view.Action, view.Submit, view.Cancel, view.Hidden = "import", "/people/import", "查看预览", "/people", c.Token()
	page := ui.FormPage{Title: "从 Excel 导入", Lead: "先看预览：逐行指出错误，列出会改动什么；没有错误才能导入", Form: failed.Fill(view), Actions: []ui.Link{{Label: "下载模板", Href: "/people/import/template", Icon: ui.IconDownload}}}
	return c.Show(failed, page.Title, importCrumbs(page.Title), ui.FormPageNode(page))
}

// template is the book to fill in, with what is there now, so that the same file
// can be changed and sent back.
func (a *Admin) template(c *web.Call) error {
	posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{At: c.Now().UnixMilli()})
	if err != nil {
		return err
	}
	departments, err := org.Departments(c.Context(), c.Q())
	if err != nil {
		return err
	}
	charges, err := org.DatedCharges(c.Context(), c.Q(), "", c.Now().UnixMilli())
	if err != nil {
		return err
	}
	standins, err := org.StandIns(c.Context(), c.Q())
	if err != nil {
		return err
	}
	people, err := org.People(c.Context(), c.Q())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := sheet.WriteBook(&out, bookOf(posts, departments, people, charges, standins)); err != nil {
		return err
	}
	return c.Download("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "科室人员.xlsx", out.Bytes())
}

// bookOf writes what is there as the import reads it; the administrators' own
// department stays out.
func bookOf(posts []org.DatedPost, departments []org.Department, people []org.PersonRow, charges []org.DatedCharge, standins []org.StandIn) []sheet.Page {
	code, login := map[string]string{}, map[string]string{}
	for _, d := range departments {
		code[d.ID] = d.Code
	}
	for _, p := range people {
		login[p.ID] = p.Login
	}
	first, second, third := sheet.Page{Name: org.PeopleSheet, Rows: [][]string{org.ImportColumns}}, sheet.Page{Name: org.ChargeSheet, Rows: [][]string{org.ChargeColumns}}, sheet.Page{Name: org.StandInSheet, Rows: [][]string{org.StandInColumns}}
	for _, d := range departments {
		for _, p := range posts {
			if info, _ := org.PostByCode(p.Post); p.DeptID == d.ID && !info.Admin && login[p.PersonID] != "" {
				first.Rows = append(first.Rows, []string{d.Code, d.Name, login[p.PersonID], p.Person, p.PostName()})
			}
		}
	}
	for _, x := range charges {
		second.Rows = append(second.Rows, []string{code[x.DeptID], login[x.PersonID]})
	}
	for _, s := range standins {
		third.Rows = append(third.Rows, []string{code[s.DeptID], org.PostName(s.Post), org.PostName(s.ByPost)})
	}
	help := sheet.Page{Name: "说明", Rows: [][]string{{"这一页不导入。岗位只能写下面的名称；一人多岗写多行；局领导写在代码 ld、名称“局领导”的科室。"}}}
	for _, p := range org.Posts() {
		if !p.Admin {
			help.Rows = append(help.Rows, []string{p.Name, p.Level()})
		}
	}
	return []sheet.Page{first, second, third, help}
}

// importPeople previews the uploaded book; with the button of the preview it
// imports the very same file, all or nothing.
func (a *Admin) importPeople(c *web.Call) error {
	var p org.Preview
	how := org.Importing{}
	return c.DoThen("import", importFields, a.importForm, func(v map[string]string) error {
		how = org.Importing{From: a.from(v["from"]), Ends: slices.Contains(c.Typed()["ends"], "yes")}
		_, data, err := c.FileData(v["files"])
		if err == nil {
			p, err = Preview(data)
		}
		return err
	}, func() error {
		if c.Typed().Get("apply") == "1" && len(p.Errors) == 0 {
			return a.applyImport(c, p, how)
		}
		return a.previewPage(c, p, how)
	})
}

// Preview reads a book of departments, people, charges and stand-ins.
func Preview(data []byte) (org.Preview, error) {
	pages, err := sheet.ReadBook(bytes.NewReader(data))
	if err != nil {
		return org.Preview{}, err
	}
	var book []org.Sheet
	for _, p := range pages {
		book = append(book, org.Sheet{Name: p.Name, Rows: p.Rows})
	}
	return org.PreviewImport(book...), nil
}

func (a *Admin) previewPage(c *web.Call, p org.Preview, how org.Importing) error {
	changes, wrong, err := a.Org.TryImport(c.Context(), c.Actor(), p, how)
	if err != nil {
		return err
	}
	wrong = append(slices.Clone(p.Errors), wrong...)
	page := ui.TablePage{Title: "导入预览", Lead: fmt.Sprintf("%d 个科室、%d 人，会改动 %d 处，%d 处有错误", p.Departments, p.People, len(changes), len(wrong))}
	if len(wrong) > 0 {
		t := ui.Table{Caption: "错误", Columns: []ui.Column{{Label: "工作表"}, {Label: "行", Right: true, LabelM: true}, {Label: "列", LabelM: true}, {Label: "错误", Title: true}}}
		for _, e := range wrong {
			t.Rows = append(t.Rows, ui.Row{Tone: ui.Red, Cells: ui.Cells(e.Sheet, fmt.Sprint(e.Row), orDash(e.Column), e.Message)})
		}
		page.Parts = append(page.Parts, ui.TablePart{Title: "要改的地方", Table: t, Links: []ui.Link{{Label: "重新选择文件", Href: "/people/import"}}})
	}
	t := ui.Table{Caption: "会改动的", Columns: []ui.Column{{Label: "改动"}, {Label: "内容", Title: true}}, Empty: &ui.Empty{Title: "没有要改的：表里写的和现在一样"}}
	for _, x := range changes {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(x.What, x.Text)})
	}
	part := ui.TablePart{Title: "会改动的", Note: "没有列出的都不变", Table: t}
	if len(wrong) == 0 && len(changes) > 0 {
		again := append(c.Token(), ui.KV{Name: "files", Value: c.Typed().Get("files")}, ui.KV{Name: "from", Value: c.Typed().Get("from")}, ui.KV{Name: "apply", Value: "1"})
		if how.Ends {
			again = append(again, ui.KV{Name: "ends", Value: "yes"})
		}
		part.Below = ui.PostButton("导入", "/people/import", again, "btn-primary")
	}
	if len(wrong) == 0 || len(changes) > 0 {
		page.Parts = append(page.Parts, part)
	}
	return c.Show(nil, page.Title, importCrumbs(page.Title), ui.Tables(page))
}

// applyImport imports and shows the first passwords of the new people once.
func (a *Admin) applyImport(c *web.Call, p org.Preview, how org.Importing) error {
	fresh, err := a.Org.ApplyImport(c.Context(), c.Actor(), c.Key(), p, how)
	if err != nil {
		return err
	}
	page := ui.Secrets{Title: "已导入", Lead: fmt.Sprintf("新增 %d 人，首次登录时须改成自己的密码", len(fresh)), Actions: []ui.Link{{Label: "回到人员列表", Href: "/people"}, {Label: "回到启用准备", Href: "/setup"}}}
	for _, r := range p.Rows {
		id := fresh[r.Login]
		if id == "" {
			continue
		}
		delete(fresh, r.Login)
		password, err := a.firstPassword(c.Context(), id, c.Who().PersonID)
		if err != nil {
			return err
		}
		page.Rows = append(page.Rows, ui.Pair{Label: strings.Join([]string{r.Dept, r.Name, r.Login}, " "), Value: password})
	}
	if len(page.Rows) == 0 {
		return c.Done("已导入，没有新增人员", "/people")
	}
	return c.Show(nil, page.Title, importCrumbs(page.Title), ui.SecretsPage(page))
}
