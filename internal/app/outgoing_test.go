package app_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/work/outgoing"
)

// written is what the editor's form sends, with changes.
func (p *program) written(c *http.Client, path string, change map[string]string) url.Values {
	p.t.Helper()
	v := url.Values{
		"csrf": {p.token(c, path)}, "key": {ident.Secret()}, "doc_kind": {"通知"}, "title": {"关于规范印章使用的通知"}, "to": {"各科室"}, "copies": {"10"}, "disclosure": {"依申请公开"},
		"normative": {"否"}, "fairness": {"不涉及"}, "body": {"现就有关事项通知如下。\n一、严格审批\n未经批准，一律不得用印。"},
	}
	for name, value := range change {
		v.Set(name, value)
	}
	return v
}

// asked posts as the editor's script does and decodes the answer.
func (p *program) asked(c *http.Client, path string, values url.Values, into any) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	res, err := c.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	text := closeBody(p.t, res)
	if res.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: %d %s", path, res.StatusCode, text)
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		p.t.Fatalf("%s: %v in %s", path, err, text)
	}
}

// value is what stands in the last field of that name on a page.
func value(t *testing.T, page, name string) (found string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch {
		case attr(n, "name") != name:
		case n.Data == "textarea":
			found = strings.TrimPrefix(textOf(n), "\n")
		default:
			found = attr(n, "value")
		}
	}
	return found
}

// The editor without script is a form like others: a plain text field, what is wrong
// told at its field, nothing typed lost, drafts kept, one case for one sending.
func TestEditor_WithoutScript_1_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("yewukeyuan")
	const path = "/outgoing/edit"
	before := p.count(`SELECT COUNT(*) FROM cases`)
	for name, change := range map[string]map[string]string{"no title": {"title": " "}, "no kind": {"doc_kind": "密令"}, "no reason": {"disclosure": "不予公开"}, "a broken table": {"body": "留住这几个字\n表：人员\n"}} {
		body := change["body"]
		if body == "" {
			body = "留住这几个字"
			change["body"] = body
		}
		status, page := p.post(c, path, p.written(c, path, change))
		if name == "a broken table" && status == http.StatusSeeOther {
			continue // a caption without a table is a paragraph
		}
		if status != http.StatusUnprocessableEntity || value(t, page, "body") != body {
			t.Errorf("%s: %d, the text is %q", name, status, value(t, page, "body"))
		}
	}
	status, page := p.post(c, path, p.written(c, path, map[string]string{"title": "机密★20年 某事"}))
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "1-04-6") {
		t.Errorf("a marking: %d", status)
	}
	twice := p.written(c, path, nil)
	for range 2 {
		if status, page := p.post(c, path, twice); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, page)
		}
	}
	if n := p.count(`SELECT COUNT(*) FROM cases`); n < before+1 || n > before+2 {
		t.Errorf("%d cases more", n-before)
	}
	for _, text := range naughty {
		if status, _ := p.post(c, path, p.written(c, path, map[string]string{"title": text, "body": text})); status != http.StatusSeeOther {
			t.Errorf("%q: %d", text, status)
			continue
		}
		id := p.id("cases", "title", text)
		for _, at := range []string{"/cases/" + id, "/outgoing/" + id + "/compare"} {
			if _, page := p.get(c, at); strings.Contains(page, text) && strings.ContainsAny(text, "<>") {
				t.Errorf("%q stands unescaped on %s", text, at)
			}
		}
	}
}

