package certify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

var titleChecks = []check[*survey]{
	{"T01", "7.3.1", "标题字体字号", "小标宋，22 磅", "改为 2 号小标宋", func(s *survey) outcome {
		return face(s.of(gb9704.PartTitle), page.BiaoSong, gb9704.TitleSize)
	}},
	{"T02", "7.3.1", "标题上方", "红线下（信函为上一要素下）空二行", "标题上空二行", titleAbove},
	{"T03", "7.3.1", "标题居中", "各行左右居中", "居中排布", func(s *survey) outcome { return centred(s.of(gb9704.PartTitle)) }},
	{"T04", "7.3.1", "标题形状", "不超过 4 行，梯形或者菱形", "改换行的地方", func(s *survey) outcome {
		rows := s.of(gb9704.PartTitle)
		var widths []float64
		for _, r := range rows {
			widths = append(widths, (r.right-r.left)/(gb9704.TitleSize*page.PointMM))
		}
		if len(rows) > 4 || !gb9704.Shapely(widths) {
			return rows[0].bad("%d 行：%.3g 字", len(rows), widths)
		}
		if len(rows) == 0 {
			return absent
		}
		return good("%d 行", len(rows))
	}},
	{"T05", "7.3.1", "标题回行", "词意完整，不拆开数字、机关名称、短书名", "改换行的地方", titleBreaks},
	{"T06", "7.3.1", "标题文字", "与文稿一致", "与文稿核对", func(s *survey) outcome {
		return same(s.texts(gb9704.PartTitle), strings.ReplaceAll(s.d.Plain(), " ", ""))
	}},
	{"T07", "7.3.2", "主送机关位置", "左侧顶格，回行仍顶格", "顶格编排", func(s *survey) outcome {
		return flushLeft(s.of(gb9704.PartTo), gb9704.Left)
	}},
	{"T08", "7.3.2", "主送机关文字", "与文稿一致，末尾全角冒号", "补全角冒号", func(s *survey) outcome {
		text := s.texts(gb9704.PartTo)
		if text == "" {
			return absent // in the end matter, or a document to everybody
		}
		return same(text, s.d.To+"：")
	}},
	{"T09", "7.3.2", "标题下方", "空一行", "标题与主送机关（正文）之间空一行", titleBelow},
}

// same compares a whole text, without showing all of it.
func same(got, want string) outcome {
	if got == want {
		if got == "" {
			return absent
		}
		return good("一致，%d 字", len([]rune(got)))
	}
	g, w := []rune(got), []rune(want)
	i := 0
	for i < len(g) && i < len(w) && g[i] == w[i] {
		i++
	}
	return fault(1, "第 %d 字起是“%.24s”，应当是“%.24s”", i+1, string(g[i:]), string(w[i:]))
}

func titleAbove(s *survey) outcome {
	rows := s.of(gb9704.PartTitle)
	from := 0.0
	switch red := s.linesOf(gb9704.PartRedLine); {
	case len(rows) == 0 || s.d.Format == gb9704.Order:
		return absent
	case s.d.Format == gb9704.Letter:
		for _, r := range s.of(gb9704.PartNumber, gb9704.PartCopy, gb9704.PartUrgency) {
			from = max(from, r.bottom)
		}
	case len(red) > 0:
		from = red[0].Y1
	}
	return each(rows[:1], "空", func(r row) (float64, float64) { return r.top - from, twoRows })
}

// titleBelow: a blank row, then down to the page's rows.
func titleBelow(s *survey) outcome {
	title := s.of(gb9704.PartTitle)
	text := slices.DeleteFunc(s.of(gb9704.PartTo, gb9704.PartBody, gb9704.PartHeading+"1"), func(r row) bool { return r.page > 1 })
	if len(title)*len(text) == 0 {
		return absent
	}
	gap := text[0].top - title[len(title)-1].bottom
	if gap < gb9704.Pitch-near || gap > gb9704.Pitch+s.pitch+near {
		return text[0].bad("空 %.1f 毫米", gap)
	}
	return good("空 %.1f 毫米", gap)
}

func titleBreaks(s *survey) outcome {
	rows := s.of(gb9704.PartTitle)
	for i := 1; i < len(rows); i++ {
		before, next := []rune(rows[i-1].text), []rune(rows[i].text)
		a, b := before[len(before)-1], next[0]
		if line.NoStart(b) || line.NoEnd(a) || strings.ContainsRune("的等了", b) || !line.Wide(a) && !line.Wide(b) ||
			unicode.IsDigit(a) && strings.ContainsRune("年月日号", b) || strings.HasSuffix(rows[i-1].text, "关于") {
			return rows[i].bad("“%s”不宜在行首，或者“%s”不宜在行末", string(next[:min(2, len(next))]), string(before[max(0, len(before)-2):]))
		}
		for _, name := range s.d.Organs {
			if both := rows[i-1].text + rows[i].text; len([]rune(name)) <= 18 &&
				strings.Count(both, name) > strings.Count(rows[i-1].text, name)+strings.Count(rows[i].text, name) {
				return rows[i].bad("拆开了“%s”", name)
			}
		}
	}
	if len(rows) < 2 {
		return absent
	}
	return good("%d 处回行", len(rows)-1)
}

