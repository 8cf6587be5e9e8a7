package paper

import (
	"strings"

	"guiju.cn/guiju/internal/typeset/page"
)

// Column is one column of a table.
type Column struct {
	Title  string
	Group  string // columns side by side of one group have a head in common above theirs
	Weight int    // share of the width
	Align  Align
}

// Row is one line of a table; a void one is struck through.
type Row struct {
	Cells []string
	Void  bool
}

// Grid is a table: its head stands on each page. A line that does not fit goes to the
// next page whole; one taller than a page is broken.
type Grid struct {
	Columns []Column
	Rows    []Row
	Totals  []string // by column; "" = none. nil = no such line
}

const padX, padY, minRow = 1.3, 1.1, 7.0 // mm

// table is a grid being laid out on a canvas.
type table struct {
	*canvas
	Grid
	head, body face
	at         []float64 // edges of the columns
}

func (c *canvas) table(g Grid, size float64) (*table, error) {
	leading := size * page.PointMM * 1.43
	t := &table{
		canvas: c, Grid: g, at: []float64{c.left},
		head: face{part: "head", role: page.Hei, size: size, leading: leading}, body: face{part: "cell", role: page.Song, size: size, leading: leading},
	}
	needs, err := t.needs()
	if err != nil {
		return nil, err
	}
	for _, width := range shares(g.Columns, needs, c.right-c.left) {
		t.at = append(t.at, t.at[len(t.at)-1]+width)
	}
	return t, nil
}

// looked is how many lines are looked at for what a column needs.
const looked = 400

// needs are the least widths in which no date, number or word of a column is cut.
func (t *table) needs() ([]float64, error) {
	needs := make([]float64, len(t.Columns))
	for _, row := range t.Rows[:min(len(t.Rows), looked)] {
		for i := range min(len(row.Cells), len(needs)) {
			em, err := t.longest(t.body.role, row.Cells[i])
			if err != nil {
				return nil, err
			}
			needs[i] = max(needs[i], em*t.body.size*page.PointMM+2*padX+0.1)
		}
	}
	return needs, nil
}

// shares divides a width by the columns' weights, so that none is narrower than it
// needs where there is room for that.
func shares(columns []Column, needs []float64, width float64) []float64 {
	out, fixed := make([]float64, len(columns)), make([]bool, len(columns))
	for {
		weight, rest := 0, width
		for i, col := range columns {
			if fixed[i] {
				rest -= out[i]
			} else {
				weight += max(1, col.Weight)
			}
		}
		again := false
		for i, col := range columns {
			if fixed[i] {
				continue
			}
			out[i] = rest * float64(max(1, col.Weight)) / float64(weight)
			if out[i] < needs[i] {
				again = true
			}
		}
		if !again {
			return out
		}
		all := rest
		for i := range columns {
			if !fixed[i] && out[i] < needs[i] {
				out[i], fixed[i] = needs[i], true
				all -= needs[i]
			}
		}
		if all < width/8 { // no room for all: by the weights alone
			return shares(columns, make([]float64, len(columns)), width)
		}
	}
}

// all lays out head, lines and totals. below is the room that what follows the table
// needs: the last line goes with it to another page.
func (t *table) all(below float64) error {
	if len(t.Columns) == 0 {
		return nil
	}
	if err := t.heads(); err != nil {
		return err
	}
	rows, totals := t.Rows, 0.0
	if len(rows) == 0 {
		rows = []Row{{Cells: []string{"没有记录"}}}
	}
	if t.Totals != nil {
		totals = minRow
	}
	for i, r := range rows {
		row, err := t.cells(t.body, r.Cells, len(t.Rows) == 0)
		if err != nil {
			return err
		}
		reserve := 0.0
		if i == len(rows)-1 {
			reserve = totals + below
		}
		if err := t.put(row, r.Void, reserve); err != nil {
			return err
		}
	}
	if t.Totals == nil {
		return nil
	}
	row, err := t.cells(t.body, t.Totals, true)
	if err != nil {
		return err
	}
	return t.put(row, false, below)
}

// cell is a part of a row with its lines.
type cell struct {
	x1, x2 float64
	lines  []string
	align  Align
}

func (c cell) empty() bool { return len(c.lines) == 1 && c.lines[0] == "" }

