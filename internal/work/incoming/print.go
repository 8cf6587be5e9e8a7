package incoming

import (
	"context"
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// headRows are what stands on top of every form of a document.
func headRows(d Document) [][]flow.SheetCell {
	return [][]flow.SheetCell{
		{{Label: "来文机关", Value: d.Organ}, {Label: "来文字号", Value: d.DocNumber}},
		{{Label: "收文日期", Value: string(d.ReceivedOn)}, {Label: "成文日期", Value: string(d.DocDate)}, {Label: "办理期限", Value: string(d.Deadline)}},
		{{Label: "公文种类", Value: d.DocKind}, {Label: "阅件办件", Value: d.Class}, {Label: "紧急程度", Value: d.Urgency}},
		{{Label: "份　　数", Value: fmt.Sprint(d.Copies)}, {Label: "页　　数", Value: fmt.Sprint(d.Pages)}, {Label: "附 件 数", Value: fmt.Sprint(d.Enclosures)}},
		{{Label: "标　　题", Value: d.Title}},
	}
}

// processingSheet is 公文处理单: what came, then 拟办, 批示 and 承办结果 in the
// order of the steps. Boxes not yet filled print empty, to be signed on paper.
func processingSheet(_ context.Context, _ store.Querier, v *flow.View) (flow.Sheet, error) {
	sheet := flow.Sheet{Title: "公文处理单", Number: v.Case.Number, Rows: headRows(v.Content.(Document))}
	for _, block := range []struct {
		label string
		nodes []string
		drop  bool // not printed while empty
	}{
		{"拟办意见", []string{"propose"}, false}, {"审核意见", []string{"audit", "audit-together"}, true},
		{"领导批示", []string{"instruct", "instruct-together", "decide"}, false}, {"传阅签名", readingNodes, true},
		{"承办结果", []string{"handle", "answer"}, false}, {"督办办结", []string{"supervise", "joined", "keep"}, false},
	} {
		lines, err := signed(v, block.nodes)
		if err != nil {
			return sheet, err
		}
		if len(lines) > 0 || !block.drop {
			sheet.Blocks = append(sheet.Blocks, flow.SheetBlock{Label: block.label, Lines: lines})
		}
	}
	return sheet, nil
}

// signed are the opinions of some nodes: words, name, date; a handling department's
// result, and the number of an answer, stand before its words.
func signed(v *flow.View, nodes []string) ([]string, error) {
	var lines []string
	for _, l := range v.History {
		if !slices.Contains(nodes, l.Node) || l.Action != flow.Approve && l.Action != flow.Acknowledge {
			continue
		}
		words := l.Opinion
		switch l.Node {
		case "handle":
			in, err := form.Must[Feedback]().FromCanonical([]byte(l.Data))
			if err != nil {
				return nil, err
			}
			words = in.Result
		case "answer":
			in, err := form.Must[Answering]().FromCanonical([]byte(l.Data))
			if err != nil {
				return nil, err
			}
			words = "已于 " + string(in.SentOn) + " 以 " + in.Answer + " 答复"
		}
		who := l.PersonName
		if l.Why != "" {
			who += "（" + l.Why + "）"
		}
		lines = append(lines, fmt.Sprintf("%s\t%s　%s", words, who, clock.Day(l.At)))
	}
	return lines, nil
}

// did tells whether one of the nodes was finished.
func did(v *flow.View, nodes ...string) bool {
	return slices.ContainsFunc(v.History, func(l flow.Line) bool {
		return slices.Contains(nodes, l.Node) && (l.Action == flow.Approve || l.Action == flow.Acknowledge)
	})
}

func isSentBack(v *flow.View) bool {
	return did(v, "sent-back") || slices.ContainsFunc(v.Open, func(o flow.OpenTask) bool { return o.Node == "sent-back" })
}

func isCirculated(v *flow.View) bool {
	return did(v, readingNodes...) || slices.ContainsFunc(v.Open, func(o flow.OpenTask) bool { return slices.Contains(readingNodes, o.Node) }) || len(v.Circulations) > 0
}

func isDistributed(v *flow.View) bool { return did(v, "distribute") }

// sendBackSheet is 退文单: what goes back, why, and how.
func sendBackSheet(_ context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	d := v.Content.(Document)
	facts := v.Facts(q, clock.FromMillis(v.Case.TouchedAt))
	review, err := last[Review](facts, "review")
	if err != nil {
		return flow.Sheet{}, err
	}
	sent, err := last[SendingBack](facts, "sent-back")
	if err != nil {
		return flow.Sheet{}, err
	}
	s := flow.Sheet{Title: "退文单", Number: v.Case.Number, Rows: append(headRows(d), []flow.SheetCell{
		{Label: "退文方式", Value: sent.Way}, {Label: "退出日期", Value: string(sent.SentOn)}, {Label: "接 收 人", Value: sent.Taken},
	})}
	s.Blocks = []flow.SheetBlock{{Label: "退文理由", Lines: []string{review.Reason}}, {Label: "经办签名", Lines: signatures(v, "review", "sent-back")}, {Label: "接收签名"}}
	return s, nil
}

// signatures are who did some steps, and when.
func signatures(v *flow.View, nodes ...string) []string {
	var lines []string
	for _, l := range v.History {
		if slices.Contains(nodes, l.Node) && l.Action == flow.Approve {
			lines = append(lines, fmt.Sprintf("%s　%s（%s）　%s", l.NodeName, l.PersonName, l.Post, clock.Day(l.At)))
		}
	}
	return lines
}

// circulationSheet is 传阅单: the readers in order, each with when they had it and
// when they had read it; who has not read it yet signs on paper.
func circulationSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	d := v.Content.(Document)
	readers, err := flow.Readings(ctx, q, v.Case.ID, readingNodes...)
	if err != nil {
		return flow.Sheet{}, err
	}
	p, err := last[Proposal](v.Facts(q, clock.FromMillis(v.Case.TouchedAt)), "propose")
	if err != nil {
		return flow.Sheet{}, err
	}
	s := flow.Sheet{Title: "传阅单", Number: v.Case.Number, Rows: append(headRows(d),
		[]flow.SheetCell{{Label: "传阅目的", Value: p.Purpose}, {Label: "传 阅 夹", Value: p.Folder}, {Label: "阅毕期限", Value: string(p.ReadBy)}})}
	for _, c := range v.Circulations {
		s.Rows = append(s.Rows, []flow.SheetCell{{Label: "另 传 阅", Value: c.Purpose}})
		readers = append(readers, c.Copies...)
	}
	s.Rows = append(s.Rows, []flow.SheetCell{{Label: "传阅人", Value: "送到时间"}, {Label: "阅毕", Value: "时间、签名"}})
	for _, r := range readers {
		sent, read := stamp(r.OpenedAt), ""
		if r.DoneAt > 0 {
			read = stamp(r.DoneAt) + "　已阅"
		}
		if r.OpenedAt == 0 {
			sent = ""
		}
		s.Rows = append(s.Rows, []flow.SheetCell{{Label: r.Name, Value: sent}, {Label: "阅毕", Value: read}})
	}
	lines, err := signed(v, readingNodes)
	if err != nil {
		return s, err
	}
	s.Blocks = []flow.SheetBlock{{Label: "阅后意见", Lines: slices.DeleteFunc(lines, func(l string) bool { return len(l) == 0 })}}
	return s, nil
}

