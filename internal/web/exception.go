package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// exceptionFields is the form of 特事登记.
var exceptionFields = []form.Field{
	{Name: "clause", Label: "条款", Kind: form.Text, Required: true, Width: "s", Hint: "如 1-02-1.2"},
	{Name: "number", Label: "事项编号", Kind: form.Text, Width: "s", Hint: "如 收〔2026〕16号；还没有登记的不填"},
	{Name: "kind", Label: "类别", Kind: form.Choice, Required: true, Options: choicesOf(ruling.Kinds), Width: "full"},
	{Name: "allowed_by", Label: "批准的领导", Kind: form.Person, Required: true, OptionsFrom: "leaders", Width: "s"},
	{Name: "allowed_at", Label: "批准时间", Kind: form.TimeKind, Required: true, Width: "s", Hint: "如 2026-11-24 09:30"},
	{Name: "how", Label: "批准方式", Kind: form.Text, Required: true, Width: "s", MaxRunes: 100, Hint: "电话、当面、短信等"},
	{Name: "copies", Label: "份数", Kind: form.Number, Unit: "份", Bounded: true, Max: 9999, Width: "s", Hint: "口头批准用印的，写明批准几份"},
	{Name: "what", Label: "事由", Kind: form.LongText, Required: true, Width: "full", MaxRunes: 500},
	{Name: "evidence", Label: "凭据", Kind: form.Files, Required: true, Width: "full", Hint: "通话记录、截图或扫描件。"},
}

func choicesOf(values []string) []form.Option {
	var options []form.Option
	for _, v := range values {
		options = append(options, form.Option{Value: v, Label: v})
	}
	return options
}

// newException is the form, with the case and the clause that a refusal named.
func (w *Web) newException(c *Call) error {
	values := url.Values{"clause": {strings.TrimSpace(c.URL.Query().Get("clause"))}}
	if id := c.URL.Query().Get("case"); id != "" {
		v, err := w.Engine.See(c.Context(), w.q(), c.actor(), id, "")
		if err != nil {
			return err
		}
		values.Set("number", v.Case.Number)
		values.Set("case", id)
	}
	return c.exceptionForm(nil, values)
}

func (c *Call) exceptionForm(failed *Failed, values url.Values) error {
	choices, err := c.choices(exceptionFields)
	if err != nil {
		return err
	}
	if failed != nil {
		values = failed.Values
	}
	view := c.formView(exceptionFields, values, nil, choices)
	view.ID, view.Action, view.Submit, view.Cancel = "exception", "/exceptions/new", "登记", "/exceptions"
	view.Hidden = append(c.Token(), ui.KV{Name: "case", Value: values.Get("case")})
	filled := failed.Fill(*view)
	page := ui.FormPage{Title: "特事登记", Lead: "特殊情况可以办，但要留下谁批准、凭据和补办期限（G-09）", Form: filled, Side: []g.Node{c.exceptionRules(values.Get("clause"))}}
	return c.Show(failed, page.Title, exceptionCrumbs("登记"), ui.FormPageNode(page))
}

// exceptionRules says what the clause is and what follows.
func (c *Call) exceptionRules(clause string) g.Node {
	lines := []string{"登记以后，批准的领导马上收到提醒，一点就能确认。", "到期没有确认的标红，这位领导对这一条的特事权限暂停使用。", "登记的人和批准的领导不能是同一人。"}
	if found, ok := c.web.Engine.Runner().Norm().Clause(clause); ok {
		lines = append([]string{"这次涉及 " + found.ID + "：" + found.Text}, lines...)
	}
	return ui.Said("办理说明", lines)
}

func exceptionCrumbs(title string) []ui.Link {
	return []ui.Link{{Label: "特事登记", Href: "/exceptions"}, {Label: title}}
}

func (w *Web) recordException(c *Call) error {
	id := ""
	again := func(c *Call, failed *Failed) error { return c.exceptionForm(failed, c.typed) }
	return c.DoThen("exception", exceptionFields, again, func(v map[string]string) error {
		caseID, err := c.caseOf(c.typed.Get("case"), v["number"])
		if err != nil {
			return err
		}
		files := c.typed["evidence"]
		if err := w.Engine.OwnFiles(c.Context(), w.q(), c.who.PersonID, files); err != nil {
			return err
		}
		id, err = w.Ruling.Record(c.Context(), c.actor(), c.Key(), ruling.Exception{
			Kind: v["kind"], Clause: v["clause"], CaseID: caseID, What: v["what"], AllowedBy: v["allowed_by"], AllowedAt: wholeNumber(v["allowed_at"]), How: v["how"], Copies: wholeNumber(v["copies"]), Evidence: strings.Join(files, " "),
		})
		return err
	}, func() error { return c.done("已登记，批准的领导已收到提醒", "/exceptions/"+id) })
}

