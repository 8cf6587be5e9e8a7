package certify

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// row is what one part says on one baseline, or a picture, measured in millimetres.
type row struct {
	page, line  int // from 1
	part, text  string
	runs        []run
	size        float64 // points
	color       page.Color
	turned      bool    // measured as it is read, from the turned page's top left
	top, bottom float64 // of the characters' squares
	left, right float64 // of the first and last character's cell
	ink         float64 // right edge of what is printed
	steps       []float64

	// of paragraphs, by counting characters:
	first, last bool // begins one, ends one
}

type run struct {
	role page.Role
	text string
}

// stroke is a line with its page.
type stroke struct {
	page.Line
	page int
}

type place struct {
	page.Place
	page int
}

// survey is everything that was measured.
type survey struct {
	d       *gb9704.Document
	pages   []page.Page
	m       page.Measurer
	rows    []row // in order of the pages, from the top
	strokes []stroke
	places  []place
	pitch   float64 // row to row
	cell    float64 // character to character
	said    []said  // what the paragraphs should say
}

func measure(d *gb9704.Document, pages []page.Page, m page.Measurer) (*survey, error) {
	s := &survey{d: d, pages: pages, m: m}
	for n, p := range pages {
		rows, err := s.read(n+1, p.Marks)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(math.Round(10*a.top), math.Round(10*b.top)) })
		last, count := math.Inf(-1), 0
		for i := range rows {
			if rows[i].top > last+0.5 && rows[i].part != gb9704.PartPicture { // it is no line
				last = rows[i].top
				count++
			}
			rows[i].line = count
		}
		s.rows = append(s.rows, rows...)
		for _, p := range p.Places {
			s.places = append(s.places, place{p, n + 1})
		}
	}
	s.pitch, s.cell = s.usualPitch(), s.usualCell()
	s.markParagraphs()
	return s, nil
}

// apartRows are parts that stand side by side on a baseline and are no one line.
var apartRows = []string{gb9704.PartSign, gb9704.PartSigner, gb9704.PartTable, gb9704.PartMark}

// read measures marks, those of a turned page from its own top left.
func (s *survey) read(n int, marks []page.Mark) ([]row, error) {
	var rows []row
	for _, m := range marks {
		switch m := m.(type) {
		case page.Line:
			s.strokes = append(s.strokes, stroke{m, n})
		case page.Turned:
			inner, err := s.readTurned(n, m)
			if err != nil {
				return nil, err
			}
			rows = append(rows, inner...)
		case page.Picture:
			rows = append(rows, row{page: n, part: m.Part, top: m.Y, bottom: m.Y + m.H, left: m.X, right: m.X + m.W, ink: m.X + m.W})
		case page.Text:
			r, err := s.readText(n, m)
			if err != nil {
				return nil, err
			}
			if k := len(rows) - 1; k >= 0 && rows[k].joins(r) {
				rows[k].join(r)
			} else if r.text != "" {
				rows = append(rows, r)
			}
		}
	}
	return rows, nil
}

func (s *survey) readTurned(n int, t page.Turned) ([]row, error) {
	upright := make([]page.Mark, 0, len(t.Marks))
	for _, m := range t.Marks {
		if l, ok := m.(page.Line); ok { // strokes are measured on the page
			l.X1, l.Y1 = t.At(l.X1, l.Y1)
			l.X2, l.Y2 = t.At(l.X2, l.Y2)
			s.strokes = append(s.strokes, stroke{l, n})
			continue
		}
		upright = append(upright, page.Moved(m, -t.X, -t.Y))
	}
	rows, err := s.read(n, upright)
	for i := range rows {
		rows[i].turned = true
	}
	return rows, err
}

func (s *survey) readText(n int, t page.Text) (row, error) {
	em := t.Size * page.PointMM
	r := row{page: n, part: t.Part, size: t.Size, color: t.Color, top: t.Y - gb9704.Ascent*em, bottom: t.Y + (1-gb9704.Ascent)*em}
	var text strings.Builder
	for i, g := range t.Glyphs {
		advance, err := s.m.Advance(t.Role, g.Rune)
		if err != nil {
			return row{}, err
		}
		text.WriteRune(g.Rune)
		if i > 0 && line.Wide(g.Rune) && line.Wide(t.Glyphs[i-1].Rune) && !mark(g.Rune) && !mark(t.Glyphs[i-1].Rune) {
			r.steps = append(r.steps, g.X-t.Glyphs[i-1].X)
		}
		if g.Rune == ' ' || g.Rune == '\u3000' {
			continue
		}
		left, right, ink := g.X, g.X+advance*em, g.X+advance*em
		if line.Wide(g.Rune) { // narrow marks lean in their cells
			spare := (1 - advance) * em
			switch {
			case line.NoEnd(g.Rune):
				left -= spare
			case line.NoStart(g.Rune):
				right, ink = right+spare, g.X+min(advance, inked(g.Rune))*em
			default:
				left, right = left-spare/2, right+spare/2
			}
		}
		if r.right == 0 {
			r.left = left
		}
		r.right, r.ink = right, max(r.ink, ink)
	}
	r.text = text.String()
	r.runs = []run{{t.Role, r.text}}
	return r, nil
}

