package typeset

import (
	"fmt"
	"io"

	"github.com/skip2/go-qrcode"
)

// Sheet is a printed form of one case: rows of labelled cells, then blocks of
// opinions that grow and break over pages.
type Sheet struct {
	Title, Number string
	Unit          string
	Rows          [][]Cell
	Blocks        []Block
	Foot          string // who printed it, when
	Code          string // text of the QR code at the top right; "" = none
	Note          string // 示范数据
}

// Cell is one labelled cell; Span is its width beside the others (0 = 1).
type Cell struct {
	Label, Value string
	Span         int
}

// Block is a labelled block of lines; an empty one leaves room to sign.
type Block struct {
	Label string
	Lines []string
}

type sheet struct {
	fonts *Fonts
	s     Sheet
	pages []Page
	y     float64
}

const (
	sheetLeft, sheetRight = 25.0, 185.0
	sheetTop, sheetBottom = 20.0, 272.0
	labelWidth            = 21.0
	emptyBlock            = 28.0 // mm to sign in
	sheetSize             = 11.0
	sheetLeading          = 6.2
)

// WriteSheet prints the form on A4.
func WriteSheet(w io.Writer, fonts *Fonts, s Sheet) error {
	if err := fonts.load(); err != nil {
		return err
	}
	d := &sheet{fonts: fonts, s: s}
	if err := d.newPage(false); err != nil {
		return err
	}
	for _, row := range s.Rows {
		if err := d.row(row); err != nil {
			return err
		}
	}
	for _, block := range s.Blocks {
		if err := d.block(block); err != nil {
			return err
		}
	}
	for i := range d.pages {
		d.pages[i].text(Song, 9, sheetLeft, 284, s.Foot+"　"+s.Note)
		d.pages[i].text(Song, 9, sheetRight-26, 284, fmt.Sprintf("第 %d 页，共 %d 页", i+1, len(d.pages)))
	}
	return WritePDF(w, fonts, s.Title+" "+s.Number, d.pages)
}

func (d *sheet) page() *Page { return &d.pages[len(d.pages)-1] }

func (d *sheet) newPage(more bool) error {
	d.pages = append(d.pages, Page{W: 210, H: 297})
	p := d.page()
	title := d.s.Title
	if more {
		title += "（续页）"
	}
	w, err := d.fonts.width(Hei, 20, title)
	if err != nil {
		return err
	}
	p.text(Hei, 20, (210-w)/2, sheetTop+9, title)
	p.text(Song, 10.5, sheetLeft, sheetTop+20, d.s.Unit)
	if w, err = d.fonts.width(Song, 10.5, d.s.Number); err != nil {
		return err
	}
	right := sheetRight
	if d.s.Code != "" {
		right -= 20
		if err := d.code(p, sheetRight-17, sheetTop-2); err != nil {
			return err
		}
	}
	p.text(Song, 10.5, right-w, sheetTop+20, d.s.Number)
	d.y = sheetTop + 23
	return nil
}

// code draws the QR code, 17 mm wide.
func (d *sheet) code(p *Page, x, y float64) error {
	qr, err := qrcode.New(d.s.Code, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("typeset: QR code: %w", err)
	}
	qr.DisableBorder = true
	bits := qr.Bitmap()
	cell := 17.0 / float64(len(bits))
	for row := range bits {
		for col := range bits[row] {
			if bits[row][col] {
				p.fill(x+float64(col)*cell, y+float64(row)*cell, cell, cell)
			}
		}
	}
	return nil
}

func (d *sheet) row(cells []Cell) error {
	spans := 0
	for _, c := range cells {
		spans += max(1, c.Span)
	}
	unit := (sheetRight - sheetLeft) / float64(spans)
	wrapped, lines := make([][]string, len(cells)), 1
	for i, c := range cells {
		var err error
		if wrapped[i], err = d.fonts.breakLines(Song, sheetSize, unit*float64(max(1, c.Span))-labelWidth-3, c.Value); err != nil {
			return err
		}
		lines = max(lines, len(wrapped[i]))
	}
	h := float64(lines)*sheetLeading + 3.4
	x, p := sheetLeft, d.page()
	for i, c := range cells {
		width := unit * float64(max(1, c.Span))
		p.box(x, d.y, width, h)
		p.stroke(lineWidth, x+labelWidth, d.y, x+labelWidth, d.y+h)
		p.text(Song, sheetSize, x+1.8, d.y+h/2+1.4, c.Label)
		for n, line := range wrapped[i] {
			p.text(Song, sheetSize, x+labelWidth+1.8, d.y+5.2+float64(n)*sheetLeading, line)
		}
		x += width
	}
	d.y += h
	return nil
}

func (d *sheet) block(b Block) error {
	var lines []string
	for _, text := range b.Lines {
		more, err := d.fonts.breakLines(Song, sheetSize, sheetRight-sheetLeft-labelWidth-4, text)
		if err != nil {
			return err
		}
		lines = append(lines, more...)
	}
	for {
		room := int((sheetBottom - d.y - 6) / sheetLeading)
		if room < min(3, len(lines)) || len(lines) == 0 && d.y+emptyBlock > sheetBottom {
			if err := d.newPage(true); err != nil {
				return err
			}
			continue
		}
		now := lines[:min(room, len(lines))]
		lines = lines[len(now):]
		d.drawBlock(b.Label, now)
		if len(lines) == 0 {
			return nil
		}
	}
}

func (d *sheet) drawBlock(label string, lines []string) {
	h := max(emptyBlock, float64(len(lines))*sheetLeading+6)
	if d.y+h > sheetBottom {
		h = sheetBottom - d.y
	}
	p := d.page()
	p.box(sheetLeft, d.y, sheetRight-sheetLeft, h)
	p.stroke(lineWidth, sheetLeft+labelWidth, d.y, sheetLeft+labelWidth, d.y+h)
	top := d.y + h/2 - float64(len([]rune(label)))/4*sheetLeading + 4
	for i, pair := range pairs(label) {
		p.text(Song, sheetSize, sheetLeft+5.5, top+float64(i)*sheetLeading, pair)
	}
	for i, line := range lines {
		p.text(Song, sheetSize, sheetLeft+labelWidth+2, d.y+6.5+float64(i)*sheetLeading, line)
	}
	d.y += h
}

// pairs writes a label two characters a line, as the forms do.
func pairs(label string) []string {
	r := []rune(label)
	var all []string
	for i := 0; i < len(r); i += 2 {
		all = append(all, string(r[i:min(i+2, len(r))]))
	}
	return all
}
