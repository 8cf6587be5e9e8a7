package certify

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
)

var (
	someDigits  = regexp.MustCompile(`^\d{1,8}$`)
	someUrgency = regexp.MustCompile(`^(特|加|紧|急|火)\s*急?$`)
	upward      = regexp.MustCompile(`(请示|报告)$`)
	goodNumber  = regexp.MustCompile(`^[\p{Han}×]{1,12}〔20\d\d〕[1-9]\d*号([\s\x{3000}签]|$)`)
	goodDate    = regexp.MustCompile(`^20\d\d年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日$`)
	goodPageNo  = regexp.MustCompile(`^— ?\d{1,3} ?—$`)
	goodPrinted = regexp.MustCompile(`(^|\D)20\d\d年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日\s*印发$`)
)

var foreignChecks = []check[*foreign]{
	{"X01", "5.1", "幅面", "210 毫米 × 297 毫米", "改用 A4 纸", func(f *foreign) outcome {
		o := absent
		for i, p := range f.pages {
			if p.Width == 0 {
				continue
			}
			if looseOff(p.Width, gb9704.PaperWidth) || looseOff(p.Height, gb9704.PaperHeight) {
				return fault(i+1, "%.0f 毫米 × %.0f 毫米", p.Width, p.Height)
			}
			o = good("A4")
		}
		return o
	}},
	{"X02", "5.2.1", "订口", "28 毫米 ± 1 毫米", "左页边距设为 28 毫米", func(f *foreign) outcome {
		if !f.flow && !f.goesOn() {
			return absent
		}
		return f.edge(func(s seen) (float64, bool) { return s.Left, s.Left > 0 }, math.Min, gb9704.Left)
	}},
	{"X03", "5.2.1", "版心右边缘", "184 毫米 ± 1 毫米", "右页边距设为 26 毫米", func(f *foreign) outcome {
		return f.edge(func(s seen) (float64, bool) { return s.Right, s.Right > 0 && cellsIn(s.text) > 20 }, math.Max, gb9704.Right)
	}},
	{"X04", "5.2.1", "天头", "37 毫米 ± 1 毫米", "上页边距设为 37 毫米", func(f *foreign) outcome {
		o := absent
		for _, s := range f.lines {
			if s.page > 1 && s.line == 1 && s.Top > 0 && s.is == isBody && cellsIn(s.text) > 20 {
				if s.Top < gb9704.Top-loose-near || s.Top > gb9704.Top+3.5 { // the first row may stand in the middle of its leading
					return s.bad("首行上边缘 %.1f 毫米", s.Top)
				}
				o = good("首行上边缘 %.1f 毫米", s.Top)
			}
		}
		return o
	}},
	{"X05", "5.2.2", "正文字号", "3 号（16 磅）", "正文改为 3 号", func(f *foreign) outcome {
		size := f.bodySize()
		if size == 0 {
			return absent
		}
		return good("%.4g 磅", size).unless(size < 15.4 || size > 16.6, 1)
	}},
	{"X06", "5.2.3", "每行字数", "28 字（调整时 27 至 29 字）", "字距设为每行 28 字", func(f *foreign) outcome {
		most, long := seen{}, 0
		for _, s := range f.of(isBody) {
			if n := cellsIn(s.text); n > 20 && (s.Size == 0 || s.Size > 15 && s.Size < 17) {
				long++
				if n > cellsIn(most.text) {
					most = s
				}
			}
		}
		n := cellsIn(most.text)
		if long < 6 { // they might all begin paragraphs, two characters in
			return absent
		}
		if n < 26.5 || n > 30 {
			return most.bad("最长的一行 %.1f 字", n)
		}
		return good("最长的一行 %.1f 字", n)
	}},
	{"X07", "5.2.3", "每面行数", "22 行（调整时 20 至 24 行）", "行距设为 28.95 磅左右", func(f *foreign) outcome {
		most, full := seen{}, 0
		for n := 2; n <= len(f.pages); n++ { // the fullest page after the first
			lines := slices.DeleteFunc(slices.Clone(f.lines), func(s seen) bool {
				return s.page != n || s.is == isPageNo || s.is == isEnd || s.Size > 0 && s.Size < 15
			})
			if len(lines) > full {
				most, full = lines[0], len(lines)
			}
		}
		if full < 15 {
			return absent
		}
		goesOn := slices.ContainsFunc(f.lines, func(s seen) bool {
			return s.page == most.page+1 && s.line == 1 && s.is == isBody && !strings.Contains(s.text, "附件")
		})
		if full > 24 || full < 20 && goesOn {
			return most.bad("最满的一面 %d 行", full)
		}
		return good("最满的一面 %d 行", full)
	}},
	{"X08", "7.2.1", "份号", "6 位阿拉伯数字", "编满 6 位", func(f *foreign) outcome {
		return first(f.head(someDigits), func(s seen) outcome { return s.form(len(s.text) == 6) })
	}},
	{"X09", "7.2.2", "不含密级", "没有密级标志", "涉密公文不在本系统办理（工作规范 1-04-6）", func(f *foreign) outcome {
		for _, s := range f.lines {
			if s.line <= 4 && gb9704.Classified(s.text) {
				return s.bad("有密级标志")
			}
		}
		return good("没有")
	}},
	{"X10", "7.2.3", "紧急程度", "特急、加急", "改为“特急”或者“加急”", func(f *foreign) outcome {
		return first(f.head(someUrgency), func(s seen) outcome { return s.form(s.text == "特急" || s.text == "加急") })
	}},
	{"X11", "7.2.5", "发文字号", "机关代字〔年份〕序号号，不加“第”，不编虚位", "改为“云政发〔2026〕1号”的样子", func(f *foreign) outcome {
		if len(f.of(isNumber)) == 0 {
			return fault(1, "首页没有发文字号")
		}
		return first(f.of(isNumber), func(s seen) outcome { return s.form(goodNumber.MatchString(s.text)) })
	}},
	{"X12", "7.2.6", "签发人", "上行文标注签发人", "在发文字号同一行右端标注签发人", func(f *foreign) outcome {
		if !upward.MatchString(f.titleText()) {
			return absent
		}
		if !slices.ContainsFunc(f.lines, func(s seen) bool { return s.page == 1 && strings.Contains(s.text, "签发人") }) {
			return fault(1, "没有签发人")
		}
		return good("有")
	}},
	{"X13", "7.3.1", "标题文种", "标题末尾是文种", "补文种，如“通知”", func(f *foreign) outcome {
		if f.titleText() == "" {
			return fault(1, "没有认出标题")
		}
		return good("“%s”", f.titleText())
	}},
	{"X14", "7.3.1", "标题字号", "2 号（22 磅）", "标题改为 2 号小标宋", func(f *foreign) outcome {
		return first(f.of(isTitle), func(s seen) outcome {
			if s.Size == 0 {
				return absent
			}
			if s.Size < 21 || s.Size > 23 {
				return s.bad("%.4g 磅", s.Size)
			}
			return good("%.4g 磅", s.Size)
		})
	}},
	{"X15", "7.3.1", "标题居中", "在版心左右居中", "标题居中", func(f *foreign) outcome {
		return first(f.of(isTitle), func(s seen) outcome {
			middle := (s.Left + s.Right) / 2
			if s.Right == 0 {
				return absent
			}
			if looseOff(middle, (gb9704.Left+gb9704.Right)/2) {
				return s.bad("中线 %.1f 毫米", middle)
			}
			return good("中线 %.1f 毫米", middle)
		})
	}},
	{"X16", "7.3.1", "标题形状", "梯形或者菱形", "改换行的地方", func(f *foreign) outcome {
		var widths []float64
		for _, s := range f.of(isTitle) {
			widths = append(widths, cellsIn(s.text))
		}
		if len(widths) == 0 {
			return absent
		}
		if !gb9704.Shapely(widths) {
			return f.of(isTitle)[0].bad("%.3g 字", widths)
		}
		return good("%d 行", len(widths))
	}},
	{"X17", "7.3.2", "主送机关", "末尾全角冒号", "改为全角冒号", func(f *foreign) outcome {
		return first(f.of(isTo), func(s seen) outcome { return s.form(strings.HasSuffix(s.text, "：")) })
	}},
	{"X18", "7.3.3", "层次序数", "依次为一、（一）1.（1）", "改为规定的写法", func(f *foreign) outcome {
		return first(f.of(isBody), func(s seen) outcome {
			level, number, typed := gb9704.Number(s.text)
			if level == 0 {
				return absent
			}
			if want := gb9704.LevelMark(level, number); typed != want {
				return s.bad("“%s”应当是“%s”", typed, want)
			}
			return good("“%s”", typed)
		})
	}},
	{"X19", "7.3.3", "层次顺序", "各层从一（1）起连续", "改正序数", func(f *foreign) outcome {
		var counts [5]int
		return first(f.of(isBody), func(s seen) outcome {
			if looksAtt.MatchString(s.text) || strings.HasPrefix(s.text, "附件") {
				counts = [5]int{}
			}
			level, number, typed := gb9704.Number(s.text)
			if level == 0 {
				return absent
			}
			if number != counts[level]+1 && number != 1 {
				return s.bad("“%s”前面是第 %d", typed, counts[level])
			}
			counts[level] = number
			clear(counts[level+1:])
			return good("连续")
		})
	}},
	{"X20", "7.3.4", "附件说明", "名称后不加标点", "删去名称后的标点", func(f *foreign) outcome {
		return first(f.lines, func(s seen) outcome {
			if !looksListed.MatchString(s.text) {
				return absent
			}
			return s.form(!strings.ContainsAny(string([]rune(s.text)[len([]rune(s.text))-1:]), "。；，;,.") && strings.HasPrefix(s.text, "附件："))
		})
	}},
	{"X21", "7.3.5.4", "成文日期", "阿拉伯数字，年月日齐全，不编虚位", "改为“2026年1月5日”的样子", func(f *foreign) outcome {
		if len(f.of(isDate)) == 0 {
			return fault(len(f.pages), "没有认出成文日期")
		}
		return first(f.of(isDate), func(s seen) outcome { return s.form(goodDate.MatchString(strings.ReplaceAll(s.text, " ", ""))) })
	}},
	{"X22", "7.3.5.5", "末页有正文", "落款所在的一面有正文", "调整行距、字距", func(f *foreign) outcome {
		dates := f.of(isDate)
		if len(dates) == 0 || dates[0].page == 1 {
			return absent
		}
		for _, s := range f.lines {
			if s.page == dates[0].page && s.line < dates[0].line && s.is == isBody && strings.ContainsAny(s.text, "。；，") {
				return good("第 %d 面有正文", s.page)
			}
		}
		return dates[0].bad("第 %d 面只有落款", dates[0].page)
	}},
	{"X23", "7.3.5.5", "不用“此页无正文”", "没有“此页无正文”字样", "删去，调整行距、字距", func(f *foreign) outcome {
		for _, s := range f.lines {
			if gb9704.SaysNoText(s.text) {
				return s.bad("“%s”", s.text)
			}
		}
		return good("没有")
	}},
	{"X24", "7.3.7", "附件另面编排", "“附件”和顺序号在一面的第一行，后面不加冒号", "附件前分页，删去冒号", func(f *foreign) outcome {
		return first(f.lines, func(s seen) outcome {
			if !looksAtt.MatchString(s.text) {
				return absent
			}
			return s.form(s.line == 1 && !strings.ContainsAny(s.text, "：:"))
		})
	}},
	{"X25", "7.4.2", "抄送", "末尾句号", "末尾加句号", func(f *foreign) outcome {
		for i, s := range f.lines {
			if s.is != isEnd || !strings.HasPrefix(strings.ReplaceAll(s.text, " ", ""), "抄") {
				continue
			}
			for i+1 < len(f.lines) && f.lines[i+1].is == isEnd && !looksEnd.MatchString(f.lines[i+1].text) {
				i++ // lines that go on
			}
			return f.lines[i].form(strings.HasSuffix(f.lines[i].text, "。") && strings.Contains(s.text, "抄送："))
		}
		return absent
	}},
	{"X26", "7.4.3", "印发日期", "日期后加“印发”，不编虚位", "改为“2026年1月5日印发”的样子", func(f *foreign) outcome {
		return first(f.of(isEnd), func(s seen) outcome {
			if !strings.HasSuffix(s.text, "印发") {
				return absent
			}
			return s.form(goodPrinted.MatchString(s.text))
		})
	}},
	{"X27", "7.4", "版记所在", "最后一面，双数面", "版记移到最后一个双数面", func(f *foreign) outcome {
		return first(f.of(isEnd), func(s seen) outcome {
			if s.page != len(f.pages) || strings.HasSuffix(s.text, "印发") && s.page%2 != 0 {
				return s.bad("在第 %d 面，共 %d 面", s.page, len(f.pages))
			}
			return good("第 %d 面", s.page)
		})
	}},
	{"X28", "7.5", "页码", "“— 1 —”的样子，从 1 起连续", "改正页码", func(f *foreign) outcome {
		numbers := f.of(isPageNo)
		if len(numbers) == 0 && len(f.pages) > 1 {
			return fault(1, "没有页码")
		}
		return first(numbers, func(s seen) outcome {
			return s.form(goodPageNo.MatchString(s.text) && digits(s.text) == fmt.Sprint(s.page))
		})
	}},
}

