package outgoing

import (
	"guiju.cn/guiju/internal/diff"
	"guiju.cn/guiju/internal/typeset/page"
)

// The page of a comparison, in millimetres.
const (
	paperWide, paperHigh     = 210.0, 297.0
	markupLeft, markupRight  = 25.0, 185.0
	markupTop, markupBottom  = 25.0, 275.0
	markupSize, markupLead   = 13.0, 8.2 // points, mm
	markupTitle, markupLabel = 18.0, 13.0
)

var (
	goneColor = page.Color{R: 0.66, G: 0.13, B: 0.1}
	comeColor = page.Color{R: 0.11, G: 0.33, B: 0.62}
)

// markup lays a comparison out: what went is struck through, what came underlined, so
// that it can be told apart without colour.
type markup struct {
	m     page.Measurer
	pages []page.Page
	x, y  float64
}

// markedUp gives the pages of a comparison (花脸稿).
func markedUp(m page.Measurer, title, subtitle string, fields []compared) ([]page.Page, error) {
	k := &markup{m: m}
	k.turn()
	for _, head := range []struct {
		text string
		size float64
	}{{title, markupTitle}, {subtitle, markupLabel}} {
		if err := k.run(page.Hei, head.size, page.Color{}, diff.Same, head.text); err != nil {
			return nil, err
		}
		k.line()
		k.line()
	}
	for _, f := range fields {
		if err := k.run(page.Hei, markupLabel, page.Color{}, diff.Same, f.label+"："); err != nil {
			return nil, err
		}
		k.line()
		for _, p := range f.pieces {
			color := map[diff.Kind]page.Color{diff.Gone: goneColor, diff.Come: comeColor}[p.Kind]
			if err := k.run(page.Fang, markupSize, color, p.Kind, p.Text); err != nil {
				return nil, err
			}
		}
		k.line()
		k.line()
	}
	return k.pages, nil
}

func (k *markup) turn() {
	k.pages = append(k.pages, page.Page{Width: paperWide, Height: paperHigh})
	k.x, k.y = markupLeft, markupTop
}

func (k *markup) line() {
	k.x, k.y = markupLeft, k.y+markupLead
	if k.y > markupBottom {
		k.turn()
	}
}

// run sets a piece character by character, line after line.
func (k *markup) run(role page.Role, size float64, color page.Color, kind diff.Kind, text string) error {
	em := size * page.PointMM
	part := page.Text{Role: role, Size: size, Color: color}
	begin := k.x
	flush := func() {
		if len(part.Glyphs) == 0 {
			return
		}
		now := &k.pages[len(k.pages)-1]
		part.Y = k.y
		now.Marks = append(now.Marks, part)
		switch kind {
		case diff.Gone:
			now.Marks = append(now.Marks, page.Line{X1: begin, X2: k.x, Y1: k.y - 0.32*em, Y2: k.y - 0.32*em, Width: 0.3, Color: color})
		case diff.Come:
			now.Marks = append(now.Marks, page.Line{X1: begin, X2: k.x, Y1: k.y + 0.2*em, Y2: k.y + 0.2*em, Width: 0.3, Color: color})
		case diff.Same:
		}
		part.Glyphs = nil
	}
	for _, r := range text {
		if r == '\n' {
			flush()
			k.line()
			begin = k.x
			continue
		}
		if r == '\t' {
			r = '　'
		}
		wide, err := k.m.Advance(role, r)
		if err != nil {
			return err
		}
		if k.x+wide*em > markupRight {
			flush()
			k.line()
			begin = k.x
		}
		part.Glyphs = append(part.Glyphs, page.Glyph{Rune: r, X: k.x})
		k.x += wide * em
	}
	flush()
	return nil
}
