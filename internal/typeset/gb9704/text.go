package gb9704

import (
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// style is how text outside paragraphs is set.
type style struct {
	part  string
	role  page.Role
	size  float64 // points
	color page.Color
}

// cell is what a character of the style takes, in mm.
func (s style) cell() float64 {
	if s.size == BodySize {
		return Cell
	}
	return s.size * page.PointMM
}

// em is the height of the style's characters in mm.
func (s style) em() float64 { return s.size * page.PointMM }

// word is one line of text outside paragraphs, at x 0.
type word struct {
	style
	line  line.Line
	width float64 // mm
	lead  float64 // mm that letter-spacing puts before the first character
}

// word measures text for one line.
func (c *composer) word(place string, s style, text string) (word, error) {
	return c.spaced(place, s, text, s.cell())
}

// spaced is word with cells of a given width (mm): letter-spaced between the
// characters, not outside them.
func (c *composer) spaced(place string, s style, text string, cell float64) (word, error) {
	lines, err := line.Break(c.m, []line.Run{{Role: s.role, Text: text}}, line.Spec{Cell: cell, Size: s.size, Measure: 1e6, Ragged: true})
	if err != nil {
		return word{}, at(place, err)
	}
	extra := cell - s.cell()
	return word{style: s, line: lines[0], width: max(0, lines[0].End-lines[0].Start-extra), lead: extra / 2}, nil
}

// put gives the marks of the word from x on, its characters' top at y.
func (w word) put(x, y float64) []page.Mark {
	var marks []page.Mark
	for _, m := range w.line.Texts(w.part, y+Ascent*w.em(), w.color) {
		marks = append(marks, page.Moved(m, x-w.lead, 0))
	}
	return marks
}

// centred puts the word in the middle of the box.
func (w word) centred(y float64) []page.Mark { return w.put((Left+Right-w.width)/2, y) }

// paragraph sets runs in lines of the box; each line is an item.
func (c *composer) paragraph(place, part string, runs []line.Run, first, rest float64) ([]item, error) {
	lines, err := line.Break(c.m, runs, line.Spec{
		Left: Left, Cell: (Right - Left) / float64(c.set.cells), Size: BodySize, Measure: float64(c.set.cells), First: first, Rest: rest,
	})
	if err != nil {
		return nil, at(place, err)
	}
	items := make([]item, len(lines))
	for i, l := range lines {
		items[i].marks = l.Texts(part, Ascent*Em, page.Color{})
	}
	return items, nil
}
