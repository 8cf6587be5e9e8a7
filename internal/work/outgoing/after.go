package outgoing

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
)

// approvals are the steps of what is asked for and approved by who signed.
func approvals(kind, name string, next []flow.Edge, more ...flow.Node) *flow.Definition {
	return &flow.Definition{Kind: kind, Name: name, Version: 1, Nodes: append([]flow.Node{
		{ID: "apply", Name: "申请", Verb: "申请", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-03-R3"}, Next: []flow.Edge{{To: "review"}}},
		{ID: "review", Name: "办公室主任审核", Verb: "审核", Who: "director", Mode: flow.One, Due: "office", NotApplicant: true, Clauses: []string{"1-03-R3"},
			Can: []flow.Action{flow.Return, flow.Reject, flow.Forward}, Phrases: []string{"情况属实，报签发人。"}, Next: []flow.Edge{{To: "approve"}}},
		{ID: "approve", Name: "签发人批准", Verb: "批准", Key: "1-03-K2", Who: "signer", Mode: flow.One, Due: "step", NotApplicant: true, Signs: true, NoWithdraw: true, Clauses: []string{"1-03-R1"},
			Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意。"}, Next: next},
	}, more...)}
}

// extra is 加印 (加印单): it raises the copies that may be printed and stamped
// (1-01-6.1).
func (d Deps) extra() *flow.Kind {
	return small(flow.Kind{
		ID: KindExtra, Name: "加印", Def: approvals(KindExtra, "加印", nil), Dues: d.dues(calm), StartBy: []string{flow.Anyone}, StartVerb: "申请加印",
		StartNote: "份数不够时加印，由原签发人批准", Follows: from("加印"),
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"issued": issuedOptions},
		Who:     map[string]whoFunc{"signer": signerAgain(func(f flow.Facts) string { return f.Content.(Extra).Document })},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"apply": func(ctx context.Context, s *flow.Step) error {
				row, err := target(ctx, s, s.Content.(Extra).Document)
				if err != nil {
					return err
				}
				return flow.AddLink(ctx, s.Work, s.Case.ID, row.ID, "加印")
			},
			"approve": func(ctx context.Context, s *flow.Step) error {
				in := s.Content.(Extra)
				row, err := target(ctx, s, in.Document)
				if err != nil {
					return err
				}
				s.Case.Result = fmt.Sprintf("%s 加印 %d 份", row.Number, in.Copies)
				return s.Update(ctx, "outgoing_document", row.ID, store.Row{"extra": row.Extra + in.Copies}, store.Row{"extra": row.Extra})
			},
		},
		Papers: []flow.Paper{{ID: "extra", Title: "加印单", Make: d.extraSheet}},
	}, func(c Extra) string { return fmt.Sprintf("加印 %d 份：%s", c.Copies, clip(c.Reason)) })
}

// afterwards is 补发, 更正, 撤销, 废止.
func (d Deps) afterwards() *flow.Kind {
	told := form.Must[Told]()
	return small(flow.Kind{
		ID: KindAfter, Name: "发文后处理", Dues: d.dues(calm), StartBy: []string{flow.Anyone}, StartVerb: "补发、更正、撤销、废止",
		Def: approvals(KindAfter, "补发、更正、撤销、废止", []flow.Edge{{To: "do"}}, flow.Node{
			ID: "do", Name: "办理", Verb: "办理", Who: "wenshu", Mode: flow.One, Silent: true, Form: told, Due: "office", NoMerge: true, NoWithdraw: true, Clauses: []string{"1-03-R3"}}),
		StartNote: "对已经印发的公文", Follows: from("发文后处理"), Blank: today(url.Values{"matter": {resend}}),
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"issued": issuedOptions},
		Who:     map[string]whoFunc{"signer": signerAgain(func(f flow.Facts) string { return f.Content.(Afterwards).Document })},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"apply": func(ctx context.Context, s *flow.Step) error {
				in := s.Content.(Afterwards)
				row, err := target(ctx, s, in.Document)
				if err != nil {
					return err
				}
				if r := afterwardsFit(in, row); r != nil {
					return r
				}
				return flow.AddLink(ctx, s.Work, s.Case.ID, row.ID, "发文后处理")
			},
			"do": d.doAfterwards,
		},
		Papers: []flow.Paper{{ID: "after", Title: "发文后处理单", Make: d.afterSheet}},
	}, func(c Afterwards) string { return c.Matter + "：" + clip(c.Reason) })
}

// afterwardsFit is 1-03-R3: what was revoked is not revoked again, and no more is sent
// again than there is.
func afterwardsFit(in Afterwards, row documentRow) *norm.Refusal {
	if strings.HasPrefix(row.Standing, "已撤销") || strings.HasPrefix(row.Standing, "已废止") {
		return refusal("1-03-R3", "document", fmt.Sprintf("没有申请：%s %s", row.Number, row.Standing), kept)
	}
	if in.Matter != resend {
		return nil
	}
	if len(in.Items) == 0 {
		return refusal("1-03-R3", "items", "没有申请：没有写明补发给谁", kept)
	}
	return nil
}

