package web

import (
	"bytes"

	"guiju.cn/guiju/internal/typeset/code"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
)

// Label is a label to stick on a paper: its code as QR and in print, and what it
// is.
type Label struct {
	Code  string
	Lines []string
}

// Sheets of labels are A4, three in a row and eight rows, as stationers sell them.
const (
	labelColumns, labelRows    = 3, 8
	labelWidth, labelHeight    = 70.0, 37.0
	labelCode                  = 23.0 // mm of the QR code
	labelPad, labelLine        = 4.0, 4.6
	labelChars                 = 13 // Chinese characters in a line beside the code
	labelLineCount             = 5
	labelSmall, labelPrinted   = 8.0, 10.0
	labelBesideX, labelBesideY = labelPad + labelCode + 2.5, labelPad + 4.0
)

// SendLabels answers with sheets of labels.
func (c *Call) SendLabels(title string, labels []Label) error {
	pages := []page.Page{{Width: 210, Height: 297}}
	for i, l := range labels {
		at := i % (labelColumns * labelRows)
		if i > 0 && at == 0 {
			pages = append(pages, page.Page{Width: 210, Height: 297})
		}
		marks, err := c.web.label(l, float64(at%labelColumns)*labelWidth, float64(at/labelColumns)*labelHeight)
		if err != nil {
			return err
		}
		last := &pages[len(pages)-1]
		last.Marks = append(last.Marks, marks...)
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, c.web.Fonts, pdf.Info{Title: title}, page.All(pages)); err != nil {
		return err
	}
	return c.bytes("application/pdf", title+".pdf", out.Bytes())
}

func (w *Web) label(l Label, x, y float64) ([]page.Mark, error) {
	marks, err := code.QR(l.Code, x+labelPad, y+labelPad, labelCode)
	if err != nil {
		return nil, err
	}
	write := func(size, x, base float64, text string) error {
		line, _, err := page.Write(w.Fonts, page.Text{Part: "label", Role: page.Song, Size: size, Y: base}, x, text)
		marks = append(marks, line)
		return err
	}
	if err := write(labelPrinted, x+labelPad, y+labelPad+labelCode+labelLine, l.Code); err != nil {
		return nil, err
	}
	n := 0
	for _, text := range l.Lines {
		for _, part := range labelLines(text) {
			if n == labelLineCount {
				return marks, nil
			}
			if err := write(labelSmall, x+labelBesideX, y+labelBesideY+float64(n)*labelLine, part); err != nil {
				return nil, err
			}
			n++
		}
	}
	return marks, nil
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
