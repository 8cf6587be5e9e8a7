package app_test

import (
	"bytes"
	"compress/gzip"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// hit is one line of the search page.
type hit struct {
	title, meta, snippet, href string
	marks                      []string
}

// hits reads the search page for an address.
func (p *program) hits(c *http.Client, query url.Values) ([]hit, *html.Node) {
	p.t.Helper()
	status, page := p.get(c, "/search?"+query.Encode())
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil || status != http.StatusOK {
		p.t.Fatalf("%v: %d %v", query, status, err)
	}
	var all []hit
	for _, li := range elements(doc, "ul", "found") {
		for _, row := range elements(li, "li", "") {
			h := hit{title: textOf(elements(row, "a", "t")[0]), meta: textOf(elements(row, "div", "m")[0]), href: attr(elements(row, "a", "t")[0], "href")}
			for _, s := range elements(row, "p", "sn") {
				h.snippet = textOf(s)
			}
			for _, m := range elements(row, "mark", "") {
				h.marks = append(h.marks, textOf(m))
			}
			all = append(all, h)
		}
	}
	return all, doc
}

// elements are those below n with a tag and, unless it is "", a class.
func elements(n *html.Node, tag, class string) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag && (class == "" || slices.Contains(strings.Fields(attr(d, "class")), class)) {
			all = append(all, d)
		}
	}
	return all
}

func query(text string) url.Values { return url.Values{"q": {text}} }

// settle waits until every job is done.
func (p *program) settle() {
	p.t.Helper()
	testkit.Wait(p.t, "every job is done", func() bool {
		due, _, err := job.Waiting(p.t.Context(), p.app.DB)
		if err != nil {
			p.t.Fatal(err)
		}
		return due == 0
	})
}

func TestSearch_ThePage(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("wenshu")
	const letter = "关于做好2027年重点项目申报工作的通知"
	for typed, want := range map[string]struct{ where, marked string }{
		"重点项目申报工作":    {"见于标题", "重点项目申报工作"},
		"云发改2026 58":  {"见于来文字号", "云发改〔2026|58"},
		"已申报重点项目":     {"见于承办结果", "已申报重点项目"},
		"综合业务科组织":     {"见于意见（", "综合业务科组织"},
		"项目申报工作的通知有关": {"见于正文（" + letter + ".pdf）", "项目申报工作的通知有关"},
	} {
		found, _ := p.hits(c, query(typed))
		if len(found) != 1 || found[0].title != letter || !strings.Contains(found[0].meta, want.where) || strings.Join(found[0].marks, "|") != want.marked {
			t.Errorf("%s: %+v", typed, found)
			continue
		}
		if (found[0].snippet == "") != (want.where == "见于标题") {
			t.Errorf("%s: the snippet is %q", typed, found[0].snippet)
		}
	}
	all, doc := p.hits(c, query("通知"))
	if len(all) != 50 || len(elements(doc, "option", "")) < 3 {
		t.Fatalf("%d hits", len(all))
	}
	narrow := query("通知")
	narrow.Set("from", p.app.DB.Now().AddDate(0, -1, 0).Format("2006.1.2"))
	narrow.Set("kind", "incoming")
	if some, _ := p.hits(c, narrow); len(some) == 0 || len(some) >= len(all) {
		t.Errorf("in the last month: %d of %d", len(some), len(all))
	}
	narrow.Set("from", "十月")
	if _, doc := p.hits(c, narrow); !strings.Contains(textOf(doc), "发起日期自") {
		t.Error("a wrong date is not told")
	}
	if _, doc := p.hits(c, query("周敏 不可能有的词")); !strings.Contains(textOf(doc), "没有找到“周敏 不可能有的词”") {
		t.Error("nothing found is not said")
	}
	if some, _ := p.hits(p.clientOf("menwei"), query("通知")); len(some) != 0 {
		t.Errorf("the guard finds %+v", some)
	}
	p.alsoFound()
}

// Clauses and people stand beside what was found, in their own small groups.
func (p *program) alsoFound() {
	p.t.Helper()
	group := func(login, typed, title string) string {
		_, doc := p.hits(p.clientOf(login), query(typed))
		for _, box := range elements(doc, "section", "box") {
			for _, head := range elements(box, "h2", "") {
				if textOf(head) == title {
					return textOf(box)
				}
			}
		}
		return ""
	}
	if text := group("menwei", "签收", "工作规范"); !strings.Contains(text, "1-02-") || !strings.Contains(text, "全部 ") {
		p.t.Errorf("clauses: %q", text)
	}
	name := p.value(`SELECT name FROM person WHERE login = 'wenshu'`)
	if text := group("menwei", name, "人员"); !strings.Contains(text, name) || !strings.Contains(text, "办公室 文书") {
		p.t.Errorf("people: %q", text)
	}
	if text := group("menwei", "xitong", "人员"); text != "" {
		p.t.Errorf("an administrator is shown: %q", text)
	}
}

