package clearing

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// MissingKind is the kind's id; a copy's page leads to it.
const MissingKind = "file-missing"

// missingKind is what a missing copy is: an incident that names who had it and who
// heads the department (1-02-3.2).
func (d Deps) missingKind() *flow.Kind {
	content, settling := form.Must[Report](), form.Must[Settling]()
	lost := func(_ context.Context, f flow.Facts) (bool, error) {
		in, err := settling.FromCanonical([]byte(f.Data("settle")))
		return in.Outcome == "确认缺失", err
	}
	return &flow.Kind{
		ID: MissingKind, Name: "文件缺失", Content: content, StartForm: content,
		Def: &flow.Definition{Kind: MissingKind, Name: "文件缺失", Version: 1, Nodes: []flow.Node{
			{ID: "report", Name: "报告", Verb: "报缺失", Who: "creator", Mode: flow.One, Silent: true, NoWithdraw: true, Clauses: []string{"1-02-3.2"}, Next: []flow.Edge{{To: "explain"}}},
			{ID: "explain", Name: "当事人说明", Verb: "说明", Who: "holder", Mode: flow.One, Due: "step", Clauses: []string{"1-02-3.2"}, NoMerge: true, Next: []flow.Edge{{To: "head"}}},
			{ID: "head", Name: "科室负责人", Verb: "提出意见", Who: "head", Mode: flow.One, Due: "step", Clauses: []string{"1-02-3.2"}, NoMerge: true, Can: []flow.Action{flow.Return},
				Phrases: []string{"已组织查找，后果由当事人和本人承担。"}, Next: []flow.Edge{{To: "settle"}}},
			{ID: "settle", Name: "办公室处理", Verb: "处理", Who: "director", Mode: flow.One, Silent: true, Form: settling, Due: "step", Clauses: []string{"1-02-3.2"}, NoMerge: true,
				Can: []flow.Action{flow.Return}, Next: []flow.Edge{{To: "leader", When: "lost", Label: "确认缺失"}, {To: "close", Label: "已找回"}}},
			{ID: "leader", Name: "分管领导", Verb: "批示", Who: "leader", Mode: flow.One, Due: "step", Clauses: []string{"1-02-3.2"}, NoMerge: true, Can: []flow.Action{flow.Return}, Signs: true,
				Phrases: []string{"按规定追究，举一反三。"}, Result: "确认缺失"},
			{ID: "close", Name: "销案", Verb: "销案", Who: "wenshu", Mode: flow.One, Silent: true, Due: "step", Clauses: []string{"1-02-3.2"}, Result: "已找回"},
		}},
		Who:   d.missingWho(),
		When:  map[string]func(context.Context, flow.Facts) (bool, error){"lost": lost},
		Dues:  map[string]flow.DueFunc{"step": d.step()},
		Steps: map[string]func(context.Context, *flow.Step) error{"report": onReport, "settle": onSettle},
		Title: func(c any) string {
			if what := c.(Report).What; what != "" {
				return "文件缺失：" + what
			}
			return "文件缺失：" + c.(Report).Code
		},
		StartBy: []string{flow.Anyone}, Sees: append([]string{"jijianzuzhang"}, d.Office...), Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		StartVerb: "报文件缺失", StartNote: "找不到的纸质文件立即报告；写明当事人和科室负责人",
		Begin: func(in any, _ string, _ time.Time) any { return in },
		Blank: func(now time.Time) url.Values { return url.Values{"found_on": {string(clock.DateOf(now))}} },
		Prefill: map[string]func(context.Context, flow.Facts) (any, error){
			"settle": func(context.Context, flow.Facts) (any, error) {
				return Settling{Outcome: "确认缺失", Place: "文书处"}, nil
			},
		},
	}
}

func (d Deps) missingWho() map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error) {
	return map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
		"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
			return to(org.PersonPrincipal(f.Case.CreatorID))
		},
		"holder": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
			return to(org.PersonPrincipal(f.Content.(Report).Holder))
		},
		"head": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
			return to(org.Head(f.Content.(Report).Dept))
		},
		"director": func(context.Context, flow.Facts) ([]flow.Assignment, error) {
			return to(org.Post("bangongshizhuren"))
		},
		"wenshu": func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post("wenshu")) },
		"leader": func(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
			p := org.LeaderOf(f.Content.(Report).Dept)
			holders, err := org.Holders(ctx, f.Q, p, f.Now)
			if err != nil || len(holders) > 0 {
				return []flow.Assignment{{Principal: p}}, err
			}
			return to(org.Post("juzhang")) // a leader's own paper
		},
	}
}

