package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/store"
)

func TestFind_NewestFirstInPagesOfCases(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		const cases = 450
		// The oldest is indexed last, as when the index is made again meanwhile.
		var want []string
		for n := range cases {
			d.put(cases-1-n, "关于做好通知")
			want = append(want, caseNo(cases-1-n).ID)
		}
		d.write(func(ctx context.Context, tx *store.Tx) error {
			for n := range 30 {
				if err := d.x.PutFile(ctx, tx, caseNo(3).ID, fmt.Sprint(n), []Text{{"文件正文", "做好防汛工作"}}); err != nil {
					return err
				}
			}
			return nil
		})
		if got := d.find("做好"); !slices.Equal(got, want) {
			d.Fatalf("%d cases, want %d in order", len(got), len(want))
		}
		ask := everything()
		ask.Query, ask.Most = Parse("做好"), 7
		var got []string
		for {
			hits, err := d.x.Find(d.Context(), d.db.Read(), ask)
			if err != nil {
				d.Fatal(err)
			}
			if len(hits) == 0 {
				break
			}
			for _, h := range hits {
				got = append(got, h.CaseID)
			}
			ask.Before = hits[len(hits)-1].Cursor()
		}
		if !slices.Equal(got, want) {
			d.Errorf("page by page: %d cases, want %d in order", len(got), len(want))
		}
		ask.Before, ask.Most, ask.From, ask.To = 0, 1000, start+10, start+20
		if got := d.ask(ask); !slices.Equal(got, want[cases-20:cases-10]) {
			d.Errorf("begun between: %v", got)
		}
		ask.Kind = "outgoing"
		if got := d.ask(ask); len(got) != 0 {
			d.Errorf("of another kind: %v", got)
		}
	})
}

// A case is found by what it holds itself or by one of its files, never by words
// that stand in two of its entries or two of its texts.
func TestFind_WithinOneEntry(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		c := caseNo(1)
		d.write(func(ctx context.Context, tx *store.Tx) error {
			if err := d.x.PutFile(ctx, tx, c.ID, "f", nil); err == nil {
				d.Error("a file before its case")
			}
			if err := d.x.Put(ctx, tx, c, []Text{{"标题", "防汛通知"}, {"编号", "收〔2026〕7号"}, {"意见", "同意。2026"}}); err != nil {
				return err
			}
			return d.x.PutFile(ctx, tx, c.ID, "f", []Text{{"文件正文", "物资储备清单"}})
		})
		for typed, want := range map[string]int{"防汛 同意": 1, "物资 清单": 1, "防汛 物资": 0, "知收": 0, "通知收": 0, "号同意": 0, "[2026]7": 1, "7号": 1} {
			if got := d.find(typed); len(got) != want {
				d.Errorf("%s: %v", typed, got)
			}
		}
		d.write(func(ctx context.Context, tx *store.Tx) error {
			if err := d.x.Put(ctx, tx, c, []Text{{"标题", "抗旱通知"}}); err != nil {
				return err
			}
			return d.x.DropFile(ctx, tx, c.ID, "f")
		})
		for typed, want := range map[string]int{"抗旱": 1, "防汛": 0, "同意": 0, "物资": 0} {
			if got := d.find(typed); len(got) != want {
				d.Errorf("afterwards, %s: %v", typed, got)
			}
		}
	})
}

// Many transactions at once begin cases in the same millisecond.
func TestPut_ManyInOneMillisecond(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				for i := range 40 {
					err := d.db.Write(d.Context(), func(ctx context.Context, tx *store.Tx) error {
						return d.x.Put(ctx, tx, Case{ID: fmt.Sprintf("%d-%d", n, i), Kind: "incoming", At: start}, []Text{{"标题", "同时"}})
					})
					if err != nil {
						d.Error(err)
					}
				}
			})
		}
		all.Wait()
		if got := d.find("同时"); len(got) != 320 {
			d.Errorf("%d of 320", len(got))
		}
		last := first(start+1) - caseParts
		d.write(func(ctx context.Context, tx *store.Tx) error {
			_, err := store.Exec(ctx, tx, `INSERT INTO search_entry (doc, case_id, file_id, kind, texts) VALUES ($1, 'last', '', 'incoming', '')`, last)
			return err
		})
		d.put(0, "后一毫秒")
		if got := d.find("后一毫秒"); len(got) != 1 {
			d.Error("no number past a full millisecond")
		}
	})
}

func TestClear_AndWrittenAgainIsTheSame(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		fill := func() {
			d.put(1, "关于做好防汛工作的通知", "关于报送年度总结的函", "云政办函〔2026〕87号")
			d.write(func(ctx context.Context, tx *store.Tx) error {
				return d.x.PutFile(ctx, tx, caseNo(2).ID, "f", []Text{{"文件正文", "做好"}})
			})
		}
		dump := func() string {
			var all strings.Builder
			err := store.EachRow(d.Context(), d.db.Read(), func(r store.Row) error { fmt.Fprintln(&all, r); return nil }, `SELECT * FROM search_entry ORDER BY doc`)
			if err != nil {
				d.Fatal(err)
			}
			fmt.Fprintln(&all, d.find("做好"), d.find("2026"), d.find("函"))
			return all.String()
		}
		fill()
		before := dump()
		d.write(d.x.Clear)
		if got := d.find("做好"); len(got) != 0 {
			d.Errorf("cleared, and found %v", got)
		}
		fill()
		if after := dump(); after != before {
			d.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

// What was removed stands in no part of the index's files after Purge.
func TestPurge_LeavesNothingBehind_G_03(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		const secret = "龘靐齾爩麤"
		for n := range 50 {
			d.put(n*10, "关于做好防汛工作的通知", "关于报送年度总结的函")
		}
		d.put(4, secret)
		for n := range 50 {
			d.put(1000+n, "关于做好抗旱工作的通知")
		}
		d.put(4, "〔已依法清除〕")
		if !d.db.Postgres() && !d.stands(secret) {
			d.Fatal("the words never stood where this test looks for them")
		}
		if got := d.find(secret); len(got) != 0 {
			d.Errorf("found %v", got)
		}
		if err := d.x.Purge(d.Context()); err != nil {
			d.Fatal(err)
		}
		if d.stands(secret) {
			d.Error("the words still stand in the index")
		}
		if got := d.find("做好"); len(got) != 100 {
			d.Errorf("%d others left", len(got))
		}
	})
}

// stands looks for the second character of any pair in the bytes of the tables:
// of the first, an index may hold only what differs from the term before.
func (d desk) stands(words string) bool {
	d.Helper()
	query := `SELECT texts || COALESCE(CAST(words AS TEXT), '') AS raw FROM search_entry`
	if !d.db.Postgres() {
		query = `SELECT CAST(block AS TEXT) AS raw FROM search_words_data UNION ALL SELECT texts AS raw FROM search_entry`
	}
	found := false
	err := store.EachRow(d.Context(), d.db.Read(), func(r store.Row) error {
		for _, c := range []rune(words)[1:] {
			found = found || strings.Contains(fmt.Sprint(r["raw"]), string(c))
		}
		return nil
	}, query)
	if err != nil {
		d.Fatal(err)
	}
	return found
}
