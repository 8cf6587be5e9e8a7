package app_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"guiju.cn/guiju/internal/ident"
)

// upload sends one file as the page's script does.
func (p *program) upload(c *http.Client, name string, data []byte) (int, string) {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("csrf", p.token(c, "/start/incoming")); err != nil {
		p.t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		p.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		p.t.Fatal(err)
	}
	res, err := c.Post(p.url+"/files", form.FormDataContentType(), &body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, closeBody(p.t, res)
}

// uploaded gives the id of a file that the 文书 has uploaded.
func (p *program) uploaded(name, text string) string {
	p.t.Helper()
	_, answer := p.upload(p.clientOf("wenshu"), name, []byte(text))
	var up struct{ ID string }
	if err := json.Unmarshal([]byte(answer), &up); err != nil || up.ID == "" {
		p.t.Fatal(answer, err)
	}
	return up.ID
}

func (p *program) stored() int {
	p.t.Helper()
	n := 0
	err := filepath.WalkDir(filepath.Join(p.data, "files"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// bomb is a DOCX that unpacks to far more than it is.
func bomb(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range []string{"word/document.xml", "word/media/a.bin"} {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		chunk := make([]byte, 1<<20)
		for range 320 {
			if _, err := f.Write(chunk); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUpload_WhatIsRefusedLeavesNothing_G_07_1_04_6(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("wenshu")
	files, rows := p.stored(), p.count(`SELECT COUNT(*) FROM file`)
	for name, f := range map[string]struct {
		file, clause string
		data         []byte
	}{
		"a program":             {"信.pdf", "G-07", []byte("MZ\x90\x00")},
		"a page":                {"信.html", "G-07", []byte("<html>")},
		"a script in a picture": {"信.svg", "G-07", []byte("<svg/>")},
		"nothing":               {"信.txt", "G-07", nil},
		"a bomb":                {"信.docx", "G-07", bomb(t)},
		"a broken archive":      {"信.docx", "G-07", []byte("PK\x03\x04 broken")},
		"a hidden direction":    {"信\u202etxt.txt", "G-07", []byte("好")},
		"a marking in it":       {"信.txt", "1-04-6", []byte("机密★20年\n正文")},
		"a marking on it":       {"【秘密】信.txt", "1-04-6", []byte("正文")},
	} {
		status, answer := p.upload(c, f.file, f.data)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, status, answer)
		}
		if n := p.count(`SELECT COUNT(*) FROM refusal WHERE clause = $1`, f.clause); n == 0 {
			t.Errorf("%s: no refusal under %s was kept", name, f.clause)
		}
	}
	if n := p.count(`SELECT COUNT(*) FROM refusal WHERE clause = '1-04-6' AND (inputs <> '{}' OR title LIKE '%信%')`); n != 0 {
		t.Error("something of a marked file was kept")
	}
	if p.stored() != files || p.count(`SELECT COUNT(*) FROM file`) != rows {
		t.Error("a refused file was stored")
	}
	if status, answer := p.upload(c, "信.txt", []byte("关于保密工作的通知：机密文件应当登记。")); status != http.StatusOK {
		t.Errorf("a text about secrecy: %d %s", status, answer)
	}
}

// naughty are texts that break careless programs.
var naughty = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' OR 1=1 --`, `{{7*7}}`, `%s%n`, `../../etc/passwd`, `=cmd|'/c calc'!A0`, "龑堃喆𫖮", "👩‍👩‍👧", "Ω≈ç√∫", `</textarea id=x>`,
}

func TestStart_NaughtyTextIsShownAsText(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("wenshu")
	for _, text := range naughty {
		if status, _ := p.post(c, "/start/incoming", p.form(c, map[string]string{"title": text, "organ": "某局"})); status != http.StatusSeeOther {
			t.Errorf("%q: %d", text, status)
			continue
		}
		id := p.id("cases", "title", text)
		_, page := p.get(c, "/cases/"+id)
		if strings.Contains(page, text) && strings.ContainsAny(text, "<>") {
			t.Errorf("%q stands unescaped", text)
		}
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil || !strings.Contains(textOf(doc), text) {
			t.Errorf("%q is not on the page as it was typed", text)
		}
	}
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var all strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		all.WriteString(textOf(c))
	}
	return all.String()
}

// form is a right registration with changes.
func (p *program) form(c *http.Client, change map[string]string) url.Values {
	p.t.Helper()
	v := url.Values{
		"csrf": {p.token(c, "/start/incoming")}, "key": {ident.Secret()}, "source": {"纸质"}, "title": {"关于检查的通知"}, "organ": {"某局"}, "received_on": {"2026-11-24"},
		"doc_kind": {"通知"}, "class": {"办件"}, "copies": {"1"}, "verdict": {"受理"},
	}
	for name, value := range change {
		v.Set(name, value)
	}
	return v
}

func TestStart_BadInputIsToldAtTheFieldAndKept(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("wenshu")
	before := p.count(`SELECT COUNT(*) FROM cases`)
	for name, change := range map[string]map[string]string{
		"no title": {"title": " "}, "too long": {"title": strings.Repeat("长", 201)}, "control": {"title": "a\x01b"}, "direction": {"title": "a\u202eb"}, "not UTF-8": {"title": "\xff\xfe"},
		"wrong date": {"received_on": "2026-02-30"}, "no number": {"copies": "很多"}, "too many": {"copies": "10000"}, "no such kind": {"doc_kind": "密令"},
	} {
		change["organ"] = "留住这几个字"
		status, page := p.post(c, "/start/incoming", p.form(c, change))
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "留住这几个字") || !strings.Contains(page, `aria-invalid="true"`) {
			t.Errorf("%s: %d", name, status)
		}
	}
	if p.count(`SELECT COUNT(*) FROM cases`) != before {
		t.Error("something was half-saved")
	}
	twice := p.form(c, nil)
	if first, _ := p.post(c, "/start/incoming", twice); first != http.StatusSeeOther {
		t.Fatal(first)
	}
	if second, _ := p.post(c, "/start/incoming", twice); second != http.StatusSeeOther || p.count(`SELECT COUNT(*) FROM cases`) != before+1 {
		t.Error("a double submit made two cases (G-06)")
	}
}

func TestText_WithAMarkingIsRefusedAndTheOfficerTold_1_04_6(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	fields := registration("云统函〔2026〕930号")
	fields["title"] = "机密★20年 代号龘靐"
	body := map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}, "ahead": map[string]any{"register": fields, "review": map[string]any{"verdict": "受理"}}}
	if status, answer := p.api("wenshu", "POST", "/cases/incoming", body); status != http.StatusUnprocessableEntity || answer["clause"] != "1-04-6" {
		t.Errorf("a title: %d %v", status, answer)
	}
	id := p.open("云统函〔2026〕931号")
	if status, answer := p.step("bangongshizhuren", id, "propose", "秘密★ 请阅", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}}); answer["clause"] != "1-04-6" {
		t.Errorf("an opinion: %d %v", status, answer)
	}
	folder := map[string]any{"content_version": 2, "people": []string{p.id("person", "login", "wenmi")}, "opinion": "请阅", "folder": "机密★夹"}
	if status, answer := p.api("bangongshizhuren", "POST", "/cases/"+id+"/actions/circulate", folder); answer["clause"] != "1-04-6" {
		t.Errorf("a folder: %d %v", status, answer)
	}
	if n := p.count(`SELECT COUNT(*) FROM notice WHERE person_id = $1`, p.id("person", "login", "baomi")); n != 3 {
		t.Errorf("the 保密员 was told %d times", n)
	}
	if n := p.count(`SELECT COUNT(*) FROM history WHERE opinion LIKE '%★%'`) + p.count(`SELECT COUNT(*) FROM cases WHERE title LIKE '%★%'`); n != 0 {
		t.Error("something of it was kept")
	}
	if status, answer := p.upload(p.clientOf("wenshu"), "龘靐.txt", []byte("机密★20年\n代号龘靐")); status != http.StatusUnprocessableEntity {
		t.Errorf("a file: %d %s", status, answer)
	}
	p.settle()
	if n := p.indexed("靐") + p.indexed("★"); n != 0 {
		t.Errorf("the search index holds it in %d places", n)
	}
}

