package typeset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// face is one TrueType font: outlines in glyf, alone or in a collection.
type face struct {
	tables   map[string][]byte
	family   string
	units    int
	glyphs   int
	long     bool // loca has 32-bit offsets
	hmetrics int
	ascent   int
	descent  int
	runes    map[rune]uint16
}

var errFont = errors.New("typeset: not a TrueType font that can be read")

// reader reads big-endian numbers; beyond the end it gives 0 and marks it.
type reader struct {
	data []byte
	bad  bool
}

func (r *reader) u16(at int) int {
	if at < 0 || at+2 > len(r.data) {
		r.bad = true
		return 0
	}
	return int(binary.BigEndian.Uint16(r.data[at:]))
}

func (r *reader) i16(at int) int { return int(int16(r.u16(at))) } //nolint:gosec // G115: two's complement on purpose

func (r *reader) u32(at int) int {
	if at < 0 || at+4 > len(r.data) {
		r.bad = true
		return 0
	}
	return int(binary.BigEndian.Uint32(r.data[at:]))
}

// parseFont reads a font file, or the first font of a collection.
func parseFont(data []byte) (*face, error) {
	r := &reader{data: data}
	start := 0
	if len(data) > 12 && string(data[:4]) == "ttcf" {
		start = r.u32(12)
	}
	f := &face{tables: map[string][]byte{}, runes: map[rune]uint16{}}
	for i := range r.u16(start + 4) {
		entry := start + 12 + 16*i
		offset, length := r.u32(entry+8), r.u32(entry+12)
		if r.bad || offset < 0 || length < 0 || offset+length > len(data) {
			return nil, errFont
		}
		f.tables[string(data[entry:entry+4])] = data[offset : offset+length]
	}
	for _, need := range []string{"head", "hhea", "hmtx", "maxp", "loca", "glyf", "cmap"} {
		if len(f.tables[need]) == 0 {
			return nil, fmt.Errorf("%w: no %s", errFont, need)
		}
	}
	head, hhea := &reader{data: f.tables["head"]}, &reader{data: f.tables["hhea"]}
	f.units, f.long = head.u16(18), head.u16(50) == 1
	f.ascent, f.descent, f.hmetrics = hhea.i16(4), hhea.i16(6), hhea.u16(34)
	f.glyphs = (&reader{data: f.tables["maxp"]}).u16(4)
	f.family = familyName(f.tables["name"])
	if f.units == 0 || f.hmetrics == 0 || f.glyphs == 0 || head.bad || hhea.bad {
		return nil, errFont
	}
	return f, f.readCmap()
}

// familyName reads name 1 in UTF-16 (platform 3).
func familyName(table []byte) string {
	r := &reader{data: table}
	storage := r.u16(4)
	for i := range r.u16(2) {
		at := 6 + 12*i
		if r.u16(at) != 3 || r.u16(at+6) != 1 {
			continue
		}
		length, offset := r.u16(at+8), storage+r.u16(at+10)
		if r.bad || offset+length > len(table) {
			return ""
		}
		units := make([]uint16, length/2)
		for j := range units {
			units[j] = binary.BigEndian.Uint16(table[offset+2*j:])
		}
		return string(utf16.Decode(units))
	}
	return ""
}

// readCmap reads the best Unicode subtable: format 12, else 4.
func (f *face) readCmap() error {
	table := f.tables["cmap"]
	r := &reader{data: table}
	best, format := -1, 0
	for i := range r.u16(2) {
		at := r.u32(4 + 8*i + 4)
		switch kind := r.u16(at); kind {
		case 12:
			best, format = at, 12
		case 4:
			if format != 12 {
				best, format = at, 4
			}
		}
	}
	if best < 0 || r.bad {
		return fmt.Errorf("%w: no Unicode characters", errFont)
	}
	if format == 12 {
		f.cmap12(r, best)
	} else {
		f.cmap4(r, best)
	}
	if r.bad || len(f.runes) == 0 {
		return errFont
	}
	return nil
}

func (f *face) cmap12(r *reader, at int) {
	for i := range min(r.u32(at+12), 100000) {
		group := at + 16 + 12*i
		first, last, glyph := r.u32(group), r.u32(group+4), r.u32(group+8)
		if r.bad || last < first || last > 0x10ffff {
			return
		}
		for c := first; c <= last; c++ {
			f.add(c, glyph+c-first)
		}
	}
}

func (f *face) cmap4(r *reader, at int) {
	segments := r.u16(at+6) / 2
	for i := range segments {
		last, first := r.u16(at+14+2*i), r.u16(at+16+2*segments+2*i)
		delta, rangeAt := r.u16(at+16+4*segments+2*i), at+16+6*segments+2*i
		offset := r.u16(rangeAt)
		for c := first; c <= last && c != 0xffff && !r.bad; c++ {
			glyph := c + delta
			if offset != 0 {
				if glyph = r.u16(rangeAt + offset + 2*(c-first)); glyph != 0 {
					glyph += delta
				}
			}
			f.add(c, glyph&0xffff)
		}
	}
}

