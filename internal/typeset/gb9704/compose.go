package gb9704

import "guiju.cn/guiju/internal/typeset/page"

// composer sets one document.
type composer struct {
	m       page.Measurer
	doc     *Document
	titles  [][]string // lines of the title, and of every attachment's
	toMoved bool       // the recipients stand in the end matter (7.3.2)
	set     setting
	texts   map[int][]item // body by characters a line
}

// setting is one way of setting a page that the standard allows (7.3.5.5).
type setting struct {
	rows, cells int
	tight       bool // one blank row less before a sealed signature
	carry       int  // lines of the body taken over to the signature's page
}

// compose sets the document in one way.
func (c *composer) compose(set setting) (*flow, error) {
	c.set = set
	f, err := c.begin()
	if err != nil {
		return nil, err
	}
	items, err := c.main()
	if err != nil {
		return nil, err
	}
	f.add(items)
	for n := range c.doc.Attachments {
		if items, err = c.attachment(n); err != nil {
			return nil, err
		}
		f.add(items)
	}
	return f, c.finish(f)
}

// begin sets the head on the first page.
func (c *composer) begin() (*flow, error) {
	f := &flow{grid: rowsOf(c.set.rows)}
	first := f.grid
	if c.doc.Format == Letter { // its first page goes on down to the double line (10.1)
		first = grid{top: LetterBottom - Em - float64(c.set.rows)*f.grid.pitch, pitch: f.grid.pitch, rows: c.set.rows + 1}
	}
	s := newSheet(first)
	f.pages = []*sheet{s}
	start, err := c.head(s)
	s.next, s.filled, s.low = start, true, start-Pitch
	return f, err
}

// finish adds the end matter and the page numbers.
func (c *composer) finish(f *flow) error {
	f.end()
	e, err := c.endMatter()
	if err != nil {
		return err
	}
	f.close(e, c.doc.Format == Letter)
	return c.number(f.pages)
}

// main gives what stands between the title and the attachments.
func (c *composer) main() ([]item, error) {
	to, err := c.to()
	if err != nil {
		return nil, err
	}
	body, ok := c.texts[c.set.cells]
	if !ok { // the same for every number of rows
		if body, err = c.blocks(c.doc.Body, placeBlock); err != nil {
			return nil, err
		}
		c.texts[c.set.cells] = body
	}
	all := append(to, carried(body, c.set.carry)...)
	for _, part := range []func() ([]item, error){c.attached, c.attendance, c.signature} {
		items, err := part()
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return all, nil
}

// carried lets the last lines of the body begin a page, with the heading that
// they belong to.
func carried(body []item, lines int) []item {
	if lines == 0 || lines >= len(body) {
		return body
	}
	body = append([]item(nil), body...)
	at := len(body) - lines
	for at > 0 && body[at-1].keep {
		at--
	}
	body[at].fresh = true
	return body
}

// fault is what must not be on a finished page (1-03-3.2).
type fault int

const (
	sound    fault = iota
	noBody         // the first page has no text of the body (7.3.3)
	endEmpty       // the signature's page has none (7.3.5.5)
)

func (f *flow) fault() fault {
	if !f.pages[0].body {
		return noBody
	}
	for _, s := range f.pages {
		if s.sign && !s.body {
			return endEmpty
		}
	}
	return sound
}
