package flow_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit/cases"
)

// Whose turn it is revises the content and goes on with the step: the opinion is
// bound to the new version, and what others saw before is stale.
func TestRevise_ANewVersionAndTheStepGoesOn_G_03(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id, err := o.note("zhifakeyuan", "初稿", "")
		if err != nil {
			o.t.Fatal(err)
		}
		v := o.see("zhifakezhang", id)
		act := flow.Act{CaseID: id, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 1, Action: flow.Revise, Fields: matter{"初稿"}}
		do := func(login string, act flow.Act) error {
			_, err := o.e.Act(o.t.Context(), o.Actor(login), ident.Secret(), act)
			return err
		}
		if err := do("zhifakezhang", act); err == nil {
			o.t.Error("a revision that changes nothing")
		}
		act.Fields = matter{"改过的稿"}
		if err := do("qiyekezhang", act); !errors.Is(err, store.ErrNotFound) {
			o.t.Errorf("revised by who does not see it: %v", err)
		}
		if err := do("zhifakezhang", act); err != nil {
			o.t.Fatal(err)
		}
		act.Action, act.Opinion, act.Fields = flow.Approve, "同意。", nil
		o.refused(do("zhifakezhang", act), "G-05")
		o.refused(do("zhifakeyuan", flow.Act{CaseID: id, Action: flow.Withdraw}), "G-05")
		act.ContentVersion = 2
		if err := do("zhifakezhang", act); err != nil {
			o.t.Fatal(err)
		}
		v = o.see("zhifakeyuan", id)
		last := v.History[len(v.History)-1]
		if v.Content.(matter).Text != "改过的稿" || last.ContentVersion != 2 || last.ContentHash != v.Hash || v.Case.State != flow.Closed {
			o.t.Errorf("%+v, bound to %d", v.Content, last.ContentVersion)
		}
	})
}

// Of a case one draft is kept for each person, and nothing that may not be kept.
func TestKeepDraft_OfACase_1_04_6(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		e, err := flow.New(t.Context(), flow.Options{
			Runner: o.Run, Kinds: []*flow.Kind{testKind(o.IDs)}, OpinionClause: "1-03-2.1", Days: cases.NoDays,
			Scan: func(texts []string) *norm.Refusal {
				if strings.Contains(strings.Join(texts, ""), "机密★") {
					return &norm.Refusal{Clause: "1-04-6", RuleVersion: "t", Title: "没有保存", Detail: "没有保存。"}
				}
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, kept := o.t.Context(), flow.Kept{Kind: "test", CaseID: "c", Title: "题", Body: url.Values{"text": {"第一稿"}}.Encode()}
		first, err := e.KeepDraft(ctx, o.Actor("wenshu"), kept)
		if err != nil {
			o.t.Fatal(err)
		}
		kept.Body = url.Values{"text": {"第二稿"}}.Encode()
		again, err := e.KeepDraft(ctx, o.Actor("wenshu"), kept)
		if err != nil || again != first {
			o.t.Errorf("a second draft: %s, %s: %v", first, again, err)
		}
		if _, err := e.KeepDraft(ctx, o.Actor("baomi"), kept); err != nil {
			o.t.Error(err)
		}
		got, err := flow.DraftOfCase(ctx, o.DB.Read(), o.IDs["wenshu"], "c")
		if err != nil || got.Body != kept.Body {
			o.t.Errorf("%+v: %v", got, err)
		}
		kept.Body = url.Values{"text": {"机密★1年"}}.Encode()
		_, err = e.KeepDraft(ctx, o.Actor("wenshu"), kept)
		o.refused(err, "1-04-6")
		if _, err := flow.DraftOfCase(ctx, o.DB.Read(), o.IDs["siji"], "c"); !errors.Is(err, store.ErrNotFound) {
			o.t.Errorf("somebody else's draft: %v", err)
		}
	})
}

// An edge back to an earlier step moves no step further down.
func TestDraw_AStepBackMakesNoRank(t *testing.T) {
	t.Parallel()
	d := &flow.Definition{Kind: "k", Nodes: []flow.Node{
		{ID: "a", Next: []flow.Edge{{To: "b"}}}, {ID: "b", Next: []flow.Edge{{To: "c", When: "x"}, {To: "d"}}}, {ID: "c", Next: []flow.Edge{{To: "b"}}}, {ID: "d"},
	}}
	y := map[string]int{}
	for _, s := range flow.Draw(d, flow.Plan(d)).Shapes {
		y[s.Node.ID] = s.Y
	}
	if y["a"] >= y["b"] || y["b"] >= y["c"] || y["c"] != y["d"] {
		t.Error(y)
	}
}
