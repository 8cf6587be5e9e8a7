package outgoing

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// registerF1 is 1-03-F1 发文登记表 in the form's own columns; 1-02-F2 is the same
// register.
func (d Deps) registerF1() module.Register {
	return module.Register{
		ID: "1-03-F1", Also: []string{"1-02-F2"}, Title: "发文登记表", Source: "由编号、定稿、分发自动写入，不能手工修改",
		Columns: []flow.Column{
			{Title: "顺序号", Weight: 6, Right: true}, {Title: "发文日期", Weight: 14}, {Title: "发文字号", Weight: 20}, {Title: "标题", Weight: 30, Wide: true},
			{Title: "附件", Weight: 5, Right: true, Compact: true}, {Title: "份数", Weight: 6, Right: true}, {Title: "发往机关", Weight: 20, Compact: true},
			{Title: "签发人", Weight: 9}, {Title: "拟稿部门", Weight: 13}, {Title: "签收人", Weight: 14, Compact: true}, {Title: "归卷日期", Weight: 12, Compact: true}, {Title: "归入卷号", Weight: 12, Compact: true},
		},
		Filters: []form.Field{
			{Name: "from", Label: "发文日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
			{Name: "doc_kind", Label: "文种", Kind: form.Choice, Options: kindNames()}, {Name: "q", Label: "关键词", Kind: form.Text},
		},
		Signers: []string{"文书", "办公室主任"},
		Rows:    rowsF1,
	}
}

// kindNames are the kinds that the register is filtered by.
func kindNames() []form.Option {
	var all []form.Option
	for _, k := range defaultKinds() {
		if k.Numbered() {
			all = append(all, form.Option{Value: k.Name, Label: k.Name})
		}
	}
	return all
}

type rowF1 struct {
	ID       string     `db:"id"`
	DocDate  string     `db:"doc_date"`
	Number   string     `db:"number"`
	Title    string     `db:"title"`
	Annexes  int64      `db:"annexes"`
	Copies   int64      `db:"copies"`
	Signer   string     `db:"signer"`
	Dept     string     `db:"dept"`
	Standing string     `db:"standing"`
	State    flow.State `db:"state"`
}

func rowsF1(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	count := whereF1(new(store.Query).Add(`SELECT COUNT(*) FROM outgoing_document d JOIN cases c ON c.id = d.id `), ask)
	out := module.Rows{Totals: make([]string, 12)}
	var err error
	if out.Count, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return out, err
	}
	sum := whereF1(new(store.Query).Add(`SELECT CAST(COALESCE(SUM(d.copies + d.extra), 0) AS BIGINT) FROM outgoing_document d JOIN cases c ON c.id = d.id `), ask).
		Add(` AND c.state <> '已作废'`)
	copies, err := store.Value[int64](ctx, q, sum.SQL(), sum.Args()...)
	if err != nil {
		return out, err
	}
	out.Totals[5] = strconv.FormatInt(copies, 10)
	list := whereF1(new(store.Query).Add(`SELECT d.id, d.doc_date, d.number, d.title, d.annexes, d.copies + d.extra AS copies, d.signer,
		COALESCE(p.name, '') AS dept, d.standing, c.state
		FROM outgoing_document d JOIN cases c ON c.id = d.id LEFT JOIN department p ON p.id = d.dept_id `), ask).
		Add(` ORDER BY d.doc_date DESC, d.signed_at DESC, d.id DESC LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	rows, err := store.All[rowF1](ctx, q, list.SQL(), list.Args()...)
	if err != nil {
		return out, err
	}
	sent, err := sentTo(ctx, q, rows)
	for i, r := range rows {
		out.Rows = append(out.Rows, r.line(out.Count-int64(ask.Page.Skip+i), sent[r.ID]))
	}
	return out, err
}

func whereF1(b *store.Query, ask module.Ask) *store.Query {
	b.Add(`WHERE d.number <> '' AND `)
	ask.Limit(b, "d.id")
	if from := ask.Filter["from"]; from != "" {
		b.Add(` AND d.doc_date >= ?`, from)
	}
	if to := ask.Filter["to"]; to != "" {
		b.Add(` AND d.doc_date <= ?`, to)
	}
	if kind := ask.Filter["doc_kind"]; kind != "" {
		b.Add(` AND d.doc_kind = ?`, kind)
	}
	if q := ask.Filter["q"]; q != "" {
		like := store.Like(q)
		b.Add(` AND (d.title LIKE ? ESCAPE '!' OR d.number LIKE ? ESCAPE '!' OR d.addressees LIKE ? ESCAPE '!')`, like, like, like)
	}
	return b
}

// organsAndReceipts is to whom a document went and who signed for it.
type organsAndReceipts struct{ organs, receipts []string }

func sentTo(ctx context.Context, q store.Querier, rows []rowF1) (map[string]organsAndReceipts, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	type line struct {
		CaseID   string `db:"case_id"`
		Organ    string `db:"organ"`
		Receiver string `db:"receiver"`
		On       string `db:"received_on"`
	}
	b := new(store.Query).Add(`SELECT case_id, organ, receiver, received_on FROM outgoing_dispatch WHERE `).In("case_id", ids).Add(` ORDER BY case_id, sent_at, id`)
	lines, err := store.All[line](ctx, q, b.SQL(), b.Args()...)
	out := map[string]organsAndReceipts{}
	for _, l := range lines {
		x := out[l.CaseID]
		x.organs = append(x.organs, l.Organ)
		if l.On != "" {
			x.receipts = append(x.receipts, fmt.Sprintf("%s %s", l.Receiver, l.On[5:]))
		}
		out[l.CaseID] = x
	}
	return out, err
}

func (r rowF1) line(n int64, sent organsAndReceipts) module.Row {
	title := r.Title
	if r.Standing != "" && r.Standing != "有效" {
		title += "（" + r.Standing + "）"
	}
	return module.Row{CaseID: r.ID, Void: r.State == flow.Voided, Cells: []string{
		strconv.FormatInt(n, 10), r.DocDate, r.Number, title, strconv.FormatInt(r.Annexes, 10), strconv.FormatInt(r.Copies, 10), dash(strings.Join(sent.organs, "、")),
		r.Signer, r.Dept, dash(strings.Join(sent.receipts, "；")), "--", "--",
	}}
}
