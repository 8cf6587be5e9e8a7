// Package picture decodes the PNG and JPEG pictures of pages (seals, scans) for the
// writers: checked whole, bounded in size, and flattened on white, since record
// copies have no transparency.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"guiju.cn/guiju/internal/errs"
)

// Picture is a decoded picture. Orientation marks of cameras are not heeded.
type Picture struct {
	W, H  int
	Depth int    // bits of a sample: 8, or 1 for black and white
	Grey  bool   // one sample to a dot; else red, green, blue
	Rows  []byte // each row from a whole byte on
	JPEG  []byte // the file as it came, where it can be used as it is
}

const maxDots = 64 << 20

// Decode reads a PNG or JPEG.
func Decode(data []byte) (*Picture, error) {
	unusable := errs.New(errs.Invalid, "没有排版：图片损坏，或者不是 PNG、JPEG")
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, unusable.With(err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxDots/config.Height {
		return nil, errs.Newf(errs.Invalid, "没有排版：图片有 %d×%d 点，太大", config.Width, config.Height)
	}
	decode := png.Decode
	if format == "jpeg" {
		decode = jpeg.Decode
	}
	img, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, unusable.With(err)
	}
	if grey := config.ColorModel == color.GrayModel; format == "jpeg" && (grey || config.ColorModel == color.YCbCrModel) {
		return &Picture{W: config.Width, H: config.Height, Depth: 8, Grey: grey, JPEG: data}, nil
	}
	return flatten(img), nil
}

// flatten puts a picture on white and packs it as small as its colours allow.
func flatten(img image.Image) *Picture {
	b := img.Bounds()
	flat := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), img, b.Min, draw.Over)
	p := &Picture{W: b.Dx(), H: b.Dy(), Grey: true, Depth: 1}
	for i := 0; i < len(flat.Pix); i += 4 {
		r, g, b := flat.Pix[i], flat.Pix[i+1], flat.Pix[i+2]
		if r != g || g != b {
			p.Grey, p.Depth = false, 8
			break
		}
		if r != 0 && r != 255 {
			p.Depth = 8
		}
	}
	p.pack(flat.Pix)
	return p
}

func (p *Picture) pack(rgba []byte) {
	for y := range p.H {
		row := rgba[4*y*p.W : 4*(y+1)*p.W]
		switch {
		case p.Depth == 1:
			bits := make([]byte, (p.W+7)/8)
			for x := range p.W {
				bits[x/8] |= row[4*x] & 1 << (7 - x%8)
			}
			p.Rows = append(p.Rows, bits...)
		case p.Grey:
			for x := range p.W {
				p.Rows = append(p.Rows, row[4*x])
			}
		default:
			for x := range p.W {
				p.Rows = append(p.Rows, row[4*x:4*x+3]...)
			}
		}
	}
}

// File is the picture as a file anew, with the ending of its name.
func (p *Picture) File() (data []byte, ending string, err error) {
	if p.JPEG != nil {
		return p.JPEG, "jpg", nil
	}
	var out bytes.Buffer
	err = png.Encode(&out, p)
	return out.Bytes(), "png", err
}

// ColorModel, Bounds and At make it an image.Image; a kept JPEG has no dots.
func (p *Picture) ColorModel() color.Model {
	if p.Grey {
		return color.GrayModel
	}
	return color.RGBAModel
}

// Bounds is the rectangle of the dots.
func (p *Picture) Bounds() image.Rectangle { return image.Rect(0, 0, p.W, p.H) }

// At is one dot.
func (p *Picture) At(x, y int) color.Color {
	switch {
	case p.Depth == 1:
		return color.Gray{Y: 255 * (p.Rows[y*((p.W+7)/8)+x/8] >> (7 - x%8) & 1)}
	case p.Grey:
		return color.Gray{Y: p.Rows[y*p.W+x]}
	}
	at := p.Rows[3*(y*p.W+x):]
	return color.RGBA{at[0], at[1], at[2], 255}
}
