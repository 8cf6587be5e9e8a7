package ofd

import (
	"math"

	"guiju.cn/guiju/internal/typeset/page"
)

// affine maps (x, y) to (a·x + c·y + e, b·x + d·y + f), as CTM does.
type affine struct{ a, b, c, d, e, f float64 }

var identity = affine{1, 0, 0, 1, 0, 0}

// after is m applied to what n gives.
func (m affine) after(n affine) affine {
	x, y := m.point(n.e, n.f)
	return affine{m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b, m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d, x, y}
}

func (m affine) point(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// box is where a rectangle comes to lie.
func (m affine) box(x, y, w, h float64) (left, top, right, bottom float64) {
	x1, y1 := m.point(x, y)
	x2, y2 := m.point(x+w, y+h)
	return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
}

func (m affine) round() affine {
	r := func(v float64) float64 { return math.Round(v*1000)/1000 + 0 } // + 0: no −0
	return affine{r(m.a), r(m.b), r(m.c), r(m.d), r(m.e), r(m.f)}
}

func (m affine) String() string {
	return box(m.a, m.b, m.c, m.d) + " " + page.MM(m.e) + " " + page.MM(m.f)
}
