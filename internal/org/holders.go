package org

import (
	"context"
	"errors"
	"slices"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Holder is a person who would act for a principal now.
type Holder struct {
	PersonID, Name, PostName string
	For, Why                 string
	Kinds                    []string // by a proxy for some kinds only; none = all
}

// Holders tells who would act for a principal now: everyone whose Duties hold
// it, who acts by an own duty first, then in the order of names. Nobody, if the
// post is vacant and no stand-in is there.
func Holders(ctx context.Context, q store.Querier, p Principal, at time.Time) (_ []Holder, err error) {
	defer errs.Wrap(&err, "org.Holders(%s)", p)
	ids, err := candidatesFor(ctx, q, p, at)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	f, err := load(ctx, q, ids, at)
	if err != nil {
		return nil, err
	}
	var all []Holder
	for _, id := range f.inOrder {
		if !slices.Contains(ids, id) {
			continue // only gave somebody a proxy
		}
		if d, ok := best(f.duties(id), p); ok {
			all = append(all, Holder{PersonID: id, Name: f.people[id].Name, PostName: d.PostName, For: d.For, Why: d.Why, Kinds: d.Kinds})
		}
	}
	slices.SortStableFunc(all, func(a, b Holder) int { return ofOthers(a) - ofOthers(b) })
	return all, nil
}

// ofOthers is 1 for who acts by proxy or stands in.
func ofOthers(h Holder) int {
	if h.Why == "" {
		return 0
	}
	return 1
}

// best is the duty by which somebody acts: the first, an own one, unless it is
// for some kinds only and another is not.
func best(duties []Duty, p Principal) (found Duty, ok bool) {
	for _, d := range duties {
		if d.Principal == p && (!ok || len(found.Kinds) > 0 && len(d.Kinds) == 0) {
			found, ok = d, true
		}
	}
	return found, ok
}

// candidatesFor narrows down whose duties need to be looked at: who holds the
// principal, who has a proxy of theirs, and who may stand in.
func candidatesFor(ctx context.Context, q store.Querier, p Principal, at time.Time) ([]string, error) {
	ms := clock.Millis(at)
	direct, err := directly(ctx, q, p, ms)
	if err != nil {
		return nil, err
	}
	b := new(store.Query).Add(`SELECT taker_id FROM proxy WHERE from_at <= ? AND to_at > ? AND `, ms, ms).In("giver_id", direct)
	b.Add(` ORDER BY id`)
	takers, err := store.Column[string](ctx, q, b.SQL(), b.Args()...)
	if err != nil {
		return nil, err
	}
	standing, err := mayStandIn(ctx, q, p, ms)
	if err != nil {
		return nil, err
	}
	var once []string
	for _, id := range slices.Concat(direct, takers, standing) {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once, nil
}

func directly(ctx context.Context, q store.Querier, p Principal, ms int64) ([]string, error) {
	b := new(store.Query)
	switch p.Sort() {
	case "person":
		return []string{p.Object()}, nil
	case "keeper":
		b.Add(`SELECT person_id FROM custody WHERE `+inDate+` AND thing = ?`, ms, ms, p.Object())
	case "leader":
		b.Add(`SELECT person_id FROM charge WHERE `+inDate+` AND dept_id = ?`, ms, ms, p.Object())
	case "head", "member":
		b.Add(`SELECT person_id FROM holding WHERE `+inDate+` AND dept_id = ?`, ms, ms, p.Object())
	case "post":
		code, dept := p.post()
		b.Add(`SELECT person_id FROM holding WHERE `+inDate+` AND post = ?`, ms, ms, code)
		if dept != "" {
			b.Add(` AND dept_id = ?`, dept)
		}
	default:
		return nil, nil // deny by default: an unknown sort is nobody (D9)
	}
	b.Add(` ORDER BY id`)
	return store.Column[string](ctx, q, b.SQL(), b.Args()...)
}

// mayStandIn are the holders of the posts that the table names for a principal.
func mayStandIn(ctx context.Context, q store.Querier, p Principal, ms int64) ([]string, error) {
	b := new(store.Query).Add(`SELECT person_id FROM holding WHERE `+inDate+` AND post IN (SELECT by_post FROM standin WHERE ended = 0`, ms, ms)
	switch code, dept := p.post(); {
	case p.Sort() == "head":
		b.Add(` AND dept_id = ?`, p.Object())
	case p.Sort() == "post":
		b.Add(` AND post = ?`, code)
		if dept != "" {
			b.Add(` AND dept_id = ?`, dept)
		}
	case p.Sort() != "leader":
		return nil, nil
	}
	b.Add(`) ORDER BY id`)
	return store.Column[string](ctx, q, b.SQL(), b.Args()...)
}

// Describe names a principal for people: 文书, 综合业务科科员, 综合业务科负责人,
// 分管综合业务科的局领导, 综合业务科人员, 局公章保管人, 周敏.
func Describe(ctx context.Context, q store.Querier, p Principal) (_ string, err error) {
	defer errs.Wrap(&err, "org.Describe(%s)", p)
	code, dept := p.post()
	switch p.Sort() {
	case "person":
		person, err := PersonByID(ctx, q, p.Object())
		return person.Name, err
	case "keeper":
		name, err := store.Value[string](ctx, q, `SELECT name FROM custody WHERE thing = $1 ORDER BY from_at DESC, id DESC LIMIT 1`, p.Object())
		if errors.Is(err, store.ErrNotFound) {
			return "保管人", nil
		}
		return name + "保管人", err
	case "head", "leader", "member":
		dept = p.Object()
	}
	name := ""
	if dept != "" {
		name, err = store.Value[string](ctx, q, `SELECT name FROM department WHERE id = $1`, dept)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
	switch p.Sort() {
	case "head":
		return name + "负责人", err
	case "leader":
		return "分管" + name + "的局领导", err
	case "member":
		return name + "人员", err
	}
	info, ok := PostByCode(code)
	if !ok {
		return p.Object(), nil
	}
	return name + info.Name, err
}
