package svg_test

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/paper"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/svg"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func draw(t testing.TB, fonts *font.Set, p page.Page) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := svg.Write(&out, fonts, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sample has all kinds of marks.
func sample(t testing.TB, fonts *font.Set) page.Page {
	p := page.Page{Width: 210, Height: 297}
	for i, role := range font.Roles {
		line, _, err := page.Write(fonts, page.Text{Role: role, Size: 16, Y: 40 + 12*float64(i), Color: page.Red}, 28, "关于“2026”年——"+typetest.Rare)
		if err != nil {
			t.Fatal(err)
		}
		p.Marks = append(p.Marks, line)
	}
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return page.Page{Width: 210, Height: 297, Marks: append(p.Marks,
		page.Line{X1: 28, Y1: 120, X2: 184, Y2: 120, Width: 0.5}, page.Line{X1: 28, Y1: 125, X2: 184, Y2: 125, Width: 0.5},
		page.Fill{X: 28, Y: 130, W: 10, H: 5}, page.Picture{X: 60, Y: 130, W: 40, H: 40, Data: pic.Bytes()},
		page.Turned{X: 100, Y: 250, Marks: []page.Mark{page.Fill{X: 110, Y: 252, W: 20, H: 3}}})}
}

// The content security policy of the program lets it pass: attributes only.
func TestWrite_AttributesOnly(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	decoder := xml.NewDecoder(bytes.NewReader(draw(t, fonts, sample(t, fonts))))
	uses, ids := 0, map[string]bool{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.Contains(" svg rect defs path g use image ", " "+e.Name.Local+" ") {
			t.Errorf("an element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if a.Name.Local == "style" || a.Name.Local == "class" || strings.HasPrefix(a.Name.Local, "on") {
				t.Errorf("an attribute %s", a.Name.Local)
			}
			if a.Name.Local == "id" {
				if ids[a.Value] {
					t.Errorf("%s twice", a.Value)
				}
				ids[a.Value] = true
			}
			if a.Name.Local == "href" && e.Name.Local == "use" {
				uses++
				if !ids[strings.TrimPrefix(a.Value, "#")] {
					t.Errorf("%s is not defined", a.Value)
				}
			}
		}
	}
	if want := 5 * len([]rune("关于“2026”年——"+typetest.Rare)); uses != want {
		t.Errorf("%d glyphs, want %d", uses, want)
	}
}

// The preview shows what the PDF shows, in the same places.
func TestWrite_LooksLikeThePDF(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	p := sample(t, fonts)
	var out bytes.Buffer
	if err := pdf.Write(&out, fonts, pdf.Info{}, page.All([]page.Page{p})); err != nil {
		t.Fatal(err)
	}
	want := typetest.Draw(t, typetest.MuPDF, out.Bytes(), 1, 150)
	got := typetest.DrawSVG(t, draw(t, fonts, p), want.W, want.H)
	for name, window := range map[string]typetest.Box{
		"仿宋": typetest.At(0, 30, 210, 44), "楷体": typetest.At(0, 44, 210, 56), "小标宋": typetest.At(0, 68, 210, 80), "lines": typetest.At(0, 110, 210, 128),
		"fill": typetest.At(0, 128, 50, 140), "picture": typetest.At(50, 128, 210, 180), "turned": typetest.At(0, 200, 210, 297),
	} {
		a, _ := want.Ink(window)
		b, ok := got.Ink(window)
		if !ok || !a.Near(b, 0.35) {
			t.Errorf("%s is at %.2f, want %.2f", name, b, a)
		}
	}
}

func TestWrite_MissingCharacter(t *testing.T) {
	t.Parallel()
	p := page.Page{Marks: []page.Mark{page.Text{Size: 16, Glyphs: []page.Glyph{{Rune: '\U0001F600'}}}}}
	if _, ok := errors.AsType[*page.Missing](svg.Write(io.Discard, typetest.Fonts(t), p)); !ok {
		t.Error("drawn")
	}
}

// A full page of a register is small enough for a preview (ux.md: 200 KB a page).
func TestWrite_Small(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	r := paper.Register{Title: "登记表", Grid: paper.Grid{Columns: []paper.Column{{Title: "号"}, {Title: "题名", Weight: 6}}}}
	for i := range 25 {
		row := []rune(fmt.Sprintf("%d", i))
		for j := range 60 {
			row = append(row, rune(0x4e00+(i*61+j*7)%500))
		}
		r.Grid.Rows = append(r.Grid.Rows, paper.Row{Cells: []string{fmt.Sprint(i), string(row)}})
	}
	for p, err := range r.Pages(fonts) {
		if err != nil {
			t.Fatal(err)
		}
		data := draw(t, fonts, p)
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(data); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		t.Logf("%d bytes, %d packed", len(data), packed.Len())
		if packed.Len() > 200<<10 {
			t.Errorf("%d bytes packed", packed.Len())
		}
		break
	}
}
