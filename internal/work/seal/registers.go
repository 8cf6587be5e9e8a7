package seal

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

// page counts and reads one page of rows of a register over one case column.
func page[R any](ctx context.Context, q store.Querier, ask module.Ask, sel, from, column, order string, line func(R) module.Row) (module.Rows, error) {
	out := module.Rows{}
	where := func(b *store.Query) *store.Query { b.Add(from); return ask.Limit(b, column) }
	count := where(new(store.Query).Add(`SELECT COUNT(*)`))
	var err error
	if out.Count, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return out, err
	}
	list := where(new(store.Query).Add(`SELECT `+sel)).Add(` ORDER BY `+order+` LIMIT ? OFFSET ?`, ask.Page.Most, ask.Page.Skip)
	rows, err := store.All[R](ctx, q, list.SQL(), list.Args()...)
	for _, r := range rows {
		out.Rows = append(out.Rows, line(r))
	}
	return out, err
}

// handoverRegister is every handover: of keepers, of leave, and back.
func handoverRegister() module.Register {
	return module.Register{
		ID: "seal-handovers", Title: "印章交接登记", Source: "由指定、离岗、突然离岗的三方签字写入", Sees: overseers, Signers: []string{"办公室主任"},
		Columns: []flow.Column{{Title: "印章", Weight: 18, Wide: true}, {Title: "交接", Weight: 12}, {Title: "移交人", Weight: 12}, {Title: "接收人", Weight: 12}, {Title: "监交人", Weight: 12}, {Title: "生效时间", Weight: 16}},
		Rows: func(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
			return page(ctx, q, ask, handoverColumns, handoverFrom, "h.case_id", "h.id DESC", func(h handoverRow) module.Row {
				return module.Row{CaseID: h.CaseID, Cells: append([]string{h.Seal}, h.cells()...)}
			})
		},
	}
}

type letterRow struct {
	CaseID  string     `db:"case_id"`
	Number  string     `db:"number"`
	ToUnit  string     `db:"to_unit"`
	Bearer  string     `db:"bearer"`
	People  int64      `db:"people"`
	Matter  string     `db:"matter"`
	Days    int64      `db:"days"`
	At      int64      `db:"at"`
	State   flow.State `db:"state"`
	Pressed int64      `db:"pressed"`
}

// letterRegister is the stubs of letters of introduction in the order of their
// running numbers; what came to nothing stays, struck through (1-01-6.2).
func letterRegister() module.Register {
	return module.Register{
		ID: "seal-letters", Title: "介绍信存根", Source: "申请介绍信用印时编号，号码连续；作废的划线保留", Sees: overseers, Signers: []string{"监印人"},
		Columns: []flow.Column{{Title: "编号", Weight: 16}, {Title: "开出日期", Weight: 13}, {Title: "前往单位", Weight: 20, Wide: true}, {Title: "持信人", Weight: 14}, {Title: "人数", Weight: 6, Right: true},
			{Title: "事由", Weight: 22}, {Title: "有效期", Weight: 8}, {Title: "状态", Weight: 10}},
		Rows: func(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
			return page(ctx, q, ask, `l.case_id, l.number, l.to_unit, l.bearer, l.people, l.matter, l.days, l.at, c.state,
				(SELECT COUNT(*) FROM seal_line x WHERE x.case_id = l.case_id) AS pressed`, ` FROM seal_letter l JOIN cases c ON c.id = l.case_id WHERE `, "l.case_id", "l.at DESC, l.id DESC",
				func(r letterRow) module.Row {
					state := "待用印"
					if r.Pressed > 0 {
						state = "已开出"
					}
					void := r.State == flow.Voided || r.State == flow.Rejected
					if void {
						state = string(r.State)
					}
					return module.Row{CaseID: r.CaseID, Void: void, Cells: []string{r.Number, day(r.At), r.ToUnit, r.Bearer, fmt.Sprint(r.People), r.Matter, fmt.Sprintf("%d 天", r.Days), state}}
				})
		},
	}
}

type carryRow struct {
	ID        string     `db:"id"`
	Number    string     `db:"number"`
	Seal      string     `db:"seal"`
	Bearer    string     `db:"bearer"`
	Companion string     `db:"companion"`
	Place     string     `db:"place"`
	BackBy    int64      `db:"back_by"`
	OutAt     int64      `db:"out_at"`
	BackAt    int64      `db:"back_at"`
	Copies    int64      `db:"copies"`
	State     flow.State `db:"state"`
}

