package certify

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

var pageChecks = []check[*survey]{
	{"P01", "5.1", "幅面", "210 毫米 × 297 毫米", "改用 A4 纸", paper},
	{"P02", "5.2.1", "天头（第二面起首行上边缘）", "37 毫米", "上页边距设为 37 毫米", firstRow},
	{"P03", "5.2.1", "订口（回行左边缘）", "28 毫米", "左页边距设为 28 毫米，回行顶格", leftEdge},
	{"P04", "5.2.1", "版心右边缘", "不超过 184 毫米", "字距不要超出版心", rightEdge},
	{"P05", "5.2.1", "版心下边缘", "不超过 262 毫米", "减少本面行数", bottomEdge},
	{"P06", "5.2.2", "正文字体字号", "仿宋，16 磅", "正文用 3 号仿宋", bodyFace},
	{"P07", "5.2.3", "每面行数", "22 行（调整时 20 至 24 行）", "行距设为 28.95 磅左右", rowCount},
	{"P08", "5.2.3", "行距均匀", "各行都在同一行格上", "段前段后不加空，行距固定", evenRows},
	{"P09", "5.2.3", "每行字数", "28 字（调整时 27 至 29 字）", "字距设为每行 28 字", cellCount},
	{"P10", "5.2.3", "每行撑满版心", "行末到 184 毫米", "段落两端对齐", filledLines},
	{"P11", "5.2.4", "文字颜色", "除红色的标志和线以外都是黑色", "改为黑色", blackText},
	{"P12", "GB/T 15834 5.1", "避头", "行首没有句号、逗号、后括号等", "调整字距", badStarts},
	{"P13", "GB/T 15834 5.1", "避尾", "行末没有前括号、前引号", "调整字距", badEnds},
	{"P14", "5.2.3", "文字不重叠", "各字各行互不相压", "调整字距行距", overlaps},
}

func paper(s *survey) outcome {
	for i, p := range s.pages {
		if off(p.Width, gb9704.PaperWidth) || off(p.Height, gb9704.PaperHeight) {
			return fault(i+1, "%.0f 毫米 × %.0f 毫米", p.Width, p.Height)
		}
	}
	return good("%d 面，都是 A4", len(s.pages))
}

func firstRow(s *survey) outcome {
	o := absent
	for i, r := range s.rows {
		if r.page == 1 || !r.onGrid() || i > 0 && s.rows[i-1].page == r.page {
			continue
		}
		if off(r.top, gb9704.Top) {
			return r.bad("%.1f 毫米", r.top)
		}
		o = good("%.1f 毫米", r.top)
	}
	return o
}

func leftEdge(s *survey) outcome {
	return flushLeft(where(s.paragraphs(), func(r row) bool { return !r.first && !r.turned }), gb9704.Left)
}

func rightEdge(s *survey) outcome {
	most := 0.0
	for _, r := range s.rows {
		limit := gb9704.Right
		if r.turned {
			limit = gb9704.Bottom - gb9704.Top
		}
		if r.part == gb9704.PartMark || r.part == gb9704.PartMarkWord {
			continue // H10
		}
		if r.ink > limit+near {
			return r.bad("%.1f 毫米", r.ink)
		}
		if !r.turned {
			most = max(most, r.ink)
		}
	}
	return good("%.1f 毫米", most)
}

// bottom is the lower edge of the text area of a page; a letter's first page
// goes on down to its double line (10.1).
func (s *survey) bottom(n int) float64 {
	if s.d.Format == gb9704.Letter && n == 1 {
		return gb9704.LetterBottom
	}
	return gb9704.Bottom
}

func bottomEdge(s *survey) outcome {
	most := 0.0
	for _, r := range s.rows {
		if r.part == gb9704.PartPageNo || r.turned {
			continue
		}
		if r.bottom > s.bottom(r.page)+near {
			return r.bad("%.1f 毫米", r.bottom)
		}
		most = max(most, r.bottom)
	}
	return good("%.1f 毫米", most)
}

// bodyFace: what is not heading is 仿宋; headings have a check of their own.
func bodyFace(s *survey) outcome {
	for _, r := range s.paragraphs() {
		if r.size != gb9704.BodySize {
			return r.bad("%.4g 磅", r.size)
		}
	}
	o := absent
	s.faces(func(t said, head bool, role page.Role, r row) bool {
		if !head && role != page.Fang {
			o = r.bad("%s", role.Name())
		}
		return !o.bad
	})
	if o.bad {
		return o
	}
	return face(s.of(gb9704.PartTo, gb9704.PartAttached, gb9704.PartSign, gb9704.PartPost, gb9704.PartDate, gb9704.PartNote), page.Fang, gb9704.BodySize)
}