// What is typed is kept by itself, found again by its draft, and gone when it is sent.
func TestEditor_KeepsDrafts_1_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("yewukeyuan")
	const path = "/outgoing/edit"
	var kept struct{ Draft, Saved string }
	half := p.written(c, path, map[string]string{"title": "", "body": "写了一半", "keep": "1"})
	p.asked(c, path, half, &kept)
	if kept.Draft == "" || !strings.HasPrefix(kept.Saved, "草稿已保存 ") {
		t.Fatalf("%+v", kept)
	}
	first := kept.Draft
	half.Set("draft", first)
	half.Set("body", "又写了一段")
	p.asked(c, path, half, &kept)
	if kept.Draft != first {
		t.Error("a second draft was begun")
	}
	_, page := p.get(c, path+"?draft="+first)
	if got := value(t, page, "body"); got != "又写了一段" {
		t.Errorf("the draft says %q", got)
	}
	if status, _ := p.get(p.clientOf("zhifakeyuan"), path+"?draft="+first); status != http.StatusNotFound {
		t.Errorf("somebody else's draft: %d", status)
	}
	if status, _ := p.post(c, path, p.written(c, path, map[string]string{"draft": first})); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if n := p.count(`SELECT COUNT(*) FROM draft WHERE id = $1`, first); n != 0 {
		t.Error("sent, and the draft is still there")
	}
}

type shownPages struct {
	Pages []struct{ Hash, SVG string }
	Fit   string
	Fault string
	Line  int
	Ways  []string
	Tuned []string
	// Failed and Findings are only counted.
	Failed, Findings []map[string]any
}

// long is a document of about three pages.
func long() string {
	lines := []string{"现就有关事项通知如下。"}
	for _, head := range []string{"一、总体要求", "二、主要任务", "三、工作步骤"} {
		lines = append(lines, head)
		for range 4 {
			lines = append(lines, "各科室要按照职责分工，认真梳理本年度重点任务，逐项明确责任人和完成时限，确保各项工作有部署、有检查、有落实，年底前向办公室书面报告进展情况。")
		}
	}
	return strings.Join(lines, "\n")
}

// The pages beside the text: as many as the document has, only those that changed are
// sent again, within 300 ms; what cannot be set is told with its line.
func TestPreview_PagesAndFindings_1_03_3_1(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("yewukeyuan")
	typed := p.written(c, "/outgoing/edit", map[string]string{"body": long()})
	var first, second, fault shownPages
	p.asked(c, "/outgoing/preview", typed, &first)
	if len(first.Pages) < 2 || !strings.HasPrefix(first.Pages[0].SVG, "<svg") || !strings.Contains(first.Fit, "面") || first.Fault != "" || len(first.Failed) != 0 {
		t.Fatalf("%d pages, %s, %s, %v", len(first.Pages), first.Fit, first.Fault, first.Failed)
	}
	var have []string
	for _, x := range first.Pages {
		have = append(have, x.Hash)
	}
	typed.Set("have", strings.Join(have, ","))
	typed.Set("body", long()+"\n最后补充一句。")
	took := time.Hour
	for range 5 {
		began := clock.System().Now()
		p.asked(c, "/outgoing/preview", typed, &second)
		took = min(took, clock.System().Now().Sub(began))
	}
	again := 0
	for _, x := range second.Pages {
		if x.SVG != "" {
			again++
		}
	}
	if second.Pages[0].SVG != "" || again == 0 {
		t.Error("a page that did not change was sent, or the one that did was not")
	}
	t.Logf("a preview of %d pages took %v at best", len(second.Pages), took)
	if took > 300*time.Millisecond {
		t.Errorf("a preview took %v", took)
	}
	typed.Set("body", "现通知如下。\n这里有一个字体里没有的字：\U000F0000。")
	p.asked(c, "/outgoing/preview", typed, &fault)
	if fault.Fault == "" || fault.Line != 1 {
		t.Errorf("a character no font has: %q at %d", fault.Fault, fault.Line)
	}
	typed.Set("body", "现通知如下。按照（云泽〔2026〕1号要求办理。")
	var found shownPages
	p.asked(c, "/outgoing/preview", typed, &found)
	if len(found.Findings) == 0 {
		t.Error("an open bracket is not named")
	}
	typed.Del("have")
	if status, file := p.post(c, "/outgoing/preview", typed); status != http.StatusOK || !strings.HasPrefix(file, "%PDF") {
		t.Errorf("without script: %d", status)
	}
}

