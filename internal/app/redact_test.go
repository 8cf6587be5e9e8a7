package app_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

const private = "举报人李某电话13900012345"

// What two administrators erase is gone from every table, cannot be guessed from
// any hash, and the rest still verifies; one administrator alone erases nothing.
func TestRedact_ByTwoAdministratorsAlone_G_03(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, db())
			id := p.open("云统函〔2026〕951号")
			p.must(p.step("bangongshizhuren", id, "propose", "拟请局长批示。"+private, map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}}))
			number := p.value(`SELECT number FROM cases WHERE id = '` + id + `'`)
			if n := p.places(private); n == 0 {
				t.Fatal("the words stand nowhere")
			}
			if found, _ := p.hits(p.clientOf("juzhang"), query("举报人李某")); len(found) != 1 || p.indexed("00012345") == 0 {
				t.Fatalf("the words are not found: %+v", found)
			}

			anquan, shenji, xitong := p.client("anquan"), p.client("shenji"), p.client("xitong")
			ask := func(c *http.Client, words string) (int, string) {
				return p.post(c, "/dual", url.Values{"csrf": {p.token(c, "/dual")}, "key": {ident.Secret()}, "kind": {"words"}, "object": {number}, "words": {words}, "reason": {"个人信息保护法第四十七条，申请单 3 号"}})
			}
			for words, want := range map[string]string{"没有这段文字的": "没有这段文字", "李某": "不能少于 4 个字"} {
				if status, page := ask(anquan, words); status != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
					t.Errorf("%s: %d", words, status)
				}
			}
			if status, page := ask(xitong, private); status != http.StatusForbidden || !strings.Contains(page, "安全保密管理员") {
				t.Errorf("the 系统管理员 asked: %d", status)
			}
			if status, _ := ask(anquan, private); status != http.StatusSeeOther {
				t.Fatal(status)
			}
			dual := p.value(`SELECT id FROM dual`)
			decide := func(c *http.Client, agree string) int {
				status, _ := p.post(c, "/dual/"+dual, url.Values{"csrf": {p.token(c, "/dual")}, "key": {agree}, "agree": {agree}})
				return status
			}
			if status := decide(anquan, "yes"); status != http.StatusForbidden {
				t.Errorf("who asked decided: %d", status)
			}
			if _, page := p.get(shenji, "/dual"); !strings.Contains(page, private) || !strings.Contains(page, "意见和填写") {
				t.Error("the second administrator is not told what and where")
			}
			if status := decide(shenji, "yes"); status != http.StatusSeeOther {
				t.Fatal(status)
			}

			if n := p.places(private); n != 0 {
				t.Errorf("the words still stand in %d places", n)
			}
			for _, typed := range []string{"举报人李某", "李某", "13900012345"} {
				if found, _ := p.hits(p.clientOf("juzhang"), query(typed)); len(found) != 0 {
					t.Errorf("%s is still found: %+v", typed, found)
				}
			}
			if found, _ := p.hits(p.clientOf("juzhang"), query("951 拟请局长批示")); len(found) != 1 {
				t.Errorf("the rest is found %d times", len(found))
			}
			p.settle()
			if n := p.indexed("00012345") + p.indexed("报人"); n != 0 {
				t.Errorf("the index still holds the words in %d places", n)
			}
			if _, page := p.get(p.client("juzhang"), "/cases/"+id); !strings.Contains(page, "〔已依法清除〕") || !strings.Contains(page, "拟请局长批示。") {
				t.Error("the page does not say that something was erased, or lost more than that")
			}
			if err := p.app.Verify(t.Context(), io.Discard); err != nil {
				t.Errorf("verify: %v", err)
			}
			p.tamper(`UPDATE history SET opinion = 'x' WHERE case_id = '` + id + `' AND node = 'propose'`)
			if err := p.app.Verify(t.Context(), io.Discard); err == nil {
				t.Error("a change of an erased row is not found")
			}
		})
	}
}