var bodyChecks = []check[*survey]{
	{"B01", "7.3.3", "首页有正文", "首页有正文", "缩短标题或者主送机关，主送机关过多时移至版记", func(s *survey) outcome {
		if !s.text(1) {
			return fault(1, "首页没有正文")
		}
		return good("有")
	}},
	{"B02", "7.3.3", "段首空二字", "每段首行左空二字", "段首缩进 2 字", func(s *survey) outcome {
		return flushLeft(where(s.paragraphs(), func(r row) bool { return r.first && !r.turned }), gb9704.Left+s.cells(2))
	}},
	{"B03", "7.3.3", "层次字体", "一、用黑体，（一）用楷体，1.和（1）用仿宋", "按层次改字体", levelFaces},
	{"B04", "7.3.3", "层次序数", "依次为一、（一）1.（1）", "改为规定的写法", levelForms},
	{"B05", "7.3.3", "层次顺序", "各层从一（1）起连续", "改正序数", levelOrder},
	{"B06", "7.3.3", "小标题不在面末", "小标题后至少有一行正文", "把小标题移到下一面", func(s *survey) outcome {
		for n := 1; n < len(s.pages); n++ {
			var last row
			for _, r := range s.rows {
				if r.page == n && r.part != gb9704.PartPageNo {
					last = r
				}
			}
			if strings.HasPrefix(last.part, gb9704.PartHeading) {
				return last.bad("“%s”在面末", last.text)
			}
		}
		return good("没有")
	}},
	{"B07", "7.3.3", "正文完整", "与文稿一致，一字不缺", "与文稿核对", complete},
	{"B08", "7.3.3", "表格在版心内", "不超出版心", "缩小表格", func(s *survey) outcome {
		lines := s.linesOf(gb9704.PartTableLine)
		for _, l := range lines {
			for _, x := range []float64{l.X1, l.X2} {
				if x < gb9704.Left-near || x > gb9704.Right+near || max(l.Y1, l.Y2) > s.bottom(l.page)+near {
					return fault(l.page, "%.1f 毫米，%.1f 毫米", x, max(l.Y1, l.Y2))
				}
			}
		}
		if len(lines) == 0 {
			return absent
		}
		return good("%d 条线", len(lines))
	}},
	{"B09", "8", "横排表格", "表头在左（单页订口、双页切口）", "横排表格逆时针转", turnedTables},
	{"B10", "7.3.4", "附件说明位置", "正文下空一行，左空二字", "正文下空一行左空二字", attachedPlace},
	{"B11", "7.3.4", "附件说明文字", "“附件：”加序号和名称，名称后不加标点", "删去名称后的标点，补全序号", attachedText},
	{"B12", "7.3.4", "附件说明回行", "与附件名称首字对齐", "对齐名称首字", attachedAligned},
}

// text tells whether a page holds text of the main body.
func (s *survey) text(n int) bool {
	attached := false
	for _, r := range s.rows {
		attached = attached || r.part == gb9704.PartAttMark
		if r.page == n && !attached && slices.Contains([]string{gb9704.PartBody, gb9704.PartTable, gb9704.PartPicture}, r.part) {
			return true
		}
	}
	return false
}

// faces walks the characters of the paragraphs: whether they belong to a heading,
// in which face they stand, and where.
func (s *survey) faces(found func(t said, head bool, role page.Role, r row) bool) {
	k, n := 0, 0
	for _, r := range s.paragraphs() {
		for _, run := range r.runs {
			for range []rune(run.text) {
				for k < len(s.said) && n >= s.said[k].runes {
					k, n = k+1, 0
				}
				if k == len(s.said) || !found(s.said[k], n < s.said[k].headRunes, run.role, r) {
					return
				}
				n++
			}
		}
	}
}

func levelFaces(s *survey) outcome {
	o := absent
	s.faces(func(t said, head bool, role page.Role, r row) bool {
		want := map[int]page.Role{1: page.Hei, 2: page.Kai}[t.level]
		switch {
		case head && role != want:
			o = r.bad("“%s”是%s", t.head, role.Name())
		case head:
			o = good("“%s”是%s", gb9704.LevelMark(t.level, 1), want.Name())
		}
		return !o.bad
	})
	return o
}

// numbers gives the numbered paragraphs; each attachment counts for itself.
func (s *survey) numbers(found func(r row, level, number int, typed string) bool) {
	for _, r := range s.paragraphs() {
		if !r.first {
			continue
		}
		if level, number, typed := gb9704.Number(r.text); level > 0 && !found(r, level, number, typed) {
			return
		}
	}
}

