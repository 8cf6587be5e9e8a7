package gb9704

import "guiju.cn/guiju/internal/typeset/page"

// item is what goes onto a page as one piece: a line of text, a row of a table,
// a picture, the whole signature. Its marks stand as on a row whose characters
// begin at y 0.
type item struct {
	marks  []page.Mark
	places []page.Place
	rows   int     // of the grid that it takes; 0 for one
	high   float64 // mm, for what does not stand on the grid
	after  float64 // mm to be left free below that
	keep   bool    // not parted from the next item
	gap    bool    // a blank row: nothing at the top of a page
	body   bool    // text of the body, which the first and the signature page must have
	sign   bool    // the signature
	fresh  bool    // begins a page
	turned bool    // a landscape page of its own
	again  *item   // what is repeated above it on a new page: the head of a table
}

// sheet is a page being filled.
type sheet struct {
	page.Page
	grid
	next                       float64 // mm, where the next item may begin
	low                        float64 // mm, the lowest ink or seal
	filled, body, sign, turned bool
	numbered                   bool
}

func newSheet(g grid) *sheet {
	return &sheet{Page: page.Page{Width: PaperWidth, Height: PaperHeight}, grid: g, next: g.top, numbered: true}
}

// limit is where the last row's characters end.
func (s *sheet) limit() float64 { return s.row(s.rows-1) + Em + 0.01 }

// spot tells where an item that begins at y or below would stand, how far it
// reaches, and where the next may begin.
func (s *sheet) spot(it item, y float64) (top, low, next float64) {
	if it.high > 0 {
		return y, y + it.high, y + it.high + it.after
	}
	top = s.row(s.after(y))
	rows := float64(max(1, it.rows))
	return top, top + (rows-1)*s.pitch + Em, top + rows*s.pitch
}

// fits tells whether items stand on what is left of the page.
func (s *sheet) fits(items []item) bool {
	y := s.next
	for _, it := range items {
		_, low, next := s.spot(it, y)
		if low > s.limit() && !it.gap {
			return false
		}
		y = next
	}
	return true
}

func (s *sheet) put(it item) {
	top, low, next := s.spot(it, s.next)
	for _, m := range it.marks {
		s.Marks = append(s.Marks, page.Moved(m, 0, top))
	}
	for _, p := range it.places {
		p.Y += top
		s.Places = append(s.Places, p)
		low = max(low, p.Y+p.H)
	}
	s.next, s.filled = next, true
	s.body, s.sign = s.body || it.body, s.sign || it.sign
	if !it.gap {
		s.low = max(s.low, low)
	}
}

// flow fills pages with items.
type flow struct {
	grid  grid // of the pages after the first
	pages []*sheet
}

func (f *flow) last() *sheet { return f.pages[len(f.pages)-1] }

func (f *flow) turnPage() { f.pages = append(f.pages, newSheet(f.grid)) }

// add puts items on the pages, those that belong together on one.
func (f *flow) add(items []item) {
	for i := 0; i < len(items); {
		k := i
		for items[k].keep && k+1 < len(items) {
			k++
		}
		group := items[i : k+1]
		if p := f.last(); (group[0].fresh || !p.fits(group)) && p.filled {
			f.turnPage()
		}
		for _, it := range group {
			f.one(it)
		}
		i = k + 1
	}
}

func (f *flow) one(it item) {
	p := f.last()
	if it.turned {
		if p.filled {
			f.turnPage()
			p = f.last()
		}
		p.Marks = append(p.Marks, it.marks...)
		p.filled, p.body, p.turned, p.low = true, p.body || it.body, true, Bottom
		f.turnPage()
		return
	}
	if !p.fits([]item{it}) && p.filled {
		f.turnPage()
		p = f.last()
	}
	if !p.filled && it.gap {
		return
	}
	if !p.filled && it.again != nil {
		p.put(*it.again)
	}
	p.put(it)
}

// end drops the page that a landscape page has opened in vain.
func (f *flow) end() {
	if !f.last().filled && len(f.pages) > 1 {
		f.pages = f.pages[:len(f.pages)-1]
	}
}
