package app

import (
	"bytes"
	"context"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/picture"
	"guiju.cn/guiju/internal/typeset/stamp"
)

// A sheet of A4, in mm.
const shortSide, longSide = 210.0, 297.0

// rendition gives a PDF of a PDF or picture with a code and a line on each page,
// counted from 1 (F2); the original stands unchanged at its beginning.
func (a *App) rendition(_ context.Context, data []byte, kind string, mark func(page int) (code, text string)) (_ []byte, err error) {
	defer errs.Wrap(&err, "app.rendition")
	if kind != "application/pdf" {
		if data, err = a.sheetOf(data); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = stamp.Write(&out, data, a.Fonts, mark)
	return out.Bytes(), err
}

// sheetOf makes a PDF of one sheet of a picture, upright or lying as the picture is.
func (a *App) sheetOf(data []byte) ([]byte, error) {
	p, err := picture.Decode(data)
	if err != nil {
		return nil, errs.New(errs.Invalid, "图片已损坏，重新扫描后再上传").With(err)
	}
	sheet := page.Page{Width: shortSide, Height: longSide}
	if p.W > p.H {
		sheet = page.Page{Width: longSide, Height: shortSide}
	}
	scale := min(sheet.Width/float64(p.W), sheet.Height/float64(p.H))
	w, h := float64(p.W)*scale, float64(p.H)*scale
	sheet.Marks = []page.Mark{page.Picture{X: (sheet.Width - w) / 2, W: w, H: h, Data: data}}
	var out bytes.Buffer
	err = pdf.Write(&out, a.Fonts, pdf.Info{}, page.All([]page.Page{sheet}))
	return out.Bytes(), err
}
