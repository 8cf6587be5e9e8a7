package code_test

import (
	"bytes"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/typeset/code"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/typetest"
)

// A scanner reads off the printed page what was put in.
func TestCodes_AreRead(t *testing.T) {
	t.Parallel()
	p := page.Page{Width: 210, Height: 297}
	texts := []string{"guiju:01j9x2m4k7", "用印〔2026〕128号 第1页 龑", "2026-0-BGS-0012"}
	for i, text := range texts[:2] {
		marks, err := code.QR(text, 20+60*float64(i), 20, 17)
		if err != nil {
			t.Fatal(err)
		}
		p.Marks = append(p.Marks, marks...)
	}
	marks, err := code.Bars(texts[2], 20, 80, 60, 12)
	if err != nil {
		t.Fatal(err)
	}
	p.Marks = append(p.Marks, marks...)
	var out bytes.Buffer
	if err := pdf.Write(&out, typetest.Fonts(t), pdf.Info{Title: "codes"}, page.All([]page.Page{p})); err != nil {
		t.Fatal(err)
	}
	read := typetest.Scan(t, out.Bytes(), 1)
	for _, text := range texts {
		if !strings.Contains(read, text+"\n") {
			t.Errorf("%q is not among\n%s", text, read)
		}
	}
}

func TestBars_TooNarrowForScanners(t *testing.T) {
	t.Parallel()
	if _, err := code.Bars("2026-0-BGS-0012", 0, 0, 20, 10); err == nil {
		t.Error("drawn")
	}
	if _, err := code.Bars("龑", 0, 0, 200, 10); err == nil {
		t.Error("drawn")
	}
}
