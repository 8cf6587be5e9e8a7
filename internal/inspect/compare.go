package inspect

import (
	"image"
	"math"
)

// Match is how a page that comes back scanned compares with the approved one.
type Match struct {
	Like  float64 // from 0 to 1: the same ink in the same places, red left out
	Empty bool    // nothing stands on the scanned page
}

// enough is how alike two pictures of one page are at least, after printing,
// sealing and scanning.
const enough = 0.5

// Same tells whether the scanned page is the approved one.
func (m Match) Same() bool { return m.Like >= enough }

// Compare holds a scanned page against the approved one: moved a little, paler or
// darker, with a seal on it, it is still the same.
func Compare(approved, scanned image.Image) Match {
	a, b := newSheet(approved), newSheet(scanned)
	ink, _ := b.inked()
	m := Match{Empty: ink <= nothing}
	left, right := a.coarse(), b.coarse()
	for dy := -2; dy <= 2; dy++ {
		for dx := -2; dx <= 2; dx++ {
			m.Like = max(m.Like, correlation(left, right, dx, dy))
		}
	}
	return m
}

// The coarse picture of a page: how much black ink stands in each field.
const (
	coarseW = 35
	coarseH = 50
)

func (s *sheet) coarse() [coarseH][coarseW]float64 {
	var out [coarseH][coarseW]float64
	for y := range s.h {
		for x := range s.w {
			if i := y*s.w + x; s.ink[i] && !s.red[i] {
				out[y*coarseH/s.h][x*coarseW/s.w]++
			}
		}
	}
	field := float64(s.w*s.h) / (coarseW * coarseH)
	for y := range out {
		for x := range out[y] {
			out[y][x] = math.Sqrt(out[y][x] / field) // pale and bold type weigh alike
		}
	}
	return out
}

// correlation of two coarse pictures, the second moved, without the edges.
func correlation(a, b [coarseH][coarseW]float64, dx, dy int) float64 {
	const edge = 3
	var n, sa, sb, saa, sbb, sab float64
	for y := edge; y < coarseH-edge; y++ {
		for x := edge; x < coarseW-edge; x++ {
			p, q := a[y][x], b[y+dy][x+dx]
			n++
			sa, sb, saa, sbb, sab = sa+p, sb+q, saa+p*p, sbb+q*q, sab+p*q
		}
	}
	va, vb := saa-sa*sa/n, sbb-sb*sb/n
	if va <= 1e-9 && vb <= 1e-9 {
		return 1 // both empty
	}
	if va <= 1e-9 || vb <= 1e-9 {
		return 0
	}
	return max(0, (sab-sa*sb/n)/math.Sqrt(va*vb))
}
