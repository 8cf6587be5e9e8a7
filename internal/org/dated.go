package org

import (
	"context"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// DatedPost is a post of a person, from when to when. ToAt 0 is open.
type DatedPost struct {
	ID       string `db:"id"`
	PersonID string `db:"person_id"`
	Person   string `db:"person"`
	Post     string `db:"post"`
	DeptID   string `db:"dept_id"`
	Dept     string `db:"dept"`
	FromAt   int64  `db:"from_at"`
	ToAt     int64  `db:"to_at"`
}

// PostName names the post for people.
func (p DatedPost) PostName() string { return PostName(p.Post) }

// PostsAsked narrows DatedPosts.
type PostsAsked struct {
	At       int64    // held at this instant; 0: all there ever were
	PersonID []string // none: everybody's who has not left
}

// DatedPosts lists posts with their holders: by department, then by the order of
// posts, of a person the newest first where history is asked for.
func DatedPosts(ctx context.Context, q store.Querier, ask PostsAsked) (_ []DatedPost, err error) {
	defer errs.Wrap(&err, "org.DatedPosts")
	b := new(store.Query).Add(`SELECT h.id, h.person_id, p.name AS person, h.post, h.dept_id, d.name AS dept, h.from_at, h.to_at
		FROM holding h JOIN person p ON p.id = h.person_id JOIN department d ON d.id = h.dept_id WHERE `)
	if ask.PersonID == nil {
		b.Add(`p.left_at = 0`)
	} else {
		b.In("h.person_id", ask.PersonID)
	}
	if ask.At != 0 {
		b.Add(` AND h.from_at <= ? AND (h.to_at = 0 OR h.to_at > ?)`, ask.At, ask.At)
	}
	b.Add(` ORDER BY h.from_at DESC, h.id`)
	all, err := store.All[DatedPost](ctx, q, b.SQL(), b.Args()...)
	if ask.At != 0 {
		slices.SortStableFunc(all, func(a, b DatedPost) int { return rank(a.Post) - rank(b.Post) })
	}
	return all, err
}

// DatedCharge says who is in charge of a department, from when to when.
type DatedCharge struct {
	ID       string `db:"id"`
	PersonID string `db:"person_id"`
	Person   string `db:"person"`
	DeptID   string `db:"dept_id"`
	Dept     string `db:"dept"`
	FromAt   int64  `db:"from_at"`
	ToAt     int64  `db:"to_at"`
}

// DatedCharges lists charges in the order of departments, newest first: of one
// person or all ("" ), at an instant or all there ever were (0).
func DatedCharges(ctx context.Context, q store.Querier, personID string, at int64) (_ []DatedCharge, err error) {
	defer errs.Wrap(&err, "org.DatedCharges")
	b := new(store.Query).Add(`SELECT c.id, c.person_id, p.name AS person, c.dept_id, d.name AS dept, c.from_at, c.to_at
		FROM charge c JOIN person p ON p.id = c.person_id JOIN department d ON d.id = c.dept_id WHERE 1 = 1`)
	if personID != "" {
		b.Add(` AND c.person_id = ?`, personID)
	}
	if at != 0 {
		b.Add(` AND c.from_at <= ? AND (c.to_at = 0 OR c.to_at > ?)`, at, at)
	}
	b.Add(` ORDER BY d.sort, d.id, c.from_at DESC, c.id`)
	return store.All[DatedCharge](ctx, q, b.SQL(), b.Args()...)
}

// ProxyRow is a proxy with the names of both.
type ProxyRow struct {
	ID      string `db:"id"`
	GiverID string `db:"giver_id"`
	Giver   string `db:"giver"`
	TakerID string `db:"taker_id"`
	Taker   string `db:"taker"`
	Kinds   string `db:"kinds"`
	FromAt  int64  `db:"from_at"`
	ToAt    int64  `db:"to_at"`
	Reason  string `db:"reason"`
}

// KindIDs are the kinds of cases it is for; none = all.
func (p ProxyRow) KindIDs() []string { return proxied{Kinds: p.Kinds}.kinds() }

// Proxies lists what a person has given and taken, newest first, at most 50.
func Proxies(ctx context.Context, q store.Querier, personID string) ([]ProxyRow, error) {
	return store.All[ProxyRow](ctx, q, `SELECT x.id, x.giver_id, a.name AS giver, x.taker_id, b.name AS taker, x.kinds, x.from_at, x.to_at, x.reason
		FROM proxy x JOIN person a ON a.id = x.giver_id JOIN person b ON b.id = x.taker_id
		WHERE x.giver_id = $1 OR x.taker_id = $2 ORDER BY x.from_at DESC, x.id LIMIT 50`, personID, personID)
}

// AbsenceRow is one absence.
type AbsenceRow struct {
	ID     string `db:"id"`
	FromAt int64  `db:"from_at"`
	ToAt   int64  `db:"to_at"`
	Reason string `db:"reason"`
}

// Absences lists a person's absences, newest first, at most 50.
func Absences(ctx context.Context, q store.Querier, personID string) ([]AbsenceRow, error) {
	return store.All[AbsenceRow](ctx, q, `SELECT id, from_at, to_at, reason FROM absence WHERE person_id = $1 ORDER BY from_at DESC, id LIMIT 50`, personID)
}

// Kept lists what a person keeps now or later.
func Kept(ctx context.Context, q store.Querier, personID string, at int64) ([]Custody, error) {
	return store.All[Custody](ctx, q, `SELECT `+custodyColumns+` FROM custody WHERE person_id = $1 AND (to_at = 0 OR to_at > $2) ORDER BY from_at DESC, id`, personID, at)
}

// PersonState is how a person stands, as the list of people is filtered by.
type PersonState string

// The states of a person.
const (
	Working  PersonState = "在岗"
	Postless PersonState = "没有岗位"
	Disabled PersonState = "已停用"
	Departed PersonState = "已离岗"
)

// PersonStates lists them, as filters offer them.
var PersonStates = []PersonState{Working, Postless, Disabled, Departed}

// PeopleFilter narrows the list of people; an empty member does not.
type PeopleFilter struct {
	Text  string // part of the name, its pinyin or initials, or the log-in name
	Dept  string // id
	Post  string // code
	State PersonState
}

// FindMany gives a page of people in the order of their names' pinyin, and how
// many there are.
func FindMany(ctx context.Context, q store.Querier, f PeopleFilter, at int64, skip, most int) (_ []PersonRow, count int64, err error) {
	defer errs.Wrap(&err, "org.FindMany")
	b := new(store.Query)
	const holds = `SELECT 1 FROM holding h WHERE h.person_id = p.id AND h.from_at <= ? AND (h.to_at = 0 OR h.to_at > ?)`
	switch f.State {
	case Working:
		b.Add(activeP+` AND EXISTS (`+holds+`)`, at, at)
	case Postless:
		b.Add(activeP+` AND NOT EXISTS (`+holds+`)`, at, at)
	case Disabled:
		b.Add(`p.left_at = 0 AND COALESCE(p.disabled_at, 0) > 0`)
	case Departed:
		b.Add(`p.left_at > 0`)
	default:
		b.Add(`p.left_at = 0`)
	}
	if text := searched(f.Text); text != "" {
		b.Add(` AND (p.name LIKE ? ESCAPE '\' OR p.sort_key LIKE ? ESCAPE '\' OR p.login LIKE ? ESCAPE '\')`, text, text, text)
	}
	if f.Dept != "" {
		b.Add(` AND EXISTS (`+holds+` AND h.dept_id = ?)`, at, at, f.Dept)
	}
	if f.Post != "" {
		b.Add(` AND EXISTS (`+holds+` AND h.post = ?)`, at, at, f.Post)
	}
	if count, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM person p WHERE `+b.SQL(), b.Args()...); err != nil {
		return nil, 0, err
	}
	b.Add(` ORDER BY p.sort_key, p.id LIMIT ? OFFSET ?`, most, skip)
	people, err := store.All[PersonRow](ctx, q, selectPerson+` p WHERE `+b.SQL(), b.Args()...)
	return people, count, err
}

// searched makes a pattern for LIKE of what was typed; "" of nothing.
func searched(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")), ""))
	if text == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
