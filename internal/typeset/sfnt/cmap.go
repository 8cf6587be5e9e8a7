package sfnt

import "sort"

// run is characters in a row whose glyphs are in a row too.
type run struct {
	first, last rune
	glyph       int
}

// charmap finds glyphs by character.
type charmap []run

// find gives 0 for a character that is not there.
func (m charmap) find(r rune) int {
	i := sort.Search(len(m), func(i int) bool { return m[i].last >= r })
	if i == len(m) || m[i].first > r {
		return 0
	}
	return m[i].glyph + int(r-m[i].first)
}

// add keeps the runs in order; what would go back is a damaged table's.
func (m charmap) add(first, last rune, glyph, glyphs int) charmap {
	if n := len(m); n > 0 && first <= m[n-1].last {
		return m
	}
	if glyph == 0 { // that is no glyph, the ones behind it are
		first, glyph = first+1, 1
	}
	last = min(last, first+rune(glyphs-glyph-1)) //nolint:gosec // G115: both below 65,536
	if last < first || last > 0x10ffff {
		return m
	}
	if n := len(m); n > 0 && m[n-1].last+1 == first && m[n-1].glyph+int(first-m[n-1].first) == glyph {
		m[n-1].last = last
		return m
	}
	return append(m, run{first, last, glyph})
}

// readCmap reads the best Unicode subtable: format 12, else 4.
func readCmap(t table, glyphs int) charmap {
	best, format := -1, 0
	for i := range min(t.u16(2), 64) {
		platform, encoding, at := t.u16(4+8*i), t.u16(6+8*i), t.u32(8+8*i)
		unicode := platform == 0 && encoding != 5 || platform == platformWindows && (encoding == 1 || encoding == 10)
		if f := t.u16(at); unicode && (f == 4 || f == 12) && f > format {
			best, format = at, f
		}
	}
	switch format {
	case 12:
		return cmap12(t[best:], glyphs)
	case 4:
		return cmap4(t[best:], glyphs)
	}
	return nil
}

func cmap12(t table, glyphs int) charmap {
	var m charmap
	for i := range min(t.u32(12), (len(t)-16)/12) {
		group := 16 + 12*i
		first, last, glyph := t.u32(group), t.u32(group+4), t.u32(group+8)
		if last < first || last > 0x10ffff || glyph >= glyphs {
			continue
		}
		m = m.add(rune(first), rune(last), glyph, glyphs) //nolint:gosec // G115: at most 0x10ffff
	}
	return m
}

func cmap4(t table, glyphs int) charmap {
	var m charmap
	segments := t.u16(6) / 2
	ends, starts := 14, 16+2*segments
	deltas, ranges := starts+2*segments, starts+4*segments
	before := -1
	for i := range segments {
		last, first := t.u16(ends+2*i), t.u16(starts+2*i)
		delta, offset := t.u16(deltas+2*i), t.u16(ranges+2*i)
		if first <= before || last < first {
			continue // out of order: damaged, and without end to the work
		}
		before = last
		for c := first; c <= min(last, 0xfffe); c++ {
			glyph := c
			if offset != 0 {
				if glyph = t.u16(ranges + 2*i + offset + 2*(c-first)); glyph == 0 {
					continue
				}
			}
			if glyph = (glyph + delta) & 0xffff; glyph > 0 && glyph < glyphs {
				m = m.add(rune(c), rune(c), glyph, glyphs) //nolint:gosec // G115: below 65,535
			}
		}
	}
	return m
}
