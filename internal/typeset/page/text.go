package page

import (
	"iter"
	"math"
	"strconv"
)

// Write sets s as one line: t tells role, size, baseline and colour, the first rune
// stands at x (mm). It gives the line and where it ends.
func Write(m Measurer, t Text, x float64, s string) (line Text, end float64, err error) {
	t.Glyphs = make([]Glyph, 0, len(s)/2)
	for _, r := range s {
		em, err := m.Advance(t.Role, r)
		if err != nil {
			return t, x, err
		}
		t.Glyphs = append(t.Glyphs, Glyph{r, x})
		x += em * t.Size * PointMM
	}
	return t, x, nil
}

// Width is how long s is when set in one line, in mm.
func Width(m Measurer, role Role, size float64, s string) (mm float64, err error) {
	for _, r := range s {
		em, err := m.Advance(role, r)
		if err != nil {
			return 0, err
		}
		mm += em * size * PointMM
	}
	return mm, nil
}

// Seq is pages one after the other, as writers take them: long registers are laid
// out while they are written. After an error no page follows.
type Seq = iter.Seq2[Page, error]

// All are finished pages as a Seq.
func All(pages []Page) Seq {
	return func(yield func(Page, error) bool) {
		for _, p := range pages {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// MM is a length as files say it; three digits are a thousandth of a millimetre.
func MM(v float64) string {
	return strconv.FormatFloat(math.Round(v*1000)/1000+0, 'f', -1, 64) // + 0: no −0
}

// RGB is the colour in three numbers from 0 to 255.
func (c Color) RGB() (r, g, b int) {
	part := func(v float64) int { return int(math.Round(255 * max(0, min(1, v)))) }
	return part(c.R), part(c.G), part(c.B)
}
