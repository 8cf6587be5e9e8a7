package seal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// approvalSheet is 用印审批单: what is asked, the opinions in the order of the
// steps, each press.
func approvalSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	u := v.Content.(Use)
	names, err := org.DepartmentNames(ctx, q, []string{v.Case.CreatorDept})
	if err != nil {
		return flow.Sheet{}, err
	}
	who, err := nameOf(ctx, q, v.Case.CreatorID)
	if err != nil {
		return flow.Sheet{}, err
	}
	var places []string
	for _, p := range u.Places {
		places = append(places, fmt.Sprintf("%s %d 处", p.Where, p.Times))
	}
	sheet := flow.Sheet{Title: "用印审批单", Number: v.Case.Number, Rows: [][]flow.SheetCell{
		{{Label: "用章单位", Value: names[0]}, {Label: "经 办 人", Value: who}},
		{{Label: "印章名称", Value: u.SealName}, {Label: "用印事项", Value: u.Matter}},
		{{Label: "文件名称", Value: u.Title}},
		{{Label: "用　　途", Value: u.Purpose}},
		{{Label: "份　　数", Value: fmt.Sprintf("%d 份", u.Copies)}, {Label: "每份页数", Value: fmt.Sprintf("%d 页", u.Pages)}, {Label: "用 印 处", Value: strings.Join(places, "、")}},
	}}
	if u.DocNumber != "" {
		sheet.Rows = append(sheet.Rows, []flow.SheetCell{{Label: "发文字号", Value: u.DocNumber}})
	}
	for _, block := range []struct{ label, node string }{
		{"科长签署", "head"}, {"分管领导", "review"}, {"主管部门", "second"}, {"领导审批", "approve"}, {"用印监印", "press"}, {"经办签字", "sign"},
	} {
		lines := signed(v, block.node)
		if len(lines) > 0 || block.node == "review" || block.node == "approve" || block.node == "press" || block.node == "sign" {
			sheet.Blocks = append(sheet.Blocks, flow.SheetBlock{Label: block.label, Lines: lines})
		}
	}
	return sheet, nil
}

// signed are the opinions of a step: words, name, date.
func signed(v *flow.View, nodes ...string) []string {
	var lines []string
	for _, l := range v.History {
		if !slices.Contains(nodes, l.Node) || l.Action != flow.Approve && l.Action != flow.Acknowledge {
			continue
		}
		who := l.PersonName
		if l.Why != "" {
			who += "（" + l.Why + "）"
		}
		lines = append(lines, fmt.Sprintf("%s　%s　%s", l.Opinion, who, clock.Minute(l.At)))
	}
	return lines
}

// stubSheet is 介绍信存根; a void letter says so.
func stubSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	u := v.Content.(Use)
	if u.LetterNo == "" {
		return flow.Sheet{}, store.ErrNotFound
	}
	row, err := useByID(ctx, q, v.Case.ID)
	if err != nil {
		return flow.Sheet{}, err
	}
	who, err := nameOf(ctx, q, v.Case.CreatorID)
	if err != nil {
		return flow.Sheet{}, err
	}
	note := ""
	if v.Case.State == flow.Voided || v.Case.State == flow.Rejected {
		note = string(v.Case.State)
	}
	return flow.Sheet{Title: "介绍信存根", Number: u.LetterNo, Rows: [][]flow.SheetCell{
		{{Label: "前往单位", Value: u.ToUnit}},
		{{Label: "持 信 人", Value: u.Bearer}, {Label: "人　　数", Value: fmt.Sprintf("%d 人", u.People)}},
		{{Label: "事　　由", Value: u.Purpose}},
		{{Label: "有 效 期", Value: fmt.Sprintf("%d 天", u.ValidDays)}, {Label: "份　　数", Value: fmt.Sprintf("%d 份", u.Copies)}},
		{{Label: "批准领导", Value: row.Approver}, {Label: "用印编号", Value: v.Case.Number}},
		{{Label: "经 办 人", Value: who}, {Label: "开出日期", Value: clock.Day(v.Case.CreatedAt)}},
	}, Blocks: []flow.SheetBlock{{Label: "备　　注", Lines: strings.Fields(note)}}}, nil
}

// handoverSheet is 交接单: which seals, from whom to whom, when, and who watched.
func handoverSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	rows, err := handovers(ctx, q, v.Case.ID)
	if err != nil {
		return flow.Sheet{}, err
	}
	sheet := flow.Sheet{Title: "印章交接单", Number: v.Case.Number, Rows: [][]flow.SheetCell{{{Label: "事　　项", Value: v.Case.Title}}}}
	for _, h := range rows {
		cells := []flow.SheetCell{{Label: h.Way, Value: h.Seal}}
		for _, side := range h.sides() {
			cells = append(cells, flow.SheetCell{Label: side.label, Value: strings.TrimSpace(side.name + " " + strings.TrimPrefix(moment(side.at), "--"))})
		}
		sheet.Rows = append(sheet.Rows, cells[:2], cells[2:])
	}
	for _, block := range []struct {
		label string
		nodes []string
	}{{"移交签字", []string{"give", "open", "resign", "return"}}, {"接收签字", []string{"take", "retake"}}, {"监交签字", []string{"watch", "rewatch"}}} {
		sheet.Blocks = append(sheet.Blocks, flow.SheetBlock{Label: block.label, Lines: signed(v, block.nodes...)})
	}
	return sheet, nil
}
