package pdf

import (
	"fmt"
	"math"

	"guiju.cn/guiju/internal/typeset/outline"
	"guiju.cn/guiju/internal/typeset/page"
)

const perMM = 1 / page.PointMM // points

// content is the content stream of one page.
type content struct {
	d      *document
	height float64 // mm; PDF counts upwards from the bottom
	out    []byte
	fill   page.Color
	stroke page.Color
}

// Fill is part of page.Pen.
func (c *content) Fill(f page.Fill) {
	c.setFill(f.Color)
	c.write("%s re f\n", f.X*perMM, c.up(f.Y+f.H), f.W*perMM, f.H*perMM)
}

func (c *content) up(y float64) float64 { return (c.height - y) * perMM }

// write adds an operation; its operands stand where %s is.
func (c *content) write(format string, operands ...float64) {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			c.out = append(c.out, format[i])
			continue
		}
		i++ // %s: all operands
		for n, v := range operands {
			if n > 0 {
				c.out = append(c.out, ' ')
			}
			c.out = appendNumber(c.out, v)
		}
	}
}

func (c *content) setFill(color page.Color) {
	if color != c.fill {
		c.write("%s rg\n", color.R, color.G, color.B)
		c.fill = color
	}
}

// Line is part of page.Pen.
func (c *content) Line(l page.Line) {
	if l.Color != c.stroke {
		c.write("%s RG\n", l.Color.R, l.Color.G, l.Color.B)
		c.stroke = l.Color
	}
	c.write("%s w ", l.Width*perMM)
	c.write("%s m ", l.X1*perMM, c.up(l.Y1))
	c.write("%s l S\n", l.X2*perMM, c.up(l.Y2))
}

// Turned is part of page.Pen.
func (c *content) Turned(t page.Turned, inner func() error) error {
	x, y := t.X*perMM, c.up(t.Y)
	fill, stroke := c.fill, c.stroke
	c.out = append(c.out, "q 0 1 -1 0 "...)
	c.write("%s cm\n", x+y, y-x)
	if err := inner(); err != nil {
		return err
	}
	c.out = append(c.out, "Q\n"...)
	c.fill, c.stroke = fill, stroke
	return nil
}

// Picture is part of page.Pen.
func (c *content) Picture(p page.Picture) error {
	n, err := c.d.pictures.add(c.d.file, p.Data)
	if err != nil {
		return err
	}
	c.out = append(c.out, "q "...)
	c.write("%s cm ", p.W*perMM, 0, 0, p.H*perMM, p.X*perMM, c.up(p.Y+p.H))
	c.out = fmt.Appendf(c.out, "/P%d Do Q\n", n)
	return nil
}

// Text writes a line of glyphs, each at its own place. Glyphs that stand where the
// one before left the pen need no number between them.
func (c *content) Text(t page.Text) error {
	if len(t.Glyphs) == 0 {
		return nil
	}
	c.setFill(t.Color)
	c.out = append(c.out, "BT\n"...)
	size := t.Size * page.PointMM / outline.Em // mm to a thousandth of an em
	var now *embedded
	start, pen := 0.0, 0 // mm, thousandths of an em from there
	for _, g := range t.Glyphs {
		found, err := c.d.fonts.Find(t.Role, g.Rune)
		if err != nil {
			return err
		}
		e := c.d.use(found.Face)
		x := g.X + float64(found.Shift)*size
		if e != now {
			if now != nil {
				c.out = append(c.out, ">]TJ\n"...)
			}
			c.out = append(append(append(c.out, '/'), e.name...), ' ')
			c.write("%s Tf 1 0 0 1 ", t.Size)
			c.write("%s Tm[<", x*perMM, c.up(t.Y))
			now, start, pen = e, x, 0
		}
		want := int(math.Round((x - start) / size))
		if want != pen {
			c.out = fmt.Appendf(c.out, ">%d<", pen-want)
		}
		code, err := e.code(g.Rune, found.ID)
		if err != nil {
			return err
		}
		c.out = appendHex(c.out, code)
		pen = want + found.Width
	}
	c.out = append(c.out, ">]TJ ET\n"...)
	return nil
}

func appendHex(b []byte, code int) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[code>>12&15], digits[code>>8&15], digits[code>>4&15], digits[code&15])
}
