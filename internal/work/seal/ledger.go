package seal

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// ledger is 印章台账: each seal, its state, who keeps it; a page for each.
func (d Deps) ledger() module.Register {
	return module.Register{
		ID: "seal-ledger", Title: "印章台账", Source: "由印章变动和保管人指定写入", Ledger: true, Sees: append([]string{"kezhang", "fujuzhang", "wenshu", "wenmi"}, overseers...),
		Columns: []flow.Column{
			{Title: "印章", Weight: 20, Wide: true}, {Title: "类别", Weight: 12}, {Title: "所属科室", Weight: 14}, {Title: "状态", Weight: 8}, {Title: "保管人", Weight: 14}, {Title: "B 角", Weight: 9},
			{Title: "保管地点", Weight: 16}, {Title: "启用日期", Weight: 13}, {Title: "批准文号", Weight: 16, Compact: true}, {Title: "直径（毫米）", Weight: 9, Right: true, Compact: true}, {Title: "证书", Weight: 18, Compact: true},
		},
		Filters: []form.Field{{Name: "state", Label: "状态", Kind: form.Choice, Options: optionsOf(engraved, inUse, stopped, lost, destroyed)},
			{Name: "class", Label: "类别", Kind: form.Choice, Options: optionsOf(partySeal, bureauSeal, deptSeal, specialSeal, steelSeal, nameSeal, electronicSeal)}},
		Signers: []string{"印章管理员", "办公室主任"},
		Rows:    ledgerRows, Detail: ledgerDetail,
	}
}

func ledgerRows(ctx context.Context, q store.Querier, a module.Ask) (module.Rows, error) {
	lines, err := ledgerLines(ctx, q, "")
	out := module.Rows{}
	for _, s := range lines {
		if a.Filter["state"] != "" && s.State != a.Filter["state"] || a.Filter["class"] != "" && s.Class != a.Filter["class"] {
			continue
		}
		out.Count++
		if out.Count <= int64(a.Page.Skip) || len(out.Rows) == a.Page.Most {
			continue
		}
		out.Rows = append(out.Rows, s.row())
	}
	return out, err
}

// ledgerLine is a seal with the names that stand beside it: of its department, its
// deputy, and who keeps it by the records that have not ended.
type ledgerLine struct {
	Seal
	Dept    string   `db:"dept"`
	Deputy  string   `db:"deputy"`
	Keepers []string `db:"-"`
}

// ledgerLines are those of all seals, or of one.
func ledgerLines(ctx context.Context, q store.Querier, id string) ([]ledgerLine, error) {
	lines, err := store.All[ledgerLine](ctx, q, `SELECT `+sealColumns+`, COALESCE(d.name, '--') AS dept, COALESCE(p.name, s.deputy_id) AS deputy
		FROM seal s LEFT JOIN department d ON d.id = s.dept_id LEFT JOIN person p ON p.id = s.deputy_id WHERE $1 = '' OR s.id = $2 ORDER BY s.made_at, s.id`, id, id)
	if err != nil {
		return nil, err
	}
	type keeping struct {
		Thing     string `db:"thing"`
		Name      string `db:"name"`
		Temporary int64  `db:"temporary"`
		FromAt    int64  `db:"from_at"`
	}
	kept, err := store.All[keeping](ctx, q, `SELECT c.thing, p.name, c.temporary, c.from_at FROM custody c JOIN person p ON p.id = c.person_id
		WHERE c.to_at = 0 ORDER BY c.temporary DESC, c.from_at`)
	byThing := map[string][]string{}
	for _, k := range kept {
		if k.Temporary == 1 {
			k.Name += "（临时，" + clock.FromMillis(k.FromAt).Format("01-02") + " 起）"
		}
		byThing[k.Thing] = append(byThing[k.Thing], k.Name)
	}
	for i := range lines {
		lines[i].Keepers = byThing[lines[i].Thing()]
	}
	return lines, err
}

func (s ledgerLine) row() module.Row {
	frozen := len(s.Keepers) == 0 && s.State == inUse
	keeper := dash(strings.Join(s.Keepers, "；"))
	if frozen {
		keeper = "没有保管人，已冻结"
	}
	certificate := ""
	if s.CertNo != "" {
		certificate = s.CertNo + "，至 " + s.CertUntil
	}
	row := module.Row{ID: s.ID, Cells: []string{
		s.Name, s.Class, s.Dept, s.State, keeper, dash(s.Deputy), dash(s.Place), dash(s.EnabledOn), dash(s.Paper), millimetres(s.Diameter), dash(certificate),
	}}
	switch {
	case s.State == lost || s.State == destroyed:
		row.Void = true
	case frozen:
		row.Tone = "r"
	}
	return row
}

