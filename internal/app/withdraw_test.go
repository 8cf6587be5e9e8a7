package app_test

import (
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Whatever was handed in and nobody has acted on is taken back by its drafter and
// handed in again, with the same outcome.
func TestWithdraw_EveryKindIsHandedInAgain_G_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	ctx := t.Context()
	type fresh struct {
		ID      string `db:"id"`
		Kind    string `db:"kind"`
		Title   string `db:"title"`
		Creator string `db:"creator_id"`
	}
	all, err := store.All[fresh](ctx, p.app.DB.Read(), `SELECT c.id, c.kind, c.title, c.creator_id FROM cases c WHERE c.closed_at = 0 AND c.creator_id <> '' AND c.state <> '草稿'
		AND (SELECT COUNT(*) FROM history h WHERE h.case_id = c.id) = 1 ORDER BY c.id`)
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, c := range all {
		actor := runner.Actor{PersonID: c.Creator, Via: "test"}
		see := func() *flow.View {
			v, err := p.app.Engine.See(ctx, p.app.DB.Read(), actor, c.ID, "")
			if err != nil {
				t.Fatal(c.Kind, err)
			}
			return v
		}
		v := see()
		was := v.Open
		if n, _ := v.Def.Node(v.Def.Start().ID); n.NoWithdraw {
			continue
		}
		if _, err := p.app.Engine.Act(ctx, actor, ident.Secret(), flow.Act{CaseID: c.ID, ContentVersion: v.Case.ContentVersion, Action: flow.Withdraw, Opinion: "再看看"}); err != nil {
			t.Errorf("%s %s is not taken back: %v", c.Kind, c.Title, err)
			continue
		}
		if v = see(); v.Case.State != flow.Withdrawn || v.Task == nil {
			t.Errorf("%s %s: %s, with %+v", c.Kind, c.Title, v.Case.State, v.Open)
			continue
		}
		again := flow.Act{CaseID: c.ID, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: v.Case.ContentVersion, Action: flow.Approve, Opinion: "同意", Fields: v.Kind.Again(v.Content)}
		if _, err := p.app.Engine.Act(ctx, actor, ident.Secret(), again); err != nil {
			t.Errorf("%s %s is not handed in again: %v", c.Kind, c.Title, err)
			continue
		}
		if v = see(); len(v.Open) != len(was) || v.Open[0].Node != was[0].Node || v.Open[0].Principal != was[0].Principal || v.Case.Title != c.Title {
			t.Errorf("%s %s waits at %+v, it was %+v", c.Kind, v.Case.Title, v.Open, was)
		}
		tried[c.Kind] = true
	}
	if len(tried) < 3 {
		t.Errorf("only %v were tried", tried)
	}
}
