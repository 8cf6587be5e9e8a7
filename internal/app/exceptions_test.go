package app_test

import (
	"net/http"
	"strings"
	"testing"
)

// From the refusal to the confirmation: recorded with evidence, told to who allowed
// it, confirmed with one tap; nobody else reads the evidence.
func TestException_RecordedToldConfirmed_G_09(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	wenshu, juzhang := p.clientOf("wenshu"), p.clientOf("juzhang")
	id := p.open("云统函〔2026〕970号")
	form := p.look(wenshu, "/exceptions/new?case="+id+"&clause=1-02-1.3")
	number := p.idWhere(`SELECT number FROM cases WHERE id = $1`, id)
	if v := values(form.form("/exceptions/new")); v.Get("number") != number || v.Get("clause") != "1-02-1.3" {
		t.Errorf("not filled in: %v", v)
	}
	fill := map[string]string{"kind": "电话或口头批准", "allowed_by": p.id("person", "login", "juzhang"), "allowed_at": "2026-11-24 09:30", "how": "电话", "what": "局长在外地，电话同意先分送"}
	if g := form.send(wenshu, "/exceptions/new", fill); g.status != http.StatusUnprocessableEntity || !strings.Contains(g.body, "上传凭据") || !strings.Contains(g.body, "局长在外地，电话同意先分送") {
		t.Errorf("without evidence: %d", g.status)
	}
	var again page
	for name, change := range map[string]map[string]string{"a clause without exceptions": {"clause": "1-02-3.2"}, "no such clause": {"clause": "9-99"}, "a number that is not": {"number": "收〔2026〕99999号"}, "tomorrow": {"allowed_at": "2099-01-01 09:30"}} {
		all := map[string]string{}
		for k, v := range fill {
			all[k] = v
		}
		for k, v := range change {
			all[k] = v
		}
		again = form.sendFile(wenshu, "/exceptions/new", "evidence", "通话.txt", []byte("09:30 同意"), all)
		if again.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, again.status)
		}
	}
	fill["clause"], fill["number"] = "1-02-1.3", number
	g := again.sendFile(wenshu, "/exceptions/new", "evidence", "", nil, fill) // the file was kept; the field is empty, as a browser sends it
	if !strings.Contains(g.body, "起 1 个工作日") || g.row(number) == "" {
		t.Fatalf("the computation is not shown: %s", g.body)
	}
	e := p.idWhere(`SELECT id FROM exception WHERE case_id = $1`, id)
	notice := ""
	for _, a := range p.look(juzhang, "/notices").all("a", "") {
		if attr(a, "href") == "/exceptions/"+e {
			notice = words(a)
		}
	}
	if !strings.Contains(notice, "1-02-1.3") {
		t.Errorf("the 局长 is not told: %q", notice)
	}
	file := p.idWhere(`SELECT evidence FROM exception WHERE id = $1`, e)
	for login, want := range map[string]int{"juzhang": http.StatusOK, "jijianzuzhang": http.StatusOK, "menwei": http.StatusNotFound} {
		if status, _ := p.get(p.clientOf(login), "/exceptions/"+e+"/files/"+file); status != want {
			t.Errorf("%s reads the evidence: %d", login, status)
		}
	}
	another := p.fileOf(p.id("cases", "title", "关于做好2027年重点项目申报工作的通知"))
	if status, _ := p.get(juzhang, "/exceptions/"+e+"/files/"+another); status != http.StatusNotFound {
		t.Errorf("a file of something else: %d", status)
	}
	if p.look(wenshu, "/exceptions/"+e).has("/exceptions/" + e) {
		t.Error("the recorder may confirm")
	}
	if g = p.look(juzhang, "/exceptions/"+e).send(juzhang, "/exceptions/"+e, nil); !strings.Contains(g.body, "已补办") || g.has("/exceptions/"+e) {
		t.Error(g.body)
	}
}

