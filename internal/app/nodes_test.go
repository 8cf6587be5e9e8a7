package app_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/testkit"
)

// Two nodes on one PostgreSQL are one bureau: sessions, keys of requests,
// numbers; and what one commits the other's open pages hear of at once.
func TestNodes_TwoAreOneBureau(t *testing.T) {
	t.Parallel()
	one := start(t, testkit.Postgres(t))
	two := serve(t, one.app.Config)
	browser := one.client("bangongshizhuren")
	host, err := url.Parse(one.url)
	if err != nil {
		t.Fatal(err)
	}
	other, err := url.Parse(two.url)
	if err != nil {
		t.Fatal(err)
	}
	browser.Jar.SetCookies(other, browser.Jar.Cookies(host)) // a balancer's one name
	if status, _ := two.get(browser, "/todo"); status != http.StatusOK {
		t.Fatalf("the session is not known on the other node: %d", status)
	}

	before := one.count(`SELECT COUNT(*) FROM cases`)
	key, letter := ident.Secret(), map[string]any{
		"fields": map[string]any{"source": "纸质", "copies": 1}, "ahead": map[string]any{"register": registration("云统函〔2026〕931号"), "review": map[string]any{"verdict": "受理"}},
	}
	var wait sync.WaitGroup
	for i := range 8 {
		node := []*program{one, two}[i%2]
		node.bearer("wenshu")
		wait.Go(func() {
			if status, answer := node.apiKey("wenshu", http.MethodPost, "/cases/incoming", key, letter); status >= 300 {
				t.Errorf("%d %v", status, answer)
			}
		})
	}
	wait.Wait()
	if after := one.count(`SELECT COUNT(*) FROM cases`); after != before+1 {
		t.Errorf("one key on two nodes made %d cases", after-before)
	}
	counts := two.stream(browser)
	first := <-counts
	one.open("云统函〔2026〕932号")
	select {
	case text := <-counts:
		if text == first {
			t.Errorf("the counts did not change: %s", text)
		}
	case <-time.After(20 * time.Second): // less than the time after which it polls
		t.Error("the other node's page heard nothing")
	}

	if status, _ := one.post(browser, "/logout", url.Values{"csrf": {one.token(browser, "/me")}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if status, _ := two.get(browser, "/todo"); status != http.StatusSeeOther {
		t.Errorf("the session lives on at the other node: %d", status)
	}
}

// stream reads the live counts until the test ends.
func (p *program) stream(c *http.Client) <-chan string {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+"/events", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = res.Body.Close() })
	out := make(chan string, 16)
	go func() {
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				out <- text
			}
		}
	}()
	return out
}

// The operator's figures: requests, jobs, refusals; nobody's name.
func TestMetrics_ForThisMachineAlone(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	p.get(p.client("wenshu"), "/todo")
	status, text := p.get(p.client(""), "/metrics")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	for _, want := range []string{"guiju_request_seconds_count{method=\"GET\",status=\"200\"}", "guiju_jobs_due", "guiju_audit_unsequenced", "guiju_tasks_open{overdue=\"yes\"}", "guiju_refusals_total{clause=\"1-02-1.1\"}", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	far := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	far.RemoteAddr = "10.1.2.3:5555"
	answer := httptest.NewRecorder()
	p.app.Handler().ServeHTTP(answer, far)
	if answer.Code != http.StatusNotFound {
		t.Errorf("another machine reads the figures: %d", answer.Code)
	}
}
