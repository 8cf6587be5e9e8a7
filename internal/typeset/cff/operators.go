package cff

import (
	"fmt"

	"guiju.cn/guiju/internal/typeset/outline"
)

// stem counts the hints on the stack, which tell how long a hint mask is.
func (m *machine) stem() {
	m.takeWidth(len(m.stack)%2 == 1)
	m.stems += len(m.stack) / 2
	m.stack = m.stack[:0]
}

// takeWidth drops the width where it stands before the first operands.
func (m *machine) takeWidth(there bool) {
	if there && !m.width && len(m.stack) > 0 {
		m.stack = m.stack[1:]
	}
	m.width = true
}

// operator does what every operator but calls and masks does. All but
// arithmetic clear the stack.
func (m *machine) operator(op int) error {
	if op > 255 && op < 12<<8|34 {
		return m.arithmetic(op)
	}
	s := m.stack
	switch op {
	case 1, 3, 18, 23: // hstem, vstem, hstemhm, vstemhm
		m.stem()
	case 19, 20: // hintmask, cntrmask: counted before
	case 4: // vmoveto
		m.takeWidth(len(s) > 1)
		m.move(0, arg(m.stack, 0))
	case 22: // hmoveto
		m.takeWidth(len(s) > 1)
		m.move(arg(m.stack, 0), 0)
	case 21: // rmoveto
		m.takeWidth(len(s) > 2)
		m.move(arg(m.stack, 0), arg(m.stack, 1))
	case 14: // endchar
		m.takeWidth(len(s) == 1 || len(s) == 5)
		if len(m.stack) >= 4 {
			return fmt.Errorf("%w: an accent made of two glyphs", ErrFont)
		}
		m.done = true
	case 5: // rlineto
		m.lines(s)
	case 6, 7: // hlineto, vlineto
		for i, v := range s {
			if (i%2 == 0) == (op == 6) {
				m.line(v, 0)
			} else {
				m.line(0, v)
			}
		}
	case 8, 24, 25: // rrcurveto, rcurveline, rlinecurve
		m.mixed(op, s)
	case 26, 27: // vvcurveto, hhcurveto
		m.straightCurves(op == 27, s)
	case 30, 31: // vhcurveto, hvcurveto
		m.turningCurves(op == 31, s)
	case 12<<8 | 34, 12<<8 | 35, 12<<8 | 36, 12<<8 | 37:
		m.flex(op, s)
	default:
		return fmt.Errorf("%w: operator %d", ErrFont, op)
	}
	m.stack = m.stack[:0]
	return nil
}

func arg(s []float64, i int) float64 {
	if i >= len(s) {
		return 0
	}
	return s[i]
}

func (m *machine) move(dx, dy float64) {
	m.at.X, m.at.Y = m.at.X+dx, m.at.Y+dy
	m.path = append(m.path, outline.Segment{Op: outline.Move, To: m.at})
}

func (m *machine) line(dx, dy float64) {
	m.at.X, m.at.Y = m.at.X+dx, m.at.Y+dy
	m.path = append(m.path, outline.Segment{Op: outline.Line, To: m.at})
}

func (m *machine) curve(dxa, dya, dxb, dyb, dxc, dyc float64) {
	a := outline.Point{X: m.at.X + dxa, Y: m.at.Y + dya}
	b := outline.Point{X: a.X + dxb, Y: a.Y + dyb}
	m.at = outline.Point{X: b.X + dxc, Y: b.Y + dyc}
	m.path = append(m.path, outline.Segment{Op: outline.Cubic, A: a, B: b, To: m.at})
}

func (m *machine) lines(s []float64) {
	for ; len(s) >= 2; s = s[2:] {
		m.line(s[0], s[1])
	}
}

func (m *machine) curves(s []float64) {
	for ; len(s) >= 6; s = s[6:] {
		m.curve(s[0], s[1], s[2], s[3], s[4], s[5])
	}
}

// mixed is curves, curves and a line at last, or lines and a curve at last.
func (m *machine) mixed(op int, s []float64) {
	switch {
	case op == 24 && len(s) >= 2:
		m.curves(s[:len(s)-2])
		m.lines(s[len(s)-2:])
	case op == 25 && len(s) >= 6:
		m.lines(s[:len(s)-6])
		m.curves(s[len(s)-6:])
	default:
		m.curves(s)
	}
}

// straightCurves begin and end in one direction.
func (m *machine) straightCurves(horizontal bool, s []float64) {
	side := 0.0
	if len(s)%4 == 1 {
		side, s = s[0], s[1:]
	}
	for ; len(s) >= 4; s = s[4:] {
		if horizontal {
			m.curve(s[0], side, s[1], s[2], s[3], 0)
		} else {
			m.curve(side, s[0], s[1], s[2], 0, s[3])
		}
		side = 0
	}
}

// turningCurves begin in one direction and end in the other, by turns.
func (m *machine) turningCurves(horizontal bool, s []float64) {
	for ; len(s) >= 4; s = s[4:] {
		last := 0.0
		if len(s) == 5 {
			last = s[4]
		}
		if horizontal {
			m.curve(s[0], 0, s[1], s[2], last, s[3])
		} else {
			m.curve(0, s[0], s[1], s[2], s[3], last)
		}
		horizontal = !horizontal
	}
}

func (m *machine) flex(op int, s []float64) {
	a := func(i int) float64 { return arg(s, i) }
	switch op & 0xff {
	case 34: // hflex
		m.curve(a(0), 0, a(1), a(2), a(3), 0)
		m.curve(a(4), 0, a(5), -a(2), a(6), 0)
	case 35: // flex
		m.curves(s[:min(len(s), 12)])
	case 36: // hflex1
		m.curve(a(0), a(1), a(2), a(3), a(4), 0)
		m.curve(a(5), 0, a(6), a(7), a(8), -(a(1) + a(3) + a(7)))
	case 37: // flex1
		dx, dy := a(0)+a(2)+a(4)+a(6)+a(8), a(1)+a(3)+a(5)+a(7)+a(9)
		m.curve(a(0), a(1), a(2), a(3), a(4), a(5))
		if max(dx, -dx) > max(dy, -dy) {
			m.curve(a(6), a(7), a(8), a(9), a(10), -dy)
		} else {
			m.curve(a(6), a(7), a(8), a(9), -dx, a(10))
		}
	}
}

// arithmetic is what fonts converted from Type 1 use of it.
func (m *machine) arithmetic(op int) error {
	switch op & 0xff {
	case 9: // abs
		v := m.pop()
		m.stack = append(m.stack, max(v, -v))
	case 10: // add
		v := m.pop()
		m.stack = append(m.stack, m.pop()+v)
	case 11: // sub
		v := m.pop()
		m.stack = append(m.stack, m.pop()-v)
	case 12: // div
		if v := m.pop(); v != 0 {
			m.stack = append(m.stack, m.pop()/v)
		}
	case 14: // neg
		m.stack = append(m.stack, -m.pop())
	case 18: // drop
		m.pop()
	case 24: // mul
		v := m.pop()
		m.stack = append(m.stack, m.pop()*v)
	case 27: // dup
		v := m.pop()
		m.stack = append(m.stack, v, v)
	case 28: // exch
		v := m.pop()
		w := m.pop()
		m.stack = append(m.stack, v, w)
	default:
		return fmt.Errorf("%w: operator 12 %d", ErrFont, op&0xff)
	}
	return nil
}