// doAfterwards carries out what was decided. What is revoked never answered a letter
// (1-02-R4).
func (d Deps) doAfterwards(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Afterwards)
	row, err := target(ctx, s, in.Document)
	if err != nil {
		return err
	}
	if in.Matter == resend {
		if r, err := enoughLeft(ctx, s.Tx, row, in.Items); err != nil || r != nil {
			if err != nil {
				return err
			}
			return r
		}
		return keepSendings(ctx, s, row.ID, resend, in.Items)
	}
	standing := map[string]string{correct: "已更正", revoke: "已撤销，自始没有效力", repeal: "已废止，" + string(in.From) + " 起失效"}[in.Matter]
	s.Case.Result = row.Number + " " + standing
	if in.Matter == revoke {
		if err := tellLetters(ctx, s, row.ID, row.Number, d.Unanswered); err != nil {
			return err
		}
	}
	return s.Update(ctx, "outgoing_document", row.ID, store.Row{"standing": standing}, nil)
}

// enoughLeft is 1-03-R1: what is sent again is within what was printed; more needs 加印.
func enoughLeft(ctx context.Context, q store.Querier, row documentRow, items []Sending) (*norm.Refusal, error) {
	sent, err := store.Value[int64](ctx, q, `SELECT CAST(COALESCE(SUM(copies), 0) AS BIGINT) FROM outgoing_dispatch WHERE case_id = $1`, row.ID)
	if err != nil {
		return nil, err
	}
	wanted := int64(0)
	for _, x := range items {
		wanted += x.Copies
	}
	left := row.Copies + row.Extra - sent
	if wanted <= left {
		return nil, nil
	}
	return refusal("1-03-R1", "", fmt.Sprintf("没有补发：要 %d 份，印数里还剩 %d 份", wanted, left), "先办加印。没有保存。",
		norm.Remedy{Label: "办理加印", Action: fmt.Sprintf("/start/%s?document=%s&copies=%d", KindExtra, row.ID, wanted-left)}), nil
}

// reserve is 预留文号: a number drawn before its document, with the reason; it stands in
// the number audit until it is used or void.
func (d Deps) reserve() *flow.Kind {
	outcome := form.Must[Outcome]()
	return small(flow.Kind{
		ID: KindReserve, Name: "预留文号", Dues: d.dues(calm), StartBy: []string{"wenmi", "bangongshizhuren"}, StartVerb: "预留文号",
		Def: &flow.Definition{Kind: KindReserve, Name: "预留文号", Version: 1, Nodes: []flow.Node{
			{ID: "apply", Name: "申请", Verb: "申请", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-03-R3"}, Next: []flow.Edge{{To: "approve"}}},
			{ID: "approve", Name: "办公室主任批准", Verb: "批准取号", Who: "director", Mode: flow.One, Due: "office", NotApplicant: true, NoWithdraw: true, NoMerge: true, Clauses: []string{"1-03-R3"},
				Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意预留。"}, Next: []flow.Edge{{To: "hold"}}},
			{ID: "hold", Name: "待用", Verb: "了结", Who: "wenmi", Mode: flow.One, Silent: true, Form: outcome, Due: "reserve", NoMerge: true, NoWithdraw: true, Clauses: []string{"1-03-R3"}},
		}},
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"series": d.seriesOptions},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"apply": func(ctx context.Context, s *flow.Step) error {
				_, err := d.seriesNamed(ctx, s, s.Content.(Reserve).Series)
				return err
			},
			"approve": d.onReserve, "hold": onOutcome,
		},
	}, func(c Reserve) string { return "预留" + c.Series + "文号：" + clip(c.Reason) })
}

func (d Deps) seriesNamed(ctx context.Context, s *flow.Step, name string) (Series, error) {
	t, err := d.tablesAt(ctx, s.Tx, clock.DateOf(s.Now()))
	if err != nil {
		return Series{}, err
	}
	series, ok := t.one(name)
	if !ok {
		return series, seriesKnown(name)
	}
	return series, nil
}

func (d Deps) onReserve(ctx context.Context, s *flow.Step) error {
	in := s.Content.(Reserve)
	series, err := d.seriesNamed(ctx, s, in.Series)
	if err != nil {
		return err
	}
	number, printed, err := drawOf(ctx, s, series, clock.DateOf(s.Now()).Year())
	if err != nil {
		return err
	}
	id, err := store.Value[string](ctx, s.Tx, `SELECT id FROM number WHERE case_id = $1 AND text = $2`, s.Case.ID, number)
	if err != nil {
		return err
	}
	s.Case.Number = number
	return s.Insert(ctx, "outgoing_reserved", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "number_id": id, "series": series.Drawn(), "text": number, "face": printed, "reason": in.Reason, "used_by": "", "used_at": int64(0),
	})
}

// onOutcome ends a reservation: used, or void with its reason (G-02).
func onOutcome(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Outcome)
	type row struct {
		NumberID string `db:"number_id"`
		UsedBy   string `db:"used_by"`
	}
	r, err := store.One[row](ctx, s.Tx, `SELECT number_id, used_by FROM outgoing_reserved WHERE case_id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	used := in.Used == "已经用了"
	if used != (r.UsedBy != "") {
		return refusal("G-02", "used", "没有了结："+map[bool]string{true: s.Case.Number + " 还没有用在公文上", false: s.Case.Number + " 已经用在公文上"}[used], kept)
	}
	if used {
		return nil
	}
	return s.Update(ctx, "number", r.NumberID, store.Row{"voided_at": s.Millis(), "void_reason": in.Reason}, nil)
}

func clip(text string) string {
	r := []rune(strings.ReplaceAll(text, "\n", " "))
	if len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return string(r)
}