// A Word or text file takes the place of what is there; what was changed or guessed is
// said; another kind of file is refused at the field, and the text is kept.
func TestEditor_Imports_1_03_3_1(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	c := p.clientOf("yewukeyuan")
	doc, _, err := gb9704.ParseText("关于开展检查的函\n\n市财政局：\n现函告如下。\n一、检查范围\n以本年度为限。")
	if err != nil {
		t.Fatal(err)
	}
	doc.Organs, doc.Date, doc.Number = []string{"某局"}, "2026-11-24", "某函[2026]001号" // as people write it
	var file bytes.Buffer
	laid, report, err := gb9704.Typeset(&doc, p.app.Fonts)
	if err != nil {
		t.Fatal(err)
	}
	if err := docx.Write(&file, &doc, laid, report, docx.Usual()); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]struct {
		data             []byte
		title, body, say string
	}{
		"函.docx": {file.Bytes(), "关于开展检查的函", "一、检查范围", "原稿不合国标，排版时改正：7.2.5"},
		"函.txt":  {[]byte("关于召开会议的通知\n\n各科室：\n现通知如下。\n一、时间\n二、地点"), "关于召开会议的通知", "二、地点", ""},
	} {
		status, answer := p.upload(c, name, in.data)
		var got struct{ ID string }
		if err := json.Unmarshal([]byte(answer), &got); status != http.StatusOK || err != nil {
			t.Fatalf("%s: %d %s", name, status, answer)
		}
		status, page := p.post(c, "/outgoing/edit", p.written(c, "/outgoing/edit", map[string]string{"import": "1", "import_file": got.ID}))
		if status != http.StatusOK || value(t, page, "title") != in.title || !strings.Contains(value(t, page, "body"), in.body) || !strings.Contains(page, in.say) {
			t.Errorf("%s: %d, %q, %q", name, status, value(t, page, "title"), value(t, page, "body"))
		}
	}
	for _, id := range []string{"", p.pdfOf(c)} {
		status, page := p.post(c, "/outgoing/edit", p.written(c, "/outgoing/edit", map[string]string{"import": "1", "import_file": id, "body": "留住这几个字"}))
		if status != http.StatusUnprocessableEntity || value(t, page, "body") != "留住这几个字" || !strings.Contains(page, "没有导入") {
			t.Errorf("import of %q: %d", id, status)
		}
	}
}

// pdfOf uploads some PDF that is no manuscript.
func (p *program) pdfOf(c *http.Client) string {
	p.t.Helper()
	_, data := p.post(c, "/outgoing/preview", p.written(c, "/outgoing/edit", nil))
	status, answer := p.upload(c, "预览.pdf", []byte(data))
	var got struct{ ID string }
	if err := json.Unmarshal([]byte(answer), &got); status != http.StatusOK || err != nil {
		p.t.Fatalf("%d %s", status, answer)
	}
	return got.ID
}

// issue brings a document from proofreading up to a step, by the API.
func (p *program) issue(id, upTo string) {
	p.t.Helper()
	today := string(clock.DateOf(p.app.DB.Now()))
	for _, s := range []struct {
		login, step string
		fields      map[string]any
	}{
		{"yewukeyuan", "proofread", map[string]any{"kept": "没有要改的。"}}, {"yewukezhang", "dept", nil}, {"wenmi", "check", map[string]any{"manners": true, "policy": true, "layout": true, "consults": true}},
		{"bangongshizhuren", "director", map[string]any{"signer": "head"}}, {"fujuzhang2", "leader", nil}, {"wenmi", "precheck", nil}, {"juzhang", "sign", nil},
		{"wenmi", "number", map[string]any{"way": "新取", "date": today}}, {"wenmi", "recheck", map[string]any{"verdict": "定稿"}}, {"wenshu", "print", map[string]any{"copies": 1, "on": today}},
		{"wenshu", "seal", map[string]any{"copies": 1}}, {"wenshu", "send", map[string]any{"items": []map[string]any{{"organ": "各科室", "way": "内部", "copies": 1}}}},
	} {
		if s.step == upTo {
			return
		}
		if s.step == "seal" {
			p.stamp(id)
		}
		status, answer := p.step(s.login, id, s.step, "同意。", s.fields)
		if status >= 300 {
			p.t.Fatalf("%s at %s: %d %v", s.login, s.step, status, answer)
		}
	}
}