func (f *face) add(c, glyph int) {
	if glyph > 0 && glyph < f.glyphs {
		f.runes[rune(c)] = uint16(glyph) //nolint:gosec // G115: below the number of glyphs
	}
}

// advance is a glyph's width in thousandths of an em.
func (f *face) advance(glyph uint16) int {
	r := &reader{data: f.tables["hmtx"]}
	return r.u16(4*min(int(glyph), f.hmetrics-1)) * 1000 / f.units
}

// outline is a glyph's entry in glyf; nil for one without ink.
func (f *face) outline(glyph int) []byte {
	r := &reader{data: f.tables["loca"]}
	from, to := r.u16(2*glyph)*2, r.u16(2*glyph+2)*2
	if f.long {
		from, to = r.u32(4*glyph), r.u32(4*glyph+4)
	}
	if r.bad || from >= to || to > len(f.tables["glyf"]) {
		return nil
	}
	return f.tables["glyf"][from:to]
}

// subset makes a font of the given glyphs in that order (glyph 0 first); parts
// of composite glyphs are added behind.
func (f *face) subset(glyphs []uint16) []byte {
	order := append([]uint16(nil), glyphs...)
	at := map[uint16]int{}
	for i, g := range order {
		at[g] = i
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(order); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // G115: a font is below 4 GB
		outline := append([]byte(nil), f.outline(int(order[i]))...)
		order = f.remap(outline, order, at)
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		r := &reader{data: f.tables["hmtx"]}
		entry := 4 * min(int(order[i]), f.hmetrics-1)
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(r.u16(entry))) //nolint:gosec // G115: read as 16 bits
		hmtx = append(hmtx, 0, 0)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // G115: a font is below 4 GB
	n := uint16(len(order))                                       //nolint:gosec // G115: no more than the font had
	head, hhea, maxp := clone(f.tables["head"]), clone(f.tables["hhea"]), clone(f.tables["maxp"])
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(hhea[34:], n)
	binary.BigEndian.PutUint16(maxp[4:], n)
	tables := map[string][]byte{"head": head, "hhea": hhea, "maxp": maxp, "hmtx": hmtx, "loca": loca, "glyf": glyf}
	for _, name := range []string{"cvt ", "fpgm", "prep"} {
		if t := f.tables[name]; len(t) > 0 {
			tables[name] = t
		}
	}
	return assemble(tables)
}

func clone(b []byte) []byte { return append([]byte(nil), b...) }

// remap points the parts of a composite glyph at their new places.
func (f *face) remap(outline []byte, order []uint16, at map[uint16]int) []uint16 {
	r := &reader{data: outline}
	if len(outline) < 12 || r.i16(0) >= 0 {
		return order
	}
	for pos := 10; pos+4 <= len(outline); {
		flags, part := r.u16(pos), uint16(r.u16(pos+2)) //nolint:gosec // G115: read as 16 bits
		if _, ok := at[part]; !ok && int(part) < f.glyphs {
			at[part] = len(order)
			order = append(order, part)
		}
		binary.BigEndian.PutUint16(outline[pos+2:], uint16(at[part])) //nolint:gosec // G115: no more than the font had
		pos += 4 + partSize(flags)
		if flags&0x20 == 0 {
			break
		}
	}
	return order
}

// partSize is what follows a part's flags and glyph: offsets and scale.
func partSize(flags int) int {
	size := 2
	if flags&1 != 0 {
		size = 4
	}
	switch {
	case flags&8 != 0:
		size += 2
	case flags&0x40 != 0:
		size += 4
	case flags&0x80 != 0:
		size += 8
	}
	return size
}

// assemble writes tables as a font file, in the order of their names.
func assemble(tables map[string][]byte) []byte {
	names := []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}
	var present []string
	for _, name := range names {
		if tables[name] != nil {
			present = append(present, name)
		}
	}
	out := []byte{0, 1, 0, 0}
	n := len(present)
	power := 1
	for power*2 <= n {
		power *= 2
	}
	for _, v := range []int{n, power * 16, strings.Count(fmt.Sprintf("%b", power), "0"), (n - power) * 16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v)) //nolint:gosec // G115: nine tables
	}
	offset := 12 + 16*n
	var body []byte
	for _, name := range present {
		data := tables[name]
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, checksum(data))
		out = binary.BigEndian.AppendUint32(out, uint32(offset+len(body))) //nolint:gosec // G115: a font is below 4 GB
		out = binary.BigEndian.AppendUint32(out, uint32(len(data)))        //nolint:gosec // G115: a font is below 4 GB
		body = append(body, data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(out, body...)
}

func checksum(data []byte) uint32 {
	sum := uint32(0)
	for i := 0; i < len(data); i += 4 {
		var word [4]byte
		copy(word[:], data[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
