package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/web"
)

func TestPeople_FoundByPinyinDepartmentAndState(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("xitong")
	for query, want := range map[string]struct {
		rows int
		name string
	}{
		"?q=zm": {1, "周敏"}, "?q=周": {1, "周敏"}, "?dept=" + p.id("department", "code", "ywk"): {2, "赵晓明"}, "?post=keyuan": {4, "许文"}, "?state=已停用": {0, ""}, "?q=没有这个人": {0, ""},
	} {
		g := p.look(c, "/people"+strings.ReplaceAll(query, "已停用", url.QueryEscape("已停用")))
		n := 0
		for _, tr := range g.all("tr", "") {
			if attr(tr.Parent, "role") == "rowgroup" && tr.Parent.Data == "tbody" {
				n++
			}
		}
		if n != want.rows || want.name != "" && g.row(want.name) == "" {
			t.Errorf("%s: %d lines", query, n)
		}
	}
	if g := p.look(p.clientOf("anquan"), "/people"); g.has("/people") || g.row("周敏") == "" {
		t.Error("the 安全保密管理员 may add people, or does not see them")
	}
}

func TestPerson_HiredAppointedRenamedEnded_G_08(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("xitong")
	bgs := p.id("department", "code", "bgs")
	g := p.look(c, "/people").send(c, "/people", map[string]string{"login": "wenshu", "name": "新来的人", "dept": bgs, "post": "keyuan"})
	if g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, `value="新来的人"`) {
		t.Errorf("a log-in name twice: %d, and what was typed is gone", g.status)
	}
	g = p.look(c, "/people").send(c, "/people", map[string]string{"login": "xinren", "name": "新来的人", "dept": bgs, "post": "keyuan"})
	xin := p.firstLogin("xinren", firstPasswordOn(g, "xinren"))
	page := "/people/" + p.id("person", "login", "xinren")
	if g = p.look(c, page).send(c, page+"/posts", map[string]string{"dept": bgs, "post": "shenji"}); g.status != http.StatusUnprocessableEntity || !strings.Contains(g.refused(), "安全审计员") {
		t.Errorf("a 科员 becomes an auditor: %d %q", g.status, g.refused())
	}
	if g = p.look(c, page).send(c, page+"/posts", map[string]string{"dept": bgs, "post": "dangan"}); g.row("档案管理员") == "" {
		t.Error(g.body)
	}
	if status, _ := p.get(xin, "/todo"); status != http.StatusSeeOther {
		t.Errorf("the session goes on under other rights: %d", status)
	}
	if g = p.look(c, page).send(c, page, map[string]string{"name": "改了名", "login": "xinren"}); g.h1() != "改了名" {
		t.Errorf("%q", g.h1())
	}
	holding := p.idWhere(`SELECT id FROM holding WHERE person_id = $1 AND post = 'dangan'`, p.id("person", "login", "xinren"))
	if g = p.look(c, page).send(c, page+"/posts/by-date", map[string]string{"holding": holding, "at": string(clock.DateOf(p.app.DB.Now()).AddDays(7))}); !strings.Contains(g.row("档案管理员"), "起结束") {
		t.Errorf("%q", g.row("档案管理员"))
	}
	if g = p.look(c, page).send(c, page+"/posts/"+holding, nil); !strings.Contains(g.row("档案管理员"), "已结束") {
		t.Errorf("%q", g.row("档案管理员"))
	}
	other := p.idWhere(`SELECT id FROM holding WHERE person_id = $1`, p.id("person", "login", "siji"))
	if status, _ := p.post(c, page+"/posts/"+other, url.Values{"csrf": {p.token(c, page)}, "key": {ident.Secret()}}); status != http.StatusNotFound {
		t.Errorf("somebody else's post by this page: %d", status)
	}
	shenji := "/people/" + p.id("person", "login", "shenji")
	for action, title := range map[string]string{"/disable": "没有停用", "/posts/" + p.idWhere(`SELECT id FROM holding WHERE person_id = $1`, p.id("person", "login", "shenji")): "没有结束任职", "/password": "没有重置密码"} {
		if g = p.look(c, shenji).send(c, shenji+action, nil); g.status != http.StatusUnprocessableEntity || !strings.HasPrefix(g.refused(), title) {
			t.Errorf("%s of the only auditor: %d %q", action, g.status, g.refused())
		}
	}
}

