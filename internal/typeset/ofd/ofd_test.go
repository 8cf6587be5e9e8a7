package ofd_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/ofd"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/sfnt"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func sample(t *testing.T, fonts *font.Set) []page.Page {
	t.Helper()
	p := page.Page{Width: 210, Height: 297}
	for i, role := range font.Roles {
		line, _, err := page.Write(fonts, page.Text{Role: role, Size: 16, Y: 40 + 12*float64(i), Color: page.Red}, 28, "关于<“2026”>年——"+typetest.Rare)
		if err != nil {
			t.Fatal(err)
		}
		p.Marks = append(p.Marks, line)
	}
	turned, _, err := page.Write(fonts, page.Text{Role: page.Song, Size: 12, Y: 252}, 100, "横排表")
	if err != nil {
		t.Fatal(err)
	}
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return []page.Page{
		{Width: 210, Height: 297, Marks: append(p.Marks,
			page.Line{X1: 28, Y1: 120, X2: 184, Y2: 120, Width: 0.5}, page.Line{X1: 28, Y1: 125, X2: 184, Y2: 125, Width: 0.5},
			page.Fill{X: 28, Y: 130, W: 10, H: 5}, page.Picture{X: 60, Y: 130, W: 40, H: 30, Data: pic.Bytes()}, page.Picture{X: 110, Y: 130, W: 40, H: 30, Data: pic.Bytes()},
			page.Turned{X: 100, Y: 250, Marks: []page.Mark{turned, page.Fill{X: 110, Y: 254, W: 20, H: 3}}})},
		{Width: 297, Height: 210},
	}
}

