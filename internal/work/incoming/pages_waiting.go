package incoming

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/sheet"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

const waitingMost = 500

// showWaiting is 待签收: the lines of exchange lists, to be ticked and signed for at
// once; or, as a printed form, what was signed for today.
func showWaiting(c *web.Call) error {
	if c.URL.Query().Get("format") == "pdf" {
		return printSignedFor(c)
	}
	return waitingPage(c, http.StatusOK, nil, nil, url.Values{"source": {"公文交换"}}, nil, "")
}

// waitingPage draws 待签收. failed are reasons by line; kept is the reason typed for
// what did not arrive.
func waitingPage(c *web.Call, status int, failed map[string]*ui.Refusal, kept url.Values, typed url.Values, issues []form.Issue, wrong string) error {
	lines, err := WaitingNow(c.Context(), c.Q(), waitingMost)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "待签收", Ticks: "line", Empty: &ui.Empty{Title: "没有等待签收的来文", Lead: "把公文交换平台或机要通信的清单登记在下面，到一件签收一件，也可以成批签收。"}, Columns: []ui.Column{
		{Label: "来源"}, {Label: "来文机关", LabelM: true}, {Label: "来文字号"}, {Label: "标题", Title: true}, {Label: "紧急程度"}, {Label: "份数", Right: true, LabelM: true}, {Label: "发出日期", LabelM: true}, {Label: "没有签收的原因"},
	}}
	for _, l := range lines {
		row := ui.Row{Tick: l.ID, Cells: ui.Cells(l.Source, l.Organ, dash(l.DocNumber), orAnyOf(l.Title, "（清单上没有标题）"), dash(l.Urgency), fmt.Sprint(l.Copies), dash(l.SentOn), "--")}
		if strings.HasPrefix(l.Urgency, "特") {
			row.Cells[4].Tone = ui.Red
		}
		if r := failed[l.ID]; r != nil {
			row.Tone, row.Ticked, row.Cells[7].Text = ui.Red, true, r.Title
		}
		t.Rows = append(t.Rows, row)
	}
	reason := c.FormView([]form.Field{{Name: "reason", Label: "没有到的情况和联系结果", Kind: form.Text, Width: "full", Hint: "只在“注明未到”时填写"}}, kept, nil, nil)
	reason.ID = "absent"
	part := ui.TablePart{Title: "待签收", Note: fmt.Sprintf("%d 件", len(lines)), Table: t, Fields: reason, Bulk: &ui.Bulk{
		Action: "/incoming/waiting", Hidden: c.Token(), Verbs: []ui.Verb{{Label: "签收", Name: "do", Value: "sign"}, {Label: "注明未到", Name: "do", Value: "absent"}}}}
	if wrong != "" {
		part.Note = wrong
	}
	list := c.FormView(form.Must[WaitingList]().Fields(), typed, issues, nil)
	list.ID, list.Action, list.Submit, list.Hidden = "list", "/incoming/list", "登记清单", c.Token()
	page := ui.TablePage{Title: "待签收", Lead: "按交换清单逐件清点，勾选后成批签收；签收后等待登记", Tabs: c.ModuleTabs("incoming", "/incoming/waiting"),
		Actions: []ui.Link{{Label: "打印今天的签收单", Href: "/incoming/waiting?format=pdf", Icon: ui.IconPrint}, {Label: "签收一件", Href: "/start/" + Kind + "?only=1", Icon: ui.IconPlus}},
		Parts:   []ui.TablePart{part, {Title: "登记交换清单", Note: "一行一件；或上传 Excel", Below: ui.Form(*list)}}}
	return c.Page(status, page.Title, nil, ui.Tables(page))
}

// settleWaiting signs for the ticked lines, each as a case of its own; what could not
// be signed for stays ticked with its reason.
func settleWaiting(c *web.Call) error {
	lines, key := c.Typed()["line"], c.Key()
	if len(lines) == 0 {
		return waitingPage(c, http.StatusUnprocessableEntity, nil, c.Typed(), url.Values{}, nil, "先勾选要签收的来文")
	}
	failed, done := map[string]*ui.Refusal{}, 0
	for _, id := range lines {
		var err error
		if c.Typed().Get("do") == "absent" {
			err = NotArrived(c.Context(), c.Engine().Runner(), c.Actor(), key+"/"+id, id, c.Typed().Get("reason"))
		} else {
			_, err = SignFor(c.Context(), c.Engine(), c.Actor(), key+"/"+id, id)
		}
		if err == nil {
			done++
			continue
		}
		if failed[id], err = explain(c, err); err != nil {
			return err
		}
	}
	word := "签收"
	if c.Typed().Get("do") == "absent" {
		word = "注明未到"
	}
	if len(failed) > 0 {
		return waitingPage(c, http.StatusUnprocessableEntity, failed, c.Typed(), url.Values{}, nil, fmt.Sprintf("已%s %d 件，%d 件没有%s，原因在各行", word, done, len(failed), word))
	}
	return c.Done(fmt.Sprintf("已%s %d 件", word, done), "/incoming/waiting")
}

