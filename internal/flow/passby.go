package flow

import (
	"context"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// PassBy lets those who wait behind somebody who has gone away have their turn, in
// steps and circulations where that is so (SkipAway); who is away catches up. It
// may run as often as one likes.
func (e *Engine) PassBy(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "flow.PassBy")
	q := e.run.DB().Read()
	away, err := org.AwayPeople(ctx, q, e.now())
	if err != nil || len(away) == 0 {
		return err
	}
	principals := make([]string, len(away))
	for i, id := range away {
		principals[i] = string(org.PersonPrincipal(id))
	}
	type held struct {
		CaseID  string `db:"case_id"`
		Kind    string `db:"kind"`
		Version int    `db:"flow_version"`
		Node    string `db:"node"`
		Task    string `db:"task"`
	}
	b := new(store.Query).Add(`SELECT DISTINCT o.case_id, c.kind, c.flow_version, o.node, o.kind AS task FROM task o
		JOIN task w ON w.visit_id = o.visit_id AND w.waits_for = o.grp AND w.state = 'waiting'
		JOIN cases c ON c.id = o.case_id WHERE o.state = 'open' AND c.closed_at = 0 AND `).In("o.principal", principals).Add(` ORDER BY o.case_id`)
	waiting, err := store.All[held](ctx, q, b.SQL(), b.Args()...)
	if err != nil {
		return err
	}
	for _, x := range waiting {
		if x.Task != taskCopy && !e.skips(x.Kind, x.Version, x.Node) {
			continue
		}
		if err := e.passBy(ctx, x.CaseID); err != nil {
			return err
		}
	}
	return nil
}

// skips tells whether a step does not wait for who is away.
func (e *Engine) skips(kind string, version int, node string) bool {
	k := e.kinds[kind]
	if k == nil {
		return false
	}
	d := k.DefinitionOf(version)
	if d == nil {
		return false
	}
	n, _ := d.Node(node)
	return n.SkipAway
}

func (e *Engine) passBy(ctx context.Context, id string) error {
	req := runner.Request{Actor: runner.Actor{Via: "job"}, CaseID: id, Action: "flow.pass-by"}
	_, err := e.run.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		t := &turn{Work: w, e: e, me: org.PersonRow{Name: systemName}}
		if err := t.load(ctx, id); err != nil {
			return runner.Answer{}, err
		}
		t.seq = int64(len(t.lines)) // it belongs to the newest line: taking that back takes this back
		for _, v := range t.visits {
			if n, _ := t.def.Node(v.Node); v.State == active && n.SkipAway {
				if err := t.release(ctx, t.tasksOf(v.ID), true); err != nil {
					return runner.Answer{}, err
				}
			}
		}
		seen := map[string]bool{}
		for _, task := range t.tasks {
			if task.Kind == taskCopy && task.State == waiting && !seen[task.VisitID] {
				seen[task.VisitID] = true
				if err := t.release(ctx, t.copiesOf(task.VisitID), true); err != nil {
					return runner.Answer{}, err
				}
			}
		}
		return runner.Answer{CaseID: id}, nil
	})
	return err
}
