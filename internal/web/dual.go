package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// dualForms are what is asked for each kind.
var dualForms = map[string][]form.Field{
	"words": {
		{Name: "object", Label: "事项编号", Kind: form.Text, Required: true, Width: "s", Hint: "如 收〔2026〕16号"},
		{Name: "words", Label: "要清除的文字", Kind: form.Text, Required: true, Width: "full", Hint: "与原文完全一致，不少于 4 个字；加密保存，决定以后不再保留。核准后，这件事的附件只能按文件名搜到"},
		{Name: "reason", Label: "依据", Kind: form.LongText, Required: true, Width: "full", Hint: "法律依据、申请人和批准文件"},
	},
	"file": {
		{Name: "object", Label: "事项编号", Kind: form.Text, Required: true, Width: "s", Hint: "如 收〔2026〕16号"},
		{Name: "words", Label: "文件名", Kind: form.Text, Required: true, Width: "full", Hint: "与事项里显示的文件名一致"},
		{Name: "reason", Label: "依据", Kind: form.LongText, Required: true, Width: "full", Hint: "法律依据、申请人和批准文件"},
	},
	"code": {
		{Name: "object", Label: "登录名", Kind: form.Text, Required: true, Width: "s"},
		{Name: "reason", Label: "原因", Kind: form.Text, Required: true, Width: "full", Hint: "如 手机遗失，本人到场确认"},
	},
}

// tableNames name evidence for the second administrator.
var tableNames = map[string]string{"cases": "标题", "case_version": "内容", "history": "意见和填写", "task": "任务", "refusal": "拒绝记录", "exception": "特事登记", "file": "文件名"}

func (w *Web) dual(c *Call) error { return c.dualPage(http.StatusOK, "", nil, nil, nil) }

func (c *Call) dualPage(status int, kind string, values url.Values, issues []form.Issue, failed error) error {
	list, err := c.web.Dual.List(c.Context(), c.web.q(), 200)
	if err != nil {
		return err
	}
	page := ui.TablePage{Title: "两人核准", Lead: "依法清除内容、停用动态码，由一名管理员提出、另一名核准；留下依据和两人姓名（G-03、G-08）"}
	t := ui.Table{Caption: "两人核准", Columns: []ui.Column{{Label: "提出"}, {Label: "事项"}, {Label: "对象", Title: true}, {Label: "依据"}, {Label: "结果"}}, Empty: &ui.Empty{Title: "没有需要核准的事"}}
	for _, d := range list {
		k := c.dualKind(d.Kind)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: clock.FromMillis(d.AskedAt).Format("2006-01-02 15:04") + " " + c.nameOf(form.Person, d.AskedBy)}, {Text: k.Name}, {Text: d.What}, {Text: d.Reason}, c.outcome(d)}})
		if d.DecidedAt == 0 && c.holds(k.Decides) {
			part, err := c.toDecide(k, d)
			if err != nil {
				return err
			}
			page.Parts = append(page.Parts, part)
		}
	}
	page.Parts = append(page.Parts, ui.TablePart{Title: "全部", Table: t})
	for _, k := range c.web.Dual.Kinds() {
		if !c.holds(k.Asks) {
			continue
		}
		view := ui.FormView{ID: k.ID, Fields: dualForms[k.ID], Action: "/dual", Submit: "提出" + k.Name, Danger: true, Hidden: append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}, ui.KV{Name: "kind", Value: k.ID})}
		if k.ID == kind {
			view.Values, view.Issues = values, issues
		}
		page.Parts = append(page.Parts, ui.TablePart{Title: k.Name, Note: "由" + org.PostNames([]string{k.Decides}) + "核准", Below: ui.Form(view)})
	}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: page.Title, Shell: shell, Flash: c.flash(), Body: ui.WithRefusal(c.refusal(failed, nil), ui.Tables(page))})
}

func (c *Call) dualKind(id string) ruling.DualKind {
	kinds := c.web.Dual.Kinds()
	if i := slices.IndexFunc(kinds, func(k ruling.DualKind) bool { return k.ID == id }); i >= 0 {
		return kinds[i]
	}
	return ruling.DualKind{}
}

func (c *Call) outcome(d ruling.Decision) ui.Cell {
	if d.DecidedAt == 0 {
		return ui.Cell{Text: "待核准", Tone: ui.Amber}
	}
	by := " " + c.nameOf(form.Person, d.DecidedBy) + " " + clock.FromMillis(d.DecidedAt).Format("01-02 15:04")
	if d.Agreed == 1 {
		return ui.Cell{Text: "已核准" + by, Tone: ui.Green}
	}
	return ui.Cell{Text: "未核准" + by}
}

