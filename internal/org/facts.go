package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/store"
)

// facts are the rows that say who may act as what at one instant: those of some
// people and of whoever gave them a proxy, and all that the stand-in table needs.
// What follows from them is computed without the database.
type facts struct {
	people   map[string]PersonRow // those asked about, and who gave them a proxy
	inOrder  []string             // their ids in the order of their names' pinyin
	holdings []held
	charges  []charged
	proxies  []proxied
	standins []standin
	keeping  []Custody         // of the things that any of them keeps
	away     map[string]string // person → why; who is not in it is present
}

type held struct {
	ID       string `db:"id"`
	PersonID string `db:"person_id"`
	Name     string `db:"name"`
	Disabled int64  `db:"disabled"`
	Post     string `db:"post"`
	DeptID   string `db:"dept_id"`
}

type charged struct {
	PersonID string `db:"person_id"`
	DeptID   string `db:"dept_id"`
}

type proxied struct {
	GiverID string `db:"giver_id"`
	TakerID string `db:"taker_id"`
	Kinds   string `db:"kinds"`
}

func (p proxied) kinds() []string {
	if p.Kinds == "" {
		return nil
	}
	return strings.Split(p.Kinds, ",")
}

type standin struct {
	Post   string `db:"post"`
	DeptID string `db:"dept_id"`
	ByPost string `db:"by_post"`
}

// inDate is the condition on a dated row; to_at 0 is open.
const inDate = `from_at <= ? AND (to_at = 0 OR to_at > ?)`

const heldColumns = `SELECT h.person_id, p.name, COALESCE(p.disabled_at, 0) AS disabled, h.post, h.dept_id, h.id
	FROM holding h JOIN person p ON p.id = h.person_id
	WHERE p.left_at = 0 AND h.from_at <= ? AND (h.to_at = 0 OR h.to_at > ?) AND `

// load reads what concerns some people at an instant: one query per table.
func load(ctx context.Context, q store.Querier, ids []string, at time.Time) (_ *facts, err error) {
	f := &facts{people: map[string]PersonRow{}, away: map[string]string{}}
	ms := clock.Millis(at)
	f.standins, err = store.All[standin](ctx, q, `SELECT post, dept_id, by_post FROM standin WHERE ended = 0 ORDER BY post, dept_id, rank, id`)
	if err != nil {
		return nil, err
	}
	b := new(store.Query).Add(`SELECT giver_id, taker_id, kinds FROM proxy WHERE from_at <= ? AND to_at > ? AND `, ms, ms).In("taker_id", ids)
	b.Add(` ORDER BY id`)
	if f.proxies, err = store.All[proxied](ctx, q, b.SQL(), b.Args()...); err != nil {
		return nil, err
	}
	concerned := slices.Clone(ids)
	for _, p := range f.proxies {
		concerned = append(concerned, p.GiverID)
	}
	slices.Sort(concerned)
	concerned = slices.Compact(concerned)
	if err := f.loadPeople(ctx, q, concerned); err != nil {
		return nil, err
	}
	if err := f.loadHoldings(ctx, q, concerned, ms); err != nil {
		return nil, err
	}
	if err := f.loadAway(ctx, q, ms); err != nil {
		return nil, err
	}
	return f, f.loadKeeping(ctx, q, ids, ms)
}

func (f *facts) loadPeople(ctx context.Context, q store.Querier, ids []string) error {
	b := new(store.Query).Add(selectPerson+` WHERE `).In("id", ids).Add(` ORDER BY sort_key, id`)
	people, err := store.All[PersonRow](ctx, q, b.SQL(), b.Args()...)
	for _, p := range people {
		f.people[p.ID] = p
		f.inOrder = append(f.inOrder, p.ID)
	}
	return err
}

// loadHoldings reads the posts of the people concerned, and of all who hold a
// post that stands in or is stood in for; then their charges.
func (f *facts) loadHoldings(ctx context.Context, q store.Querier, ids []string, ms int64) (err error) {
	var posts []string
	for _, row := range f.standins {
		posts = append(posts, row.Post, row.ByPost)
	}
	slices.Sort(posts)
	posts = slices.Compact(posts)
	b := new(store.Query).Add(heldColumns, ms, ms).In("h.person_id", ids)
	if len(posts) > 0 {
		b.Add(` UNION `+heldColumns, ms, ms).In("h.post", posts)
	}
	b.Add(` ORDER BY 6`)
	if f.holdings, err = store.All[held](ctx, q, b.SQL(), b.Args()...); err != nil {
		return err
	}
	leaders := slices.Clone(ids)
	for _, h := range f.holdings {
		leaders = append(leaders, h.PersonID)
	}
	slices.Sort(leaders)
	b = new(store.Query).Add(`SELECT person_id, dept_id FROM charge WHERE `+inDate+` AND `, ms, ms).In("person_id", slices.Compact(leaders))
	b.Add(` ORDER BY id`)
	f.charges, err = store.All[charged](ctx, q, b.SQL(), b.Args()...)
	return err
}

// loadAway reads who is away: it only matters to the stand-in table and to who
// keeps things.
func (f *facts) loadAway(ctx context.Context, q store.Querier, ms int64) error {
	if len(f.standins) == 0 {
		return nil
	}
	return f.readAway(ctx, q, ms)
}

func (f *facts) readAway(ctx context.Context, q store.Querier, ms int64) error {
	type absent struct {
		PersonID string `db:"person_id"`
		Reason   string `db:"reason"`
	}
	rows, err := store.All[absent](ctx, q, `SELECT person_id, reason FROM absence WHERE to_at > $1 AND from_at <= $2 ORDER BY id`, ms, ms)
	for _, r := range rows {
		f.away[r.PersonID] = r.Reason
	}
	return err
}

// present tells whether a holder can act.
func (f *facts) present(h held) bool {
	_, away := f.away[h.PersonID]
	return !away && h.Disabled == 0
}

// whyFor says on a duty for whom somebody stands in: 顶岗 孙立（出差）.
func (f *facts) whyFor(missing held) string {
	if reason := f.away[missing.PersonID]; reason != "" {
		return "顶岗 " + missing.Name + "（" + reason + "）"
	}
	return "顶岗 " + missing.Name
}