// idWhere reads one value.
func (p *program) idWhere(query string, args ...any) string {
	p.t.Helper()
	ids := p.columnOf(query, args...)
	if len(ids) == 0 {
		p.t.Fatal("nothing: " + query)
	}
	return ids[0]
}

func TestPerson_AccountLockedUnlockedReset(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	for range 5 {
		if status, _ := p.post(p.client(""), "/login", url.Values{"login": {"menwei"}, "password": {"wrong"}}); status != http.StatusUnauthorized {
			t.Fatal(status)
		}
	}
	page := "/people/" + p.id("person", "login", "menwei")
	if g := p.look(p.clientOf("shenji"), page); !strings.Contains(g.body, "已锁定到") || g.has(page+"/unlock") {
		t.Error("the auditor does not see the lock, or may end it")
	}
	c := p.clientOf("anquan")
	p.look(c, page).send(c, page+"/unlock", nil)
	p.client("menwei") // gets in
	log := p.look(p.clientOf("shenji"), "/accounts?person="+p.id("person", "login", "menwei"))
	if !strings.Contains(log.row("解除锁定"), "管二") || log.row("账号锁定") == "" {
		t.Errorf("%q", log.row("解除锁定"))
	}
	for _, format := range []string{"xlsx", "pdf"} {
		if status, body := p.get(p.clientOf("shenji"), "/accounts?format="+format); status != http.StatusOK || len(body) < 1000 {
			t.Errorf("%s: %d, %d bytes", format, status, len(body))
		}
	}
	admin := p.clientOf("xitong")
	g := p.look(admin, page).send(admin, page+"/password", nil)
	p.firstLogin("menwei", firstPasswordOn(g, "menwei"))
}

// F23: nobody leaves with anything in hand; each thing says who takes it back.
func TestLeave_ZeroBeforeLeaving_G_04(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c, person := p.clientOf("xitong"), p.id("person", "login", "cheguan")
	page := "/people/" + person + "/leave"
	his := p.clientOf("cheguan")
	p.look(his, "/me").send(his, "/me/proxies", map[string]string{"taker": p.id("person", "login", "siji"), "from": "2026-11-01", "to": "2099-01-01", "reason": "进修"})
	g := p.look(c, page)
	if g.has(page) || g.row("办公室 车辆管理员") == "" || !strings.Contains(g.row("委托 王强 代理"), "收回") {
		t.Fatalf("what is held: %s", g.body)
	}
	status, body := p.post(c, page, url.Values{"csrf": {p.token(c, "/people")}, "key": {ident.Secret()}})
	if g = p.read(status, body); status != http.StatusForbidden || !strings.Contains(g.refused(), "名下还有未交接") {
		t.Errorf("leaving with something in hand: %d %q", status, g.refused())
	}
	for _, id := range p.columnOf(`SELECT id FROM holding WHERE person_id = $1 AND to_at = 0`, person) {
		p.look(c, "/people/"+person).send(c, "/people/"+person+"/posts/"+id, nil)
	}
	p.look(c, "/people/"+person).send(c, "/people/"+person+"/proxies/"+p.idWhere(`SELECT id FROM proxy WHERE giver_id = $1`, person), nil)
	for _, id := range p.columnOf(`SELECT DISTINCT c.id FROM task t JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND t.principal = $1`, "person:"+person) {
		t.Errorf("the demo gives him %s: choose somebody else for this test", id)
	}
	if g = p.look(c, page).send(c, page, nil); !strings.Contains(g.body, "已离岗") {
		t.Errorf("he may leave: %q %q", g.refused(), g.h1())
	}
	if status, _ := p.post(p.client(""), "/login", url.Values{"login": {"cheguan"}, "password": {web.DemoPassword}}); status != http.StatusUnauthorized {
		t.Errorf("who left gets in: %d", status)
	}
}

