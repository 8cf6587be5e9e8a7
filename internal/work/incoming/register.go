package incoming

import (
	"context"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// registerF1 is 1-02-F1 收文登记表 in the form's own columns.
func registerF1() module.Register {
	return module.Register{
		ID: "1-02-F1", Title: "收文登记表", Source: "由登记自动写入，不能手工修改；更正须作废后重办",
		Columns: []flow.Column{
			{Title: "收文号", Weight: 19}, {Title: "收文日期", Weight: 14}, {Title: "来文机关", Weight: 16}, {Title: "来文字号", Weight: 21},
			{Title: "标题", Weight: 28, Wide: true}, {Title: "紧急程度", Weight: 7, Compact: true}, {Title: "份数", Weight: 6, Right: true},
			{Title: "附件", Weight: 6, Right: true, Compact: true}, {Title: "承办单位", Weight: 14}, {Title: "签收人", Weight: 9},
			{Title: "领导批示", Weight: 18, Compact: true}, {Title: "办理期限", Weight: 14}, {Title: "复文号", Weight: 15, Compact: true},
			{Title: "办结情况", Weight: 10},
		},
		Filters: []form.Field{
			{Name: "from", Label: "收文日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
			{Name: "class", Label: "阅件或办件", Kind: form.Choice, Options: []form.Option{{Value: toHandle, Label: toHandle}, {Value: toRead, Label: toRead}}},
			{Name: "q", Label: "关键词", Kind: form.Text},
		},
		Signers: []string{"文书", "办公室主任"},
		Rows:    rowsF1,
	}
}

type rowF1 struct {
	ID         string     `db:"id"`
	Number     string     `db:"number"`
	ReceivedOn string     `db:"received_on"`
	Organ      string     `db:"organ"`
	DocNumber  string     `db:"doc_number"`
	Title      string     `db:"title"`
	Urgency    string     `db:"urgency"`
	Copies     int64      `db:"copies"`
	Enclosures int64      `db:"enclosures"`
	Hosts      string     `db:"hosts"`
	SignedBy   string     `db:"signer"`
	Deadline   string     `db:"deadline"`
	Answer     string     `db:"answer"`
	Outcome    string     `db:"outcome"`
	State      flow.State `db:"state"`
}

func rowsF1(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	count := whereF1(new(store.Query).Add(`SELECT COUNT(*) FROM incoming_document d JOIN cases c ON c.id = d.id `), ask)
	out := module.Rows{}
	var err error
	if out.Count, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return out, err
	}
	sum := whereF1(new(store.Query).Add(`SELECT CAST(COALESCE(SUM(d.copies), 0) AS BIGINT) FROM incoming_document d JOIN cases c ON c.id = d.id `), ask).
		Add(` AND c.state <> '已作废'`)
	copies, err := store.Value[int64](ctx, q, sum.SQL(), sum.Args()...)
	if err != nil {
		return out, err
	}
	out.Totals = make([]string, 14)
	out.Totals[6] = strconv.FormatInt(copies, 10)
	list := whereF1(new(store.Query).Add(`SELECT d.id, d.number, d.received_on, d.organ, d.doc_number, d.title, d.urgency, d.copies,
		d.enclosures, d.hosts, COALESCE(p.name, '') AS signer, d.deadline, d.answer, d.outcome, c.state
		FROM incoming_document d JOIN cases c ON c.id = d.id LEFT JOIN person p ON p.id = d.signed_by `), ask).
		Add(` ORDER BY d.received_on DESC, c.created_at DESC, d.id DESC LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	rows, err := store.All[rowF1](ctx, q, list.SQL(), list.Args()...)
	if err != nil {
		return out, err
	}
	said, err := instructions(ctx, q, rows)
	for _, r := range rows {
		out.Rows = append(out.Rows, r.line(said[r.ID]))
	}
	return out, err
}

func whereF1(b *store.Query, ask module.Ask) *store.Query {
	b.Add(`WHERE d.number <> '' AND `)
	ask.Limit(b, "d.id")
	if from := ask.Filter["from"]; from != "" {
		b.Add(` AND d.received_on >= ?`, from)
	}
	if to := ask.Filter["to"]; to != "" {
		b.Add(` AND d.received_on <= ?`, to)
	}
	if class := ask.Filter["class"]; class != "" {
		b.Add(` AND d.class = ?`, class)
	}
	if q := ask.Filter["q"]; q != "" {
		like := "%" + escapeLike(q) + "%"
		b.Add(` AND (d.title LIKE ? ESCAPE '!' OR d.organ LIKE ? ESCAPE '!' OR d.doc_number LIKE ? ESCAPE '!' OR d.number LIKE ? ESCAPE '!')`, like, like, like, like)
	}
	return b
}

func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

func (r rowF1) line(said string) module.Row {
	outcome := r.Outcome
	if outcome == "" {
		outcome = string(r.State)
	}
	if r.State == flow.Voided {
		outcome = "作废"
	}
	return module.Row{CaseID: r.ID, Void: r.State == flow.Voided, Cells: []string{
		r.Number, r.ReceivedOn, r.Organ, dash(r.DocNumber), r.Title, dash(r.Urgency), strconv.FormatInt(r.Copies, 10),
		strconv.FormatInt(r.Enclosures, 10), dash(r.Hosts), r.SignedBy, said, dash(r.Deadline), dash(r.Answer), outcome,
	}}
}

func dash(s string) string {
	if s == "" {
		return "--"
	}
	return s
}

// instructions are what the leaders wrote, by case.
func instructions(ctx context.Context, q store.Querier, rows []rowF1) (map[string]string, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	type line struct {
		CaseID  string `db:"case_id"`
		Name    string `db:"person_name"`
		Opinion string `db:"opinion"`
		At      int64  `db:"at"`
	}
	b := new(store.Query).Add(`SELECT case_id, person_name, opinion, at FROM history
		WHERE node IN ('instruct', 'instruct-together') AND action IN ('approve', 'acknowledge') AND `).In("case_id", ids).Add(` ORDER BY case_id, seq`)
	lines, err := store.All[line](ctx, q, b.SQL(), b.Args()...)
	said := map[string]string{}
	for _, l := range lines {
		if said[l.CaseID] != "" {
			said[l.CaseID] += "；"
		}
		said[l.CaseID] += l.Name + " " + clock.FromMillis(l.At).Format("01-02") + "：" + l.Opinion
	}
	return said, err
}