// toDecide is what the second administrator reads, with the two buttons.
func (c *Call) toDecide(k ruling.DualKind, d ruling.Decision) (ui.TablePart, error) {
	rows := []ui.Pair{{Label: "对象", Value: d.What}, {Label: "依据", Value: d.Reason, Wide: true}, {Label: "提出", Value: c.nameOf(form.Person, d.AskedBy)}}
	if k.NeedsWords {
		found, err := flow.FindWords(c.Context(), c.web.Engine.Runner().DB(), c.web.q(), d.Object, d.Words)
		if err != nil {
			return ui.TablePart{}, err
		}
		var where []string
		for _, table := range slices.Sorted(maps.Keys(found)) {
			name, ok := tableNames[table]
			if !ok {
				name = "登记"
			}
			where = append(where, fmt.Sprintf("%s %d 处", name, found[table]))
		}
		rows = append(rows, ui.Pair{Label: "文字", Value: d.Words, Wide: true}, ui.Pair{Label: "所在", Value: numberOr(strings.Join(where, "、"), "没有找到"), Wide: true})
	}
	button := func(label, agree, class string) g.Node {
		return ui.PostButton(label, "/dual/"+d.ID, append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}, ui.KV{Name: "agree", Value: agree}), class)
	}
	return ui.TablePart{Title: "待核准：" + k.Name, Note: "核准后不能恢复", Below: ui.Facts(d.What, rows, button("核准"+k.Name, "yes", "btn-danger-o"), button("不核准", "no", "btn-plain"))}, nil
}

func (w *Web) askDual(c *Call) error {
	c.take("csrf")
	key, kind := c.take("key"), c.take("kind")
	fields, ok := dualForms[kind]
	if !ok {
		return store.ErrNotFound
	}
	values, issues := c.Decode(fields)
	ask := ruling.Decision{Kind: kind, Reason: values["reason"], Words: values["words"]}
	if len(issues) == 0 {
		var issue form.Issue
		var err error
		if ask.Object, ask.What, issue, err = c.dualObject(kind, values); err != nil {
			return err
		}
		if issue.Message != "" {
			issues = append(issues, issue)
		}
	}
	if len(issues) > 0 {
		return c.dualPage(http.StatusUnprocessableEntity, kind, c.typed, issues, nil)
	}
	_, err := w.Dual.Ask(c.Context(), c.actor(), key, ask)
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		return c.dualPage(RefusalStatus(r), kind, c.typed, nil, r)
	}
	if err != nil {
		return err
	}
	return c.done("已提出，等另一名管理员核准", "/dual")
}

// dualObject finds what a request is about, and names it without its contents.
func (c *Call) dualObject(kind string, values map[string]string) (id, what string, issue form.Issue, err error) {
	q := c.web.q()
	missing := func(err error, field, message string) (string, string, form.Issue, error) {
		if errors.Is(err, store.ErrNotFound) {
			return "", "", form.Issue{Field: field, Message: message}, nil
		}
		return "", "", form.Issue{}, err
	}
	if kind == "code" {
		p, err := org.PersonByLogin(c.Context(), q, strings.ToLower(values["object"]))
		if err != nil {
			return missing(err, "object", "没有这个登录名")
		}
		on, err := c.web.Account.HasCode(c.Context(), p.ID)
		if err == nil && !on {
			err = store.ErrNotFound
		}
		if err != nil {
			return missing(err, "object", "这个账号没有启用动态码")
		}
		return p.ID, p.Name + "（" + p.Login + "）的动态码", form.Issue{}, nil
	}
	number := values["object"]
	caseID, err := store.Value[string](c.Context(), q, `SELECT id FROM cases WHERE number = $1`, number)
	if err != nil {
		return missing(err, "object", "没有这个编号的事项")
	}
	if kind == "file" {
		file, err := store.Value[string](c.Context(), q, `SELECT id FROM file WHERE case_id = $1 AND name = $2 AND hash <> '' LIMIT 1`, caseID, values["words"])
		if err != nil {
			return missing(err, "words", "这件事里没有这个文件")
		}
		return file, number + " 的一个文件", form.Issue{}, nil
	}
	found, err := flow.FindWords(c.Context(), c.web.Engine.Runner().DB(), q, caseID, values["words"])
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return "", "", form.Issue{Field: "words", Message: errs.Public(err)}, nil
	}
	if err != nil {
		return "", "", form.Issue{}, err
	}
	if len(found) == 0 {
		return "", "", form.Issue{Field: "words", Message: "这件事里没有这段文字，核对是否一字不差"}, nil
	}
	return caseID, number + " 的一段文字", form.Issue{}, nil
}

func (w *Web) decideDual(c *Call) error {
	err := w.Dual.Decide(c.Context(), c.actor(), c.typed.Get("key"), c.PathValue("id"), c.typed.Get("agree") == "yes")
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		return c.dualPage(RefusalStatus(r), "", nil, nil, r)
	}
	if err != nil {
		return err
	}
	return c.done("已决定", "/dual")
}
