package outgoing

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// tracked is one document with where it is.
type tracked struct {
	ID      string        `db:"id"`
	Title   string        `db:"title"`
	Kind    string        `db:"doc_kind"`
	Number  string        `db:"number"`
	State   flow.State    `db:"state"`
	Drafter string        `db:"drafter"`
	Version int           `db:"flow_version"`
	Content int64         `db:"content_version"`
	Node    string        `db:"node"`
	Who     org.Principal `db:"principal"`
	Since   int64         `db:"opened_at"`
	Due     int64         `db:"due_at"`
	Urged   int64         `db:"urged"`
	Created int64         `db:"created_at"`
}

const trackMost = 50

// track tells the drafter, or a department, where each document is and for how long
// (1-03-1, 1-03-R4); one press urges.
func (p *Pages) track(c *web.Call) error {
	dept := c.URL.Query().Get("of") == "dept"
	depts := departmentsOf(c)
	from := func(b *store.Query) *store.Query {
		b.Add(` FROM outgoing_document d JOIN cases c ON c.id = d.id LEFT JOIN person p ON p.id = d.drafter_id
			LEFT JOIN task t ON t.case_id = d.id AND t.state = 'open' AND t.kind = 'step' WHERE `)
		if dept {
			b.In("d.dept_id", depts).Add(` AND `)
			return c.Engine().VisibleTo(b, "d.id", c.Who().PersonID, c.Duties())
		}
		return b.Add(`d.drafter_id = ?`, c.Who().PersonID)
	}
	count := from(new(store.Query).Add(`SELECT COUNT(*)`))
	total, err := store.Value[int64](c.Context(), c.Q(), count.SQL(), count.Args()...)
	if err != nil {
		return err
	}
	list := from(new(store.Query).Add(`SELECT d.id, c.title, d.doc_kind, c.number, c.state, COALESCE(p.name, '') AS drafter, c.flow_version, c.content_version, COALESCE(t.node, '') AS node,
		COALESCE(t.principal, '') AS principal, COALESCE(t.opened_at, 0) AS opened_at, COALESCE(t.due_at, 0) AS due_at, COALESCE(t.urged, 0) AS urged, c.created_at`)).
		Add(` ORDER BY CASE WHEN c.closed_at = 0 THEN 0 ELSE 1 END, c.created_at DESC, d.id, t.id LIMIT ? OFFSET ?`, trackMost, (c.PageNumber()-1)*trackMost)
	rows, err := store.All[tracked](c.Context(), c.Q(), list.SQL(), list.Args()...)
	if err != nil {
		return err
	}
	table, err := p.trackTable(c, rows)
	if err != nil {
		return err
	}
	here, title := "/outgoing/track", "我的文件"
	if dept {
		here, title = "/outgoing/track?of=dept", "本科文件"
	}
	view := ui.TablePage{Title: title, Lead: "每份公文在哪一步、在谁处、多久了", Tabs: c.ModuleTabs("outgoing", here), Actions: []ui.Link{{Label: "起草公文", Href: "/outgoing/edit", Icon: ui.IconPlus}},
		Parts: []ui.TablePart{{Title: title, Note: fmt.Sprintf("%d 项", total), Table: table, Pager: c.Pager(int(total), len(rows))}}}
	return c.Page(http.StatusOK, title, []ui.Link{{Label: "发文", Href: "/work/outgoing"}, {Label: title}}, ui.Tables(view))
}

