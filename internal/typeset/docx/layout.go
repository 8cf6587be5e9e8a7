package docx

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// placed is what stands on one baseline of a typeset page.
type placed struct {
	page  int // from 0
	part  string
	top   float64 // mm, of the characters' squares
	size  float64
	texts []string
	x     []float64 // where each of texts begins
}

// read takes the rows off the typeset pages.
func (b *builder) read() {
	for n, p := range b.pages {
		rows := readMarks(n, p.Marks)
		slices.SortStableFunc(rows, func(a, b placed) int { return int(100 * (a.top - b.top)) })
		b.rows = append(b.rows, rows...)
	}
}

func readMarks(n int, marks []page.Mark) (rows []placed) {
	for _, m := range marks {
		t, ok := m.(page.Text)
		if turned, is := m.(page.Turned); is {
			rows = append(rows, readMarks(n, turned.Marks)...)
		}
		if !ok || len(t.Glyphs) == 0 {
			continue
		}
		text := ""
		for _, g := range t.Glyphs {
			text += string(g.Rune)
		}
		top := t.Y - gb9704.Ascent*t.Size*page.PointMM
		at := slices.IndexFunc(rows, func(r placed) bool { return r.part == t.Part && math.Abs(r.top-top) < 0.5 })
		if at < 0 {
			rows = append(rows, placed{page: n, part: t.Part, top: top, size: t.Size, texts: []string{text}, x: []float64{t.Glyphs[0].X}})
			continue
		}
		rows[at].texts, rows[at].x = append(rows[at].texts, text), append(rows[at].x, t.Glyphs[0].X)
	}
	return rows
}

func (b *builder) of(parts ...string) []placed {
	var found []placed
	for _, r := range b.rows {
		if slices.Contains(parts, r.part) {
			found = append(found, r)
		}
	}
	return found
}

// lines joins the rows of a part with line breaks; only those of one page if it is not -1.
func (b *builder) lines(n int, part string) string {
	var all []string
	for _, r := range b.of(part) {
		if n < 0 || r.page == n {
			all = append(all, strings.Join(r.texts, ""))
		}
	}
	return strings.Join(all, "\n")
}

// down gives the space before a line of the head whose characters begin at top, and
// moves on below it: characters stand in the middle of an exact line.
func (b *builder) down(top, em, line float64) float64 {
	before := max(0, top-(line-em)/2-b.at)
	b.at += before + line
	return before
}

const red = "E30A14"

// head writes what stands above the text of the first page where it stands there.
func (b *builder) head() {
	b.at = gb9704.Top
	if b.d.Format == gb9704.Letter { // its mark stands above the box: as near as the margin lets
		b.mark()
		b.at += gb9704.RuleGap
	}
	for _, part := range []struct {
		name string
		role page.Role
	}{{gb9704.PartCopy, page.Fang}, {gb9704.PartUrgency, page.Hei}} {
		for _, r := range b.of(part.name) {
			b.para(para{before: b.down(r.top, gb9704.Em, b.rowMM())}, run{role: part.role, text: r.texts[0]})
		}
	}
	if b.d.Format != gb9704.Letter {
		b.mark()
	}
	b.numbers()
	if title := b.of(gb9704.PartTitle); len(title) > 0 {
		em := gb9704.TitleSize * page.PointMM
		before := b.down(title[0].top, em, gb9704.Pitch)
		b.at += gb9704.Pitch * float64(len(title)-1)
		b.para(para{style: "Title", align: "center", before: before, line: gb9704.Pitch}, run{role: page.BiaoSong, size: gb9704.TitleSize, text: b.lines(-1, gb9704.PartTitle)})
	}
}

// mark writes the 发文机关标志: each organ on a line, 文件 after the last of several.
func (b *builder) mark() {
	rows := b.of(gb9704.PartMark)
	for i, r := range rows {
		em := r.size * page.PointMM
		text := strings.Join(r.texts, "")
		if i == len(rows)-1 && len(b.of(gb9704.PartMarkWord)) > 0 {
			text += "文件"
		}
		borders := ""
		if b.d.Format == gb9704.Letter && i == len(rows)-1 {
			borders = `<w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="4" w:color="` + red + `"/>`
		}
		b.para(para{align: "center", before: b.down(r.top, em, 1.25*em), line: 1.25 * em, borders: borders}, run{role: page.BiaoSong, size: math.Round(r.size*2) / 2, color: red, text: text})
	}
}

// numbers writes the number, with the signers at its right, and the red line below.
func (b *builder) numbers() {
	rows := b.of(gb9704.PartNumber, gb9704.PartSigner, gb9704.PartSignerLabel)
	if len(rows) == 0 {
		return
	}
	const space = 5 // points that are left of 4 mm below an exact line
	for len(rows) > 0 {
		var runs []run
		p := para{before: b.down(rows[0].top, gb9704.Em, b.rowMM())}
		level := rows[0].top
		var cells []placed
		for len(rows) > 0 && math.Abs(rows[0].top-level) < 0.5 {
			for i, text := range rows[0].texts {
				cells = append(cells, placed{part: rows[0].part, texts: []string{text}, x: []float64{rows[0].x[i]}})
			}
			rows = rows[1:]
		}
		slices.SortStableFunc(cells, func(a, b placed) int { return int(100 * (a.x[0] - b.x[0])) })
		for i, c := range cells {
			role := page.Fang
			if c.part == gb9704.PartSigner {
				role = page.Kai
			}
			text := c.texts[0]
			if c.part == gb9704.PartSignerLabel || i > 0 && cells[i-1].part != gb9704.PartSignerLabel {
				text = "\t" + text
				p.tabs = append(p.tabs, c.x[0]-gb9704.Left)
			}
			runs = append(runs, run{role: role, text: text})
		}
		switch {
		case b.d.Format == gb9704.Letter:
			p.align = "right"
		case !b.d.Upward():
			p.align = "center"
		case cells[0].part == gb9704.PartNumber:
			p.left = 1
		}
		if len(rows) == 0 && (b.d.Format == gb9704.General || b.d.Format == gb9704.Minutes) {
			p.borders = fmt.Sprintf(`<w:bottom w:val="single" w:sz="12" w:space="%d" w:color="%s"/>`, space, red)
			b.at += (space + 1.5) * page.PointMM
		}
		b.para(p, runs...)
	}
}
