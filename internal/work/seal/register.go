package seal

import (
	"context"
	"strconv"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

func (d Deps) registers() []module.Register {
	return []module.Register{registerF1(), electronicRegister(), d.ledger(), handoverRegister(), letterRegister(), carryRegister(), grantRegister()}
}

// registerF1 is 1-01-F1 印章使用登记表 in the form's own columns.
func registerF1() module.Register {
	return useRegister("1-01-F1", "印章使用登记表", `s.class <> '电子印章'`)
}

// electronicRegister is the same of the electronic seals, which stand apart.
func electronicRegister() module.Register {
	return useRegister("seal-electronic", "电子印章用印登记", `s.class = '电子印章'`)
}

func useRegister(id, title, which string) module.Register {
	return module.Register{
		ID: id, Title: title, Source: "由核验用印和经办人签字自动写入，不能手工修改；没有办成的编号划线保留", Sees: overseers,
		Columns: []flow.Column{
			{Title: "登记号", Weight: 19}, {Title: "用印日期时间", Weight: 19}, {Title: "印章", Weight: 13}, {Title: "文件名称（内容）", Weight: 30, Wide: true},
			{Title: "用途", Weight: 17, Compact: true}, {Title: "发文字号或凭据编号", Weight: 18}, {Title: "份数", Weight: 6, Right: true},
			{Title: "用印处数", Weight: 6, Right: true, Compact: true}, {Title: "废页数", Weight: 6, Right: true}, {Title: "申请科室", Weight: 12, Compact: true}, {Title: "经办人签字", Weight: 11},
			{Title: "批准领导", Weight: 16}, {Title: "监印人", Weight: 9, Compact: true}, {Title: "备注", Weight: 12, Compact: true},
		},
		Filters: []form.Field{
			{Name: "from", Label: "用印日期自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind},
			{Name: "seal", Label: "印章", Kind: form.Choice, OptionsFrom: "seals"}, {Name: "dept", Label: "申请科室", Kind: form.Choice, OptionsFrom: "departments"},
			{Name: "matter", Label: "事项", Kind: form.Choice, Options: optionsOf(official, introduction, certificate, agreement, "报表", credential, "其他", "外带")},
			{Name: "q", Label: "关键词", Kind: form.Text},
		},
		Choices: func(ctx context.Context, q store.Querier) (map[string][]form.Option, error) {
			return filterChoices(ctx, q, which)
		},
		Signers: []string{"监印人", "办公室主任"},
		Rows: func(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
			return rowsF1(ctx, q, ask, which)
		},
	}
}

func optionsOf(values ...string) []form.Option {
	var out []form.Option
	for _, v := range values {
		out = append(out, form.Option{Value: v, Label: v})
	}
	return out
}

func filterChoices(ctx context.Context, q store.Querier, which string) (map[string][]form.Option, error) {
	type seal struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	seals, err := store.All[seal](ctx, q, `SELECT s.id, s.name FROM seal s WHERE `+which+` ORDER BY s.made_at, s.id`)
	if err != nil {
		return nil, err
	}
	departments, err := org.Departments(ctx, q)
	out := map[string][]form.Option{}
	for _, s := range seals {
		out["seals"] = append(out["seals"], form.Option{Value: s.ID, Label: s.Name})
	}
	for _, d := range departments {
		out["departments"] = append(out["departments"], form.Option{Value: d.ID, Label: d.Name})
	}
	return out, err
}

type rowF1 struct {
	CaseID   string `db:"case_id"`
	Number   string `db:"number"`
	At       int64  `db:"at"`
	Seal     string `db:"seal"`
	Content  string `db:"content"`
	Purpose  string `db:"purpose"`
	Basis    string `db:"basis"`
	Copies   int64  `db:"copies"`
	Places   int64  `db:"places"`
	Spoiled  int64  `db:"spoiled"`
	Dept     string `db:"dept"`
	Signed   string `db:"signed"`
	Approver string `db:"approver"`
	Keeper   string `db:"keeper"`
	Remark   string `db:"remark"`
	Void     int64  `db:"void"`
}

// registered are the lines of the register, and what only spoiled pages (1-01-6.5).
const registered = `(
	SELECT case_id, number, at, seal_id, content, purpose, basis, copies, places, spoiled, dept_id, matter, signed_by, approver, keeper_id, remark FROM seal_line
	UNION ALL
	SELECT c.id, REPLACE(c.number, '用印', '') || '（废页）', p.at, p.seal_id, COALESCE(u.title, c.title), COALESCE(u.purpose, ''), COALESCE(u.basis, ''), 0, 0, p.spoiled, c.creator_dept,
		COALESCE(u.matter, '外带'), p.signed_by, COALESCE(u.approver, (SELECT h.person_name || ' ' || h.post FROM history h
			WHERE h.case_id = c.id AND h.node = 'approve' AND h.action IN ('approve', 'acknowledge') ORDER BY h.seq DESC LIMIT 1)), p.keeper_id, '只有带印废页'
	FROM seal_press p JOIN cases c ON c.id = p.case_id LEFT JOIN seal_use u ON u.id = c.id WHERE p.copies = 0 AND p.signed_at > 0)`

// linesF1 are the lines of the register and, struck through, the numbers of
// applications that came to nothing (G-02).
const linesF1 = ` FROM (
	SELECT l.case_id, l.number, l.at, l.seal_id, l.content, l.purpose, l.basis, l.copies, l.places, l.spoiled, l.dept_id, l.matter, l.signed_by, l.approver, l.keeper_id, l.remark, 0 AS void
	FROM ` + registered + ` AS l
	UNION ALL
	SELECT c.id, REPLACE(c.number, '用印', ''), c.closed_at, u.seal_id, u.title, u.purpose, '', 0, 0, 0, u.dept_id, u.matter, c.creator_id, '', '',
		c.state || '：' || COALESCE((SELECT h.opinion FROM history h WHERE h.case_id = c.id AND h.action IN ('void', 'reject') ORDER BY h.seq DESC LIMIT 1), ''), 1
	FROM seal_use u JOIN cases c ON c.id = u.id WHERE c.state IN ('已作废', '未同意') AND c.number <> ''
		AND NOT EXISTS (SELECT 1 FROM seal_line x WHERE x.case_id = c.id)) AS f JOIN seal s ON s.id = f.seal_id `

func rowsF1(ctx context.Context, q store.Querier, ask module.Ask, which string) (module.Rows, error) {
	out := module.Rows{Totals: make([]string, 14)}
	type sum struct {
		N       int64 `db:"n"`
		Copies  int64 `db:"copies"`
		Places  int64 `db:"places"`
		Spoiled int64 `db:"spoiled"`
	}
	count := whereF1(new(store.Query).Add(`SELECT COUNT(*) AS n, CAST(COALESCE(SUM(f.copies), 0) AS BIGINT) AS copies, CAST(COALESCE(SUM(f.places), 0) AS BIGINT) AS places,
		CAST(COALESCE(SUM(f.spoiled), 0) AS BIGINT) AS spoiled`+linesF1), ask, which)
	n, err := store.One[sum](ctx, q, count.SQL(), count.Args()...)
	if err != nil {
		return out, err
	}
	out.Count = n.N
	out.Totals[6], out.Totals[7], out.Totals[8] = strconv.FormatInt(n.Copies, 10), strconv.FormatInt(n.Places, 10), strconv.FormatInt(n.Spoiled, 10)
	list := whereF1(new(store.Query).Add(`SELECT f.case_id, f.number, f.at, s.name AS seal, f.content, f.purpose, f.basis, f.copies, f.places, f.spoiled,
		COALESCE(d.name, '') AS dept, COALESCE(p.name, '') AS signed, f.approver, COALESCE(k.name, '') AS keeper, f.remark, f.void`+linesF1+
		`LEFT JOIN department d ON d.id = f.dept_id LEFT JOIN person p ON p.id = f.signed_by LEFT JOIN person k ON k.id = f.keeper_id `), ask, which).
		Add(` ORDER BY f.at DESC, f.number DESC LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	rows, err := store.All[rowF1](ctx, q, list.SQL(), list.Args()...)
	for _, r := range rows {
		out.Rows = append(out.Rows, r.line())
	}
	return out, err
}

func whereF1(b *store.Query, ask module.Ask, which string) *store.Query {
	b.Add(`WHERE ` + which + ` AND `)
	ask.Limit(b, "f.case_id")
	if from := ask.Filter["from"]; from != "" {
		b.Add(` AND f.at >= ?`, clock.Millis(clock.Date(from).Time(0, 0)))
	}
	if to := ask.Filter["to"]; to != "" {
		b.Add(` AND f.at < ?`, clock.Millis(clock.Date(to).AddDays(1).Time(0, 0)))
	}
	for name, column := range map[string]string{"seal": "f.seal_id", "dept": "f.dept_id", "matter": "f.matter"} {
		if v := ask.Filter[name]; v != "" {
			b.Add(` AND `+column+` = ?`, v)
		}
	}
	if q := ask.Filter["q"]; q != "" {
		like := store.Like(q)
		b.Add(` AND (f.content LIKE ? ESCAPE '!' OR f.number LIKE ? ESCAPE '!' OR f.basis LIKE ? ESCAPE '!' OR f.purpose LIKE ? ESCAPE '!')`, like, like, like, like)
	}
	return b
}

func (r rowF1) line() module.Row {
	if r.Void == 1 {
		return module.Row{CaseID: r.CaseID, Void: true, Cells: []string{
			r.Number, clock.Minute(r.At), r.Seal, r.Content, dash(r.Purpose), r.Remark, "—", "—", "—", r.Dept, r.Signed, "—", "—", r.Remark,
		}}
	}
	return module.Row{CaseID: r.CaseID, Cells: []string{
		r.Number, clock.Minute(r.At), r.Seal, r.Content, dash(r.Purpose), dash(r.Basis), strconv.FormatInt(r.Copies, 10),
		strconv.FormatInt(r.Places, 10), strconv.FormatInt(r.Spoiled, 10), r.Dept, r.Signed + " ✓", r.Approver, r.Keeper, dash(r.Remark),
	}}
}

func dash(s string) string {
	if s == "" {
		return "--"
	}
	return s
}
