package flow

import (
	"context"

	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// IssueInput is a case that the calendar brings, not a person.
type IssueInput struct {
	Kind    string
	Content any
	For     org.Principal // holds the first step
}

// systemName stands in the history where nobody acted.
const systemName = "系统"

// Issue makes a case that waits for its first step (a monthly check, a year-end
// task). The same key makes it once.
func (e *Engine) Issue(ctx context.Context, key string, in IssueInput) (runner.Answer, error) {
	k, ok := e.kinds[in.Kind]
	if !ok {
		return runner.Answer{}, store.ErrNotFound
	}
	req := runner.Request{Actor: runner.Actor{Via: "job"}, Key: key, Action: k.ID + ".issue"}
	return e.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		now := w.Millis()
		t := &turn{Work: w, e: e, kind: k, def: k.Def, me: org.PersonRow{Name: systemName}}
		t.c = Case{
			ID: w.NewID(), Kind: k.ID, FlowVersion: k.Def.Version, FlowHash: k.Def.Hash(), State: Running,
			CreatorDept: in.For.Dept(), CreatedAt: now, TouchedAt: now, plan: map[string][]Assignment{}, IssuedFor: string(in.For),
		}
		if err := t.open(ctx); err != nil {
			return runner.Answer{}, err
		}
		if err := t.setContent(ctx, in.Content); err != nil {
			return runner.Answer{}, err
		}
		t.seq = 1
		if err := t.line(ctx, Line{Action: Submit, NodeName: "到期自动产生"}); err != nil {
			return runner.Answer{}, err
		}
		start := k.Def.Start()
		v, err := t.newVisit(ctx, start.ID, active, "")
		if err != nil {
			return runner.Answer{}, err
		}
		if _, err := t.newTask(ctx, v, start, Assignment{Principal: in.For}, "", ""); err != nil {
			return runner.Answer{}, err
		}
		return t.finish(ctx)
	})
}