// onReport names who had the copy and who heads the department, and takes it off
// what is there.
func onReport(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Report)
	c, err := paper.ByCode(ctx, s.Tx, in.Code)
	if err != nil {
		return errs.New(errs.Invalid, "没有这个编码的文件，核对后再填").With(err)
	}
	duties, err := org.Duties(ctx, s.Tx, s.Actor.ID, s.Now())
	if err != nil {
		return err
	}
	if _, err := paper.See(ctx, s.Tx, c.ID, s.Actor.ID, duties); err != nil {
		return errs.New(errs.Invalid, "没有这个编码的文件，核对后再填").With(err)
	}
	in.Code, in.CopyID, in.What, in.Dept, in.Holder = c.Code, c.ID, c.Name()+" "+c.Title, c.DeptID, c.HolderID
	head, err := firstHolder(ctx, s, org.Head(c.DeptID))
	if err != nil {
		return err
	}
	in.Head = head
	if in.Holder == "" {
		keeper, err := keeperOf(ctx, s.Tx, c.DeptID, s.Now())
		if err != nil {
			return err
		}
		if in.Holder, err = firstHolder(ctx, s, keeper); err != nil {
			return err
		}
	}
	if in.Head == "" {
		in.Head = in.Holder
	}
	s.SetContent(in)
	if _, err := paper.Miss(ctx, s.Work, c, in.How, s.Case.ID); err != nil {
		return err
	}
	number, err := s.Number(ctx, "文件缺失", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("缺〔%d〕%d号", year, n) })
	if err != nil {
		return err
	}
	s.Case.Number = number
	if err := tellOffice(ctx, s, in); err != nil {
		return err
	}
	return s.Insert(ctx, "clearing_missing", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "copy_id": c.ID, "code": c.Code, "document": c.Name(), "title": c.Title, "holder_id": in.Holder, "head_id": in.Head,
		"dept_id": in.Dept, "reported_by": s.Actor.ID, "reported_at": s.Millis(), "outcome": "", "settled_at": int64(0),
	})
}

func firstHolder(ctx context.Context, s *flow.Step, p org.Principal) (string, error) {
	holders, err := org.Holders(ctx, s.Tx, p, s.Now())
	if err != nil || len(holders) == 0 {
		return "", err
	}
	return holders[0].PersonID, nil
}

// tellOffice reminds the 办公室主任 and the 文书 at once.
func tellOffice(ctx context.Context, s *flow.Step, in Report) error {
	for _, post := range []string{"bangongshizhuren", "wenshu"} {
		if err := flow.NotifyPost(ctx, s.Tx, post, flow.Notice{CaseID: s.Case.ID, Text: "文件缺失：" + in.What}); err != nil {
			return err
		}
	}
	return nil
}

// onSettle brings a copy that was found back to its place, or leaves it missing.
func onSettle(ctx context.Context, s *flow.Step) error {
	in, report := s.Fields.(Settling), s.Content.(Report)
	if in.Outcome == "已找回" {
		c, err := paper.One(ctx, s.Tx, report.CopyID)
		if err != nil {
			return err
		}
		if c.State == paper.Missing { // else somebody has put it back by its page
			if _, err := paper.FindAgain(ctx, s.Work, c, in.Place, in.Words, s.Case.ID); err != nil {
				return err
			}
		}
	}
	id, err := store.Value[string](ctx, s.Tx, `SELECT id FROM clearing_missing WHERE case_id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	return s.Update(ctx, "clearing_missing", id, store.Row{"outcome": in.Outcome, "settled_at": s.Millis()}, nil)
}

// dateOf is the day of an instant; "--" for none.
func dateOf(ms int64) string {
	if ms == 0 {
		return "--"
	}
	return string(clock.DateOf(clock.FromMillis(ms)))
}
