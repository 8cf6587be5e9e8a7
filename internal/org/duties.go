package org

import (
	"context"
	"slices"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Duty is something a person may act as now.
type Duty struct {
	Principal Principal
	Post      string // code; "" for the person as such
	PostName  string
	DeptID    string
	For       string   // person stood in or proxied for; "" = an own duty, or a vacant post
	Why       string   // "", 代理 孙立, 顶岗 孙立（出差）
	Kinds     []string // a proxy may be for some kinds only; none = all
}

// Covers tells whether the duty holds for a kind of case.
func (d Duty) Covers(kind string) bool { return len(d.Kinds) == 0 || slices.Contains(d.Kinds, kind) }

// Own tells whether the duty is the person's own: no proxy, no standing in.
func (d Duty) Own() bool { return d.Why == "" && d.For == "" }

// Holds tells whether one of the posts is the person's own.
func Holds(duties []Duty, posts ...string) bool {
	return slices.ContainsFunc(duties, func(d Duty) bool { return d.Own() && slices.Contains(posts, d.Post) })
}

// Fills is Holds, also for who stands in where a post is vacant: in nobody's stead.
func Fills(duties []Duty, posts ...string) bool {
	return slices.ContainsFunc(duties, func(d Duty) bool { return d.For == "" && slices.Contains(posts, d.Post) })
}

// HoldsAny tells whether one of the duties is of one of the posts: an own one, by proxy,
// or standing in.
func HoldsAny(duties []Duty, posts []string) bool {
	return slices.ContainsFunc(duties, func(d Duty) bool { return slices.Contains(posts, d.Post) })
}

// Duties tells everything a person may act as at an instant: own posts and
// relations, proxies, and posts they stand in for because their holders are
// away or there are none. Who left or is disabled has none; store.ErrNotFound
// for an unknown person.
func Duties(ctx context.Context, q store.Querier, personID string, at time.Time) (_ []Duty, err error) {
	defer errs.Wrap(&err, "org.Duties(%s)", personID)
	f, err := load(ctx, q, []string{personID}, at)
	if err != nil {
		return nil, err
	}
	if _, known := f.people[personID]; !known {
		return nil, store.ErrNotFound
	}
	return f.duties(personID), nil
}

// duties are all of one person's: own ones first, then proxies, then posts they
// stand in for. An administrator's post is neither handed on nor combined with
// work (G-08).
func (f *facts) duties(personID string) []Duty {
	all := f.own(personID)
	if len(all) == 0 || administers(all) {
		return all
	}
	for _, p := range f.proxies {
		if p.TakerID != personID {
			continue
		}
		theirs := f.own(p.GiverID)
		if administers(theirs) {
			continue
		}
		for _, d := range theirs {
			if d.Principal.Sort() == "keeper" {
				continue // handed over by a record with signatures, not by a proxy
			}
			d.For, d.Why, d.Kinds = p.GiverID, "代理 "+f.people[p.GiverID].Name, p.kinds()
			all = append(all, d)
		}
	}
	return append(all, f.standingIn(personID)...)
}

func administers(duties []Duty) bool {
	return slices.ContainsFunc(duties, func(d Duty) bool { return isAdmin(d.Post) })
}

// own are the person's posts with what follows from them, the departments they
// are in charge of, and the person as such.
func (f *facts) own(personID string) []Duty {
	if p, known := f.people[personID]; !known || !p.Active() {
		return nil
	}
	var posts []held
	for _, h := range f.holdings {
		if h.PersonID == personID {
			posts = append(posts, h)
		}
	}
	slices.SortStableFunc(posts, func(a, b held) int { return rank(a.Post) - rank(b.Post) })
	var all []Duty
	for _, h := range posts {
		of := dutiesOf(h)
		all = append(all, of...)
		if len(of) > 0 {
			member := of[0]
			member.Principal = Member(h.DeptID)
			all = append(all, member)
		}
	}
	first := Duty{}
	if len(all) > 0 {
		first = all[0]
	}
	for _, c := range f.charges {
		if c.PersonID == personID {
			first.Principal = LeaderOf(c.DeptID)
			all = append(all, first)
		}
	}
	all = append(all, f.keeps(personID)...)
	first.Principal = PersonPrincipal(personID)
	return append(all, first)
}

// rank is a post's place in the list of posts: who holds several acts in the
// first of them where none in particular is asked for.
func rank(post string) int {
	return slices.IndexFunc(Posts(), func(p PostInfo) bool { return p.Code == post })
}

// dutiesOf are what follows from a post as such, for its holder and for who
// stands in.
func dutiesOf(h held) []Duty {
	info, ok := PostByCode(h.Post)
	if !ok {
		return nil
	}
	duty := Duty{Principal: Post(h.Post), Post: h.Post, PostName: info.Name, DeptID: h.DeptID}
	all := []Duty{duty}
	if info.Heads {
		duty.Principal = Head(h.DeptID)
		all = append(all, duty)
	}
	duty.Principal = PostAt(h.Post, h.DeptID)
	return append(all, duty)
}

// standingIn are the duties that fall to a person by the stand-in table: those
// of a post that is vacant or whose every holder is away, and the departments of
// a leader who is away.
func (f *facts) standingIn(personID string) []Duty {
	var all []Duty
	for i, row := range f.standins {
		if i > 0 && f.standins[i-1].Post == row.Post && f.standins[i-1].DeptID == row.DeptID {
			continue // looked at with the first row of the post
		}
		if isAdmin(row.Post) {
			continue // G-08, whatever the table says
		}
		holders := f.holding(row.Post, row.DeptID)
		if !slices.ContainsFunc(holders, f.present) && slices.Contains(f.takers(row.Post, row.DeptID, ""), personID) {
			missing, why := "", "顶岗（岗位空缺）"
			if len(holders) > 0 {
				missing, why = holders[0].PersonID, f.whyFor(holders[0])
			}
			for _, d := range dutiesOf(held{Post: row.Post, DeptID: row.DeptID}) {
				d.For, d.Why = missing, why
				all = append(all, d)
			}
		}
		all = append(all, f.inChargeFor(personID, row, holders)...)
	}
	return all
}

// inChargeFor are the departments of leaders who are away, for who stands in for
// the leader's post, even while other leaders of the same post are present.
func (f *facts) inChargeFor(personID string, row standin, holders []held) []Duty {
	info, _ := PostByCode(row.Post)
	if !info.Leader {
		return nil
	}
	var all []Duty
	for _, leader := range holders {
		if f.present(leader) || !slices.Contains(f.takers(row.Post, row.DeptID, leader.PersonID), personID) {
			continue
		}
		for _, c := range f.charges {
			if c.PersonID == leader.PersonID {
				all = append(all, Duty{Principal: LeaderOf(c.DeptID), Post: row.Post, PostName: info.Name, DeptID: row.DeptID,
					For: leader.PersonID, Why: f.whyFor(leader)})
			}
		}
	}
	return all
}

func (f *facts) holding(post, dept string) []held {
	var all []held
	for _, h := range f.holdings {
		if h.Post == post && (dept == "" || h.DeptID == dept) {
			all = append(all, h)
		}
	}
	return all
}

// takers are the present holders of the first post in the table that has any.
// A post that every department has (科长, 科员) stands in within its own
// department only. except is the leader who is away.
func (f *facts) takers(post, dept, except string) []string {
	for _, row := range f.standins {
		if row.Post != post || row.DeptID != dept {
			continue
		}
		within := ""
		if info, _ := PostByCode(row.ByPost); info.PerDept {
			within = dept
		}
		var ids []string
		for _, h := range f.holding(row.ByPost, within) {
			if f.present(h) && h.PersonID != except {
				ids = append(ids, h.PersonID)
			}
		}
		if len(ids) > 0 {
			return ids
		}
	}
	return nil
}