// receiptSheet is 签收单: each copy of the instruction with who gets it, to be signed
// for.
func receiptSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	d := v.Content.(Document)
	copies, err := paper.OfCase(ctx, q, v.Case.ID, SortInstruction)
	if err != nil {
		return flow.Sheet{}, err
	}
	names, err := paper.NamesOf(ctx, q)
	if err != nil {
		return flow.Sheet{}, err
	}
	s := flow.Sheet{Title: "签收单", Number: v.Case.Number, Rows: [][]flow.SheetCell{
		{{Label: "来文机关", Value: d.Organ}, {Label: "来文字号", Value: d.DocNumber}}, {{Label: "标　　题", Value: d.Title}},
	}}
	for _, c := range copies {
		read := ""
		if c.ReadAt > 0 {
			read = stamp(c.ReadAt) + " 已签阅"
		}
		s.Rows = append(s.Rows, []flow.SheetCell{
			{Label: fmt.Sprintf("%d 号", c.N), Value: c.Code + "　送 " + names.At(c.Spot), Span: 2}, {Label: "应还", Value: string(c.Due)}, {Label: "签收", Value: read, Span: 2},
		})
	}
	s.Blocks = []flow.SheetBlock{{Label: "分送签名", Lines: signatures(v, "distribute")}}
	return s, nil
}
