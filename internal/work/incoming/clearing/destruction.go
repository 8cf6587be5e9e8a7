package clearing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// DestructionKind is the kind's id.
const DestructionKind = "file-destruction"

// destructionKind is the only way on which a paper is destroyed (1-02-3.1).
func (d Deps) destructionKind() *flow.Kind {
	content, appraising, destroying := form.Must[Destruction](), form.Must[Appraising](), form.Must[Destroying]()
	return &flow.Kind{
		ID: DestructionKind, Name: "文件销毁", Content: content, StartForm: content,
		Def: &flow.Definition{Kind: DestructionKind, Name: "文件销毁", Version: 1, Nodes: []flow.Node{
			{ID: "draft", Name: "提出", Verb: "提出销毁", Who: "creator", Mode: flow.One, Silent: true, Clauses: []string{"1-02-3.1"}, Next: []flow.Edge{{To: "appraise"}}},
			{ID: "appraise", Name: "鉴别", Verb: "鉴别", Who: "archivist", Mode: flow.One, Silent: true, Form: appraising, Due: "step", Clauses: []string{"1-02-3.1"}, NotApplicant: true,
				Can: []flow.Action{flow.Return, flow.Forward}, Next: []flow.Edge{{To: "approve"}}},
			{ID: "approve", Name: "分管领导批准", Verb: "批准销毁", Who: "leader", Mode: flow.One, Due: "step", Clauses: []string{"1-02-3.1"}, NotApplicant: true, NoMerge: true,
				Can: []flow.Action{flow.Return, flow.Reject}, Signs: true, Phrases: []string{"同意销毁，两人到场。"}, Next: []flow.Edge{{To: "destroy"}}},
			{ID: "destroy", Name: "销毁", Verb: "销毁", Who: "wenshu", Mode: flow.One, Silent: true, Form: destroying, Due: "step", Clauses: []string{"1-02-3.1"}, Can: []flow.Action{flow.Return}, Next: []flow.Edge{{To: "witness"}}},
			{ID: "witness", Name: "监销", Verb: "确认监销", Who: flow.Planned, Mode: flow.One, Due: "step", Clauses: []string{"1-02-3.1"}, NotSameAs: []string{"destroy"}, NoMerge: true, NoWithdraw: true,
				Can: []flow.Action{flow.Return}, Phrases: []string{"全程在场，逐份清点，已全部销毁。"}, Result: "已销毁"},
		}},
		Who: map[string]func(context.Context, flow.Facts) ([]flow.Assignment, error){
			"creator": func(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
				return to(org.PersonPrincipal(f.Case.CreatorID))
			},
			"archivist": func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post("dangan")) },
			"leader": func(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
				office, err := d.Home(ctx, f.Q)
				return []flow.Assignment{{Principal: org.LeaderOf(office)}}, err
			},
			"wenshu": func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post("wenshu")) },
		},
		Dues:    map[string]flow.DueFunc{"step": d.step()},
		Steps:   map[string]func(context.Context, *flow.Step) error{"draft": d.onDraft, "destroy": d.onDestroy, "witness": d.onWitness},
		Title:   func(c any) string { return fmt.Sprintf("销毁文件 %d 份", len(c.(Destruction).Copies)) },
		StartBy: []string{"wenshu", "wenmi", "bangongshizhuren"}, Sees: append([]string{"dangan"}, d.Office...), Clerk: []string{"wenshu"}, PaperClause: "1-02-R3",
		StartVerb: "提出文件销毁", StartNote: "鉴别、分管领导批准、两人销毁；这是销毁文件的唯一途径",
		Begin: func(in any, _ string, _ time.Time) any { return in },
		Again: func(content any) any { return content }, Amend: func(_, fields any) any { return fields },
		Options: map[string]func(context.Context, flow.Asking) ([]form.Option, error){"destroyable": d.destroyable},
		Prefill: map[string]func(context.Context, flow.Facts) (any, error){
			"destroy": func(_ context.Context, f flow.Facts) (any, error) {
				return Destroying{Place: "办公室", Way: "碎纸机粉碎", Counted: int64(len(f.Content.(Destruction).Copies))}, nil
			},
		},
		Shows:  papersPanel,
		Papers: []flow.Paper{{ID: "list", Title: "销毁清册", Make: destructionSheet}},
	}
}