func TestAct_IdsOfOthersAreUnknown(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	a, b := p.open("云统函〔2026〕920号"), p.open("云统函〔2026〕921号")
	if status, answer := p.api("bangongshizhuren", "POST", "/cases/"+a+"/actions/forward", map[string]any{"task_id": p.task(b), "task_version": 1, "content_version": 2, "people": []string{p.id("person", "login", "wenmi")}}); status != http.StatusNotFound {
		t.Errorf("a task of another case: %d %v", status, answer)
	}
	fields := registration("云统函〔2026〕922号")
	fields["files"] = []string{p.fileOf(p.id("cases", "title", "关于做好2027年重点项目申报工作的通知"))}
	status, answer := p.api("wenshu", "POST", "/cases/incoming", map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}, "ahead": map[string]any{"register": fields, "review": map[string]any{"verdict": "受理"}}})
	if status != http.StatusNotFound {
		t.Errorf("a file of another case: %d %v", status, answer)
	}
}

// A signing list that is back: an answer that is none of those offered is told, and
// nothing of the list is entered for it.
func TestSigning_AnUnknownAnswerEntersNothing_1_02_R3(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("wenshu")
	path := "/incoming/signing/" + p.value(`SELECT MAX(signing_id) FROM incoming_signing_item WHERE outcome = ''`)
	open := func() int64 { return p.count(`SELECT COUNT(*) FROM incoming_signing_item WHERE outcome = ''`) }
	before := open()
	v := values(p.look(c, path).form(path))
	for name := range v {
		if strings.HasSuffix(name, ".back") {
			v.Set(name, "none or other")
		}
	}
	v.Set("r0.opinion", "留住这几个字")
	status, page := p.post(c, path, v)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "从列出的情形中选一项") || !strings.Contains(page, "留住这几个字") || open() != before {
		t.Errorf("%d, %d of %d left", status, open(), before)
	}
}

