package line

import (
	"fmt"

	"guiju.cn/guiju/internal/typeset/page"
)

// Run is a stretch of text in one face.
type Run struct {
	Role page.Role
	Text string
}

// Spec says how a paragraph is set.
type Spec struct {
	Left        float64 // mm, where the measure begins
	Cell        float64 // mm, what a Chinese character takes
	Size        float64 // points, the height of a character
	Measure     float64 // cells, the length of a full line
	First, Rest float64 // cells, indents of the first line and of the others
	Ragged      bool    // do not spread short lines to the edge
}

// Line is one line of a paragraph, ready to be put on a baseline.
type Line struct {
	Size       float64 // points
	Start, End float64 // mm: left edge of the first cell, right edge of the last
	Placed     []Placed
}

// Placed is a stretch of glyphs in one face.
type Placed struct {
	Role   page.Role
	Glyphs []page.Glyph
}

// Texts gives the line's marks on a baseline (mm).
func (l Line) Texts(part string, baseline float64, color page.Color) []page.Mark {
	marks := make([]page.Mark, len(l.Placed))
	for i, p := range l.Placed {
		marks[i] = page.Text{Part: part, Role: p.Role, Size: l.Size, Color: color, Y: baseline, Glyphs: p.Glyphs}
	}
	return marks
}

// Fault is an error of one character: Index counts characters from 0 over all
// runs. It wraps the measurer's error, a *page.Missing.
type Fault struct {
	Index int
	Err   error
}

func (f *Fault) Error() string { return fmt.Sprintf("第 %d 个字：%v", f.Index+1, f.Err) }

func (f *Fault) Unwrap() error { return f.Err }

// Break sets a paragraph. An empty one is one empty line.
func Break(m page.Measurer, runs []Run, s Spec) ([]Line, error) {
	p, err := measure(m, runs)
	if err != nil {
		return nil, err
	}
	p.Spec = s
	var lines []Line
	for i := 0; ; {
		indent := s.Rest
		if len(lines) == 0 {
			indent = s.First
		}
		j := p.end(i, s.Measure-indent)
		lines = append(lines, p.place(i, j, indent))
		if i = j; i >= len(p.chars) {
			return lines, nil
		}
	}
}

// Width tells the natural width of runs in cells.
func Width(m page.Measurer, runs ...Run) (float64, error) {
	p, err := measure(m, runs)
	if err != nil {
		return 0, err
	}
	w, _ := p.extent(0, len(p.chars))
	return w, nil
}

// char is one character with what it takes, in cells.
type char struct {
	r           rune
	role        page.Role
	em          float64 // its font's advance
	w           float64 // what it takes
	lead, trail float64 // what of that can be squeezed, left and right
	wide, space bool
}

func (c char) latin() bool { return !c.wide && !c.space }

type paragraph struct {
	Spec
	chars []char
	keep  map[int]bool
}

func measure(m page.Measurer, runs []Run) (*paragraph, error) {
	p := &paragraph{}
	text := ""
	for _, run := range runs {
		text += run.Text
		for _, r := range run.Text {
			em, err := m.Advance(run.Role, r)
			if err != nil {
				return nil, &Fault{Index: len(p.chars), Err: err}
			}
			c := char{r: r, role: run.Role, em: em, w: em, wide: Wide(r), space: r == ' ' || r == '\u3000'}
			if c.wide {
				c.w = 1
				c.lead, c.trail = slack(r)
			}
			p.chars = append(p.chars, c)
		}
	}
	p.keep = Keep(text)
	return p, nil
}

// extent is the width of characters i to j as a line, without the spaces at its
// end, and how much of it can be squeezed away.
func (p *paragraph) extent(i, j int) (w, slack float64) {
	for j > i && p.chars[j-1].space {
		j--
	}
	for k := i; k < j; k++ {
		w += p.chars[k].w
		slack += p.chars[k].trail
		if k > i { // ink must not be pulled out over the left edge
			slack += p.chars[k].lead
		}
	}
	return w, slack
}

// tiny forgives the rounding of sums, in cells.
const tiny = 1e-6

