package outgoing

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

func (d Deps) papers() []flow.Paper {
	return []flow.Paper{
		{ID: "draft", Title: "发文稿纸", Make: d.draftSheet},
		{ID: "countersign", Title: "会签单", Make: countersignSheet, Shown: func(v *flow.View) bool { return reached(v, "director") }},
		{ID: "dispatch", Title: "分发单", Make: dispatchSheet, Shown: func(v *flow.View) bool { return reached(v, "print") }},
	}
}

// reached tells whether a step was done.
func reached(v *flow.View, node string) bool {
	return slices.ContainsFunc(v.History, func(l flow.Line) bool { return l.Node == node && l.Action == flow.Approve })
}

// draftSheet is 发文稿纸（拟稿单）, in the columns of real offices, with every opinion.
// Boxes not yet filled print empty, to be signed on paper.
func (d Deps) draftSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	doc := v.Content.(Document)
	row, err := documentOf(ctx, q, v.Case.ID)
	if err != nil {
		return flow.Sheet{}, err
	}
	drafter, err := org.NamesOf(ctx, q, []string{v.Case.CreatorID})
	if err != nil {
		return flow.Sheet{}, err
	}
	depts, err := org.DepartmentNames(ctx, q, []string{v.Case.CreatorDept})
	if err != nil {
		return flow.Sheet{}, err
	}
	s := flow.Sheet{Title: "发文稿纸", Number: row.Number, Rows: [][]flow.SheetCell{
		{{Label: "文　　种", Value: doc.Kind}, {Label: "缓　　急", Value: doc.Urgency}, {Label: "印　　数", Value: fmt.Sprintf("%d 份", doc.Copies+row.Extra)}},
		{{Label: "发文字号", Value: row.Number}, {Label: "成文日期", Value: row.DocDate}, {Label: "附　　件", Value: fmt.Sprintf("%d 件", annexes(doc.Body))}},
		{{Label: "标　　题", Value: gb9704Plain(doc.Title)}},
		{{Label: "主　　送", Value: doc.To}}, {{Label: "抄　　送", Value: doc.CC}},
		{{Label: "拟稿单位", Value: strings.Join(depts, "")}, {Label: "拟　　稿", Value: drafter[0] + " " + clock.Day(v.Case.CreatedAt)}, {Label: "公开属性", Value: strings.TrimSpace(doc.Disclosure + " " + doc.Withheld)}},
		{{Label: "规范性文件", Value: strings.TrimSpace(doc.Normative + " " + doc.Legality)}, {Label: "公平竞争", Value: strings.TrimSpace(doc.Fairness + " " + doc.FairnessResult)}},
	}}
	for _, b := range []struct {
		label string
		nodes []string
	}{
		{"签　　发", []string{"sign", "resign"}}, {"分管领导", []string{"leader"}}, {"会　　签", []string{"countersign", "outside"}}, {"办公室主任", []string{"director"}},
		{"核　　稿", []string{"check"}}, {"科室负责人", []string{"dept"}}, {"校　　对", []string{"proofread"}}, {"格式检查", []string{"precheck", "recheck"}}, {"改　　正", []string{"mend", "confirm", "rework"}},
		{"编号印发", []string{"number", "print", "seal", "send", "receipt", "keep"}},
	} {
		lines := said(v, b.nodes)
		if len(lines) > 0 || slices.Contains([]string{"签　　发", "分管领导", "办公室主任", "核　　稿", "科室负责人", "校　　对"}, b.label) {
			s.Blocks = append(s.Blocks, flow.SheetBlock{Label: b.label, Lines: lines})
		}
	}
	return s, nil
}

// said are the opinions of some steps: words, name, date.
func said(v *flow.View, nodes []string) []string {
	var lines []string
	for _, l := range v.History {
		if !slices.Contains(nodes, l.Node) || l.Action != flow.Approve && l.Action != flow.Acknowledge && l.Action != flow.Return && l.Action != flow.Reject {
			continue
		}
		words := l.Opinion
		if l.Action == flow.Return || l.Action == flow.Reject {
			words = flow.Words[l.Action] + "：" + words
		}
		who := l.PersonName
		if l.Why != "" {
			who += "（" + l.Why + "）"
		}
		lines = append(lines, fmt.Sprintf("%s\t%s　%s", words, who, clock.Day(l.At)))
	}
	return lines
}

