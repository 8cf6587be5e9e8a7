package org

import (
	"context"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// HeldThing is one thing a person holds, on the page that must be empty before
// they leave (F23). TakenBy says who takes it back, or how it is handed over;
// Number names it for those who may not read what it is about.
type HeldThing struct{ Kind, Name, Link, TakenBy, Number string }

// Held lists what a package knows that a person holds: tasks, seals, keys.
type Held func(ctx context.Context, q store.Querier, personID string) ([]HeldThing, error)

// Holdings lists all that a person holds: posts, charges, proxies given and taken,
// and things kept that have not ended, future ones too, and what the providers
// know of.
func Holdings(ctx context.Context, q store.Querier, personID string, at time.Time, more ...Held) (_ []HeldThing, err error) {
	defer errs.Wrap(&err, "org.Holdings")
	type row struct {
		Kind   string `db:"kind"`
		Object string `db:"object"`
		Name   string `db:"name"`
	}
	ms := clock.Millis(at)
	b := new(store.Query).Add(`SELECT '岗位' AS kind, h.post AS object, d.name, 1 AS place, h.id FROM holding h JOIN department d ON d.id = h.dept_id
		WHERE h.person_id = ? AND (h.to_at = 0 OR h.to_at > ?)`, personID, ms)
	b.Add(` UNION ALL SELECT '分管', c.dept_id, d.name, 2, c.id FROM charge c JOIN department d ON d.id = c.dept_id
		WHERE c.person_id = ? AND (c.to_at = 0 OR c.to_at > ?)`, personID, ms)
	b.Add(` UNION ALL SELECT '代理', 'taken', p.name, 3, x.id FROM proxy x JOIN person p ON p.id = x.giver_id
		WHERE x.taker_id = ? AND x.to_at > ?`, personID, ms)
	b.Add(` UNION ALL SELECT '代理', 'given', p.name, 3, x.id FROM proxy x JOIN person p ON p.id = x.taker_id
		WHERE x.giver_id = ? AND x.to_at > ?`, personID, ms)
	b.Add(` UNION ALL SELECT '保管', k.thing, k.name, 4, k.id FROM custody k WHERE k.person_id = ? AND (k.to_at = 0 OR k.to_at > ?)`, personID, ms)
	rows, err := store.All[row](ctx, q, `SELECT kind, object, name FROM (`+b.SQL()+`) AS things ORDER BY place, id`, b.Args()...)
	if err != nil {
		return nil, err
	}
	all := make([]HeldThing, 0, len(rows))
	for _, r := range rows {
		all = append(all, heldThing(r.Kind, r.Object, r.Name, personID))
	}
	for _, held := range more {
		things, err := held(ctx, q, personID)
		if err != nil {
			return nil, err
		}
		all = append(all, things...)
	}
	return all, nil
}

// heldThing words what org itself knows that somebody holds.
func heldThing(kind, object, name, personID string) HeldThing {
	t := HeldThing{Kind: kind, Link: "/people/" + personID}
	switch kind {
	case "岗位":
		t.Name, t.TakenBy = name+" "+PostName(object), "系统管理员结束任职；待办转给接任或顶岗的人"
	case "分管":
		t.Name, t.Link, t.TakenBy = "分管"+name+"的局领导", "/charges", "系统管理员写明接任的分管领导"
	case "代理":
		t.Name, t.TakenBy = "代理 "+name, "委托的人或办公室主任收回"
		if object == "given" {
			t.Name = "委托 " + name + " 代理"
		}
	case "保管":
		t.Name, t.Link, t.TakenBy = name, "", "按规范办理交接"
	}
	return t
}

// Leave ends a person's work here for good: refused while they hold anything, of
// org's own or of what the providers know.
func (s *Service) Leave(ctx context.Context, actor runner.Actor, key, personID string, held ...Held) error {
	_, err := s.do(ctx, actor, key, "leave", func(ctx context.Context, w *runner.Work) (string, error) {
		things, err := Holdings(ctx, w.Tx, personID, w.Now(), held...)
		if err != nil {
			return "", err
		}
		if err := refusal(nothingHeld(personID, things)); err != nil {
			return "", err
		}
		if err := w.Update(ctx, "person", personID, store.Row{"left_at": w.Millis()}, store.Row{"left_at": int64(0)}); err != nil {
			return "", err
		}
		return personID, s.tell(ctx, w, personID)
	})
	return err
}
