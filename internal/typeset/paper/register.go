package paper

import "guiju.cn/guiju/internal/typeset/page"

// Register is a record form of a specification, printed in its own columns on A4.
type Register struct {
	Title    string
	Unit     string // 单位：云泽市示范局
	Period   string // 期间：2026-10-01～2026-11-24
	Printed  string // 打印：周敏 2026-11-24 09:20
	Grid     Grid
	Notes    []string // remarks under the table
	Signers  []string // places to sign: 文书, 办公室主任
	Portrait bool     // landscape otherwise
	Foot     string   // at the foot of each page: 示范数据
}

const registerSize = 9.5 // points

// Pages lays the register out while it is read. A character without a font is a
// *page.Missing in place of the first page.
func (r Register) Pages(m page.Measurer) page.Seq {
	return pages(m, func(c *canvas) error {
		c.width, c.height = 297, 210
		if r.Portrait {
			c.width, c.height = 210, 297
		}
		c.left, c.right, c.top, c.bottom = 12, c.width-12, 14, c.height-15
		c.begin = func() error { return r.cover(c) }
		c.end = func() error { return c.footer(c.height-8, r.Foot) }
		if err := c.next(); err != nil {
			return err
		}
		t, err := c.table(r.Grid, registerSize)
		if err != nil {
			return err
		}
		if err := t.all(signRoom(r.Notes, r.Signers)); err != nil {
			return err
		}
		return c.notes(r.Notes, r.Signers)
	})
}

// cover writes title, 单位, 期间 and 打印 at the top of a page; what does not fit
// beside the others goes on a line of its own.
func (r Register) cover(c *canvas) error {
	title := face{part: "title", role: page.Hei, size: 18, leading: 9}
	if err := c.title(title, c.left, c.right, title.base(c.y, 0), clean(r.Title)); err != nil {
		return err
	}
	c.y += title.leading + 2
	line := face{part: "cover", role: page.Song, size: 9.5, leading: 5}
	_, end, err := c.text(line, Left, c.left, c.right, line.base(c.y, 0), clean(r.Unit))
	if err != nil {
		return err
	}
	start, _, err := c.text(line, Right, c.left, c.right, line.base(c.y, 0), clean(r.Printed))
	if err != nil {
		return err
	}
	width, err := page.Width(c, line.role, line.size, clean(r.Period))
	if err != nil {
		return err
	}
	middle := (c.left + c.right) / 2
	if middle-width/2 < end+2 || middle+width/2 > start-2 && r.Printed != "" {
		c.y += line.leading
	}
	if _, _, err := c.text(line, Centre, c.left, c.right, line.base(c.y, 0), clean(r.Period)); err != nil {
		return err
	}
	c.y += line.leading + 1
	return nil
}
