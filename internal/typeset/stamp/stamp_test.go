package stamp_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/stamp"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func mark(p int) (code, words string) {
	return fmt.Sprintf("guiju:2026-128:%d/2", p), fmt.Sprintf("用印〔2026〕128号　第%d页，共2页", p)
}

func stamped(t testing.TB, fonts *font.Set, src []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := stamp.Write(&out, src, fonts, mark); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// letter is a document of two pages by our own writer; others are made of it.
func letter(t testing.TB, fonts *font.Set) []byte {
	t.Helper()
	var pages []page.Page
	for n := range 2 {
		p := page.Page{Width: 210, Height: 297, Marks: []page.Mark{page.Line{X1: 28, Y1: 86, X2: 184, Y2: 86, Width: 0.5, Color: page.Red}}}
		for row := range 15 {
			line, _, err := page.Write(fonts, page.Text{Role: page.Song, Size: 16, Y: 100 + 10*float64(row)}, 28, fmt.Sprintf("正文第%d页第%d行：关于龑堃同志的通知", n+1, row+1))
			if err != nil {
				t.Fatal(err)
			}
			p.Marks = append(p.Marks, line)
		}
		pages = append(pages, p)
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, fonts, pdf.Info{Title: "通知"}, page.All(pages)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// qpdf makes another file of one.
func qpdf(t testing.TB, src []byte, args ...string) []byte {
	t.Helper()
	in, out := typetest.File(t, src, "in.pdf"), filepath.Join(t.TempDir(), "out.pdf")
	typetest.Run(t, "qpdf", append(args, in, out)...)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// edited is a file with a text changed and its tables made anew.
func edited(t testing.TB, src []byte, old, replacement string) []byte {
	t.Helper()
	plain := qpdf(t, src, "--qdf", "--object-streams=disable")
	if !bytes.Contains(plain, []byte(old)) {
		t.Fatalf("no %q to change", old)
	}
	changed := bytes.ReplaceAll(plain, []byte(old), []byte(replacement))
	fixed := typetest.Run(t, "fix-qdf", typetest.File(t, changed, "a.qdf"))
	return []byte(fixed)
}

// foreign are the ways in which files of others differ.
func foreign(t testing.TB, fonts *font.Set) map[string][]byte {
	src := letter(t, fonts)
	return map[string][]byte{
		"as written":        src,
		"object streams":    qpdf(t, src, "--object-streams=generate"),
		"linearized":        qpdf(t, src, "--linearize", "--object-streams=generate"),
		"linearized, plain": qpdf(t, src, "--linearize", "--object-streams=disable"),
		"uncompressed":      qpdf(t, src, "--qdf", "--object-streams=disable"),
		"turned 90":         qpdf(t, src, "--rotate=+90"),
		"turned 180":        qpdf(t, src, "--rotate=+180"),
		"turned 270":        qpdf(t, src, "--rotate=+270"),
		"cropped":           edited(t, src, "/MediaBox [", "/CropBox [ 20 30 500 700 ] /MediaBox ["),
		"box off zero":      edited(t, src, "    0\n    0\n    595.276\n    841.89", "    -50\n    20\n    545.276\n    861.89"),
		"state left open":   edited(t, src, "0.89 0.04 0.08 RG", "q 0.5 0 0 0.5 0 0 cm q 0.89 0.04 0.08 RG"),
		"stamped before":    stamped(t, fonts, qpdf(t, src, "--object-streams=generate")),
	}
}

// In all of them: the original is unchanged at the beginning, no program complains, the
// text is there with the mark behind it, the code is read, and nothing of the picture
// changes but where the mark stands.
func TestWrite_ForeignFiles(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	for name, src := range foreign(t, fonts) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := stamped(t, fonts, src)
			if !bytes.HasPrefix(out, src) {
				t.Fatal("the original was changed")
			}
			typetest.Check(t, out)
			before, after := typetest.Bare(typetest.Text(t, src)), typetest.Bare(typetest.Text(t, out))
			for n := range 2 {
				want, words := mark(n + 1)
				if line := typetest.Bare(words); strings.Count(after, line) != strings.Count(before, line)+1 {
					t.Errorf("no %s in\n%s", line, after)
				}
				if code := typetest.Scan(t, out, n+1); !strings.Contains(code, want) {
					t.Errorf("page %d: the code reads %q", n+1, code)
				}
			}
			for row := range 15 {
				if line := fmt.Sprintf("正文第2页第%d行：关于龑堃同志的通知", row+1); !strings.Contains(after, line) {
					t.Errorf("no %s", line)
				}
			}
			samePicture(t, src, out)
			if again := stamped(t, fonts, src); !bytes.Equal(out, again) {
				t.Error("other bytes the second time")
			}
		})
	}
}

// samePicture compares the pages outside the mark's place at the bottom right.
func samePicture(t *testing.T, src, out []byte) {
	t.Helper()
	for _, r := range []typetest.Renderer{typetest.Poppler, typetest.MuPDF} {
		a, b := typetest.Draw(t, r, src, 1, 72), typetest.Draw(t, r, out, 1, 72)
		if a.W != b.W || a.H != b.H {
			t.Fatalf("%s: %d×%d became %d×%d", r, a.W, a.H, b.W, b.H)
		}
		changed := 0
		for i := range a.Grey {
			x, y := float64(i%a.W)/a.PerMM, float64(i/a.W)/a.PerMM
			up := float64(a.H)/a.PerMM - y
			inMark := up > 7 && up < 23 && x > float64(a.W)/a.PerMM-100
			if !inMark && math.Abs(float64(a.Grey[i])-float64(b.Grey[i])) > 2 {
				changed++
			}
		}
		if changed > 0 {
			t.Errorf("%s: %d dots changed outside the mark", r, changed)
		}
	}
}

// Content that closes a state it never opened (renderers complain of it) is drawn
// over the mark instead, and drawn as before.
func TestWrite_StrayRestore(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	src := edited(t, letter(t, fonts), "0.89 0.04 0.08 RG", "3 w Q 0.89 0.04 0.08 RG")
	out := stamped(t, fonts, src)
	drawn := typetest.Draw(t, typetest.MuPDF, out, 1, 100)
	if ink, _ := drawn.Ink(typetest.At(186, 267, 210, 297)); !ink.Near(typetest.At(188, 275, 202, 289), 0.4) {
		t.Errorf("the code is at %.2f", ink)
	}
	if !bytes.Contains(out, []byte("/Contents [")) || bytes.Contains(out[len(src):], []byte("stream\nq\nendstream")) {
		t.Error("the content stands between q and Q")
	}
}

func TestWrite_AtTheFoot(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	drawn := typetest.Draw(t, typetest.MuPDF, stamped(t, fonts, letter(t, fonts)), 1, 200)
	if ink, _ := drawn.Ink(typetest.At(186, 260, 210, 297)); !ink.Near(typetest.At(188, 275, 202, 289), 0.3) {
		t.Errorf("the code is at %.2f", ink)
	}
}

func TestWrite_EncryptedIsRefused(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	for name, args := range map[string][]string{
		"password":     {"--encrypt", "u", "o", "256", "--"},
		"restrictions": {"--encrypt", "", "o", "128", "--use-aes=y", "--"},
	} {
		err := stamp.Write(io.Discard, qpdf(t, letter(t, fonts), args...), fonts, mark)
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), "密码") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file whose tables are cut off or point elsewhere is searched for its objects.
func TestWrite_DamagedTablesAreMended(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	src := letter(t, fonts)
	packed := qpdf(t, src, "--object-streams=generate")
	cut := bytes.LastIndex(src, []byte("xref\n0"))
	for name, damaged := range map[string][]byte{
		"no table":          src[:cut],
		"wrong start":       bytes.Replace(src, []byte("startxref\n"), []byte("startxref\n1"), 1),
		"shifted by a line": bytes.Replace(src, []byte("\n1 0 obj"), []byte("\n\n\n1 0 obj"), 1),
		"packed, no end":    packed[:bytes.LastIndex(packed, []byte("startxref"))],
		"words in front":    append([]byte("From: scanner\r\n\r\n"), src...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := stamped(t, fonts, damaged)
			typetest.Check(t, out)
			if text := typetest.Text(t, out); !strings.Contains(text, "第2页，共2页") || !strings.Contains(typetest.Bare(text), "正文第2页第15行：关于龑堃同志的通知") {
				t.Errorf("text is lost:\n%s", text)
			}
		})
	}
}