func write(t *testing.T, fonts *font.Set, pages []page.Page) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := ofd.Write(&out, fonts, ofd.Info{Title: "关于龑<堃>的通知"}, page.All(pages)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// unpack gives the files of the package; OFD.xml must be the first.
func unpack(t *testing.T, data []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if r.File[0].Name != "OFD.xml" {
		t.Errorf("the first file is %s", r.File[0].Name)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

func TestWrite_StructureOfTheStandard_GBT33190(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	files := unpack(t, write(t, fonts, sample(t, fonts)))
	ids := map[string]bool{}
	last := 0
	for name, data := range files {
		if !strings.HasSuffix(name, ".xml") {
			continue
		}
		n := parse(t, data)
		n.conforms(t, "")
		for _, e := range n.all() {
			if id := e.attrs["ID"]; id != "" && e.name != "Page" {
				if ids[id] {
					t.Errorf("two objects have the number %s", id)
				}
				ids[id] = true
				v, _ := strconv.Atoi(id)
				last = max(last, v)
			}
		}
	}
	document := parse(t, files["Doc_0/Document.xml"])
	if got := document.find("MaxUnitID").text; got != strconv.Itoa(last) {
		t.Errorf("MaxUnitID is %s, the highest number %d", got, last)
	}
	// All that is referred to is there.
	for _, e := range document.all() {
		if e.attrs["BaseLoc"] != "" && files["Doc_0/"+e.attrs["BaseLoc"]] == "" {
			t.Errorf("no %s", e.attrs["BaseLoc"])
		}
	}
	for _, res := range []string{"Doc_0/PublicRes.xml", "Doc_0/DocumentRes.xml"} {
		for _, e := range parse(t, files[res]).all() {
			if (e.name == "FontFile" || e.name == "MediaFile") && files["Doc_0/Res/"+e.text] == "" {
				t.Errorf("no %s", e.text)
			}
			if id := e.attrs["ID"]; id != "" && !strings.Contains(files["Doc_0/Pages/Page_0/Content.xml"], `="`+id+`"`) {
				t.Errorf("resource %s is not used", id)
			}
		}
	}
	if n := strings.Count(files["Doc_0/DocumentRes.xml"], "<ofd:MultiMedia "); n != 1 {
		t.Errorf("one picture is stored %d times", n)
	}
}

func (n *node) all() []*node {
	all := []*node{n}
	for _, c := range n.children {
		all = append(all, c.all()...)
	}
	return all
}

func (n *node) find(name string) *node {
	for _, e := range n.all() {
		if e.name == name {
			return e
		}
	}
	return &node{}
}

// Other programs' checks of fonts take them.
func TestWrite_FontsAreWhole(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	n := 0
	for name, data := range unpack(t, write(t, fonts, sample(t, fonts))) {
		if strings.HasSuffix(name, ".ttf") {
			typetest.Run(t, "ots-sanitize", "--quiet", typetest.File(t, []byte(data), "a.ttf"))
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d fonts", n)
	}
}

// drawn is a character where an OFD reader puts it.
type drawn struct {
	r    rune
	x, y float64
	size float64
	face *sfnt.Face
}

// read does what a reader does with the text of a page.
func read(t *testing.T, files map[string]string, content string) (all []drawn) {
	t.Helper()
	faces := map[string]*sfnt.Face{}
	for _, e := range parse(t, files["Doc_0/PublicRes.xml"]).all() {
		if e.name == "Font" {
			face, err := sfnt.Parse([]byte(files["Doc_0/Res/"+e.children[0].text]), 0)
			if err != nil {
				t.Fatal(err)
			}
			faces[e.attrs["ID"]] = face
		}
	}
	numbers := func(s string) (v []float64) {
		for part := range strings.FieldsSeq(s) {
			f, err := strconv.ParseFloat(part, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, f)
		}
		return v
	}
	for _, e := range parse(t, content).all() {
		if e.name != "TextObject" {
			continue
		}
		at, m := numbers(e.attrs["Boundary"]), []float64{1, 0, 0, 1, 0, 0}
		if e.attrs["CTM"] != "" {
			m = numbers(e.attrs["CTM"])
		}
		code := e.find("TextCode")
		x, y := numbers(code.attrs["X"])[0], numbers(code.attrs["Y"])[0]
		deltas := numbers(code.attrs["DeltaX"])
		for i, r := range []rune(code.text) {
			if i > 0 {
				x += deltas[i-1]
			}
			all = append(all, drawn{r, at[0] + m[0]*x + m[2]*y + m[4], at[1] + m[1]*x + m[3]*y + m[5], numbers(e.attrs["Size"])[0], faces[e.attrs["Font"]]})
		}
	}
	return all
}

// Every character is there, in its place, with the shape that the PDF shows.
func TestWrite_EveryCharacterInItsPlace(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	pages := sample(t, fonts)
	files := unpack(t, write(t, fonts, pages))
	got := read(t, files, files["Doc_0/Pages/Page_0/Content.xml"])
	i := 0
	check := func(text page.Text, place func(x, y float64) (float64, float64)) {
		em := text.Size * page.PointMM
		for _, g := range text.Glyphs {
			found, err := fonts.Find(text.Role, g.Rune)
			if err != nil {
				t.Fatal(err)
			}
			x, y := place(g.X+float64(found.Shift)/1000*em, text.Y)
			d := got[i]
			i++
			if d.r != g.Rune || math.Abs(d.x-x) > 0.005 || math.Abs(d.y-y) > 0.005 || math.Abs(d.size-em) > 0.001 {
				t.Fatalf("%c at %.3f %.3f, want %c at %.3f %.3f", d.r, d.x, d.y, g.Rune, x, y)
			}
			sameShape(t, d, found)
		}
	}
	marks := pages[0].Marks
	for _, m := range marks {
		switch m := m.(type) {
		case page.Text:
			check(m, func(x, y float64) (float64, float64) { return x, y })
		case page.Turned:
			check(m.Marks[0].(page.Text), func(x, y float64) (float64, float64) { return m.X + y - m.Y, m.Y - (x - m.X) })
		}
	}
	if i != len(got) || i == 0 {
		t.Errorf("%d characters, want %d", len(got), i)
	}
}

func sameShape(t *testing.T, d drawn, want font.Glyph) {
	t.Helper()
	id, ok := d.face.Glyph(d.r)
	if !ok || d.face.Advance(id) != want.Width {
		t.Fatalf("%c: glyph %v, %d wide, want %d", d.r, ok, d.face.Advance(id), want.Width)
	}
	p, err := want.Face.Outline(want.ID)
	if err != nil {
		t.Fatal(err)
	}
	q, err := d.face.Outline(id)
	if err != nil {
		t.Fatal(err)
	}
	low, high, _ := p.Quads(0.3).Box()
	low2, high2, _ := q.Box()
	if math.Abs(low.X-low2.X)+math.Abs(low.Y-low2.Y)+math.Abs(high.X-high2.X)+math.Abs(high.Y-high2.Y) > 4 {
		t.Errorf("%c: %v %v became %v %v", d.r, low, high, low2, high2)
	}
}

// Lines, fills and pictures lie where the marks say, turned ones too.
func TestWrite_Places(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	content := parse(t, unpack(t, write(t, fonts, sample(t, fonts)))["Doc_0/Pages/Page_0/Content.xml"])
	var places []string
	for _, e := range content.all() {
		if e.name == "PathObject" || e.name == "ImageObject" {
			places = append(places, e.attrs["Boundary"]+" | "+e.attrs["CTM"])
		}
	}
	want := []string{
		"27.75 119.75 156.5 5.5 | ", "28 130 10 5 | ", "60 130 40 30 | 40 0 0 30 0 0", "110 130 40 30 | 40 0 0 30 0 0",
		"104 220 3 20 | 0 -1 1 0 0 20",
	}
	if !slices.Equal(places, want) {
		t.Errorf("places\n%s\nwant\n%s", strings.Join(places, "\n"), strings.Join(want, "\n"))
	}
}

func TestWrite_SameBytes(t *testing.T) {
	t.Parallel()
	first, second := typetest.Fonts(t), typetest.Fonts(t)
	a, b := write(t, first, sample(t, first)), write(t, second, sample(t, second))
	if !bytes.Equal(a, b) {
		t.Error("the same pages give other bytes")
	}
	t.Logf("%d bytes", len(a))
}

func TestWrite_NothingIsWrittenOnFailure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := page.Page{Marks: []page.Mark{page.Text{Size: 16, Glyphs: []page.Glyph{{Rune: '\U0001F600'}}}}}
	err := ofd.Write(&out, typetest.Fonts(t), ofd.Info{}, page.All([]page.Page{{}, p}))
	if _, ok := errors.AsType[*page.Missing](err); !ok || out.Len() > 0 {
		t.Error(err, out.Len())
	}
}

func BenchmarkWrite_TenPages(b *testing.B) {
	fonts := typetest.Fonts(b)
	var pages []page.Page
	for n := range 10 {
		p := page.Page{Width: 210, Height: 297}
		for row := range 22 {
			text := page.Text{Role: page.Fang, Size: 16, Y: 42 + 10.446*float64(row)}
			for col := range 28 {
				text.Glyphs = append(text.Glyphs, page.Glyph{Rune: rune(0x4e00 + (n*616+row*28+col)%700), X: 28 + 5.571*float64(col)})
			}
			p.Marks = append(p.Marks, text)
		}
		pages = append(pages, p)
	}
	size := 0
	for b.Loop() {
		var out bytes.Buffer
		if err := ofd.Write(&out, fonts, ofd.Info{}, page.All(pages)); err != nil {
			b.Fatal(err)
		}
		size = out.Len()
	}
	b.ReportMetric(float64(size), "bytes")
}
