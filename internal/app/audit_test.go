package app_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

func (p *program) columnOf(query string, args ...any) []string {
	p.t.Helper()
	list, err := store.Column[string](p.t.Context(), p.app.DB.Read(), query, args...)
	if err != nil {
		p.t.Fatal(err)
	}
	return list
}

// postForm posts what a page would, by its form token.
func (p *program) postForm(c *http.Client, page, action string, v url.Values) page {
	p.t.Helper()
	token := values(p.look(c, page).all("form", "")[0])
	v.Set("csrf", p.token(c, page))
	v.Set("key", "k"+token.Get("csrf")+action)
	status, body := p.post(c, action, v)
	return p.read(status, body)
}

// verified waits for the verification that was asked for.
func (p *program) verified(c *http.Client) string {
	p.t.Helper()
	testkit.Wait(p.t, "the verification ends", func() bool { return p.count(`SELECT COUNT(*) FROM verification WHERE done_at = 0`) == 0 })
	for _, tr := range p.look(c, "/audit").all("tr", "") {
		if w := words(tr); strings.Contains(w, "记录") && strings.Contains(w, "管三") {
			return w
		}
	}
	p.t.Fatal("the page does not show the verification")
	return ""
}

// The auditor verifies in the background, while others work; what was changed
// behind the program's back is named.
func TestAudit_VerifiesInTheBackground_G_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("shenji")
	p.look(c, "/audit").send(c, "/audit/verify", nil)
	p.open("云统函〔2026〕980号")
	if said := p.verified(c); !strings.Contains(said, "没有发现问题") {
		t.Errorf("%q", said)
	}
	id := p.id("cases", "title", "关于做好2027年重点项目申报工作的通知")
	err := p.app.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `UPDATE cases SET title = '改了一个字' WHERE id = $1`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p.look(c, "/audit").send(c, "/audit/verify", nil)
	if said := p.verified(c); !strings.Contains(said, "问题 1 处") || !strings.Contains(said, "cases "+id) {
		t.Errorf("%q", said)
	}
	if status, key := p.get(c, "/audit/key"); status != http.StatusOK || !strings.Contains(key, "PUBLIC KEY") {
		t.Errorf("the key: %d", status)
	}
}

func TestAudit_LeavesByPersonCaseActionAndDay(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("shenji")
	id := p.open("云统函〔2026〕981号")
	number := p.idWhere(`SELECT number FROM cases WHERE id = $1`, id)
	lines := func(query url.Values) int {
		return len(p.look(c, "/audit/leaves?"+query.Encode()).all("tr", "")) - 1
	}
	if n := lines(url.Values{"case": {number}}); n != 1 {
		t.Errorf("of the case: %d", n)
	}
	if n := lines(url.Values{"person": {p.id("person", "login", "wenshu")}, "action": {"incoming."}}); n < 2 {
		t.Errorf("of the 文书: %d", n)
	}
	for name, query := range map[string]url.Values{"nobody's": {"person": {p.id("person", "login", "menwei")}, "action": {"incoming."}}, "no such action": {"action": {"incoming_%"}}, "before": {"to": {"2020-01-01"}}, "the wrong way": {"from": {"2026-11-02"}, "to": {"2026-11-01"}}, "no such case": {"case": {"收〔2026〕99999号"}}} {
		if n := lines(query); n > 0 {
			t.Errorf("%s: %d", name, n)
		}
	}
	g := p.look(c, "/audit/chains/"+id)
	if !strings.Contains(g.h1(), number) || strings.Contains(g.body, "关于报送情况的函") || !strings.Contains(g.body, "首尾相连") {
		t.Errorf("%q shows a title, or is not whole", g.h1())
	}
	err := p.app.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `UPDATE audit_leaf SET body = REPLACE(body, 'incoming', 'outgoing') WHERE chain = $1`, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if g = p.look(c, "/audit/chains/"+id); !strings.Contains(g.body, "这条链有问题") || len(g.all("tr", "row-r")) != 1 {
		t.Error("a changed leaf is not told")
	}
}

func TestAudit_RefusalsCountedAndExported(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("shenji")
	g := p.look(c, "/audit/refusals?clause=1-02&person="+p.id("person", "login", "wenshu"))
	n := p.count(`SELECT COUNT(*) FROM refusal WHERE clause LIKE '1-02-%'`)
	if n == 0 || !strings.Contains(g.row("1-02-1.1"), "周敏") || g.row("周敏") == "" {
		t.Errorf("%d refusals: %q", n, g.row("1-02-1.1"))
	}
	if g = p.look(c, "/audit/refusals?clause=1-0"); g.row("1-02-1.1") != "" {
		t.Error("half a number finds whole specifications")
	}
	for _, format := range []string{"xlsx", "pdf"} {
		if status, body := p.get(c, "/audit/refusals?clause=1-02&format="+format); status != http.StatusOK || len(body) < 1000 {
			t.Errorf("%s: %d", format, status)
		}
	}
}
