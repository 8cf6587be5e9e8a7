package gb9704

import (
	"unicode/utf8"

	"guiju.cn/guiju/internal/typeset/page"
)

// head draws what stands above the text of the first page and tells where the
// text may begin (mm).
func (c *composer) head(s *sheet) (float64, error) {
	if c.doc.Format == Letter {
		return c.letterHead(s)
	}
	if err := c.corner(s, Top, Pitch); err != nil {
		return 0, err
	}
	top := MarkTop
	if c.doc.Format == Order {
		top = OrderTop
	}
	bottom, err := c.mark(s, top)
	if err != nil {
		return 0, err
	}
	y, err := c.numberRows(s, bottom+2*Pitch)
	if err != nil {
		return 0, err
	}
	if c.doc.Format == Order { // no red line: two blank rows, then the text (10.2)
		return c.title(s, y+2*Pitch)
	}
	y += RuleGap
	s.Marks = append(s.Marks, page.Line{Part: PartRedLine, X1: Left, Y1: y, X2: Right, Y2: y, Width: RuleWidth, Color: page.Red})
	return c.title(s, y+2*Pitch)
}

// corner draws 份号 and 紧急程度 below each other at the left (7.2.1, 7.2.3).
func (c *composer) corner(s *sheet, y, pitch float64) error {
	for _, e := range []struct {
		text string
		style
	}{
		{c.doc.Copy, style{PartCopy, page.Fang, BodySize, page.Color{}}},
		{c.doc.Urgency, style{PartUrgency, page.Hei, BodySize, page.Color{}}},
	} {
		if e.text == "" {
			continue
		}
		w, err := c.word("版头", e.style, e.text)
		if err != nil {
			return err
		}
		s.Marks = append(s.Marks, w.put(Left, y)...)
		y += pitch
	}
	return nil
}

// markWidth is the most that the 发文机关标志 takes of the box, markSize its
// largest size (points), markHeight the most that several organs take.
const (
	markWidth  = 148.0
	markSize   = 56.0
	markHeight = 80.0
)

// mark draws the 发文机关标志 with its ink beginning at top, and tells where it
// ends. Short ones are letter-spaced.
func (c *composer) mark(s *sheet, top float64) (float64, error) {
	text := c.doc.MarkText()
	if text == "" {
		return c.jointMark(s, top)
	}
	n := float64(utf8.RuneCountInString(text))
	size := min(markSize, markWidth/n/page.PointMM)
	em := size * page.PointMM
	gap := 0.0
	if n > 1 {
		gap = min(0.3*em, (markWidth-n*em)/(n-1))
	}
	w, err := c.spaced(placeMark, style{PartMark, page.BiaoSong, size, page.Red}, text, em+gap)
	if err != nil {
		return 0, err
	}
	s.Marks = append(s.Marks, w.centred(top+(InkTop-Ascent)*em)...)
	return top + (InkTop+InkBottom)*em, nil
}

// jointMark draws the organs below each other, as wide as the longest, with 文件
// in the middle at their right (7.2.4).
func (c *composer) jointMark(s *sheet, top float64) (float64, error) {
	organs, longest := c.doc.Organs, 1
	for _, o := range organs {
		longest = max(longest, utf8.RuneCountInString(o))
	}
	const leading, between = 1.25, 0.5 // em
	n := float64(len(organs))
	size := min(markSize, markWidth/(float64(longest)+between+2)/page.PointMM, markHeight/(1+leading*(n-1))/page.PointMM)
	em := size * page.PointMM
	st := style{PartMark, page.BiaoSong, size, page.Red}
	left := (Left + Right - em*(float64(longest)+between+2)) / 2
	first := top + (InkTop-Ascent)*em
	for i, o := range organs {
		cell := em
		if k := utf8.RuneCountInString(o); k > 1 { // spread to the width of the longest
			cell = em * float64(longest-1) / float64(k-1)
		}
		w, err := c.spaced(placeMark, st, o, cell)
		if err != nil {
			return 0, err
		}
		s.Marks = append(s.Marks, w.put(left, first+float64(i)*leading*em)...)
	}
	st.part = PartMarkWord
	w, err := c.word(placeMark, st, markWord)
	if err != nil {
		return 0, err
	}
	s.Marks = append(s.Marks, w.put(left+em*(float64(longest)+between), first+leading*em*(n-1)/2)...)
	return top + (InkTop+InkBottom+leading*(n-1))*em, nil
}

