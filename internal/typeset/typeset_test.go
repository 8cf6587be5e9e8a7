package typeset

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/errs"
)

func fonts(t testing.TB) *Fonts {
	t.Helper()
	f := OpenFonts("../../fonts")
	if err := f.Check("字"); err != nil {
		t.Fatalf("no fonts: make fonts (%v)", err)
	}
	return f
}

func register(rows int) Register {
	r := Register{Title: "收文登记表", Unit: "单位：云泽市示范局", Period: "期间：全部", Printed: "打印：周敏", Signers: []string{"文书"},
		Columns: []Column{{Title: "收文号", Weight: 2}, {Title: "标题", Weight: 5}, {Title: "份数", Weight: 1, Right: true}}, Totals: []string{"合计", "", "9"}}
	for i := range rows {
		r.Rows = append(r.Rows, RegisterRow{Cells: []string{fmt.Sprintf("收〔2026〕%d号", i+1), "关于龑、堃、喆三位同志参加培训的通知，时间定于十一月", "1"}, Void: i == 1})
	}
	return r
}

// textOf is what another program reads out of the PDF.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (make deps): %v", err)
	}
	return string(out)
}

func TestWriteRegister_TextCopiesOutExactly_1_02_F1(t *testing.T) {
	t.Parallel()
	var out, again bytes.Buffer
	if err := WriteRegister(&out, fonts(t), register(60)); err != nil {
		t.Fatal(err)
	}
	text := textOf(t, out.Bytes())
	for _, want := range []string{"收文登记表", "收〔2026〕60号", "龑、堃、喆", "第 1 页，共", "文书："} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the PDF's text", want)
		}
	}
	if n := strings.Count(text, "收文号"); n < 2 {
		t.Errorf("the head stands on %d pages", n)
	}
	if err := WriteRegister(&again, fonts(t), register(60)); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Errorf("the same register gives other bytes (%v)", err)
	}
}

func TestWriteSheet_OpinionsGoOnOverPages(t *testing.T) {
	t.Parallel()
	s := Sheet{Title: "公文处理单", Number: "收〔2026〕1号", Code: "guiju:x", Rows: [][]Cell{{{Label: "标题", Value: "关于通知的通知"}}},
		Blocks: []Block{{Label: "拟办意见", Lines: []string{strings.Repeat("拟请局长批示。", 200)}}, {Label: "领导批示"}}}
	var out bytes.Buffer
	if err := WriteSheet(&out, fonts(t), s); err != nil {
		t.Fatal(err)
	}
	text := textOf(t, out.Bytes())
	if !strings.Contains(text, "（续页）") || strings.Count(text, "拟请局长批示")+strings.Count(text, "拟请局长批\n") < 150 {
		t.Error("the opinion is cut")
	}
}

func TestFonts_MissingCharacterIsNamed(t *testing.T) {
	t.Parallel()
	err := fonts(t).Check("\U0001F600")
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), "U+1F600") {
		t.Errorf("%v", err)
	}
}

func TestBreakLines_NothingLostNoForbiddenStart(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	const width = 40.0
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"关", "于", "通知", "，", "。", "（", "）", "《", "》", "Guiju", "2026-11-24"}), 0, 120).Draw(t, "parts")
		text := strings.Join(parts, "")
		lines, err := f.breakLines(Song, 10, width, text)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(lines, "") != text {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, piece := range pieces(text) {
			if w, err := f.width(Song, 10, piece); err != nil || w > width {
				return // it has to be cut somewhere
			}
		}
		for i, line := range lines {
			if w, err := f.width(Song, 10, line); err != nil || w > width {
				t.Fatalf("%q is %.1f mm wide", line, w)
			}
			if i > 0 && strings.ContainsRune(noStart, []rune(line)[0]) {
				t.Fatalf("%q begins with what may not begin a line", line)
			}
		}
	})
}

func FuzzParseFont(f *testing.F) {
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0c"))
	f.Add([]byte{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = parseFont(data) // it must not panic
	})
}

func BenchmarkRegister1000(b *testing.B) {
	f := fonts(b)
	r := register(1000)
	for b.Loop() {
		var out bytes.Buffer
		if err := WriteRegister(&out, f, r); err != nil {
			b.Fatal(err)
		}
	}
}
