package paper

import (
	"strings"

	"guiju.cn/guiju/internal/typeset/code"
	"guiju.cn/guiju/internal/typeset/page"
)

// Sheet is the printed form of one case on A4: 公文处理单, 用印审批单.
type Sheet struct {
	Title, Number string
	Unit          string // 单位：云泽市示范局
	Parts         []Part // from top to bottom
	Notes         []string
	Signers       []string
	Foot          string // who printed it, when
	Code          string // text of the QR code at the top right; "" = none
	Bars          string // text of the bar code at the top left; "" = none
}

// Part is Fields, Block or Grid.
type Part interface{ part() }

// Fields is one row of labelled cells.
type Fields []Field

// Field is one of them. Without a label the value has the cell to itself.
type Field struct {
	Label, Value string
	Span         int // share of the width beside the others; 0 = 1
	Lines        int // room for so many lines at least
}

// Block is an upright label with what people wrote, which grows and goes on over
// pages; an empty one leaves room to sign on paper. In a line, what follows the last tab
// (name, date) stands at the right.
type Block struct {
	Label string
	Lines []string
}

func (Fields) part() {}
func (Block) part()  {}
func (Grid) part()   {}

const (
	labelWidth = 21.0 // mm
	emptyBlock = 28.0 // mm to sign in
	codeSide   = 16.0 // mm
	barsWidth  = 42.0 // mm
)

var (
	label = face{part: "label", role: page.Song, size: 12, leading: 6.4}
	value = face{part: "value", role: page.Song, size: 12, leading: 6.4}
)

// Pages lays the form out. A character without a font is a *page.Missing in place
// of the first page.
func (s Sheet) Pages(m page.Measurer) page.Seq {
	return pages(m, func(c *canvas) error {
		c.width, c.height = 210, 297
		c.left, c.right, c.top, c.bottom = 28, 184, 20, 274
		c.begin = func() error { return s.begin(c) }
		c.end = func() error { return c.footer(284, s.Foot) }
		if err := c.next(); err != nil {
			return err
		}
		c.spare /= float64(max(1, s.blocks()))
		for i, p := range s.Parts {
			below := 0.0
			if i == len(s.Parts)-1 {
				below = signRoom(s.Notes, s.Signers)
			}
			if err := c.part(p, below); err != nil {
				return err
			}
		}
		return c.notes(s.Notes, s.Signers)
	})
}

func (s Sheet) blocks() (n int) {
	for _, p := range s.Parts {
		if _, ok := p.(Block); ok {
			n++
		}
	}
	return n
}

func (c *canvas) part(p Part, below float64) error {
	switch p := p.(type) {
	case Fields:
		return c.fields(p, below)
	case Block:
		return c.block(p)
	case Grid:
		t, err := c.table(p, 10.5)
		if err != nil {
			return err
		}
		return t.all(below)
	}
	return nil
}

// begin writes codes, title, 单位 and number at the top of a page.
func (s Sheet) begin(c *canvas) error {
	title := face{part: "title", role: page.Hei, size: 20, leading: 12}
	text, beside := s.Title, 0.0
	if c.number > 1 {
		text += "（续页）"
	}
	if s.Code != "" {
		beside = codeSide + 4
	}
	if s.Bars != "" {
		beside = barsWidth + 4
	}
	if err := c.title(title, c.left+beside, c.right-beside, title.base(c.y, 0), clean(text)); err != nil {
		return err
	}
	right := c.right
	if s.Code != "" {
		marks, err := code.QR(s.Code, c.right-codeSide, c.top-3, codeSide)
		if err != nil {
			return err
		}
		right -= codeSide + 4
		c.mark(marks...)
	}
	if s.Bars != "" {
		marks, err := code.Bars(s.Bars, c.left, c.top, barsWidth, 9)
		if err != nil {
			return err
		}
		c.mark(marks...)
	}
	line := face{part: "cover", role: page.Song, size: 10.5, leading: 6}
	base := line.base(c.y+title.leading, 0)
	if _, _, err := c.text(line, Left, c.left, right, base, clean(s.Unit)); err != nil {
		return err
	}
	if _, _, err := c.text(line, Right, c.left, right, base, clean(s.Number)); err != nil {
		return err
	}
	c.y += title.leading + line.leading
	return nil
}

// fields sets a row of cells: labels in the middle of theirs, values from the left.
func (c *canvas) fields(f Fields, below float64) error {
	spans := 0
	for _, field := range f {
		spans += max(1, field.Span)
	}
	var row []cell
	lines, x := 1, c.left
	for _, field := range f {
		end := x + (c.right-c.left)*float64(max(1, field.Span))/float64(spans)
		if field.Label != "" {
			row = append(row, cell{x, x + labelWidth, nil, Centre})
			more, err := c.wrap(label.role, label.size, labelWidth-2*padX, clean(field.Label))
			if err != nil {
				return err
			}
			row[len(row)-1].lines = more
			x += labelWidth
		}
		more, err := c.wrap(value.role, value.size, end-x-2*padX, strings.ReplaceAll(clean(field.Value), "\t", "　"))
		if err != nil {
			return err
		}
		row = append(row, cell{x, end, more, Left})
		lines = max(lines, len(more), field.Lines)
		x = end
	}
	if len(row) == 0 {
		return nil
	}
	return c.fieldRow(row, lines, below)
}

// fieldRow draws the cells at one height; lines that a page has no room for go on.
func (c *canvas) fieldRow(row []cell, lines int, below float64) error {
	height := func(n int) float64 { return float64(n)*value.leading + 3.2 }
	if height(lines)+below > c.room() && c.y > c.freshY {
		if err := c.next(); err != nil {
			return err
		}
	}
	for {
		n := max(1, min(lines, int((c.room()-3.2)/value.leading)))
		for i, cell := range row {
			now := cell
			now.lines = cell.lines[:min(n, len(cell.lines))]
			row[i].lines = cell.lines[len(now.lines):]
			if err := c.lines(value, now, c.y, height(n), false); err != nil {
				return err
			}
		}
		c.across(c.left, c.right, c.y)
		c.rules(row, c.y, height(n))
		c.y += height(n)
		if lines -= n; lines <= 0 {
			return nil
		}
		if err := c.next(); err != nil {
			return err
		}
	}
}
