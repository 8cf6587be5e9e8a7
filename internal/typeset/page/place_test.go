package page_test

import (
	"testing"

	"guiju.cn/guiju/internal/typeset/page"
)

// The right of turned marks is the page's up, their top its left (GB/T 9704 8).
func TestTurned_At(t *testing.T) {
	t.Parallel()
	turned := page.Turned{X: 28, Y: 262}
	for _, c := range [][4]float64{{28, 262, 28, 262}, {28 + 225, 262, 28, 37}, {28, 262 + 156, 184, 262}} {
		if x, y := turned.At(c[0], c[1]); x != c[2] || y != c[3] {
			t.Errorf("%v lands on %v, %v", c, x, y)
		}
	}
}

func TestMoved(t *testing.T) {
	t.Parallel()
	text := page.Text{Y: 1, Glyphs: []page.Glyph{{Rune: '字', X: 2}}}
	all := page.Moved(page.Turned{X: 1, Y: 1, Marks: []page.Mark{
		text, page.Line{X1: 1, X2: 2}, page.Fill{X: 1}, page.Picture{Y: 1},
	}}, 10, 20).(page.Turned)
	if moved := all.Marks[0].(page.Text); moved.Y != 21 || moved.Glyphs[0].X != 12 || text.Glyphs[0].X != 2 {
		t.Errorf("%+v, was %+v", moved, text)
	}
	if l := all.Marks[1].(page.Line); l != (page.Line{X1: 11, X2: 12, Y1: 20, Y2: 20}) {
		t.Errorf("%+v", l)
	}
	if f, p := all.Marks[2].(page.Fill), all.Marks[3].(page.Picture); f.X != 11 || p.Y != 21 || all.X != 11 || all.Y != 21 {
		t.Errorf("%+v %+v %+v", f, p, all)
	}
}
