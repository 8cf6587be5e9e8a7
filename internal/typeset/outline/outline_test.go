package outline

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func point(t *rapid.T, name string) Point {
	return Point{rapid.Float64Range(-500, 1500).Draw(t, name+".x"), rapid.Float64Range(-500, 1500).Draw(t, name+".y")}
}

func TestQuads_StayWithinTolerance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := [4]Point{point(t, "a"), point(t, "b"), point(t, "c"), point(t, "d")}
		const tolerance = 0.5
		quads := Path{{Op: Move, To: c[0]}, {Op: Cubic, A: c[1], B: c[2], To: c[3]}}.Quads(tolerance)
		n := float64(len(quads) - 1)
		from := c[0]
		for i, q := range quads[1:] {
			for _, u := range []float64{0.25, 0.5, 0.75, 1} {
				want := between(c, 0, (float64(i)+u)/n)[3]
				v := 1 - u
				got := Point{v*v*from.X + 2*u*v*q.A.X + u*u*q.To.X, v*v*from.Y + 2*u*v*q.A.Y + u*u*q.To.Y}
				if d := math.Hypot(got.X-want.X, got.Y-want.Y); d > tolerance {
					t.Fatalf("%.2f off in part %d of %v", d, i, n)
				}
			}
			from = q.To
		}
		if from != c[3] && math.Hypot(from.X-c[3].X, from.Y-c[3].Y) > 1e-9 {
			t.Fatalf("ends at %v, not %v", from, c[3])
		}
	})
}

func TestBox_HoldsAllPoints(t *testing.T) {
	t.Parallel()
	p := Path{{Op: Move, To: Point{1, 2}}, {Op: Quad, A: Point{9, -3}, To: Point{4, 4}}}
	low, high, ok := p.Scale(2).Box()
	if !ok || low != (Point{2, -6}) || high != (Point{18, 8}) {
		t.Error(low, high, ok)
	}
	if _, _, ok := (Path{}).Box(); ok {
		t.Error("nothing has a box")
	}
}
