package gb9704_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// row is what stands on one baseline of a page and belongs to one part.
type row struct {
	page                     int
	part, text               string
	role                     page.Role
	size                     float64
	color                    page.Color
	left, right, top, bottom float64 // of the characters' squares, mm
}

// read gives the rows of a page in the order of its marks; turned ones as they
// are read, from the turned page's own top left.
func read(n int, marks []page.Mark) (rows []row) {
	for _, m := range marks {
		switch m := m.(type) {
		case page.Turned:
			for _, inner := range m.Marks {
				rows = append(rows, read(n, []page.Mark{page.Moved(inner, -m.X, -m.Y)})...)
			}
		case page.Text:
			em := m.Size * page.PointMM
			r := row{page: n, part: m.Part, role: m.Role, size: m.Size, color: m.Color, top: m.Y - 0.88*em, bottom: m.Y + 0.12*em, left: math.Inf(1)}
			for _, g := range m.Glyphs {
				wide, _ := paper.Font{}.Advance(m.Role, g.Rune)
				if strings.ContainsRune("，。、；：？！）》”", g.Rune) {
					wide /= 2
				}
				r.text += string(g.Rune)
				if g.Rune != ' ' {
					r.left, r.right = min(r.left, g.X), max(r.right, g.X+wide*em)
				}
			}
			if k := len(rows) - 1; k >= 0 && rows[k].part == r.part && math.Abs(rows[k].top-r.top) < 0.01 && r.left-rows[k].right < 4 && r.part != gb9704.PartTable {
				rows[k].text += r.text
				rows[k].left, rows[k].right = min(rows[k].left, r.left), max(rows[k].right, r.right)
			} else if r.text != "" {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

type pages struct {
	t    *testing.T
	rows []row
	all  []page.Page
}

func (p pages) of(part string) (found []row) {
	for _, r := range p.rows {
		if r.part == part {
			found = append(found, r)
		}
	}
	return found
}

// near fails unless got is within half a millimetre of what the standard says.
func (p pages) near(what string, got, want float64) {
	p.t.Helper()
	if math.Abs(got-want) > 0.5 || math.IsNaN(got) {
		p.t.Errorf("%s at %.2f, want %.2f", what, got, want)
	}
}

func set(t *testing.T, d gb9704.Document) (pages, gb9704.Report) {
	t.Helper()
	all, report, err := gb9704.Typeset(&d, paper.Font{})
	if err != nil {
		t.Fatal(err)
	}
	p := pages{t: t, all: all}
	for i, one := range all {
		p.rows = append(p.rows, read(i, one.Marks)...)
	}
	return p, report
}

// The places of every element of more than sixty documents, within half a
// millimetre of the standard's numbers.
func TestTypeset_GoldenGeometry_1_03_3_1(t *testing.T) {
	t.Parallel()
	documents := paper.All()
	if len(documents) < 60 {
		t.Fatal(len(documents))
	}
	longest := 0
	for name, d := range documents {
		t.Run(name, func(t *testing.T) {
			p, report := set(t, d)
			longest = max(longest, report.Pages)
			p.head(d)
			p.body(report, d)
			p.signature(d, (225-5.644)/float64(report.Rows-1))
			p.attachments(d, report)
			p.endMatter(d)
		})
	}
	if longest < 40 {
		t.Errorf("the longest document has %d pages", longest)
	}
}

const pitch = 10.446

func (p pages) head(d gb9704.Document) {
	top := map[gb9704.Format]float64{gb9704.General: 72, gb9704.Minutes: 72, gb9704.Order: 57, gb9704.Letter: 30}[d.Format]
	marks := p.of("mark")
	em := marks[0].bottom - marks[0].top
	p.near("mark", marks[0].top+0.018*em, top)
	if word := p.of("mark-word"); len(word) > 0 {
		p.near("文件 in the middle", word[0].top+word[0].bottom, marks[0].top+marks[len(marks)-1].bottom)
		p.near("mark centred", marks[0].left+word[0].right, 28+184)
	} else {
		p.near("mark centred", marks[0].left+marks[0].right, 28+184)
	}
	if marks[0].role != page.BiaoSong || marks[0].color != page.Red {
		p.t.Errorf("mark %+v", marks[0])
	}
	below := marks[len(marks)-1].bottom - 0.02*em
	switch d.Format {
	case gb9704.Letter:
		p.letter(d, below)
	case gb9704.Order:
		p.order(below)
	default:
		p.number(d, below)
	}
	if to := p.of("to"); len(to) > 0 {
		title := p.of("title")
		if gap := to[0].top - title[len(title)-1].bottom; gap < pitch-0.5 || gap > 2*pitch+0.5 {
			p.t.Errorf("recipients %.2f below the title", gap)
		}
		for _, r := range to {
			p.near("recipients from the left", r.left, 28)
		}
	}
}

// redLines are the red lines of the first page.
func (p pages) redLines() (lines []page.Line) {
	for _, m := range p.all[0].Marks {
		if l, ok := m.(page.Line); ok && (l.Part == "red-line" || l.Part == "double-line") {
			lines = append(lines, l)
		}
	}
	return lines
}

// corner: 份号 and 紧急程度 from the top, the title two rows below from.
func (p pages) corner(top, from float64) {
	for i, part := range []string{"copy", "urgency"} {
		for _, r := range p.of(part) {
			p.near(part, r.top, top+float64(i)*pitch)
			p.near(part+" from the left", r.left, 28)
		}
	}
	title := p.of("title")
	p.near("title", title[0].top, from+2*pitch)
	for _, r := range title {
		p.near("title centred", r.left+r.right, 212)
	}
}

func (p pages) letter(d gb9704.Document, below float64) {
	lines, number := p.redLines(), p.of("number")[0]
	p.near("upper line", lines[0].Y1, below+4)
	p.near("lower line", lines[2].Y1, 277)
	for _, l := range lines {
		p.near("line from", l.X1, 20)
		p.near("line to", l.X2, 190)
	}
	top := lines[1].Y1 + 5.644*7/8
	p.near("number", number.top, top)
	p.near("number at the right", number.right, 184)
	from := number.bottom
	if d.Copy != "" && d.Urgency != "" {
		from += pitch
	}
	p.corner(top, from)
}

func (p pages) order(below float64) {
	number := p.of("number")[0]
	p.near("number", number.top, below+2*pitch)
	p.near("number centred", number.left+number.right, 212)
	if gap := p.of("body")[0].top - number.bottom; gap < 2*pitch-0.5 || gap > 3*pitch+0.5 {
		p.t.Errorf("text %.2f below the number", gap)
	}
}

// number: of general documents and minutes, alone or beside signers, and the red line.
func (p pages) number(d gb9704.Document, below float64) {
	number, signers := p.of("number")[0], p.of("signer")
	if len(signers) > 0 {
		last := signers[len(signers)-1]
		p.near("first signer", signers[0].top, below+2*pitch)
		p.near("number beside the last", number.top, last.top)
		p.near("number from the left", number.left, 28+5.571)
		if len(d.Signers) != 3 { // of three the last row is half empty
			p.near("signer from the right", last.right, 184-5.571)
		}
	} else {
		p.near("number", number.top, below+2*pitch)
		p.near("number centred", number.left+number.right, 212)
	}
	line := p.redLines()[0]
	p.near("red line", line.Y1, number.bottom+4)
	p.near("red line from", line.X1, 28)
	p.near("red line to", line.X2, 184)
	p.corner(37, line.Y1)
}

func (p pages) body(report gb9704.Report, d gb9704.Document) {
	step := (225 - 5.644) / float64(report.Rows-1)
	parts := []string{"to", "body", "heading-1", "heading-2", "attached", "attendance", "sign", "date", "note"}
	tables := slices.ContainsFunc(d.Body, func(b gb9704.Block) bool { return b.Kind != gb9704.Paragraph })
	used := map[int]float64{}
	for _, r := range p.rows {
		if !slices.Contains(parts, r.part) {
			continue
		}
		from := 37.0
		if d.Format == gb9704.Letter && r.page == 0 {
			from = 277 - 5.644*7/8 - 5.644 - 22*step
		}
		n := math.Round((r.top - from) / step)
		p.near(fmt.Sprintf("page %d, %s on row %.0f", r.page+1, r.text, n), r.top, from+n*step)
		used[r.page] = max(used[r.page], r.bottom)
		if r.right > 184.5 || r.left < 27.5 {
			p.t.Errorf("%s from %.2f to %.2f", r.text, r.left, r.right)
		}
	}
	for n, low := range used {
		limit := 262.0
		if d.Format == gb9704.Letter && n == 0 {
			limit = 277 - 5.644*7/8
		}
		if low > limit+0.5 {
			p.t.Errorf("page %d goes down to %.2f", n+1, low)
		}
		if _, more := used[n+1]; more && !tables && len(report.Tunings) == 0 && low < limit-2*step-0.5 {
			p.t.Errorf("page %d ends at %.2f", n+1, low)
		}
	}
	p.lines(report)
}

// lines: paragraphs begin 2 characters in, others at the edge; all but last lines
// reach the other edge.
func (p pages) lines(report gb9704.Report) {
	body := p.of("body")
	cell := 156 / float64(report.Cells)
	for i, r := range body {
		first := math.Abs(r.left-28-2*cell) < 0.5 || math.Abs(r.left-28-1.6*cell) < 0.5 // a narrow “ leans right
		if !first {
			p.near(r.text+" from the left", r.left, 28)
		}
		if i+1 < len(body) && math.Abs(body[i+1].left-28) < 0.5 && !first && line.Wide([]rune(body[i+1].text)[0]) {
			if end := []rune(r.text); !strings.ContainsRune("，。、；：？！）》”…—", end[len(end)-1]) {
				p.near(r.text+" to the right", r.right, 184)
			}
		}
	}
}

func (p pages) signature(d gb9704.Document, step float64) {
	sign, date := p.of("sign"), p.of("date")
	if d.Signature.Kind == gb9704.Unsigned {
		if len(sign)+len(date) > 0 {
			p.t.Error("minutes are not signed")
		}
		return
	}
	var places []page.Place
	for _, one := range p.all {
		places = append(places, one.Places...)
	}
	switch d.Signature.Kind {
	case gb9704.Sealed:
		last := sign[len(sign)-1]
		p.near("date from the right", date[0].right, 184-4*5.571)
		p.near("organ over the date", last.left+last.right, date[0].left+date[0].right)
		p.near("date below it", date[0].top, last.top+step)
		for i, seal := range places {
			if i == len(places)-1 {
				p.near("seal over the date", seal.X+seal.W/2, (last.left+last.right)/2)
			}
			if seal.W != 42 || seal.X < 28 || seal.X+seal.W > 184 {
				p.t.Errorf("seal %+v", seal)
			}
		}
	case gb9704.Unsealed:
		widest := 0.0
		for _, r := range sign {
			widest = max(widest, r.right-r.left)
			p.near("organs begin together", r.left, sign[0].left)
		}
		p.near("date 2 characters in", date[0].left, sign[0].left+2*5.571)
		if widest >= date[0].right-date[0].left {
			p.near("organ from the right", sign[0].left+widest, 184-2*5.571)
		} else {
			p.near("date from the right", date[0].right, 184-2*5.571)
		}
	case gb9704.Unsigned: // seen above
	case gb9704.Stamped:
		post := p.of("post")[0]
		p.near("stamp from the right", places[0].X+places[0].W, 184-4*5.571)
		p.near("post beside it", post.right, places[0].X-2*5.571)
		p.near("post in the middle", post.top+post.bottom, 2*places[0].Y+places[0].H)
		p.near("date from the right", date[0].right, 184-4*5.571)
	}
	for _, r := range p.of("note")[:min(1, len(p.of("note")))] {
		p.near("note from the left", r.left, 28+2*5.571)
		p.near("note below the date", r.top, date[0].top+step)
	}
}

func (p pages) attachments(d gb9704.Document, report gb9704.Report) {
	marks, titles := p.of("attachment-mark"), p.of("attachment-title")
	step := (225 - 5.644) / float64(report.Rows-1)
	bound := 0
	for _, a := range d.Attachments {
		bound += min(1, len(a.Body))
	}
	if len(marks) != bound {
		p.t.Errorf("%d attachments of %d", len(marks), bound)
	}
	for _, m := range marks {
		top := m.top
		if top < 30 { // turned
			top += 37
		}
		p.near("附件 in the first row", top, 37)
		for _, r := range titles {
			if r.page == m.page {
				if m.top < 30 {
					r.top, r.bottom = r.top+37, r.bottom+37
				}
				p.near("title in the third row", (r.top+r.bottom)/2, 37+2*step+5.644/2)
				break
			}
		}
	}
	for _, r := range p.of("attached")[:min(1, len(p.of("attached")))] {
		p.near("附件说明 from the left", r.left, 28+2*156/float64(report.Cells))
	}
}

func (p pages) endMatter(d gb9704.Document) {
	n := len(p.all) - 1
	var lines []page.Line
	for _, m := range p.all[n].Marks {
		if l, ok := m.(page.Line); ok && l.Part == "end-line" {
			lines = append(lines, l)
		}
	}
	for _, r := range append(p.of("end-copies"), p.of("end-printer")...) {
		if r.page != n || d.Format != gb9704.Letter && n%2 != 1 || r.size != 14 {
			p.t.Errorf("%s on page %d of %d, %v points", r.text, r.page+1, n+1, r.size)
		}
	}
	if d.Printer != "" && d.Format != gb9704.Letter {
		last := lines[len(lines)-1]
		p.near("last line", last.Y1, 262)
		if lines[0].Width != 0.35 || last.Width != 0.35 || len(lines) == 3 && lines[1].Width != 0.25 {
			p.t.Errorf("%+v", lines)
		}
		for _, l := range lines {
			p.near("line from", l.X1, 28)
			p.near("line to", l.X2, 184)
		}
		p.near("printer from the left", p.of("end-printer")[0].left, 28+4.939)
		p.near("printed from the right", p.of("end-printed")[0].right, 184-4.939)
	}
	for _, r := range p.of("page-number") {
		p.near("page number", r.top+(0.88-0.277)*4.939, 269)
		if r.page%2 == 0 {
			p.near("odd page at the right", r.right, 184-4.939)
		} else {
			p.near("even page at the left", r.left, 28+4.939)
		}
		if r.text != fmt.Sprintf("— %d —", r.page+1) {
			p.t.Errorf("page %d says %s", r.page+1, r.text)
		}
	}
}
