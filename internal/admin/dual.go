package admin

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

var (
	caseNumber = form.Field{Name: "object", Label: "事项编号", Kind: form.Text, Required: true, Width: "s", Hint: "如 收〔2026〕16号"}
	loginName  = form.Field{Name: "object", Label: "登录名", Kind: form.Text, Required: true, Width: "s"}
	basis      = form.Field{Name: "reason", Label: "依据", Kind: form.LongText, Required: true, Width: "full", Hint: "法律依据、申请人和批准文件"}
	cause      = form.Field{Name: "reason", Label: "原因", Kind: form.Text, Required: true, Width: "full", Hint: "如 手机遗失，本人到场确认"}
)

// dualForms are what is asked for each kind.
var dualForms = map[string][]form.Field{
	"words":    {caseNumber, {Name: "words", Label: "要清除的文字", Kind: form.Text, Required: true, Width: "full", Hint: "与原文完全一致，不少于 4 个字；加密保存，决定以后不再保留"}, basis},
	"file":     {caseNumber, {Name: "words", Label: "文件名", Kind: form.Text, Required: true, Width: "full", Hint: "与事项里显示的文件名一致"}, basis},
	"code":     {loginName, cause},
	"password": {loginName, cause},
}

// tableNames name evidence for the second administrator.
var tableNames = map[string]string{"cases": "标题", "case_version": "内容", "history": "意见和填写", "task": "任务", "refusal": "拒绝记录", "exception": "特事登记", "file": "文件名"}

// dual is what takes two administrators: asked by one, decided by another.
func (a *Admin) dual(c *web.Call) error { return a.dualPage(c, nil) }

func (a *Admin) dualPage(c *web.Call, failed *web.Failed) error {
	list, err := a.Dual.List(c.Context(), c.Q(), 200)
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: "两人核准", Lead: "依法清除内容、停用动态码、重置三员密码，由一名管理员提出、另一名核准，不能是本人的事；留下依据和两人姓名（G-03、G-08）"}
	t := ui.Table{Caption: "两人核准", Columns: []ui.Column{{Label: "提出", LabelM: true}, {Label: "事项", LabelM: true}, {Label: "对象", Title: true}, {Label: "依据", LabelM: true}, {Label: "结果", LabelM: true}}, Empty: &ui.Empty{Title: "没有需要核准的事"}}
	var ids []string
	for _, d := range list {
		ids = append(ids, d.AskedBy, d.DecidedBy)
	}
	names, err := c.PeopleNames(ids)
	if err != nil {
		return err
	}
	for _, d := range list {
		k := a.dualKind(d.Kind)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: names[d.AskedBy], Note: web.Stamp(d.AskedAt)}, {Text: k.Name}, {Text: d.What}, {Text: d.Reason}, outcome(d, names[d.DecidedBy])}})
		if d.DecidedAt == 0 && c.Holds(k.Decides...) && d.AskedBy != c.Who().PersonID && d.Object != c.Who().PersonID {
			part, err := a.toDecide(c, k, d, names[d.AskedBy])
			if err != nil {
				return err
			}
			view.Parts = append(view.Parts, part)
		}
	}
	view.Parts = append(view.Parts, ui.TablePart{Title: "全部", Table: t})
	for _, k := range a.Dual.Kinds() {
		if c.Holds(k.Asks...) {
			form := ui.FormView{ID: k.ID, Fields: dualForms[k.ID], Action: "/dual", Submit: "提出" + k.Name, Danger: true, Hidden: append(c.Token(), ui.KV{Name: "kind", Value: k.ID})}
			view.Parts = append(view.Parts, ui.TablePart{Title: k.Name, Note: "由" + org.PostNames(k.Decides) + "中的另一人核准", Below: formBelow("提出"+k.Name, failed, form)})
		}
	}
	return c.Show(failed, view.Title, nil, ui.Tables(view))
}

func (a *Admin) dualKind(id string) ruling.DualKind {
	kinds := a.Dual.Kinds()
	if i := slices.IndexFunc(kinds, func(k ruling.DualKind) bool { return k.ID == id }); i >= 0 {
		return kinds[i]
	}
	return ruling.DualKind{}
}

func outcome(d ruling.Decision, decider string) ui.Cell {
	if d.DecidedAt == 0 {
		return ui.Cell{Text: "待核准", Tone: ui.Amber}
	}
	by := decider + " " + clock.Short(d.DecidedAt)
	if d.Agreed == 1 {
		return ui.Cell{Text: "已核准", Tone: ui.Green, Note: by}
	}
	return ui.Cell{Text: "未核准", Note: by}
}