// countersignSheet is 会签单: what is countersigned inside, and an empty box for each
// organ that signs on paper.
func countersignSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	doc := v.Content.(Document)
	in, err := last[Routing](v.Facts(q, clock.FromMillis(v.Case.TouchedAt)), "director")
	if err != nil {
		return flow.Sheet{}, err
	}
	depts, err := org.DepartmentNames(ctx, q, []string{v.Case.CreatorDept})
	s := flow.Sheet{Title: "公文会签单", Rows: [][]flow.SheetCell{
		{{Label: "标　　题", Value: gb9704Plain(doc.Title)}}, {{Label: "文　　种", Value: doc.Kind}, {Label: "主　　办", Value: strings.Join(depts, "")}, {Label: "版　　次", Value: fmt.Sprintf("第 %d 版", v.Case.ContentVersion)}},
	}, Blocks: []flow.SheetBlock{{Label: "会签意见", Lines: said(v, []string{"countersign"})}}}
	for _, organ := range strings.FieldsFunc(in.Outside, func(r rune) bool { return strings.ContainsRune("、，,；;", r) }) {
		s.Blocks = append(s.Blocks, flow.SheetBlock{Label: strings.TrimSpace(organ)})
	}
	return s, err
}

// dispatchSheet is 分发单: a line for each that gets copies, with room to sign.
func dispatchSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	row, err := documentOf(ctx, q, v.Case.ID)
	if err != nil {
		return flow.Sheet{}, err
	}
	s := flow.Sheet{Title: "公文分发单", Number: row.Number, Rows: [][]flow.SheetCell{
		{{Label: "标　　题", Value: row.Title}}, {{Label: "印　　数", Value: copiesText(row)}, {Label: "成文日期", Value: row.DocDate}},
	}}
	sent, err := sendingsOf(ctx, q, v.Case.ID)
	for _, x := range sent {
		got := "签收：　　　　　　　年　月　日"
		if x.ReceivedOn != "" {
			got = "签收：" + x.Receiver + "　" + x.ReceivedOn
		}
		s.Blocks = append(s.Blocks, flow.SheetBlock{Label: x.Way, Lines: []string{fmt.Sprintf("%s　%d 份　%s\t%s", x.Organ, x.Copies, x.Note, got)}})
	}
	if len(sent) == 0 {
		s.Blocks = []flow.SheetBlock{{Label: "分　　发"}}
	}
	return s, err
}

// extraSheet is 加印单.
func (d Deps) extraSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	in := v.Content.(Extra)
	row, err := documentOf(ctx, q, in.Document)
	return flow.Sheet{Title: "公文加印单", Number: row.Number, Rows: [][]flow.SheetCell{
		{{Label: "标　　题", Value: row.Title}}, {{Label: "原印数", Value: fmt.Sprintf("%d 份", row.Copies)}, {Label: "加　　印", Value: fmt.Sprintf("%d 份", in.Copies)}, {Label: "原签发人", Value: row.Signer}},
		{{Label: "理　　由", Value: in.Reason}},
	}, Blocks: []flow.SheetBlock{{Label: "办公室", Lines: said(v, []string{"review"})}, {Label: "签发人", Lines: said(v, []string{"approve"})}}}, err
}

// afterSheet is the paper of what is done with an issued document.
func (d Deps) afterSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	in := v.Content.(Afterwards)
	row, err := documentOf(ctx, q, in.Document)
	s := flow.Sheet{Title: "公文" + in.Matter + "单", Number: row.Number, Rows: [][]flow.SheetCell{
		{{Label: "标　　题", Value: row.Title}}, {{Label: "事　　项", Value: in.Matter}, {Label: "失效日期", Value: string(in.From)}, {Label: "原签发人", Value: row.Signer}}, {{Label: "理　　由", Value: in.Reason}},
	}, Blocks: []flow.SheetBlock{{Label: "办公室", Lines: said(v, []string{"review"})}, {Label: "签发人", Lines: said(v, []string{"approve"})}, {Label: "办　　理", Lines: said(v, []string{"do"})}}}
	if in.Text != "" {
		s.Rows = append(s.Rows, []flow.SheetCell{{Label: "更正内容", Value: in.Text}})
	}
	for _, x := range in.Items {
		s.Rows = append(s.Rows, []flow.SheetCell{{Label: "补　　发", Value: fmt.Sprintf("%s　%s　%d 份", x.Organ, x.Way, x.Copies)}})
	}
	return s, err
}
