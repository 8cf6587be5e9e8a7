package pdf

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/typeset/sfnt"
)

// embedded is one font of a document with the characters that occur.
type embedded struct {
	face   *sfnt.Face
	name   string // in the resources
	codes  map[rune]int
	runes  []rune // by code; code 0 is no character
	glyphs []int  // by code
}

const maxCodes = 0xffff

// use gives the document's font for a face.
func (d *document) use(face *sfnt.Face) *embedded {
	if e, ok := d.fontOf[face]; ok {
		return e
	}
	e := &embedded{face: face, name: fmt.Sprintf("F%d", len(d.embedded)+1), codes: map[rune]int{}, runes: []rune{0}, glyphs: []int{0}}
	d.fontOf[face] = e
	d.embedded = append(d.embedded, e)
	return e
}

// code is by character, not by glyph: characters that share a glyph (文, ⽂) still
// copy out as themselves.
func (e *embedded) code(r rune, glyph int) (int, error) {
	if code, ok := e.codes[r]; ok {
		return code, nil
	}
	code := len(e.runes)
	if code > maxCodes {
		return 0, fmt.Errorf("more than %d characters of one font", maxCodes)
	}
	e.codes[r] = code
	e.runes, e.glyphs = append(e.runes, r), append(e.glyphs, glyph)
	return code, nil
}

// font writes a Type 0 font: subset, measures, widths, ToUnicode.
func (d *document) font(e *embedded) (id int, err error) {
	program, err := e.face.Subset(e.glyphs)
	if err != nil {
		return 0, err
	}
	kind, key, entries := "CIDFontType2", "FontFile2", fmt.Sprintf("/Length1 %d", len(program.Data))
	if program.CFF {
		kind, key, entries = "CIDFontType0", "FontFile3", "/Subtype/CIDFontType0C"
	}
	file := d.file.stream(entries, program.Data)
	f, name := e.face, tag(program.Data)+"+"+plainName(e.face.Name.PostScript)
	descriptor := d.file.object(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/%s %d 0 R>>",
		name, f.Box[0], f.Box[1], f.Box[2], f.Box[3], f.Ascent, f.Descent, f.Ascent, f.Name.Weight/5, key, file))
	widths := make([]byte, 0, 4*len(e.glyphs))
	for _, g := range e.glyphs {
		widths = fmt.Appendf(widths, "%d ", f.Advance(g))
	}
	toGID := ""
	if !program.CFF {
		toGID = "/CIDToGIDMap/Identity"
	}
	descendant := d.file.object(fmt.Sprintf("<</Type/Font/Subtype/%s/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[0[%s]]%s>>",
		kind, name, descriptor, widths, toGID))
	unicode := d.file.stream("", []byte(e.toUnicode()))
	return d.file.object(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, descendant, unicode)), nil
}

// tag is six letters that name the subset (ISO 32000-1, 9.6.4).
func tag(program []byte) string {
	sum := sha256.Sum256(program)
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + sum[i]%26
	}
	return string(letters)
}

// plainName leaves of a font's name what may stand in a PDF name.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
	if s == "" {
		return "Font"
	}
	return s
}

// toUnicode maps every code to its character.
func (e *embedded) toUnicode() string {
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for from := 1; from < len(e.runes); from += 100 { // no more at a time
		to := min(from+100, len(e.runes))
		fmt.Fprintf(&b, "%d beginbfchar\n", to-from)
		for code := from; code < to; code++ {
			fmt.Fprintf(&b, "<%04X><%s>\n", code, utf16Hex(string(e.runes[code])))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	return b.String()
}