// toDecide is what the second administrator reads, with the two buttons.
func (a *Admin) toDecide(c *web.Call, k ruling.DualKind, d ruling.Decision, asker string) (ui.TablePart, error) {
	rows := []ui.Pair{{Label: "对象", Value: d.What}, {Label: "依据", Value: d.Reason, Wide: true}, {Label: "提出", Value: asker}}
	if k.NeedsWords {
		found, err := flow.FindWords(c.Context(), a.Engine.Runner().DB(), c.Q(), d.Object, d.Words)
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
		rows = append(rows, ui.Pair{Label: "文字", Value: d.Words, Wide: true}, ui.Pair{Label: "所在", Value: joined(where), Wide: true})
	}
	button := func(label, agree, class string) g.Node {
		return ui.PostButton(label, "/dual/"+d.ID, append(c.Token(), ui.KV{Name: "agree", Value: agree}), class)
	}
	return ui.TablePart{Title: "待核准：" + k.Name, Note: "核准后不能恢复", Below: ui.Facts(d.What, rows, button("核准"+k.Name, "yes", "btn-danger-o"), button("不核准", "no", "btn-plain"))}, nil
}

func (a *Admin) askDual(c *web.Call) error {
	kind := c.Typed().Get("kind")
	fields, ok := dualForms[kind]
	if !ok {
		return store.ErrNotFound
	}
	return c.Do(kind, fields, a.dualPage, "已提出，等另一名管理员核准", "/dual", func(v map[string]string) error {
		ask := ruling.Decision{Kind: kind, Reason: v["reason"], Words: v["words"]}
		var err error
		if ask.Object, ask.What, err = a.dualObject(c, kind, v); err != nil {
			return err
		}
		_, err = a.Dual.Ask(c.Context(), c.Actor(), c.Key(), ask)
		return err
	})
}

// dualObject finds what a request is about, and names it without its contents.
func (a *Admin) dualObject(c *web.Call, kind string, v map[string]string) (id, what string, err error) {
	if kind == "code" || kind == "password" {
		return a.dualPerson(c, kind, v["object"])
	}
	number := form.NormalizeDocNumber(v["object"])
	caseID, err := store.Value[string](c.Context(), c.Q(), `SELECT id FROM cases WHERE number = $1`, number)
	if err != nil {
		return "", "", missing(err, "没有这个编号的事项")
	}
	if kind == "file" {
		file, err := store.Value[string](c.Context(), c.Q(), `SELECT id FROM file WHERE case_id = $1 AND name = $2 AND hash <> '' LIMIT 1`, caseID, v["words"])
		return file, number + " 的一个文件", missing(err, "这件事里没有这个文件")
	}
	found, err := flow.FindWords(c.Context(), a.Engine.Runner().DB(), c.Q(), caseID, v["words"])
	if err == nil && len(found) == 0 {
		err = errs.New(errs.Invalid, "这件事里没有这段文字，核对是否一字不差")
	}
	return caseID, number + " 的一段文字", err
}

func (a *Admin) dualPerson(c *web.Call, kind, login string) (id, what string, err error) {
	p, err := org.PersonByLogin(c.Context(), c.Q(), strings.ToLower(strings.TrimSpace(login)))
	if err != nil {
		return "", "", missing(err, "没有这个登录名")
	}
	if kind == "password" {
		posts, err := org.DatedPosts(c.Context(), c.Q(), org.PostsAsked{At: clock.Millis(c.Now()), PersonID: []string{p.ID}})
		if err == nil && !slices.ContainsFunc(posts, func(x org.DatedPost) bool { return slices.Contains(administrators, x.Post) }) {
			err = errs.Newf(errs.Invalid, "%s 不是三员，密码由系统管理员在人员页面上重置", p.Name)
		}
		return p.ID, p.Name + "（" + p.Login + "）的密码", err
	}
	on, err := a.Account.HasCode(c.Context(), p.ID)
	if err == nil && !on {
		err = errs.New(errs.Invalid, "这个账号没有启用动态码")
	}
	return p.ID, p.Name + "（" + p.Login + "）的动态码", missing(err, "这个账号还没有密码")
}

// missing words what is not there for the field where it was typed.
func missing(err error, message string) error {
	if errors.Is(err, store.ErrNotFound) {
		return errs.New(errs.Invalid, message)
	}
	return err
}

// decideDual agrees or declines; what agreeing made is shown once.
func (a *Admin) decideDual(c *web.Call) error {
	once := ""
	return c.DoThen("decide", nil, a.dualPage, func(map[string]string) (err error) {
		once, err = a.Dual.Decide(c.Context(), c.Actor(), c.Key(), c.PathValue("id"), c.Typed().Get("agree") == "yes")
		return err
	}, func() error {
		if once == "" {
			return c.Done("已决定", "/dual")
		}
		return c.Show(nil, "已核准", []ui.Link{{Label: "两人核准", Href: "/dual"}, {Label: "已核准"}}, ui.SecretsPage(ui.Secrets{
			Title: "已核准，新的首次密码", Lead: "当面交给本人；登录后须改成自己的密码", Rows: []ui.Pair{{Label: "首次密码", Value: once}}, Actions: []ui.Link{{Label: "回到两人核准", Href: "/dual"}},
		}))
	})
}
