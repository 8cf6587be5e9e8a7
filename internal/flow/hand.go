package flow

import (
	"context"
	"slices"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Hand is a case in hand with one of its open steps: with whom it is, since when
// and until when. A case in several hands at once has several.
type Hand struct {
	CaseID    string        `db:"case_id"`
	Kind      string        `db:"kind"`
	Title     string        `db:"title"`
	Number    string        `db:"number"`
	State     State         `db:"state"`
	Urgency   string        `db:"urgency"`
	Version   int           `db:"flow_version"`
	TaskID    string        `db:"task_id"`
	Node      string        `db:"node"`
	Label     string        `db:"label"`
	Principal org.Principal `db:"principal"`
	Since     int64         `db:"opened_at"`
	DueAt     int64         `db:"due_at"`
	Urged     int64         `db:"urged"`
	Paused    int64         `db:"paused_at"`

	Step string // name of the step
	Key  bool   // a ※ point
	Who  string // who holds it now: 文书（周敏）
}

// InHand lists the open steps of the cases a person may see, soonest due first,
// and how many there are (capped at 1,000). No kinds means all.
func (e *Engine) InHand(ctx context.Context, q store.Querier, personID string, kinds []string, page Page) (_ []Hand, total int64, err error) {
	defer errs.Wrap(&err, "flow.InHand")
	duties, err := org.Duties(ctx, q, personID, e.now())
	if err != nil {
		return nil, 0, err
	}
	from := func(b *store.Query) *store.Query {
		b.Add(` FROM task t JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND t.kind = 'step' AND `)
		if len(kinds) > 0 {
			b.In("c.kind", kinds).Add(` AND `)
		}
		return e.VisibleTo(b, "t.case_id", personID, duties)
	}
	count := from(new(store.Query).Add(`SELECT COUNT(*) FROM (SELECT 1 AS one`)).Add(` LIMIT 1001) AS capped`)
	if total, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return nil, 0, err
	}
	list := from(new(store.Query).Add(`SELECT t.case_id, c.kind, c.title, c.number, c.state, c.urgency, c.flow_version, t.id AS task_id, t.node, t.label,
		t.principal, t.opened_at, t.due_at, t.urged, c.paused_at`)).
		Add(` ORDER BY CASE WHEN t.due_at = 0 THEN 1 ELSE 0 END, t.due_at, t.id LIMIT ? OFFSET ?`, page.Most, page.Skip)
	hands, err := store.All[Hand](ctx, q, list.SQL(), list.Args()...)
	if err != nil {
		return nil, 0, err
	}
	return hands, total, e.nameHands(ctx, q, hands)
}

// Progress is how far a case is: steps done of those on its way, and with whom.
type Progress struct {
	Done, Of int
	Who      string
}

// ProgressOf tells how far some cases are, by their ids, in three queries.
func (e *Engine) ProgressOf(ctx context.Context, q store.Querier, items []Item) (_ map[string]Progress, err error) {
	defer errs.Wrap(&err, "flow.ProgressOf")
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.CaseID
	}
	open := new(store.Query).Add(`SELECT t.case_id, c.kind, c.title, c.number, c.state, c.urgency, c.flow_version, t.id AS task_id, t.node, t.label,
		t.principal, t.opened_at, t.due_at, t.urged, c.paused_at FROM task t JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND t.kind = 'step' AND `).
		In("t.case_id", ids).Add(` ORDER BY t.id`)
	hands, err := store.All[Hand](ctx, q, open.SQL(), open.Args()...)
	if err != nil {
		return nil, err
	}
	if err := e.nameHands(ctx, q, hands); err != nil {
		return nil, err
	}
	type step struct {
		CaseID string `db:"case_id"`
		Node   string `db:"node"`
	}
	done := new(store.Query).Add(`SELECT DISTINCT case_id, node FROM history WHERE action IN ('submit', 'approve', 'acknowledge') AND node <> '' AND `).In("case_id", ids)
	steps, err := store.All[step](ctx, q, done.SQL(), done.Args()...)
	if err != nil {
		return nil, err
	}
	out := map[string]Progress{}
	for _, item := range items {
		k := e.kinds[item.Kind]
		if k == nil {
			continue
		}
		d := k.DefinitionOf(item.Version)
		if d == nil {
			continue
		}
		p, way := Progress{}, map[string]bool{}
		for _, x := range hands {
			if x.CaseID == item.CaseID {
				p.Who = x.Who
				way[x.Node] = true
				d.usually(x.Node, way)
			}
		}
		for _, s := range steps {
			if s.CaseID == item.CaseID && !way[s.Node] {
				p.Done++
			}
		}
		p.Of = p.Done + len(way)
		out[item.CaseID] = p
	}
	return out, nil
}

// nameHands fills in what people read: the step and who holds it.
func (e *Engine) nameHands(ctx context.Context, q store.Querier, hands []Hand) error {
	nameOf := Naming(ctx, q, e.now())
	for i := range hands {
		x := &hands[i]
		if k := e.kinds[x.Kind]; k != nil {
			if def := k.DefinitionOf(x.Version); def != nil {
				n, _ := def.Node(x.Node)
				x.Step, x.Key = n.Name, n.Key != ""
			}
		}
		var err error
		if x.Who, err = nameOf(x.Principal); err != nil {
			return err
		}
	}
	return nil
}

// KindIDs are the ids of kinds.
func KindIDs(kinds []*Kind) []string {
	ids := make([]string, len(kinds))
	for i, k := range kinds {
		ids[i] = k.ID
	}
	slices.Sort(ids)
	return ids
}
