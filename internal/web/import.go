package web

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/sheet"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

var importFields = []form.Field{{Name: "files", Label: "Excel 表格", Kind: form.Files, Required: true, Width: "full", Hint: "第一行：" + strings.Join(org.ImportColumns, "、") + "；一人多岗写多行。"}}

func (w *Web) showImport(c *Call) error {
	view := c.formView(importFields, nil, nil, nil)
	view.Action, view.Submit, view.Cancel = "/people/import", "查看预览", "/people"
	view.Hidden = append(c.token(), ui.KV{Name: "key", Value: ident.Secret()})
	return c.page("导入人员", []ui.Link{{Label: "用户与岗位", Href: "/people"}, {Label: "导入人员"}}, ui.FormPageNode(ui.FormPage{Title: "导入人员", Lead: "先看预览，逐行指出错误；没有错误才能导入", Form: *view}))
}

// importPeople previews the uploaded table; with the button of the preview it
// imports the very same file, all or nothing.
func (w *Web) importPeople(c *Call) error {
	id := c.typed.Get("files")
	f, err := w.Engine.FileFor(c.Context(), w.q(), c.who.PersonID, id)
	if err != nil {
		return err
	}
	data, err := w.Blobs.Read(c.Context(), f.Hash)
	if err != nil {
		return err
	}
	rows, err := sheet.Read(bytes.NewReader(data))
	if err != nil {
		return err
	}
	p := org.PreviewImport(rows)
	if c.typed.Get("apply") == "1" && len(p.Errors) == 0 {
		return c.applyImport(p)
	}
	t := ui.Table{Caption: "预览", Columns: []ui.Column{{Label: "登录名"}, {Label: "姓名", Title: true}, {Label: "科室"}, {Label: "岗位"}}, Empty: &ui.Empty{Title: "没有可以导入的行"}}
	for _, r := range p.Rows {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(r.Login, r.Name, r.Dept, r.Post)})
	}
	page := ui.TablePage{Title: "导入预览", Lead: fmt.Sprintf("%d 行可以导入，%d 行有错误", len(p.Rows), len(p.Errors))}
	if len(p.Errors) > 0 {
		wrong := ui.Table{Caption: "错误", Columns: []ui.Column{{Label: "行", Right: true}, {Label: "错误", Title: true}}}
		for _, e := range p.Errors {
			wrong.Rows = append(wrong.Rows, ui.Row{Tone: ui.Red, Cells: ui.Cells(strconv.Itoa(e.Row), e.Message)})
		}
		page.Parts = append(page.Parts, ui.TablePart{Title: "要改的行", Table: wrong, Links: []ui.Link{{Label: "重新选择文件", Href: "/people/import"}}})
	}
	part := ui.TablePart{Title: "可以导入的行", Table: t}
	if len(p.Errors) == 0 {
		part.Below = ui.PostButton("导入", "/people/import", append(c.token(), ui.KV{Name: "key", Value: c.typed.Get("key")}, ui.KV{Name: "files", Value: id}, ui.KV{Name: "apply", Value: "1"}), "btn-primary")
	}
	page.Parts = append(page.Parts, part)
	return c.page(page.Title, []ui.Link{{Label: "用户与岗位", Href: "/people"}, {Label: page.Title}}, ui.Tables(page))
}

// applyImport imports and shows the first passwords of the new people once.
func (c *Call) applyImport(p org.Preview) error {
	fresh, err := c.web.Org.ApplyImport(c.Context(), c.actor(), c.typed.Get("key"), p, c.web.now())
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "首次密码", Columns: []ui.Column{{Label: "登录名", Title: true}, {Label: "首次密码"}}, Empty: &ui.Empty{Title: "没有新增人员"}}
	for _, r := range p.Rows {
		id := fresh[r.Login]
		if id == "" {
			continue
		}
		delete(fresh, r.Login)
		password := "Gj-" + ident.Secret()[:14]
		if err := c.web.Account.SetPassword(c.Context(), id, password, c.who.PersonID, true); err != nil {
			return err
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(r.Login, password)})
	}
	return c.page("已导入", []ui.Link{{Label: "用户与岗位", Href: "/people"}, {Label: "已导入"}}, ui.Tables(ui.TablePage{Title: "已导入", Lead: "首次密码只显示这一次，首次登录须修改", Parts: []ui.TablePart{{Table: t}}}))
}