// destroyable lists what lies at the office and has no value.
func (d Deps) destroyable(ctx context.Context, ask flow.Asking) ([]form.Option, error) {
	office, err := d.Home(ctx, ask.Q)
	if err != nil {
		return nil, err
	}
	copies, _, err := paper.List(ctx, ask.Q, paper.Where{States: []paper.State{paper.Here}, DeptIDs: []string{office}}, 500, 0)
	if err != nil {
		return nil, err
	}
	var options []form.Option
	for _, c := range copies {
		doc, err := d.document(ctx, ask.Q, c)
		if err != nil {
			return nil, err
		}
		if c.Medium == paper.OnPaper && worthless(c, office, doc) == nil && len(options) < mostLines {
			options = append(options, form.Option{Value: c.ID, Label: c.Code + "　" + c.Name() + "　" + c.Title})
		}
	}
	return options, nil
}

// document is the registered document of a copy; nil where there is none.
func (d Deps) document(ctx context.Context, q store.Querier, c paper.Copy) (*Document, error) {
	if c.CaseID == "" {
		return nil, nil
	}
	doc, err := d.Document(ctx, q, c.CaseID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &doc, err
}

// onDraft looks at every paper, and draws the number of the list.
func (d Deps) onDraft(ctx context.Context, s *flow.Step) error {
	if _, err := d.judge(ctx, s); err != nil || s.Case.Number != "" {
		return err
	}
	number, err := s.Number(ctx, "文件销毁", s.Case.ID, func(year int, n int64) string { return fmt.Sprintf("销〔%d〕%d号", year, n) })
	s.Case.Number = number
	return err
}

// judge reads the papers of a destruction and refuses what may not be destroyed.
func (d Deps) judge(ctx context.Context, s *flow.Step) ([]paper.Copy, error) {
	office, err := d.Home(ctx, s.Tx)
	if err != nil {
		return nil, err
	}
	asked := s.Content.(Destruction).Copies
	copies, err := paper.ByID(ctx, s.Tx, asked)
	if err != nil {
		return nil, err
	}
	if len(copies) != len(asked) {
		return nil, store.ErrNotFound
	}
	for _, c := range copies {
		doc, err := d.document(ctx, s.Tx, c)
		if err != nil {
			return nil, err
		}
		if r := worthless(c, office, doc); r != nil {
			return nil, r
		}
	}
	return copies, nil
}

// onDestroy counts, and plans who witnesses: somebody else (G-08).
func (d Deps) onDestroy(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Destroying)
	if r := otherThan(s.Actor.ID, in.Witness); r != nil {
		return r
	}
	copies, err := d.judge(ctx, s)
	if err != nil {
		return err
	}
	if r := allCounted(in.Counted, int64(len(copies))); r != nil {
		return r
	}
	s.Case.SetPlan("witness", []flow.Assignment{{Principal: org.PersonPrincipal(in.Witness), Label: "监销"}})
	return nil
}

// done is who did a step last, with what was filled in.
type done struct {
	PersonID string `db:"person_id"`
	Data     string `db:"data"`
}

func lastDone(ctx context.Context, q store.Querier, caseID, node string) (done, error) {
	return store.One[done](ctx, q, `SELECT person_id, data FROM history WHERE case_id = $1 AND node = $2 AND action IN ('approve', 'acknowledge') ORDER BY seq DESC LIMIT 1`, caseID, node)
}

