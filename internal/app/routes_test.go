package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/work/outgoing"
)

// What a route is, for everybody. This table is reviewed: a route that is not in
// it fails the test, so nobody adds one without saying who may.
const (
	open       = "open to anybody"
	signed     = "whoever is signed in"
	staff      = "who works here, not the three administrators"
	admins     = "the three administrators"
	system     = "the 系统管理员 alone"
	oneCase    = "who may see the case"
	oneFile    = "who may see the file's case"
	oneself    = "the person, and who looks after people"
	ledger     = "the posts that the ledger or report names"
	inspectors = "who answers for the specifications"
	oneDoc     = "who may see the outgoing document"
	editsDoc   = "whose turn it is to work on the outgoing document"
)

var pages = map[string]string{
	"GET /login": open, "POST /login": open, "POST /logout": signed, "GET /password": signed, "POST /password": signed, "GET /{$}": signed, "GET /todo": signed,
	"GET /done": staff, "GET /mine": staff, "GET /copies": staff, "GET /drafts": staff, "GET /counts": staff, "GET /events": staff, "GET /notices": staff,
	"POST /notices": staff, "GET /search": staff, "GET /desk": staff, "GET /calendar": staff, "POST /calendar": staff, "GET /new": staff, "GET /start/{kind}": "who may start one", "POST /start/{kind}": staff,
	"GET /work/{module}": staff, "GET /inspection": inspectors, "GET /inspection/{spec}": inspectors, "GET /inspection/{spec}/pack": inspectors, "GET /kinds/{kind}": staff, "GET /kinds/{kind}/bpmn": staff, "GET /cases/{id}": oneCase, "POST /cases/{id}": staff, "GET /cases/{id}/chart": oneCase,
	"GET /cases/{id}/print/{paper}": oneCase, "POST /files": staff, "GET /files/{id}": oneFile, "GET /files/{id}/read": oneFile, "GET /files/{id}/page/{n}": oneFile,
	"GET /registers": staff, "GET /registers/{form}": staff, "GET /registers/{form}/{id}": ledger, "GET /reports/{report}": ledger, "GET /scan": staff, "GET /norms": signed, "GET /norms/{spec}": signed, "GET /norms/clauses/{id}": signed,
	"GET /settings": signed, "POST /settings": signed, "GET /exceptions": staff, "POST /exceptions": staff, "POST /exceptions/{id}": staff,
	"GET /me": signed, "GET /me/code": signed, "POST /me/code": signed, "POST /me/font": signed, "POST /me/end-sessions": signed, "POST /me/tokens": staff, "POST /me/proxy": staff, "POST /me/absence": staff,
	"GET /people": admins, "POST /people": system, "GET /people/import": system, "POST /people/import": system, "GET /duties": admins, "POST /duties": system,
	"GET /outgoing/edit": staff, "POST /outgoing/edit": staff, "POST /outgoing/preview": staff, "GET /outgoing/track": staff, "GET /outgoing/{id}/edit": editsDoc, "POST /outgoing/{id}/edit": staff,
	"GET /outgoing/{id}/page/{n}": oneDoc, "GET /outgoing/{id}/file/{format}": oneDoc, "GET /outgoing/{id}/compare": oneDoc, "GET /outgoing/{id}/receipts": oneDoc, "POST /outgoing/{id}/receipts": staff,
	"GET /people/{id}": oneself, "GET /audit": admins, "GET /dual": admins, "POST /dual": admins, "POST /dual/{id}": admins,
}

// everybody with what they are: the case of the test is open at the 局长's.
var everybody = []struct {
	login                      string
	admin, system, sees, looks bool
	starts, inspects           bool
}{
	{login: "juzhang", sees: true, looks: true, inspects: true}, {login: "bangongshizhuren", sees: true, looks: true, inspects: true}, {login: "wenshu", sees: true, starts: true},
	{login: "fujuzhang1"}, {login: "yewukezhang"}, {login: "menwei"},
	{login: "xitong", admin: true, system: true, looks: true}, {login: "anquan", admin: true, looks: true}, {login: "shenji", admin: true, looks: true, inspects: true},
}

