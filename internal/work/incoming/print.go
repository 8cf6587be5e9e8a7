package incoming

import (
	"context"
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
)

// processingSheet is 公文处理单: what came, then 拟办, 批示 and 承办结果 in the
// order of the steps. Boxes not yet filled print empty, to be signed on paper.
func processingSheet(_ context.Context, _ store.Querier, v *flow.View) (flow.Sheet, error) {
	d := v.Content.(Document)
	sheet := flow.Sheet{Title: "公文处理单", Number: v.Case.Number, Rows: [][]flow.SheetCell{
		{{Label: "来文机关", Value: d.Organ}, {Label: "来文字号", Value: d.DocNumber}},
		{{Label: "收文日期", Value: string(d.ReceivedOn)}, {Label: "成文日期", Value: string(d.DocDate)}, {Label: "办理期限", Value: string(d.Deadline)}},
		{{Label: "公文种类", Value: d.DocKind}, {Label: "阅件办件", Value: d.Class}, {Label: "紧急程度", Value: d.Urgency}},
		{{Label: "份　　数", Value: fmt.Sprint(d.Copies)}, {Label: "页　　数", Value: fmt.Sprint(d.Pages)}, {Label: "附 件 数", Value: fmt.Sprint(d.Enclosures)}},
		{{Label: "标　　题", Value: d.Title}},
	}}
	for _, block := range []struct {
		label string
		nodes []string
	}{
		{"拟办意见", []string{"propose"}}, {"审核意见", []string{"audit"}}, {"领导批示", []string{"instruct", "instruct-together"}},
		{"传阅签名", []string{"circulate"}}, {"承办结果", []string{"handle"}}, {"督办办结", []string{"supervise", "keep"}},
	} {
		lines, err := signed(v, block.nodes)
		if err != nil {
			return sheet, err
		}
		if len(lines) > 0 || block.label != "审核意见" && block.label != "传阅签名" {
			sheet.Blocks = append(sheet.Blocks, flow.SheetBlock{Label: block.label, Lines: lines})
		}
	}
	return sheet, nil
}

// signed are the opinions of some nodes: words, name, date; a handling
// department's result stands before its words.
func signed(v *flow.View, nodes []string) ([]string, error) {
	var lines []string
	for _, l := range v.History {
		if !slices.Contains(nodes, l.Node) || l.Action != flow.Approve && l.Action != flow.Acknowledge {
			continue
		}
		words := l.Opinion
		if l.Node == "handle" {
			in, err := form.Must[Feedback]().FromCanonical([]byte(l.Data))
			if err != nil {
				return nil, err
			}
			words = in.Result
		}
		who := l.PersonName
		if l.Why != "" {
			who += "（" + l.Why + "）"
		}
		lines = append(lines, fmt.Sprintf("%s\t%s　%s", words, who, clock.FromMillis(l.At).Format("2006-01-02")))
	}
	return lines, nil
}
