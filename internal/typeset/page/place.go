package page

// Place is a rectangle kept free for something put on later, a seal or a
// signature stamp (GB/T 9704 7.3.5). Writers do not draw it; who stamps or signs
// electronically finds it by its ID.
type Place struct {
	ID         string
	X, Y, W, H float64
}

// At tells where a point of the turned marks lands on the page: they are placed
// in page millimetres and then turned a quarter counter-clockwise about (X, Y),
// so that their right becomes the page's up.
func (t Turned) At(x, y float64) (onX, onY float64) {
	return t.X + (y - t.Y), t.Y - (x - t.X)
}

// Moved gives the mark moved right by dx and down by dy.
func Moved(m Mark, dx, dy float64) Mark {
	switch m := m.(type) {
	case Text:
		glyphs := make([]Glyph, len(m.Glyphs))
		for i, g := range m.Glyphs {
			glyphs[i] = Glyph{g.Rune, g.X + dx}
		}
		m.Glyphs = glyphs
		m.Y += dy
		return m
	case Line:
		m.X1, m.X2 = m.X1+dx, m.X2+dx
		m.Y1, m.Y2 = m.Y1+dy, m.Y2+dy
		return m
	case Fill:
		m.X, m.Y = m.X+dx, m.Y+dy
		return m
	case Picture:
		m.X, m.Y = m.X+dx, m.Y+dy
		return m
	case Turned:
		m.X, m.Y = m.X+dx, m.Y+dy
		marks := make([]Mark, len(m.Marks))
		for i, inner := range m.Marks {
			marks[i] = Moved(inner, dx, dy)
		}
		m.Marks = marks
		return m
	}
	return m
}