func millimetres(tenths int64) string {
	if tenths == 0 {
		return "--"
	}
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

// ledgerDetail is the page of one seal: what it is, what happened to it, who has
// kept it, its handovers, its last uses, and what can be begun for it.
func ledgerDetail(ctx context.Context, q store.Querier, id string) (module.Detail, error) {
	lines, err := ledgerLines(ctx, q, id)
	if err != nil {
		return module.Detail{}, err
	}
	if id == "" || len(lines) == 0 {
		return module.Detail{}, store.ErrNotFound
	}
	s, row := lines[0].Seal, lines[0].row()
	d := module.Detail{Title: s.Name, State: s.State}
	for i, label := range []string{"印章", "类别", "所属科室", "状态", "保管人", "B 角", "保管地点", "启用日期", "批准文号", "直径（毫米）", "证书"} {
		d.Facts = append(d.Facts, flow.Fact{Label: label, Value: row.Cells[i]})
	}
	if s.AsClass != "" {
		d.Facts = append(d.Facts, flow.Fact{Label: "按哪类审批", Value: s.AsClass})
	}
	if s.Imprint != "" {
		d.Files = []string{s.Imprint}
	}
	for _, table := range []func(context.Context, store.Querier, Seal) (flow.Table, error){eventTable, custodyTable, handoverTable, usesTable, stockTable} {
		t, err := table(ctx, q, s)
		if err != nil {
			return d, err
		}
		d.Tables = append(d.Tables, t)
	}
	d.Starts = starts(s)
	return d, nil
}

// starts are what can be begun for a seal in its state.
func starts(s Seal) []module.Start {
	var out []module.Start
	if s.State == inUse {
		out = append(out, module.Start{Label: "申请用印", Kind: KindUse, Prefill: map[string]string{"seal": s.ID}}, module.Start{Label: "指定保管人", Kind: KindNaming, Prefill: map[string]string{"seal": s.ID}})
	}
	for _, what := range transitions[s.State] {
		out = append(out, module.Start{Label: "登记" + what, Kind: KindChange, Prefill: map[string]string{"what": what, "seal": s.ID}})
	}
	return out
}

func day(ms int64) string {
	return dash(clock.Day(ms))
}

func eventTable(ctx context.Context, q store.Querier, s Seal) (flow.Table, error) {
	type row struct {
		CaseID    string `db:"case_id"`
		What      string `db:"what"`
		OnDate    string `db:"on_date"`
		Paper     string `db:"paper"`
		Witnesses string `db:"witnesses"`
		Note      string `db:"note"`
	}
	rows, err := store.All[row](ctx, q, `SELECT case_id, what, on_date, paper, witnesses, note FROM seal_event WHERE seal_id = $1 ORDER BY at DESC, id DESC`, s.ID)
	t := flow.Table{Title: "变动", Columns: []flow.Column{{Title: "变动"}, {Title: "日期"}, {Title: "说明", Wide: true}, {Title: "批准文号"}, {Title: "见证人"}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.What, r.OnDate, dash(r.Note), dash(r.Paper), dash(r.Witnesses)}, Link: "/cases/" + r.CaseID})
	}
	return t, err
}

func custodyTable(ctx context.Context, q store.Querier, s Seal) (flow.Table, error) {
	rows, err := org.CustodyOf(ctx, q, s.Thing())
	if err != nil {
		return flow.Table{}, err
	}
	ids := make([]string, len(rows))
	for i, c := range rows {
		ids[i] = c.PersonID
	}
	names, err := org.NamesOf(ctx, q, ids)
	if err != nil {
		return flow.Table{}, err
	}
	t := flow.Table{Title: "保管", Columns: []flow.Column{{Title: "保管人", Wide: true}, {Title: "性质"}, {Title: "自"}, {Title: "至"}}}
	for i, c := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{names[i], map[int64]string{0: "保管人", 1: "临时保管人"}[c.Temporary], day(c.FromAt), day(c.ToAt)}, Link: "/cases/" + c.CaseID})
	}
	return t, nil
}

func handoverTable(ctx context.Context, q store.Querier, s Seal) (flow.Table, error) {
	rows, err := store.All[handoverRow](ctx, q, `SELECT `+handoverColumns+handoverFrom+`h.seal_id = $1 ORDER BY h.id DESC LIMIT 50`, s.ID)
	t := flow.Table{Title: "交接", Columns: []flow.Column{{Title: "交接", Wide: true}, {Title: "移交人"}, {Title: "接收人"}, {Title: "监交人"}, {Title: "生效"}}}
	for _, h := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Cells: h.cells(), Link: "/cases/" + h.CaseID})
	}
	return t, err
}

func usesTable(ctx context.Context, q store.Querier, s Seal) (flow.Table, error) {
	type row struct {
		CaseID  string `db:"case_id"`
		Number  string `db:"number"`
		At      int64  `db:"at"`
		Content string `db:"content"`
		Copies  int64  `db:"copies"`
	}
	rows, err := store.All[row](ctx, q, `SELECT case_id, number, at, content, copies FROM seal_line WHERE seal_id = $1 ORDER BY at DESC, id DESC LIMIT 20`, s.ID)
	t := flow.Table{Title: "最近用印", Note: "最近 20 条；全部见印章使用登记表", Columns: []flow.Column{{Title: "登记号"}, {Title: "内容", Wide: true}, {Title: "时间"}, {Title: "份数", Right: true}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Number, r.Content, moment(r.At), fmt.Sprint(r.Copies)}, Link: "/cases/" + r.CaseID})
	}
	return t, err
}

func stockTable(ctx context.Context, q store.Querier, s Seal) (flow.Table, error) {
	type row struct {
		CaseID    string `db:"case_id"`
		Month     string `db:"month"`
		Name      string `db:"name"`
		There     string `db:"there"`
		Condition string `db:"condition"`
		Note      string `db:"note"`
	}
	rows, err := store.All[row](ctx, q, `SELECT k.case_id, k.month, p.name, k.there, k.condition, k.note FROM seal_stock k JOIN person p ON p.id = k.keeper_id
		WHERE k.seal_id = $1 ORDER BY k.month DESC, k.id DESC LIMIT 24`, s.ID)
	t := flow.Table{Title: "盘点", Columns: []flow.Column{{Title: "月份"}, {Title: "保管人"}, {Title: "在位"}, {Title: "状况"}, {Title: "说明", Wide: true}}}
	for _, r := range rows {
		tone := ""
		if r.There == "不在位" || r.Condition != "完好" {
			tone = "r"
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{r.Month, r.Name, r.There, r.Condition, dash(r.Note)}, Link: "/cases/" + r.CaseID, Tone: tone})
	}
	return t, err
}
