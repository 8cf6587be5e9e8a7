package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/bureau"
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
	oneCopy    = "who holds the copy, keeps it, is in charge of who does, or may see its case"
	desk       = "who takes documents in: 文书、文秘、值班人员"
	clerk      = "the 文书 alone"
	carriers   = "who carries signing lists, and the 办公室主任"
	auditor    = "the 安全审计员 alone"
	logs       = "the 安全保密管理员 and the 安全审计员"
	officers   = "the three administrators, the office and the 局长"
	quarterly  = "who gets the list of a quarter"
	concerned  = "who allowed or recorded it, and who reads all exceptions"
	byPost     = "the post that the form names"
)

var pages = map[string]string{
	"GET /login": open, "POST /login": open, "POST /logout": signed, "GET /password": signed, "POST /password": signed, "GET /{$}": signed, "GET /todo": signed,
	"GET /done": staff, "GET /mine": staff, "GET /copies": staff, "GET /drafts": staff, "GET /counts": staff, "GET /events": staff, "GET /notices": staff,
	"POST /notices": staff, "GET /search": staff, "GET /desk": staff, "GET /calendar": staff, "POST /calendar": staff, "GET /new": staff, "GET /start/{kind}": "who may start one", "POST /start/{kind}": staff,
	"GET /work/{module}": staff, "GET /inspection": inspectors, "GET /inspection/{spec}": inspectors, "GET /inspection/{spec}/pack": inspectors, "GET /kinds/{kind}": staff, "GET /kinds/{kind}/bpmn": staff, "GET /cases/{id}": oneCase, "POST /cases/{id}": staff, "GET /cases/{id}/chart": oneCase,
	"GET /cases/{id}/print/{paper}": oneCase, "POST /files": signed, "GET /files/{id}": oneFile, "GET /files/{id}/read": oneFile, "GET /files/{id}/page/{n}": oneFile,
	"GET /registers": staff, "GET /registers/{form}": staff, "GET /registers/{form}/{id}": ledger, "GET /reports/{report}": ledger, "GET /scan": staff, "GET /norms": signed, "GET /norms/{spec}": signed, "GET /norms/clauses/{id}": signed,
	"GET /exceptions": staff, "GET /exceptions/new": staff, "POST /exceptions/new": staff, "GET /exceptions/quarter": quarterly, "GET /exceptions/{id}": concerned,
	"POST /exceptions/{id}": staff, "POST /exceptions/{id}/object": staff, "GET /exceptions/{id}/files/{file}": concerned,
	"GET /me": signed, "GET /me/code": signed, "POST /me/code": signed, "POST /me/font": signed, "POST /me/shortcuts": signed, "POST /me/sessions": signed, "POST /me/sessions/{id}": signed,
	"POST /me/tokens": staff, "POST /me/tokens/{id}": staff, "POST /me/proxies": staff, "POST /me/proxies/{id}": staff, "POST /me/absences": staff, "POST /me/absences/{id}": staff,

	"GET /admin": admins, "GET /admin/all": admins, "GET /people": admins, "POST /people": system, "GET /people/import": system, "POST /people/import": system, "GET /people/import/template": system,
	"GET /people/{id}": oneself, "POST /people/{id}": system, "POST /people/{id}/posts": system, "POST /people/{id}/posts/{holding}": system, "POST /people/{id}/password": system,
	"POST /people/{id}/unlock": admins, "POST /people/{id}/sessions": admins, "POST /people/{id}/disable": system, "POST /people/{id}/enable": system, "POST /people/{id}/proxy": byPost,
	"POST /people/{id}/absence": byPost, "POST /people/{id}/proxies/{proxy}": byPost, "POST /people/{id}/absences/{absence}": byPost, "GET /people/{id}/leave": officers, "POST /people/{id}/leave": system,
	"POST /people/{id}/drafts": system, "GET /departments": admins, "POST /departments": system, "GET /departments/{id}": admins, "POST /departments/{id}": system, "POST /departments/{id}/move": system,
	"POST /departments/{id}/dissolve": system, "GET /charges": admins, "POST /charges": system, "POST /charges/{id}": system, "GET /standins": admins, "POST /standins": system,
	"POST /standins/proposed": system, "POST /standins/{id}": system, "POST /standins/{id}/move": system,
	"GET /settings": signed, "GET /settings/{id}": signed, "POST /settings/{id}": signed, "GET /fonts": admins, "GET /security": admins, "GET /accounts": logs,
	"GET /audit": auditor, "GET /audit/leaves": auditor, "GET /audit/chains/{chain}": auditor, "GET /audit/key": auditor, "POST /audit/verify": auditor, "GET /audit/refusals": auditor,
	"GET /dual": admins, "POST /dual": admins, "POST /dual/{id}": admins,
	"GET /setup": admins, "GET /setup/{step}": admins, "POST /setup/{step}": admins, "GET /setup/rules/{rule}": admins, "POST /setup/rules/{rule}": system,

	"GET /outgoing/edit": staff, "POST /outgoing/edit": staff, "POST /outgoing/preview": staff, "GET /outgoing/track": staff, "GET /outgoing/{id}/edit": editsDoc, "POST /outgoing/{id}/edit": staff,
	"GET /outgoing/{id}/page/{n}": oneDoc, "GET /outgoing/{id}/file/{format}": oneDoc, "GET /outgoing/{id}/compare": oneDoc, "GET /outgoing/{id}/receipts": oneDoc, "POST /outgoing/{id}/receipts": staff,
}

