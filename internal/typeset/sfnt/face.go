package sfnt

import (
	"bytes"
	"fmt"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/cff"
	"guiju.cn/guiju/internal/typeset/outline"
)

// Face is one font, read. It may be used by several at once.
type Face struct {
	Name            Name
	Units           int    // of the file, to an em
	Ascent, Descent int    // thousandths of an em
	Box             [4]int // of all glyphs, thousandths of an em: left, bottom, right, top

	tables   map[string]table
	cff      *cff.Font // nil where outlines are in glyf
	glyphs   int
	hmetrics int
	long     bool // loca has 32-bit offsets
	runes    charmap
}

// Parse reads the font of that index (0 unless a collection) of a file's bytes,
// which it keeps.
func Parse(data []byte, index int) (f *Face, err error) {
	defer errs.Wrap(&err, "sfnt.Parse(%d)", index)
	file, size := bytes.NewReader(data), int64(len(data))
	starts := offsets(data)
	if index < 0 || index >= len(starts) {
		return nil, ErrFont
	}
	entries, err := directory(file, size, starts[index])
	if err != nil {
		return nil, err
	}
	f = &Face{tables: make(map[string]table, len(entries))}
	for tag, e := range entries {
		f.tables[tag] = table(data).cut(e.offset, e.length)
	}
	if err := f.readMetrics(); err != nil {
		return nil, err
	}
	f.Name = readNames(index, f.tables["name"], f.tables["OS/2"])
	if f.runes = readCmap(f.tables["cmap"], f.glyphs); len(f.runes) == 0 {
		return nil, fmt.Errorf("%w: it has no Unicode characters", ErrFont)
	}
	if outlines := f.tables["CFF "]; len(outlines) > 0 {
		if f.cff, err = cff.Parse(outlines); err != nil {
			return nil, err
		}
		f.glyphs = min(f.glyphs, f.cff.Glyphs())
		return f, nil
	}
	if len(f.tables["glyf"]) == 0 || len(f.tables["loca"]) == 0 {
		return nil, fmt.Errorf("%w: it has no outlines", ErrFont)
	}
	return f, nil
}

func (f *Face) readMetrics() error {
	head, hhea := f.tables["head"], f.tables["hhea"]
	if len(head) < 54 || len(hhea) < 36 || len(f.tables["maxp"]) < 6 {
		return fmt.Errorf("%w: head, hhea or maxp is missing or short", ErrFont)
	}
	f.Units, f.long = head.u16(18), head.i16(50) == 1
	f.glyphs, f.hmetrics = f.tables["maxp"].u16(4), hhea.u16(34)
	if f.Units == 0 || f.glyphs == 0 || f.hmetrics == 0 || len(f.tables["hmtx"]) < 4*f.hmetrics {
		return fmt.Errorf("%w: its measures are damaged", ErrFont)
	}
	f.Ascent, f.Descent = f.perMille(hhea.i16(4)), f.perMille(hhea.i16(6))
	for i := range f.Box {
		f.Box[i] = f.perMille(head.i16(36 + 2*i))
	}
	return nil
}

// perMille rounds a measure of the file to thousandths of an em.
func (f *Face) perMille(v int) int {
	if v < 0 {
		return -f.perMille(-v)
	}
	return (v*2*outline.Em + f.Units) / (2 * f.Units)
}

// Glyph finds a character's glyph.
func (f *Face) Glyph(r rune) (glyph int, ok bool) {
	glyph = f.runes.find(r)
	return glyph, glyph > 0 && glyph < f.glyphs
}

// Advance is how far a glyph moves the pen, in thousandths of an em.
func (f *Face) Advance(glyph int) int {
	return f.perMille(f.tables["hmtx"].u16(4 * min(glyph, f.hmetrics-1)))
}

// Outline is the shape of a glyph; empty where it has no ink. A damaged glyph is
// an error.
func (f *Face) Outline(glyph int) (p outline.Path, err error) {
	defer errs.Wrap(&err, "sfnt.Outline(%d)", glyph)
	if f.cff != nil {
		return f.cff.Outline(glyph)
	}
	d := drawing{f: f}
	if err := d.glyph(glyph, identity, 0); err != nil {
		return nil, err
	}
	return d.path.Scale(outline.Em / float64(f.Units)), nil
}