// What people typed is text, and fifty hits stay within the page's budget
// (ux.md §11); the pages hold all.
func TestSearch_NaughtyTextAndManyHits(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("wenshu")
	title := `关于<script>alert(1)</script>“><img src=x>防滑的通知`
	if status, _ := p.post(c, "/start/incoming", p.form(c, map[string]string{"title": title})); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	for _, typed := range []string{"防滑", "script", "<script>", "<img src=x>", `防滑"><mark>`} {
		found, doc := p.hits(c, query(typed))
		if typed != `防滑"><mark>` && (len(found) != 1 || found[0].title != title) {
			t.Errorf("%s: %+v", typed, found)
		}
		if len(elements(doc, "img", ""))+len(elements(doc, "ul", "found")) > 1 {
			t.Errorf("%s: what was typed is no text", typed)
		}
	}
	for n := range 60 {
		form := p.form(c, map[string]string{"title": "关于" + strings.Repeat("认真做好", n%7+1) + "防滑抗旱应急物资储备工作的通知", "organ": "云泽市应急管理局", "doc_number": ""})
		if status, page := p.post(c, "/start/incoming", form); status != http.StatusSeeOther {
			t.Fatal(status, page)
		}
	}
	seen := map[string]bool{}
	for _, number := range []string{"1", "2"} {
		found, doc := p.hits(c, url.Values{"q": {"应急 物资储备"}, "page": {number}})
		for _, h := range found {
			seen[h.href] = true
		}
		if pages := textOf(elements(doc, "ul", "pagination")[0]); !strings.Contains(pages, "2") {
			t.Errorf("page %s: %s", number, pages)
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d of 60 on two pages", len(seen))
	}
	_, page := p.get(c, "/search?"+query("应急管理局").Encode())
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(page)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if packed.Len() > 25<<10 || strings.Count(page, `class="sn"`) != 50 {
		t.Errorf("%d bytes packed, %d snippets", packed.Len(), strings.Count(page, `class="sn"`))
	}
}

func TestSearch_TheAPI(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, db())
			ask := func(login string, query url.Values) (items []any, cursor string) {
				status, answer := p.api(login, "GET", "/cases?"+query.Encode(), nil)
				if status != http.StatusOK {
					t.Fatal(status, answer)
				}
				return answer["items"].([]any), answer["cursor"].(string)
			}
			items, _ := ask("wenshu", query("云政办函[2026] 87"))
			if len(items) != 1 {
				t.Fatalf("%v", items)
			}
			item := items[0].(map[string]any)
			if item["title"] != "关于报送冬季安全生产专项督查情况的通知" || item["why"] != "来文字号" || len(item["snippet"].([]any)) < 2 {
				t.Errorf("%v", item)
			}
			if items, _ := ask("menwei", query("通知")); len(items) != 0 {
				t.Errorf("the guard finds %v", items)
			}
			closed, _ := ask("wenshu", url.Values{"q": {"安全生产"}, "state": {"已办结"}})
			all, _ := ask("wenshu", query("安全生产"))
			if len(closed) == 0 || len(closed) >= len(all) {
				t.Errorf("%d closed of %d", len(closed), len(all))
			}
			for _, q := range []string{"", "安全生产"} { // the days narrow both lists
				days := url.Values{"from": {string(clock.DateOf(p.app.DB.Now()).AddDays(1))}, "q": {q}}
				if items, _ := ask("wenshu", days); len(items) != 0 {
					t.Errorf("%q of tomorrow: %v", q, items)
				}
				days.Set("to", string(clock.DateOf(p.app.DB.Now())))
				days.Set("from", "2000-01-01")
				if items, _ := ask("wenshu", days); len(items) == 0 {
					t.Errorf("%q up to today: nothing", q)
				}
			}
			if status, answer := p.api("wenshu", "GET", "/cases?q=x&cursor=y", nil); status != http.StatusBadRequest {
				t.Errorf("a wrong cursor: %d %v", status, answer)
			}
		})
	}
}

// indexed counts the rows of the index, its own files included, that hold words.
func (p *program) indexed(words string) int {
	p.t.Helper()
	query := `SELECT texts || COALESCE(CAST(words AS TEXT), '') AS raw FROM search_entry`
	if !p.app.DB.Postgres() {
		query = `SELECT CAST(block AS TEXT) AS raw FROM search_words_data UNION ALL SELECT texts AS raw FROM search_entry`
	}
	texts, err := store.Column[string](p.t.Context(), p.app.DB.Read(), query)
	if err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for _, text := range texts {
		n += strings.Count(text, words)
	}
	return n
}

// A bureau restored on the other database is searched like before, and a program
// that starts on data without an index fills it.
func TestReindex_AfterARestoreAndAtTheStart(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	file := filepath.Join(t.TempDir(), "backup.tgz")
	if err := p.app.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	c := p.app.Config
	c.Data, c.DB = filepath.Join(t.TempDir(), "data"), testkit.Postgres(t)
	b, err := app.Open(t.Context(), c, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Restore(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if got, want := entries(t, b.DB, `file_id = ''`), entries(t, p.app.DB, `file_id = ''`); got != want {
		t.Error("the cases' entries differ after the restore")
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	restored := serve(t, c)
	restored.settle()
	if got, want := entries(t, restored.app.DB, `1 = 1`), entries(t, p.app.DB, `1 = 1`); got != want {
		t.Error("the files' entries differ after the restore")
	}
	one, _ := p.hits(p.clientOf("wenshu"), query("有关事项函告如下"))
	two, _ := restored.hits(restored.clientOf("wenshu"), query("有关事项函告如下"))
	if len(one) < 10 || len(one) != len(two) {
		t.Errorf("%d hits before, %d after", len(one), len(two))
	}

	restored.tamper(`DELETE FROM search_entry WHERE file_id = '' AND kind = 'incoming'`)
	again := serve(t, c)
	again.settle()
	for n := int64(1); n != 0; {
		if n, err = again.app.Engine.Unindexed(t.Context()); err != nil {
			t.Fatal(err)
		}
		again.settle()
	}
	if got, want := entries(t, again.app.DB, `file_id = ''`), entries(t, p.app.DB, `file_id = ''`); got != want {
		t.Error("what the index lacked was not filled in")
	}
}

func entries(t *testing.T, db *store.DB, where string) string {
	t.Helper()
	texts, err := store.Column[string](t.Context(), db.Read(), `SELECT case_id || file_id || texts FROM search_entry WHERE `+where+` ORDER BY case_id, file_id`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(texts, "\n")
}
