package sfnt

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"unicode/utf16"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/outline"
)

// wholeEm is the em of fonts made anew: fine enough that rounding is not seen.
const wholeEm = 2 * outline.Em

// TrueType makes a complete font file of the given characters (glyphs[i] shows
// runes[i]; glyph 0 is added in front), drawn anew from the outlines: for
// readers that find glyphs by character and take TrueType only.
func (f *Face) TrueType(glyphs []int, runes []rune) (data []byte, err error) {
	defer errs.Wrap(&err, "sfnt.TrueType(%s)", f.Name.Family)
	if len(glyphs) != len(runes) || len(glyphs) == 0 || len(glyphs) >= 0xffff {
		return nil, fmt.Errorf("%d glyphs for %d characters", len(glyphs), len(runes))
	}
	var m maker
	for _, g := range append([]int{0}, glyphs...) {
		p, err := f.Outline(g)
		if err != nil {
			return nil, err
		}
		m.add(p, f.Advance(g))
	}
	scale := func(v int) int { return v * wholeEm / outline.Em }
	ascent, descent := scale(f.Ascent), scale(f.Descent)
	head := put32([]byte{0, 1, 0, 0, 0, 1, 0, 0}, 0, 0x5F0F3CF5)
	head = put16(head, 3, wholeEm, 0, 0, 0, 0, 0, 0, 0, 0) // no dates
	head = put16(head, m.box[0], m.box[1], m.box[2], m.box[3], 0, 8, 2, 1, 0)
	n := len(glyphs) + 1
	hhea := put16([]byte{0, 1, 0, 0}, ascent, descent, 0, m.widest, 0, 0, m.box[2], 1, 0, 0, 0, 0, 0, 0, 0, n)
	maxp := put16([]byte{0, 1, 0, 0}, n, m.points, m.contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
	return assemble(map[string][]byte{
		"head": head, "hhea": hhea, "maxp": maxp, "hmtx": m.hmtx, "loca": put32(m.loca, len(m.glyf)), "glyf": m.glyf,
		"cmap": writeCmap(runes), "OS/2": f.os2(ascent, descent, runes), "name": f.writeName(), "post": put32(nil, 0x30000, 0, 0, 0, 0, 0, 0, 0),
	}), nil
}

// maker collects glyphs in the tables of a TrueType font.
type maker struct {
	glyf, loca, hmtx         []byte
	box                      [4]int
	widest, points, contours int
}

// dot is a point of a contour in the units of the new font.
type dot struct {
	x, y int
	on   bool
}

func (m *maker) add(p outline.Path, advance int) {
	m.loca = put32(m.loca, len(m.glyf))
	width := advance * wholeEm / outline.Em
	m.widest = max(m.widest, width)
	contours := contoursOf(p)
	if len(contours) == 0 {
		m.hmtx = put16(m.hmtx, width, 0)
		return
	}
	all := slices.Concat(contours...)
	box := [4]int{all[0].x, all[0].y, all[0].x, all[0].y}
	for _, d := range all {
		box = [4]int{min(box[0], d.x), min(box[1], d.y), max(box[2], d.x), max(box[3], d.y)}
	}
	m.box = [4]int{min(m.box[0], box[0]), min(m.box[1], box[1]), max(m.box[2], box[2]), max(m.box[3], box[3])}
	m.points, m.contours = max(m.points, len(all)), max(m.contours, len(contours))
	m.hmtx = put16(m.hmtx, width, box[0])
	m.glyf = put16(m.glyf, len(contours), box[0], box[1], box[2], box[3])
	end := -1
	for _, c := range contours {
		end += len(c)
		m.glyf = put16(m.glyf, end)
	}
	m.glyf = put16(m.glyf, 0) // no instructions
	m.glyf = appendDots(m.glyf, all)
	for len(m.glyf)%4 != 0 {
		m.glyf = append(m.glyf, 0)
	}
}

// appendDots writes flags, x and y, each as a difference in one byte or two.
func appendDots(b []byte, all []dot) []byte {
	var flags, xs, ys []byte
	column := func(to []byte, step, short, same int) ([]byte, int) {
		switch {
		case step == 0:
			return to, same
		case step > 0 && step < 256:
			return append(to, byte(step)), short | same
		case step < 0 && step > -256:
			return append(to, byte(-step)), short
		}
		return put16(to, step), 0
	}
	last := dot{}
	for _, d := range all {
		var fx, fy, on int
		xs, fx = column(xs, d.x-last.x, shortX, sameX)
		ys, fy = column(ys, d.y-last.y, shortY, sameY)
		if d.on {
			on = onCurve
		}
		flags = append(flags, byte(on|fx|fy)) //nolint:gosec // G115: six bits
		last = d
	}
	return slices.Concat(b, flags, xs, ys)
}

// contoursOf turns a path into points; the last of a contour is not repeated.
func contoursOf(p outline.Path) [][]dot {
	var all [][]dot
	round := func(q outline.Point, on bool) dot {
		k := float64(wholeEm) / outline.Em
		clamp := func(v float64) int { return int(max(-16000, min(16000, math.Round(v*k)))) }
		return dot{clamp(q.X), clamp(q.Y), on}
	}
	for _, s := range p.Quads(0.3) {
		if s.Op == outline.Move {
			all = append(all, nil)
		}
		if len(all) == 0 {
			continue
		}
		now := &all[len(all)-1]
		if s.Op == outline.Quad {
			*now = append(*now, round(s.A, false))
		}
		*now = append(*now, round(s.To, true))
	}
	for i, c := range all {
		if len(c) > 1 && c[0] == c[len(c)-1] {
			all[i] = c[:len(c)-1]
		}
	}
	return slices.DeleteFunc(all, func(c []dot) bool { return len(c) < 2 })
}

// writeCmap maps runes[i] to glyph i+1, for old readers (format 4) and in full.
func writeCmap(runes []rune) []byte {
	order := make([]int, len(runes))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return runes[order[a]] < runes[order[b]] })
	full := put16(nil, 12, 0)
	full = put32(full, 16+12*len(runes), 0, len(runes))
	var ends, starts, deltas []byte
	segments := 0
	for _, i := range order {
		r := int(runes[i])
		full = put32(full, r, r, i+1)
		if r < 0xffff {
			ends, starts, deltas = put16(ends, r), put16(starts, r), put16(deltas, i+1-r)
			segments++
		}
	}
	ends, starts, deltas = put16(ends, 0xffff), put16(starts, 0xffff), put16(deltas, 1)
	segments++
	power, log := powerOfTwo(segments)
	old := put16(nil, 4, 16+8*segments, 0, 2*segments, 2*power, log, 2*(segments-power))
	old = slices.Concat(old, ends, []byte{0, 0}, starts, deltas, make([]byte, 2*segments))
	head := put32(put16(nil, 0, 2, platformWindows, 1), 20)
	head = put32(put16(head, platformWindows, 10), 20+len(old))
	return slices.Concat(head, old, full)
}

