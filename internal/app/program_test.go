package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/pdf"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/web"
)

// The test binary is its own PDF reader, as the product's is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "pdf-child" {
		if err := pdf.ChildMain(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 1 && os.Args[1] == "failpoint-child" {
		failpointChild(os.Args[2], os.Args[3])
	}
	os.Exit(runAll(m))
}

// demoFolder is where the demo bureaux are made, one on each kind of database; tests
// get copies.
var demoFolder string

type demoMade struct {
	folder string
	db     string
}

var (
	demoOnSQLite = sync.OnceValues(func() (demoMade, error) {
		m := demoMade{folder: filepath.Join(demoFolder, "sqlite")}
		m.db = filepath.Join(m.folder, "data", "guiju.db")
		return m, m.make()
	})
	demoOnPostgres = sync.OnceValues(func() (m demoMade, err error) {
		m.folder = filepath.Join(demoFolder, "postgres")
		if m.db, err = testkit.PostgresLasting(); err != nil {
			return m, err
		}
		return m, m.make()
	})
)

func (m demoMade) make() error {
	c := app.Config{Data: filepath.Join(m.folder, "data"), Keys: filepath.Join(m.folder, "keys"), DB: m.db, Fonts: "../../fonts"}
	_, err := app.Demo(context.Background(), c, clock.System().Now(), slog.New(slog.DiscardHandler))
	return err
}

func runAll(m *testing.M) int {
	var err error
	if demoFolder, err = os.MkdirTemp("", "guiju-demo-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(demoFolder) }()
	return m.Run()
}

// program is a whole running program on a port of its own.
type program struct {
	t    *testing.T
	url  string
	app  *app.App
	data string

	mu      sync.Mutex
	tokens  map[string]string
	clients map[string]*http.Client
}

// settings are those of a bureau in a folder of its own. db is "" for SQLite.
func settings(t *testing.T, db string) app.Config {
	t.Helper()
	folder := t.TempDir()
	c := app.Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), DB: db, Fonts: "../../fonts", Addr: "127.0.0.1:0"}
	if c.DB == "" {
		c.DB = filepath.Join(c.Data, "guiju.db")
	}
	return c
}

// start makes a demo bureau and serves it. db is "" for SQLite.
func start(t *testing.T, db string) *program {
	t.Helper()
	return startWith(t, settings(t, db))
}

func startWith(t *testing.T, c app.Config) *program {
	t.Helper()
	found(t, c)
	return serve(t, c)
}

// found makes a demo bureau.
func found(t *testing.T, c app.Config) {
	t.Helper()
	if c.Blobs != "" {
		if _, err := app.Demo(t.Context(), c, clock.System().Now(), slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		return
	}
	made := demoOnSQLite
	if c.Postgres() {
		made = demoOnPostgres
	}
	m, err := made()
	if err != nil {
		t.Fatal(err)
	}
	if c.Postgres() {
		testkit.PostgresFill(t, c.DB, m.db)
	}
	if err := os.CopyFS(filepath.Dir(c.Data), os.DirFS(m.folder)); err != nil {
		t.Fatal(err)
	}
}

// serve runs one node on a bureau that is there.
func serve(t *testing.T, c app.Config) *program {
	t.Helper()
	a, err := app.Open(t.Context(), c, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, write) }()
	line := make([]byte, 200)
	n, err := read.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &program{t: t, url: strings.TrimSpace(strings.TrimPrefix(string(line[:n]), "listening on ")), app: a, data: c.Data, tokens: map[string]string{}}
}

// client is a browser of somebody; "" for nobody.
func (p *program) client(login string) *http.Client {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if login != "" {
		res, err := c.PostForm(p.url+"/login", url.Values{"login": {login}, "password": {web.DemoPassword}})
		if err != nil {
			p.t.Fatal(err)
		}
		closeBody(p.t, res)
		if res.StatusCode != http.StatusSeeOther {
			p.t.Fatalf("%s does not get in: %d", login, res.StatusCode)
		}
	}
	return c
}

