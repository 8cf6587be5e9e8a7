package flow

import (
	"context"
	"slices"

	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// VisibleTo appends the condition that column names a case the person may see:
// current duties ∪ participant ∪ what the kinds grant their posts. One fragment
// for pages, API, search, counts and exports.
func (e *Engine) VisibleTo(b *store.Query, column, personID string, duties []org.Duty) *store.Query {
	b.Add(column + ` IN (`)
	own(b, personID, duties)
	if kinds := e.grantedKinds(duties); len(kinds) > 0 {
		b.Add(` UNION SELECT id FROM cases WHERE `).In("kind", kinds)
	}
	return b.Add(`)`)
}

// own appends a SELECT of the ids of the cases that a person sees without seeing
// every case of the kind.
func own(b *store.Query, personID string, duties []org.Duty) {
	b.Add(`SELECT case_id FROM participant WHERE person_id = ?`, personID)
	b.Add(` UNION SELECT id FROM cases WHERE creator_id = ?`, personID)
	if principals := principalsOf(duties); len(principals) > 0 {
		b.Add(` UNION SELECT case_id FROM task WHERE state <> 'cancelled' AND state <> 'waiting' AND `).In("principal", principals)
	}
}

func (e *Engine) grantedKinds(duties []org.Duty) []string {
	var kinds []string
	for _, k := range e.order {
		if _, ok := may(duties, k.Sees); ok {
			kinds = append(kinds, k.ID)
		}
	}
	return kinds
}

func principalsOf(duties []org.Duty) []string {
	var all []string
	for _, d := range duties {
		if p := string(d.Principal); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// canSee is VisibleTo for one case.
func canSee(ctx context.Context, q store.Querier, k *Kind, caseID, personID string, duties []org.Duty) (bool, error) {
	if _, ok := may(duties, k.Sees); ok {
		return true, nil
	}
	b := new(store.Query).
		Add(`SELECT (SELECT COUNT(*) FROM participant WHERE person_id = ? AND case_id = ?)`, personID, caseID).
		Add(` + (SELECT COUNT(*) FROM cases WHERE id = ? AND creator_id = ?)`, caseID, personID)
	if principals := principalsOf(duties); len(principals) > 0 {
		b.Add(` + (SELECT COUNT(*) FROM task WHERE case_id = ? AND state <> 'cancelled' AND state <> 'waiting' AND `, caseID).
			In("principal", principals).Add(`)`)
	}
	n, err := store.Value[int64](ctx, q, b.SQL(), b.Args()...)
	return n > 0, err
}

// rebuildParticipants makes their table again from the history.
func rebuildParticipants(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := store.Exec(ctx, tx, `DELETE FROM participant`); err != nil {
			return err
		}
		_, err := store.Exec(ctx, tx, `INSERT INTO participant (person_id, case_id, last_at)
			SELECT who, case_id, MAX(at) FROM (SELECT person_id AS who, case_id, at FROM history
			UNION ALL SELECT recorded_by AS who, case_id, at FROM history WHERE recorded_by <> '') AS acted GROUP BY who, case_id`)
		return err
	})
}