// What a case says is not the administrators' to read, not even on the way out.
func TestLeave_AdministratorsSeeNumbersNotTitles(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	id := p.open("云统函〔2026〕950号")
	p.must(p.step("bangongshizhuren", id, "propose", "拟办。", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "fujuzhang1")}}))
	page := "/people/" + p.id("person", "login", "fujuzhang1") + "/leave"
	number := p.idWhere(`SELECT number FROM cases WHERE id = $1`, id)
	if g := p.look(p.clientOf("xitong"), page); g.row(number) == "" || strings.Contains(g.body, "关于报送情况的函") {
		t.Error("the 系统管理员 reads the title, or does not see the number")
	}
	if g := p.look(p.clientOf("bangongshizhuren"), page); g.row("关于报送情况的函") == "" {
		t.Error("the office does not see what it is")
	}
}

func TestDual_TwoAdministratorsLetTheThirdInAgain_G_08(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	xitong, anquan := p.clientOf("xitong"), p.clientOf("anquan")
	if g := p.look(xitong, "/dual").send(xitong, "/dual", map[string]string{"kind": "password", "object": "wenshu", "reason": "忘了"}); g.status != http.StatusUnprocessableEntity {
		t.Errorf("a clerk's password takes no two: %d", g.status)
	}
	p.postForm(xitong, "/dual", "/dual", url.Values{"kind": {"password"}, "object": {"shenji"}, "reason": {"本人到场，忘记密码"}})
	id := p.idWhere(`SELECT id FROM dual WHERE kind = 'password'`)
	if p.look(xitong, "/dual").has("/dual/"+id) || p.look(p.clientOf("shenji"), "/dual").has("/dual/"+id) {
		t.Error("who asked, or whom it is about, may decide")
	}
	g := p.look(anquan, "/dual").send(anquan, "/dual/"+id, map[string]string{"agree": "yes"})
	password := ""
	for _, code := range g.all("code", "") {
		password = words(code)
	}
	p.firstLogin("shenji", password)
}

func TestImport_TheTemplateComesBackUnchanged(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("xitong")
	status, data := p.get(c, "/people/import/template")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	g := p.look(c, "/people/import").sendFile(c, "/people/import", "files", "科室人员.xlsx", []byte(data), map[string]string{"ends": "yes"})
	if !strings.Contains(g.body, "没有要改的") || len(g.all("tr", "row-r")) != 0 {
		t.Errorf("%s", g.body)
	}
	if g = p.look(c, "/people/import").sendFile(c, "/people/import", "files", "说明.txt", []byte("不是表格"), nil); g.status != http.StatusUnprocessableEntity {
		t.Errorf("a text: %d", g.status)
	}
}

func TestDepartments_AddedRenamedDissolved_G_04(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("xitong")
	if g := p.look(c, "/departments").send(c, "/departments", map[string]string{"code": "cw", "name": "财务科"}); g.row("cw 财务科") == "" {
		t.Fatal(g.body)
	}
	cw := "/departments/" + p.id("department", "code", "cw")
	if g := p.look(c, cw).send(c, cw, map[string]string{"name": "办公室"}); g.status != http.StatusUnprocessableEntity {
		t.Errorf("a name twice: %d", g.status)
	}
	if g := p.look(c, cw).send(c, cw, map[string]string{"name": "计划财务科"}); g.h1() != "计划财务科" {
		t.Error(g.h1())
	}
	ywk := "/departments/" + p.id("department", "code", "ywk")
	if g := p.look(c, ywk).send(c, ywk+"/dissolve", nil); g.status != http.StatusForbidden || !strings.Contains(g.refused(), "还有 2 人") {
		t.Errorf("%d %q", g.status, g.refused())
	}
	if g := p.look(c, cw).send(c, cw+"/dissolve", nil); !strings.Contains(g.row("计划财务科"), "撤销") {
		t.Error(g.row("计划财务科"))
	}
}