func closeBody(t *testing.T, res *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (p *program) get(c *http.Client, path string) (int, string) {
	p.t.Helper()
	res, err := c.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, closeBody(p.t, res)
}

func (p *program) post(c *http.Client, path string, values url.Values) (int, string) {
	p.t.Helper()
	res, err := c.PostForm(p.url+path, values)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, closeBody(p.t, res)
}

var csrf = regexp.MustCompile(`name="csrf" value="([a-z0-9]+)"`)

func (p *program) token(c *http.Client, path string) string {
	p.t.Helper()
	_, page := p.get(c, path)
	m := csrf.FindStringSubmatch(page)
	if m == nil {
		p.t.Fatalf("%s has no form token", path)
	}
	return m[1]
}

// api calls the API as somebody; answer is the decoded JSON.
func (p *program) api(login, method, path string, body any) (int, map[string]any) {
	return p.apiKey(login, method, path, ident.Secret(), body)
}

func (p *program) apiKey(login, method, path, key string, body any) (int, map[string]any) {
	p.t.Helper()
	var text []byte
	if raw, ok := body.(string); ok {
		text = []byte(raw)
	} else if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			p.t.Fatal(err)
		}
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	if login != "" {
		req.Header.Set("Authorization", "Bearer "+p.bearer(login))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	answer := map[string]any{}
	raw := closeBody(p.t, res)
	if err := json.Unmarshal([]byte(raw), &answer); err != nil && !strings.HasPrefix(raw, "[") && !strings.HasPrefix(raw, "%PDF") && !strings.HasPrefix(raw, "PK") {
		p.t.Fatalf("%s %s: %s", method, path, raw)
	}
	return res.StatusCode, answer
}

func (p *program) bearer(login string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tokens[login] == "" {
		text, err := json.Marshal(map[string]string{"login": login, "password": web.DemoPassword})
		if err != nil {
			p.t.Fatal(err)
		}
		res, err := http.Post(p.url+"/api/v1/session", "application/json", bytes.NewReader(text))
		if err != nil {
			p.t.Fatal(err)
		}
		var answer struct{ Token string }
		if err := json.Unmarshal([]byte(closeBody(p.t, res)), &answer); err != nil || answer.Token == "" {
			p.t.Fatalf("%s gets no token: %v", login, err)
		}
		p.tokens[login] = answer.Token
	}
	return p.tokens[login]
}

func (p *program) count(query string, args ...any) int64 {
	p.t.Helper()
	n, err := store.Value[int64](p.t.Context(), p.app.DB.Read(), query, args...)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func (p *program) id(table, column, value string) string {
	p.t.Helper()
	id, err := store.Value[string](p.t.Context(), p.app.DB.Read(), "SELECT id FROM "+table+" WHERE "+column+" = $1", value)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

func registration(number string) map[string]any {
	return map[string]any{"title": "关于报送情况的函", "organ": "云泽市统计局", "doc_number": number, "received_on": "2026-11-24", "doc_kind": "函", "class": "办件", "copies": 1}
}

// open registers a document by the API.
func (p *program) open(number string) string {
	p.t.Helper()
	status, answer := p.api("wenshu", "POST", "/cases/incoming", map[string]any{
		"fields": map[string]any{"source": "纸质", "copies": 1}, "ahead": map[string]any{"register": registration(number), "review": map[string]any{"verdict": "受理"}},
	})
	if status != http.StatusCreated {
		p.t.Fatalf("%d %v", status, answer)
	}
	return answer["case_id"].(string)
}

// step does a step of a case by the API.
func (p *program) step(login, id, step, opinion string, fields map[string]any) (int, map[string]any) {
	p.t.Helper()
	status, seen := p.api(login, "GET", "/cases/"+id, nil)
	if status != http.StatusOK {
		return status, seen
	}
	body := map[string]any{"opinion": opinion, "fields": fields, "content_version": seen["content_version"]}
	tasks, _ := seen["tasks"].([]any)
	for _, x := range tasks {
		task := x.(map[string]any)
		if task["step"] == step && (task["mine"] == true || body["task_id"] == nil) {
			body["task_id"], body["task_version"] = task["id"], task["version"]
		}
	}
	return p.api(login, "POST", "/cases/"+id+"/actions/"+step, body)
}

func (p *program) must(status int, answer map[string]any) {
	p.t.Helper()
	if status >= 300 {
		p.t.Fatalf("%d %v", status, answer)
	}
}

func TestAPI_TheWholeFlowOf_1_02(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, db())
			id := p.open("云统函〔2026〕901号")
			juzhang, fuju := p.id("person", "login", "juzhang"), p.id("person", "login", "fujuzhang2")
			zfk, qyk := p.id("department", "code", "zfk"), p.id("department", "code", "qyk")
			p.must(p.step("bangongshizhuren", id, "propose", "拟请批示。", map[string]any{"class": "办件", "together": "依次", "leaders": []string{fuju, juzhang}, "hosts": []string{zfk}, "assistors": []string{qyk}}))
			if status, answer := p.step("juzhang", id, "instruct", "同意。", nil); status != http.StatusForbidden && status != http.StatusNotFound {
				t.Errorf("out of order: %d %v", status, answer)
			}
			p.must(p.step("fujuzhang2", id, "instruct", "同意。", nil))
			p.must(p.step("juzhang", id, "instruct", "抓紧办理。", nil))
			p.must(p.step("wenshu", id, "original", "", map[string]any{"place": "柜 1", "copies": 1}))
			p.must(p.step("wenshu", id, "distribute", "", map[string]any{"hosts": []string{zfk}, "assistors": []string{qyk}}))
			p.must(p.step("zhifakezhang", id, "handle", "已办。", map[string]any{"result": "已报送。"}))
			p.must(p.step("qiyekezhang", id, "handle", "已办。", map[string]any{"result": "已配合。"}))
			p.must(p.step("wenshu", id, "supervise", "予以办结。", map[string]any{"disposal": "待归档"}))
			_, seen := p.api("wenshu", "GET", "/cases/"+id, nil)
			if seen["state"] != "已办结" || seen["result"] != "待归档" {
				t.Errorf("%v %v", seen["state"], seen["result"])
			}
			for _, format := range []string{"", "?format=xlsx", "?format=pdf"} {
				if status, _ := p.api("wenshu", "GET", "/registers/1-02-F1"+format, nil); status != http.StatusOK {
					t.Errorf("register %s: %d", format, status)
				}
			}
			if err := p.app.Verify(t.Context(), io.Discard); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAPI_Errors(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	id := p.open("云统函〔2026〕902号")
	status, answer := p.step("bangongshizhuren", id, "propose", " ", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}})
	if status != http.StatusUnprocessableEntity || answer["type"] != "/problems/refusal" || answer["clause"] != "1-03-2.1" {
		t.Errorf("refusal: %d %v", status, answer)
	}
	status, answer = p.step("bangongshizhuren", id, "propose", "拟办", map[string]any{"class": "乱写", "colour": "red"})
	if status != http.StatusUnprocessableEntity || answer["type"] != "/problems/validation" || len(answer["issues"].([]any)) < 2 {
		t.Errorf("validation: %d %v", status, answer)
	}
	for name, want := range map[string]struct {
		login, method, path string
		body                any
		status              int
	}{
		"malformed":   {"wenshu", "POST", "/cases/incoming", "{", http.StatusBadRequest},
		"unknown key": {"wenshu", "POST", "/cases/incoming", `{"field":{}}`, http.StatusBadRequest},
		"no kind":     {"wenshu", "POST", "/cases/nothing", map[string]any{}, http.StatusNotFound},
		"invisible":   {"menwei", "GET", "/cases/" + id, nil, http.StatusNotFound},
		"unknown":     {"wenshu", "GET", "/cases/06gyrj1yg2mz5fydt9ssb3fj5g", nil, http.StatusNotFound},
		"wrong post":  {"menwei", "POST", "/cases/incoming", map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}}, http.StatusForbidden},
		"stale":       {"bangongshizhuren", "POST", "/cases/" + id + "/actions/forward", map[string]any{"task_id": p.task(id), "task_version": 99, "content_version": 2}, http.StatusConflict},
		"nobody":      {"", "GET", "/tasks", nil, http.StatusUnauthorized},
		"no path":     {"", "GET", "/nothing", nil, http.StatusNotFound},
		"no day":      {"wenshu", "GET", "/cases?q=x&from=bad", nil, http.StatusUnprocessableEntity},
		"bare no day": {"wenshu", "GET", "/cases?to=bad", nil, http.StatusUnprocessableEntity},
		"no such day": {"wenshu", "GET", "/exceptions?to=2026-02-31", nil, http.StatusUnprocessableEntity},
		"not a day":   {"bangongshizhuren", "GET", "/compliance/1-02?from=%ff", nil, http.StatusUnprocessableEntity},
	} {
		if status, answer := p.api(want.login, want.method, want.path, want.body); status != want.status {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	before := p.count(`SELECT COUNT(*) FROM cases`)
	body := map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}}
	_, first := p.apiKey("wenshu", "POST", "/cases/incoming", "once", body)
	_, second := p.apiKey("wenshu", "POST", "/cases/incoming", "once", body)
	if first["case_id"] != second["case_id"] || p.count(`SELECT COUNT(*) FROM cases`) != before+1 {
		t.Errorf("the same key made two cases: %v %v", first, second)
	}
	var wait sync.WaitGroup
	statuses := make(chan int, 6)
	for range 6 {
		wait.Go(func() {
			status, _ := p.step("bangongshizhuren", id, "propose", "拟办。", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}})
			statuses <- status
		})
	}
	wait.Wait()
	close(statuses)
	won := 0
	for status := range statuses {
		if status == http.StatusOK {
			won++
		} else if status != http.StatusConflict && status != http.StatusForbidden && status != http.StatusNotFound {
			t.Errorf("a loser is told %d", status)
		}
	}
	if won != 1 {
		t.Errorf("%d of six won", won)
	}
}

