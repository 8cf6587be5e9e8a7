package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// desk is an index beside a plain table of the same titles.
type desk struct {
	*testing.T
	db *store.DB
	x  *Index
}

func each(t *testing.T, test func(d desk)) {
	t.Helper()
	plain := store.Migration{Version: 9000, Name: "plain", SQL: "CREATE TABLE plain ( -- derived\n\tid TEXT PRIMARY KEY,\n\ttitle TEXT NOT NULL\n);\n"}
	testkit.EachDB(t, append(testkit.Migrations(t, Migrations), plain), func(t *testing.T, db *store.DB, _ *clock.Manual) {
		t.Helper()
		test(desk{t, db, New(db)})
	})
}

var start = clock.Millis(testkit.Morning)

func caseNo(n int) Case {
	return Case{ID: fmt.Sprintf("c%05d", n), Kind: "incoming", At: start + int64(n)}
}

func (d desk) write(fn func(ctx context.Context, tx *store.Tx) error) {
	d.Helper()
	if err := d.db.Write(d.Context(), fn); err != nil {
		d.Fatal(err)
	}
}

// put indexes titles, case by case.
func (d desk) put(from int, titles ...string) {
	d.Helper()
	d.write(func(ctx context.Context, tx *store.Tx) error {
		for i, title := range titles {
			c := caseNo(from + i)
			if err := d.x.Put(ctx, tx, c, []Text{{"标题", title}}); err != nil {
				return err
			}
			if _, err := store.Exec(ctx, tx, `INSERT INTO plain (id, title) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET title = excluded.title`, c.ID, title); err != nil {
				return err
			}
		}
		return nil
	})
}

func everything() Ask {
	return Ask{Kinds: []string{"incoming"}, Own: func(b *store.Query) { b.Add(`SELECT ''`) }, Most: 1 << 20}
}

func (d desk) find(typed string) []string {
	d.Helper()
	ask := everything()
	ask.Query = Parse(typed)
	return d.ask(ask)
}

func (d desk) ask(ask Ask) []string {
	d.Helper()
	hits, err := d.x.Find(d.Context(), d.db.Read(), ask)
	if err != nil {
		d.Fatal(err)
	}
	ids := []string{}
	for _, h := range hits {
		ids = append(ids, h.CaseID)
	}
	return ids
}

func (d desk) like(typed string) []string {
	d.Helper()
	ids, err := store.Column[string](d.Context(), d.db.Read(), `SELECT id FROM plain WHERE title LIKE $1 ORDER BY id DESC`, "%"+typed+"%")
	if err != nil {
		d.Fatal(err)
	}
	return append([]string{}, ids...)
}

// chinese are few characters, so that parts of titles meet; the last ones are
// rare: newer than SQLite's tables, beyond the basic plane, known to a font alone.
var chinese = []rune("关于做好的通知〇䶮𬭸𫖮\U000323A5\ue000")

func titles() *rapid.Generator[string] {
	signs := slices.Concat(chinese, chinese, []rune("（）、。 〔〕—A7"))
	return rapid.StringOfN(rapid.SampledFrom(signs), 1, 20, -1)
}

// Whatever is looked for, the index finds what a comparison of every title finds.
func TestFind_EqualsLIKE(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		const cases = 60
		written := map[int]string{}
		rapid.Check(d.T, func(t *rapid.T) {
			n := rapid.IntRange(0, cases-1).Draw(t, "case")
			title := titles().Draw(t, "title")
			d.put(n, title)
			written[n] = title
			word := rapid.StringOfN(rapid.SampledFrom(chinese), 1, 6, -1).Draw(t, "word")
			if got, want := d.find(word), d.like(word); !slices.Equal(got, want) {
				t.Fatalf("%q: %v, want %v", word, got, want)
			}
		})
		for _, title := range written {
			all := []rune(title)
			for from := range all {
				for to := from + 1; to <= min(from+6, len(all)); to++ {
					word := string(all[from:to])
					if strings.ContainsAny(word, "（）、。 〔〕—A7") {
						continue
					}
					if got, want := d.find(word), d.like(word); !slices.Equal(got, want) {
						t.Fatalf("%q: %v, want %v", word, got, want)
					}
				}
			}
		}
	})
}

