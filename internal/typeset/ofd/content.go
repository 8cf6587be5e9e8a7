package ofd

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"math"
	"strings"

	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/outline"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/picture"
)

// content is the objects of one page.
type content struct {
	d    *document
	at   affine // of the group that is turned
	out  strings.Builder
	path path
}

// Line is part of page.Pen.
func (c *content) Line(l page.Line) { c.addPath(style{l.Color, l.Width}, l.X1, l.Y1, l.X2, l.Y2) }

// Fill is part of page.Pen.
func (c *content) Fill(f page.Fill) { c.addPath(style{f.Color, 0}, f.X, f.Y, f.X+f.W, f.Y+f.H) }

// Turned is part of page.Pen.
func (c *content) Turned(t page.Turned, inner func() error) error {
	c.endPath()
	before := c.at
	c.at = before.after(affine{0, -1, 1, 0, t.X - t.Y, t.X + t.Y})
	err := inner()
	c.endPath()
	c.at = before
	return err
}

// object begins an object whose own space is the rectangle x, y, w, h: its place on
// the page, and how it is turned there (GB/T 33190, 8.5).
func (c *content) object(kind string, own affine, x, y, w, h float64) {
	left, top, right, bottom := c.at.box(x, y, w, h)
	fmt.Fprintf(&c.out, `<ofd:%s ID="%d" Boundary="%s"`, kind, c.d.id(), box(left, top, right-left, bottom-top))
	turn := affine{1, 0, 0, 1, -left, -top}.after(c.at).after(affine{1, 0, 0, 1, x, y}).after(own)
	if turn.round() != identity {
		fmt.Fprintf(&c.out, ` CTM="%s"`, turn.round())
	}
}

// style is how a path looks; without a width it is filled.
type style struct {
	color page.Color
	width float64
}

// path gathers lines or rectangles that look the same: the lines of a table and the
// squares of a code are one object each.
type path struct {
	style
	lines                    [][4]float64
	left, top, right, bottom float64
}

func (c *content) addPath(s style, x1, y1, x2, y2 float64) {
	if len(c.path.lines) == 0 || s != c.path.style {
		c.endPath()
		c.path = path{style: s, left: math.Inf(1), top: math.Inf(1), right: math.Inf(-1), bottom: math.Inf(-1)}
	}
	p, half := &c.path, s.width/2
	p.left, p.right = min(p.left, x1-half, x2-half), max(p.right, x1+half, x2+half)
	p.top, p.bottom = min(p.top, y1-half, y2-half), max(p.bottom, y1+half, y2+half)
	p.lines = append(p.lines, [4]float64{x1, y1, x2, y2})
}

func (c *content) endPath() {
	p := c.path
	if c.path = (path{}); len(p.lines) == 0 {
		return
	}
	c.object("PathObject", identity, p.left, p.top, p.right-p.left, p.bottom-p.top)
	var data strings.Builder
	for _, l := range p.lines {
		x1, y1, x2, y2 := page.MM(l[0]-p.left), page.MM(l[1]-p.top), page.MM(l[2]-p.left), page.MM(l[3]-p.top)
		if p.width > 0 {
			fmt.Fprintf(&data, "M %s %s L %s %s ", x1, y1, x2, y2)
		} else {
			fmt.Fprintf(&data, "M %s %s L %s %s L %s %s L %s %s C ", x1, y1, x2, y1, x2, y2, x1, y2)
		}
	}
	if p.width > 0 {
		fmt.Fprintf(&c.out, ` LineWidth="%s"><ofd:StrokeColor Value="%s"/>`, page.MM(p.width), color(p.color))
	} else {
		fmt.Fprintf(&c.out, ` Stroke="false" Fill="true"><ofd:FillColor Value="%s"/>`, color(p.color))
	}
	fmt.Fprintf(&c.out, `<ofd:AbbreviatedData>%s</ofd:AbbreviatedData></ofd:PathObject>`, strings.TrimSpace(data.String()))
}

// Picture is part of page.Pen.
func (c *content) Picture(p page.Picture) error {
	c.endPath()
	sum := sha256.Sum256(p.Data)
	id, ok := c.d.pictureOf[sum]
	if !ok {
		pic, err := picture.Decode(p.Data)
		if err != nil {
			return err
		}
		data, ending, err := pic.File()
		if err != nil {
			return err
		}
		id = c.d.id()
		name := fmt.Sprintf("image_%d.%s", len(c.d.pictures)+1, ending)
		c.d.pictureOf[sum], c.d.pictures = id, append(c.d.pictures, media{id, name})
		c.d.file("Doc_0/Res/"+name, data)
	}
	c.object("ImageObject", affine{p.W, 0, 0, p.H, 0, 0}, p.X, p.Y, p.W, p.H)
	fmt.Fprintf(&c.out, ` ResourceID="%d"/>`, id)
	return nil
}

// placed is a glyph of a run with its left edge.
type placed struct {
	r     rune
	x     float64
	glyph font.Glyph
}

// Text writes a line as runs of one font each.
func (c *content) Text(t page.Text) error {
	c.endPath()
	scale := t.Size * page.PointMM / outline.Em // mm to a thousandth of an em
	var run []placed
	for _, g := range t.Glyphs {
		found, err := c.d.fonts.Find(t.Role, g.Rune)
		if err != nil {
			return err
		}
		if len(run) > 0 && run[0].glyph.Face != found.Face {
			c.run(t, run)
			run = run[:0]
		}
		run = append(run, placed{g.Rune, g.X + float64(found.Shift)*scale, found})
	}
	if len(run) > 0 {
		c.run(t, run)
	}
	return nil
}

func (c *content) run(t page.Text, run []placed) {
	em := t.Size * page.PointMM
	e := c.d.use(run[0].glyph.Face)
	face := e.face
	last := run[len(run)-1]
	x, width := run[0].x, last.x+float64(last.glyph.Width)*em/outline.Em-run[0].x
	up, height := float64(face.Ascent)*em/outline.Em, float64(face.Ascent-face.Descent)*em/outline.Em
	c.object("TextObject", identity, x, t.Y-up, max(width, 0.01), height)
	fmt.Fprintf(&c.out, ` Font="%d" Size="%s"><ofd:FillColor Value="%s"/><ofd:TextCode X="0" Y="%s"`, e.id, page.MM(em), color(t.Color), page.MM(up))
	text, delta := "", make([]string, 0, len(run))
	pen := 0.0 // as the deltas add up, so that rounding does not
	for i, g := range run {
		text += string(g.r)
		e.use(g.r, g.glyph.ID)
		if i > 0 {
			step := math.Round((g.x-x-pen)*1000) / 1000
			delta = append(delta, page.MM(step))
			pen += step
		}
	}
	if len(delta) > 0 {
		fmt.Fprintf(&c.out, ` DeltaX="%s"`, strings.Join(delta, " "))
	}
	fmt.Fprintf(&c.out, `>%s</ofd:TextCode></ofd:TextObject>`, escape(text))
}

func box(x, y, w, h float64) string {
	return page.MM(x) + " " + page.MM(y) + " " + page.MM(w) + " " + page.MM(h)
}

func color(c page.Color) string {
	r, g, b := c.RGB()
	return fmt.Sprintf("%d %d %d", r, g, b)
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // into memory
	return b.String()
}