// cells wraps texts into their columns. Where spans is set, the first reaches over the
// empty ones behind it, and empty ones side by side are one.
func (t *table) cells(f face, texts []string, spans bool) (row []cell, err error) {
	for i, col := range t.Columns {
		text := ""
		if i < len(texts) {
			text = strings.ReplaceAll(clean(texts[i]), "\t", " ")
		}
		if last := len(row) - 1; spans && text == "" && last >= 0 && (last == 0 || row[last].empty()) {
			row[last].x2 = t.at[i+1]
			continue
		}
		lines, err := t.wrap(f.role, f.size, t.at[i+1]-t.at[i]-2*padX, text)
		if err != nil {
			return nil, err
		}
		row = append(row, cell{t.at[i], t.at[i+1], lines, col.Align})
	}
	return row, nil
}

func (f face) height(row []cell) float64 {
	lines := 1
	for _, c := range row {
		lines = max(lines, len(c.lines))
	}
	return max(minRow, float64(lines)*f.leading+2*padY)
}

// put sets a row where it and what must follow it fit: here, or on the next page.
// What is taller than a page fills several.
func (t *table) put(row []cell, void bool, reserve float64) error {
	if t.y > t.freshY && t.body.height(row)+reserve > t.room() {
		if err := t.newPage(); err != nil {
			return err
		}
	}
	for t.body.height(row) > t.room() {
		most := max(1, int((t.room()-2*padY)/t.body.leading))
		rest := make([]cell, len(row))
		for i, c := range row {
			n := min(most, len(c.lines))
			rest[i] = cell{c.x1, c.x2, c.lines[n:], c.align}
			row[i].lines = c.lines[:n]
		}
		if err := t.draw(row, void); err != nil {
			return err
		}
		if err := t.newPage(); err != nil {
			return err
		}
		row = rest
	}
	return t.draw(row, void)
}

func (t *table) newPage() error {
	if err := t.next(); err != nil {
		return err
	}
	return t.heads()
}

// draw sets a row at y and moves on.
func (t *table) draw(row []cell, void bool) error {
	h := t.body.height(row)
	for _, c := range row {
		if err := t.lines(t.body, c, t.y, h, void); err != nil {
			return err
		}
	}
	t.rules(row, t.y, h)
	t.y += h
	return nil
}

// lines sets the lines of a cell in the middle of its height.
func (c *canvas) lines(f face, cell cell, y, h float64, void bool) error {
	if c.total == 0 {
		return nil // measured when they were wrapped
	}
	top := y + (h-float64(len(cell.lines))*f.leading)/2
	for i, line := range cell.lines {
		base := f.base(top, i)
		from, to, err := c.text(f, cell.align, cell.x1+padX, cell.x2-padX, base, line)
		if err != nil {
			return err
		}
		if void && to > from {
			strike := base - 0.38*f.size*page.PointMM
			c.mark(page.Line{Part: "void", X1: from, Y1: strike, X2: to, Y2: strike, Width: 0.6 * page.PointMM})
		}
	}
	return nil
}

// heads draws the head: titles, with the names of groups above those of a group.
func (t *table) heads() error {
	titles := make([]string, len(t.Columns))
	above := 0.0 // height of the names of groups
	for i, col := range t.Columns {
		titles[i] = col.Title
		if col.Group != "" {
			above = minRow
		}
	}
	row, err := t.cells(t.head, titles, false)
	if err != nil {
		return err
	}
	t.across(t.left, t.right, t.y)
	h := t.head.height(row)
	for i, c := range row {
		c.align = Centre
		y, height := t.y, above+h
		if t.Columns[i].Group != "" {
			y, height = t.y+above, h
		}
		if err := t.lines(t.head, c, y, height, false); err != nil {
			return err
		}
		t.rules([]cell{c}, y, height)
	}
	if err := t.groups(above); err != nil {
		return err
	}
	fresh := t.y <= t.freshY
	if t.y += above + h; fresh {
		t.freshY = t.y
	}
	return nil
}

func (t *table) groups(h float64) error {
	for i := 0; i < len(t.Columns); i++ {
		name, from := t.Columns[i].Group, i
		if name == "" {
			continue
		}
		for i+1 < len(t.Columns) && t.Columns[i+1].Group == name {
			i++
		}
		c := cell{t.at[from], t.at[i+1], []string{clean(name)}, Centre}
		if err := t.lines(t.head, c, t.y, h, false); err != nil {
			return err
		}
		t.rules([]cell{c}, t.y, h)
	}
	return nil
}
