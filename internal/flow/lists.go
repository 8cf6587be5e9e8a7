package flow

import (
	"context"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Box is one of a person's lists.
type Box string

// The boxes.
const (
	Todo   Box = "todo"
	Done   Box = "done"
	Mine   Box = "mine"
	Copies Box = "copies"
)

// Item is one row of a box.
type Item struct {
	CaseID    string `db:"case_id"`
	Kind      string `db:"kind"`
	Title     string `db:"title"`
	Number    string `db:"number"`
	State     State  `db:"state"`
	Urgency   string `db:"urgency"`
	TaskID    string `db:"task_id"`
	Node      string `db:"node"`
	Label     string `db:"label"`
	Principal string `db:"principal"`
	FromName  string `db:"from_name"`
	At        int64  `db:"at"` // since when
	DueAt     int64  `db:"due_at"`
	Urged     int64  `db:"urged"`
	Unread    int64  `db:"unread"`
	Version   int    `db:"flow_version"`
}

// Page says which part of a list: Most rows after Skip.
type Page struct{ Skip, Most int }

// Counts are the numbers of a person's desk.
type Counts struct {
	Todo, Overdue, Today, Week, Urged, Mine, Unread, Drafts, Notices int64
}

func (e *Engine) now() time.Time { return e.run.Now() }

// List gives one box of a person, and how many rows it has in all (capped at
// 1,000: “1,000+”).
func (e *Engine) List(ctx context.Context, q store.Querier, personID string, box Box, kind string, page Page) (_ []Item, total int64, err error) {
	defer errs.Wrap(&err, "flow.List(%s)", box)
	duties, err := org.Duties(ctx, q, personID, e.now())
	if err != nil {
		return nil, 0, err
	}
	from := e.boxQuery(box, personID, duties, kind)
	if from == nil {
		return nil, 0, errs.New(errs.NotFound, "没有这个列表")
	}
	count := new(store.Query)
	*count = *e.boxQuery(box, personID, duties, kind)
	total, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM (SELECT 1 AS one `+count.SQL()+` LIMIT 1001) AS capped`, count.Args()...)
	if err != nil {
		return nil, 0, err
	}
	from.Add(order(box)).Add(` LIMIT ? OFFSET ?`, page.Most, page.Skip)
	items, err := store.All[Item](ctx, q, `SELECT c.id AS case_id, c.kind, c.title, c.number, c.state, c.urgency, c.flow_version, `+
		columns(box)+from.SQL(), from.Args()...)
	return items, total, err
}

const taskItem = `t.id AS task_id, t.node, t.label, t.principal, COALESCE(p.name, '') AS from_name, t.opened_at AS at, t.due_at, t.urged`

func columns(box Box) string {
	switch box {
	case Todo, Copies:
		return taskItem + `, CASE WHEN t.state = 'open' THEN 1 ELSE 0 END AS unread `
	case Done:
		return `'' AS task_id, '' AS node, '' AS label, '' AS principal, '' AS from_name, pa.last_at AS at, c.due_at, 0 AS urged, 0 AS unread `
	case Mine:
	}
	return `'' AS task_id, '' AS node, '' AS label, '' AS principal, '' AS from_name, c.created_at AS at, c.due_at, 0 AS urged, 0 AS unread `
}

func order(box Box) string {
	switch box {
	case Todo:
		return ` ORDER BY CASE WHEN t.due_at = 0 THEN 1 ELSE 0 END, t.due_at, t.id`
	case Copies:
		return ` ORDER BY CASE WHEN t.state = 'open' THEN 0 ELSE 1 END, t.opened_at DESC, t.id`
	case Done:
		return ` ORDER BY pa.last_at DESC, c.id`
	case Mine:
	}
	return ` ORDER BY c.created_at DESC, c.id`
}

func (e *Engine) boxQuery(box Box, personID string, duties []org.Duty, kind string) *store.Query {
	b := new(store.Query)
	switch box {
	case Todo:
		b.Add(`FROM task t JOIN cases c ON c.id = t.case_id LEFT JOIN person p ON p.id = t.from_id
			WHERE t.state = 'open' AND t.kind = 'step' AND `)
		holdsTask(b, "t.principal", "c.kind", duties)
	case Copies:
		b.Add(`FROM task t JOIN cases c ON c.id = t.case_id LEFT JOIN person p ON p.id = t.from_id
			WHERE t.state IN ('open', 'done') AND t.kind = 'copy' AND t.principal = ?`, string(org.PersonPrincipal(personID)))
	case Done:
		b.Add(`FROM participant pa JOIN cases c ON c.id = pa.case_id WHERE pa.person_id = ?`, personID)
	case Mine:
		b.Add(`FROM cases c WHERE c.creator_id = ?`, personID)
	default:
		return nil
	}
	if kind != "" {
		b.Add(` AND c.kind = ?`, kind)
	}
	return b
}

// Count gives the numbers of a person's desk.
func (e *Engine) Count(ctx context.Context, q store.Querier, personID string) (c Counts, err error) {
	defer errs.Wrap(&err, "flow.Count")
	duties, err := org.Duties(ctx, q, personID, e.now())
	if err != nil {
		return c, err
	}
	now := e.now()
	today := clock.DateOf(now).AddDays(1).Time(0, 0)
	week := today.AddDate(0, 0, (7-int(now.In(clock.Shanghai).Weekday()))%7)
	type todo struct {
		N       int64 `db:"n"`
		Overdue int64 `db:"overdue"`
		Today   int64 `db:"today"`
		Week    int64 `db:"week"`
		Urged   int64 `db:"urged"`
	}
	b := new(store.Query).Add(`SELECT COUNT(*) AS n, COUNT(CASE WHEN due_at > 0 AND due_at < ? THEN 1 END) AS overdue,
		COUNT(CASE WHEN due_at >= ? AND due_at < ? THEN 1 END) AS today,
		COUNT(CASE WHEN due_at >= ? AND due_at < ? THEN 1 END) AS week, COUNT(CASE WHEN urged > 0 THEN 1 END) AS urged
		FROM task t WHERE t.state = 'open' AND t.kind = 'step' AND `, clock.Millis(now), clock.Millis(now), clock.Millis(today),
		clock.Millis(today), clock.Millis(week))
	holdsTask(b, "t.principal", "(SELECT kind FROM cases WHERE id = t.case_id)", duties)
	n, err := store.One[todo](ctx, q, b.SQL(), b.Args()...)
	if err != nil {
		return c, err
	}
	type rest struct {
		Mine    int64 `db:"mine"`
		Unread  int64 `db:"unread"`
		Drafts  int64 `db:"drafts"`
		Notices int64 `db:"notices"`
	}
	r, err := store.One[rest](ctx, q, `SELECT
		(SELECT COUNT(*) FROM cases WHERE creator_id = $1 AND closed_at = 0) AS mine,
		(SELECT COUNT(*) FROM task WHERE kind = 'copy' AND state = 'open' AND principal = $2) AS unread,
		(SELECT COUNT(*) FROM draft WHERE person_id = $3) AS drafts,
		(SELECT COUNT(*) FROM notice WHERE person_id = $4 AND read_at = 0) AS notices`,
		personID, string(org.PersonPrincipal(personID)), personID, personID)
	return Counts{n.N, n.Overdue, n.Today, n.Week, n.Urged, r.Mine, r.Unread, r.Drafts, r.Notices}, err
}
