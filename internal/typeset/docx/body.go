package docx

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// main writes recipients, body, note of attachments, attendance and signature.
func (b *builder) main() {
	rows := b.of(gb9704.PartTo, gb9704.PartBody, gb9704.PartHeading+"1")
	before := 0.0
	if len(rows) > 0 && rows[0].page == 0 { // as many rows are left as on the typeset page
		row := math.Round((rows[0].top - gb9704.Top) / b.step())
		before = max(0, gb9704.Top+row*b.rowMM()-b.at-0.4)
	}
	if b.d.To != "" && !b.report.ToMoved {
		b.para(para{before: before}, run{text: b.d.To + "："})
		before = 0
	}
	b.blocks(b.d.Body, before)
	for n, a := range b.d.Attachments {
		label, hang := "", 0.0
		if n == 0 {
			label, hang = "附件：", 3
		}
		p := para{left: 5, first: -hang}
		if n == 0 {
			p.before = b.rowMM()
		}
		if len(b.d.Attachments) > 1 {
			label += fmt.Sprintf("%d. ", n+1)
			wide := 0.5 * float64(len(fmt.Sprint(n+1))+2)
			p.left, p.first = p.left+wide, p.first-wide
		}
		b.para(p, run{text: label + a.Name})
	}
	for n, a := range b.d.Attendance {
		p := para{left: 5, first: -3}
		if n == 0 {
			p.before = b.rowMM()
		}
		b.para(p, run{role: page.Hei, text: a.Label + "："}, run{text: a.Names})
	}
	b.signature()
}

// signature writes its rows where the typeset page has them.
func (b *builder) signature() {
	for i, r := range b.rows {
		if !slices.Contains([]string{gb9704.PartSign, gb9704.PartPost, gb9704.PartDate}, r.part) {
			continue
		}
		p := para{leftMM: r.x[0] - gb9704.Left, keep: r.part != gb9704.PartDate}
		if above := b.rows[max(0, i-1)]; above.page == r.page && above.part != gb9704.PartPageNo {
			p.before = max(0, math.Round((r.top-above.top)/b.step())-1) * b.rowMM()
		}
		text := r.texts[0]
		for k := 1; k < len(r.texts); k++ {
			p.tabs = append(p.tabs, r.x[k]-gb9704.Left)
			text += "\t" + r.texts[k]
		}
		b.para(p, run{text: text})
	}
	if b.d.Note != "" {
		b.para(para{first: 2}, run{text: "（" + b.d.Note + "）"})
	}
}

func (b *builder) blocks(blocks []gb9704.Block, before float64) {
	for _, block := range blocks {
		switch block.Kind {
		case gb9704.TableKind:
			b.table(*block.Table)
		case gb9704.Drawing:
			b.picture(*block.Picture)
		case gb9704.Paragraph:
			head, text := strings.TrimSpace(block.Head), strings.TrimSpace(block.Text)
			if head+text == "" {
				continue
			}
			p := para{first: 2, before: before}
			if head != "" && text == "" {
				p.style, p.keep = fmt.Sprintf("Heading%d", max(1, block.Level)), true
			}
			role := map[int]page.Role{1: page.Hei, 2: page.Kai}[block.Level]
			b.para(p, run{role: role, text: head}, run{text: text})
		}
		before = 0
	}
}

func (b *builder) table(t gb9704.Table) {
	wide := gb9704.Right - gb9704.Left
	if t.Landscape {
		if !b.titled { // else its title has begun the section
			b.turn(landscape)
		}
		defer b.turn(portrait)
		wide = gb9704.Bottom - gb9704.Top
	}
	b.titled = false
	b.begin()
	if t.Caption != "" {
		b.para(para{align: "center", keep: true}, run{role: page.Hei, text: t.Caption})
	}
	widths := t.Columns(wide)
	fmt.Fprintf(&b.body, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, twips(wide))
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b.body, `<w:%s w:val="single" w:sz="6" w:space="0" w:color="000000"/>`, side)
	}
	b.body.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="76" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="76" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(&b.body, `<w:gridCol w:w="%d"/>`, twips(w))
	}
	b.body.WriteString("</w:tblGrid>")
	for r, row := range t.Rows {
		b.body.WriteString("<w:tr><w:trPr><w:cantSplit/>")
		role := page.Fang
		if r < t.Head {
			b.body.WriteString("<w:tblHeader/>")
			role = page.Hei
		}
		b.body.WriteString("</w:trPr>")
		for c, w := range widths {
			fmt.Fprintf(&b.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, twips(w))
			text := ""
			if c < len(row) {
				text = row[c]
			}
			b.para(para{line: 1.45 * gb9704.TableSize * page.PointMM, align: "center"}, run{role: role, size: gb9704.TableSize, text: text})
			b.body.WriteString("</w:tc>")
		}
		b.body.WriteString("</w:tr>")
	}
	b.body.WriteString("</w:tbl>")
	b.fresh = false
}