func (p *program) task(caseID string) string {
	p.t.Helper()
	id, err := store.Value[string](p.t.Context(), p.app.DB.Read(), `SELECT id FROM task WHERE case_id = $1 AND state = 'open'`, caseID)
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

func TestOpenAPI_EveryLiteralPathIsServed(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	status, doc := p.api("", "GET", "/openapi.json", nil)
	paths, _ := doc["paths"].(map[string]any)
	if status != http.StatusOK || doc["openapi"] != "3.1.0" || len(paths) < 25 {
		t.Fatalf("%d, %d paths", status, len(paths))
	}
	id := p.open("云统函〔2026〕903号")
	for path, methods := range paths {
		path = strings.NewReplacer("/api/v1", "", "{id}", id, "{spec}", "1-02", "{form}", "1-02-F1").Replace(path)
		if strings.HasPrefix(path, "/norms/clauses/") {
			path = "/norms/clauses/1-02-1.1"
		}
		for method := range methods.(map[string]any) {
			if path == "/files" {
				continue // takes a file, not JSON
			}
			if status, answer := p.api("wenshu", strings.ToUpper(method), path, map[string]any{}); status == http.StatusNotFound && answer["title"] != "没有找到，可能已移走，或你不在可查看的范围内" || status >= 500 {
				t.Errorf("%s %s: %d %v", method, path, status, answer)
			}
		}
	}
}

func TestBackup_RestoredOnTheOtherDatabase(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	p.open("云统函〔2026〕904号")
	file := filepath.Join(t.TempDir(), "backup.tgz")
	if err := p.app.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	c := app.Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), DB: testkit.Postgres(t), Fonts: "../../fonts"}
	b, err := app.Open(t.Context(), c, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	if err := b.Restore(t.Context(), file); !errors.Is(err, app.ErrKeys) || !strings.Contains(err.Error(), p.app.Keys.ID()) {
		t.Fatalf("the missing key is not named: %v", err)
	}
	for _, table := range b.DB.Tables() {
		if table.Class == store.Derived && table.Name != "participant" || table.Class == store.State {
			continue
		}
		if got, want := dump(t, b.DB, table.Name), dump(t, p.app.DB, table.Name); got != want {
			t.Errorf("%s differs after restore", table.Name)
		}
	}
	public, err := p.app.Signer.Public().PEM()
	if err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(folder, "public.pem")
	if err := os.WriteFile(keyFile, public, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := app.VerifyFile(t.Context(), file, keyFile, io.Discard); err != nil {
		t.Errorf("offline: %v", err)
	}
	if err := b.Restore(t.Context(), file); err == nil {
		t.Error("restored over data")
	}
}

func dump(t *testing.T, db *store.DB, table string) string {
	t.Helper()
	var all strings.Builder
	if err := store.EachRow(t.Context(), db.Read(), func(r store.Row) error { fmt.Fprintln(&all, r); return nil }, "SELECT * FROM "+table+" ORDER BY 1, 2"); err != nil {
		t.Fatal(err)
	}
	return all.String()
}