// inked is how much of its square a closing mark prints, from the left.
func inked(r rune) float64 {
	if strings.ContainsRune("；：？！", r) {
		return 0.65
	}
	return 0.5
}

// mark tells punctuation, whose cells are squeezed.
func mark(r rune) bool { return line.NoStart(r) || line.NoEnd(r) }

func (r row) joins(next row) bool {
	return r.part == next.part && math.Abs(r.top-next.top) < 0.01 && next.left-r.right < 3*gb9704.Cell && !slices.Contains(apartRows, r.part)
}

func (r *row) join(next row) {
	r.text += next.text
	r.runs = append(r.runs, next.runs...)
	r.steps = append(r.steps, next.steps...)
	r.left, r.right, r.ink = min(r.left, next.left), next.right, max(r.ink, next.ink)
}

// of gives the rows of parts.
func (s *survey) of(parts ...string) []row {
	return where(s.rows, func(r row) bool { return slices.Contains(parts, r.part) })
}

func (s *survey) linesOf(part string) []stroke {
	return where(s.strokes, func(l stroke) bool { return l.Part == part })
}

// paragraphs are the rows of text of body and attachments.
func (r row) paragraph() bool {
	return r.part == gb9704.PartBody || strings.HasPrefix(r.part, gb9704.PartHeading)
}

// onGrid tells whether the row stands on the rows of the page.
func (r row) onGrid() bool {
	return !r.turned && (r.paragraph() || slices.Contains([]string{
		gb9704.PartTo, gb9704.PartAttached, gb9704.PartAttendance, gb9704.PartSign, gb9704.PartDate, gb9704.PartNote, gb9704.PartAttMark,
	}, r.part))
}

func (s *survey) paragraphs() []row {
	return where(s.rows, row.paragraph)
}

// usualPitch is the most common distance of neighbouring rows, the standard's
// where there are none.
func (s *survey) usualPitch() float64 {
	var steps []float64
	for i := 1; i < len(s.rows); i++ {
		a, b := s.rows[i-1], s.rows[i]
		if step := b.top - a.top; a.page == b.page && a.onGrid() && b.onGrid() && step > gb9704.Em && step < 1.5*gb9704.Pitch {
			steps = append(steps, step)
		}
	}
	return quantile(steps, 0.5, gb9704.Pitch)
}

// usualCell is the step between Chinese characters of the body where lines are not
// spread: spreading only makes it larger.
func (s *survey) usualCell() float64 {
	var steps []float64
	for _, r := range s.rows {
		if r.paragraph() && r.size == gb9704.BodySize {
			steps = append(steps, r.steps...)
		}
	}
	return quantile(steps, 0.2, gb9704.Cell)
}

// cells is n characters in millimetres, by what a line may be tuned to.
func (s *survey) cells(n float64) float64 {
	return n * min(max(s.cell, (gb9704.Right-gb9704.Left)/29), (gb9704.Right-gb9704.Left)/27)
}

func quantile(all []float64, q, none float64) float64 {
	if len(all) == 0 {
		return none
	}
	slices.Sort(all)
	return all[int(q*float64(len(all)))]
}

// markParagraphs counts the characters of the document's paragraphs off against
// the rows, so that a changed character does not shift what comes after it.
func (s *survey) markParagraphs() {
	s.said = s.wanted()
	k, left := -1, 0
	for i := range s.rows {
		r := &s.rows[i]
		if !r.paragraph() {
			continue
		}
		if left <= 0 && k+1 < len(s.said) {
			k++
			left, r.first = s.said[k].runes, true
		}
		left -= len([]rune(r.text))
		r.last = left <= 0
	}
}

// said is a paragraph of the document as it should be set.
type said struct {
	level            int
	head, rest       string
	headRunes, runes int // of the head, of all
}

func (t said) text() string { return t.head + t.rest }

// wanted are the paragraphs that the pages should show, the body's and then the attachments'.
func (s *survey) wanted() []said {
	bodies := [][]gb9704.Block{s.d.Body}
	for _, a := range s.d.Attachments {
		bodies = append(bodies, a.Body)
	}
	var all []said
	for _, blocks := range bodies {
		for _, b := range blocks {
			t := said{level: b.Level, head: strings.TrimSpace(b.Head), rest: strings.TrimSpace(b.Text)}
			t.headRunes, t.runes = utf8.RuneCountInString(t.head), utf8.RuneCountInString(t.text())
			if b.Kind == gb9704.Paragraph && t.runes > 0 {
				all = append(all, t)
			}
		}
	}
	return all
}
