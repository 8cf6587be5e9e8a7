package cff

import (
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/errs"
)

// Subset writes a font of the given glyphs, keyed by CID, where the CID is the
// place in the list; the first must be glyph 0. A glyph may stand twice.
func (f *Font) Subset(glyphs []int) (data []byte, err error) {
	defer errs.Wrap(&err, "cff.Subset(%d glyphs)", len(glyphs))
	var flat index
	var used []int     // dictionaries, in the order of first use
	var selects []byte // format 3
	last := -1
	for cid, g := range glyphs {
		m, err := f.run(g)
		if err != nil {
			return nil, err
		}
		flat = append(flat, m.flat)
		fd := slices.Index(used, f.dictOf(g))
		if fd < 0 {
			fd, used = len(used), append(used, f.dictOf(g))
		}
		if fd != last {
			selects = append(selects, byte(cid>>8), byte(cid), byte(fd)) //nolint:gosec // G115: at most 65,535 glyphs, 256 dictionaries
			last = fd
		}
	}
	n, ranges := len(glyphs), len(selects)/3
	if n > 0xffff {
		return nil, fmt.Errorf("too many glyphs")
	}
	head := slices.Concat([]byte{3, byte(ranges >> 8), byte(ranges)}, selects, []byte{byte(n >> 8), byte(n)}) //nolint:gosec // G115: at most 65,535
	return f.assemble(flat, used, head), nil
}

// assemble puts the parts together. Offsets are written in a fixed length, so a
// first pass with zeroes tells them.
func (f *Font) assemble(flat index, used []int, selects []byte) []byte {
	n := len(flat)
	charset := []byte{2, 0, 1, byte((n - 2) >> 8), byte(n - 2)} //nolint:gosec // G115: CIDs 1 to n-1 in one range
	if n == 1 {
		charset = []byte{0}
	}
	charstrings := appendIndex(nil, flat)
	var out []byte
	var at struct{ charset, selects, charstrings, fonts int }
	privates := make([]int, len(used))
	for range 2 {
		top := appendOp(appendNumber(appendNumber(appendNumber(nil, 391), 392), 0), opROS) // Adobe, Identity
		for _, op := range []int{opFontMatrix, opFontBBox} {
			top = append(top, f.top[op].raw...)
		}
		top = appendOp(appendNumber(top, n), opCIDCount)
		top = appendOp(appendNumber(top, at.charset), opCharset)
		top = appendOp(appendNumber(top, at.selects), opFDSelect)
		top = appendOp(appendNumber(top, at.charstrings), opCharStrings)
		top = appendOp(appendNumber(top, at.fonts), opFDArray)
		out = appendIndex([]byte{1, 0, 4, 4}, index{[]byte("Subset")})
		out = appendIndex(out, index{top})
		out = appendIndex(out, index{[]byte("Adobe"), []byte("Identity")})
		out = appendIndex(out, nil) // global subroutines
		at.charset = len(out)
		out = append(out, charset...)
		at.selects = len(out)
		out = append(out, selects...)
		at.charstrings = len(out)
		out = append(out, charstrings...)
		var fonts index
		for i, fd := range used {
			private := f.private(fd)
			font := slices.Clone(f.dicts[fd].font[opFontMatrix].raw)
			font = appendOp(appendNumber(appendNumber(font, len(private)), privates[i]), opPrivate)
			fonts = append(fonts, font)
			privates[i] = len(out)
			out = append(out, private...)
		}
		at.fonts = len(out)
		out = appendIndex(out, fonts)
	}
	return out
}

// private is a dictionary as it stood, without its subroutines.
func (f *Font) private(fd int) []byte {
	d := f.dicts[fd].private
	ops := make([]int, 0, len(d))
	for op := range d {
		if op != opSubrs {
			ops = append(ops, op)
		}
	}
	slices.Sort(ops)
	var b []byte
	for _, op := range ops {
		b = append(b, d[op].raw...)
	}
	return b
}
