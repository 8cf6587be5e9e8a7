package paper

import (
	"errors"
	"fmt"

	"guiju.cn/guiju/internal/typeset/page"
)

// Align is where a text stands in its cell.
type Align int

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

const lineWidth = 0.5 * page.PointMM // of all rules

// canvas is a document being laid out, page by page. It is run twice: first to
// count the pages, then to hand them on with “第 i 页，共 n 页”.
type canvas struct {
	*meter
	width, height            float64
	left, right, top, bottom float64 // of the table
	total                    int     // pages in all; 0 while counting
	yield                    func(page.Page, error) bool
	begin                    func() error // draws the top of a page and sets y
	end                      func() error // draws its foot

	now    page.Page
	number int // of this page, from 1
	y      float64
	freshY float64 // nothing of the content stands above it
	spare  float64 // height that the blocks of a single page share, so that it is full
}

// errStop is a reader that wants no more pages.
var errStop = errors.New("paper: stopped")

// pages runs a layout twice; lay sets up the canvas and fills it.
func pages(m page.Measurer, lay func(c *canvas) error) page.Seq {
	return func(yield func(page.Page, error) bool) {
		meter := newMeter(m)
		run := func(c *canvas) error {
			if err := lay(c); err != nil {
				return err
			}
			return c.finish()
		}
		counting := &canvas{meter: meter}
		if err := run(counting); err != nil {
			yield(page.Page{}, err)
			return
		}
		c := &canvas{meter: meter, total: counting.number, yield: yield}
		if counting.number == 1 {
			c.spare = max(0, counting.room()-1)
		}
		err := run(c)
		if err != nil && !errors.Is(err, errStop) {
			yield(page.Page{}, err)
		}
	}
}

// next ends a page and begins another.
func (c *canvas) next() error {
	if c.number > 0 {
		if err := c.finish(); err != nil {
			return err
		}
	}
	c.number++
	c.now = page.Page{Width: c.width, Height: c.height, Marks: c.now.Marks[:0]}
	if c.total > 0 {
		c.now.Marks = make([]page.Mark, 0, 256) // the page before is the reader's
	}
	c.y = c.top
	err := c.begin()
	c.freshY = c.y
	return err
}

func (c *canvas) finish() error {
	if err := c.end(); err != nil {
		return err
	}
	if c.total > 0 && !c.yield(c.now, nil) {
		return errStop
	}
	return nil
}

func (c *canvas) room() float64 { return c.bottom - c.y }

func (c *canvas) mark(m ...page.Mark) {
	if c.total > 0 {
		c.now.Marks = append(c.now.Marks, m...)
	}
}

func (c *canvas) rule(x1, y1, x2, y2 float64) {
	c.mark(page.Line{Part: "rule", X1: x1, Y1: y1, X2: x2, Y2: y2, Width: lineWidth})
}

// rules draws the sides of cells in a row and the line below them.
func (c *canvas) rules(row []cell, y, h float64) {
	for _, cell := range row {
		c.rule(cell.x1, y, cell.x1, y+h)
	}
	end := row[len(row)-1].x2
	c.rule(end, y, end, y+h)
	c.across(row[0].x1, end, y+h)
}

// across draws a line from side to side, so long that corners are filled.
func (c *canvas) across(x1, x2, y float64) { c.rule(x1-lineWidth/2, y, x2+lineWidth/2, y) }

// text sets a line between two edges; base is its baseline. It gives where the
// line begins and ends.
func (c *canvas) text(f face, align Align, x1, x2, base float64, s string) (from, to float64, err error) {
	if s == "" {
		return x1, x1, nil
	}
	width, err := page.Width(c, f.role, f.size, s)
	if err != nil {
		return 0, 0, err
	}
	x := x1
	switch align {
	case Left:
	case Centre:
		x = (x1 + x2 - width) / 2
	case Right:
		x = x2 - width
	}
	if c.total > 0 {
		line, _, err := page.Write(c, page.Text{Part: f.part, Role: f.role, Size: f.size, Y: base}, x, s)
		if err != nil {
			return 0, 0, err
		}
		c.mark(line)
	}
	return x, x + width, nil
}

// title sets a line in the middle, smaller where it would leave the edges.
func (c *canvas) title(f face, x1, x2, base float64, s string) error {
	width, err := page.Width(c, f.role, f.size, s)
	if err != nil {
		return err
	}
	if width > x2-x1 {
		f.size *= (x2 - x1) / width
	}
	_, _, err = c.text(f, Centre, x1, x2, base, s)
	return err
}

// face is how a text is set.
type face struct {
	part    string
	role    page.Role
	size    float64 // points
	leading float64 // mm from line to line
}

// base is the baseline of line i of a slot that begins at y: the middle of a Chinese
// glyph lies 0.38 em above its baseline.
func (f face) base(y float64, i int) float64 {
	return y + (float64(i)+0.5)*f.leading + 0.38*f.size*page.PointMM
}

// footer writes what stands at the foot of each page.
func (c *canvas) footer(y float64, left string) error {
	f := face{part: "foot", role: page.Song, size: 9}
	if _, _, err := c.text(f, Left, c.left, c.right, y, clean(left)); err != nil {
		return err
	}
	_, _, err := c.text(f, Right, c.left, c.right, y, fmt.Sprintf("第 %d 页，共 %d 页", c.number, c.total))
	return err
}

// notes sets remarks under the table, then the places to sign, three in a row.
func (c *canvas) notes(notes, signers []string) error {
	f := face{part: "note", role: page.Song, size: 9, leading: noteLeading}
	c.y += noteGap
	for _, note := range notes {
		lines, err := c.wrap(f.role, f.size, c.right-c.left, clean(note))
		if err != nil {
			return err
		}
		for _, line := range lines {
			if c.room() < f.leading {
				if err := c.next(); err != nil {
					return err
				}
			}
			if _, _, err := c.text(f, Left, c.left, c.right, f.base(c.y, 0), line); err != nil {
				return err
			}
			c.y += f.leading
		}
	}
	if c.room() < signerRow*float64((len(signers)+2)/3) {
		if err := c.next(); err != nil {
			return err
		}
	}
	f = face{part: "signer", role: page.Song, size: 10.5}
	for i, s := range signers {
		x := c.left + float64(i%3)*(c.right-c.left)/3
		if _, _, err := c.text(f, Left, x, c.right, c.y+7.5, clean(s)+"："); err != nil {
			return err
		}
		if i%3 == 2 || i == len(signers)-1 {
			c.y += signerRow
		}
	}
	return nil
}

const signerRow, noteGap, noteLeading = 9.0, 1.5, 4.6 // mm

// signRoom is what notes (three lines of them) and signers need below a table.
func signRoom(notes, signers []string) float64 {
	if len(notes)+len(signers) == 0 {
		return 0
	}
	return noteGap + noteLeading*float64(min(len(notes), 3)) + signerRow*float64((len(signers)+2)/3)
}
