package gb9704

import (
	"bytes"
	"image"
	"strings"
	"unicode/utf8"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// The standard leaves the inside of tables open.
const (
	cellPad     = 1.5  // mm at each side
	cellLeading = 1.45 // em
	tableLine   = 0.25 // mm
	afterTable  = 3.0  // mm to the next row of text
)

// table gives a caption and the rows of a table, each of which stays whole; a
// landscape table gives pages, the first of which begins with lead.
func (c *composer) table(place string, t Table, lead *item) ([]item, error) {
	wide, deep := Right-Left, Bottom-Top
	if t.Landscape {
		wide, deep = deep, wide
	}
	rows, err := c.tableRows(place, t, wide)
	if err != nil {
		return nil, err
	}
	t.Head = min(t.Head, len(rows)-1)
	var above []item
	if lead != nil {
		above = []item{*lead}
	}
	if t.Caption != "" {
		w, err := c.word(place, style{PartCaption, page.Hei, BodySize, page.Color{}}, t.Caption)
		if err != nil {
			return nil, err
		}
		caption := item{marks: w.put(Left+(wide-w.width)/2, 0), keep: true}
		if t.Landscape {
			caption.high = Pitch
		}
		above = append(above, caption)
	}
	head := stack(rows[:t.Head])
	for n, row := range rows[t.Head:] {
		if row.high+head.high+stack(above).high > deep {
			return nil, errs.Newf(errs.Invalid, "没有排版：%s第 %d 行高 %.0f 毫米，一页排不下：拆成几行", place, t.Head+n+1, row.high)
		}
	}
	if t.Landscape {
		return landscape(stack(above), head, rows[t.Head:], deep), nil
	}
	items := above
	if t.Head > 0 {
		head.keep, head.body = len(rows) > t.Head, true
		items = append(items, head)
	}
	for _, row := range rows[t.Head:] {
		row.body = true
		if t.Head > 0 {
			row.again = &head
		}
		items = append(items, row)
	}
	items[len(items)-1].after = afterTable
	return items, nil
}

// stack puts items of a height below each other into one.
func stack(items []item) item {
	var all item
	for _, it := range items {
		for _, m := range it.marks {
			all.marks = append(all.marks, page.Moved(m, 0, all.high))
		}
		all.high += it.high
	}
	return all
}

// landscape fills turned pages: their top is the page's left, on odd pages the
// binding edge, on even ones the outer edge (article 8).
func landscape(above, head item, rows []item, deep float64) []item {
	var pages []item
	for len(rows) > 0 {
		whole := item{body: true, turned: true}
		turn := page.Turned{X: Left, Y: Bottom}
		y := 0.0
		add := func(it item) {
			for _, m := range it.marks {
				turn.Marks = append(turn.Marks, page.Moved(m, 0, Bottom+y))
			}
			y += it.high
		}
		add(above)
		add(head)
		for above = (item{}); len(rows) > 0 && y+rows[0].high <= deep+0.01; rows = rows[1:] {
			add(rows[0])
		}
		whole.marks = []page.Mark{turn}
		pages = append(pages, whole)
	}
	return pages
}

// tableRows sets every row as an item that begins at x Left.
func (c *composer) tableRows(place string, t Table, wide float64) ([]item, error) {
	widths := t.Columns(wide)
	rows := make([]item, len(t.Rows))
	for r, row := range t.Rows {
		cells := make([][]line.Line, len(widths))
		high := 1
		for k := range widths {
			text := ""
			if k < len(row) {
				text = row[k]
			}
			var err error
			if cells[k], err = c.cellLines(placeCell(place, r, k), text, widths[k]-2*cellPad, r < t.Head); err != nil {
				return nil, err
			}
			high = max(high, len(cells[k]))
		}
		rows[r] = drawRow(cells, widths, high)
	}
	return rows, nil
}

func (c *composer) cellLines(place, text string, wide float64, head bool) (all []line.Line, err error) {
	const em = TableSize * page.PointMM
	role := page.Fang
	if head {
		role = page.Hei
	}
	for part := range strings.SplitSeq(text, "\n") {
		lines, err := line.Break(c.m, []line.Run{{Role: role, Text: strings.TrimSpace(part)}}, line.Spec{Cell: em, Size: TableSize, Measure: wide / em, Ragged: true})
		if err != nil {
			return nil, at(place, err)
		}
		all = append(all, lines...)
	}
	return all, nil
}

// drawRow draws the cells with their lines around; one line of text stands in
// the middle, several begin at the left.
func drawRow(cells [][]line.Line, widths []float64, lines int) item {
	const em = TableSize * page.PointMM
	it := item{high: float64(lines)*cellLeading*em + 2*cellPad}
	x := Left
	stroke := func(x1, y1, x2, y2 float64) {
		it.marks = append(it.marks, page.Line{Part: PartTableLine, X1: x1, Y1: y1, X2: x2, Y2: y2, Width: tableLine})
	}
	for k, cell := range cells {
		stroke(x, 0, x, it.high)
		y := (it.high-float64(len(cell))*cellLeading*em)/2 + (cellLeading-1)/2*em + Ascent*em
		for _, l := range cell {
			at := x + cellPad
			if len(cell) == 1 {
				at = x + (widths[k]-l.End+l.Start)/2
			}
			for _, m := range l.Texts(PartTable, y, page.Color{}) {
				it.marks = append(it.marks, page.Moved(m, at, 0))
			}
			y += cellLeading * em
		}
		x += widths[k]
	}
	stroke(x, 0, x, it.high)
	stroke(Left, 0, x, 0)
	stroke(Left, it.high, x, it.high)
	return it
}

// Columns are the widths in millimetres that fill a width: as asked, or by the
// longest cell.
func (t Table) Columns(wide float64) []float64 {
	n := 0
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	widths, sum := make([]float64, n), 0.0
	for k := range widths {
		widths[k] = 3
		if k < len(t.Widths) {
			widths[k] = t.Widths[k]
		} else if len(t.Widths) == 0 {
			for _, row := range t.Rows {
				if k < len(row) {
					widths[k] = max(widths[k], min(14, float64(utf8.RuneCountInString(row[k]))+1))
				}
			}
		}
		sum += widths[k]
	}
	for k := range widths {
		widths[k] *= wide / sum
	}
	return widths
}

// Size is how large a picture is set, in millimetres: as asked, but within the box.
func (p Picture) Size() (w, h float64, err error) {
	dots, _, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil {
		return 0, 0, err
	}
	if w = Right - Left; p.Width > 0 {
		w = min(w, p.Width)
	}
	h = w * float64(dots.Height) / float64(dots.Width)
	if most := Bottom - Top - 3*Pitch; h > most { // its caption stands below
		w, h = w*most/h, most
	}
	return w, h, nil
}

// picture stands in the middle, no larger than the box, with its caption below.
func (c *composer) picture(place string, p Picture) ([]item, error) {
	w, h, err := p.Size()
	if err != nil {
		return nil, errs.Newf(errs.Invalid, "没有排版：%s图片不是 PNG 或者 JPEG", place).With(err)
	}
	items := []item{{
		marks: []page.Mark{page.Picture{Part: PartPicture, X: (Left + Right - w) / 2, Y: 0, W: w, H: h, Data: p.Data}},
		high:  h, after: afterTable, body: true,
	}}
	if p.Caption != "" {
		caption, err := c.word(place, style{PartCaption, page.Fang, BodySize, page.Color{}}, p.Caption)
		if err != nil {
			return nil, err
		}
		items[0].keep = true
		items = append(items, item{marks: caption.centred(0), body: true})
	}
	return items, nil
}
