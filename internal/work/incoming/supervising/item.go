package supervising

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// ItemKind is the kind's id.
const ItemKind = "supervision"

// ruleVersion dates this reading of the clauses.
const ruleVersion = "2026-11"

func definition(progress *form.Schema[Progress], extending *form.Schema[Extending]) *flow.Definition {
	return &flow.Definition{Kind: ItemKind, Name: "督办事项", Version: 1, Nodes: []flow.Node{
		{ID: "draft", Name: "立项", Verb: "立项", Who: "creator", Mode: flow.One, Silent: true, NoWithdraw: true, Clauses: []string{"1-02-R3"}, Next: []flow.Edge{{To: "work"}}},
		{ID: "work", Name: "承办", Verb: "报送", Who: "host", Mode: flow.One, Silent: true, Form: progress, Due: "until", Clauses: []string{"1-02-R4"},
			Can: []flow.Action{flow.Forward}, NoMerge: true,
			Next: []flow.Edge{{To: "extend", When: "asks for time", Label: "申请延期"}, {To: "work", When: "goes on", Label: "报进展"}, {To: "confirm", Label: "已办结"}}},
		{ID: "extend", Name: "审批延期", Verb: "同意延期", Who: "leader", Mode: flow.One, Form: extending, Due: "step", Clauses: []string{"1-02-R1"}, NoMerge: true,
			Can: []flow.Action{flow.Return}, Phrases: []string{"同意延期。"}, Next: []flow.Edge{{To: "work"}}},
		{ID: "confirm", Name: "办公室确认", Verb: "销号", Key: "1-02-K3", Who: "director", Mode: flow.One, Due: "step", Clauses: []string{"1-02-R3"}, NoMerge: true,
			Can: []flow.Action{flow.Return}, Phrases: []string{"已办结，予以销号。"}, Result: "已销号"},
	}}
}

// kind is a supervision item from 立项 to 销号; it can follow from an incoming
// document, or from whatever else brings an instruction.
func (d Deps) kind() *flow.Kind {
	progress, extending, item := form.Must[Progress](), form.Must[Extending](), form.Must[Item]()
	goesOn := func(sort string) func(context.Context, flow.Facts) (bool, error) {
		return func(_ context.Context, f flow.Facts) (bool, error) {
			p, err := progress.FromCanonical([]byte(f.Data("work")))
			return p.Sort == sort, err
		}
	}
	return &flow.Kind{
		ID: ItemKind, Name: "督办", Content: item, StartForm: item, Def: definition(progress, extending),
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return to(org.PersonPrincipal(f.Case.CreatorID))
			},
			"host": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return to(org.Head(f.Content.(Item).Host))
			},
			"leader": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return to(org.PersonPrincipal(f.Content.(Item).LeaderID))
			},
			"director": func(context.Context, flow.Facts) ([]flow.Assignment, error) {
				return to(org.Post("bangongshizhuren"))
			},
		},
		When: map[string]func(context.Context, flow.Facts) (bool, error){"asks for time": goesOn("延期"), "goes on": goesOn("进展")},
		Dues: map[string]flow.DueFunc{
			"until": func(_ context.Context, f flow.Facts, _ time.Time) (time.Time, string, error) {
				until := f.Content.(Item).Until
				return until.Time(17, 30), "督办事项的完成时限 " + string(until), nil
			},
			"step": d.step(),
		},
		Steps:  map[string]func(context.Context, *flow.Step) error{"draft": onDraft, "work": onWork, "extend": onExtend, "confirm": onConfirm},
		Title:  func(c any) string { return c.(Item).What },
		Stored: stored, Voided: func(ctx context.Context, s *flow.Step) error {
			return s.Update(ctx, "supervision_item", s.Case.ID, store.Row{"outcome": "已作废"}, nil)
		},
		Begin:   func(in any, _ string, _ time.Time) any { return in },
		StartBy: []string{"bangongshizhuren", "wenshu", "wenmi"}, Sees: d.Office, Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		StartVerb: "立项督办", StartNote: "从领导批示立一项督办：做什么、谁承办、何时完成",
		Follows: map[string]flow.Follow{"incoming": {Relation: "督办", Prefill: d.fromDocument}},
		Prefill: map[string]func(context.Context, flow.Facts) (any, error){
			"work": func(context.Context, flow.Facts) (any, error) { return Progress{Sort: "进展"}, nil },
			"extend": func(_ context.Context, f flow.Facts) (any, error) {
				p, err := progress.FromCanonical([]byte(f.Data("work")))
				return Extending{Until: p.Until}, err
			},
		},
		Shows: progressPanel,
	}
}

func to(p org.Principal) ([]flow.Assignment, error) { return []flow.Assignment{{Principal: p}}, nil }