func TestRedact_AFile_G_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	letter := p.id("cases", "title", "关于做好2027年重点项目申报工作的通知")
	number, name, hash := p.value(`SELECT number FROM cases WHERE id = '`+letter+`'`), p.value(`SELECT name FROM file WHERE case_id = '`+letter+`'`), p.value(`SELECT hash FROM file WHERE case_id = '`+letter+`'`)
	if found, _ := p.hits(p.clientOf("wenshu"), query("项目申报工作的通知有关")); len(found) != 1 {
		t.Fatalf("the file is found %d times", len(found))
	}
	anquan, shenji := p.client("anquan"), p.client("shenji")
	if status, page := p.post(anquan, "/dual", url.Values{"csrf": {p.token(anquan, "/dual")}, "key": {"k"}, "kind": {"file"}, "object": {number}, "words": {name}, "reason": {"法院裁定"}}); status != http.StatusSeeOther {
		t.Fatal(status, page)
	}
	if status, _ := p.post(shenji, "/dual/"+p.value(`SELECT id FROM dual`), url.Values{"csrf": {p.token(shenji, "/dual")}, "key": {"k"}, "agree": {"yes"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	p.settle()
	if found, _ := p.hits(p.clientOf("wenshu"), query("项目申报工作的通知有关")); len(found) != 0 {
		t.Errorf("its text is still found: %+v", found)
	}
	if err := p.app.Blobs.Verify(t.Context(), hash); err == nil {
		t.Error("the contents are still in the store")
	}
	if err := p.app.Verify(t.Context(), io.Discard); err != nil {
		t.Errorf("verify: %v", err)
	}
	if status, page := p.get(p.client("wenshu"), "/cases/"+letter); status != http.StatusOK || strings.Contains(page, name) {
		t.Errorf("%d: the case's page still names the file, or broke", status)
	}
}

// A lost telephone: two administrators take the codes away, and every session ends.
func TestCode_TakenAwayByTwoAdministrators_G_08(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	browser := p.client("wenshu")
	_, page := p.get(browser, "/me/code")
	secret := regexp.MustCompile(`name="secret" value="([A-Z2-7]+)"`).FindStringSubmatch(page)[1]
	code, err := totp.GenerateCode(secret, p.app.DB.Now())
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := p.post(browser, "/me/code", url.Values{"csrf": {p.token(browser, "/me")}, "secret": {secret}, "code": {code}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	xitong, anquan := p.client("xitong"), p.client("anquan")
	if status, _ := p.post(xitong, "/dual", url.Values{"csrf": {p.token(xitong, "/dual")}, "key": {"k"}, "kind": {"code"}, "object": {"wenshu"}, "reason": {"手机遗失，本人到场"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	dual := "/dual/" + p.value(`SELECT id FROM dual`)
	if status, _ := p.post(xitong, dual, url.Values{"csrf": {p.token(xitong, "/dual")}, "key": {"k2"}, "agree": {"yes"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("one administrator alone: %d", status)
	}
	if status, _ := p.post(anquan, dual, url.Values{"csrf": {p.token(anquan, "/dual")}, "key": {"k"}, "agree": {"yes"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if status, _ := p.get(browser, "/todo"); status != http.StatusSeeOther {
		t.Errorf("the session goes on: %d", status)
	}
	p.client("wenshu") // gets in by password alone
}

// value reads one text.
func (p *program) value(query string, args ...any) string {
	p.t.Helper()
	text, err := store.Value[string](p.t.Context(), p.app.DB.Read(), query, args...)
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

// places counts the rows of the whole database that hold words.
func (p *program) places(words string) int {
	p.t.Helper()
	n := 0
	for _, table := range p.app.DB.Tables() {
		n += strings.Count(dump(p.t, p.app.DB, table.Name), words)
	}
	return n
}

func (p *program) tamper(query string) {
	p.t.Helper()
	err := p.app.DB.Write(p.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, query)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
}
