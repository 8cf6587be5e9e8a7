package gb9704

import (
	"fmt"

	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// endRow is the height of a row of the end matter, in mm.
const endRow = 1.6 * SmallEm

// endMatter is 版记 with its first line at y 0.
type endMatter struct {
	marks []page.Mark
	high  float64
}

// endMatter builds 版记: recipients moved here, copies, who printed it (7.4); a
// letter has no lines and no printer (10.1). nil if there is none.
func (c *composer) endMatter() (*endMatter, error) {
	e := &endMatter{}
	var lists [][2]string // part, text
	if c.toMoved {
		lists = append(lists, [2]string{PartEndTo, "主送：" + c.doc.To + "。"})
	}
	if c.doc.Copies != "" {
		lists = append(lists, [2]string{PartEndCopies, "抄送：" + c.doc.Copies + "。"})
	}
	for _, l := range lists {
		if err := c.endList(e, l[0], l[1]); err != nil {
			return nil, err
		}
	}
	if c.doc.Format == Letter {
		if len(lists) == 0 {
			return nil, nil
		}
		return e, nil
	}
	if len(lists) > 0 && c.doc.Printer != "" {
		e.rule(Thin)
	}
	if c.doc.Printer != "" {
		if err := c.endPrinter(e); err != nil {
			return nil, err
		}
	}
	if e.high == 0 {
		return nil, nil
	}
	e.rule(Thick)
	top := page.Line{Part: PartEndLine, X1: Left, X2: Right, Width: Thick}
	e.marks = append([]page.Mark{top}, e.marks...)
	return e, nil
}

func (e *endMatter) rule(width float64) {
	e.marks = append(e.marks, page.Line{Part: PartEndLine, X1: Left, Y1: e.high, X2: Right, Y2: e.high, Width: width})
}

// endList sets recipients or copies: one character free at both sides, further
// lines under the first character after the colon (7.4.2).
func (c *composer) endList(e *endMatter, part, text string) error {
	cells := (Right - Left) / SmallEm
	lines, err := line.Break(c.m, runs(text), line.Spec{Left: Left, Cell: SmallEm, Size: SmallSize, Measure: cells - 1, First: 1, Rest: 4})
	if err != nil {
		return at("版记", err)
	}
	for _, l := range lines {
		e.marks = append(e.marks, l.Texts(part, e.baseline(), page.Color{})...)
		e.high += endRow
	}
	return nil
}

// baseline is that of the next row: its characters stand in the row's middle.
func (e *endMatter) baseline() float64 { return e.high + (endRow-SmallEm)/2 + Ascent*SmallEm }

// endPrinter is who printed and when (7.4.3).
func (c *composer) endPrinter(e *endMatter) error {
	st := style{PartEndPrinter, page.Fang, SmallSize, page.Color{}}
	organ, err := c.word("印发机关", st, c.doc.Printer)
	if err != nil {
		return err
	}
	st.part = PartEndPrinted
	date, err := c.word("印发日期", st, ChineseDate(c.doc.Printed)+"印发")
	if err != nil {
		return err
	}
	if organ.width+date.width+3*SmallEm > Right-Left {
		return tooLong("印发机关", c.doc.Printer)
	}
	y := e.baseline() - Ascent*SmallEm
	e.marks = append(e.marks, organ.put(Left+SmallEm, y)...)
	e.marks = append(e.marks, date.put(Right-SmallEm-date.width, y)...)
	e.high += endRow
	return nil
}

// close puts the end matter at the foot of the last page, which is an even one
// (any one for a letter), adding pages where it must; they carry no number (7.5).
func (f *flow) close(e *endMatter, letter bool) {
	if e == nil {
		return
	}
	const apart = Pitch - Em // from the text above
	blank := func() {
		f.turnPage()
		f.last().numbered = false
	}
	if s := f.last(); s.turned || s.low+apart > Bottom-e.high {
		blank()
	}
	if !letter && len(f.pages)%2 == 1 {
		blank()
	}
	s := f.last()
	for _, m := range e.marks {
		s.Marks = append(s.Marks, page.Moved(m, 0, Bottom-e.high))
	}
}

// number draws “— n —” below the box (7.5). The first page of a letter shows none.
func (c *composer) number(pages []*sheet) error {
	for i, s := range pages {
		if !s.numbered || c.doc.Format == Letter && i == 0 {
			continue
		}
		w, err := c.word("页码", style{PartPageNo, page.Song, SmallSize, page.Color{}}, fmt.Sprintf("— %d —", i+1))
		if err != nil {
			return err
		}
		x := Left + SmallEm
		if i%2 == 0 {
			x = Right - SmallEm - w.width
		}
		s.Marks = append(s.Marks, w.put(x, PageNoDash+(DashAbove-Ascent)*SmallEm)...)
	}
	return nil
}

func runs(text string) []line.Run { return []line.Run{{Role: page.Fang, Text: text}} }
