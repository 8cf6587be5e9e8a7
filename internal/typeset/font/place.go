package font

import (
	"guiju.cn/guiju/internal/typeset/outline"
	"guiju.cn/guiju/internal/typeset/sfnt"
)

// place puts a glyph where it belongs in the space it takes up. Fonts with Latin
// punctuation draw Chinese quotation marks narrow; there they stand in the half of
// the cell that is turned to what they enclose (GB/T 15834). Digits of one font
// take the same width, so that columns of numbers stand straight.
func place(face *sfnt.Face, id int, r rune) Glyph {
	g := Glyph{Face: face, ID: id, Width: face.Advance(id)}
	g.Advance = g.Width
	switch r {
	case '“', '‘':
		g.fill()
		g.Shift = g.Advance - g.Width
	case '”', '’':
		g.fill()
	case '·', '…', '×', '÷':
		g.centre()
	case '—':
		// A narrow dash leaves gaps in ——: the rule of the box drawings fills a cell.
		if line, ok := face.Glyph('─'); ok && g.Width < outline.Em && face.Advance(line) == outline.Em {
			g.ID, g.Width = line, outline.Em
		}
		g.centre()
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if zero, ok := face.Glyph('0'); ok {
			g.Advance = face.Advance(zero)
			g.Shift = (g.Advance - g.Width) / 2
		}
	}
	return g
}

// fill takes up a full cell.
func (g *Glyph) fill() { g.Advance = max(g.Width, outline.Em) }

func (g *Glyph) centre() {
	g.fill()
	g.Shift = (g.Advance - g.Width) / 2
}
