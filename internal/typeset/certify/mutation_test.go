package certify_test

import (
	"slices"

	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// book is a set document that a test spoils.
type book struct {
	doc   gb9704.Document
	pages []page.Page
}

const (
	pitch = gb9704.Pitch
	every = 0 // page
)

// change applies fn to the marks of parts on a page (all parts if none is named).
func (b *book) change(n int, fn func(page.Mark) page.Mark, parts ...string) {
	for i := range b.pages {
		if n != every && n != i+1 {
			continue
		}
		for k, m := range b.pages[i].Marks {
			if len(parts) == 0 || slices.Contains(parts, partOf(m)) {
				b.pages[i].Marks[k] = fn(m)
			}
		}
	}
}

func partOf(m page.Mark) string {
	switch m := m.(type) {
	case page.Text:
		return m.Part
	case page.Line:
		return m.Part
	}
	return ""
}

func (b *book) move(n int, dx, dy float64, parts ...string) {
	b.change(n, func(m page.Mark) page.Mark { return page.Moved(m, dx, dy) }, parts...)
}

func (b *book) movePlaces(dx, dy float64) {
	for i := range b.pages {
		for k := range b.pages[i].Places {
			b.pages[i].Places[k].X += dx
			b.pages[i].Places[k].Y += dy
		}
	}
}

func (b *book) text(n int, fn func(*page.Text), parts ...string) {
	b.change(n, func(m page.Mark) page.Mark {
		t, ok := m.(page.Text)
		if ok {
			t.Glyphs = slices.Clone(t.Glyphs)
			fn(&t)
		}
		return t
	}, parts...)
}

func (b *book) role(role page.Role, parts ...string) {
	b.text(every, func(t *page.Text) { t.Role = role }, parts...)
}

// replace puts another character in place of the first of a part.
func (b *book) replace(part string, old, with rune) {
	done := false
	b.text(every, func(t *page.Text) {
		for i, g := range t.Glyphs {
			if g.Rune == old && !done {
				t.Glyphs[i].Rune, done = with, true
			}
		}
	}, part)
}

func (b *book) line(part string, nth int, fn func(*page.Line)) {
	seen := 0
	b.change(every, func(m page.Mark) page.Mark {
		l := m.(page.Line)
		if seen == nth {
			fn(&l)
		}
		seen++
		return l
	}, part)
}

// at changes the n-th text mark of a part on a page.
func (b *book) at(n int, part string, nth int, fn func(*page.Text)) {
	seen := 0
	b.text(n, func(t *page.Text) {
		if seen == nth {
			fn(t)
		}
		seen++
	}, part)
}

// take removes the marks of parts from a page.
func (b *book) take(n int, parts ...string) (taken []page.Mark) {
	p := &b.pages[n-1]
	p.Marks = slices.DeleteFunc(slices.Clone(p.Marks), func(m page.Mark) bool {
		mine := slices.Contains(parts, partOf(m))
		if mine {
			taken = append(taken, m)
		}
		return mine
	})
	return taken
}

// give puts marks on a page, moved.
func (b *book) give(n int, marks []page.Mark, dy float64) {
	for _, m := range marks {
		b.pages[n-1].Marks = append(b.pages[n-1].Marks, page.Moved(m, 0, dy))
	}
}

// number puts a right page number on a page.
func (b *book) number(n int) {
	text := page.Text{Part: gb9704.PartPageNo, Role: page.Song, Size: 14, Y: gb9704.PageNoDash + gb9704.DashAbove*gb9704.SmallEm}
	x := gb9704.Left + gb9704.SmallEm
	if n%2 == 1 {
		x = gb9704.Right - 4.5*gb9704.SmallEm
	}
	for _, r := range "— " + string(rune('0'+n)) + " —" {
		text.Glyphs = append(text.Glyphs, page.Glyph{Rune: r, X: x})
		advance, _ := paper.Font{}.Advance(page.Song, r)
		x += advance * gb9704.SmallEm
	}
	b.give(n, []page.Mark{text}, 0)
}

// write puts a line of text of an unknown part on a page.
func (b *book) write(n int, y float64, text string) {
	m := page.Text{Part: "stray", Role: page.Hei, Size: 16, Y: y}
	for i, r := range []rune(text) {
		m.Glyphs = append(m.Glyphs, page.Glyph{Rune: r, X: gb9704.Left + float64(i)*gb9704.Cell})
	}
	b.give(n, []page.Mark{m}, 0)
}

func shift(dx float64) func(*page.Text) {
	return func(t *page.Text) {
		for i := range t.Glyphs {
			t.Glyphs[i].X += dx
		}
	}
}

// spread scales the steps of a line's characters, the first staying where it is.
func spread(by float64) func(*page.Text) {
	return func(t *page.Text) {
		for i := range t.Glyphs {
			t.Glyphs[i].X = t.Glyphs[0].X + by*(t.Glyphs[i].X-t.Glyphs[0].X)
		}
	}
}

// reach spreads a line of a full cell at its end so that it ends at the edge.
func reach(t *page.Text) {
	last := t.Glyphs[len(t.Glyphs)-1].X - t.Glyphs[0].X
	spread((gb9704.Right - gb9704.Em - t.Glyphs[0].X) / last)(t)
}