// onWitness ends the papers, by the warrant of what was appraised, approved, done and
// witnessed.
func (d Deps) onWitness(ctx context.Context, s *flow.Step) error {
	copies, err := d.judge(ctx, s)
	if err != nil {
		return err
	}
	steps := map[string]done{}
	for _, node := range []string{"appraise", "approve", "destroy"} {
		if steps[node], err = lastDone(ctx, s.Tx, s.Case.ID, node); err != nil {
			return err
		}
	}
	how, err := form.Must[Destroying]().FromCanonical([]byte(steps["destroy"].Data))
	if err != nil {
		return err
	}
	appraisal, err := form.Must[Appraising]().FromCanonical([]byte(steps["appraise"].Data))
	if err != nil {
		return err
	}
	warrant := paper.Warrant{CaseID: s.Case.ID, ApprovedBy: steps["approve"].PersonID, HandlerID: steps["destroy"].PersonID, WitnessID: s.Actor.ID, How: how.Place + " " + how.Way}
	for _, c := range copies {
		if _, err := paper.Destroy(ctx, s.Work, c, warrant); err != nil {
			return err
		}
		if err := s.Insert(ctx, "clearing_destruction", store.Row{
			"id": s.NewID(), "case_id": s.Case.ID, "number": s.Case.Number, "copy_id": c.ID, "code": c.Code, "document": c.Name(), "title": c.Title, "pages": c.Pages,
			"appraisal": appraisal.Opinion, "approved_by": warrant.ApprovedBy, "destroyed_by": warrant.HandlerID, "witness_id": warrant.WitnessID,
			"way": how.Way, "place": how.Place, "destroyed_at": s.Millis(),
		}); err != nil {
			return err
		}
	}
	return nil
}

// papersPanel lists the papers of a destruction.
func papersPanel(ctx context.Context, q store.Querier, v *flow.View) ([]flow.Panel, error) {
	copies, err := paper.ByID(ctx, q, v.Content.(Destruction).Copies)
	if err != nil {
		return nil, err
	}
	seen, err := paper.Visible(ctx, q, copies, v.PersonID, v.Duties)
	t := &flow.Table{Title: "拟销毁的文件", Note: fmt.Sprintf("%d 份", len(copies)), Columns: []flow.Column{{Title: "编码"}, {Title: "名称"}, {Title: "标题", Wide: true}, {Title: "页数", Right: true}, {Title: "状态"}}}
	for _, c := range copies {
		link := ""
		if seen[c.ID] {
			link = "/paper/" + c.ID
		}
		t.Rows = append(t.Rows, flow.TableRow{Link: link, Cells: []string{c.Code, c.Name(), c.Title, fmt.Sprint(c.Pages), string(c.State)}})
	}
	return []flow.Panel{{Title: t.Title, Table: t}}, err
}

func destructionSheet(ctx context.Context, q store.Querier, v *flow.View) (flow.Sheet, error) {
	d := v.Content.(Destruction)
	copies, err := paper.ByID(ctx, q, d.Copies)
	if err != nil {
		return flow.Sheet{}, err
	}
	var lines []string
	for i, c := range copies {
		lines = append(lines, fmt.Sprintf("%d. %s　%s　%s　%d 页", i+1, c.Code, c.Name(), c.Title, c.Pages))
	}
	s := flow.Sheet{Title: "销毁清册", Number: v.Case.Number, Rows: [][]flow.SheetCell{{{Label: "份　　数", Value: fmt.Sprint(len(copies))}, {Label: "理　　由", Value: d.Reason, Span: 2}}},
		Blocks: []flow.SheetBlock{{Label: "文件", Lines: lines}}}
	for _, b := range []struct{ label, node string }{{"鉴别意见", "appraise"}, {"领导批准", "approve"}, {"销毁人", "destroy"}, {"监销人", "witness"}} {
		block := flow.SheetBlock{Label: b.label, Lines: signed(v, b.node)}
		if b.node == "appraise" {
			if in, err := form.Must[Appraising]().FromCanonical([]byte(v.Facts(q, time.Time{}).Data("appraise"))); err == nil && in.Opinion != "" {
				block.Lines = append([]string{in.Opinion}, block.Lines...)
			}
		}
		s.Blocks = append(s.Blocks, block)
	}
	return s, nil
}
