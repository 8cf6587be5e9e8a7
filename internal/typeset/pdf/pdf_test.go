package pdf_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func write(t testing.TB, fonts *font.Set, pages ...page.Page) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := pdf.Write(&out, fonts, pdf.Info{Title: "关于龑堃的通知"}, page.All(pages)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// line sets a text at x, y.
func line(t testing.TB, fonts *font.Set, role page.Role, size, x, y float64, s string) page.Text {
	t.Helper()
	text, _, err := page.Write(fonts, page.Text{Role: role, Size: size, Y: y}, x, s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func picturePNG(t testing.TB) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 60, 60))
	for y := range 60 {
		for x := range 60 {
			if math.Hypot(float64(x-30), float64(y-30)) < 29 {
				img.Set(x, y, color.NRGBA{R: 200, A: 180})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// everything is a page with all kinds of marks, in all roles.
func everything(t testing.TB, fonts *font.Set) page.Page {
	p := page.Page{Width: 210, Height: 297}
	for i, role := range font.Roles {
		p.Marks = append(p.Marks, line(t, fonts, role, 16, 28, 40+12*float64(i), role.Name()+"“2026”年——文⽂"+typetest.Rare))
	}
	p.Marks = append(p.Marks,
		page.Line{X1: 28, Y1: 120, X2: 184, Y2: 120, Width: 0.5, Color: page.Red},
		page.Fill{X: 28, Y: 130, W: 10, H: 5},
		page.Picture{X: 60, Y: 130, W: 40, H: 40, Data: picturePNG(t)},
		page.Turned{X: 100, Y: 200, Marks: []page.Mark{line(t, fonts, page.Song, 12, 100, 200, "横排表"), page.Fill{X: 100, Y: 203, W: 20, H: 2}}},
	)
	return p
}

func TestWrite_NoProgramComplains(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	data := write(t, fonts, everything(t, fonts), page.Page{Width: 297, Height: 210})
	typetest.Check(t, data)
	info := typetest.Run(t, "pdfinfo", typetest.File(t, data, "a.pdf"))
	for _, want := range []string{"Title:           关于龑堃的通知", "PDF version:     1.7", "Pages:           2", "Metadata Stream: yes"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
}

// source is the text of pages in the order of their marks.
func source(marks []page.Mark) string {
	var b strings.Builder
	for _, m := range marks {
		switch m := m.(type) {
		case page.Text:
			for _, g := range m.Glyphs {
				b.WriteRune(g.Rune)
			}
		case page.Turned:
			b.WriteString(source(m.Marks))
		}
	}
	return b.String()
}

// What another program reads is what was written, rune by rune, in every font.
func TestWrite_TextCopiesOutRuneByRune(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	p := everything(t, fonts)
	if got, want := typetest.Bare(typetest.Text(t, write(t, fonts, p))), source(p.Marks); got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
}

// The first thousand common characters and all rare ones, in each role.
func TestWrite_ManyCharacters(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	for _, role := range font.Roles {
		p := page.Page{Width: 210, Height: 297}
		for row := range 25 {
			var s []rune
			for i := range 40 {
				s = append(s, rune(0x4e00+row*40+i))
			}
			p.Marks = append(p.Marks, line(t, fonts, role, 10, 10, 10+10*float64(row), string(s)))
		}
		data := write(t, fonts, p)
		if got := typetest.Bare(typetest.Text(t, data)); got != source(p.Marks) {
			t.Errorf("%s: the text is another", role.Name())
		}
		typetest.Check(t, data)
		t.Logf("%s: 1,000 characters in %d bytes", role.Name(), len(data))
	}
}

// The same pages give the same bytes, with fonts opened anew, and from several
// goroutines that share them.
func TestWrite_SameBytes(t *testing.T) {
	t.Parallel()
	first, shared := typetest.Fonts(t), typetest.Fonts(t)
	a, p := write(t, first, everything(t, first)), everything(t, first)
	var all [4]bytes.Buffer
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() {
			if err := pdf.Write(&all[i], shared, pdf.Info{Title: "关于龑堃的通知"}, page.All([]page.Page{p})); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i := range all {
		if !bytes.Equal(a, all[i].Bytes()) {
			t.Error("the same page gives other bytes")
		}
	}
	if bytes.Contains(a, []byte("CreationDate")) || bytes.Contains(a, []byte("CreateDate")) {
		t.Error("a date nobody gave")
	}
	other := write(t, first, page.Page{Width: 210, Height: 297})
	id := func(data []byte) string { _, rest, _ := bytes.Cut(data, []byte("/ID[")); return string(rest[:34]) }
	if id(a) == id(other) {
		t.Error("other content has the same identifier")
	}
}

func TestWrite_MetadataOfPDFA(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := pdf.Write(&out, typetest.Fonts(t), pdf.Info{Title: "a<b"}, page.All([]page.Page{{Width: 210, Height: 297}})); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a&lt;b", "<pdfaid:part>2", "<pdfaid:conformance>U", "/OutputIntents", "/ID["} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestWrite_MissingCharacterAndDamagedPicture(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	try := func(m page.Mark) error {
		return pdf.Write(&bytes.Buffer{}, fonts, pdf.Info{}, page.All([]page.Page{{Width: 210, Height: 297, Marks: []page.Mark{m}}}))
	}
	err := try(page.Text{Size: 16, Glyphs: []page.Glyph{{Rune: '\U0001F600'}}})
	if missing, ok := errors.AsType[*page.Missing](err); !ok || missing.Rune != '\U0001F600' {
		t.Error(err)
	}
	if try(page.Picture{W: 1, H: 1, Data: []byte("x")}) == nil {
		t.Error("a damaged picture was taken")
	}
	if err := try(nest(20)); err == nil {
		t.Error("groups without end")
	}
	if err := pdf.Write(&bytes.Buffer{}, fonts, pdf.Info{}, page.All(nil)); err == nil {
		t.Error("a document without pages")
	}
}

func nest(n int) page.Mark {
	if n == 0 {
		return page.Fill{}
	}
	return page.Turned{Marks: []page.Mark{nest(n - 1)}}
}

// Places are right within 0.3 mm, in both renderers and in the text layer.
func TestWrite_Places(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	p := page.Page{Width: 210, Height: 297, Marks: []page.Mark{
		line(t, fonts, page.Song, 16, 28, 50, "国国国"), page.Line{X1: 28, Y1: 100, X2: 184, Y2: 100, Width: 0.5},
		page.Fill{X: 28, Y: 130, W: 10, H: 5}, page.Picture{X: 60, Y: 130, W: 40, H: 30, Data: picturePNG(t)},
		page.Turned{X: 100, Y: 250, Marks: []page.Mark{page.Fill{X: 110, Y: 252, W: 20, H: 3}}},
	}}
	data := write(t, fonts, p)
	const em = 16 * page.PointMM
	for _, r := range []typetest.Renderer{typetest.Poppler, typetest.MuPDF} {
		drawn := typetest.Draw(t, r, data, 1, 300)
		for name, c := range map[string][2]typetest.Box{
			"text":    {typetest.At(20, 40, 60, 60), typetest.At(28+0.099*em, 50-0.821*em, 28+2.944*em, 50+0.078*em)}, // the ink of 国
			"line":    {typetest.At(20, 90, 200, 110), typetest.At(28, 99.75, 184, 100.25)},
			"fill":    {typetest.At(20, 120, 50, 140), typetest.At(28, 130, 38, 135)},
			"turned":  {typetest.At(90, 200, 120, 260), typetest.At(102, 220, 105, 240)},
			"picture": {typetest.At(50, 120, 120, 170), typetest.At(61.33, 131, 99.33, 159.5)},
		} {
			ink, ok := drawn.Ink(c[0])
			if !ok || !ink.Near(c[1], 0.3) {
				t.Errorf("%s: %s is at %.2f, want %.2f", r, name, ink, c[1])
			}
		}
	}
	word := typetest.Words(t, data)[0][0]
	if word.Text != "国国国" || math.Abs(word.X1-28) > 0.3 || math.Abs(word.X2-28-3*em) > 0.3 {
		t.Errorf("the text layer has %+v", word)
	}
}

// Whatever is written copies out again, wherever its glyphs stand.
func TestWrite_AnyText(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	runes := []rune("国务院办公厅关于印发2026年ABC“”—…·（）《》" + typetest.Rare)
	var pages []page.Page
	rapid.Check(t, func(rt *rapid.T) {
		if len(pages) > 100 {
			return
		}
		p := page.Page{Width: 400, Height: 100}
		text := page.Text{Role: rapid.SampledFrom(font.Roles).Draw(rt, "role"), Size: rapid.Float64Range(8, 22).Draw(rt, "size"), Y: 50}
		x := 5.0
		for _, r := range rapid.SliceOfN(rapid.SampledFrom(runes), 1, 30).Draw(rt, "text") {
			text.Glyphs = append(text.Glyphs, page.Glyph{Rune: r, X: x})
			em, err := fonts.Advance(text.Role, r)
			if err != nil {
				rt.Fatal(err)
			}
			x += em*text.Size*page.PointMM + rapid.Float64Range(-0.1, 0.6).Draw(rt, "gap")
		}
		p.Marks = append(p.Marks, text)
		pages = append(pages, p)
	})
	want := ""
	for _, p := range pages {
		want += source(p.Marks)
	}
	if got := typetest.Bare(typetest.Text(t, write(t, fonts, pages...))); got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
}

// letter is ten pages as full as GB/T 9704 allows: 22 lines of 28 characters.
func letter(t testing.TB, fonts *font.Set) []page.Page {
	var pages []page.Page
	r := rune(0x4e00)
	for range 10 {
		p := page.Page{Width: 210, Height: 297}
		for row := range 22 {
			text := page.Text{Role: page.Fang, Size: 16, Y: 42 + 10.446*float64(row)}
			for col := range 28 {
				text.Glyphs = append(text.Glyphs, page.Glyph{Rune: r, X: 28 + 5.571*float64(col)})
				if r++; r > 0x4e00+700 {
					r = 0x4e00
				}
			}
			p.Marks = append(p.Marks, text)
		}
		pages = append(pages, p)
	}
	return pages
}

func BenchmarkWrite_TenPages(b *testing.B) {
	fonts := typetest.Fonts(b)
	pages := letter(b, fonts)
	write(b, fonts, pages...)
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		size = len(write(b, fonts, pages...))
	}
	b.ReportMetric(float64(size), "bytes")
	b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
