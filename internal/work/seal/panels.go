package seal

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
)

// comparePress sets what was approved beside what is to be stamped, for the keeper
// (1-01-R3): who reviewed and approved what, and how many copies are left.
func (d Deps) comparePress(ctx context.Context, f flow.Facts) (flow.Check, error) {
	u := f.Content.(Use)
	t, row, err := d.setTable(ctx, f.Q, f.Case, u, "", "")
	if err != nil {
		return flow.Check{}, err
	}
	left := "批准的内容"
	if u.Document != "" {
		left = "签发稿（" + u.DocNumber + "）"
	}
	check := flow.Check{Title: "核对：批准的内容与要盖的文件", Left: left, Right: "本次用印"}
	review, err := reviewText(ctx, f.Q, f.Case.ID, u)
	if err != nil {
		return check, err
	}
	keeper, err := d.keeperRow(ctx, f, u)
	if err != nil {
		return check, err
	}
	check.Rows = []flow.CheckRow{copiesRow(t, u), approverRow(t, row), reviewRow(t, review, u), versionRow(t, u), blanksRow(u), placesRow(t, u), keeper}
	if u.Matter == agreement {
		check.Rows = append(check.Rows, flow.CheckRow{Item: "合法性审查", Left: "协议书须附（1-01-6.2）", Right: fmt.Sprintf("%d 份", len(u.Legal)), Result: "已附", OK: true})
	}
	return check, nil
}

func checkRow(item, left, right string, ok bool, good, bad string) flow.CheckRow {
	result := good
	if !ok {
		result = bad
	}
	return flow.CheckRow{Item: item, Left: left, Right: right, Result: result, OK: ok}
}

func copiesRow(t table, u Use) flow.CheckRow {
	left := fmt.Sprintf("批准 %d 份", u.Copies)
	if t.Signed >= 0 {
		left = fmt.Sprintf("印数 %d 份", t.Signed)
	}
	if t.Extra > 0 {
		left += fmt.Sprintf("，加印 %d 份", t.Extra)
	}
	asks := u.Copies - t.Pressed
	right := fmt.Sprintf("申请 %d 份", u.Copies)
	if t.Pressed > 0 {
		right += fmt.Sprintf("，已盖 %d 份", t.Pressed)
	}
	if other := t.PressedBy - t.Pressed; t.Signed >= 0 && other > 0 {
		right += fmt.Sprintf("（另一次已盖 %d 份）", other)
	}
	return checkRow("份数", left, right, asks <= t.left(), "相符", fmt.Sprintf("多 %d 份", asks-t.left()))
}

// whoMay says in words who approves a class of seals, with the clause.
func whoMay(s Seal) string {
	switch s.approvalClass() {
	case partySeal:
		return "须党组书记批准（1-01-5.1）"
	case bureauSeal:
		return "须局长或副局长批准（1-01-5.2）"
	case deptSeal:
		return "须本部门主要负责人批准（1-01-5.4）"
	case nameSeal:
		return "须本人批准（1-01-6.2）"
	}
	return "须批准领导意见（1-01-6.2）"
}

func approverRow(t table, row useRow) flow.CheckRow {
	left := "--"
	if row.ApprovedAt > 0 {
		left = row.Approver + "，" + moment(row.ApprovedAt)
	}
	right := t.Seal.Name + "，" + whoMay(t.Seal)
	if row.GrantID != "" || row.ExceptionID != "" {
		right = "局长授权：" + row.Basis + "（1-01-5.3）"
	}
	return checkRow("批准人", left, right, t.Approved != "" && t.Approved == t.Version, "相符", "批准的不是这一版")
}

func reviewRow(t table, review string, u Use) flow.CheckRow {
	if u.Document != "" {
		return checkRow("审核", "凭签发稿", "不再另行审核（1-01-6.1）", true, "相符", "")
	}
	return checkRow("审核", titleOr(review, "--"), "须分管领导审核签字（1-01-R3）", t.Reviewed, "相符", "没有审核这一版")
}

// reviewText names who reviewed, and the 科长 and second person of 1-01-6.3.
func reviewText(ctx context.Context, q store.Querier, caseID string, u Use) (string, error) {
	type line struct {
		Name string `db:"person_name"`
		Node string `db:"node_name"`
		At   int64  `db:"at"`
	}
	lines, err := store.All[line](ctx, q, `SELECT person_name, node_name, at FROM history
		WHERE case_id = $1 AND node IN ('head', 'review', 'second') AND action IN ('approve', 'acknowledge') AND content_hash = $2 ORDER BY seq`, caseID, hashOf(u))
	var all []string
	for _, l := range lines {
		all = append(all, l.Node+" "+l.Name+" "+moment(l.At))
	}
	return strings.Join(all, "；"), err
}