// addWaiting enters an exchange list: lines typed, or a spreadsheet.
func addWaiting(c *web.Call) error {
	key := c.Key()
	typed := c.Typed()
	typed.Del("csrf")
	typed.Del("key")
	in, issues := form.Must[WaitingList]().Decode(typed)
	again := func(issues []form.Issue) error {
		return waitingPage(c, http.StatusUnprocessableEntity, nil, nil, typed, issues, "")
	}
	if len(issues) > 0 {
		return again(issues)
	}
	for _, id := range in.File {
		lines, wrong, err := readListFile(c, id)
		if err != nil {
			return again([]form.Issue{{Field: "files", Message: errs.Public(err)}})
		}
		for _, w := range wrong {
			issues = append(issues, form.Issue{Field: "files", Message: w})
		}
		in.Lines = append(in.Lines, lines...)
	}
	if len(issues) > 0 {
		return again(issues)
	}
	answer, err := AddList(c.Context(), c.Engine().Runner(), c.Actor(), key, in.Source, in.Lines)
	if errs.KindOf(err) == errs.Invalid {
		return again([]form.Issue{{Field: "lines", Message: errs.Public(err)}})
	}
	if err != nil {
		return err
	}
	return c.Done(answer.Message, "/incoming/waiting")
}

func readListFile(c *web.Call, id string) ([]WaitingLine, []string, error) {
	_, data, err := c.FileData(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, errs.New(errs.Invalid, "清单文件没有传完，重新选择")
	}
	if err != nil {
		return nil, nil, err
	}
	rows, err := sheet.Read(bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	lines, wrong := ReadList(rows)
	return lines, wrong, nil
}

// printSignedFor is 签收单 of today: what was signed for, by whom and when.
func printSignedFor(c *web.Call) error {
	type line struct {
		Source    string `db:"source"`
		Organ     string `db:"organ"`
		DocNumber string `db:"doc_number"`
		Title     string `db:"title"`
		Urgency   string `db:"urgency"`
		Copies    int64  `db:"copies"`
		SignedAt  int64  `db:"signed_at"`
		Signer    string `db:"signer"`
	}
	today := clock.DateOf(c.Now())
	lines, err := store.All[line](c.Context(), c.Q(), `SELECT d.source, d.organ, d.doc_number, d.title, d.urgency, d.copies, d.signed_at, COALESCE(p.name, '') AS signer
		FROM incoming_document d LEFT JOIN person p ON p.id = d.signed_by WHERE d.signed_at >= $1 AND d.signed_at < $2 ORDER BY d.signed_at, d.id`,
		clock.Millis(today.Time(0, 0)), clock.Millis(today.AddDays(1).Time(0, 0)))
	if err != nil {
		return err
	}
	r := module.Register{Title: "来文签收单", Signers: []string{"签收人", "送件人"}, Columns: []flow.Column{
		{Title: "序号", Weight: 5, Right: true}, {Title: "来源", Weight: 9}, {Title: "来文机关", Weight: 22}, {Title: "来文字号", Weight: 20}, {Title: "标题", Weight: 36, Wide: true}, {Title: "紧急程度", Weight: 7},
		{Title: "份数", Weight: 6, Right: true}, {Title: "签收时间", Weight: 13}, {Title: "签收人", Weight: 10},
	}}
	rows := module.Rows{}
	for i, l := range lines {
		rows.Rows = append(rows.Rows, module.Row{Cells: []string{fmt.Sprint(i + 1), l.Source, dash(l.Organ), dash(l.DocNumber), dash(l.Title), dash(l.Urgency), fmt.Sprint(l.Copies), stamp(l.SignedAt), l.Signer}})
	}
	return c.SendRegister(r, rows, "pdf")
}