// head gives the lines of the first page above the number that have a form.
func (f *foreign) head(form *regexp.Regexp) []seen {
	var found []seen
	for _, s := range f.lines {
		if s.is == isNumber || s.is == isTitle || s.page > 1 || s.line > 6 {
			break
		}
		if form.MatchString(s.text) {
			found = append(found, s)
		}
	}
	return found
}

// goesOn tells whether a paragraph of the body has a second line: without one, its
// indent cannot be told from the margin.
func (f *foreign) goesOn() bool {
	body := f.of(isBody)
	for i := 1; i < len(body); i++ {
		if cellsIn(body[i-1].text) > 20 && body[i].page == body[i-1].page && body[i-1].Left-body[i].Left > 5 {
			return true
		}
	}
	return false
}

// edge finds the outermost edge of the text of the pages after the first.
func (f *foreign) edge(of func(seen) (float64, bool), outer func(a, b float64) float64, want float64) outcome {
	most, at := 0.0, seen{}
	for _, s := range f.of(isBody) {
		if x, known := of(s); known && (most == 0 || outer(x, most) != most) {
			most, at = x, s
		}
	}
	if most == 0 {
		return absent
	}
	if looseOff(most, want) {
		return at.bad("%.1f 毫米", most)
	}
	return good("%.1f 毫米", most)
}
