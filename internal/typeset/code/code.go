// Package code draws QR codes and bar codes as filled rectangles on a page.
package code

import (
	"fmt"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/page"
)

// QR draws text as a QR code (15 % may be lost) in a square of side mm whose top
// left is at x, y. The caller leaves four modules of white around it.
func QR(text string, x, y, side float64) (marks []page.Mark, err error) {
	defer errs.Wrap(&err, "code.QR(%d bytes)", len(text))
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		c, err = qr.Encode(text, qr.M, qr.Unicode)
	}
	if err != nil {
		return nil, err
	}
	n := c.Bounds().Dx()
	cell := side / float64(n)
	for row := range n {
		marks = append(marks, bars(c, row, x, y+float64(row)*cell, cell, cell)...)
	}
	return marks, nil
}

// Bars draws printable ASCII as a Code 128 in a rectangle of w × h mm whose top
// left is at x, y. The caller leaves ten modules of white at both ends; a module
// narrower than 0.19 mm, which office scanners misread, is an error.
func Bars(text string, x, y, w, h float64) (marks []page.Mark, err error) {
	defer errs.Wrap(&err, "code.Bars(%s)", text)
	c, err := code128.Encode(text)
	if err != nil {
		return nil, err
	}
	cell := w / float64(c.Bounds().Dx())
	if cell < 0.19 {
		return nil, fmt.Errorf("bars of %.2f mm are too narrow", cell)
	}
	return bars(c, 0, x, y, cell, h), nil
}

// bars are the dark modules of a row, those side by side as one.
func bars(c barcode.Barcode, row int, x, y, cell, h float64) (marks []page.Mark) {
	n := c.Bounds().Dx()
	dark := func(i int) bool {
		r, _, _, _ := c.At(i, row).RGBA()
		return r == 0
	}
	for i := 0; i < n; i++ {
		from := i
		for i < n && dark(i) {
			i++
		}
		if i > from {
			marks = append(marks, page.Fill{Part: "code", X: x + float64(from)*cell, Y: y, W: float64(i-from) * cell, H: h})
		}
	}
	return marks
}
