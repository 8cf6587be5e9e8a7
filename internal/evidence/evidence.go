// Package evidence counts what a period shows of each clause: how often the steps
// behind it were done, late, are overdue, how often it refused and was excepted
// from (norms/README, Traceability). Pages, API and the inspection pack read the
// same figures.
package evidence

import (
	"context"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
)

// Clause is what a period says about one clause.
type Clause struct {
	norm.Clause
	Exercised int64 // steps done that the clause is behind
	Refused   int64 // attempts it stopped
	Late      int64 // of those steps, done after their due time
	Overdue   int64 // of those steps, open now and past their due time
	Excepted  int64 // 特事登记
	Unmade    int64 // of those, not made good in time
}

// Point is what a period says about a key control point ※.
type Point struct {
	Key    norm.KeyPoint
	Passed int64 // cases that went through it
	InTime int64
}

// passed is how often a step was done in the period, and how often late.
type passed struct {
	Kind string `db:"kind"`
	Node string `db:"node"`
	N    int64  `db:"n"`
	Late int64  `db:"late"`
}

type counted struct {
	Clause string `db:"clause"`
	N      int64  `db:"n"`
	Unmade int64  `db:"unmade"`
}

// Of counts what each clause and ※ point of a specification shows in [from, to);
// store.ErrNotFound for an unknown specification.
func Of(ctx context.Context, engine *flow.Engine, q store.Querier, spec string, from, to clock.Date) (_ []Clause, _ []Point, err error) {
	defer errs.Wrap(&err, "evidence.Of(%s)", spec)
	s, ok := engine.Runner().Norm().Spec(spec)
	if !ok {
		return nil, nil, store.ErrNotFound
	}
	a, b, now := clock.Millis(from.Time(0, 0)), clock.Millis(to.Time(0, 0)), clock.Millis(engine.Runner().Now())
	done, err := store.All[passed](ctx, q, `SELECT c.kind, h.node, COUNT(*) AS n, COUNT(CASE WHEN t.due_at > 0 AND h.at > t.due_at THEN 1 END) AS late
		FROM history h JOIN cases c ON c.id = h.case_id LEFT JOIN task t ON t.id = h.task_id
		WHERE h.at >= $1 AND h.at < $2 AND h.action IN ('submit', 'approve', 'acknowledge', 'reject') GROUP BY c.kind, h.node`, a, b)
	if err != nil {
		return nil, nil, err
	}
	open, err := store.All[passed](ctx, q, `SELECT c.kind, t.node, COUNT(*) AS n, 0 AS late FROM task t JOIN cases c ON c.id = t.case_id
		WHERE t.state = 'open' AND t.kind = 'step' AND t.due_at > 0 AND t.due_at < $1 AND c.paused_at = 0 GROUP BY c.kind, t.node`, now)
	if err != nil {
		return nil, nil, err
	}
	refused, err := store.All[counted](ctx, q, `SELECT clause, CAST(SUM(times) AS BIGINT) AS n, 0 AS unmade FROM refusal WHERE at >= $1 AND at < $2 GROUP BY clause`, a, b)
	if err != nil {
		return nil, nil, err
	}
	excepted, err := store.All[counted](ctx, q, `SELECT clause, COUNT(*) AS n, COUNT(CASE WHEN good_at > due_at OR good_at = 0 AND due_at < $1 THEN 1 END) AS unmade
		FROM exception WHERE recorded_at >= $2 AND recorded_at < $3 GROUP BY clause`, now, a, b)
	if err != nil {
		return nil, nil, err
	}
	var all []Clause
	for _, clause := range s.All() {
		e := Clause{Clause: clause}
		behind := func(n flow.Node) bool { return slices.Contains(n.Clauses, clause.ID) }
		e.Exercised, e.Late = sum(engine, done, behind)
		e.Overdue, _ = sum(engine, open, behind)
		e.Refused, _ = of(refused, clause.ID)
		e.Excepted, e.Unmade = of(excepted, clause.ID)
		all = append(all, e)
	}
	var points []Point
	for _, key := range s.Keys {
		n, late := sum(engine, done, func(node flow.Node) bool { return node.Key == key.ID })
		points = append(points, Point{Key: key, Passed: n, InTime: n - late})
	}
	return all, points, nil
}

// sum adds up the steps that a test holds for; a step is looked up in the
// definition in force.
func sum(engine *flow.Engine, list []passed, holds func(flow.Node) bool) (n, late int64) {
	for _, p := range list {
		k, ok := engine.Kind(p.Kind)
		if !ok {
			continue
		}
		if node, ok := k.Def.Node(p.Node); ok && holds(node) {
			n, late = n+p.N, late+p.Late
		}
	}
	return n, late
}

func of(list []counted, clause string) (n, unmade int64) {
	for _, c := range list {
		if c.Clause == clause {
			return c.N, c.Unmade
		}
	}
	return 0, 0
}