func rowCount(s *survey) outcome {
	rows := (gb9704.Bottom-gb9704.Top-gb9704.Em)/s.pitch + 1
	return good("%.1f 行（行距 %.2f 毫米）", rows, s.pitch).unless(rows < 19.9 || rows > 24.1, 0)
}

func evenRows(s *survey) outcome {
	o := absent
	for n := range s.pages {
		var first *row
		tables := slices.ContainsFunc(s.rows, func(r row) bool { return r.page == n+1 && r.part == gb9704.PartTable })
		for i := range s.rows {
			r := &s.rows[i]
			if r.page != n+1 || !r.onGrid() || r.part == gb9704.PartAttMark || tables {
				continue
			}
			if first == nil {
				first = r
			}
			steps := (r.top - first.top) / s.pitch
			if gap := math.Abs(steps-math.Round(steps)) * s.pitch; gap > near {
				return r.bad("偏离行格 %.1f 毫米", gap)
			}
			o = good("行距 %.2f 毫米", s.pitch)
		}
	}
	return o
}

func cellCount(s *survey) outcome {
	cells := (gb9704.Right - gb9704.Left) / s.cell
	return good("%.1f 字", cells).unless(cells < 26.8 || cells > 29.2, 0)
}

// filledLines: a line that another of its paragraph follows reaches the edge,
// unless what follows is a long number or word.
func filledLines(s *survey) outcome {
	o := absent
	rows := s.paragraphs()
	for i, r := range rows {
		if r.last || r.turned || i+1 == len(rows) {
			continue
		}
		if next := gb9704.Right - r.right; next > near && next < leading(rows[i+1].text)*s.cell {
			continue
		}
		if r.right < gb9704.Right-near {
			return r.bad("行末 %.1f 毫米", r.right)
		}
		o = good("行末 %.1f 毫米", r.right)
	}
	return o
}

// leading is the length of the number, word or document number that a line begins
// with, in cells; 0 for a Chinese character.
func leading(text string) float64 {
	length := 0.0
	keep := line.Keep(text)
	for i, r := range []rune(text) {
		switch {
		case keep[i+1] || keep[i]:
			length++
		case line.Wide(r) || unicode.IsSpace(r):
			return length
		default:
			length += 0.6
		}
	}
	return length
}

func blackText(s *survey) outcome {
	for _, r := range s.rows {
		if r.color != (page.Color{}) && r.part != gb9704.PartMark && r.part != gb9704.PartMarkWord {
			return r.bad("“%.8s”不是黑色", r.text)
		}
	}
	return good("黑色")
}

// broken gives the lines that another of the same text follows.
func (s *survey) broken(found func(r, next row) (outcome, bool)) outcome {
	rows := where(s.rows, func(r row) bool {
		return r.paragraph() || slices.Contains([]string{gb9704.PartTo, gb9704.PartEndCopies, gb9704.PartEndTo, gb9704.PartAttached, gb9704.PartAttendance, gb9704.PartNote}, r.part)
	})
	n := 0
	for i := 1; i < len(rows); i++ {
		if rows[i].first || rows[i].part != rows[i-1].part {
			continue
		}
		if o, bad := found(rows[i-1], rows[i]); bad {
			return o
		}
		n++
	}
	if n == 0 {
		return absent
	}
	return good("%d 处回行", n)
}

func badStarts(s *survey) outcome {
	return s.broken(func(_, r row) (outcome, bool) {
		first := []rune(r.text)[0]
		return r.bad("行首是“%c”", first), line.NoStart(first)
	})
}

func badEnds(s *survey) outcome {
	return s.broken(func(r, _ row) (outcome, bool) {
		text := []rune(strings.TrimRight(r.text, " \u3000"))
		if len(text) == 0 {
			return absent, false
		}
		last := text[len(text)-1]
		return r.bad("行末是“%c”", last), line.NoEnd(last)
	})
}

// overlaps looks for rows that stand on each other, and for characters that do.
func overlaps(s *survey) outcome {
	for i, a := range s.rows {
		if narrow := slices.IndexFunc(a.steps, func(step float64) bool { return step < 0.7*a.size*page.PointMM }); narrow >= 0 {
			return a.bad("“%.12s”中字相压", a.text)
		}
		for _, b := range s.rows[i+1:] {
			if b.page != a.page || b.top > a.bottom {
				break
			}
			if a.turned == b.turned && b.top < a.bottom-near && b.left < a.ink-near && a.left < b.ink-near {
				return b.bad("“%.12s”压在“%.12s”上", b.text, a.text)
			}
		}
	}
	return good("%d 行", len(s.rows))
}