// fromDocument proposes an item from what the leaders wrote on a document.
func (d Deps) fromDocument(ctx context.Context, q store.Querier, v *flow.View) (url.Values, error) {
	src, err := d.Source(ctx, q, v)
	if err != nil {
		return nil, err
	}
	values := url.Values{"what": {src.Title}, "source": {src.Number}, "words": {src.Words}, "leader": {src.LeaderID}}
	if src.Deadline != "" {
		values.Set("until", string(src.Deadline))
	}
	if len(src.Hosts) > 0 {
		values.Set("host", src.Hosts[0])
		values["assist"] = src.Hosts[1:]
	}
	return values, nil
}

// inTheFuture demands a time limit that can still be kept (1-02-R3).
func inTheFuture(until, today clock.Date) *norm.Refusal {
	if until >= today {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-R3", RuleVersion: ruleVersion, Field: "until", Title: fmt.Sprintf("没有保存：时限 %s 已过", until),
		Detail: "完成时限不能早于今天。没有保存，填写的内容仍在页面上。", Inputs: map[string]any{"until": until, "today": today},
	}
}

// laterThan demands that more time is more (1-02-R3).
func laterThan(asked, until clock.Date) *norm.Refusal {
	if asked > until {
		return nil
	}
	return &norm.Refusal{
		Clause: "1-02-R3", RuleVersion: ruleVersion, Field: "until", Title: fmt.Sprintf("没有延期：%s 不晚于原时限 %s", asked, until),
		Detail: "延期须写明理由和晚于原时限的日期。没有保存，填写的内容仍在页面上。", Inputs: map[string]any{"asked": asked, "until": until},
	}
}

func onDraft(ctx context.Context, s *flow.Step) error {
	if r := inTheFuture(s.Content.(Item).Until, clock.DateOf(s.Now())); r != nil {
		return r
	}
	number, err := s.Number(ctx, "督办", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("督〔%d〕%d号", year, n) })
	if err != nil {
		return err
	}
	s.Case.Number = number
	return s.Update(ctx, "supervision_item", s.Case.ID, store.Row{"number": number}, nil)
}

func onWork(ctx context.Context, s *flow.Step) error {
	in, item := s.Fields.(Progress), s.Content.(Item)
	if in.Sort == "延期" {
		if r := laterThan(in.Until, item.Until); r != nil {
			return r
		}
	}
	return s.Update(ctx, "supervision_item", s.Case.ID, store.Row{"progress": clip(in.Text, 200), "progress_at": s.Millis()}, nil)
}

func onExtend(ctx context.Context, s *flow.Step) error {
	in, item := s.Fields.(Extending), s.Content.(Item)
	if r := laterThan(in.Until, item.Until); r != nil {
		return r
	}
	times, err := store.Value[int64](ctx, s.Tx, `SELECT extended FROM supervision_item WHERE id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	item.Until = in.Until
	s.SetContent(item)
	return s.Update(ctx, "supervision_item", s.Case.ID, store.Row{"extended": times + 1}, nil)
}

func onConfirm(ctx context.Context, s *flow.Step) error {
	return s.Update(ctx, "supervision_item", s.Case.ID, store.Row{"outcome": "已销号", "done_on": string(clock.DateOf(s.Now()))}, nil)
}

// stored keeps the ledger's columns equal to the newest content.
func stored(ctx context.Context, s *flow.Step, content any) error {
	item := content.(Item)
	row := store.Row{"what": item.What, "source": item.Source, "words": item.Words, "leader_id": item.LeaderID, "dept_id": item.Host, "until": string(item.Until)}
	known, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM supervision_item WHERE id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	if known > 0 {
		return s.Update(ctx, "supervision_item", s.Case.ID, row, nil)
	}
	row["id"], row["number"], row["opened_on"], row["first_until"], row["extended"] = s.Case.ID, "", string(clock.DateOf(s.Now())), string(item.Until), int64(0)
	row["progress"], row["progress_at"], row["done_on"], row["outcome"] = "", int64(0), "", ""
	return s.Insert(ctx, "supervision_item", row)
}

// progressPanel lists what the department has reported, newest first.
func progressPanel(_ context.Context, _ store.Querier, v *flow.View) ([]flow.Panel, error) {
	t := &flow.Table{Title: "进展", Columns: []flow.Column{{Title: "时间"}, {Title: "报送人"}, {Title: "报送"}, {Title: "情况", Wide: true}}}
	for i := len(v.History) - 1; i >= 0; i-- {
		l := v.History[i]
		if l.Node != "work" || l.Action != flow.Approve {
			continue
		}
		p, err := form.Must[Progress]().FromCanonical([]byte(l.Data))
		if err != nil {
			return nil, err
		}
		what := map[string]string{"进展": "进展", "办结": "已办结", "延期": "申请延期至 " + string(p.Until)}[p.Sort]
		t.Rows = append(t.Rows, flow.TableRow{Cells: []string{clock.Short(l.At), l.PersonName, what, p.Text}})
	}
	if len(t.Rows) == 0 {
		return nil, nil
	}
	t.Note = fmt.Sprintf("%d 次", len(t.Rows))
	return []flow.Panel{{Title: "进展", Table: t}}, nil
}

func clip(s string, most int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
