package app_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/sheet"
	"guiju.cn/guiju/internal/testkit"
)

// book is a small bureau as it is filled in.
func book(t *testing.T, charges ...[]string) []byte {
	t.Helper()
	people := [][]string{org.ImportColumns}
	for _, r := range []string{"ld 局领导 wangjh 王建华 局长", "ld 局领导 wangjh 王建华 党组书记", "ld 局领导 sunli 孙立 副局长", "bgs 办公室 chenjing 陈静 办公室主任", "bgs 办公室 liqian 李倩 文秘", "bgs 办公室 zhoumin 周敏 文书",
		"bgs 办公室 qianfang 钱芳 印章管理员", "bgs 办公室 wulei 吴磊 保密员", "ywk 综合业务科 zhaoxm 赵晓明 科长", "ywk 综合业务科 xuwen 许文 科员"} {
		people = append(people, strings.Fields(r))
	}
	var out bytes.Buffer
	err := sheet.WriteBook(&out, []sheet.Page{
		{Name: org.PeopleSheet, Rows: people}, {Name: org.ChargeSheet, Rows: append([][]string{org.ChargeColumns, {"bgs", "sunli"}}, charges...)}, {Name: org.StandInSheet, Rows: [][]string{org.StandInColumns, {"bgs", "文书", "文秘"}}},
		{Name: "说明", Rows: [][]string{{"不读"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func emptyBureau(t *testing.T, db string) app.Config {
	t.Helper()
	folder := t.TempDir()
	c := app.Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), DB: db, Fonts: "../../fonts", Addr: "127.0.0.1:0"}
	if c.DB == "" {
		c.DB = filepath.Join(c.Data, "guiju.db")
	}
	return c
}

// begin makes a bureau of a plan.
func begin(t *testing.T, c app.Config, p app.Plan) *app.Begun {
	t.Helper()
	a, err := app.Open(t.Context(), c, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	begun, err := a.Init(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return begun
}

const planText = `bureau = "云泽市统计局"
people = "科室人员.xlsx"
standins = true
holidays = true
unclassified = true
open = true

[administrators]
xitong = "管一"
anquan = "管二"
shenji = "管三"

[numbers]
"收文" = {last = 326, note = "收文登记簿第 12 页"}
"用印" = {last = 88, note = "用印登记簿第 4 页"}
"介绍信" = {}
"发文/局令" = {last = 12, note = "局令登记簿"}
"发文/局文件" = {}
"发文/局函" = {}
"发文/局党组文件" = {}
"发文/办公室文件" = {}
"发文/会议纪要" = {}
"发文/简报" = {}
"发文/信息" = {}
"发文/证明" = {}

[[seals]]
name = "局公章"
class = "局公章"
dept = "ywk"
keeper = "sunli"
enabled_on = "2019-01-15"
paper = "印章登记簿第 1 页"

[[rules]]
title = "印章使用管理规定"
adopted_on = "2025-03-01"
file = "规定.txt"
`

// numbersUsed is the form of the numbers used on paper: letters, and no document.
var numbersUsed = map[string]string{"last-0": "0", "last-1": "0", "last-2": "326", "note-2": "收文登记簿第 12 页", "last-10": "0", "last-11": "0", "last-3": "0", "last-4": "0", "last-5": "0", "last-6": "0", "last-7": "0", "last-8": "0", "last-9": "0"}

func planIn(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	for name, data := range map[string][]byte{"plan.toml": []byte(text), "科室人员.xlsx": book(t, []string{"ywk", "sunli"}), "规定.txt": []byte("第一条 用印凭签发稿。")} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "plan.toml")
}

// A whole bureau from one file, unattended: its first letter follows on the paper
// numbers (G-02), and all of it is evidence.
func TestInit_AWholeBureauFromAPlan_G_02(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := emptyBureau(t, db())
			plan, err := app.ReadPlan(planIn(t, planText))
			if err != nil {
				t.Fatal(err)
			}
			begun := begin(t, c, plan)
			if !begun.Opened || len(begun.Missing) != 0 || len(begun.Accounts) != 12 {
				t.Fatalf("%+v", begun)
			}
			var said, secrets bytes.Buffer
			if err := begun.Tell(&said, &secrets); err != nil || strings.Contains(said.String(), "Gj-") || strings.Count(secrets.String(), "首次密码：") != 12 {
				t.Errorf("%s %s %v", said.String(), secrets.String(), err)
			}
			p := serve(t, c)
			if err := p.app.Verify(t.Context(), io.Discard); err != nil {
				t.Error(err)
			}
			zhou := p.firstLogin("zhoumin", passwordOf(t, begun, "zhoumin"))
			if g := p.look(zhou, "/todo"); !strings.Contains(g.body, "云泽市统计局") {
				t.Error("the bureau's name is not on its pages")
			}
			if number := p.firstLetter(zhou); !strings.HasSuffix(number, "〕327号") {
				t.Errorf("the first letter is %s", number)
			}
		})
	}
}

func passwordOf(t *testing.T, begun *app.Begun, login string) string {
	t.Helper()
	for _, f := range begun.Accounts {
		if f.Login == login {
			return f.Password
		}
	}
	t.Fatalf("%s has no first password", login)
	return ""
}

// firstLogin signs in with a first password, changes it as one must, and signs in
// again.
func (p *program) firstLogin(login, first string) *http.Client {
	p.t.Helper()
	c := p.signIn(login, first)
	if status, _ := p.get(c, "/me"); status != http.StatusSeeOther {
		p.t.Fatalf("%s need not change the first password: %d", login, status)
	}
	own := "Yunze-2026-" + login[:1]
	g := p.look(c, "/password").send(c, "/password", map[string]string{"old": first, "new": own, "again": own})
	if g.h1() == "修改密码" {
		p.t.Fatal(g.body)
	}
	return p.signIn(login, own)
}

func (p *program) signIn(login, password string) *http.Client {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.PostForm(p.url+"/login", url.Values{"login": {login}, "password": {password}})
	if err != nil {
		p.t.Fatal(err)
	}
	closeBody(p.t, res)
	if res.StatusCode != http.StatusSeeOther {
		p.t.Fatalf("%s does not get in: %d", login, res.StatusCode)
	}
	return c
}

// firstLetter registers a letter on the page and gives its number.
func (p *program) firstLetter(c *http.Client) string {
	p.t.Helper()
	status, body := p.post(c, "/start/incoming", p.form(c, nil))
	if status != http.StatusSeeOther {
		p.t.Fatalf("the letter is not registered: %d %s", status, p.read(status, body).refused())
	}
	numbers := regexp.MustCompile(`收〔\d{4}〕\d+号`).FindString(p.look(c, "/mine").body)
	return numbers
}

func TestReadPlan_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, text, says string }{
		"an unknown key":     {"standins", "stand-ins", "stand-ins"},
		"one person twice":   {`"管二"`, `"管一"`, "G-08"},
		"an unknown post":    {"anquan = ", "yinzhang = ", "yinzhang"},
		"an unknown series":  {`"收文" =`, `"杂文" =`, "杂文"},
		"no name":            {`"云泽市统计局"`, `" "`, "单位名称"},
		"no such rule":       {"规定.txt", "没有.txt", "读不到"},
		"no such book":       {"科室人员.xlsx", "没有.xlsx", "没有.xlsx"},
		"a book that is one": {"科室人员.xlsx", "规定.txt", "Excel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := app.ReadPlan(planIn(t, strings.Replace(planText, c.old, c.text, 1)))
			if err == nil {
				a, opened := app.Open(t.Context(), emptyBureau(t, ""), clock.System(), slog.New(slog.DiscardHandler))
				if opened != nil {
					t.Fatal(opened)
				}
				_, err = a.Init(t.Context(), plan)
				if people, _ := org.People(t.Context(), a.DB.Read()); len(people) != 0 {
					t.Error("something was made of a wrong plan")
				}
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v does not say %s", err, c.says)
			}
		})
	}
}