// numberRows draws the document number, centred or beside the signers, its
// characters beginning at y, and tells where the last row ends.
func (c *composer) numberRows(s *sheet, y float64) (float64, error) {
	number, err := c.word(placeNumber, style{PartNumber, page.Fang, BodySize, page.Color{}}, c.doc.Number)
	if err != nil {
		return 0, err
	}
	if number.width > Right-Left {
		return 0, tooLong(placeNumber, c.doc.Number)
	}
	if !c.doc.Upward() {
		s.Marks = append(s.Marks, number.centred(y)...)
		return y + Em, nil
	}
	label, err := c.word("签发人", style{PartSignerLabel, page.Fang, BodySize, page.Color{}}, "签发人：")
	if err != nil {
		return 0, err
	}
	names, width, err := c.signers()
	if err != nil {
		return 0, err
	}
	const between = Cell // between two names of a row
	columns := float64(min(2, len(names)))
	x := Right - Cell - columns*width - (columns-1)*between
	if x-label.width < Left+2*Cell+number.width {
		return 0, tooLong("发文字号和签发人", c.doc.Number)
	}
	s.Marks = append(s.Marks, label.put(x-label.width, y)...)
	for i, name := range names {
		if i > 0 && i%2 == 0 {
			y += Pitch
		}
		s.Marks = append(s.Marks, name.put(x+float64(i%2)*(width+between), y)...)
	}
	s.Marks = append(s.Marks, number.put(Left+Cell, y)...)
	return y + Em, nil
}

// signers measures the names, the shorter of several spread to the longest (7.2.6).
func (c *composer) signers() (names []word, width float64, err error) {
	st := style{PartSigner, page.Kai, BodySize, page.Color{}}
	longest := 1
	for _, name := range c.doc.Signers {
		longest = max(longest, utf8.RuneCountInString(name))
	}
	for _, name := range c.doc.Signers {
		cell := Cell
		if n := utf8.RuneCountInString(name); n > 1 {
			cell = Cell * float64(longest-1) / float64(n-1)
		}
		w, err := c.spaced("签发人", st, name, cell)
		if err != nil {
			return nil, 0, err
		}
		names = append(names, w)
	}
	return names, float64(longest) * Cell, nil
}

// title draws the title from y on and tells where the text may begin: after a
// blank row (7.3.2).
func (c *composer) title(s *sheet, y float64) (float64, error) {
	if c.doc.Title == "" {
		return y, nil
	}
	marks, bottom, err := c.titleMarks(placeTitle, PartTitle, c.titles[0], y, Right-Left)
	s.Marks = append(s.Marks, marks...)
	return bottom + Pitch, err
}

// titleMarks draws the lines of a title from y on, in the middle of a width in
// millimetres, and tells where they end.
func (c *composer) titleMarks(place, part string, lines []string, y, wide float64) (marks []page.Mark, bottom float64, err error) {
	st := style{part, page.BiaoSong, TitleSize, page.Color{}}
	for i, text := range lines {
		if i > 0 {
			y += max(Pitch, 1.3*st.em())
		}
		w, err := c.word(place, st, text)
		if err != nil {
			return nil, 0, err
		}
		marks = append(marks, w.put(Left+(wide-w.width)/2, y)...)
	}
	return marks, y + st.em(), nil
}

// letterHead draws the head and both double lines of a letter (10.1).
func (c *composer) letterHead(s *sheet) (float64, error) {
	bottom, err := c.mark(s, LetterTop)
	if err != nil {
		return 0, err
	}
	y := s.doubleLine(bottom+RuleGap, 0.9, 0.3) + LetterSpace
	s.doubleLine(LetterFoot, 0.3, 0.9)
	if err := c.corner(s, y, Pitch); err != nil {
		return 0, err
	}
	number, err := c.word(placeNumber, style{PartNumber, page.Fang, BodySize, page.Color{}}, c.doc.Number)
	if err != nil {
		return 0, err
	}
	s.Marks = append(s.Marks, number.put(Right-number.width, y)...)
	if c.doc.Copy != "" && c.doc.Urgency != "" {
		y += Pitch
	}
	return c.title(s, y+Em+2*Pitch)
}

// doubleLine draws two red lines, 170 mm long in the middle of the paper, the
// first at y, and tells where the second is.
func (s *sheet) doubleLine(y, first, second float64) float64 {
	const apart = 0.6 // mm between their edges
	l := page.Line{Part: PartDouble, X1: (PaperWidth - LetterLine) / 2, X2: (PaperWidth + LetterLine) / 2, Color: page.Red}
	upper, lower := l, l
	upper.Y1, upper.Y2, upper.Width = y, y, first
	at := y + first/2 + apart + second/2
	lower.Y1, lower.Y2, lower.Width = at, at, second
	s.Marks = append(s.Marks, upper, lower)
	return at
}