func versionRow(t table, u Use) flow.CheckRow {
	left := fmt.Sprintf("批准的版本，每份 %d 页", u.Pages)
	return checkRow("文件", left, fmt.Sprintf("与批准的逐字节一致，%d 页", u.Pages), t.Approved == t.Version, "相符", "批准后改动过")
}

func blanksRow(u Use) flow.CheckRow {
	right := "逐页检查，无空白页"
	if u.Findings != "" {
		right = u.Findings + "；已由第二人复核"
	}
	if u.Backs != "" {
		right += "；第 " + u.Backs + " 页空白背面不盖"
	}
	return checkRow("空白页", "--", right, true, "相符", "")
}

func placesRow(t table, u Use) flow.CheckRow {
	var all []string
	for _, p := range u.Places {
		all = append(all, fmt.Sprintf("%s %d 处", p.Where, p.Times))
	}
	right := "按此用印，骑缝、更正不漏"
	if t.Place != "" {
		right += "；版面留出的位置：" + t.Place
	}
	return checkRow("用印处", "每份："+strings.Join(all, "、"), right, true, "照此用印", "")
}

// keeperRow shows whether the seal and who presses it are in order.
func (d Deps) keeperRow(ctx context.Context, f flow.Facts, u Use) (flow.CheckRow, error) {
	row := flow.CheckRow{Item: "监印人"}
	acting, err := actingKeepers(ctx, f.Q, u.Seal, f.Now)
	if err != nil || len(acting) == 0 {
		return checkRow("监印人", "印章保管人", "没有保管人", false, "", "已冻结"), err
	}
	rules, err := currentRules(ctx, f.Q, clock.DateOf(f.Now))
	if err != nil {
		return row, err
	}
	read, err := hasRead(ctx, f.Q, rules, acting[0].PersonID)
	if err != nil {
		return row, err
	}
	name := "现行印章使用管理规定"
	if rules != nil {
		name += "（" + rules.Version + "）"
	}
	return checkRow("监印人", acting[0].Name, name, read, "已确认已读", "没有确认已读"), nil
}

// compareApprove sets beside each other what the approver rests on.
func (d Deps) compareApprove(ctx context.Context, f flow.Facts) (flow.Check, error) {
	u := f.Content.(Use)
	check := flow.Check{Title: "核对：申请的内容与应有的手续", Left: "申请", Right: "手续"}
	seal, err := sealByID(ctx, f.Q, u.Seal)
	if err != nil {
		return check, err
	}
	review, err := reviewText(ctx, f.Q, f.Case.ID, u)
	if err != nil {
		return check, err
	}
	check.Rows = []flow.CheckRow{
		checkRow("印章", seal.Name, whoMay(seal), seal.State == inUse, "相符", "已"+seal.State),
		checkRow("审核", titleOr(review, "--"), "须分管领导审核签字（1-01-R2）", review != "", "已审核", "这一版还没有审核"),
		checkRow("文件", fmt.Sprintf("%d 份，每份 %d 页", u.Copies, u.Pages), "批准只对这一版有效（1-01-6.2）", true, "已固定", ""),
		blanksRow(u),
	}
	if u.Enterprise {
		check.Rows = append(check.Rows, checkRow("企业证明", "对企业出具的证明", "科长签署、主管部门批准（1-01-6.3）", strings.Contains(review, "科长签署"), "已签署", "科长还没有签署"))
	}
	return check, nil
}

func moment(ms int64) string {
	return dash(clock.Short(ms))
}

// showUse are the boxes of a use: what is to be printed, what it rests on, and each
// press.
func showUse(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	u := v.Content.(Use)
	row, err := useByID(ctx, q, v.Case.ID)
	if err != nil {
		return nil, err
	}
	var panels []flow.Panel
	ready, err := renditionOf(ctx, q, v.Case.ID, hashOf(u))
	if err != nil {
		return nil, err
	}
	if ready != nil {
		panel, err := renditionPanel(ctx, q, *ready)
		if err != nil {
			return nil, err
		}
		panels = append(panels, panel)
	}
	if row.Approver != "" {
		facts := []flow.Fact{{Label: "批准领导", Value: row.Approver}, {Label: "批准时间", Value: moment(row.ApprovedAt)}, {Label: "凭据", Value: row.Basis}}
		if row.LetterNo != "" {
			facts = append(facts, flow.Fact{Label: "介绍信", Value: row.LetterNo})
		}
		panels = append(panels, flow.Panel{Title: "凭据", Facts: facts})
	}
	presses, err := pressPanel(ctx, q, v.Case.ID)
	if err != nil || presses == nil {
		return panels, err
	}
	return append(panels, *presses), nil
}

