package paper

import (
	"context"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// One reads a copy; store.ErrNotFound without one.
func One(ctx context.Context, q store.Querier, id string) (Copy, error) {
	return store.One[Copy](ctx, q, `SELECT `+columns+` FROM paper_copy WHERE id = $1`, id)
}

// ByCode finds a copy by its code as scanned or typed; store.ErrNotFound without
// one.
func ByCode(ctx context.Context, q store.Querier, typed string) (Copy, error) {
	return store.One[Copy](ctx, q, `SELECT `+columns+` FROM paper_copy WHERE code = $1`, CleanCode(typed))
}

// Chain is the chain of a copy from its making.
func Chain(ctx context.Context, q store.Querier, copyID string) ([]Move, error) {
	return store.All[Move](ctx, q, `SELECT id, copy_id, seq, act, from_holder, from_dept, to_holder, to_dept, place, words, due, by_id, case_id, at
		FROM paper_move WHERE copy_id = $1 ORDER BY seq`, copyID)
}

// OfCase lists the copies of a case's document, by sort and number; no sorts means
// all.
func OfCase(ctx context.Context, q store.Querier, caseID string, sorts ...string) ([]Copy, error) {
	b := new(store.Query).Add(`SELECT `+columns+` FROM paper_copy WHERE case_id = ?`, caseID)
	if len(sorts) > 0 {
		b.Add(` AND `).In("sort", sorts)
	}
	b.Add(` ORDER BY sort, n`)
	return store.All[Copy](ctx, q, b.SQL(), b.Args()...)
}

// ByID reads copies in the order of their ids; unknown ones are left out.
func ByID(ctx context.Context, q store.Querier, ids []string) ([]Copy, error) {
	b := new(store.Query).Add(`SELECT `+columns+` FROM paper_copy WHERE `).In("id", ids).Add(` ORDER BY document, sort, n, id`)
	return store.All[Copy](ctx, q, b.SQL(), b.Args()...)
}

// Where narrows a list of copies.
type Where struct {
	Sorts    []string
	States   []State // none: all
	HolderID string
	DeptIDs  []string // of where they are
	Home     string
	Keepers  []string
	Out      bool       // with a person, not in their department's keeping
	DueBy    clock.Date // due before that day
	Text     string     // in title or document
}

// List reads copies, what is due first, and how many there are in all.
func List(ctx context.Context, q store.Querier, where Where, most, skip int) (_ []Copy, total int64, err error) {
	cond := func(b *store.Query) *store.Query {
		b.Add(` FROM paper_copy WHERE 1 = 1`)
		in(b, "sort", where.Sorts)
		in(b, "state", where.States)
		in(b, "dept_id", where.DeptIDs)
		in(b, "keeper", where.Keepers)
		if where.HolderID != "" {
			b.Add(` AND holder_id = ?`, where.HolderID)
		}
		if where.Home != "" {
			b.Add(` AND home = ?`, where.Home)
		}
		if where.Out {
			b.Add(` AND holder_id <> ''`)
		}
		if where.DueBy != "" {
			b.Add(` AND due <> '' AND due < ?`, string(where.DueBy))
		}
		if where.Text != "" {
			like := store.Like(where.Text)
			b.Add(` AND (title LIKE ? ESCAPE '!' OR document LIKE ? ESCAPE '!')`, like, like)
		}
		return b
	}
	count := cond(new(store.Query).Add(`SELECT COUNT(*)`))
	if total, err = store.Value[int64](ctx, q, count.SQL(), count.Args()...); err != nil {
		return nil, 0, err
	}
	list := cond(new(store.Query).Add(`SELECT `+columns)).Add(` ORDER BY CASE WHEN due = '' THEN 1 ELSE 0 END, due, moved_at DESC, id LIMIT ? OFFSET ?`, most, skip)
	copies, err := store.All[Copy](ctx, q, list.SQL(), list.Args()...)
	return copies, total, err
}

// in narrows a column to a list; an empty one does not.
func in[T ~string](b *store.Query, column string, list []T) {
	if len(list) == 0 {
		return
	}
	plain := make([]string, len(list))
	for i, x := range list {
		plain[i] = string(x)
	}
	b.Add(` AND `).In(column, plain)
}

// Names words where copies are: the holder with their department, or the
// department with the place.
type Names struct{ people, departments map[string]string }

// NamesOf reads the names that copies and their chains need.
func NamesOf(ctx context.Context, q store.Querier) (Names, error) {
	n := Names{map[string]string{}, map[string]string{}}
	type row struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	for table, into := range map[string]map[string]string{"person": n.people, "department": n.departments} {
		rows, err := store.All[row](ctx, q, `SELECT id, name FROM `+table)
		if err != nil {
			return n, err
		}
		for _, r := range rows {
			into[r.ID] = r.Name
		}
	}
	return n, nil
}

// Person names a person.
func (n Names) Person(id string) string { return n.people[id] }

// Dept names a department.
func (n Names) Dept(id string) string { return n.departments[id] }

// At words a spot.
func (n Names) At(s Spot) string {
	switch {
	case s.HolderID != "" && s.DeptID != "":
		return n.people[s.HolderID] + "（" + n.departments[s.DeptID] + "）"
	case s.HolderID != "":
		return n.people[s.HolderID]
	case s.DeptID != "" && s.Place != "":
		return n.departments[s.DeptID] + " " + s.Place
	case s.DeptID != "":
		return n.departments[s.DeptID]
	}
	return s.Place
}

// Held lists the copies on paper that a person holds: handed over before they
// leave (F23).
func Held(ctx context.Context, q store.Querier, personID string) ([]org.HeldThing, error) {
	copies, err := store.All[Copy](ctx, q, `SELECT `+columns+` FROM paper_copy WHERE holder_id = $1 AND state IN ($2, $3) AND medium = $4 ORDER BY document, sort, n`,
		personID, string(Here), string(Missing), OnPaper)
	var things []org.HeldThing
	for _, c := range copies {
		things = append(things, org.HeldThing{Kind: "纸质文件", Name: c.Name() + " " + c.Title, Link: "/paper/" + c.ID})
	}
	return things, err
}