// modulePages are those of the specifications, and of copies on paper.
var modulePages = map[string]string{
	"GET /paper": staff, "POST /paper": staff, "GET /paper/labels": staff, "GET /paper/{id}": oneCopy, "POST /paper/{id}": staff,
	"GET /incoming": staff, "POST /incoming/urge": staff, "GET /incoming/waiting": desk, "POST /incoming/waiting": staff, "POST /incoming/list": staff, "GET /incoming/batch": clerk, "POST /incoming/batch": staff,
	"GET /incoming/signing": carriers, "POST /incoming/signing": staff, "GET /incoming/signing/{id}": carriers, "POST /incoming/signing/{id}": staff,
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
	sheet, list := p.id("paper_copy", "title", "关于做好2027年重点项目申报工作的通知"), p.id("incoming_signing", "leader_id", p.id("person", "login", "juzhang"))
	excepted, rule := p.excepted(id), p.ruleOf(file)
	cases := p.count(`SELECT COUNT(*) FROM history`)
	for _, route := range p.app.Web.Routes() {
		name := route.Method + " " + route.Path
		kind, ok := pages[name]
		if !ok {
			kind, ok = modulePages[name]
		}
		if !ok {
			t.Errorf("%s stands in no table: say who may", name)
			continue
		}
		if name == "GET /events" || name == "POST /login" || name == "POST /logout" {
			continue // a stream; the way in and out
		}
		path := strings.NewReplacer("{$}", "", "{kind}", "incoming", "{module}", "incoming", "{id}", id, "{paper}", "processing", "{form}", "1-02-F1", "{spec}", "1-02", "{n}", "1", "{format}", "pdf", "{chain}", "org", "{step}", "name", "{rule}", rule).Replace(route.Path)
		switch {
		case strings.HasPrefix(route.Path, "/exceptions/{id}"):
			path = strings.Replace(strings.Replace(path, id, excepted[0], 1), "{file}", excepted[1], 1)
		case strings.HasPrefix(route.Path, "/settings/{id}"):
			path = "/settings/G.lockout"
		case strings.HasPrefix(route.Path, "/departments/{id}"):
			path = strings.Replace(path, id, p.id("department", "code", "ywk"), 1)
		case strings.HasPrefix(route.Path, "/files/{id}"):
			path = strings.Replace(path, id, file, 1)
		case strings.HasPrefix(route.Path, "/outgoing/{id}"):
			path = strings.Replace(path, id, document, 1)
		case strings.HasPrefix(route.Path, "/paper/{id}"):
			path = "/paper/" + sheet
		case strings.HasPrefix(route.Path, "/incoming/signing/{id}"):
			path = "/incoming/signing/" + list
		case strings.HasPrefix(route.Path, "/norms/clauses/"):
			path = "/norms/clauses/1-02-1.1"
		case strings.HasPrefix(route.Path, "/people/{id}"):
			path = strings.Replace(path, id, p.id("person", "login", "menwei"), 1)
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
			case desk, clerk:
				want = unless(who.login != "wenshu", http.StatusForbidden)
			case carriers:
				want = unless(who.login != "wenshu" && who.login != "bangongshizhuren", http.StatusForbidden)
			case oneCase, oneFile, oneCopy:
				want = unless(!who.sees, http.StatusNotFound)
				if who.admin {
					want = http.StatusForbidden
				}
				if kind != oneCase && who.login == "yewukezhang" || kind == oneCopy && who.login == "fujuzhang1" {
					want = http.StatusOK // handled that letter, has a copy of it; is in charge of who has it
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
			case auditor:
				want = unless(who.login != "shenji", http.StatusForbidden)
			case logs:
				want = unless(who.login != "shenji" && who.login != "anquan", http.StatusForbidden)
			case officers:
				want = unless(!who.admin && who.login != "juzhang" && who.login != "bangongshizhuren", http.StatusForbidden)
			case quarterly:
				want = unless(who.login != "juzhang" && who.login != "bangongshizhuren", http.StatusForbidden)
			case concerned:
				want = unless(!who.sees, http.StatusNotFound)
				if who.admin {
					want = http.StatusForbidden
				}
			case "who may start one":
				want = unless(!who.starts, http.StatusForbidden)
			}
			if name == "GET /{$}" || name == "GET /login" || (name == "GET /todo" || name == "GET /admin") && who.admin {
				want = http.StatusSeeOther
			}
			if status, _ := p.get(c, path); status != want {
				t.Errorf("%s by %s: %d, want %d (%s)", name, who.login, status, want, kind)
			}
		}
		p.nobody(name, route.Method, path, kind)
		if strings.Contains(route.Path, "{id}") && route.Method == http.MethodGet && !strings.HasPrefix(route.Path, "/norms") {
			const nobodys = "06gyrj1yg2mz5fydt9ssb3fj5g"
			foreign := strings.NewReplacer(id, nobodys, document, nobodys, file, nobodys, sheet, nobodys, list, nobodys, excepted[0], nobodys, "G.lockout", nobodys, p.id("person", "login", "menwei"), nobodys, p.id("department", "code", "ywk"), nobodys).Replace(path)
			asks := "wenshu"
			if kind == officers || kind == admins {
				asks = "xitong"
			}
			if status, _ := p.get(p.clientOf(asks), foreign); status != http.StatusNotFound {
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

// excepted records an exception of a case by the API; it gives its id and that of
// its evidence.
func (p *program) excepted(caseID string) [2]string {
	p.t.Helper()
	file := p.uploaded("通话记录.txt", "局长电话同意。")
	status, e := p.api("wenshu", "POST", "/exceptions", map[string]any{
		"kind": "电话或口头批准", "clause": "1-02-1.2", "case_id": caseID, "what": "局长在外地，电话同意先分送", "how": "电话",
		"allowed_by": p.id("person", "login", "juzhang"), "allowed_at": p.app.DB.Now().UnixMilli() - 60000, "evidence": []string{file},
	})
	p.must(status, e)
	return [2]string{e["id"].(string), file}
}

// ruleOf adopts a regulation with a file as its paper.
func (p *program) ruleOf(file string) string {
	p.t.Helper()
	admin := runner.Actor{PersonID: p.id("person", "login", "xitong"), Via: "test"}
	if err := p.app.Bureau.AdoptRule(p.t.Context(), admin, ident.Secret(), bureau.Rule{Title: bureau.NeededRule, AdoptedOn: "2025-03-01", FileID: file}); err != nil {
		p.t.Fatal(err)
	}
	return p.id("bureau_rule", "title", bureau.NeededRule)
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