func levelForms(s *survey) outcome {
	o := absent
	s.numbers(func(r row, level, number int, typed string) bool {
		if want := gb9704.LevelMark(level, number); typed != want {
			o = r.bad("“%s”应当是“%s”", typed, want)
			return false
		}
		o = good("“%s”", typed)
		return true
	})
	return o
}

func levelOrder(s *survey) outcome {
	o := absent
	var counts [5]int
	title := 0
	s.numbers(func(r row, level, number int, typed string) bool {
		if page := s.attachmentAt(r); page != title {
			title, counts = page, [5]int{}
		}
		if number != counts[level]+1 && (number != 1 || level == 1) {
			o = r.bad("“%s”前面是第 %d", typed, counts[level])
			return false
		}
		counts[level] = number
		clear(counts[level+1:])
		o = good("连续")
		return true
	})
	return o
}

// attachmentAt tells on which page the attachment of r begins; 0 for the main text.
func (s *survey) attachmentAt(r row) int {
	n := 0
	for _, m := range s.of(gb9704.PartAttMark) {
		if m.page <= r.page {
			n = m.page
		}
	}
	return n
}

// complete compares paragraphs exactly; of tables it counts the characters, since
// their heads are repeated.
func complete(s *survey) outcome {
	text, want := "", ""
	for _, r := range s.paragraphs() {
		text += r.text
	}
	for _, t := range s.said {
		want += t.text()
	}
	if o := same(text, want); o.bad {
		return o
	}
	counts := map[rune]int{}
	for _, r := range s.of(gb9704.PartTable) {
		for _, c := range r.text {
			counts[c]++
		}
	}
	bodies := slices.Clone(s.d.Body)
	for _, a := range s.d.Attachments {
		bodies = append(bodies, a.Body...)
	}
	for _, b := range bodies {
		if b.Table == nil {
			continue
		}
		for _, c := range strings.Join(slices.Concat(b.Table.Rows...), "") {
			counts[c]--
		}
	}
	for _, c := range slices.Sorted(maps.Keys(counts)) {
		if counts[c] < 0 && !unicode.IsSpace(c) {
			return fault(1, "表格缺“%c”", c)
		}
	}
	return good("%d 字", len([]rune(text)))
}

func turnedTables(s *survey) outcome {
	o := absent
	for i, p := range s.pages {
		for _, m := range p.Marks {
			t, ok := m.(page.Turned)
			if !ok {
				continue
			}
			// Its top left must be the box's bottom left: then its top is at the left.
			if off(t.X, gb9704.Left) || off(t.Y, gb9704.Bottom) {
				return fault(i+1, "从 %.1f 毫米、%.1f 毫米起", t.X, t.Y)
			}
			o = good("第 %d 面", i+1)
		}
	}
	return o
}

func attachedPlace(s *survey) outcome {
	for i, r := range s.rows {
		if r.part != gb9704.PartAttached {
			continue
		}
		if off(r.left, gb9704.Left+s.cells(2)) {
			return r.bad("左边缘 %.1f 毫米", r.left)
		}
		if i == 0 {
			return r.bad("前面没有正文")
		}
		if before := s.rows[i-1]; before.page == r.page && before.onGrid() && off(r.top-before.top, 2*s.pitch) {
			return r.bad("空 %.1f 毫米", r.top-before.bottom)
		}
		return good("左边缘 %.1f 毫米", r.left)
	}
	return absent
}

func attachedText(s *survey) outcome {
	want := ""
	for n, a := range s.d.Attachments {
		if n == 0 {
			want = "附件："
		}
		if len(s.d.Attachments) > 1 {
			want += fmt.Sprintf("%d.", n+1)
		}
		want += strings.ReplaceAll(strings.TrimSpace(a.Name), " ", "")
		if last := []rune(a.Name); strings.ContainsRune("。；，、.;,", last[len(last)-1]) {
			return fault(1, "“%s”后有标点", a.Name)
		}
	}
	return same(strings.ReplaceAll(s.texts(gb9704.PartAttached), " ", ""), want)
}

// attachedAligned: items begin under the first number, further lines under the
// first character of the name.
func attachedAligned(s *survey) outcome {
	rows := s.of(gb9704.PartAttached)
	if len(rows) < 2 {
		return absent
	}
	item, label := 1, rows[0].left+s.cells(3)
	return each(rows[1:], "左边缘", func(r row) (float64, float64) {
		if strings.HasPrefix(r.text, fmt.Sprintf("%d.", item+1)) && item < len(s.d.Attachments) {
			item++
			return r.left, label
		}
		if len(s.d.Attachments) == 1 {
			return r.left, label
		}
		number, err := line.Width(s.m, line.Run{Role: page.Fang, Text: fmt.Sprintf("%d.", item)})
		if err != nil {
			number = 1 // it was measured with the page already
		}
		return r.left, label + s.cells(number+0.5)
	})
}
