package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/ident"
)

// What is wrong is told on the page where it was typed, which keeps the rest; what is
// right goes on with a line of what was done.
func TestForms_ShownAgainWithWhatWasTyped_G_05(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	chief, keeper := p.client("bangongshizhuren"), p.client("qiyekeyuan")
	wrong := func(name string, g page, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, text) {
				t.Errorf("%s: %d without %q", name, g.status, text)
			}
		}
	}
	send := func(c *http.Client, path string, v url.Values) page {
		t.Helper()
		v.Set("csrf", p.token(c, path))
		v.Set("key", ident.Secret())
		status, body := p.post(c, path, v)
		return p.read(status, body)
	}
	done := func(name string, c *http.Client, path string, v url.Values, text string) {
		t.Helper()
		if g := send(c, path, v); g.status != http.StatusSeeOther {
			t.Errorf("%s: %d %s", name, g.status, words(g.root))
		}
		if g := p.look(c, path); !strings.Contains(words(g.root), text) {
			t.Errorf("%s: without %q: %s", name, text, words(g.root))
		}
	}
	wrong("a day", send(chief, "/calendar", url.Values{"date": {"2027-02-30"}, "worked": {"off"}}), "填写名称", "2027-02-30")
	done("a day", chief, "/calendar", url.Values{"date": {"2027/3/4"}, "worked": {"off"}, "name": {"省运会放假"}}, "已设定 2027-03-04")
	done("a day given back", chief, "/calendar", url.Values{"date": {"2027-03-04"}, "worked": {"back"}}, "已设定 2027-03-04")

	list, dept := "/paper?view=dept", p.id("department", "code", "qyk")
	typed := url.Values{"title": {"制度汇编"}, "dept": {dept}, "copies": {"0"}, "place": {"三号柜"}}
	wrong("a paper", send(keeper, list, typed), "份数", `value="制度汇编"`, `value="三号柜"`)
	typed.Set("copies", "2")
	done("a paper", keeper, list, typed, "已登记 2 份，编码从 ")
	one := "/paper/" + p.idWhere(`SELECT id FROM paper_copy WHERE title = $1 AND n = 1`, "制度汇编")
	act := url.Values{"act": {"placed"}, "seq": {"1"}, "place": {""}}
	wrong("its place", send(keeper, one, act), "填写存放位置")
	act.Set("place", "四号柜")
	done("its place", keeper, one, act, "四号柜")
	if g := send(keeper, one, url.Values{"act": {"placed"}, "seq": {"1"}, "place": {"五号柜"}}); g.status != http.StatusConflict || !strings.Contains(g.body, "五号柜") {
		t.Errorf("what somebody else did in between: %d %s", g.status, words(g.root))
	}
}