func TestExceptions_OverdueIsRedAndSuspends_G_09(t *testing.T) {
	t.Parallel()
	p := start(t, "") // the demo has one of 何国强's overdue
	juzhang := p.clientOf("juzhang")
	g := p.look(juzhang, "/exceptions")
	if len(g.all("tr", "row-r")) != 2 || !strings.Contains(g.row("由文书代录"), "逾期未补办") || g.row("何国强 1-02-1.3") == "" {
		t.Errorf("%d red lines: %q", len(g.all("tr", "row-r")), g.row("由文书代录"))
	}
	for query, want := range map[string]int{"?state=%E9%80%BE%E6%9C%9F%E6%9C%AA%E8%A1%A5%E5%8A%9E": 1, "?clause=1-02-1.3": 2, "?clause=1-09-1": 0, "?clause=1-02-1.3&person=" + p.id("person", "login", "fujuzhang2"): 1} {
		n := 0
		for _, a := range p.look(juzhang, "/exceptions"+query).all("a", "t") {
			if strings.HasPrefix(attr(a, "href"), "/exceptions/") {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d lines", query, n)
		}
	}
	if g = p.look(p.clientOf("yewukeyuan"), "/exceptions"); g.row("由文书代录") != "" {
		t.Error("whom it does not concern reads it")
	}
	e := p.idWhere(`SELECT id FROM exception WHERE clause = '1-02-1.3' AND good_at = 0`)
	he := p.clientOf("fujuzhang2")
	if g = p.look(he, "/exceptions/"+e); !strings.Contains(g.body, "暂停使用") {
		t.Error("the page does not say that the power is suspended")
	}
	if g = g.send(he, "/exceptions/"+e+"/object", map[string]string{"why": ""}); g.status != http.StatusUnprocessableEntity {
		t.Errorf("an objection without a word: %d", g.status)
	}
	if g = p.look(he, "/exceptions/"+e).send(he, "/exceptions/"+e+"/object", map[string]string{"why": "没有签过"}); !strings.Contains(g.body, "没有签过") {
		t.Error(g.body)
	}
	for _, format := range []string{"", "&format=xlsx", "&format=pdf"} {
		if status, body := p.get(juzhang, "/exceptions/quarter?from=2026-10-01"+format); status != http.StatusOK || len(body) < 1000 {
			t.Errorf("the quarter%s: %d", format, status)
		}
	}
	if g = p.look(juzhang, "/exceptions/quarter?from=2026-11-15"); !strings.Contains(g.body, "2026-10-01 至 2026-12-31") {
		t.Error("not the quarter of that day")
	}
}

func TestAPI_ExceptionsRecordedAndConfirmed_G_09(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	id := p.open("云统函〔2026〕971号")
	e := p.excepted(id)
	if status, answer := p.api("menwei", "GET", "/exceptions/"+e[0], nil); status != http.StatusNotFound {
		t.Errorf("whom it does not concern: %d %v", status, answer)
	}
	if status, answer := p.api("wenshu", "POST", "/exceptions/"+e[0]+"/confirm", map[string]any{}); status != http.StatusForbidden || answer["clause"] != "G-04" {
		t.Errorf("the recorder confirms: %d %v", status, answer)
	}
	if status, answer := p.api("juzhang", "POST", "/exceptions/"+e[0]+"/confirm", map[string]any{"note": "属实"}); status != http.StatusOK || answer["state"] != "已补办" {
		t.Errorf("%d %v", status, answer)
	}
	status, answer := p.api("wenshu", "GET", "/exceptions?clause=1-02-1.2", nil)
	if status != http.StatusOK || len(answer["items"].([]any)) != 3 { // two of the demo's year and this one
		t.Errorf("%d %v", status, answer["count"])
	}
	body := map[string]any{"kind": "先办后补", "clause": "1-02-1.2", "what": "先办", "how": "当面", "allowed_by": p.id("person", "login", "juzhang"), "allowed_at": p.app.DB.Now().UnixMilli() - 60000,
		"evidence": []string{p.fileOf(p.id("cases", "title", "关于做好2027年重点项目申报工作的通知"))}}
	if status, answer := p.api("menwei", "POST", "/exceptions", body); status != http.StatusNotFound {
		t.Errorf("somebody else's file as evidence: %d %v", status, answer)
	}
	body["clause"], body["copies"], body["evidence"] = "1-01-5.3", 2, []string{p.uploaded("通话.txt", "09:30 同意盖两份")}
	if status, answer := p.api("wenshu", "POST", "/exceptions", body); status != http.StatusCreated || answer["copies"] != 2.0 {
		t.Errorf("for two copies: %d %v", status, answer)
	}
	for query, want := range map[string]int{"?state=x": http.StatusUnprocessableEntity, "?from=x": http.StatusUnprocessableEntity, "?from=2026-01-01&to=2026-12-31": http.StatusOK} {
		if status, _ := p.api("wenshu", "GET", "/exceptions"+query, nil); status != want {
			t.Errorf("%s: %d", query, status)
		}
	}
}
