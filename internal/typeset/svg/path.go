package svg

import (
	"math"
	"strconv"

	"guiju.cn/guiju/internal/typeset/outline"
)

// pathData writes an outline in whole thousandths of an em, relative to the point
// before: that is shortest.
func pathData(p outline.Path) []byte {
	var b []byte
	var at outline.Point
	add := func(op byte, points ...outline.Point) {
		b = append(b, op)
		for i, q := range points {
			x, y := math.Round(q.X)-math.Round(at.X), math.Round(q.Y)-math.Round(at.Y)
			b = appendNumber(b, x, i > 0)
			b = appendNumber(b, y, true)
		}
		at = points[len(points)-1]
	}
	for i, s := range p {
		switch s.Op {
		case outline.Move:
			if i > 0 {
				b = append(b, 'z')
			}
			at = outline.Point{} // M is absolute
			add('M', s.To)
		case outline.Line:
			add('l', s.To)
		case outline.Quad:
			add('q', s.A, s.To)
		case outline.Cubic:
			add('c', s.A, s.B, s.To)
		}
	}
	return append(b, 'z')
}

// appendNumber separates numbers where no minus does.
func appendNumber(b []byte, v float64, follows bool) []byte {
	if follows && v >= 0 {
		b = append(b, ' ')
	}
	return strconv.AppendInt(b, int64(v), 10)
}
