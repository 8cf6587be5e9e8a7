// Package typetest is for tests of the typesetter: the fonts of the working tree,
// and what other programs (Poppler, MuPDF, qpdf) read out of a PDF.
package typetest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/typeset/font"
)

// Rare are characters of names that small fonts lack, several beyond U+FFFF.
const Rare = "䶮㛃㳚𬭊𫖮𬸚𬣙𫍣䴙䓖龑堃喆玥翀"

// Dir is the folder of fonts, seen from a package under internal/typeset.
const Dir = "../../../fonts"

// Fonts opens the free set, all of it.
func Fonts(t testing.TB) *font.Set {
	t.Helper()
	for _, name := range []string{"FandolFang-Regular.otf", "LXGWWenKai-Regular.ttf", "NotoSansSC_500Medium.ttf", "NotoSerifSC_400Regular.ttf", "NotoSerifSC_900Black.ttf"} {
		if _, err := os.Stat(filepath.Join(Dir, name)); err != nil {
			t.Fatalf("no fonts: make fonts (%v)", err)
		}
	}
	return font.OpenSet(Dir)
}

// Run runs a program and gives what it wrote; a complaint fails the test.
func Run(t testing.TB, program string, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s (make deps): %v\n%s%s", program, err, complaints.String(), out.String())
	}
	return out.String()
}

// File puts data into a file of the test.
func File(t testing.TB, data []byte, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Text is all text of a PDF in the order in which it was written.
func Text(t testing.TB, pdf []byte) string {
	t.Helper()
	return Run(t, "pdftotext", "-raw", "-enc", "UTF-8", File(t, pdf, "a.pdf"), "-")
}

// Check lets qpdf and both renderers look for faults.
func Check(t testing.TB, pdf []byte) {
	t.Helper()
	path := File(t, pdf, "a.pdf")
	if out := Run(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
	Run(t, "mutool", "draw", "-q", "-N", "-r", "40", "-o", filepath.Join(t.TempDir(), "p%d.pgm"), path)
	Run(t, "pdftoppm", "-r", "40", "-gray", path, filepath.Join(t.TempDir(), "p"))
	if out := Run(t, "pdffonts", path); strings.Contains(out, " no ") {
		t.Errorf("a font is not embedded, not a subset or without Unicode:\n%s", out)
	}
}

// Box is a rectangle in millimetres from the top left.
type Box struct{ X1, Y1, X2, Y2 float64 }

// At is a Box by its edges: left, top, right, bottom.
func At(x1, y1, x2, y2 float64) Box { return Box{X1: x1, Y1: y1, X2: x2, Y2: y2} }

// Near tells whether no edge is farther off than some millimetres.
func (b Box) Near(other Box, mm float64) bool {
	return math.Abs(b.X1-other.X1) <= mm && math.Abs(b.Y1-other.Y1) <= mm && math.Abs(b.X2-other.X2) <= mm && math.Abs(b.Y2-other.Y2) <= mm
}

// Word is a word that pdftotext found, with its place.
type Word struct {
	Box
	Text string
}

// Words are the words of each page.
func Words(t testing.TB, pdf []byte) [][]Word {
	t.Helper()
	var doc struct {
		Pages []struct {
			Words []struct {
				X1   float64 `xml:"xMin,attr"`
				Y1   float64 `xml:"yMin,attr"`
				X2   float64 `xml:"xMax,attr"`
				Y2   float64 `xml:"yMax,attr"`
				Text string  `xml:",chardata"`
			} `xml:"word"`
		} `xml:"body>doc>page"`
	}
	out := Run(t, "pdftotext", "-bbox", File(t, pdf, "a.pdf"), "-")
	decoder := xml.NewDecoder(strings.NewReader(out))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	if err := decoder.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	const mm = 25.4 / 72
	var pages [][]Word
	for _, p := range doc.Pages {
		var words []Word
		for _, w := range p.Words {
			words = append(words, Word{Box{w.X1 * mm, w.Y1 * mm, w.X2 * mm, w.Y2 * mm}, w.Text})
		}
		pages = append(pages, words)
	}
	return pages
}

// Renderer is a program that draws pages.
type Renderer string

// The renderers.
const (
	Poppler Renderer = "pdftoppm"
	MuPDF   Renderer = "mutool"
)

// Picture is a page drawn in grey.
type Picture struct {
	W, H  int
	Grey  []byte
	PerMM float64 // dots
}

// Draw renders a page (from 1).
func Draw(t testing.TB, r Renderer, pdf []byte, page, dpi int) Picture {
	t.Helper()
	path, out := File(t, pdf, "a.pdf"), filepath.Join(t.TempDir(), "p")
	n, res := fmt.Sprint(page), fmt.Sprint(dpi)
	if r == Poppler {
		Run(t, "pdftoppm", "-r", res, "-gray", "-cropbox", "-singlefile", "-f", n, "-l", n, path, out)
	} else {
		Run(t, "mutool", "draw", "-q", "-N", "-r", res, "-c", "gray", "-o", out+".pgm", path, n)
	}
	p := readPicture(t, out+".pgm")
	p.PerMM = float64(dpi) / 25.4
	return p
}

// DrawSVG renders an A4 page in SVG, as large as a picture of the PDF.
func DrawSVG(t testing.TB, svg []byte, w, h int) Picture {
	t.Helper()
	out := filepath.Join(t.TempDir(), "p.pgm")
	Run(t, "mutool", "draw", "-q", "-N", "-c", "gray", "-w", fmt.Sprint(w), "-h", fmt.Sprint(h), "-o", out, File(t, svg, "a.svg"))
	p := readPicture(t, out)
	p.PerMM = float64(p.W) / 210
	return p
}

func readPicture(t testing.TB, path string) (p Picture) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var high int
	if _, err := fmt.Sscanf(string(data[:min(len(data), 64)]), "P5\n%d %d\n%d", &p.W, &p.H, &high); err != nil || p.W*p.H > len(data) {
		t.Fatalf("no picture: %v", err)
	}
	p.Grey = data[len(data)-p.W*p.H:]
	return p
}

// Scan reads the QR and bar codes on a page (from 1), a line each.
func Scan(t testing.TB, pdf []byte, page int) string {
	t.Helper()
	out, n := filepath.Join(t.TempDir(), "p"), fmt.Sprint(page)
	Run(t, "pdftoppm", "-r", "200", "-gray", "-cropbox", "-singlefile", "-f", n, "-l", n, File(t, pdf, "a.pdf"), out)
	return Run(t, "zbarimg", "-q", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", out+".pgm")
}

// Ink is the rectangle around what is dark inside a window.
func (p Picture) Ink(window Box) (ink Box, ok bool) {
	x1, y1 := max(0, int(window.X1*p.PerMM)), max(0, int(window.Y1*p.PerMM))
	x2, y2 := min(p.W, int(window.X2*p.PerMM)), min(p.H, int(window.Y2*p.PerMM))
	left, top, right, bottom := x2, y2, x1, y1
	for y := y1; y < y2; y++ {
		for x := x1; x < x2; x++ {
			if p.Grey[y*p.W+x] < 128 {
				left, top, right, bottom = min(left, x), min(top, y), max(right, x+1), max(bottom, y+1)
			}
		}
	}
	return Box{float64(left) / p.PerMM, float64(top) / p.PerMM, float64(right) / p.PerMM, float64(bottom) / p.PerMM}, left < right
}

// Bare is a text without the white space between its lines.
func Bare(s string) string { return strings.Join(strings.Fields(s), "") }
