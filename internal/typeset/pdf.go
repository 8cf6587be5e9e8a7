package typeset

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf16"
)

// Page is one page with its operations.
type Page struct {
	W, H float64 // mm
	ops  []op
}

// op is one thing on a page, in millimetres from the top left.
type op struct {
	text       string
	role       Role
	size       float64 // points
	x, y       float64 // baseline of the text, or start of the line
	x2, y2     float64
	line       float64 // width of a line in points; 0 = text
	rectangles bool    // filled black
}

func (p *Page) text(role Role, size, x, y float64, text string) {
	if text != "" {
		p.ops = append(p.ops, op{text: text, role: role, size: size, x: x, y: y})
	}
}

func (p *Page) stroke(width, x1, y1, x2, y2 float64) {
	p.ops = append(p.ops, op{line: width, x: x1, y: y1, x2: x2, y2: y2})
}

func (p *Page) box(x, y, w, h float64) {
	p.stroke(lineWidth, x, y, x+w, y)
	p.stroke(lineWidth, x, y+h, x+w, y+h)
	p.stroke(lineWidth, x, y, x, y+h)
	p.stroke(lineWidth, x+w, y, x+w, y+h)
}

func (p *Page) fill(x, y, w, h float64) {
	p.ops = append(p.ops, op{rectangles: true, line: 1, x: x, y: y, x2: w, y2: h})
}

const lineWidth = 0.5

// used is one font of a document with the characters that occur.
type used struct {
	font   *face
	glyphs []uint16
	runes  []rune // of glyphs, for copying text
	at     map[rune]int
	name   string
}

type writer struct {
	out     bytes.Buffer
	offsets []int
	fonts   *Fonts
	used    []*used
}

// WritePDF writes pages as a PDF with subset fonts; text copies out exactly as
// it went in.
func WritePDF(w io.Writer, fonts *Fonts, title string, pages []Page) error {
	if err := fonts.load(); err != nil {
		return err
	}
	d := &writer{fonts: fonts}
	d.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	contents := make([]string, len(pages))
	for i, p := range pages {
		var err error
		if contents[i], err = d.content(p); err != nil {
			return err
		}
	}
	d.document(title, pages, contents)
	_, err := d.out.WriteTo(w)
	return err
}

const pointsPerMM = 72 / 25.4

func (d *writer) content(p Page) (string, error) {
	var b strings.Builder
	for _, o := range p.ops {
		x, y := o.x*pointsPerMM, (p.H-o.y)*pointsPerMM
		switch {
		case o.rectangles:
			fmt.Fprintf(&b, "%.3f %.3f %.3f %.3f re f\n", x, y-o.y2*pointsPerMM, o.x2*pointsPerMM, o.y2*pointsPerMM)
		case o.line > 0:
			fmt.Fprintf(&b, "%.2f w %.2f %.2f m %.2f %.2f l S\n", o.line, x, y, o.x2*pointsPerMM, (p.H-o.y2)*pointsPerMM)
		default:
			if err := d.run(&b, o, x, y); err != nil {
				return "", err
			}
		}
	}
	return b.String(), nil
}

// run writes a text, changing fonts where the chain does.
func (d *writer) run(b *strings.Builder, o op, x, y float64) error {
	fmt.Fprintf(b, "BT 1 0 0 1 %.2f %.2f Tm ", x, y)
	current, codes := (*used)(nil), ""
	flush := func() {
		if codes != "" {
			fmt.Fprintf(b, "/%s %.2f Tf <%s> Tj ", current.name, o.size, codes)
		}
		codes = ""
	}
	for _, c := range o.text {
		font, glyph, err := d.fonts.find(o.role, c)
		if err != nil {
			return err
		}
		u := d.use(font)
		if u != current {
			flush()
			current = u
		}
		codes += fmt.Sprintf("%04X", u.code(c, glyph))
	}
	flush()
	b.WriteString("ET\n")
	return nil
}