// departmentsOf are those somebody works in, heads or is in charge of.
func departmentsOf(c *web.Call) []string {
	var all []string
	for _, d := range c.Duties() {
		for _, id := range []string{d.DeptID, d.Principal.Dept()} {
			if id != "" && d.Own() && !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

func (p *Pages) trackTable(c *web.Call, rows []tracked) (ui.Table, error) {
	days, err := c.Days()
	if err != nil {
		return ui.Table{}, err
	}
	t := ui.Table{Caption: "公文", Columns: []ui.Column{{Label: "文种"}, {Label: "标题", Title: true}, {Label: "文号", LabelM: true}, {Label: "环节"}, {Label: "轮到", LabelM: true}, {Label: "已停留", LabelM: true}, {Label: "时限"}, {Label: "催办", LabelM: true}},
		Empty: &ui.Empty{Title: "没有公文", Lead: "起草的公文会列在这里，直到签收。", Actions: []ui.Link{{Label: "起草公文", Href: "/outgoing/edit"}}}}
	nameOf := flow.Naming(c.Context(), c.Q(), c.Now())
	for _, x := range rows {
		row := ui.Row{Cells: []ui.Cell{{Text: x.Kind}, {Text: x.Title, Href: "/cases/" + x.ID}, {Text: dash(x.Number)}, {Text: string(x.State)}, {Text: "--"}, {Text: "--"}, {Text: "--"}, {Text: "--"}}}
		if x.Node != "" {
			who, err := nameOf(x.Who)
			if err != nil {
				return t, err
			}
			n, _ := p.def.Node(x.Node)
			row.Cells[3], row.Cells[4], row.Cells[5] = ui.Cell{Text: n.Name}, ui.Cell{Text: who}, ui.Cell{Text: stayed(c.Now(), x.Since)}
			if x.Due > 0 {
				row.Cells[6] = ui.Cell{Text: days.DueText(clock.FromMillis(x.Due), c.Now()), Tone: c.DueTone(x.Due)}
			}
			row.Cells[7] = ui.Cell{Acts: urging(c, x)}
			if x.Urged > 0 {
				row.Cells[7].Text = fmt.Sprintf("%d 次", x.Urged)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// stayed is how long a document has been at a step.
func stayed(now time.Time, since int64) string {
	hours := int(now.Sub(clock.FromMillis(since)).Hours())
	if hours < 24 {
		return fmt.Sprintf("%d 小时", max(0, hours))
	}
	return fmt.Sprintf("%d 天", hours/24)
}

// urging is the press by which the drafter urges who has a document (1-03-1); none
// while it is with the drafter.
func urging(c *web.Call, x tracked) []ui.RowAct {
	if x.Node == "" || x.Node == "draft" || x.Node == "proofread" {
		return nil
	}
	values := append(c.Token(), ui.KV{Name: "action", Value: string(flow.Urge)}, ui.KV{Name: "content_version", Value: fmt.Sprint(x.Content)}, ui.KV{Name: "task_version", Value: "0"})
	return []ui.RowAct{{Label: "催办", About: x.Title, Action: "/cases/" + x.ID, Hidden: values}}
}

// receiptFields are what is entered for a line of the distribution list.
func receiptFields(rows []sendingRow) []form.Field {
	var fields []form.Field
	for _, x := range rows {
		if x.ReceivedOn != "" {
			continue
		}
		label := fmt.Sprintf("%s（%s %d 份）", x.Organ, x.Way, x.Copies)
		fields = append(fields, form.Field{Name: "by_" + x.ID, Label: label + "签收人", Kind: form.Text, MaxRunes: 40, Width: "m"},
			form.Field{Name: "on_" + x.ID, Label: label + "签收日期", Kind: form.DateKind, Width: "s"})
	}
	return fields
}

// receivedToday has the dates filled in, which are of today more often than not.
func receivedToday(fields []form.Field, today clock.Date) url.Values {
	values := url.Values{}
	for _, f := range fields {
		if f.Kind == form.DateKind {
			values.Set(f.Name, string(today))
		}
	}
	return values
}

// showReceipts is where the office enters who signed for a document.
func (p *Pages) showReceipts(c *web.Call) error {
	return p.receiptsPage(c, http.StatusOK, nil, nil, nil)
}

func (p *Pages) receiptsPage(c *web.Call, status int, values url.Values, issues []form.Issue, failed error) error {
	v, err := see(c)
	if err != nil {
		return err
	}
	rows, err := sendingsOf(c.Context(), c.Q(), v.Case.ID)
	if err != nil {
		return err
	}
	panel := dispatchPanel(v.Case.ID, rows)
	view := ui.TablePage{Title: "登记签收", Lead: strings.TrimSpace(v.Case.Number + " " + v.Case.Title), Parts: []ui.TablePart{web.TablePart(*panel.Table)},
		Actions: []ui.Link{{Label: "回到公文", Href: "/cases/" + v.Case.ID}, {Label: "打印分发单", Href: "/cases/" + v.Case.ID + "/print/dispatch", Icon: ui.IconPrint}}}
	if fields := receiptFields(rows); len(fields) > 0 && c.Holds("wenshu", "wenmi") {
		if values == nil {
			values = receivedToday(fields, clock.DateOf(c.Now()))
		}
		f := c.FormView(fields, values, issues, nil)
		f.Action, f.Hidden, f.Submit, f.Cancel = "/outgoing/"+v.Case.ID+"/receipts", c.Token(), "登记签收", "/cases/"+v.Case.ID
		view.Top = ui.FormPageNode(ui.FormPage{Title: "有回执的填签收人，没有的先空着", Refusal: c.Refusal(failed), Form: *f})
	}
	return c.Page(status, view.Title, []ui.Link{{Label: "发文", Href: "/work/outgoing"}, {Label: v.Case.Title, Href: "/cases/" + v.Case.ID}, {Label: view.Title}}, ui.Tables(view))
}

func (p *Pages) postReceipts(c *web.Call) error {
	v, err := see(c)
	if err != nil {
		return err
	}
	rows, err := sendingsOf(c.Context(), c.Q(), v.Case.ID)
	if err != nil {
		return err
	}
	typed := c.Typed()
	values, issues := c.Decode(receiptFields(rows))
	var list []Receipt
	for _, x := range rows {
		by, on := values["by_"+x.ID], values["on_"+x.ID]
		if x.ReceivedOn != "" || by == "" {
			continue // the date stands there already
		}
		if on == "" {
			issues = append(issues, form.Issue{Field: "on_" + x.ID, Message: "还没有填签收日期：" + x.Organ})
			continue
		}
		list = append(list, Receipt{ID: x.ID, Receiver: by, On: clock.Date(on)})
	}
	if len(issues) == 0 && len(list) == 0 {
		for _, f := range receiptFields(rows)[:1] {
			issues = []form.Issue{{Field: f.Name, Message: "还没有填签收人"}}
		}
	}
	if len(issues) > 0 {
		return p.receiptsPage(c, http.StatusUnprocessableEntity, typed, issues, nil)
	}
	answer, err := EnterReceipts(c.Context(), c.Engine().Runner(), c.Actor(), typed.Get("key"), v.Case.ID, list)
	if e, ok := again(typed, typed, err); ok {
		return p.receiptsPage(c, statusOf(e), typed, e.issues, e.failed)
	}
	if err != nil {
		return err
	}
	return c.Done(answer.Message, "/outgoing/"+v.Case.ID+"/receipts")
}