func (f *Face) os2(ascent, descent int, runes []rune) []byte {
	low, high := slices.Min(runes), slices.Max(runes)
	b := put16(nil, 4, wholeEm, f.Name.Weight, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // no sub- and superscripts
	b = append(b, make([]byte, 10)...)                                                // panose
	b = put32(b, 0, 1<<27, 0, 0)                                                      // Han
	b = append(b, "GJ  "...)
	b = put16(b, 0x40, int(min(low, 0xffff)), int(min(high, 0xffff)), ascent, descent, 0, ascent, -descent)
	b = put32(b, 1<<18, 0) // GBK
	return put16(b, wholeEm/2, wholeEm*7/10, 0, ' ', 1)
}

// writeName writes the four names that readers ask for.
func (f *Face) writeName() []byte {
	texts := map[int]string{nameFamily: f.Name.Family, nameStyle: "Regular", nameFull: f.Name.Family, namePostScript: f.Name.PostScript}
	kinds := []int{nameFamily, nameStyle, nameFull, namePostScript}
	head, body := put16(nil, 0, len(kinds), 6+12*len(kinds)), []byte(nil)
	for _, kind := range kinds {
		at := len(body)
		for _, u := range utf16.Encode([]rune(texts[kind])) {
			body = put16(body, int(u))
		}
		head = put16(head, platformWindows, 1, 0x409, kind, len(body)-at, at)
	}
	return append(head, body...)
}
