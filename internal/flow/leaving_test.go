package flow_test

import (
	"context"
	"errors"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit/cases"
)

// What waits for a person as such, and what they put aside, is named; what waits
// for their post is not, for it passes on. A department's is what waits for its
// head.
func TestHeldBy_TasksOfThePersonAndDrafts(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id, err := o.note("zhifakeyuan", "便笺一件", "")
		if err != nil {
			o.t.Fatal(err)
		}
		v := o.see("zhifakezhang", id)
		back := flow.Act{CaseID: id, TaskID: v.Task.ID, TaskVersion: v.Task.Version, ContentVersion: 1, Action: flow.Return, Opinion: "再改"}
		waiting, err := flow.WaitingFor(o.t.Context(), o.DB.Read(), o.IDs["zfk"])
		if err != nil || len(waiting) != 1 || waiting[0].Number != "便1号" {
			o.t.Fatalf("%+v %v", waiting, err)
		}
		if held, err := flow.HeldBy(o.t.Context(), o.DB.Read(), o.IDs["zhifakezhang"]); err != nil || len(held) != 0 {
			o.t.Errorf("what waits for the post is held by the person: %+v %v", held, err)
		}
		if _, err := o.e.Act(o.t.Context(), o.Actor("zhifakezhang"), ident.Secret(), back); err != nil {
			o.t.Fatal(err)
		}
		if _, err := o.e.KeepDraft(o.t.Context(), o.Actor("zhifakeyuan"), flow.Kept{Kind: "note"}); err != nil {
			o.t.Fatal(err)
		}
		held, err := flow.HeldBy(o.t.Context(), o.DB.Read(), o.IDs["zhifakeyuan"])
		if err != nil || len(held) != 2 || held[0].Name != "便1号 便笺一件" || held[1].Kind != "草稿" {
			o.t.Errorf("%+v %v", held, err)
		}
		if waiting, err := flow.WaitingFor(o.t.Context(), o.DB.Read(), o.IDs["zfk"]); err != nil || len(waiting) != 0 {
			o.t.Errorf("%+v %v", waiting, err)
		}
		if err := flow.DropDrafts(o.t.Context(), o.DB, o.IDs["zhifakeyuan"]); err != nil {
			o.t.Fatal(err)
		}
		if held, err := flow.HeldBy(o.t.Context(), o.DB.Read(), o.IDs["zhifakeyuan"]); err != nil || len(held) != 1 {
			o.t.Errorf("%+v %v", held, err)
		}
	})
}

func TestStart_NothingBeginsBeforeTheBureauIsReady(t *testing.T) {
	t.Parallel()
	each(t, func(o *office) {
		var why error
		e, err := flow.New(t.Context(), flow.Options{
			Runner: o.Run, Kinds: []*flow.Kind{noteKind(o)}, OpinionClause: "1-03-2.1", Days: cases.NoDays,
			Ready: func(context.Context, store.Querier) error { return why },
		})
		if err != nil {
			t.Fatal(err)
		}
		o.e = e
		why = errs.New(errs.NotAllowed, "还没有启用")
		if _, err := o.note("zhifakeyuan", "太早", ""); !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
		n, err := store.Value[int64](t.Context(), o.DB.Read(), `SELECT COUNT(*) FROM number`)
		if err != nil || n != 0 {
			t.Errorf("%d numbers were used up, %v", n, err)
		}
		why = nil
		if _, err := o.note("zhifakeyuan", "可以了", ""); err != nil {
			t.Error(err)
		}
	})
}

func TestOwnFiles_OnlyWhatThePersonMaySee(t *testing.T) {
	t.Parallel()
	notes(t, func(o *office, _ map[string]bool) {
		id, err := flow.AddFile(o.t.Context(), o.Run, o.Actor("wenshu"), ident.Secret(), flow.File{Hash: "h", Name: "凭据.png", Type: "image/png"})
		if err != nil {
			o.t.Fatal(err)
		}
		if err := o.e.OwnFiles(o.t.Context(), o.DB.Read(), o.IDs["wenshu"], []string{id}); err != nil {
			o.t.Error(err)
		}
		if err := o.e.OwnFiles(o.t.Context(), o.DB.Read(), o.IDs["siji"], []string{id}); !errors.Is(err, store.ErrNotFound) {
			o.t.Errorf("somebody else's file: %v", err)
		}
		if f, err := flow.FileByID(o.t.Context(), o.DB.Read(), id); err != nil || f.Name != "凭据.png" {
			o.t.Errorf("%+v %v", f, err)
		}
	})
}
