package flow

import (
	"context"
	"maps"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// VisibleTo appends the condition that column names a case the person may see:
// current duties ∪ participant ∪ what the kinds grant their posts. One fragment
// for pages, API, search, counts and exports.
func (e *Engine) VisibleTo(b *store.Query, column, personID string, duties []org.Duty) *store.Query {
	b.Add(column + ` IN (`)
	e.own(b, personID, duties)
	if kinds := e.grantedKinds(duties); len(kinds) > 0 {
		b.Add(` UNION SELECT id FROM cases WHERE `).In("kind", kinds)
	}
	return b.Add(`)`)
}

// own appends a SELECT of the ids of the cases that a person sees without seeing
// every case of the kind: their own, those they had a part in, what waits or
// waited for their duties or for the heads of departments they are in charge of
// (who are told when it is overdue), those of departments they head or are in charge of.
func (e *Engine) own(b *store.Query, personID string, duties []org.Duty) {
	b.Add(`SELECT case_id FROM participant WHERE person_id = ?`, personID)
	b.Add(` UNION SELECT id FROM cases WHERE creator_id = ?`, personID)
	if len(duties) > 0 {
		b.Add(` UNION SELECT t.case_id FROM task t WHERE t.state <> 'cancelled' AND t.state <> 'waiting' AND `)
		holdsTask(b, "t.principal", "(SELECT kind FROM cases WHERE id = t.case_id)", overseen(duties))
	}
	if depts, kinds := headed(duties), e.deptKinds(); len(depts) > 0 && len(kinds) > 0 {
		b.Add(` UNION SELECT id FROM cases WHERE `).In("creator_dept", depts).Add(` AND `).In("kind", kinds)
	}
}

// overseen adds to duties those of the heads of departments somebody is in charge of.
func overseen(duties []org.Duty) []org.Duty {
	all := slices.Clone(duties)
	for _, d := range duties {
		if d.Principal.Sort() == "leader" {
			d.Principal = org.Head(d.Principal.Object())
			all = append(all, d)
		}
	}
	return all
}

// headed are the departments that somebody heads or is in charge of.
func headed(duties []org.Duty) []string {
	var depts []string
	for _, d := range duties {
		if sort := d.Principal.Sort(); sort == "head" || sort == "leader" {
			depts = append(depts, d.Principal.Object())
		}
	}
	return depts
}

// seesAll tells whether somebody sees every case of a kind.
func (k *Kind) seesAll(duties []org.Duty) bool {
	if slices.Contains(k.Sees, Anyone) {
		_, works := anyone(duties)
		return works
	}
	_, sees := k.may(duties, k.Sees)
	_, clerk := k.may(duties, k.Clerk)
	return sees || clerk
}

func (e *Engine) deptKinds() []string {
	var kinds []string
	for _, k := range e.order {
		if k.DeptSees {
			kinds = append(kinds, k.ID)
		}
	}
	return kinds
}

func (e *Engine) grantedKinds(duties []org.Duty) []string {
	var kinds []string
	for _, k := range e.order {
		if k.seesAll(duties) {
			kinds = append(kinds, k.ID)
		}
	}
	return kinds
}

// holdsTask appends the condition that a task waits for one of the duties; those
// of a proxy for some kinds only hold for those.
func holdsTask(b *store.Query, principal, kind string, duties []org.Duty) *store.Query {
	var all []string
	limited := map[string][]string{}
	for _, d := range duties {
		p := string(d.Principal)
		if len(d.Kinds) > 0 {
			of := strings.Join(d.Kinds, ",")
			limited[of] = append(limited[of], p)
		} else if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	b.Add(`(`).In(principal, all)
	for _, of := range slices.Sorted(maps.Keys(limited)) {
		b.Add(` OR `).In(principal, limited[of]).Add(` AND `).In(kind, strings.Split(of, ","))
	}
	return b.Add(`)`)
}

// canSee is VisibleTo for one case.
func canSee(ctx context.Context, q store.Querier, k *Kind, c Case, personID string, duties []org.Duty) (bool, error) {
	if k.seesAll(duties) || k.DeptSees && slices.Contains(headed(duties), c.CreatorDept) {
		return true, nil
	}
	b := new(store.Query).
		Add(`SELECT (SELECT COUNT(*) FROM participant WHERE person_id = ? AND case_id = ?)`, personID, c.ID).
		Add(` + (SELECT COUNT(*) FROM cases WHERE id = ? AND creator_id = ?)`, c.ID, personID)
	if len(duties) > 0 {
		b.Add(` + (SELECT COUNT(*) FROM task WHERE case_id = ? AND state <> 'cancelled' AND state <> 'waiting' AND `, c.ID)
		holdsTask(b, "principal", "'"+k.ID+"'", overseen(duties)).Add(`)`)
	}
	n, err := store.Value[int64](ctx, q, b.SQL(), b.Args()...)
	return n > 0, err
}

// rebuildParticipants makes their table again from the history; what the calendar
// issued has nobody's line.
func rebuildParticipants(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := store.Exec(ctx, tx, `DELETE FROM participant`); err != nil {
			return err
		}
		_, err := store.Exec(ctx, tx, `INSERT INTO participant (person_id, case_id, last_at)
			SELECT who, case_id, MAX(at) FROM (SELECT person_id AS who, case_id, at FROM history WHERE person_id <> ''
			UNION ALL SELECT recorded_by AS who, case_id, at FROM history WHERE recorded_by <> '') AS acted GROUP BY who, case_id`)
		return err
	})
}