// caseOf finds the case of an exception: by the id that came with the address,
// unless another number was typed; "" for none.
func (c *Call) caseOf(id, number string) (string, error) {
	if id != "" {
		v, err := c.web.Engine.See(c.Context(), c.web.q(), c.actor(), id, "")
		if err == nil && (number == "" || v.Case.Number == number) {
			return id, nil
		}
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return "", err
		}
	}
	if number == "" {
		return "", nil
	}
	id, err := c.web.Engine.ByNumber(c.Context(), c.web.q(), c.who.PersonID, form.NormalizeDocNumber(number))
	if errs.KindOf(err) == errs.NotFound {
		return "", errs.Newf(errs.Invalid, "事项编号 %s 没有找到，照事项页上的抄", number)
	}
	return id, err
}

// concerns tells whether the reader sees an exception: who allowed or recorded
// it, and those who see everything.
func (c *Call) concerns(e ruling.Exception) bool {
	return e.AllowedBy == c.who.PersonID || e.RecordedBy == c.who.PersonID || c.holds(AllExceptions...)
}

// AllExceptions are the posts that read every exception.
var AllExceptions = []string{"juzhang", "shuji", "bangongshizhuren", "jijianzuzhang", "wenshu"}

func (c *Call) oneException() (ruling.Exception, error) {
	e, err := ruling.ExceptionByID(c.Context(), c.web.q(), c.PathValue("id"))
	if err == nil && !c.concerns(e) {
		return e, store.ErrNotFound
	}
	return e, err
}

// exception is one entry, with the one button of who is to confirm it.
func (w *Web) exception(c *Call) error {
	e, err := c.oneException()
	if err != nil {
		return err
	}
	return c.exceptionPage(nil, e)
}

func (c *Call) exceptionPage(failed *Failed, e ruling.Exception) error {
	state := e.At(c.web.now())
	view := ui.Approve{Title: "特事登记：" + e.Clause, Lead: string(state), Record: ui.Record{Title: "登记内容", Rows: c.exceptionRows(e, state), Files: c.exceptionFiles(e)}}
	suspended, err := c.web.Ruling.Suspended(c.Context(), c.web.q(), e.AllowedBy, e.Clause)
	if err != nil {
		return err
	}
	if suspended {
		view.Notice = c.nameOf(form.Person, e.AllowedBy) + " 对 " + e.Clause + " 的特事权限暂停使用：有到期没有确认，或本人不认可的登记（G-09）"
	}
	mine := e.AllowedBy == c.who.PersonID && e.GoodAt == 0
	if mine {
		view.Button = &ui.RowAct{Label: "确认属实", Action: "/exceptions/" + e.ID, Hidden: c.Token()}
		if e.ObjectedAt == 0 {
			deny := failed.Fill(ui.FormView{ID: "object", Action: "/exceptions/" + e.ID + "/object", Hidden: c.Token(), Submit: "不认可", Danger: true, Fields: objectFields})
			view.Below = []g.Node{ui.Boxed(ui.Fold("没有同意过？", failed.Of("object"), ui.Form(deny)))}
		}
	}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(failed.Status(), ui.Page{Title: view.Title, Shell: shell, Crumbs: exceptionCrumbs(e.Clause), Flash: c.flash(), Body: c.withFailure(failed, ui.ApprovePage(view)), Act: mine})
}

func (c *Call) exceptionRows(e ruling.Exception, state ruling.State) []ui.Pair {
	rows := []ui.Pair{
		{Label: "条款", Value: e.Clause, Href: "/norms/clauses/" + e.Clause}, {Label: "类别", Value: e.Kind}, {Label: "事由", Value: e.What, Wide: true},
		{Label: "批准", Value: c.nameOf(form.Person, e.AllowedBy) + "，" + e.How}, {Label: "批准时间", Value: Stamp(e.AllowedAt)},
		{Label: "登记", Value: c.nameOf(form.Person, e.RecordedBy)}, {Label: "登记时间", Value: Stamp(e.RecordedAt)},
		{Label: "补办期限", Value: Stamp(e.DueAt) + " 前", Wide: true}, {Label: "期限怎样算", Value: numberOr(e.DueText, "--"), Wide: true},
		{Label: "状态", Value: string(state)},
	}
	if e.Copies > 0 {
		rows = append(rows, ui.Pair{Label: "份数", Value: strconv.FormatInt(e.Copies, 10) + " 份"})
	}
	if e.CaseID != "" {
		rows = append(rows, ui.Pair{Label: "事项", Value: numberOr(c.web.name(c.Context(), "cases", "number", e.CaseID), "查看事项"), Href: "/cases/" + e.CaseID})
	}
	if e.ObjectedAt != 0 {
		rows = append(rows, ui.Pair{Label: "不认可", Value: Stamp(e.ObjectedAt) + " " + e.Objection, Wide: true})
	}
	if e.GoodAt != 0 {
		rows = append(rows, ui.Pair{Label: "补办", Value: c.nameOf(form.Person, e.GoodBy) + " " + Stamp(e.GoodAt) + " " + e.GoodNote, Wide: true})
	}
	return rows
}

