package web

import (
	"bytes"
	"fmt"

	"github.com/skip2/go-qrcode"

	"guiju.cn/guiju/internal/typeset"
)

// Label is a label to stick on a paper: its code as QR and in print, and what it
// is.
type Label struct {
	Code  string
	Lines []string
}

// Sheets of labels are A4, three in a row and eight rows, as stationers sell them.
const (
	labelColumns, labelRows   = 3, 8
	labelWidth, labelHeight   = 70.0, 37.0
	labelCode                 = 23.0 // mm of the QR code
	labelPad, labelLine       = 4.0, 4.6
	labelChars                = 13 // Chinese characters in a line beside the code
	labelLineCount            = 5
	labelSmall, labelPrinted  = 8.0, 10.0
	labelBesideX, labelBesidY = labelPad + labelCode + 2.5, labelPad + 4.0
)

// SendLabels answers with sheets of labels.
func (c *Call) SendLabels(title string, labels []Label) error {
	var pages []typeset.Page
	for i, l := range labels {
		at := i % (labelColumns * labelRows)
		if at == 0 {
			pages = append(pages, typeset.Page{W: 210, H: 297})
		}
		if err := drawLabel(&pages[len(pages)-1], l, float64(at%labelColumns)*labelWidth, float64(at/labelColumns)*labelHeight); err != nil {
			return err
		}
	}
	if len(pages) == 0 {
		pages = append(pages, typeset.Page{W: 210, H: 297})
	}
	var out bytes.Buffer
	if err := typeset.WritePDF(&out, c.web.Fonts, title, pages); err != nil {
		return err
	}
	return c.bytes("application/pdf", title+".pdf", out.Bytes())
}

func drawLabel(p *typeset.Page, l Label, x, y float64) error {
	qr, err := qrcode.New(l.Code, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("web: QR code: %w", err)
	}
	qr.DisableBorder = true
	bits := qr.Bitmap()
	cell := labelCode / float64(len(bits))
	const point = 25.4 / 72 // mm
	for row := range bits {
		mid := y + labelPad + (float64(row)+0.5)*cell
		for col := 0; col < len(bits[row]); col++ {
			from := col
			for col < len(bits[row]) && bits[row][col] {
				col++
			}
			if col > from { // a run of dark cells is one thick line
				p.Line(cell/point, x+labelPad+float64(from)*cell, mid, x+labelPad+float64(col)*cell, mid)
			}
		}
	}
	p.Text(typeset.Song, labelPrinted, x+labelPad, y+labelPad+labelCode+labelLine, l.Code)
	n := 0
	for _, text := range l.Lines {
		for _, line := range labelLines(text) {
			if n == labelLineCount {
				return nil
			}
			p.Text(typeset.Song, labelSmall, x+labelBesideX, y+labelBesidY+float64(n)*labelLine, line)
			n++
		}
	}
	return nil
}

// labelLines breaks a text where a line is full; Latin letters and digits are half
// as wide.
func labelLines(text string) []string {
	var lines []string
	line, width := []rune(nil), 0.0
	for _, r := range text {
		w := 1.0
		if r < 0x2000 {
			w = 0.55
		}
		if width+w > labelChars {
			lines, line, width = append(lines, string(line)), nil, 0
		}
		line, width = append(line, r), width+w
	}
	if len(line) > 0 {
		lines = append(lines, string(line))
	}
	return lines
}