func (d *writer) use(font *face) *used {
	for _, u := range d.used {
		if u.font == font {
			return u
		}
	}
	u := &used{font: font, glyphs: []uint16{0}, runes: []rune{0}, at: map[rune]int{}, name: fmt.Sprintf("F%d", len(d.used)+1)}
	d.used = append(d.used, u)
	return u
}

// code is keyed by character, not by glyph: two characters that share a glyph
// still copy out as themselves.
func (u *used) code(c rune, glyph uint16) int {
	if n, ok := u.at[c]; ok {
		return n
	}
	u.at[c] = len(u.glyphs)
	u.glyphs, u.runes = append(u.glyphs, glyph), append(u.runes, c)
	return u.at[c]
}

func (d *writer) object(body string) int {
	d.offsets = append(d.offsets, d.out.Len())
	fmt.Fprintf(&d.out, "%d 0 obj\n%s\nendobj\n", len(d.offsets), body)
	return len(d.offsets)
}

func (d *writer) stream(dict string, data []byte) int {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(data) // into memory
	_ = w.Close()
	return d.object(fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", dict, z.Len(), z.String()))
}

func (d *writer) document(title string, pages []Page, contents []string) {
	fonts := ""
	for _, u := range d.used {
		fonts += fmt.Sprintf("/%s %d 0 R ", u.name, d.font(u))
	}
	resources := d.object("<</Font<<" + fonts + ">>>>")
	tree := len(d.offsets) + 2*len(pages) + 1
	kids := ""
	for i, p := range pages {
		content := d.stream("", []byte(contents[i]))
		kids += fmt.Sprintf("%d 0 R ", d.object(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R>>",
			tree, p.W*pointsPerMM, p.H*pointsPerMM, resources, content)))
	}
	d.object(fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages)))
	root := d.object(fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)>>", tree))
	info := d.object("<</Title<" + utf16Hex("\ufeff"+title) + ">/Producer(Guiju)>>")
	start := d.out.Len()
	fmt.Fprintf(&d.out, "xref\n0 %d\n0000000000 65535 f \n", len(d.offsets)+1)
	for _, at := range d.offsets {
		fmt.Fprintf(&d.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&d.out, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.offsets)+1, root, info, start)
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// font writes a Type 0 font: subset, widths, descriptor, ToUnicode.
func (d *writer) font(u *used) int {
	name := fmt.Sprintf("GJAAA%c+%s", 'A'+rune(u.name[1]-'1'), strings.Map(plainName, u.font.family))
	data := u.font.subset(u.glyphs)
	file := d.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
	scale := func(v int) int { return v * 1000 / u.font.units }
	descriptor := d.object(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-200 %d 1200 %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 700/StemV 80/FontFile2 %d 0 R>>",
		name, scale(u.font.descent), scale(u.font.ascent), scale(u.font.ascent), scale(u.font.descent), file))
	widths := ""
	for _, g := range u.glyphs {
		widths += fmt.Sprintf("%d ", u.font.advance(g))
	}
	descendant := d.object(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[0[%s]]>>",
		name, descriptor, widths))
	unicode := d.stream("", []byte(u.toUnicode()))
	return d.object(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, descendant, unicode))
}

func plainName(r rune) rune {
	if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}

func (u *used) toUnicode() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	codes := make([]int, 0, len(u.at))
	for _, n := range u.at {
		codes = append(codes, n)
	}
	sort.Ints(codes)
	for len(codes) > 0 {
		part := codes[:min(100, len(codes))]
		codes = codes[len(part):]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, n := range part {
			fmt.Fprintf(&b, "<%04X> <%s>\n", n, utf16Hex(string(u.runes[n])))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap end end\n")
	return b.String()
}

// Text places a text with its baseline at y, in millimetres from the top left.
func (p *Page) Text(role Role, size, x, y float64, text string) { p.text(role, size, x, y, text) }

// Line draws a line of that width in points.
func (p *Page) Line(width, x1, y1, x2, y2 float64) { p.stroke(width, x1, y1, x2, y2) }
