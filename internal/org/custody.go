package org

import (
	"context"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Custody is who keeps one thing (a seal), from when to when. While somebody
// keeps it temporarily, who keeps it otherwise does not act for it; nor does a
// keeper who is away. Keeping is handed over by a record, never by a proxy.
type Custody struct {
	ID        string `db:"id"`
	Thing     string `db:"thing"` // seal/ID
	Name      string `db:"name"`  // 局公章
	PersonID  string `db:"person_id"`
	Temporary int64  `db:"temporary"`
	FromAt    int64  `db:"from_at"`
	ToAt      int64  `db:"to_at"`   // 0: open
	CaseID    string `db:"case_id"` // the record it rests on
}

const custodyColumns = `id, thing, name, person_id, temporary, from_at, to_at, case_id`

// Keeper is whoever keeps a thing now.
func Keeper(thing string) Principal { return Principal("keeper:" + thing) }

// Entrust gives a thing into somebody's keeping, in the transaction of the use
// case that decides it. A thing has one keeper who is not temporary: errs.Stale
// if it has one already.
func Entrust(ctx context.Context, w *runner.Work, c Custody) (err error) {
	defer errs.Wrap(&err, "org.Entrust(%s)", c.Thing)
	p, err := PersonByID(ctx, w.Tx, c.PersonID)
	if err != nil {
		return err
	}
	if !p.Active() {
		return errs.Newf(errs.Invalid, "%s 已离岗，不能保管", p.Name)
	}
	if c.Temporary == 0 {
		now, err := Keepers(ctx, w.Tx, c.Thing, clock.FromMillis(c.FromAt))
		if err != nil {
			return err
		}
		for _, k := range now {
			if k.Temporary == 0 {
				return errs.New(errs.Stale, "已有保管人，先办理交接")
			}
		}
	}
	return w.Insert(ctx, "custody", store.Row{
		"id": w.NewID(), "thing": c.Thing, "name": c.Name, "person_id": c.PersonID, "temporary": c.Temporary,
		"from_at": c.FromAt, "to_at": c.ToAt, "case_id": c.CaseID,
	})
}

// Release ends a keeping at the transaction's time; store.ErrNotFound if it has
// ended.
func Release(ctx context.Context, w *runner.Work, id string) error {
	return w.Update(ctx, "custody", id, store.Row{"to_at": w.Millis()}, store.Row{"to_at": int64(0)})
}

// Shorten ends a temporary keeping earlier than was set.
func Shorten(ctx context.Context, w *runner.Work, c Custody) error {
	return w.Update(ctx, "custody", c.ID, store.Row{"to_at": w.Millis()}, store.Row{"to_at": c.ToAt})
}

// Keepers lists who keeps a thing at an instant, the temporary one first.
func Keepers(ctx context.Context, q store.Querier, thing string, at time.Time) ([]Custody, error) {
	ms := clock.Millis(at)
	return store.All[Custody](ctx, q, `SELECT `+custodyColumns+` FROM custody
		WHERE from_at <= $1 AND (to_at = 0 OR to_at > $2) AND thing = $3 ORDER BY temporary DESC, from_at DESC, id`, ms, ms, thing)
}

// CustodyOf lists every keeping of a thing, newest first.
func CustodyOf(ctx context.Context, q store.Querier, thing string) ([]Custody, error) {
	return store.All[Custody](ctx, q, `SELECT `+custodyColumns+` FROM custody WHERE thing = $1 ORDER BY from_at DESC, id DESC`, thing)
}

// loadKeeping reads who keeps the things that any of the people keep.
func (f *facts) loadKeeping(ctx context.Context, q store.Querier, ids []string, ms int64) (err error) {
	b := new(store.Query).Add(`SELECT `+custodyColumns+` FROM custody WHERE `+inDate+` AND thing IN (SELECT thing FROM custody WHERE `+inDate+` AND `, ms, ms, ms, ms).
		In("person_id", ids).Add(`) ORDER BY thing, temporary DESC, id`)
	if f.keeping, err = store.All[Custody](ctx, q, b.SQL(), b.Args()...); err != nil || len(f.keeping) == 0 || len(f.standins) > 0 {
		return err
	}
	return f.readAway(ctx, q, ms) // not read yet where there is no stand-in table
}

// keeps are the things a person keeps now: not while another keeps them for a
// time, nor while away.
func (f *facts) keeps(personID string) []Duty {
	if _, away := f.away[personID]; away {
		return nil
	}
	temporarily := map[string]bool{}
	for _, c := range f.keeping {
		temporarily[c.Thing] = temporarily[c.Thing] || c.Temporary == 1
	}
	var all []Duty
	for _, c := range f.keeping {
		if c.PersonID == personID && (c.Temporary == 1) == temporarily[c.Thing] {
			all = append(all, Duty{Principal: Keeper(c.Thing), PostName: c.Name + "保管人"})
		}
	}
	return all
}