// What the index says of an entry, spans says of its text: what is found is marked.
func TestSpans_EqualTheIndex(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		rapid.Check(d.T, func(t *rapid.T) {
			title, typed := titles().Draw(t, "title"), titles().Draw(t, "typed")
			if rapid.Bool().Draw(t, "part of it") {
				all := []rune(title)
				from := rapid.IntRange(0, len(all)-1).Draw(t, "from")
				typed = string(all[from : from+rapid.IntRange(1, len(all)-from).Draw(t, "length")])
			}
			d.put(1, title)
			q := Parse(typed)
			spans, phrases := q.spans(title)
			found := len(d.find(typed)) == 1
			if marked := !q.Empty() && phrases == len(q.phrases); found != marked {
				t.Fatalf("%q in %q: found %v, marked %v", typed, title, found, spans)
			}
			var whole strings.Builder
			for _, p := range q.Mark(title) {
				whole.WriteString(p.Text)
			}
			if whole.String() != title {
				t.Fatalf("%q marked is %q", title, whole.String())
			}
		})
	})
}

func TestFind_ForgivesHowItIsTyped(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		for i, c := range []struct{ title, finds, not string }{
			{"云政办函〔2026〕87号", "云政办函2026|云政办函2026 87|[2026]87|〔2026〕87号|云政办函[2026]87号|（2026）87|云政办函〔２０２６〕８７号|87 云政办函|号|函〔2026", "8|870|026|政办2026|函87|云政函"},
			{"云政办函〔2026〕870号", "870|2026 870", "87|[2026]87|2026 87"},
			{"GB/T 9704—2012《党政机关公文格式》", "gb/t|ＧＢ|9704|GB/T9704|gb t 9704|公文格式|格|党政 公文", "b|970|T/GB|97042012"},
			{"ＰＤＦ文件Ａ４纸", "pdf|PDF文件|a4|A4纸|PD", "df|文件4"},
			{"周敏、王建华", "周敏|王建华|建华|王建华 周敏", "敏王|周敏王建华2"},
			{"⽇常⼯作", "日常工作|日|⼯作", "常日"},
			{"传\u200b染\ufe00病", "传染病", "传病"},
			{"Ⅱ级响应", "Ⅱ级|ii级|响应", "级2"},
			{"①冬季；②夏季", "冬季|1冬季|2", "冬季夏季"},
		} {
			d.put(i, c.title)
			for typed := range strings.SplitSeq(c.finds, "|") {
				if !slices.Contains(d.find(typed), caseNo(i).ID) {
					d.Errorf("%q does not find %q", typed, c.title)
				}
			}
			for typed := range strings.SplitSeq(c.not, "|") {
				if slices.Contains(d.find(typed), caseNo(i).ID) {
					d.Errorf("%q finds %q", typed, c.title)
				}
			}
		}
		for _, typed := range []string{"", "  ", "《》", `"`, `' OR 1`, "\x00", "%", "a*", "AND", "NEAR(云 函)", "words:函", "'::tsquery"} {
			d.find(typed) // is answered, whatever it is
		}
	})
}

func TestFind_BoundsOfAQuery(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		d.put(1, "关于做好通知")
		if got := d.find(strings.Repeat("关于 ", 5000) + strings.Repeat("做", 100000)); len(got) != 1 {
			d.Errorf("%d found", len(got))
		}
		d.put(2, strings.Repeat("a", 5000)+" "+strings.Repeat("通", 40000)+"末")
		if got := d.find(strings.Repeat("A", 100)); len(got) != 1 {
			d.Errorf("%d found", len(got))
		}
		if got := d.find("通末"); len(got) != 0 {
			d.Errorf("past the bound of an entry: %d found", len(got))
		}
	})
}