func TestDuties_ChargesAndStandIns(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("xitong")
	fgk := p.id("department", "code", "fgk")
	if g := p.look(c, "/charges").send(c, "/charges", map[string]string{"dept": fgk, "leader": p.id("person", "login", "fujuzhang2")}); !strings.Contains(g.row("法规科"), "何国强") {
		t.Error(g.row("法规科"))
	}
	if g := p.look(c, "/charges"); g.row("法规科 孙立") == "" {
		t.Error("the leader before is not in the history")
	}
	g := p.look(c, "/standins")
	before := len(g.all("form", "one"))
	if g = g.send(c, "/standins/proposed", nil); g.has("/standins/proposed") || len(g.all("form", "one")) < before+10 {
		t.Error("the proposal was not taken")
	}
	if g = p.look(c, "/standins").send(c, "/standins", map[string]string{"dept": fgk, "post": "kezhang", "by": "xitong"}); g.status != http.StatusUnprocessableEntity {
		t.Errorf("an administrator stands in: %d", g.status)
	}
}

func TestSettings_TheRightControlForTheRightPost_G_04(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	juzhang, today := p.clientOf("juzhang"), string(clock.DateOf(p.app.DB.Now()))
	for id, control := range map[string]string{"1-02.to-leader": "input", "1-01.legal-opinion": "radio", "1-01.party-custodian": "select"} {
		g, found := p.look(juzhang, "/settings/"+id), false
		for n := range g.form("/settings/" + id).Descendants() {
			found = found || attr(n, "name") == "value" && (n.Data == control || attr(n, "type") == control)
		}
		if !found {
			t.Errorf("%s has no %s", id, control)
		}
	}
	if p.look(p.clientOf("wenshu"), "/settings/1-02.to-leader").has("/settings/1-02.to-leader") || !p.look(p.clientOf("anquan"), "/settings/G.lockout").has("/settings/G.lockout") {
		t.Error("the wrong post sets it")
	}
	change := map[string]string{"value": "9", "from": today, "reason": "局务会"}
	if g := p.look(juzhang, "/settings/1-02.to-leader").send(juzhang, "/settings/1-02.to-leader", change); g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, "不能多于 5") || !strings.Contains(g.body, `value="9"`) {
		t.Errorf("beyond its limits: %d", g.status)
	}
	change["value"] = "2"
	if g := p.look(juzhang, "/settings/1-02.to-leader").send(juzhang, "/settings/1-02.to-leader", change); !strings.Contains(g.row("局务会"), "2 工作日") || !strings.Contains(g.row("局务会"), "王建华") {
		t.Errorf("%q", g.row("局务会"))
	}
	if g := p.look(juzhang, "/settings?spec=1-02"); !strings.Contains(g.row("送领导时限"), "2 工作日") || g.row("密码最小长度") != "" {
		t.Errorf("%q", g.row("送领导时限"))
	}
	if g := p.look(p.clientOf("shenji"), "/security"); !strings.Contains(g.row("锁定前次数"), "3 至 10") {
		t.Errorf("%q", g.row("锁定前次数"))
	}
}

