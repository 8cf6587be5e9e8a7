package org_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// bureau is a random organisation: rows as they stand in the tables.
type bureau struct {
	people, depts []string
	proxies       []store.Row
	rows          map[string][]store.Row
}

// span draws a period around midday; open may leave its end open.
func span(t *rapid.T, at time.Time, open bool) (from, to int64) {
	start := rapid.IntRange(-4, 2).Draw(t, "from")
	from = clock.Millis(at.Add(time.Duration(start) * time.Hour))
	to = clock.Millis(at.Add(time.Duration(start+rapid.IntRange(0, 4).Draw(t, "hours")) * time.Hour))
	if open && rapid.Bool().Draw(t, "open") {
		to = 0
	}
	return from, to
}

// some of the posts: leaders, heads, posts of every department, an administrator.
var some = []string{"juzhang", "fujuzhang", "bangongshizhuren", "wenshu", "wenmi", "kezhang", "keyuan", "xitong"}

func drawBureau(t *rapid.T, at time.Time) bureau {
	b := bureau{rows: map[string][]store.Row{}}
	add := func(table string, row store.Row) {
		row["id"] = fmt.Sprintf("%s%03d", table, len(b.rows[table]))
		b.rows[table] = append(b.rows[table], row)
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "departments") {
		add("department", store.Row{"code": fmt.Sprint(i), "name": fmt.Sprint("科", i), "sort": int64(i), "ended": int64(0)})
		b.depts = append(b.depts, fmt.Sprintf("department%03d", i))
	}
	for i := range rapid.IntRange(1, 7).Draw(t, "people") {
		gone := func(label string) int64 {
			return int64(rapid.SampledFrom([]int{0, 0, 0, 0, 1}).Draw(t, label))
		}
		add("person", store.Row{"login": fmt.Sprint(i), "name": fmt.Sprint("人", i), "sort_key": "", "left_at": gone("left"), "disabled_at": gone("disabled")})
		b.people = append(b.people, fmt.Sprintf("person%03d", i))
	}
	person := func(label string) string { return rapid.SampledFrom(b.people).Draw(t, label) }
	dept := func() string { return rapid.SampledFrom(b.depts).Draw(t, "department") }
	post := func(label string) string { return rapid.SampledFrom(some).Draw(t, label) }
	for range rapid.IntRange(0, 10).Draw(t, "holdings") {
		from, to := span(t, at, true)
		add("holding", store.Row{"person_id": person("holder"), "post": post("post"), "dept_id": dept(), "from_at": from, "to_at": to})
	}
	for range rapid.IntRange(0, 4).Draw(t, "charges") {
		from, to := span(t, at, true)
		add("charge", store.Row{"person_id": person("leader"), "dept_id": dept(), "from_at": from, "to_at": to})
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "standins") {
		add("standin", store.Row{"post": post("post"), "dept_id": dept(), "by_post": post("by"), "rank": int64(i % 3), "ended": int64(0)})
	}
	for range rapid.IntRange(0, 5).Draw(t, "proxies") {
		from, to := span(t, at, false)
		add("proxy", store.Row{"giver_id": person("giver"), "taker_id": person("taker"), "kinds": rapid.SampledFrom([]string{"", "seal"}).Draw(t, "kinds"), "from_at": from, "to_at": to, "reason": "出差"})
	}
	for range rapid.IntRange(0, 5).Draw(t, "absences") {
		from, to := span(t, at, false)
		add("absence", store.Row{"person_id": person("absent"), "from_at": from, "to_at": to, "reason": "出差"})
	}
	b.proxies = b.rows["proxy"]
	return b
}

// put replaces what stands in the database.
func (b bureau) put(t *rapid.T, db *store.DB) {
	tables := []string{"department", "person", "holding", "charge", "standin", "proxy", "absence"}
	err := db.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		for _, table := range slices.Backward(tables) {
			if _, err := store.Exec(ctx, tx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		for _, table := range tables {
			for _, row := range b.rows[table] {
				if _, err := store.Insert(ctx, tx, table, row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b bureau) principals() []org.Principal {
	var all []org.Principal
	for _, id := range b.people {
		all = append(all, org.PersonPrincipal(id))
	}
	for _, post := range some {
		all = append(all, org.Post(post))
	}
	for _, dept := range b.depts {
		all = append(all, org.Head(dept), org.LeaderOf(dept), org.Member(dept), org.PostAt("keyuan", dept), org.PostAt("kezhang", dept), org.PostAt("wenshu", dept))
	}
	return all
}

// inDate tells whether a proxy of giver for taker holds at an instant.
func (b bureau) inDate(giver, taker string, at time.Time) bool {
	ms := clock.Millis(at)
	return slices.ContainsFunc(b.proxies, func(p store.Row) bool {
		from, _ := p["from_at"].(int64)
		to, _ := p["to_at"].(int64)
		return p["giver_id"] == giver && p["taker_id"] == taker && from <= ms && ms < to
	})
}

// checkDuties looks at what must hold of anybody's duties in any bureau.
func (b bureau) checkDuties(t *rapid.T, id string, duties []org.Duty, at time.Time) {
	row := b.rows["person"][slices.Index(b.people, id)]
	if gone := row["left_at"] != int64(0) || row["disabled_at"] != int64(0); gone && len(duties) > 0 {
		t.Fatalf("%s is gone and may act as %v", id, duties)
	}
	admin := slices.ContainsFunc(duties, func(d org.Duty) bool { return d.Own() && d.Post == "xitong" })
	for _, d := range duties {
		if strings.HasPrefix(d.Why, "代理") && !b.inDate(d.For, id, at) {
			t.Fatalf("%s acts by a proxy out of date: %+v", id, d)
		}
		if !d.Own() && (admin || d.Post == "xitong") {
			t.Fatalf("G-08: %s acts as %+v", id, d)
		}
	}
}

// Holders are exactly those whose Duties hold the principal, whatever the
// organisation, the proxies, the absences, the stand-in table and the instant.
func TestHolders_OfRandomBureausAreWhoseDutiesHoldIt_G_04(t *testing.T) {
	t.Parallel()
	migrations := testkit.Migrations(t, store.Migrations, audit.Migrations, runner.Migrations, org.Migrations)
	testkit.EachDB(t, migrations, func(t *testing.T, db *store.DB, clk *clock.Manual) {
		ctx := t.Context()
		rapid.Check(t, func(t *rapid.T) {
			at := clk.Now()
			b := drawBureau(t, at)
			b.put(t, db)
			at = at.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "at")) * time.Hour)
			want := map[org.Principal][]string{}
			for _, id := range b.people {
				duties, err := org.Duties(ctx, db.Read(), id, at)
				if err != nil {
					t.Fatal(err)
				}
				b.checkDuties(t, id, duties, at)
				for _, d := range duties {
					if !slices.Contains(want[d.Principal], id) {
						want[d.Principal] = append(want[d.Principal], id)
					}
				}
			}
			for _, p := range b.principals() {
				holders, err := org.Holders(ctx, db.Read(), p, at)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, h := range holders {
					got = append(got, h.PersonID)
				}
				slices.Sort(got)
				if !slices.Equal(got, want[p]) {
					t.Fatalf("%s: holders %v, but the duties of %v hold it", p, got, want[p])
				}
			}
		})
	})
}
