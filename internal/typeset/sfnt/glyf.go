package sfnt

import (
	"fmt"

	"guiju.cn/guiju/internal/typeset/outline"
)

// data is a glyph's entry in glyf; nil for one without ink.
func (f *Face) data(glyph int) table {
	loca := f.tables["loca"]
	from, to := loca.u16(2*glyph)*2, loca.u16(2*glyph+2)*2
	if f.long {
		from, to = loca.u32(4*glyph), loca.u32(4*glyph+4)
	}
	return f.tables["glyf"].cut(from, to-from)
}

// Flags of points and of the parts of a composite glyph.
const (
	onCurve, shortX, shortY, repeat, sameX, sameY = 1, 2, 4, 8, 16, 32

	wordArgs, argsAreXY, oneScale, morePart, twoScales, fullScale = 1, 2, 8, 32, 64, 128
)

// affine maps (x, y) to (a·x + c·y + e, b·x + d·y + f).
type affine struct{ a, b, c, d, e, f float64 }

var identity = affine{a: 1, d: 1}

func (m affine) point(x, y float64) outline.Point {
	return outline.Point{X: m.a*x + m.c*y + m.e, Y: m.b*x + m.d*y + m.f}
}

// after is m applied to what n gives.
func (m affine) after(n affine) affine {
	o := m.point(n.e, n.f)
	return affine{m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d, o.X, o.Y}
}

// drawing collects a glyph's outline in the file's units.
type drawing struct {
	f     *Face
	path  outline.Path
	parts int
	count int // points
}

// Far beyond any real glyph; they bound what a damaged one can cost.
const maxDepth, maxParts, maxPoints = 8, 256, 20000

func (d *drawing) glyph(glyph int, m affine, depth int) error {
	data := d.f.data(glyph)
	if len(data) == 0 {
		return nil
	}
	if d.parts++; depth > maxDepth || d.parts > maxParts || len(data) < 10 {
		return fmt.Errorf("%w: damaged glyph", ErrFont)
	}
	if contours := data.i16(0); contours >= 0 {
		return d.simple(data, contours, m)
	}
	for at := 10; ; {
		part, next := readPart(data, at)
		if err := d.glyph(part.glyph, m.after(part.place), depth+1); err != nil {
			return err
		}
		if part.flags&morePart == 0 || next > len(data) {
			return nil
		}
		at = next
	}
}

// part is one glyph inside a composite one.
type part struct {
	flags, glyph int
	place        affine
}

func readPart(data table, at int) (p part, next int) {
	p = part{data.u16(at), data.u16(at + 2), identity}
	next = at + 4
	i8 := func(at int) float64 { v := data.u8(at); return float64(v - v>>7<<8) }
	f2 := func(at int) float64 { return float64(data.i16(at)) / (1 << 14) }
	switch {
	case p.flags&argsAreXY == 0: // points to be matched: no Chinese font does
	case p.flags&wordArgs != 0:
		p.place.e, p.place.f = float64(data.i16(next)), float64(data.i16(next+2))
	default:
		p.place.e, p.place.f = i8(next), i8(next+1)
	}
	next += 2
	if p.flags&wordArgs != 0 {
		next += 2
	}
	switch {
	case p.flags&oneScale != 0:
		p.place.a = f2(next)
		p.place.d = p.place.a
		next += 2
	case p.flags&twoScales != 0:
		p.place.a, p.place.d = f2(next), f2(next+2)
		next += 4
	case p.flags&fullScale != 0:
		p.place.a, p.place.b, p.place.c, p.place.d = f2(next), f2(next+2), f2(next+4), f2(next+6)
		next += 8
	}
	return p, next
}

type pointOf struct {
	outline.Point
	on bool
}

func (d *drawing) simple(data table, contours int, m affine) error {
	count := data.u16(10+2*contours-2) + 1
	if contours == 0 {
		return nil
	}
	if d.count += count; d.count > maxPoints || 10+2*contours+2 > len(data) {
		return fmt.Errorf("%w: damaged glyph", ErrFont)
	}
	points := readPoints(data, 10+2*contours+2+data.u16(10+2*contours), count, m)
	from := 0
	for i := range contours {
		to := data.u16(10+2*i) + 1
		if to < from || to > len(points) {
			return fmt.Errorf("%w: damaged glyph", ErrFont)
		}
		d.contour(points[from:to])
		from = to
	}
	return nil
}

// readPoints reads flags, then x, then y, each as a difference to the one before.
func readPoints(data table, at, count int, m affine) []pointOf {
	flags := make([]int, 0, count)
	for len(flags) < count {
		flag := data.u8(at)
		at++
		times := 1
		if flag&repeat != 0 {
			times += data.u8(at)
			at++
		}
		for range min(times, count-len(flags)) {
			flags = append(flags, flag)
		}
	}
	column := func(short, same int) []float64 {
		all, v := make([]float64, count), 0
		for i, flag := range flags {
			switch {
			case flag&short != 0:
				step := data.u8(at)
				if flag&same == 0 {
					step = -step
				}
				v += step
				at++
			case flag&same == 0:
				v += data.i16(at)
				at += 2
			}
			all[i] = float64(v)
		}
		return all
	}
	xs, ys := column(shortX, sameX), column(shortY, sameY)
	points := make([]pointOf, count)
	for i := range points {
		points[i] = pointOf{m.point(xs[i], ys[i]), flags[i]&onCurve != 0}
	}
	return points
}

func middle(a, b outline.Point) outline.Point {
	return outline.Point{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2}
}

// contour draws one closed curve; between two points off the curve lies one on it.
func (d *drawing) contour(points []pointOf) {
	if len(points) < 2 {
		return
	}
	start := points[len(points)-1]
	if !start.on {
		if points[0].on {
			start = points[0]
		} else {
			start = pointOf{middle(start.Point, points[0].Point), true}
		}
	}
	d.path = append(d.path, outline.Segment{Op: outline.Move, To: start.Point})
	var off *outline.Point
	to := func(p outline.Point) {
		if off != nil {
			d.path = append(d.path, outline.Segment{Op: outline.Quad, A: *off, To: p})
		} else if p != d.path[len(d.path)-1].To {
			d.path = append(d.path, outline.Segment{Op: outline.Line, To: p})
		}
		off = nil
	}
	for _, p := range points {
		if p.on {
			to(p.Point)
			continue
		}
		if off != nil {
			to(middle(*off, p.Point))
		}
		q := p.Point
		off = &q
	}
	if off != nil {
		to(start.Point)
	}
}
