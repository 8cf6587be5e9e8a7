package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Duty is something a person may act as now.
type Duty struct {
	Principal Principal
	Post      string // code; "" for the person as such
	PostName  string
	DeptID    string
	For       string   // person stood in or proxied for; "" = an own duty
	Why       string   // 代理 孙立
	Kinds     []string // a proxy may be for some kinds only; none = all
}

// Covers tells whether the duty holds for a kind of case.
func (d Duty) Covers(kind string) bool { return len(d.Kinds) == 0 || slices.Contains(d.Kinds, kind) }

type held struct {
	PersonID string `db:"person_id"`
	Name     string `db:"name"`
	Post     string `db:"post"`
	DeptID   string `db:"dept_id"`
}

type proxied struct {
	Giver string `db:"giver_id"`
	Name  string `db:"name"`
	Kinds string `db:"kinds"`
}

// Duties tells everything a person may act as at an instant: own posts and
// relations, proxies, and posts they stand in for because their holders are
// away or there are none. Who left has none.
func Duties(ctx context.Context, q store.Querier, personID string, at time.Time) (_ []Duty, err error) {
	defer errs.Wrap(&err, "org.Duties(%s)", personID)
	me, err := PersonByID(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	if !me.Active() {
		return nil, nil
	}
	own, err := ownDuties(ctx, q, personID, at)
	if err != nil {
		return nil, err
	}
	all := own
	given, err := store.All[proxied](ctx, q, `SELECT x.giver_id, p.name, x.kinds FROM proxy x JOIN person p ON p.id = x.giver_id
		WHERE x.taker_id = $1 AND x.from_at <= $2 AND x.to_at > $3 AND p.left_at = 0 ORDER BY x.id`, personID, clock.Millis(at), clock.Millis(at))
	if err != nil {
		return nil, err
	}
	for _, g := range given {
		theirs, err := ownDuties(ctx, q, g.Giver, at)
		if err != nil {
			return nil, err
		}
		for _, d := range theirs {
			d.For, d.Why = g.Giver, "代理 "+g.Name
			if g.Kinds != "" {
				d.Kinds = strings.Split(g.Kinds, ",")
			}
			all = append(all, d)
		}
	}
	standing, err := standIns(ctx, q, own, at)
	return append(all, standing...), err
}

func ownDuties(ctx context.Context, q store.Querier, personID string, at time.Time) ([]Duty, error) {
	ms := clock.Millis(at)
	posts, err := store.All[held](ctx, q, `SELECT h.person_id, p.name, h.post, h.dept_id FROM holding h JOIN person p ON p.id = h.person_id
		WHERE h.person_id = $1 AND h.from_at <= $2 AND (h.to_at = 0 OR h.to_at > $3) ORDER BY h.id`, personID, ms, ms)
	if err != nil {
		return nil, err
	}
	charges, err := store.Column[string](ctx, q, `SELECT dept_id FROM charge
		WHERE person_id = $1 AND from_at <= $2 AND (to_at = 0 OR to_at > $3) ORDER BY id`, personID, ms, ms)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(posts, func(a, b held) int { return rank(a.Post) - rank(b.Post) })
	var all []Duty
	for _, h := range posts {
		all = append(all, dutiesOf(h)...)
	}
	first := Duty{}
	if len(all) > 0 {
		first = all[0]
	}
	for _, dept := range charges {
		all = append(all, Duty{Principal: LeaderOf(dept), Post: first.Post, PostName: first.PostName, DeptID: first.DeptID})
	}
	return append(all, Duty{Principal: PersonPrincipal(personID), Post: first.Post, PostName: first.PostName, DeptID: first.DeptID}), nil
}

// rank is a post's place in the list of posts: who holds several acts in the
// first of them where none in particular is asked for.
func rank(post string) int {
	return slices.IndexFunc(Posts(), func(p PostInfo) bool { return p.Code == post })
}

func dutiesOf(h held) []Duty {
	info, ok := PostByCode(h.Post)
	if !ok {
		return nil
	}
	all := []Duty{{Principal: Post(h.Post), Post: h.Post, PostName: info.Name, DeptID: h.DeptID}}
	if info.Heads {
		all = append(all, Duty{Principal: Head(h.DeptID), Post: h.Post, PostName: info.Name, DeptID: h.DeptID})
	}
	return all
}

type standin struct {
	Post   string `db:"post"`
	DeptID string `db:"dept_id"`
	ByPost string `db:"by_post"`
	Rank   int64  `db:"rank"`
}

// standIns are the posts that fall to somebody by the stand-in table: the post
// is vacant or all who hold it are away, and nobody ranked before can act.
func standIns(ctx context.Context, q store.Querier, own []Duty, at time.Time) ([]Duty, error) {
	rows, err := store.All[standin](ctx, q, `SELECT post, dept_id, by_post, rank FROM standin WHERE ended = 0 ORDER BY post, dept_id, rank`)
	if err != nil {
		return nil, err
	}
	var all []Duty
	for _, row := range rows {
		if !slices.ContainsFunc(own, func(d Duty) bool { return d.Post == row.ByPost && d.Principal.Sort() == "post" }) {
			continue
		}
		taker, holders, err := whoStandsIn(ctx, q, rows, row.Post, row.DeptID, at)
		if err != nil {
			return nil, err
		}
		if taker != row.ByPost {
			continue
		}
		why, missing := "顶岗（岗位空缺）", ""
		if len(holders) > 0 {
			why, missing = "顶岗 "+holders[0].Name, holders[0].PersonID
		}
		for _, d := range dutiesOf(held{Post: row.Post, DeptID: row.DeptID}) {
			d.For, d.Why = missing, why
			all = append(all, d)
		}
	}
	return all, nil
}

// whoStandsIn gives the post that stands in, "" if the holders are present.
func whoStandsIn(ctx context.Context, q store.Querier, rows []standin, post, dept string, at time.Time) (string, []held, error) {
	holders, err := holdersOf(ctx, q, post, dept, at)
	if err != nil {
		return "", nil, err
	}
	if present, err := anyPresent(ctx, q, holders, at); err != nil || present {
		return "", holders, err
	}
	for _, row := range rows {
		if row.Post != post || row.DeptID != dept {
			continue
		}
		candidates, err := holdersOf(ctx, q, row.ByPost, "", at)
		if err != nil {
			return "", nil, err
		}
		present, err := anyPresent(ctx, q, candidates, at)
		if err != nil {
			return "", nil, err
		}
		if present {
			return row.ByPost, holders, nil
		}
	}
	return "", holders, nil
}

func holdersOf(ctx context.Context, q store.Querier, post, dept string, at time.Time) ([]held, error) {
	b := new(store.Query).Add(`SELECT h.person_id, p.name, h.post, h.dept_id FROM holding h JOIN person p ON p.id = h.person_id
		WHERE h.post = ? AND h.from_at <= ? AND (h.to_at = 0 OR h.to_at > ?) AND p.left_at = 0`, post, clock.Millis(at), clock.Millis(at))
	if dept != "" {
		b.Add(` AND h.dept_id = ?`, dept)
	}
	b.Add(` ORDER BY h.id`)
	return store.All[held](ctx, q, b.SQL(), b.Args()...)
}

func anyPresent(ctx context.Context, q store.Querier, holders []held, at time.Time) (bool, error) {
	for _, h := range holders {
		n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM absence WHERE person_id = $1 AND from_at <= $2 AND to_at > $3`,
			h.PersonID, clock.Millis(at), clock.Millis(at))
		if err != nil {
			return false, err
		}
		if n == 0 {
			return true, nil
		}
	}
	return false, nil
}

// Holder is a person who would act for a principal now.
type Holder struct {
	PersonID, Name, PostName string
	For, Why                 string
}

// Holders tells who would act for a principal now: everyone whose Duties hold
// it. Nobody, if the post is vacant and no stand-in is there.
func Holders(ctx context.Context, q store.Querier, p Principal, at time.Time) (_ []Holder, err error) {
	defer errs.Wrap(&err, "org.Holders(%s)", p)
	candidates, err := candidatesFor(ctx, q, p, at)
	if err != nil {
		return nil, err
	}
	var all []Holder
	for _, id := range candidates {
		duties, err := Duties(ctx, q, id, at)
		if err != nil {
			return nil, err
		}
		for _, d := range duties {
			if d.Principal != p || slices.ContainsFunc(all, func(h Holder) bool { return h.PersonID == id }) {
				continue
			}
			person, err := PersonByID(ctx, q, id)
			if err != nil {
				return nil, err
			}
			all = append(all, Holder{PersonID: id, Name: person.Name, PostName: d.PostName, For: d.For, Why: d.Why})
		}
	}
	return all, nil
}

// candidatesFor narrows down whose duties need to be looked at.
func candidatesFor(ctx context.Context, q store.Querier, p Principal, at time.Time) ([]string, error) {
	ms := clock.Millis(at)
	var direct []string
	var err error
	switch p.Sort() {
	case "person":
		direct = []string{p.Object()}
	case "leader":
		direct, err = store.Column[string](ctx, q, `SELECT person_id FROM charge WHERE dept_id = $1 AND from_at <= $2 AND (to_at = 0 OR to_at > $3) ORDER BY id`, p.Object(), ms, ms)
	case "head":
		direct, err = store.Column[string](ctx, q, `SELECT person_id FROM holding WHERE dept_id = $1 ORDER BY id`, p.Object())
	default:
		direct, err = store.Column[string](ctx, q, `SELECT person_id FROM holding WHERE post = $1 ORDER BY id`, p.Object())
	}
	if err != nil {
		return nil, err
	}
	takers, err := store.Column[string](ctx, q, `SELECT taker_id FROM proxy WHERE from_at <= $1 AND to_at > $2 ORDER BY id`, ms, ms)
	if err != nil {
		return nil, err
	}
	standing, err := store.Column[string](ctx, q, `SELECT DISTINCT h.person_id FROM standin s JOIN holding h ON h.post = s.by_post WHERE s.ended = 0`)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(direct, takers, standing)
	var once []string
	for _, id := range all {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once, nil
}

// Describe names a principal: 文书, 综合业务科负责人, 分管综合业务科的局领导.
func Describe(ctx context.Context, q store.Querier, p Principal) (string, error) {
	switch p.Sort() {
	case "person":
		person, err := PersonByID(ctx, q, p.Object())
		return person.Name, err
	case "head", "leader":
		name, err := store.Value[string](ctx, q, `SELECT name FROM department WHERE id = $1`, p.Object())
		if p.Sort() == "head" {
			return name + "负责人", err
		}
		return "分管" + name + "的局领导", err
	}
	info, ok := PostByCode(p.Object())
	if !ok {
		return p.Object(), nil
	}
	return info.Name, nil
}