// stamp has one copy stamped against what was signed (1-01-6.1): refused to 1-03 until
// the keeper has pressed it.
func (p *program) stamp(id string) {
	p.t.Helper()
	if status, answer := p.step("wenshu", id, "seal", "", map[string]any{"copies": 1}); status != http.StatusUnprocessableEntity || answer["clause"] != "1-01-6.1" {
		p.t.Errorf("sent before it is stamped: %d %v", status, answer)
	}
	if _, page := p.get(p.clientOf("wenshu"), "/cases/"+id); !strings.Contains(page, "/start/seal-use?from="+id) {
		p.t.Error("the document does not offer its seal")
	}
	_, answer := p.api("wenshu", "POST", "/cases/seal-use", map[string]any{"from": id, "fields": map[string]any{
		"seal": p.id("seal", "name", "局公章"), "matter": "公文", "document": id, "purpose": "各科室", "copies": 1, "places": []map[string]any{{"where": "落款", "times": 1}},
	}})
	use, _ := answer["case_id"].(string)
	if use == "" {
		p.t.Fatal(answer)
	}
	place := regexp.MustCompile(`版面留出的位置：第 1 页，章心距左边 1[0-6]\d 毫米、距上边 \d+ 毫米`)
	if _, page := p.get(p.clientOf("yinzhang"), "/cases/"+use); !place.MatchString(page) {
		p.t.Error("the keeper is not told where the pages leave room for the seal")
	}
	code := p.value(`SELECT code FROM seal_rendition WHERE case_id = '` + use + `'`)
	p.must(p.step("yinzhang", use, "press", "", map[string]any{"code": code, "sheets": p.count(`SELECT pages FROM seal_rendition WHERE case_id = $1`, use), "copies": 1}))
	p.must(p.step("wenshu", use, "sign", "", nil))
	if n := p.count(`SELECT COUNT(*) FROM case_link WHERE relation = '用印' AND case_id = $1 AND to_id = $2`, use, id); n != 1 {
		p.t.Errorf("%d links between the document and its stamping", n)
	}
}