func TestMe_CodeSessionsTokensPreferences(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c, other := p.client("dangan"), p.client("dangan")
	g := p.look(c, "/me/code")
	secret := values(g.form("/me/code")).Get("secret")
	if len(g.all("svg", "qr")) != 1 {
		t.Error("no QR code")
	}
	if g = g.send(c, "/me/code", map[string]string{"code": "000000"}); g.status != http.StatusUnprocessableEntity || values(g.form("/me/code")).Get("secret") != secret {
		t.Errorf("a wrong code: %d, or another secret", g.status)
	}
	code, err := totp.GenerateCode(secret, p.app.DB.Now())
	if err != nil {
		t.Fatal(err)
	}
	if g = g.send(c, "/me/code", map[string]string{"code": code}); g.h1() != "个人设置" {
		t.Errorf("%q", g.body)
	}
	if g = p.look(c, "/me/code"); g.has("/me/code") || !strings.Contains(g.body, "另一名管理员核准") {
		t.Error("the way back is not explained")
	}
	g = p.look(c, "/me")
	for _, f := range g.all("form", "one") {
		if action := attr(f, "action"); strings.HasPrefix(action, "/me/sessions/") {
			g = g.send(c, action, nil)
		}
	}
	if status, _ := p.get(other, "/todo"); status != http.StatusSeeOther {
		t.Errorf("the other session goes on: %d", status)
	}
	status, _ := p.tokenOf(c, "GET", "/tasks", nil)
	if g = p.look(c, "/me"); status != http.StatusOK || !strings.Contains(g.row("试用"), "读写") {
		t.Errorf("%d %q", status, g.row("试用"))
	}
	token := p.idWhere(`SELECT id FROM token WHERE name = '试用'`)
	if g = g.send(c, "/me/tokens/"+token, nil); g.row("试用") != "" {
		t.Error("the token goes on")
	}
	if g = p.look(c, "/me").send(c, "/me/shortcuts", map[string]string{"shortcuts": "no"}); !strings.Contains(g.body, `data-keys="off"`) {
		t.Error("the shortcuts stay on")
	}
	g = p.look(c, "/me").send(c, "/me/proxies", map[string]string{"taker": p.id("person", "login", "wenshu"), "from": "2026-11-30", "to": "2026-11-01", "reason": "出差"})
	if g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, `value="2026-11-30"`) {
		t.Errorf("a proxy that ends before it begins: %d", g.status)
	}
	g = p.look(c, "/me").send(c, "/me/absences", map[string]string{"from": "2099-01-01", "to": "2099-01-05", "reason": "休假"})
	if g.row("2099-01-01 至 2099-01-05") == "" {
		t.Error(g.body)
	}
}

// Every page of the administrators on PostgreSQL too, and a verification there.
func TestAdmin_EveryPageOnPostgres(t *testing.T) {
	t.Parallel()
	p := start(t, testkit.Postgres(t))
	person, dept := p.id("person", "login", "wenshu"), p.id("department", "code", "bgs")
	for login, paths := range map[string][]string{
		"xitong": {"/people?q=z&state=%E5%9C%A8%E5%B2%97&dept=" + dept, "/people/" + person, "/people/" + person + "/leave", "/people/import/template", "/departments", "/departments/" + dept, "/charges", "/standins", "/settings", "/settings/1-02.to-leader",
			"/fonts", "/security", "/dual", "/setup", "/setup/name", "/setup/admins", "/setup/people", "/setup/posts", "/setup/charges", "/setup/standins", "/setup/numbers", "/setup/rules", "/setup/holidays", "/setup/secrecy", "/me"},
		"shenji":  {"/audit", "/audit/leaves?person=" + person + "&action=incoming", "/audit/chains/org", "/audit/refusals?clause=1-02&from=2026-01-01", "/accounts?event=login"},
		"juzhang": {"/exceptions?clause=1-02-1.3", "/exceptions/quarter", "/me", "/people/" + person},
	} {
		for _, path := range paths {
			if status, _ := p.get(p.clientOf(login), path); status != http.StatusOK {
				t.Errorf("%s by %s: %d", path, login, status)
			}
		}
	}
	c := p.clientOf("shenji")
	p.look(c, "/audit").send(c, "/audit/verify", nil)
	if said := p.verified(c); !strings.Contains(said, "没有发现问题") {
		t.Errorf("%q", said)
	}
}

// The administrator reads with what documents are set, and which character of a name
// no font has, before it is to be printed.
func TestFonts_ACharacterThatNoFontHas(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("xitong")
	g := p.look(c, "/fonts")
	if !strings.Contains(g.row("正文、第三层以下标题"), "随附的免费字体") || !strings.Contains(g.row("正文、第三层以下标题"), "6763 / 6763") || strings.Contains(g.body, "缺 ") {
		t.Errorf("%q", g.row("正文、第三层以下标题"))
	}
	p.look(c, "/departments").send(c, "/departments", map[string]string{"code": "zz", "name": "\U0001F600科"})
	if g = p.look(c, "/fonts"); !strings.Contains(g.row("页码、登记表"), "缺 \U0001F600") {
		t.Errorf("%q", g.row("页码、登记表"))
	}
}