func TestAsk_FillsWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := app.Plan{Administrators: map[string]string{"anquan": "管二"}}
	var asked bytes.Buffer
	if err := p.Ask(strings.NewReader("云泽市统计局\n管一\n管三\n\n"), &asked); err != nil {
		t.Fatal(err)
	}
	if p.Bureau != "云泽市统计局" || p.Administrators["xitong"] != "管一" || p.Administrators["anquan"] != "管二" || p.Administrators["shenji"] != "管三" || p.People != "" || strings.Contains(asked.String(), "安全保密管理员") {
		t.Errorf("%+v %s", p, asked.String())
	}
	if err := new(app.Plan).Ask(strings.NewReader(""), io.Discard); err != nil {
		t.Errorf("nobody answers: %v", err)
	}
}

func TestInit_Twice(t *testing.T) {
	t.Parallel()
	c := emptyBureau(t, "")
	begin(t, c, app.Plan{Bureau: "云泽市统计局"})
	a, err := app.Open(t.Context(), c, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if _, err := a.Init(t.Context(), app.Plan{Bureau: "别的局"}); err == nil || a.Bureau.Name(t.Context()) != "云泽市统计局" {
		t.Errorf("a bureau was made over another: %v", err)
	}
}

// The wizard: from three accounts to the first registered letter, left and taken
// up again, with what is missing told at each step.
func TestSetup_FromThreeAccountsToTheFirstLetter_G_02(t *testing.T) {
	t.Parallel()
	c := emptyBureau(t, "")
	begun := begin(t, c, app.Plan{Bureau: "云泽市统计局"})
	p := serve(t, c)
	xitong := p.firstLogin("xitong", passwordOf(t, begun, "xitong"))
	if res := p.look(xitong, "/admin"); res.status != http.StatusSeeOther {
		t.Errorf("the 系统管理员 is not led anywhere: %d", res.status)
	}
	steps := func() (left []string) {
		for _, li := range p.look(xitong, "/setup").all("li", "missing") {
			for a := range li.Descendants() {
				if a.Data == "a" {
					left = append(left, words(a))
				}
			}
		}
		return left
	}
	if got := steps(); len(got) != 9 || got[0] != "三员" {
		t.Fatalf("missing at first: %v", got)
	}
	if g := p.look(xitong, "/setup/admins").send(xitong, "/setup/admins", map[string]string{"xitong": "管一", "anquan": "管二", "shenji": ""}); g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, `value="管二"`) {
		t.Errorf("a name is missing: %d", g.status)
	}
	p.look(xitong, "/setup/admins").send(xitong, "/setup/admins", map[string]string{"xitong": "管一", "anquan": "管二", "shenji": "管三"})
	preview := p.look(xitong, "/people/import").sendFile(xitong, "/people/import", "files", "科室人员.xlsx", book(t), nil)
	if preview.h1() != "导入预览" || preview.row("分管 孙立 分管办公室") == "" {
		t.Fatal(preview.body)
	}
	told := preview.send(xitong, "/people/import", nil)
	zhou := p.firstLogin("zhoumin", firstPasswordOn(told, "zhoumin"))
	if status, _ := p.get(zhou, "/start/incoming"); status != http.StatusOK {
		t.Errorf("the form: %d", status)
	}
	if status, body := p.post(zhou, "/start/incoming", p.form(zhou, nil)); status != http.StatusForbidden || !strings.Contains(body, "还没有正式启用") {
		t.Errorf("work began before the bureau was opened: %d", status)
	}
	if status, answer := p.tokenOf(zhou, "POST", "/cases/incoming", map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}}); status != http.StatusForbidden {
		t.Errorf("by the API: %d %v", status, answer)
	}
	p.look(xitong, "/setup/charges").send(xitong, "/setup/charges", map[string]string{"leader-" + p.id("department", "code", "ywk"): p.id("person", "login", "sunli")})
	p.look(xitong, "/setup/standins").send(xitong, "/setup/standins", nil)
	if g := p.look(xitong, "/setup/numbers").send(xitong, "/setup/numbers", map[string]string{"last-2": "326", "note-2": ""}); g.status != http.StatusUnprocessableEntity {
		t.Errorf("a number without a source: %d", g.status)
	}
	if g := p.look(xitong, "/setup/numbers").send(xitong, "/setup/numbers", numbersUsed); g.row("327号") == "" {
		t.Error("the page does not say the next number")
	}
	seal := map[string]string{"name": "局公章", "class": "局公章", "dept": p.id("department", "code", "ywk"), "keeper": p.id("person", "login", "sunli"), "enabled_on": "2019-01-15", "paper": "印章登记簿第 1 页"}
	if g := p.look(xitong, "/setup/m-seals").send(xitong, "/setup/m-seals", seal); g.row("印章登记簿第 1 页") == "" {
		t.Errorf("the seal in use is not there: %s", g.body)
	}
	p.look(xitong, "/setup/rules").sendFile(xitong, "/setup/rules", "files", "规定.txt", []byte("第一条"), map[string]string{"adopted_on": "2025-03-01"})
	if status, text := p.get(xitong, "/setup/rules/"+p.id("bureau_rule", "title", bureau.NeededRule)); status != http.StatusOK || text != "第一条" {
		t.Errorf("the paper of a rule: %d %q", status, text)
	}
	p.look(xitong, "/setup/holidays").send(xitong, "/setup/holidays", nil)
	if got := steps(); len(got) != 1 || got[0] != "涉密声明" || p.look(xitong, "/setup/secrecy").has("/setup/secrecy") {
		t.Errorf("missing in the end: %v", got)
	}
	anquan := p.firstLogin("anquan", passwordOf(t, begun, "anquan"))
	p.look(anquan, "/setup/secrecy").send(anquan, "/setup/secrecy", nil)
	if p.look(anquan, "/setup").has("/setup/open") {
		t.Error("the 安全保密管理员 may open the bureau")
	}
	if g := p.look(xitong, "/setup").send(xitong, "/setup/open", nil); !strings.Contains(g.body, "已正式启用") {
		t.Error(g.body)
	}
	if number := p.firstLetter(zhou); !strings.HasSuffix(number, "〕327号") {
		t.Errorf("the first letter is %s", number)
	}
	g := p.look(xitong, "/setup/numbers").send(xitong, "/setup/numbers", map[string]string{"last-2": "400", "note-2": "再来"})
	if g.status != http.StatusUnprocessableEntity || !strings.Contains(g.refused(), "号已由系统编过") {
		t.Errorf("numbers again: %d %s", g.status, g.refused())
	}
	if err := p.app.Verify(t.Context(), io.Discard); err != nil {
		t.Error(err)
	}
}

// firstPasswordOn reads a first password off the page that tells it once.
func firstPasswordOn(g page, login string) string {
	g.p.t.Helper()
	m := regexp.MustCompile(`Gj-[a-z0-9]+`).FindString(g.row(login))
	if m == "" {
		g.p.t.Fatalf("no first password of %s: %s", login, g.body)
	}
	return m
}

// tokenOf calls the API with a token that a person makes on their page.
func (p *program) tokenOf(c *http.Client, method, path string, body any) (int, map[string]any) {
	p.t.Helper()
	g := p.look(c, "/me").send(c, "/me/tokens", map[string]string{"name": "试用", "scope": "write", "days": "1"})
	token := words(g.all("code", "")[0])
	p.mu.Lock()
	p.tokens[token] = token
	p.mu.Unlock()
	return p.apiKey(token, method, path, ident.Secret(), body)
}