const (
	carryColumns = `r.id, c.number, s.name AS seal, COALESCE(b.name, '') AS bearer, COALESCE(m.name, '') AS companion, r.place, r.back_by, r.out_at, r.back_at, c.state,
		(SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM seal_press p WHERE p.case_id = r.id) AS copies`
	carryFrom = ` FROM seal_carry r JOIN cases c ON c.id = r.id JOIN seal s ON s.id = r.seal_id LEFT JOIN person b ON b.id = r.bearer_id LEFT JOIN person m ON m.id = r.companion_id WHERE `
)

// carries is the row of one case.
func carries(ctx context.Context, q store.Querier, caseID string) ([]carryRow, error) {
	return store.All[carryRow](ctx, q, `SELECT `+carryColumns+carryFrom+`r.id = $1`, caseID)
}

// carryRegister is every seal that was taken out, and whether it was back in time.
func carryRegister() module.Register {
	return module.Register{
		ID: "seal-carries", Title: "印章外带登记", Source: "由外带申请、带出、带回写入；超过带回时间的标红", Sees: overseers, Signers: []string{"监印人", "办公室主任"},
		Columns: []flow.Column{{Title: "编号", Weight: 16}, {Title: "印章", Weight: 13}, {Title: "带往地点", Weight: 18, Wide: true}, {Title: "带出人", Weight: 10}, {Title: "同行人", Weight: 10},
			{Title: "带出时间", Weight: 15}, {Title: "应带回", Weight: 15}, {Title: "带回时间", Weight: 15}, {Title: "用印份数", Weight: 8, Right: true}, {Title: "状态", Weight: 10}},
		Rows: func(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
			return page(ctx, q, ask, carryColumns, carryFrom, "r.id", "c.created_at DESC, r.id DESC", carryRow.line)
		},
	}
}

func (r carryRow) line() module.Row {
	row := module.Row{CaseID: r.ID, Void: r.State == flow.Voided || r.State == flow.Rejected}
	state := string(r.State)
	switch {
	case row.Void:
	case r.BackAt > r.BackBy:
		state, row.Tone = "超时带回", "r"
	case r.BackAt > 0:
		state = "按时带回"
	case r.OutAt > 0:
		state, row.Tone = "在外", "a"
	}
	row.Cells = []string{dash(r.Number), r.Seal, r.Place, r.Bearer, r.Companion, moment(r.OutAt), moment(r.BackBy), moment(r.BackAt), fmt.Sprint(r.Copies), state}
	return row
}

// grantRegister is every authorisation of the 办公室主任, and how often it was used
// (1-01-5.3).
func grantRegister() module.Register {
	return module.Register{
		ID: "seal-grants", Title: "用印授权登记", Source: "由局长签批授权写入；收回的注明", Sees: overseers, Signers: []string{"办公室主任"},
		Columns: []flow.Column{{Title: "编号", Weight: 16}, {Title: "被授权人", Weight: 10}, {Title: "事项", Weight: 26, Wide: true}, {Title: "自", Weight: 12}, {Title: "至", Weight: 12}, {Title: "每件至多", Weight: 9, Right: true}, {Title: "已用", Weight: 7, Right: true}, {Title: "状态", Weight: 10}},
		Rows: func(ctx context.Context, q store.Querier, ask module.Ask) (module.Rows, error) {
			return page(ctx, q, ask, grantColumns+`, COALESCE(p.name, g.to_id) AS to_name, (SELECT COUNT(*) FROM seal_use u WHERE u.grant_id = g.id) AS uses`,
				` FROM seal_grant g LEFT JOIN person p ON p.id = g.to_id WHERE `, "g.case_id", "g.at DESC, g.id DESC",
				func(g grantRow) module.Row {
					state := "已生效"
					if g.EndedAt > 0 {
						state = "已收回"
					}
					return module.Row{CaseID: g.CaseID, Cells: []string{g.Number, g.ToName, strings.ReplaceAll(g.Matters, " ", "、"), g.From, g.To, fmt.Sprintf("%d 份", g.Most), fmt.Sprint(g.Uses), state}}
				})
		},
	}
}