func TestWrite_WhatIsNoPDFIsRefused(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	src := letter(t, fonts)
	for name, data := range map[string][]byte{
		"nothing": nil, "a picture": []byte("\x89PNG\r\n"), "half a page": src[:2000],
		"pages in a ring": []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]>>endobj trailer<</Root 1 0 R>>"),
		"no pages":        []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]>>endobj trailer<</Root 1 0 R>>"),
	} {
		err := stamp.Write(io.Discard, data, fonts, mark)
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), "损坏") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzWrite(f *testing.F) {
	fonts := typetest.Fonts(f)
	f.Add([]byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Contents 4 0 R/MediaBox[0 0 300 400]>>endobj 4 0 obj<</Length 5 0 R>>stream\nq BI ID x EI Q\nendstream endobj 5 0 obj 14 endobj trailer<</Root 1 0 R>>"))
	f.Add([]byte("%PDF-1.5\n1 0 obj<</Type/ObjStm/N 2/First 8/Length 2 0 R>>stream\n2 0 3 3 9 <<>>\nendstream endobj 4 0 obj<</Type/XRef/W[1 2 1]/Index[1 4]/Size 5/Root 3 0 R/Length 16>>stream\n\x01\x00\x09\x00\x02\x00\x01\x00\x02\x00\x01\x01\x01\x00\x50\x00endstream endobj\nstartxref\n80\n%%EOF"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_ = stamp.Write(io.Discard, data, fonts, mark)
	})
}

func BenchmarkWrite(b *testing.B) {
	fonts := typetest.Fonts(b)
	src := letter(b, fonts)
	b.SetBytes(int64(len(src)))
	added := 0
	for b.Loop() {
		added = len(stamped(b, fonts, src)) - len(src)
	}
	b.ReportMetric(float64(added), "added")
}
