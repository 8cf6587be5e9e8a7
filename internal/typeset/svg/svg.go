// Package svg draws a page as SVG for previews in the browser: glyphs are outlines,
// so that the browser needs no fonts, and everything is said by attributes, so that a
// content security policy without inline style or script lets it pass. Its text cannot
// be selected; that is what the PDF is for.
package svg

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/outline"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/picture"
	"guiju.cn/guiju/internal/typeset/sfnt"
)

// Write draws one page as a document of its own, for <img>: its ids are not unique
// beside another's. A character without a font is a *page.Missing.
func Write(w io.Writer, fonts *font.Set, p page.Page) (err error) {
	defer errs.Wrap(&err, "svg.Write")
	d := &drawing{fonts: fonts, ids: map[glyphKey]int{}}
	if err := page.Draw(d, p.Marks); err != nil {
		return err
	}
	d.endPath()
	_, err = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%[2]smm" viewBox="0 0 %[1]s %[2]s">`+
		`<rect width="%[1]s" height="%[2]s" fill="#fff"/><defs>%[3]s</defs>%[4]s</svg>`,
		page.MM(p.Width), page.MM(p.Height), d.defs.Bytes(), d.body.Bytes())
	return err
}

type glyphKey struct {
	face *sfnt.Face
	id   int
}

// drawing is a page being drawn; each glyph is defined once.
type drawing struct {
	fonts      *font.Set
	ids        map[glyphKey]int
	defs, body bytes.Buffer
	open       string // attributes of the path that lines or fills are being added to
}

// Line is part of page.Pen.
func (d *drawing) Line(l page.Line) {
	d.path(fmt.Sprintf(`fill="none" stroke="%s" stroke-width="%s"`, hex(l.Color), page.MM(l.Width)))
	fmt.Fprintf(&d.body, "M%s %sL%s %s", page.MM(l.X1), page.MM(l.Y1), page.MM(l.X2), page.MM(l.Y2))
}

// Fill is part of page.Pen.
func (d *drawing) Fill(f page.Fill) {
	d.path(fmt.Sprintf(`fill="%s"`, hex(f.Color)))
	fmt.Fprintf(&d.body, "M%s %sh%sv%sh%sz", page.MM(f.X), page.MM(f.Y), page.MM(f.W), page.MM(f.H), page.MM(-f.W))
}

// Turned is part of page.Pen.
func (d *drawing) Turned(t page.Turned, inner func() error) error {
	d.endPath()
	fmt.Fprintf(&d.body, `<g transform="rotate(-90 %s %s)">`, page.MM(t.X), page.MM(t.Y))
	err := inner()
	d.endPath()
	d.body.WriteString("</g>")
	return err
}

// path begins a path, or goes on with the one before if it looks the same: the lines
// of a table and the squares of a code are one each.
func (d *drawing) path(attributes string) {
	if attributes != d.open {
		d.endPath()
		d.open = attributes
		fmt.Fprintf(&d.body, `<path %s d="`, attributes)
	}
}

func (d *drawing) endPath() {
	if d.open != "" {
		d.body.WriteString(`"/>`)
	}
	d.open = ""
}

// Text draws a line of glyphs in thousandths of an em with y upwards.
func (d *drawing) Text(t page.Text) error {
	if len(t.Glyphs) == 0 {
		return nil
	}
	d.endPath()
	scale := t.Size * page.PointMM / outline.Em
	start := t.Glyphs[0].X
	s := strconv.FormatFloat(scale, 'g', 6, 64)
	fmt.Fprintf(&d.body, `<g transform="matrix(%s 0 0 -%s %s %s)" fill="%s">`, s, s, page.MM(start), page.MM(t.Y), hex(t.Color))
	for _, g := range t.Glyphs {
		found, err := d.fonts.Find(t.Role, g.Rune)
		if err != nil {
			return err
		}
		id, err := d.define(found.Face, found.ID)
		if err != nil {
			return err
		}
		if id >= 0 {
			fmt.Fprintf(&d.body, `<use href="#g%d" x="%.0f"/>`, id, (g.X-start)/scale+float64(found.Shift))
		}
	}
	d.body.WriteString("</g>")
	return nil
}

// define gives the number of a glyph, -1 for one without ink.
func (d *drawing) define(face *sfnt.Face, glyph int) (id int, err error) {
	key := glyphKey{face, glyph}
	if id, ok := d.ids[key]; ok {
		return id, nil
	}
	p, err := face.Outline(glyph)
	if err != nil {
		return 0, err
	}
	id = -1
	if len(p) > 0 {
		id = len(d.ids)
		fmt.Fprintf(&d.defs, `<path id="g%d" d="%s"/>`, id, pathData(p))
	}
	d.ids[key] = id
	return id, nil
}

// Picture is part of page.Pen.
func (d *drawing) Picture(p page.Picture) error {
	d.endPath()
	pic, err := picture.Decode(p.Data)
	if err != nil {
		return err
	}
	data, ending, err := pic.File()
	if err != nil {
		return err
	}
	kind := map[string]string{"png": "png", "jpg": "jpeg"}[ending]
	fmt.Fprintf(&d.body, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" href="data:image/%s;base64,%s"/>`,
		page.MM(p.X), page.MM(p.Y), page.MM(p.W), page.MM(p.H), kind, base64.StdEncoding.EncodeToString(data))
	return nil
}

func hex(c page.Color) string {
	r, g, b := c.RGB()
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}