func TestRoutes_EveryRouteForEveryPost_G_04(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	id := p.open("云统函〔2026〕910号")
	p.must(p.step("bangongshizhuren", id, "propose", "拟办。", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}}))
	file := p.fileOf(p.id("cases", "title", "关于做好2027年重点项目申报工作的通知"))
	document := p.draft("yewukeyuan")
	cases := p.count(`SELECT COUNT(*) FROM history`)
	for _, route := range p.app.Web.Routes() {
		name := route.Method + " " + route.Path
		kind, ok := pages[name]
		if !ok {
			t.Errorf("%s stands in no table: say who may", name)
			continue
		}
		if name == "GET /events" || name == "POST /login" || name == "POST /logout" {
			continue // a stream; the way in and out
		}
		path := strings.NewReplacer("{$}", "", "{kind}", "incoming", "{module}", "incoming", "{id}", id, "{paper}", "processing", "{form}", "1-02-F1", "{spec}", "1-02", "{n}", "1", "{format}", "pdf").Replace(route.Path)
		switch {
		case strings.HasPrefix(route.Path, "/files/{id}"):
			path = strings.Replace(path, id, file, 1)
		case strings.HasPrefix(route.Path, "/outgoing/{id}"):
			path = strings.Replace(path, id, document, 1)
		case strings.HasPrefix(route.Path, "/norms/clauses/"):
			path = "/norms/clauses/1-02-1.1"
		case strings.HasPrefix(route.Path, "/people/{id}"):
			path = "/people/" + p.id("person", "login", "menwei")
		}
		for _, who := range everybody {
			c := p.clientOf(who.login)
			if route.Method == http.MethodPost {
				if status, _ := p.post(c, path, url.Values{"opinion": {"x"}}); status != http.StatusForbidden {
					t.Errorf("%s by %s without a form token: %d", name, who.login, status)
				}
				continue
			}
			want := http.StatusOK
			switch kind {
			case staff:
				want = unless(who.admin, http.StatusForbidden)
			case admins:
				want = unless(!who.admin, http.StatusForbidden)
			case system:
				want = unless(!who.system, http.StatusForbidden)
			case oneCase, oneFile:
				want = unless(!who.sees, http.StatusNotFound)
				if who.admin {
					want = http.StatusForbidden
				}
				if kind == oneFile && who.login == "yewukezhang" {
					want = http.StatusOK // handled that letter
				}
			case oneDoc, editsDoc: // it waits for its drafter; the head of the department sees it too
				want = unless(!who.sees && who.login != "yewukezhang", http.StatusNotFound)
				if kind == editsDoc && want == http.StatusOK || who.admin {
					want = http.StatusForbidden
				}
			case oneself:
				want = unless(!who.looks && who.login != "menwei", http.StatusNotFound)
			case ledger:
				want = unless(true, http.StatusNotFound)
				if who.admin {
					want = http.StatusForbidden
				}
			case inspectors:
				want = unless(!who.inspects, http.StatusForbidden)
			case "who may start one":
				want = unless(!who.starts, http.StatusForbidden)
			}
			if name == "GET /{$}" || name == "GET /login" || name == "GET /todo" && who.admin {
				want = http.StatusSeeOther
			}
			if status, _ := p.get(c, path); status != want {
				t.Errorf("%s by %s: %d, want %d (%s)", name, who.login, status, want, kind)
			}
		}
		p.nobody(name, route.Method, path, kind)
		if strings.Contains(route.Path, "{id}") && route.Method == http.MethodGet && !strings.HasPrefix(route.Path, "/norms") {
			foreign := strings.NewReplacer(id, "06gyrj1yg2mz5fydt9ssb3fj5g", document, "06gyrj1yg2mz5fydt9ssb3fj5g", file, "06gyrj1yg2mz5fydt9ssb3fj5g", p.id("person", "login", "menwei"), "06gyrj1yg2mz5fydt9ssb3fj5g").Replace(path)
			if status, _ := p.get(p.clientOf("wenshu"), foreign); status != http.StatusNotFound {
				t.Errorf("%s with a foreign id: %d", name, status)
			}
		}
	}
	if after := p.count(`SELECT COUNT(*) FROM history`); after != cases {
		t.Errorf("reading wrote %d lines of history", after-cases)
	}
}

// draft begins an outgoing document and gives its id.
func (p *program) draft(login string) string {
	p.t.Helper()
	answer, err := p.app.Engine.Start(p.t.Context(), runner.Actor{PersonID: p.id("person", "login", login), Via: "test"}, ident.Secret(), flow.StartInput{Kind: outgoing.Kind, Fields: outgoing.Document{
		Kind: "通知", Title: "关于规范用印的通知", To: "各科室", Body: "现就有关事项通知如下。", Copies: 1, Disclosure: "主动公开", Normative: "否", Fairness: "不涉及",
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.CaseID
}

func unless(not bool, status int) int {
	if not {
		return status
	}
	return http.StatusOK
}

// clientOf keeps one session per person.
func (p *program) clientOf(login string) *http.Client {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.clients == nil {
		p.clients = map[string]*http.Client{}
	}
	if p.clients[login] == nil {
		p.clients[login] = p.client(login)
	}
	return p.clients[login]
}

func (p *program) nobody(name, method, path, kind string) {
	p.t.Helper()
	if kind == open {
		return
	}
	c := p.client("")
	if method == http.MethodPost {
		if status, _ := p.post(c, path, url.Values{}); status != http.StatusUnauthorized {
			p.t.Errorf("%s by nobody: %d", name, status)
		}
		return
	}
	if status, _ := p.get(c, path); status != http.StatusSeeOther {
		p.t.Errorf("%s by nobody: %d", name, status)
	}
}

func (p *program) fileOf(caseID string) string {
	p.t.Helper()
	return p.id("file", "case_id", caseID)
}

func TestRoutes_TheAPIForEverybody_G_04(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	for _, route := range p.app.API.Routes() {
		path := strings.NewReplacer("/api/v1", "", "{kind}", "incoming", "{id}", "x", "{action}", "read", "{form}", "1-02-F1", "{spec}", "1-02").Replace(route.Path)
		if route.Policy == "public" {
			continue
		}
		if status, _ := p.api("", route.Method, path, nil); status != http.StatusUnauthorized {
			t.Errorf("%s %s by nobody: %d", route.Method, path, status)
		}
		if status, _ := p.api("xitong", route.Method, path, nil); status != http.StatusForbidden {
			t.Errorf("%s %s by an administrator: %d", route.Method, path, status)
		}
	}
}

func TestSession_EndsWhenAPostChanges(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.client("yewukeyuan")
	if status, _ := p.get(c, "/todo"); status != http.StatusOK {
		t.Fatal(status)
	}
	admin := runner.Actor{PersonID: p.id("person", "login", "xitong"), Via: "test"}
	if _, err := p.app.Org.Appoint(t.Context(), admin, ident.Secret(), p.id("person", "login", "yewukeyuan"), "dangan", p.id("department", "code", "bgs"), p.app.DB.Now()); err != nil {
		t.Fatal(err)
	}
	if status, _ := p.get(c, "/todo"); status != http.StatusSeeOther {
		t.Errorf("the session goes on under other rights: %d", status)
	}
}