// A page whose step was done meanwhile, in another window: whatever form of it is sent,
// it says so, and what was typed stands there to be copied (G-05).
func TestAct_TheWordsStayWhereTheFormIsGone_G_05(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("bangongshizhuren")
	id := p.open("云统函〔2026〕922号")
	path := "/cases/" + id
	before := p.look(c, path)
	forms := map[string]url.Values{}
	for _, f := range before.all("form", "") {
		if v := values(f); attr(f, "action") == path && v.Has("opinion") {
			forms[attr(f, "id")] = v
		}
	}
	forms["f"].Set("action", "approve")
	if len(forms) < 4 || forms["ret"] == nil || forms["p-forward"] == nil {
		t.Fatalf("the page has other forms: %v", forms)
	}
	p.must(p.step("bangongshizhuren", id, "propose", "拟请局长阅示。", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}}))
	for name, v := range forms {
		if v.Get("action") == "circulate" || v.Get("action") == "urge" || v.Get("action") == "void" || v.Get("action") == "pause" {
			continue // the office may still do these
		}
		v.Set("opinion", "留住这几个字")
		v.Del("people")
		status, page := p.post(c, path, v)
		if status != http.StatusConflict && status != http.StatusForbidden && status != http.StatusUnprocessableEntity || !strings.Contains(page, "留住这几个字") {
			t.Errorf("%s: %d, kept: %v", name, status, strings.Contains(page, "留住这几个字"))
		}
	}
}