// A document in every form, as it stands and as it was fixed; two versions compared on
// the page and on paper; who signed for it entered by the office; the drafter's list.
func TestDocument_FilesComparisonsReceipts_1_03(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	drafter := p.clientOf("yewukeyuan")
	id := p.draft("yewukeyuan")
	revised := p.written(drafter, "/outgoing/"+id+"/edit", map[string]string{"copies": "1", "body": "现就下列事项通知如下。"})
	_, page := p.get(drafter, "/outgoing/"+id+"/edit")
	for _, name := range []string{"task", "task_version", "content_version", "case"} {
		revised.Set(name, value(t, page, name))
	}
	if status, page := p.post(drafter, "/outgoing/"+id+"/edit", revised); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, page)
	}
	_, page = p.get(drafter, "/outgoing/"+id+"/compare?a=1&b=2")
	if doc := strings.Join(strings.Fields(page), ""); !strings.Contains(doc, "有关</del>") || !strings.Contains(doc, "下列</ins>") {
		t.Error("what went and what came is not shown")
	}
	if status, file := p.get(drafter, "/outgoing/"+id+"/compare?a=1&b=2&format=pdf"); status != http.StatusOK || !strings.HasPrefix(file, "%PDF") {
		t.Errorf("花脸稿: %d", status)
	}
	for format, magic := range map[string]string{"pdf": "%PDF", "ofd": "PK", "docx": "PK"} {
		if status, file := p.get(drafter, "/outgoing/"+id+"/file/"+format); status != http.StatusOK || !strings.HasPrefix(file, magic) {
			t.Errorf("%s: %d", format, status)
		}
	}
	if status, _ := p.get(drafter, "/outgoing/"+id+"/file/exe"); status != http.StatusNotFound {
		t.Errorf("no such format: %d", status)
	}
	p.issue(id, "receipt")
	for _, paper := range []string{"draft", "dispatch", "countersign"} {
		if status, file := p.get(drafter, "/cases/"+id+"/print/"+paper); status != http.StatusOK || !strings.HasPrefix(file, "%PDF") {
			t.Errorf("%s: %d", paper, status)
		}
	}
	p.receipts(id)
	if status, page := p.get(drafter, "/outgoing/track"); status != http.StatusOK || !strings.Contains(page, "关于规范印章使用的通知") || !strings.Contains(page, "催办") {
		t.Errorf("track: %d", status)
	}
	if status, page := p.get(p.clientOf("zhifakezhang"), "/outgoing/track?of=dept"); status != http.StatusOK || strings.Contains(page, id) {
		t.Errorf("another department's list: %d", status)
	}
	if status, _ := p.get(drafter, "/outgoing/"+id+"/edit"); status != http.StatusForbidden {
		t.Errorf("the drafter edits what was signed: %d", status)
	}
}

// receipts enters who signed: both or nothing, on no day to come, by the office alone.
func (p *program) receipts(id string) {
	p.t.Helper()
	c, path, line := p.clientOf("wenshu"), "/outgoing/"+id+"/receipts", p.id("outgoing_dispatch", "case_id", id)
	enter := func(c *http.Client, by, on string) int {
		status, _ := p.post(c, path, url.Values{"csrf": {p.token(c, "/todo")}, "key": {ident.Secret()}, "by_" + line: {by}, "on_" + line: {on}})
		return status
	}
	today := clock.DateOf(p.app.DB.Now())
	for name, x := range map[string]struct {
		c      *http.Client
		by, on string
		want   int
	}{
		"nobody named": {c, "", string(today), http.StatusUnprocessableEntity}, "no day": {c, "李某", "", http.StatusUnprocessableEntity}, "nothing": {c, "", "", http.StatusUnprocessableEntity},
		"tomorrow": {c, "李某", string(today.AddDays(2)), http.StatusUnprocessableEntity}, "not the office": {p.clientOf("yewukeyuan"), "李某", string(today), http.StatusForbidden},
	} {
		if status := enter(x.c, x.by, x.on); status != x.want {
			p.t.Errorf("%s: %d, want %d", name, status, x.want)
		}
	}
	if status := enter(c, "李某", string(today)); status != http.StatusSeeOther {
		p.t.Errorf("entered: %d", status)
	}
	if n := p.count(`SELECT COUNT(*) FROM outgoing_dispatch WHERE case_id = $1 AND receiver = '李某'`, id); n != 1 {
		p.t.Error("the receipt is not there")
	}
}

// A reply is drafted from the letter: linked with it, its title, addressee and the
// letter's number proposed; the number it is issued under closes the letter's 复文号.
func TestReply_FromTheLetter_1_02_R4(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answerAndVoid(t, start(t, db()))
		})
	}
}