// end finds where the line that begins at i ends: filled, squeezed or pushed.
func (p *paragraph) end(i int, room float64) int {
	k, w := i, 0.0
	for k < len(p.chars) && (p.chars[k].space || w+p.chars[k].w <= room+tiny) {
		w += p.chars[k].w
		k++
	}
	if k == i && k < len(p.chars) {
		k++ // a character wider than the line
	}
	if p.mayBreak(k) {
		return k
	}
	after, before := k+1, k-1
	for !p.mayBreak(after) && after-k < farthest {
		after++
	}
	for before > i && !p.mayBreak(before) {
		before--
	}
	if w, slack := p.extent(i, after); w-slack <= room+tiny {
		return after
	}
	if w, slack := p.extent(before, after); before > i && w-slack <= p.Measure-p.Rest+tiny {
		return before
	}
	return p.cut(i, k)
}

// farthest bounds the look for the end of a word, which else would be taken at
// each line of a very long one; nothing that fits a line has more characters.
const farthest = 400

// cut ends a line inside what should stay whole, because no line can hold it,
// at k or, to spare a bad start or end, before it.
func (p *paragraph) cut(i, k int) int {
	for j := k; j > i; j-- {
		if !NoStart(p.chars[j].r) && !p.opensAt(j) && !p.chars[j].space {
			return j
		}
	}
	return k
}

// widest is how far a line is spread, in cells a gap; one that is shorter still
// (a long number was pushed) stays as it is.
const widest = 1.0

// place sets characters i to j between the indent and the measure.
func (p *paragraph) place(i, j int, indent float64) Line {
	natural, slack := p.extent(i, j)
	room := p.Measure - indent
	squeeze, spread := 0.0, 0.0
	if natural > room && slack > 0 {
		squeeze = min(1, (natural-room)/slack)
	} else if gaps := p.gaps(i, j); gaps > 0 && j < len(p.chars) && !p.Ragged {
		if spread = (room - natural) / float64(gaps); spread > widest {
			spread = 0
		}
	}
	l := Line{Size: p.Size, Start: p.Left + indent*p.Cell, End: p.Left + indent*p.Cell}
	x, inked := indent, p.inked(i, j)
	for k := i; k < j; k++ {
		c := p.chars[k]
		lead, trail := c.lead*squeeze, c.trail*squeeze
		if k == i {
			lead = 0
		}
		if k >= inked { // spaces at the end take nothing
			c.w, c.em = 0, 0
		}
		if n := len(l.Placed); n == 0 || l.Placed[n-1].Role != c.role {
			l.Placed = append(l.Placed, Placed{Role: c.role})
		}
		last := &l.Placed[len(l.Placed)-1]
		last.Glyphs = append(last.Glyphs, page.Glyph{Rune: c.r, X: p.Left + (x-lead)*p.Cell + p.inCell(c)})
		x += c.w - lead - trail
		if k+1 < inked {
			l.End = p.Left + x*p.Cell
			if p.opens(k + 1) {
				x += spread
			}
		} else if k+1 == inked {
			l.End = p.Left + x*p.Cell
		}
	}
	return l
}

// inCell is how far into its slot a glyph stands (mm): narrow opening marks at
// the right, closing ones at the left, all others in the middle.
func (p *paragraph) inCell(c char) float64 {
	rest := c.w*p.Cell - c.em*p.Size*page.PointMM
	switch {
	case rest > 0.2*p.Cell && c.lead > 0:
		return rest
	case rest > 0.2*p.Cell && c.trail > 0:
		return 0
	}
	return rest / 2
}

func (p *paragraph) inked(i, j int) int {
	for j > i && p.chars[j-1].space {
		j--
	}
	return j
}

// opens tells whether room may be put before character k: not inside words,
// numbers and doubled marks.
func (p *paragraph) opens(k int) bool {
	a, b := p.chars[k-1], p.chars[k]
	double := a.r == b.r && (a.r == '—' || a.r == '…')
	within := a.latin() && b.latin()
	return !double && !within && b.w > 0
}

func (p *paragraph) gaps(i, j int) int {
	n := 0
	for k := i + 1; k < p.inked(i, j); k++ {
		if p.opens(k) {
			n++
		}
	}
	return n
}