func (c *Call) exceptionFiles(e ruling.Exception) []ui.File {
	var files []ui.File
	for _, id := range e.Files() {
		if f, err := flow.FileByID(c.Context(), c.web.q(), id); err == nil && f.Hash != "" {
			files = append(files, ui.File{ID: id, Name: f.Name, Note: sizeText(f.Size), Href: "/exceptions/" + e.ID + "/files/" + id})
		}
	}
	return files
}

// exceptionFile serves a piece of evidence to who may read the entry.
func (w *Web) exceptionFile(c *Call) error {
	e, err := c.oneException()
	if err != nil {
		return err
	}
	if !slices.Contains(e.Files(), c.PathValue("file")) {
		return store.ErrNotFound
	}
	return c.SendFile(c.PathValue("file"))
}

// SendFile serves a file that the handler has settled may be seen.
func (c *Call) SendFile(id string) error {
	f, err := flow.FileByID(c.Context(), c.web.q(), id)
	if err != nil {
		return err
	}
	return c.sendFile(f)
}

var objectFields = []form.Field{{Name: "why", Label: "不认可的理由", Kind: form.LongText, Required: true, Width: "full", MaxRunes: 200, Hint: "写明以后这条登记不再放行，这项权限暂停使用"}}

func (w *Web) makeGood(c *Call) error {
	return c.answer("confirm", nil, "已确认补办", func(map[string]string) error {
		return w.Ruling.MakeGood(c.Context(), c.actor(), c.Key(), c.PathValue("id"), "本人确认属实")
	})
}

func (w *Web) object(c *Call) error {
	return c.answer("object", objectFields, "已登记不认可", func(v map[string]string) error {
		return w.Ruling.Object(c.Context(), c.actor(), c.Key(), c.PathValue("id"), v["why"])
	})
}

func (c *Call) answer(id string, fields []form.Field, said string, use func(v map[string]string) error) error {
	e, err := c.oneException()
	if err != nil {
		return err
	}
	again := func(c *Call, failed *Failed) error { return c.exceptionPage(failed, e) }
	return c.Do(id, fields, again, said, "/exceptions/"+e.ID, use)
}

// quarterMost bounds the list of a quarter.
const quarterMost = 2000

// quarter is the list that the 局长 gets each quarter: on the page, printed, and
// as XLSX (norms/README, Work that cannot wait).
func (w *Web) quarter(c *Call) error {
	from := clock.DateOf(w.now()).QuarterStart()
	if asked, err := clock.ParseDate(c.URL.Query().Get("from")); err == nil {
		from = asked.QuarterStart()
	}
	next := from.AddDays(100).QuarterStart()
	list, count, err := w.Ruling.Find(c.Context(), w.q(), ruling.Filter{From: from, To: next.AddDays(-1)}, 0, quarterMost)
	if err != nil {
		return err
	}
	if format := c.URL.Query().Get("format"); format == "xlsx" || format == "pdf" {
		r, rows, err := c.exceptionRegister(list)
		if err != nil {
			return err
		}
		rows.Count = count
		return c.exportAs(r, rows, map[string]string{"from": string(from), "to": string(next.AddDays(-1))}, format)
	}
	_, late, err := w.Ruling.Between(c.Context(), w.q(), from, next)
	if err != nil {
		return err
	}
	table, err := c.exceptionTable(list, &ui.Empty{Title: "这个季度没有特事登记"})
	if err != nil {
		return err
	}
	here := "/exceptions/quarter?from="
	page := ui.TablePage{
		Title: "特事登记季度清单", Lead: string(from) + " 至 " + string(next.AddDays(-1)) + " · 登记 " + strconv.FormatInt(count, 10) + " 件，逾期补办或没有补办 " + strconv.FormatInt(late, 10) + " 件",
		Actions: []ui.Link{{Label: "上一季度", Href: here + string(from.AddDays(-1).QuarterStart())}, {Label: "下一季度", Href: here + string(next)},
			{Label: "导出 Excel", Href: here + string(from) + "&format=xlsx", Icon: ui.IconDownload}, {Label: "打印", Href: here + string(from) + "&format=pdf", Icon: ui.IconPrint}},
		Parts: []ui.TablePart{{Title: "本季度", Table: table}},
	}
	return c.Page(http.StatusOK, page.Title, exceptionCrumbs("季度清单"), ui.Tables(page))
}