func answerAndVoid(t *testing.T, p *program) {
	t.Helper()
	letter := p.open("云统函〔2026〕940号")
	p.must(p.step("bangongshizhuren", letter, "propose", "拟请批示。", map[string]any{"class": "办件", "together": "依次", "leaders": []string{p.id("person", "login", "juzhang")}, "hosts": []string{p.id("department", "code", "ywk")}}))
	p.must(p.step("juzhang", letter, "instruct", "请业务科函复。", nil))
	p.must(p.step("wenshu", letter, "original", "", map[string]any{"place": "柜 1", "copies": 1}))
	p.must(p.step("wenshu", letter, "distribute", "", map[string]any{"hosts": []string{p.id("department", "code", "ywk")}}))
	head := p.clientOf("yewukezhang")
	_, page := p.get(head, "/cases/"+letter)
	if !strings.Contains(page, "/start/"+outgoing.Kind+"?from="+letter) && !strings.Contains(page, "/outgoing/edit?from="+letter) {
		t.Error("the letter does not offer its answer")
	}
	path := "/outgoing/edit?from=" + letter
	_, page = p.get(head, path)
	if value(t, page, "title") != "关于报送情况的复函" || value(t, page, "to") != "云泽市统计局" || value(t, page, "answers") != "云统函〔2026〕940号" || !strings.Contains(value(t, page, "body"), "云统函〔2026〕940号") {
		t.Errorf("%q to %q, answers %q: %q", value(t, page, "title"), value(t, page, "to"), value(t, page, "answers"), value(t, page, "body"))
	}
	typed := p.written(head, path, map[string]string{"doc_kind": "函", "copies": "1"})
	for _, name := range []string{"title", "to", "answers", "body"} {
		typed.Set(name, value(t, page, name))
	}
	if status, page := p.post(head, path, typed); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, page)
	}
	id := p.id("cases", "title", "关于报送情况的复函")
	if n := p.count(`SELECT COUNT(*) FROM case_link WHERE relation = '答复' AND (case_id = $1 AND to_id = $2 OR case_id = $3 AND to_id = $4)`, id, letter, letter, id); n != 1 {
		t.Errorf("%d links between the letter and its answer", n)
	}
	today := string(clock.DateOf(p.app.DB.Now()))
	p.must(p.step("yewukezhang", id, "proofread", "", map[string]any{"kept": "没有要改的。"}))
	for _, s := range []struct {
		login, step string
		fields      map[string]any
	}{
		{"fujuzhang2", "dept", nil}, // the head's own draft goes one level up (G-01)
		{"wenmi", "check", map[string]any{"manners": true, "policy": true, "layout": true, "consults": true}}, {"bangongshizhuren", "director", map[string]any{"signer": "head"}}, {"fujuzhang2", "leader", nil}, {"wenmi", "precheck", nil},
		{"juzhang", "sign", nil}, {"wenmi", "number", map[string]any{"way": "新取", "date": today}},
	} {
		status, answer := p.step(s.login, id, s.step, "同意。", s.fields)
		if status >= 300 {
			t.Fatalf("%s at %s: %d %v", s.login, s.step, status, answer)
		}
	}
	number := p.value(`SELECT number FROM outgoing_document WHERE id = $1`, id)
	if got := p.value(`SELECT answer FROM incoming_document WHERE id = $1`, letter); got == "" || got != number {
		t.Errorf("the letter was answered under %q, the document has %q", got, number)
	}
	for _, at := range []string{id, letter} {
		other := map[string]string{id: letter, letter: id}[at]
		if _, page := p.get(p.clientOf("wenshu"), "/cases/"+at); !strings.Contains(page, "/cases/"+other) {
			t.Error("letter and answer do not link to each other")
		}
	}
	// an answer that is void answers nothing: the letter waits for another, and says so
	told := p.count(`SELECT COUNT(*) FROM notice WHERE case_id = $1`, letter)
	p.must(p.api("wenshu", "POST", "/cases/"+id+"/actions/void", map[string]any{"content_version": p.count(`SELECT content_version FROM cases WHERE id = $1`, id), "opinion": "发错了对象"}))
	if got := p.value(`SELECT answer FROM incoming_document WHERE id = $1`, letter); got != "" {
		t.Errorf("the letter is still answered under %q, which is void", got)
	}
	if p.count(`SELECT COUNT(*) FROM notice WHERE case_id = $1`, letter) != told+1 {
		t.Error("the office is not told that the letter waits for an answer again")
	}
}