// duties shows who is in charge of what and who stands in for whom.
func (w *Web) duties(c *Call) error {
	type charge struct {
		Dept string `db:"dept"`
		Name string `db:"name"`
	}
	charges, err := store.All[charge](c.Context(), w.q(), `SELECT d.name AS dept, p.name FROM charge c JOIN department d ON d.id = c.dept_id JOIN person p ON p.id = c.person_id WHERE c.to_at = 0 ORDER BY d.sort`)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "分管", Columns: []ui.Column{{Label: "科室", Title: true}, {Label: "分管领导"}}, Empty: &ui.Empty{Title: "还没有写明分管"}}
	for _, r := range charges {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(r.Dept, r.Name)})
	}
	type standin struct {
		Post string `db:"post"`
		Dept string `db:"dept"`
		By   string `db:"by_post"`
		Rank int64  `db:"rank"`
	}
	rows, err := store.All[standin](c.Context(), w.q(), `SELECT s.post, d.name AS dept, s.by_post, s.rank FROM standin s JOIN department d ON d.id = s.dept_id WHERE s.ended = 0 ORDER BY d.sort, s.post, s.rank`)
	if err != nil {
		return err
	}
	stand := ui.Table{Caption: "顶岗表", Columns: []ui.Column{{Label: "岗位", Title: true}, {Label: "科室"}, {Label: "顶岗"}, {Label: "次序", Right: true}}, Empty: &ui.Empty{Title: "顶岗表是空的", Lead: "岗位空缺或人员外出时，事项按顶岗表转给顶岗的岗位。"}}
	for _, r := range rows {
		stand.Rows = append(stand.Rows, ui.Row{Cells: ui.Cells(org.PostNames([]string{r.Post}), r.Dept, org.PostNames([]string{r.By}), number(r.Rank))})
	}
	page := ui.TablePage{Title: "分管与顶岗", Parts: []ui.TablePart{{Title: "分管", Table: t}, {Title: "顶岗表", Table: stand}}}
	if c.holds("xitong") {
		if err := c.dutyForms(&page); err != nil {
			return err
		}
	}
	return c.page(page.Title, nil, ui.Tables(page))
}

func (c *Call) dutyForms(page *ui.TablePage) error {
	departments, err := c.allDepartments()
	if err != nil {
		return err
	}
	choices, err := c.choices()
	if err != nil {
		return err
	}
	options := map[string][]form.Option{"departments": departments, "posts": postOptions(), "leaders": choices["leaders"]}
	hidden := func(what string) []ui.KV {
		return append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}, ui.KV{Name: "what", Value: what})
	}
	page.Parts[0].Below = ui.Form(ui.FormView{ID: "charge", Action: "/duties", Hidden: hidden("charge"), Submit: "写明分管", Options: options, Fields: []form.Field{
		{Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"}, {Name: "leader", Label: "分管领导", Kind: form.Person, Required: true, OptionsFrom: "leaders", Width: "s"}}})
	page.Parts[1].Below = ui.Form(ui.FormView{ID: "standin", Action: "/duties", Hidden: hidden("standin"), Submit: "加入顶岗表", Options: options, Fields: []form.Field{
		{Name: "post", Label: "岗位", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s"}, {Name: "dept", Label: "科室", Kind: form.Department, Required: true, OptionsFrom: "departments", Width: "s"},
		{Name: "by", Label: "顶岗", Kind: form.Choice, Required: true, OptionsFrom: "posts", Width: "s"}, {Name: "rank", Label: "次序", Kind: form.Number, Required: true, Width: "s"}}})
	return nil
}

func (w *Web) setDuty(c *Call) error {
	key, dept := c.typed.Get("key"), c.typed.Get("dept")
	if c.typed.Get("what") == "charge" {
		if _, err := org.PersonByID(c.Context(), w.q(), c.typed.Get("leader")); err != nil {
			return errs.New(errs.Invalid, "选择分管领导").With(err)
		}
		if _, err := w.Org.SetCharge(c.Context(), c.actor(), key, c.typed.Get("leader"), dept, w.now()); err != nil {
			return err
		}
		return c.done("已写明分管", "/duties")
	}
	rank, err := strconv.ParseInt(c.typed.Get("rank"), 10, 64)
	_, known := org.PostByCode(c.typed.Get("post"))
	_, by := org.PostByCode(c.typed.Get("by"))
	if err != nil || !known || !by || c.typed.Get("post") == c.typed.Get("by") {
		return errs.New(errs.Invalid, "选择岗位和另一个顶岗岗位，次序填整数").With(err)
	}
	if _, err := w.Org.SetStandIn(c.Context(), c.actor(), key, c.typed.Get("post"), dept, c.typed.Get("by"), rank); err != nil {
		return err
	}
	return c.done("已加入顶岗表", "/duties")
}
