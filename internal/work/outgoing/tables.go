package outgoing

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
)

// setting is the flow of a change to one of the tables: proposed by the office,
// approved by the head, in force from a day on.
func setting(kind, name string) *flow.Definition {
	return &flow.Definition{Kind: kind, Name: name, Version: 1, Nodes: []flow.Node{
		{ID: "apply", Name: "提出", Verb: "提出", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-03-R3"}, Next: []flow.Edge{{To: "review"}}},
		{ID: "review", Name: "办公室主任审核", Verb: "审核", Who: "director", Mode: flow.One, Due: "office", NotApplicant: true, Clauses: []string{"1-03-R3"},
			Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意，报局长审定。"}, Next: []flow.Edge{{To: "approve"}}},
		{ID: "approve", Name: "局长审定", Verb: "审定", Who: "head", Mode: flow.One, Due: "step", NotApplicant: true, NoWithdraw: true, Clauses: []string{"1-03-R1"},
			Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意。"}},
	}}
}

func (d Deps) kindSetting() *flow.Kind {
	return small(flow.Kind{
		ID: KindKinds, Name: "文种设定", Def: setting(KindKinds, "文种设定"), Dues: d.dues(calm), StartBy: []string{"wenmi", "bangongshizhuren"}, StartVerb: "设定文种",
		StartNote: "每个文种的格式、代字、由谁签发、是否用印", Blank: today(url.Values{"format": {general}, "signer": {byLeader}}),
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"series": d.seriesOptions},
		Who:     map[string]whoFunc{"head": post("juzhang")},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"apply": func(ctx context.Context, s *flow.Step) error { return d.kindFits(ctx, s, s.Content.(KindRow)) },
			"approve": func(ctx context.Context, s *flow.Step) error {
				in := s.Content.(KindRow)
				if err := d.kindFits(ctx, s, in); err != nil {
					return err
				}
				return s.Insert(ctx, "outgoing_kind", store.Row{
					"id": s.NewID(), "case_id": s.Case.ID, "name": in.Name, "format": in.Format, "series": in.Series, "signer": in.Signer,
					"seal": number(in.Seal), "upward": number(in.Upward), "valid_from": string(in.From), "ended": number(in.Ended),
				})
			},
		},
	}, func(c KindRow) string { return fmt.Sprintf("文种“%s”自 %s 起", c.Name, c.From) })
}

func (d Deps) seriesSetting() *flow.Kind {
	return small(flow.Kind{
		ID: KindSeries, Name: "机关代字设定", Def: setting(KindSeries, "机关代字设定"), Dues: d.dues(calm), StartBy: []string{"wenmi", "bangongshizhuren"}, StartVerb: "设定机关代字",
		StartNote: "每个代字的发文机关、标志和编号方式", Blank: today(url.Values{"style": {yearly}, "organ": {"{局}"}, "head": {"juzhang"}}), Who: map[string]whoFunc{"head": post("juzhang")},
		Steps: map[string]func(context.Context, *flow.Step) error{
			"apply": func(_ context.Context, s *flow.Step) error { return fromTodayOn(s, s.Content.(SeriesRow).From) },
			"approve": func(ctx context.Context, s *flow.Step) error {
				in := s.Content.(SeriesRow)
				if err := fromTodayOn(s, in.From); err != nil {
					return err
				}
				return s.Insert(ctx, "outgoing_series", store.Row{
					"id": s.NewID(), "case_id": s.Case.ID, "name": in.Name, "code": in.Code, "style": in.Style, "organ": in.Organ, "mark": in.Mark, "head": in.Head,
					"valid_from": string(in.From), "ended": number(in.Ended),
				})
			},
		},
	}, func(c SeriesRow) string { return fmt.Sprintf("机关代字“%s”自 %s 起", c.Code, c.From) })
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// fromTodayOn is 1-03-R3: what was issued is judged by what applied then, so that a
// change never reaches back.
func fromTodayOn(s *flow.Step, from clock.Date) error {
	if r := notBack(from, clock.DateOf(s.Now())); r != nil {
		return r
	}
	return nil
}

func notBack(from, day clock.Date) *norm.Refusal {
	if from >= day {
		return nil
	}
	return refusal("1-03-R3", "from", fmt.Sprintf("没有设定：生效日期 %s 早于今天", from), "已经发文的按当时的设定；从今天或者以后起生效。"+kept,
		norm.Remedy{Label: "改为今天", Action: "approve", Prefill: map[string]string{"from": string(day)}})
}

// kindFits checks a row of the table of kinds.
func (d Deps) kindFits(ctx context.Context, s *flow.Step, in KindRow) error {
	if err := fromTodayOn(s, in.From); err != nil {
		return err
	}
	if in.Format == sheet {
		return nil
	}
	series, err := d.seriesNamed(ctx, s, in.Series)
	if err != nil {
		return err
	}
	if r := seriesFits(rule{kind: DocKind{Name: in.Name, Format: in.Format}, series: series}); r != nil {
		return r
	}
	return nil
}

// kindOptions and seriesOptions are what a drafter chooses from: the tables of the day
// on which the case was begun.
func (d Deps) kindOptions(ctx context.Context, o flow.Asking) ([]form.Option, error) {
	t, err := d.tablesAt(ctx, o.Q, dayOf(o))
	var options []form.Option
	for _, k := range t.kinds {
		if k.Ended == 0 {
			options = append(options, form.Option{Value: k.Name, Label: k.Name})
		}
	}
	return options, err
}

func (d Deps) seriesOptions(ctx context.Context, o flow.Asking) ([]form.Option, error) {
	t, err := d.tablesAt(ctx, o.Q, dayOf(o))
	var options []form.Option
	for _, s := range t.series {
		if s.Ended == 0 {
			options = append(options, form.Option{Value: s.Name, Label: s.Name + "（" + s.Code + "）"})
		}
	}
	return options, err
}

func dayOf(o flow.Asking) clock.Date {
	if o.Case != nil {
		return began(*o.Case)
	}
	return clock.DateOf(o.Now)
}

// tableReaders are the posts that read the tables.
var tableReaders = []string{"bangongshizhuren", "wenmi", "wenshu", "juzhang", "shuji"}

// kindTable and seriesTable are ledgers: what applies today, each with its history.
func (d Deps) kindTable() module.Register {
	return module.Register{
		ID: "outgoing-kinds", Title: "文种表", Source: "默认按条例；由文种设定按生效日期改变", Ledger: true, Sees: tableReaders,
		Columns: []flow.Column{{Title: "文种", Weight: 12, Wide: true}, {Title: "格式", Weight: 10}, {Title: "机关代字", Weight: 16}, {Title: "签发", Weight: 16}, {Title: "用印", Weight: 8}, {Title: "上行文", Weight: 8}, {Title: "生效", Weight: 14}},
		Rows: func(ctx context.Context, q store.Querier, _ module.Ask) (module.Rows, error) {
			t, err := d.tablesAt(ctx, q, clock.DateOf(d.Now()))
			out := module.Rows{Count: int64(len(t.kinds))}
			for _, k := range t.kinds {
				out.Rows = append(out.Rows, module.Row{ID: k.Name, Void: k.Ended == 1, Cells: []string{k.Name, k.Format, dash(k.Series), k.Signer, yes(k.Seal), yes(k.Upward), since(k.From)}})
			}
			return out, err
		},
		Detail: func(ctx context.Context, q store.Querier, id string) (module.Detail, error) {
			t, err := d.tablesAt(ctx, q, clock.DateOf(d.Now()))
			if err != nil {
				return module.Detail{}, err
			}
			i := slices.IndexFunc(t.kinds, func(k DocKind) bool { return k.Name == id })
			if i < 0 {
				return module.Detail{}, store.ErrNotFound
			}
			k := t.kinds[i]
			rows, err := store.All[DocKind](ctx, q, `SELECT `+kindColumns+` FROM outgoing_kind WHERE name = $1 ORDER BY valid_from DESC, id DESC`, id)
			out := module.Detail{Title: id, State: "现在适用", Facts: []flow.Fact{{Label: "格式", Value: k.Format}, {Label: "机关代字", Value: dash(k.Series)}, {Label: "签发", Value: k.Signer}, {Label: "用印", Value: yes(k.Seal)}, {Label: "上行文", Value: yes(k.Upward)}, {Label: "生效", Value: since(k.From)}},
				Starts: []module.Start{{Label: "设定文种", Kind: KindKinds, Prefill: map[string]string{"name": k.Name, "format": k.Format, "series": k.Series, "signer": k.Signer, "seal": tick(k.Seal), "upward": tick(k.Upward)}}}}
			table := flow.Table{Title: "历次设定", Columns: []flow.Column{{Title: "生效"}, {Title: "格式"}, {Title: "机关代字", Wide: true}, {Title: "签发"}, {Title: "用印"}, {Title: "上行文"}}}
			for _, x := range rows {
				table.Rows = append(table.Rows, flow.TableRow{Cells: []string{string(x.From), x.Format, dash(x.Series), x.Signer, yes(x.Seal), yes(x.Upward)}})
			}
			out.Tables = []flow.Table{table}
			return out, err
		},
	}
}

func (d Deps) seriesTable() module.Register {
	return module.Register{
		ID: "outgoing-series", Title: "机关代字表", Source: "由机关代字设定按生效日期改变", Ledger: true, Sees: tableReaders,
		Columns: []flow.Column{{Title: "名称", Weight: 12, Wide: true}, {Title: "机关代字", Weight: 12}, {Title: "发文机关", Weight: 24}, {Title: "编号方式", Weight: 20}, {Title: "主要负责人", Weight: 10}, {Title: "今年已编", Weight: 10, Right: true}, {Title: "生效", Weight: 14}},
		Rows: func(ctx context.Context, q store.Querier, _ module.Ask) (module.Rows, error) {
			day := clock.DateOf(d.Now())
			t, err := d.tablesAt(ctx, q, day)
			if err != nil {
				return module.Rows{}, err
			}
			out := module.Rows{Count: int64(len(t.series))}
			for _, s := range t.series {
				n, err := lastNumber(ctx, q, s, day.Year())
				if err != nil {
					return out, err
				}
				out.Rows = append(out.Rows, module.Row{ID: s.Name, Void: s.Ended == 1, Cells: []string{s.Name, s.Code, s.organ(), s.Style, headName(s.Head), fmt.Sprint(n), since(s.From)}})
			}
			return out, nil
		},
		Detail: func(ctx context.Context, q store.Querier, id string) (module.Detail, error) {
			t, err := d.tablesAt(ctx, q, clock.DateOf(d.Now()))
			if err != nil {
				return module.Detail{}, err
			}
			i := slices.IndexFunc(t.series, func(s Series) bool { return s.Name == id })
			if i < 0 {
				return module.Detail{}, store.ErrNotFound
			}
			s := t.series[i]
			rows, err := store.All[Series](ctx, q, `SELECT `+seriesColumns+` FROM outgoing_series WHERE name = $1 ORDER BY valid_from DESC, id DESC`, id)
			out := module.Detail{Title: id, State: "现在适用", Facts: []flow.Fact{{Label: "机关代字", Value: s.Code}, {Label: "发文机关", Value: s.organ()}, {Label: "发文机关标志", Value: dash(s.mark())}, {Label: "编号方式", Value: s.Style}, {Label: "主要负责人", Value: headName(s.Head)}, {Label: "生效", Value: since(s.From)}},
				Starts: []module.Start{
					{Label: "设定机关代字", Kind: KindSeries, Prefill: map[string]string{"name": s.Name, "code": s.Code, "style": s.Style, "organ": s.Organ, "mark": s.Mark, "head": s.Head}},
					{Label: "预留文号", Kind: KindReserve, Prefill: map[string]string{"series": s.Name}}}}
			table := flow.Table{Title: "历次设定", Columns: []flow.Column{{Title: "生效"}, {Title: "机关代字"}, {Title: "发文机关", Wide: true}, {Title: "编号方式"}}}
			for _, x := range rows {
				table.Rows = append(table.Rows, flow.TableRow{Cells: []string{string(x.From), x.Code, x.Organ, x.Style}})
			}
			out.Tables = []flow.Table{table}
			return out, err
		},
	}
}

// codesMissing tells a new bureau that its own codes are still to be entered.
func codesMissing(ctx context.Context, q store.Querier) ([]string, error) {
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM outgoing_series`)
	if err != nil || n > 0 {
		return nil, err
	}
	return []string{"还没有设定本局的机关代字，现在写作“局发”“局函”"}, nil
}

func yes(n int64) string  { return map[int64]string{0: "否", 1: "是"}[n] }
func tick(n int64) string { return map[int64]string{0: "", 1: "1"}[n] }

func since(from clock.Date) string {
	if from == "" {
		return "默认"
	}
	return string(from)
}

func headName(post string) string {
	return map[string]string{"juzhang": "局长", "shuji": "党组书记"}[post]
}

func dash(s string) string {
	if s == "" {
		return "--"
	}
	return s
}
