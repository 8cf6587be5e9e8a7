package app_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The evidence of a clause is what was done: one more registration is one more,
// one refusal is one more, for page and API alike.
func TestEvidence_CountsWhatWasDone_1_02_1_1(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	read := func() map[string]float64 {
		status, answer := p.api("juzhang", "GET", "/compliance/1-02", nil)
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, answer)
		}
		for _, x := range answer["clauses"].([]any) {
			if c := x.(map[string]any); c["id"] == "1-02-1.1" {
				return map[string]float64{"exercised": c["exercised"].(float64), "refused": c["refused"].(float64)}
			}
		}
		t.Fatal("the clause is not there")
		return nil
	}
	before := read()
	p.open("云统函〔2026〕961号")
	status, _ := p.api("wenshu", "POST", "/cases/incoming", map[string]any{
		"fields": map[string]any{"source": "纸质", "copies": 1}, "ahead": map[string]any{"register": registration("云统函〔2026〕961号"), "review": map[string]any{"verdict": "受理"}},
	})
	if status != http.StatusUnprocessableEntity {
		t.Fatalf("the same number again: %d", status)
	}
	after := read()
	if after["exercised"] != before["exercised"]+3 || after["refused"] != before["refused"]+1 { // 签收, 登记, 初审
		t.Errorf("before %v, after %v", before, after)
	}
	if status, _ := p.api("juzhang", "GET", "/compliance/1-02?from=2020-01-01&to=2020-12-31", nil); status != http.StatusOK {
		t.Errorf("an empty period: %d", status)
	}
	if status, answer := p.api("juzhang", "GET", "/compliance/1-02?from=13月", nil); status != http.StatusUnprocessableEntity {
		t.Errorf("a wrong date: %d %v", status, answer)
	}
	if status, _ := p.api("yewukeyuan", "GET", "/compliance/1-02", nil); status != http.StatusForbidden {
		t.Errorf("a 科员 reads it: %d", status)
	}
	if _, page := p.get(p.clientOf("juzhang"), "/inspection/1-02"); !strings.Contains(page, "1-02-1.1") || !strings.Contains(page, "1-02-K1") {
		t.Error("the page has no clause or no key point")
	}
}

// The inspection pack is one click: evidence, registers, refusals, a sample in
// full, and what it takes to verify.
func TestPack_HasTheRegistersAndTheProof(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	status, body := p.get(p.clientOf("jijianzuzhang"), "/inspection/1-02/pack")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	r, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	said := ""
	for _, f := range r.File {
		names = append(names, f.Name)
		if f.Name != "00 说明.txt" {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		said = string(text)
	}
	for _, want := range []string{"收文登记表.xlsx", "收文登记表.pdf", "条款执行情况.pdf", "关键控制点.xlsx", "拒绝记录.pdf", "特事登记.xlsx", "收文抽样办理记录.pdf", "核验公钥.pem"} {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, want) }) {
			t.Errorf("no %s in %v", want, names)
		}
	}
	if !strings.Contains(said, "树根") || !strings.Contains(said, "示范数据") {
		t.Errorf("the note says %q", said)
	}
	if strings.Contains(said, "科室文件：0 行") {
		t.Errorf("the ledger that each department keeps is empty: %q", said)
	}
}

// The operator exports a ledger whole, also one of which each department sees its own.
func TestExport_ALedgerOfDepartments_1_02_2_1(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	var out strings.Builder
	if err := p.app.Export(t.Context(), "department-files", "json", nil, &out); err != nil || !strings.Contains(out.String(), "规范性文件清理资料") {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
}
