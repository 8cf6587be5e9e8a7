package typeset

import (
	"fmt"
	"io"
)

// Register is a record form to be printed in its own columns.
type Register struct {
	Title    string
	Unit     string // 单位：云泽市示范局
	Period   string // 期间：2026-10-01～2026-11-24
	Printed  string // 打印：周敏 2026-11-24 09:20
	Columns  []Column
	Rows     []RegisterRow
	Totals   []string // per column; "" for none
	Signers  []string
	Portrait bool
	Note     string // 示范数据, at the foot of each page
}

// Column is one column; Weight is its share of the width.
type Column struct {
	Title  string
	Weight int
	Right  bool
}

// RegisterRow is one line; void ones are struck through.
type RegisterRow struct {
	Cells []string
	Void  bool
}

const (
	bodySize = 9.0
	leading  = 4.6 // mm
	padX     = 1.2
	padY     = 1.5
)

// table lays a register out page by page.
type table struct {
	fonts  *Fonts
	r      Register
	w, h   float64
	widths []float64
	pages  []Page
	y      float64
	head   [][]string
}

// WriteRegister prints a register as A4, landscape unless said otherwise.
func WriteRegister(w io.Writer, fonts *Fonts, r Register) error {
	if err := fonts.load(); err != nil {
		return err
	}
	t := &table{fonts: fonts, r: r, w: 297, h: 210}
	if r.Portrait {
		t.w, t.h = 210, 297
	}
	if err := t.layout(); err != nil {
		return err
	}
	return WritePDF(w, fonts, r.Title, t.pages)
}

const sideMargin, topMargin, footMargin = 12.0, 14.0, 16.0

func (t *table) layout() error {
	weight := 0
	for _, c := range t.r.Columns {
		weight += c.Weight
	}
	titles := make([]string, len(t.r.Columns))
	for i, c := range t.r.Columns {
		t.widths = append(t.widths, (t.w-2*sideMargin)*float64(c.Weight)/float64(weight))
		titles[i] = c.Title
	}
	var err error
	if t.head, err = t.wrap(titles); err != nil {
		return err
	}
	if err := t.newPage(); err != nil {
		return err
	}
	for _, row := range t.r.Rows {
		if err := t.row(row.Cells, row.Void); err != nil {
			return err
		}
	}
	if t.r.Totals != nil {
		if err := t.row(t.r.Totals, false); err != nil {
			return err
		}
	}
	return t.foot()
}

func (t *table) page() *Page { return &t.pages[len(t.pages)-1] }

func (t *table) newPage() error {
	t.pages = append(t.pages, Page{W: t.w, H: t.h})
	p := t.page()
	width, err := t.fonts.width(Hei, 18, t.r.Title)
	if err != nil {
		return err
	}
	p.text(Hei, 18, (t.w-width)/2, topMargin+7, t.r.Title)
	y := topMargin + 15
	p.text(Song, bodySize, sideMargin, y, t.r.Unit)
	if err := t.centered(y, t.r.Period); err != nil {
		return err
	}
	if err := t.toRight(y, t.r.Printed); err != nil {
		return err
	}
	t.y = y + 2.5
	t.cells(t.head, false)
	return nil
}

func (t *table) centered(y float64, text string) error {
	w, err := t.fonts.width(Song, bodySize, text)
	t.page().text(Song, bodySize, (t.w-w)/2, y, text)
	return err
}

func (t *table) toRight(y float64, text string) error {
	w, err := t.fonts.width(Song, bodySize, text)
	t.page().text(Song, bodySize, t.w-sideMargin-w, y, text)
	return err
}

func (t *table) wrap(cells []string) ([][]string, error) {
	out := make([][]string, len(t.widths))
	for i := range t.widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		lines, err := t.fonts.breakLines(Song, bodySize, t.widths[i]-2*padX, text)
		if err != nil {
			return nil, err
		}
		out[i] = lines
	}
	return out, nil
}

// row never splits a line over pages, unless it is taller than a page.
func (t *table) row(cells []string, void bool) error {
	wrapped, err := t.wrap(cells)
	if err != nil {
		return err
	}
	most := int((t.h - footMargin - 14 - topMargin - 30) / leading)
	for tallest(wrapped) > most {
		head, rest := split(wrapped, most)
		if err := t.newPage(); err != nil {
			return err
		}
		t.cells(head, void)
		wrapped = rest
	}
	if t.y+height(wrapped) > t.h-footMargin-3 {
		if err := t.newPage(); err != nil {
			return err
		}
	}
	t.cells(wrapped, void)
	return nil
}

func tallest(cells [][]string) int {
	most := 1
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return most
}

func height(cells [][]string) float64 { return float64(tallest(cells))*leading + 2*padY - 0.8 }

func split(cells [][]string, at int) (head, rest [][]string) {
	for _, lines := range cells {
		n := min(at, len(lines))
		head, rest = append(head, lines[:n]), append(rest, lines[n:])
	}
	return head, rest
}

// cells draws one row at y and moves on.
func (t *table) cells(cells [][]string, void bool) {
	p, h := t.page(), height(cells)
	x := sideMargin
	for i, lines := range cells {
		p.box(x, t.y, t.widths[i], h)
		for n, line := range lines {
			w, err := t.fonts.width(Song, bodySize, line)
			if err != nil {
				continue // measured before, when it was wrapped
			}
			at := x + padX
			if t.r.Columns[i].Right {
				at = x + t.widths[i] - padX - w
			}
			base := t.y + padY + float64(n)*leading + 3
			p.text(Song, bodySize, at, base, line)
			if void && line != "" {
				p.stroke(0.6, at, base-1.2, at+w, base-1.2)
			}
		}
		x += t.widths[i]
	}
	t.y += h
}

// foot puts the signature line on the last page and numbers all.
func (t *table) foot() error {
	last := t.page()
	for i, s := range t.r.Signers {
		last.text(Song, bodySize, sideMargin+float64(i)*(t.w-2*sideMargin)/3, min(t.y+9, t.h-footMargin+3), s+"：")
	}
	for i := range t.pages {
		text := fmt.Sprintf("第 %d 页，共 %d 页", i+1, len(t.pages))
		w, err := t.fonts.width(Song, bodySize, text)
		if err != nil {
			return err
		}
		t.pages[i].text(Song, bodySize, t.w-sideMargin-w, t.h-8, text)
		t.pages[i].text(Song, bodySize, sideMargin, t.h-8, t.r.Note)
	}
	return nil
}
