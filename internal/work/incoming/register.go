package incoming

import (
	"context"
	"strconv"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// registerF1 is 1-02-F1 收文登记表 in the form's own columns.
func registerF1() module.Register {
	return module.Register{
		ID: "1-02-F1", Title: "收文登记表", Source: "由登记自动写入；更正由文书办理，新旧内容都留存，收文号不变",
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
			{Name: "urgency", Label: "紧急程度", Kind: form.Choice, Options: []form.Option{{Value: "特提", Label: "特提"}, {Value: "特急", Label: "特急"}, {Value: "加急", Label: "加急"}, {Value: "平急", Label: "平急"}}},
			{Name: "fast", Label: "先分办", Kind: form.Choice, Options: []form.Option{{Value: "1", Label: "只看先分办"}}},
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
	if urgency := ask.Filter["urgency"]; urgency != "" {
		b.Add(` AND d.urgency = ?`, urgency)
	}
	if ask.Filter["fast"] != "" {
		b.Add(` AND d.fast_id <> ''`)
	}
	if q := ask.Filter["q"]; q != "" {
		like := store.Like(q)
		b.Add(` AND (d.title LIKE ? ESCAPE '!' OR d.organ LIKE ? ESCAPE '!' OR d.doc_number LIKE ? ESCAPE '!' OR d.number LIKE ? ESCAPE '!')`, like, like, like, like)
	}
	return b
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
		WHERE node IN ('instruct', 'instruct-together', 'decide') AND action IN ('approve', 'acknowledge') AND `).In("case_id", ids).Add(` ORDER BY case_id, seq`)
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

// instructionCopies is 批示复印分送登记 (1-02-4.2): each numbered copy with its holder
// and receipt.
func instructionCopies() module.Register {
	return module.Register{
		ID: "instruction-copies", Title: "批示复印分送登记", Source: "由分送自动写入；签阅、交接、收回随办随记",
		Columns: []flow.Column{
			{Title: "收文号", Weight: 17}, {Title: "标题", Weight: 32, Wide: true}, {Title: "份号", Weight: 6, Right: true}, {Title: "编码", Weight: 14}, {Title: "形式", Weight: 7},
			{Title: "送往", Weight: 18}, {Title: "送出时间", Weight: 14}, {Title: "签阅时间", Weight: 14}, {Title: "应还", Weight: 13}, {Title: "现在何处", Weight: 20, Compact: true}, {Title: "状态", Weight: 9},
		},
		Filters: []form.Field{
			{Name: "from", Label: "送出日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
			{Name: "read", Label: "签阅", Kind: form.Choice, Options: []form.Option{{Value: "no", Label: "还没有签阅"}, {Value: "yes", Label: "已签阅"}}}, {Name: "q", Label: "关键词", Kind: form.Text},
		},
		Signers: []string{"文书", "办公室主任"}, Sees: office, Rows: rowsOfCopies,
	}
}

type copyRow struct {
	paper.Copy
	FirstHolder string `db:"first_holder"`
	FirstDept   string `db:"first_dept"`
	FirstRead   int64  `db:"first_read"`
}

func rowsOfCopies(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
	out := module.Rows{}
	where := func(b *store.Query) *store.Query {
		b.Add(` FROM paper_copy c WHERE c.sort = ? AND `, SortInstruction)
		ask.Limit(b, "c.case_id")
		if from := clock.Date(ask.Filter["from"]); from != "" {
			b.Add(` AND c.made_at >= ?`, clock.Millis(from.Time(0, 0)))
		}
		if to := clock.Date(ask.Filter["to"]); to != "" {
			b.Add(` AND c.made_at < ?`, clock.Millis(to.AddDays(1).Time(0, 0)))
		}
		switch ask.Filter["read"] {
		case "no":
			b.Add(` AND c.read_at = 0`)
		case "yes":
			b.Add(` AND c.read_at > 0`)
		}
		if text := ask.Filter["q"]; text != "" {
			like := store.Like(text)
			b.Add(` AND (c.title LIKE ? ESCAPE '!' OR c.document LIKE ? ESCAPE '!' OR c.code LIKE ? ESCAPE '!')`, like, like, like)
		}
		return b
	}
	count := where(new(store.Query).Add(`SELECT COUNT(*)`))
	var err error
	if out.Count, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return out, err
	}
	list := where(new(store.Query).Add(`SELECT c.id, c.code, c.doc_id, c.case_id, c.sort, c.n, c.document, c.title, c.pages, c.medium, c.keeper, c.home, c.state, c.holder_id,
		c.dept_id, c.place, c.due, c.read_at, c.moved_at, c.seq, c.made_by, c.made_at,
		(SELECT m.to_holder FROM paper_move m WHERE m.copy_id = c.id AND m.seq = 1) AS first_holder, (SELECT m.to_dept FROM paper_move m WHERE m.copy_id = c.id AND m.seq = 1) AS first_dept,
		COALESCE((SELECT MIN(m.at) FROM paper_move m WHERE m.copy_id = c.id AND m.act = 'received'), 0) AS first_read`)).
		Add(` ORDER BY c.made_at DESC, c.document DESC, c.n LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	copies, err := store.All[copyRow](ctx, q, list.SQL(), list.Args()...)
	if err != nil {
		return out, err
	}
	names, err := paper.NamesOf(ctx, q)
	for _, c := range copies {
		row := module.Row{Link: "/paper/" + c.ID, Void: c.State == paper.Void, Cells: []string{
			c.Document, c.Title, strconv.FormatInt(c.N, 10), c.Code, c.Medium, names.At(paper.Spot{HolderID: c.FirstHolder, DeptID: c.FirstDept}), stamp(c.MadeAt), stamp(c.FirstRead),
			dash(string(c.Due)), names.At(c.Spot), string(c.State),
		}}
		if c.State == paper.Missing {
			row.Tone = "r"
		}
		out.Rows = append(out.Rows, row)
	}
	return out, err
}
