package gb9704

import (
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// levelRole is the face of a heading by its level (7.3.3).
func levelRole(level int) page.Role {
	switch level {
	case 1:
		return page.Hei
	case 2:
		return page.Kai
	}
	return page.Fang
}

// blocks gives the items of a body; place names a block by its index.
func (c *composer) blocks(blocks []Block, place func(int) string) ([]item, error) {
	var all []item
	for i, b := range blocks {
		var items []item
		var err error
		switch b.Kind {
		case TableKind:
			var lead *item
			if b.Table.Landscape { // a heading before it is turned with it
				all, lead = detach(all)
			}
			items, err = c.table(place(i), *b.Table, lead)
		case Drawing:
			items, err = c.picture(place(i), *b.Picture)
		case Paragraph:
			items, err = c.textBlock(place(i), b, i == len(blocks)-1)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return all, nil
}

// detach takes the lines that are not to be parted from what follows off the end.
func detach(items []item) ([]item, *item) {
	at := len(items)
	for at > 0 && items[at-1].keep {
		at--
	}
	if at == len(items) {
		return items, nil
	}
	var lines []item
	for _, it := range items[at:] {
		it.high = Pitch
		lines = append(lines, it)
	}
	lead := stack(lines)
	return items[:at], &lead
}

// textBlock sets a paragraph, a heading with its text run in, or a heading
// alone, which is not parted from what follows it.
func (c *composer) textBlock(place string, b Block, last bool) ([]item, error) {
	head, text := strings.TrimSpace(b.Head), strings.TrimSpace(b.Text)
	if head+text == "" {
		return nil, nil
	}
	alone := head != "" && text == ""
	part := PartBody
	if alone {
		part = PartHeading + fmt.Sprint(b.Level)
	}
	items, err := c.paragraph(place, part, []line.Run{{Role: levelRole(b.Level), Text: head}, {Role: page.Fang, Text: text}}, 2, 0)
	for i := range items {
		items[i].body = !alone || last
		items[i].keep = alone && !last
	}
	return items, err
}

// to is the recipients, flush left (7.3.2).
func (c *composer) to() ([]item, error) {
	if c.doc.To == "" || c.toMoved {
		return nil, nil
	}
	return c.paragraph("主送机关", PartTo, []line.Run{{Role: page.Fang, Text: c.doc.To + "："}}, 0, 0)
}

// attached names the attachments below the body (7.3.4): further lines begin
// under the first character of the name.
func (c *composer) attached() ([]item, error) {
	if len(c.doc.Attachments) == 0 {
		return nil, nil
	}
	items := []item{{gap: true}}
	const label = "附件："
	start := 2 + 3.0 // cells: indent and label
	for n, a := range c.doc.Attachments {
		number := ""
		if len(c.doc.Attachments) > 1 {
			number = fmt.Sprintf("%d. ", n+1)
		}
		wide, err := line.Width(c.m, line.Run{Role: page.Fang, Text: strings.TrimSpace(number)})
		if err != nil {
			return nil, at(placeAttached(n), err)
		}
		if number != "" {
			wide += 0.5 // the space
		}
		name, err := c.paragraph(placeAttached(n), PartAttached, []line.Run{{Role: page.Fang, Text: a.Name}}, start+wide, start+wide)
		if err != nil {
			return nil, err
		}
		before, indent := number, start
		if n == 0 {
			before, indent = label+number, 2
		}
		if before != "" {
			lead, err := c.paragraph(placeAttached(n), PartAttached, []line.Run{{Role: page.Fang, Text: before}}, indent, indent)
			if err != nil {
				return nil, err
			}
			name[0].marks = append(lead[0].marks, name[0].marks...)
		}
		items = append(items, name...)
	}
	return items, nil
}

// attendance is the lists of minutes (10.3).
func (c *composer) attendance() ([]item, error) {
	var items []item
	for i, a := range c.doc.Attendance {
		if i == 0 {
			items = append(items, item{gap: true})
		}
		place := a.Label + "名单"
		wide, err := line.Width(c.m, line.Run{Role: page.Hei, Text: a.Label + "："})
		if err != nil {
			return nil, at(place, err)
		}
		label, err := c.paragraph(place, PartAttendance, []line.Run{{Role: page.Hei, Text: a.Label + "："}}, 2, 2)
		if err != nil {
			return nil, err
		}
		names, err := c.paragraph(place, PartAttendance, []line.Run{{Role: page.Fang, Text: a.Names}}, 2+wide, 2+wide)
		if err != nil {
			return nil, err
		}
		names[0].marks = append(label[0].marks, names[0].marks...)
		items = append(items, names...)
	}
	return items, nil
}

// attachment is the n-th attachment on pages of its own (7.3.7). The mark and
// title of a landscape table are turned with it.
func (c *composer) attachment(n int) ([]item, error) {
	blocks := c.doc.Attachments[n].Body
	if len(blocks) == 0 {
		return nil, nil
	}
	turned := blocks[0].Kind == TableKind && blocks[0].Table.Landscape
	wide := Right - Left
	if turned {
		wide = Bottom - Top
	}
	head, err := c.attachmentHead(n, wide)
	if err != nil {
		return nil, err
	}
	place := func(i int) string { return placeAttachmentBlock(n, i) }
	items := []item{head}
	if turned {
		head.high = float64(head.rows) * Pitch
		if items, err = c.table(place(0), *blocks[0].Table, &head); err != nil {
			return nil, err
		}
		items[0].fresh = true
		place = func(i int) string { return placeAttachmentBlock(n, i+1) }
		blocks = blocks[1:]
	}
	more, err := c.blocks(blocks, place)
	items = append(items, more...)
	for i := range items {
		items[i].body = false
	}
	return items, err
}

// attachmentHead is the mark in the first row and the title in the third.
func (c *composer) attachmentHead(n int, wide float64) (item, error) {
	mark, err := c.word(placeAttachmentTitle(n), style{PartAttMark, page.Hei, BodySize, page.Color{}}, c.doc.AttachmentMark(n))
	if err != nil {
		return item{}, err
	}
	pitch := rowsOf(c.set.rows).pitch
	middle := (Em - TitleSize*page.PointMM) / 2 // the title's characters are larger than the row's
	title, bottom, err := c.titleMarks(placeAttachmentTitle(n), PartAttTitle, c.titles[n+1], 2*pitch+middle, wide)
	rows := int((bottom+pitch-0.01)/pitch) + 1
	return item{marks: append(mark.put(Left, 0), title...), rows: rows, fresh: true, keep: true}, err
}
