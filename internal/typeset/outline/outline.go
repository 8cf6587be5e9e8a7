// Package outline holds the shapes of glyphs as a pen draws them, in thousandths
// of an em with y upwards; every contour is closed. Font readers give them, the
// writers of SVG and OFD draw them.
package outline

import "math"

// Em is how many units an em has.
const Em = 1000

// Point is a place in thousandths of an em.
type Point struct{ X, Y float64 }

// Op is what the pen does.
type Op uint8

// The operations: Move begins a contour, the others draw to To.
const (
	Move  Op = iota
	Line     // straight
	Quad     // quadratic curve with the control point A
	Cubic    // cubic curve with the control points A and B
)

// Segment is one movement of the pen.
type Segment struct {
	Op       Op
	A, B, To Point
}

// Path is a glyph; an empty one has no ink.
type Path []Segment

// Box tells the rectangle around all points, which holds the ink; ok is false
// where there is none.
func (p Path) Box() (low, high Point, ok bool) {
	low, high = Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	grow := func(q Point) {
		low = Point{min(low.X, q.X), min(low.Y, q.Y)}
		high = Point{max(high.X, q.X), max(high.Y, q.Y)}
	}
	for _, s := range p {
		grow(s.To)
		if s.Op >= Quad {
			grow(s.A)
		}
		if s.Op == Cubic {
			grow(s.B)
		}
	}
	return low, high, len(p) > 0
}

// Scale gives the path enlarged by k.
func (p Path) Scale(k float64) Path {
	out := make(Path, len(p))
	for i, s := range p {
		out[i] = Segment{s.Op, Point{s.A.X * k, s.A.Y * k}, Point{s.B.X * k, s.B.Y * k}, Point{s.To.X * k, s.To.Y * k}}
	}
	return out
}

// Quads gives the path without cubic curves: each becomes quadratic ones that
// stay within tolerance of it.
func (p Path) Quads(tolerance float64) Path {
	out := make(Path, 0, len(p))
	from := Point{}
	for _, s := range p {
		if s.Op == Cubic {
			out = appendQuads(out, [4]Point{from, s.A, s.B, s.To}, tolerance)
		} else {
			out = append(out, s)
		}
		from = s.To
	}
	return out
}

// appendQuads cuts a cubic into n equal parts. A cubic and the quadratic through
// its ends differ at most by √3/36 of its third difference, which falls with n³.
func appendQuads(out Path, c [4]Point, tolerance float64) Path {
	third := math.Hypot(c[3].X-3*c[2].X+3*c[1].X-c[0].X, c[3].Y-3*c[2].Y+3*c[1].Y-c[0].Y)
	n := int(math.Ceil(math.Cbrt(math.Sqrt(3) / 36 * third / tolerance)))
	n = max(1, min(n, 16))
	for i := range n {
		part := between(c, float64(i)/float64(n), float64(i+1)/float64(n))
		control := Point{(3*(part[1].X+part[2].X) - part[0].X - part[3].X) / 4, (3*(part[1].Y+part[2].Y) - part[0].Y - part[3].Y) / 4}
		out = append(out, Segment{Op: Quad, A: control, To: part[3]})
	}
	return out
}

// between is the part of a cubic from parameter t to u (its blossom).
func between(c [4]Point, t, u float64) [4]Point {
	at := func(a, b, d float64) Point {
		mix := func(p, q Point, t float64) Point { return Point{p.X + (q.X-p.X)*t, p.Y + (q.Y-p.Y)*t} }
		p, q, r := mix(c[0], c[1], a), mix(c[1], c[2], a), mix(c[2], c[3], a)
		return mix(mix(p, q, b), mix(q, r, b), d)
	}
	return [4]Point{at(t, t, t), at(t, t, u), at(t, u, u), at(u, u, u)}
}
