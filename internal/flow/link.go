package flow

import (
	"context"
	"net/url"

	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Follow says how a case of this kind follows from one of another: an answer
// from a letter, a seal's use from a signed document.
type Follow struct {
	Relation string // as the page of the earlier case words it: 答复, 用印
	// Prefill proposes the start form from the earlier case; may be nil.
	Prefill func(ctx context.Context, q store.Querier, v *View) (url.Values, error)
	// Offered tells whether the earlier case's page offers it now; nil: once the case
	// has a number.
	Offered func(ctx context.Context, q store.Querier, v *View) (bool, error)
}

// Link ties two cases, in the order in which they came.
type Link struct {
	CaseID   string `db:"case_id"` // the other case
	Kind     string `db:"kind"`
	Number   string `db:"number"`
	Title    string `db:"title"`
	State    State  `db:"state"`
	Relation string `db:"relation"`
	Later    int64  `db:"later"` // 1: the other case follows from this one
}

// AddLink records that a case follows from another, in the transaction that
// makes it so; once is enough.
func AddLink(ctx context.Context, w *runner.Work, caseID, to, relation string) error {
	known, err := store.Value[int64](ctx, w.Tx, `SELECT COUNT(*) FROM case_link WHERE case_id = $1 AND to_id = $2 AND relation = $3`, caseID, to, relation)
	if err != nil || known > 0 {
		return err
	}
	return w.Insert(ctx, "case_link", store.Row{
		"id": w.NewID(), "case_id": caseID, "to_id": to, "relation": relation, "made_by": w.Request.Actor.PersonID, "made_at": w.Millis(),
	})
}

// linksOf lists the cases tied to one, those that the person may see.
func (e *Engine) linksOf(ctx context.Context, q store.Querier, caseID, personID string, duties []org.Duty) ([]Link, error) {
	b := new(store.Query).Add(`SELECT c.id AS case_id, c.kind, c.number, c.title, c.state, l.relation, l.later FROM (
		SELECT to_id AS other, relation, 0 AS later, made_at FROM case_link WHERE case_id = ?
		UNION ALL SELECT case_id, relation, 1, made_at FROM case_link WHERE to_id = ?) AS l JOIN cases c ON c.id = l.other WHERE `, caseID, caseID)
	e.VisibleTo(b, "c.id", personID, duties).Add(` ORDER BY l.made_at, c.id`)
	return store.All[Link](ctx, q, b.SQL(), b.Args()...)
}

// LinkedTo gives the ids of the cases that follow from one by a relation.
func LinkedTo(ctx context.Context, q store.Querier, caseID, relation string) ([]string, error) {
	return store.Column[string](ctx, q, `SELECT case_id FROM case_link WHERE to_id = $1 AND relation = $2 ORDER BY made_at, id`, caseID, relation)
}

// follow ties a new case to the one it was begun from.
func (t *turn) follow(ctx context.Context, from string) error {
	earlier, err := loadCase(ctx, t.Tx, from)
	if err != nil {
		return err
	}
	kind := t.e.kinds[earlier.Kind]
	rule, ok := t.kind.Follows[earlier.Kind]
	if kind == nil || !ok {
		return store.ErrNotFound
	}
	seen, err := canSee(ctx, t.Tx, kind, earlier, t.me.ID, t.duties)
	if err != nil {
		return err
	}
	if !seen {
		return store.ErrNotFound
	}
	return AddLink(ctx, t.Work, t.c.ID, earlier.ID, rule.Relation)
}