func (b *builder) picture(p gb9704.Picture) {
	w, h, err := p.Size()
	if err != nil { // typesetting has refused it before
		return
	}
	b.begin()
	b.media = append(b.media, p.Data)
	const emu = 36000 // per mm
	n, cx, cy := len(b.media), int(w*emu), int(h*emu)
	// An exact line would cut the picture off.
	b.body.WriteString(`<w:p><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>`)
	fmt.Fprintf(&b.body, `<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="图%d"/>`, cx, cy, n, n)
	fmt.Fprintf(&b.body, `<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="图%d"/><pic:cNvPicPr/></pic:nvPicPr>`, n, n)
	fmt.Fprintf(&b.body, `<pic:blipFill><a:blip r:embed="rImg%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm>`, n, cx, cy)
	b.body.WriteString(`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
	b.fresh = false
	if p.Caption != "" {
		b.para(para{align: "center"}, run{text: p.Caption})
	}
}

// attachment writes the n-th attachment on a page of its own.
func (b *builder) attachment(n int) {
	a := b.d.Attachments[n]
	if len(a.Body) == 0 {
		return
	}
	blocks := a.Body
	turned := blocks[0].Kind == gb9704.TableKind && blocks[0].Table.Landscape
	if turned {
		b.turn(landscape)
	} else {
		b.fresh = true
	}
	b.para(para{}, run{role: page.Hei, text: b.d.AttachmentMark(n)})
	title := strings.ReplaceAll(a.Heading(), " ", "")
	for i, r := range b.of(gb9704.PartAttMark) {
		if i == b.bound(n) { // as it was broken there
			if lines := b.lines(r.page, gb9704.PartAttTitle); lines != "" {
				title = lines
			}
		}
	}
	b.para(para{style: "Title", align: "center", before: b.rowMM(), line: gb9704.Pitch}, run{role: page.BiaoSong, size: gb9704.TitleSize, text: title})
	b.titled = turned
	b.blocks(blocks, b.rowMM())
}

// bound tells how many attachments before the n-th have pages.
func (b *builder) bound(n int) int {
	count := 0
	for _, a := range b.d.Attachments[:n] {
		count += min(1, len(a.Body))
	}
	return count
}

// end writes the end matter as a table that floats at the foot of its page.
func (b *builder) end() {
	for n := b.report.TextPages; n < len(b.pages); n++ { // blank pages, and its own
		if n == b.report.TextPages {
			b.turn(unnumbered)
		} else {
			b.fresh = true
		}
		b.begin()
		b.tiny("")
	}
	letter := b.d.Format == gb9704.Letter
	var rows []string
	line := para{line: 1.6 * gb9704.SmallEm, leftMM: 4 * gb9704.SmallEm, first: -3 * gb9704.SmallEm / page.PointMM * 20 / b.cell()}
	if b.report.ToMoved {
		rows = append(rows, b.cellPara(line, "主送："+b.d.To+"。"))
	}
	if b.d.Copies != "" {
		rows = append(rows, b.cellPara(line, "抄送："+b.d.Copies+"。"))
	}
	lists := strings.Join(rows, "")
	if b.d.Printer != "" && !letter {
		line.leftMM, line.first, line.right = gb9704.SmallEm, 0, gb9704.Right-gb9704.Left-gb9704.SmallEm
		rows = []string{lists, b.cellPara(line, b.d.Printer+"\t"+gb9704.ChineseDate(b.d.Printed)+"印发")}
	} else {
		rows = []string{lists}
	}
	b.foot(slices.DeleteFunc(rows, func(r string) bool { return r == "" }), !letter)
	b.tiny("")
}

func (b *builder) cellPara(p para, text string) string {
	return "<w:p><w:pPr>" + b.properties(p) + "</w:pPr>" + b.run(run{size: gb9704.SmallSize, text: text}) + "</w:p>"
}

// foot writes rows of the end matter, with its lines (7.4.1) unless it is a letter's.
func (b *builder) foot(rows []string, ruled bool) {
	if len(rows) == 0 {
		return
	}
	b.begin()
	wide := twips(gb9704.Right - gb9704.Left)
	fmt.Fprintf(&b.body, `<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="margin" w:tblpX="0" w:tblpY="%d"/><w:tblW w:w="%d" w:type="dxa"/>`, twips(gb9704.Bottom-b.endHigh()), wide)
	if ruled { // eighths of a point: 0.35, 0.25 mm
		b.body.WriteString(`<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders>`)
	}
	fmt.Fprintf(&b.body, `<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/></w:tblGrid>`, wide)
	for _, row := range rows {
		fmt.Fprintf(&b.body, `<w:tr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>%s</w:tc></w:tr>`, wide, row)
	}
	b.body.WriteString("</w:tbl>")
}

// endHigh is the height of the end matter on the typeset page, in mm.
func (b *builder) endHigh() float64 {
	rows := len(b.of(gb9704.PartEndTo)) + len(b.of(gb9704.PartEndCopies)) + len(b.of(gb9704.PartEndPrinted))
	return 1.6 * gb9704.SmallEm * float64(rows)
}