// renditionPanel tells what is printed and pressed: the code, and the hashes that
// bind it to what was approved.
func renditionPanel(ctx context.Context, q store.Querier, r renditionRow) (flow.Panel, error) {
	files, err := renditionFiles(ctx, q, r.ID)
	t := &flow.Table{Note: "码 " + shownCode(r.Code) + " · 共 " + fmt.Sprint(r.Pages) + " 页", Columns: []flow.Column{{Title: "用印件", Wide: true}, {Title: "页"}, {Title: "原件指纹"}, {Title: "用印件指纹"}}}
	for _, f := range files {
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{f.Name, fmt.Sprintf("%d–%d", f.First, f.First+f.Pages-1), f.OriginalHash[:min(12, len(f.OriginalHash))], f.Hash[:min(12, len(f.Hash))]}, Link: "/files/" + f.FileID + "/read"})
	}
	return flow.Panel{Title: "用印件：只打印、只盖这一份", Table: t}, err
}

func pressPanel(ctx context.Context, q store.Querier, caseID string) (*flow.Panel, error) {
	presses, err := pressesOf(ctx, q, caseID)
	if err != nil || len(presses) == 0 {
		return nil, err
	}
	t := &flow.Table{Columns: []flow.Column{{Title: "用印时间", Wide: true}, {Title: "份数", Right: true}, {Title: "废页", Right: true}, {Title: "监印人"}, {Title: "经办人签字"}}}
	copies, spoiled := int64(0), int64(0)
	for _, p := range presses {
		signed, tone := p.Signer, ""
		if signed == "" {
			signed, tone = "待签字", "a"
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{clock.Minute(p.At), fmt.Sprint(p.Copies), fmt.Sprint(p.Spoiled), p.Keeper, signed}, Tone: tone})
		copies, spoiled = copies+p.Copies, spoiled+p.Spoiled
	}
	t.Totals = []string{"合计", fmt.Sprint(copies), fmt.Sprint(spoiled), "", ""}
	return &flow.Panel{Title: "用印情况", Table: t}, nil
}

// showHandovers are the seals that change hands in a case, and the three signatures
// of each (1-01-4.2).
func showHandovers(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	rows, err := handovers(ctx, q, v.Case.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	t := &flow.Table{Note: fmt.Sprintf("%d 枚次", len(rows)), Columns: []flow.Column{{Title: "印章", Wide: true}, {Title: "交接"}, {Title: "移交"}, {Title: "接收"}, {Title: "监交"}}}
	for _, h := range rows {
		cells := []string{h.Seal, h.Way}
		for _, side := range h.sides() {
			cells = append(cells, signedAt(side.name, side.at))
		}
		t.Rows = append(t.Rows, flow.TableRow{Cells: cells, Link: "/registers/seal-ledger/" + h.SealID})
	}
	return []flow.Panel{{Title: "交接的印章", Table: t}}, nil
}

// signedAt is a name with when it was signed.
func signedAt(name string, at int64) string {
	switch {
	case name == "":
		return "--"
	case at == 0:
		return name + " 待签"
	}
	return name + " " + moment(at)
}

// showCarry tells with whom a seal is, and when it is to be back.
func showCarry(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	rows, err := carries(ctx, q, v.Case.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	return []flow.Panel{{Title: "印章去向", Facts: []flow.Fact{
		{Label: "印章", Value: r.Seal}, {Label: "状态", Value: r.line().Cells[9]}, {Label: "带出人", Value: r.Bearer}, {Label: "同行人", Value: r.Companion},
		{Label: "带出时间", Value: moment(r.OutAt)}, {Label: "应带回", Value: moment(r.BackBy)}, {Label: "带回时间", Value: moment(r.BackAt)}, {Label: "外出用印", Value: fmt.Sprintf("%d 份", r.Copies)},
	}}}, nil
}
