package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// Fonts are the names of fonts by role, as word processors know them.
type Fonts map[page.Role]string

// Usual are the fonts that offices have.
func Usual() Fonts {
	return Fonts{page.Fang: "仿宋_GB2312", page.Kai: "楷体_GB2312", page.Hei: "黑体", page.BiaoSong: "方正小标宋简体", page.Song: "宋体"}
}

// Write writes d as DOCX; pages and report are what gb9704.Typeset made of it. The
// same input gives the same bytes.
func Write(w io.Writer, d *gb9704.Document, pages []page.Page, report gb9704.Report, fonts Fonts) (err error) {
	defer errs.Wrap(&err, "docx.Write")
	b := &builder{d: d, pages: pages, report: report, fonts: fonts}
	b.read()
	b.head()
	b.main()
	for n := range d.Attachments {
		b.attachment(n)
	}
	b.end()
	z := zip.NewWriter(w)
	for _, f := range b.files() {
		out, err := z.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := out.Write(f.data); err != nil {
			return err
		}
	}
	return z.Close()
}

type builder struct {
	d      *gb9704.Document
	pages  []page.Page
	report gb9704.Report
	fonts  Fonts
	rows   []placed // of the typeset pages
	body   bytes.Buffer
	media  [][]byte
	at     float64 // mm, where the head has come to on the first page
	fresh  bool    // the next paragraph begins a page
	sect   section // that is being written
	any    bool    // a section was closed before it

	next    section // that begins with what is written next,
	turning bool    // if this is set
	titled  bool    // a turned table follows its title in the section
}

// Units of OOXML: lengths are twips, twentieths of a point; sizes half points.
func twips(mm float64) int    { return int(math.Round(mm / page.PointMM * 20)) }
func points(size float64) int { return int(math.Round(size * 2)) }

// rowMM is a row as word processors set it: 225 mm in 22, but for what rounding
// and borders take.
func (b *builder) rowMM() float64 {
	const spare = 1.0
	return (gb9704.Bottom - gb9704.Top - spare) / float64(b.report.Rows)
}

// step is a row of the typeset pages.
func (b *builder) step() float64 {
	return (gb9704.Bottom - gb9704.Top - gb9704.Em) / float64(b.report.Rows-1)
}

// cell is a character of the body in twips.
func (b *builder) cell() float64 {
	return (gb9704.Right - gb9704.Left) / page.PointMM * 20 / float64(b.report.Cells)
}

// run is text in one face; "\n" is a line break, "\t" a tab.
type run struct {
	role  page.Role
	text  string
	size  float64 // points; 0 for 3号, tightened to the cell
	color string
}

// para says how a paragraph is set.
type para struct {
	style            string
	before, line     float64 // mm; line 0 for a row
	left, first      float64 // cells
	leftMM           float64
	align            string
	keep             bool
	borders, section string    // XML
	tabs             []float64 // mm from the left edge
	right            float64   // mm, a tab that text ends at
}

// properties are in the order of the schema, which Word insists on.
func (b *builder) properties(p para) string {
	var s strings.Builder
	add := func(cond bool, format string, args ...any) {
		if cond {
			fmt.Fprintf(&s, format, args...)
		}
	}
	add(p.style != "", `<w:pStyle w:val="%s"/>`, p.style)
	add(p.keep, `<w:keepNext/>`)
	add(b.fresh, `<w:pageBreakBefore/>`)
	b.fresh = false
	add(true, `<w:widowControl w:val="0"/>`)
	add(p.borders != "", `<w:pBdr>%s</w:pBdr>`, p.borders)
	if len(p.tabs) > 0 || p.right > 0 {
		s.WriteString("<w:tabs>")
		add(p.right > 0, `<w:tab w:val="right" w:pos="%d"/>`, twips(p.right))
		for _, mm := range p.tabs {
			add(true, `<w:tab w:val="left" w:pos="%d"/>`, twips(mm))
		}
		s.WriteString("</w:tabs>")
	}
	add(true, `<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>`)
	line := p.line
	if line == 0 {
		line = b.rowMM()
	}
	add(true, `<w:spacing w:before="%d" w:after="0" w:line="%d" w:lineRule="exact"/>`, max(0, twips(p.before)), int(line/page.PointMM*20))
	left, first := int(p.left*b.cell())+twips(p.leftMM), int(p.first*b.cell())
	add(first < 0, `<w:ind w:left="%d" w:hanging="%d"/>`, left, -first)
	add(first >= 0 && left+first > 0, `<w:ind w:left="%d" w:firstLine="%d"/>`, left, first)
	add(p.align != "", `<w:jc w:val="%s"/>`, p.align)
	add(p.section != "", `<w:sectPr>%s</w:sectPr>`, p.section)
	return s.String()
}

func (b *builder) run(r run) string {
	if r.text == "" {
		return ""
	}
	size, spacing := r.size, 0
	if size == 0 {
		size = gb9704.BodySize
		spacing = int(math.Floor(b.cell() - gb9704.BodySize*20))
	}
	var s strings.Builder
	fmt.Fprintf(&s, `<w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s" w:cs="%[1]s"/>`, escape(b.fonts[r.role]))
	if r.color != "" {
		fmt.Fprintf(&s, `<w:color w:val="%s"/>`, r.color)
	}
	if spacing != 0 {
		fmt.Fprintf(&s, `<w:spacing w:val="%d"/>`, spacing)
	}
	fmt.Fprintf(&s, `<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/><w:lang w:eastAsia="zh-CN"/></w:rPr>`, points(size))
	s.WriteString(`<w:t xml:space="preserve">` + strings.NewReplacer("\t", `</w:t><w:tab/><w:t xml:space="preserve">`, "\n", `</w:t><w:br/><w:t xml:space="preserve">`).Replace(escape(r.text)) + `</w:t></w:r>`)
	return s.String()
}

func (b *builder) para(p para, runs ...run) {
	b.begin()
	b.body.WriteString("<w:p><w:pPr>" + b.properties(p) + "</w:pPr>")
	for _, r := range runs {
		b.body.WriteString(b.run(r))
	}
	b.body.WriteString("</w:p>")
}

// tiny is a paragraph that takes no room: it carries a section's end, or is what a
// frame is anchored to.
func (b *builder) tiny(section string) {
	b.body.WriteString("<w:p><w:pPr>" + b.properties(para{line: 0.05, section: section}) + "</w:pPr></w:p>")
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}
