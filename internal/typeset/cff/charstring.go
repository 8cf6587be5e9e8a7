package cff

import (
	"fmt"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/outline"
)

// Outline is the shape of a glyph in thousandths of an em.
func (f *Font) Outline(glyph int) (p outline.Path, err error) {
	defer errs.Wrap(&err, "cff.Outline(%d)", glyph)
	m, err := f.run(glyph)
	if err != nil {
		return nil, err
	}
	if k := f.perEm(glyph) * outline.Em; k != 1 {
		return m.path.Scale(k), nil
	}
	return m.path, nil
}

// perEm is the horizontal scale of the font matrix: ems to a unit.
func (f *Font) perEm(glyph int) float64 {
	scale, found := 1.0, false
	for _, d := range []dict{f.top, f.dicts[f.dictOf(glyph)].font} {
		if m := d[opFontMatrix].values; len(m) == 6 && m[0] > 0 {
			scale, found = scale*m[0], true
		}
	}
	if !found {
		return 1.0 / outline.Em
	}
	return scale
}

// Far beyond any real glyph; they bound what a damaged one can cost.
const maxCalls, maxStack, maxFlat, maxSteps = 10, 96, 1 << 16, 1 << 17

// machine runs a Type 2 charstring. It draws the path, and writes the charstring
// anew with the subroutines in place of their calls.
type machine struct {
	font  *Font
	subrs index
	stack []float64
	flat  []byte
	// last is where the last number in flat begins, -1 after an operator: a call's
	// operand has to be taken out again.
	last  int
	path  outline.Path
	at    outline.Point
	stems int
	width bool // the width, which may stand before the first operands, was seen
	steps int
	done  bool
}

func (f *Font) run(glyph int) (*machine, error) {
	if glyph < 0 || glyph >= len(f.charstrings) {
		return nil, ErrFont
	}
	m := &machine{font: f, subrs: f.dicts[f.dictOf(glyph)].subrs, last: -1}
	if err := m.exec(f.charstrings[glyph], 0); err != nil {
		return nil, err
	}
	if !m.done {
		m.flat = append(m.flat, 14) // endchar
	}
	return m, nil
}

func (m *machine) exec(code []byte, depth int) error {
	if depth > maxCalls {
		return fmt.Errorf("%w: subroutines call too deeply", ErrFont)
	}
	for len(code) > 0 && !m.done {
		if m.steps++; m.steps > maxSteps || len(m.flat) > maxFlat || len(m.stack) > maxStack {
			return fmt.Errorf("%w: a charstring without end", ErrFont)
		}
		if v, n := charNumber(code); n > 0 {
			m.last = len(m.flat)
			m.flat = append(m.flat, code[:n]...)
			m.stack = append(m.stack, v)
			code = code[n:]
			continue
		}
		op, n := int(code[0]), 1
		switch op {
		case 28, 255:
			return ErrFont // a number cut off
		case 12:
			if len(code) < 2 {
				return ErrFont
			}
			op, n = 12<<8|int(code[1]), 2
		case 10, 29:
			if err := m.call(op, depth); err != nil {
				return err
			}
			code = code[1:]
			continue
		case 11:
			return nil
		case 19, 20:
			m.stem()
			n += (m.stems + 7) / 8
		}
		if n > len(code) {
			return ErrFont
		}
		m.flat, m.last = append(m.flat, code[:n]...), -1
		code = code[n:]
		if err := m.operator(op); err != nil {
			return err
		}
	}
	return nil
}

// charNumber reads a number and tells its length; 0 = it is an operator.
func charNumber(b []byte) (v float64, n int) {
	switch b0 := b[0]; {
	case b0 == 255 && len(b) >= 5:
		return float64(int32(u16(b[1:])<<16|u16(b[3:]))) / 65536, 5 //nolint:gosec // G115: two's complement on purpose
	case b0 == 28 || b0 >= 32 && b0 < 255:
		return dictNumber(b)
	}
	return 0, 0
}

// call runs a subroutine; its number is written with a bias (TN 5177, 4.7).
func (m *machine) call(op, depth int) error {
	subrs := m.subrs
	if op == 29 {
		subrs = m.font.globals
	}
	if m.last < 0 || len(m.stack) == 0 {
		return fmt.Errorf("%w: a call without a number", ErrFont)
	}
	bias := 107
	if len(subrs) >= 33900 {
		bias = 32768
	} else if len(subrs) >= 1240 {
		bias = 1131
	}
	number := int(m.pop()) + bias
	m.flat, m.last = m.flat[:m.last], -1
	code := subrs.at(number)
	if code == nil {
		return fmt.Errorf("%w: no subroutine %d", ErrFont, number)
	}
	return m.exec(code, depth+1)
}

func (m *machine) pop() float64 {
	if len(m.stack) == 0 {
		return 0
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v
}
