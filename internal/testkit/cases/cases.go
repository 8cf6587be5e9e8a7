// Package cases gives tests of specifications what they all do with cases: act as a
// page offers it, want a refusal, verify what was written.
package cases

import (
	"context"
	"errors"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/backup"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// NoDays is a calendar of weekdays.
func NoDays(context.Context, store.Querier) (calendar.Days, error) { return calendar.Days{}, nil }

// At is what the person's page offers at the node: to approve it.
func At(t testing.TB, e *flow.Engine, who runner.Actor, caseID, node string) (flow.Act, error) {
	t.Helper()
	view, err := e.See(t.Context(), e.Runner().DB().Read(), who, caseID, "")
	if err != nil {
		return flow.Act{}, err
	}
	act := flow.Act{CaseID: caseID, Action: flow.Approve, Opinion: "同意。", ContentVersion: view.Case.ContentVersion}
	for _, task := range view.Open {
		if task.Node == node && (view.Task == nil || view.Task.Node != node || task.ID == view.Task.ID) {
			act.TaskID, act.TaskVersion = task.ID, task.Version
		}
	}
	return act, nil
}

// Act does what is offered At the node, one minute later; change, which may be nil,
// says otherwise.
func Act(t testing.TB, e *flow.Engine, clk *clock.Manual, who runner.Actor, caseID, node string, change func(*flow.Act)) error {
	t.Helper()
	act, err := At(t, e, who, caseID, node)
	if err != nil {
		return err
	}
	if change != nil {
		change(&act)
	}
	clk.Advance(time.Minute)
	_, err = e.Act(t.Context(), who, ident.Secret(), act)
	return err
}

// Refusal wants a refusal under a clause, and that it was kept.
func Refusal(t testing.TB, db *store.DB, err error, clause string) *norm.Refusal {
	t.Helper()
	r, ok := errors.AsType[*norm.Refusal](err)
	if !ok || r.Clause != clause {
		t.Fatalf("want a refusal under %s, got %v", clause, err)
	}
	n, err := store.Value[int64](t.Context(), db.Read(), `SELECT COUNT(*) FROM refusal WHERE clause = $1`, clause)
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Fatalf("the refusal under %s was not kept", clause)
	}
	return r
}

// Verify ends a test: nothing was written past the audit.
func Verify(t testing.TB, db *store.DB) {
	t.Helper()
	report, err := audit.Verify(t.Context(), backup.Live{DB: db, Check: func(context.Context, string) error { return nil }}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("verify: %s", f)
	}
}
