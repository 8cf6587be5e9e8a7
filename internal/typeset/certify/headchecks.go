package certify

import (
	"math"
	"regexp"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

const twoRows = 2 * gb9704.Pitch

var headChecks = []check[*survey]{
	{"H01", "7.2.1", "份号", "6 位阿拉伯数字", "份号编满 6 位", func(s *survey) outcome {
		o := says(s.of(gb9704.PartCopy), filled(s.d.Copy)...)
		o.bad = o.bad || o.measured != "" && !sixDigits.MatchString(s.d.Copy)
		return o
	}},
	{"H02", "7.2.1", "份号位置", "版心左上角第一行顶格", "移到版心左上角第一行", func(s *survey) outcome { return s.corner(gb9704.PartCopy, 0) }},
	{"H03", "7.2.2", "不标密级", "没有密级和保密期限", "涉密公文不在本系统办理（工作规范 1-04-6）", func(s *survey) outcome {
		for _, r := range s.rows {
			if r.page == 1 && gb9704.Classified(r.text) {
				return r.bad("有密级标志")
			}
		}
		return good("没有")
	}},
	{"H04", "7.2.3", "紧急程度", "特急、加急，3 号黑体", "改为 3 号黑体的“特急”或者“加急”", func(s *survey) outcome {
		if o := says(s.of(gb9704.PartUrgency), filled(s.d.Urgency)...); o.bad {
			return o
		}
		return face(s.of(gb9704.PartUrgency), page.Hei, gb9704.BodySize)
	}},
	{"H05", "7.2.3", "紧急程度位置", "份号下一行顶格", "与份号自上而下分行顶格", func(s *survey) outcome {
		return s.corner(gb9704.PartUrgency, len(filled(s.d.Copy)))
	}},
	{"H06", "7.2.4", "发文机关标志", "发文机关全称或者规范化简称，可以加“文件”", "与发文机关一致", func(s *survey) outcome {
		if text := s.d.MarkText(); text != "" {
			return says(s.of(gb9704.PartMark, gb9704.PartMarkWord), text)
		}
		if o := says(s.of(gb9704.PartMarkWord), "文件"); o.bad {
			return o
		}
		return says(s.of(gb9704.PartMark), s.d.Organs...)
	}},
	{"H07", "7.2.4", "标志上边缘", "距版心上边缘 35 毫米", "移到距版心上边缘 35 毫米处", func(s *survey) outcome {
		if s.d.Format == gb9704.Letter || s.d.Format == gb9704.Order {
			return absent
		}
		return s.markTop(gb9704.Top + 35)
	}},
	{"H08", "7.2.4", "标志居中", "在版心左右居中", "居中排布", func(s *survey) outcome {
		left, right := s.span(gb9704.PartMark, gb9704.PartMarkWord)
		return middle(s.of(gb9704.PartMark), left, right)
	}},
	{"H09", "7.2.4", "标志字体颜色", "红色小标宋", "改为红色小标宋", func(s *survey) outcome {
		rows := s.of(gb9704.PartMark, gb9704.PartMarkWord)
		for _, r := range rows {
			if c := r.color; c.R < 0.7 || c.G > 0.3 || c.B > 0.3 {
				return r.bad("不是红色")
			}
			if o := face([]row{r}, page.BiaoSong, r.size); o.bad {
				return o
			}
		}
		return good("红色小标宋")
	}},
	{"H10", "7.2.4", "标志宽度", "不超出版心", "缩小字号", func(s *survey) outcome {
		left, right := s.span(gb9704.PartMark, gb9704.PartMarkWord)
		return good("%.0f 毫米", right-left).unless(right-left > gb9704.Right-gb9704.Left+near, 1)
	}},
	{"H11", "7.2.4", "联合行文的“文件”", "以机关名称为准上下居中", "移到各机关名称上下正中", func(s *survey) outcome {
		word, marks := s.of(gb9704.PartMarkWord), s.of(gb9704.PartMark)
		if len(marks) == 0 {
			return absent // H06 says so
		}
		return each(word, "中线", func(r row) (float64, float64) {
			return (r.top + r.bottom) / 2, (marks[0].top + marks[len(marks)-1].bottom) / 2
		})
	}},
	{"H12", "7.2.5", "发文字号", "机关代字〔年份〕序号号，不加“第”，不编虚位", "改为“云政发〔2026〕1号”的样子", numberForm},
	{"H13", "7.2.5", "发文字号上方", "标志下空二行", "标志与字号之间空二行", func(s *survey) outcome {
		rows := s.of(gb9704.PartSigner, gb9704.PartNumber)
		if s.d.Format == gb9704.Letter || len(rows) == 0 {
			return absent
		}
		return each(rows[:1], "空", func(r row) (float64, float64) { return r.top - s.markBottom(), twoRows })
	}},
	{"H14", "7.2.5", "发文字号居中", "在版心左右居中", "居中排布", func(s *survey) outcome {
		if s.d.Format == gb9704.Letter || s.d.Upward() {
			return absent
		}
		return centred(s.of(gb9704.PartNumber))
	}},
	{"H15", "7.2.6", "上行文字号位置", "居左空一字，与最后一个签发人同行", "移到版心左边空一字，与最后一个签发人同行", func(s *survey) outcome {
		signers, number := s.of(gb9704.PartSigner), s.of(gb9704.PartNumber)
		if !s.d.Upward() || len(signers)*len(number) == 0 {
			return absent
		}
		if off(number[0].top, signers[len(signers)-1].top) {
			return number[0].bad("不与最后一个签发人同行")
		}
		return flushLeft(number, gb9704.Left+gb9704.Cell)
	}},
	{"H16", "7.2.6", "签发人", "“签发人：”用仿宋，姓名用楷体，顺序与发文机关一致", "改字体，补全姓名", func(s *survey) outcome {
		if o := says(s.of(gb9704.PartSigner), s.d.Signers...); o.bad {
			return o
		}
		if o := face(s.of(gb9704.PartSignerLabel), page.Fang, gb9704.BodySize); o.bad {
			return o
		}
		return face(s.of(gb9704.PartSigner), page.Kai, gb9704.BodySize)
	}},
	{"H17", "7.2.6", "签发人位置", "居右空一字，每行两名，回行与首名对齐", "居右空一字排列", signerPlace},
	{"H18", "7.2.7", "红线位置", "发文字号下 4 毫米", "移到字号下 4 毫米处", func(s *survey) outcome {
		number := s.of(gb9704.PartNumber)
		return s.redLine(func(l stroke) outcome {
			if len(number) == 0 {
				return absent
			}
			return each(number[:1], "相距", func(r row) (float64, float64) { return l.Y1 - r.bottom, gb9704.RuleGap })
		})
	}},
	{"H19", "7.2.7", "红线长度", "与版心等宽（28 至 184 毫米）", "线长设为 156 毫米", func(s *survey) outcome {
		return s.redLine(func(l stroke) outcome { return s.length(l, gb9704.Left, gb9704.Right) })
	}},
	{"H20", "7.2.7", "红线颜色", "红色", "改为红色", func(s *survey) outcome {
		return s.redLine(func(l stroke) outcome {
			return good("线宽 %.2f 毫米", l.Width).unless(l.Color.R < 0.7 || l.Color.G > 0.3, 1)
		})
	}},
}

// filled is a text as a list, empty for "".
func filled(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// corner: flush left, in the n-th row of the head.
func (s *survey) corner(part string, n int) outcome {
	rows := s.of(part)
	top := gb9704.Top
	if s.d.Format == gb9704.Letter {
		if double := s.linesOf(gb9704.PartDouble); len(double) > 1 {
			top = double[1].Y1 + gb9704.LetterSpace
		}
	}
	if o := flushLeft(rows, gb9704.Left); o.bad {
		return o
	}
	return each(rows, "上边缘", func(r row) (float64, float64) { return r.top, top + float64(n)*gb9704.Pitch })
}

// span is how far rows of parts reach on the first page.
func (s *survey) span(parts ...string) (left, right float64) {
	left = math.Inf(1)
	for _, r := range s.of(parts...) {
		left, right = min(left, r.left), max(right, r.right)
	}
	return left, right
}

func middle(rows []row, left, right float64) outcome {
	return each(rows[:min(1, len(rows))], "中线", func(row) (float64, float64) {
		return (left + right) / 2, (gb9704.Left + gb9704.Right) / 2
	})
}

// centred checks each row for itself.
func centred(rows []row) outcome {
	return each(rows, "中线", func(r row) (float64, float64) { return (r.left + r.right) / 2, (gb9704.Left + gb9704.Right) / 2 })
}

func (s *survey) markTop(want float64) outcome {
	rows := s.of(gb9704.PartMark)
	return each(rows[:min(1, len(rows))], "上边缘", func(r row) (float64, float64) {
		return r.top + (gb9704.Ascent-gb9704.InkTop)*(r.bottom-r.top), want
	})
}

// markBottom is where the ink of the mark ends.
func (s *survey) markBottom() float64 {
	low := 0.0
	for _, r := range s.of(gb9704.PartMark) {
		low = max(low, r.bottom-(1-gb9704.Ascent-gb9704.InkBottom)*(r.bottom-r.top))
	}
	return low
}

var (
	sixDigits   = regexp.MustCompile(`^\d{6}$`)
	fullNumber  = regexp.MustCompile(`^[\p{Han}×]{1,12}〔20\d\d〕[1-9]\d*号$`)
	orderNumber = regexp.MustCompile(`^第[1-9]\d*号$`)
	shortNumber = regexp.MustCompile(`^([\p{Han}×]{0,12}〔20\d\d〕[1-9]\d*号|第[1-9]\d*[期号次])$`) // of minutes
)

func numberForm(s *survey) outcome {
	o := says(s.of(gb9704.PartNumber), filled(s.d.Number)...)
	form := map[gb9704.Format]*regexp.Regexp{gb9704.Order: orderNumber, gb9704.Minutes: shortNumber}[s.d.Format]
	if form == nil {
		form = fullNumber
	}
	if !o.bad && !form.MatchString(s.d.Number) {
		return fault(1, "“%s”", s.d.Number)
	}
	return o
}

func signerPlace(s *survey) outcome {
	rows := s.of(gb9704.PartSigner)
	if len(rows) == 0 {
		return absent
	}
	right := 0.0
	for i, r := range rows {
		right = max(right, r.right)
		if i >= 2 && off(r.top-rows[i-2].top, gb9704.Pitch) {
			return r.bad("第 %d 名不在下一行", i+1)
		}
		if i >= 2 && off(r.left, rows[i-2].left) {
			return r.bad("第 %d 名没有对齐", i+1)
		}
	}
	return each(rows[:1], "右边缘", func(row) (float64, float64) { return right, gb9704.Right - gb9704.Cell })
}

// redLine runs a test on the one red line that general documents and minutes have.
func (s *survey) redLine(test func(stroke) outcome) outcome {
	lines := s.linesOf(gb9704.PartRedLine)
	if s.d.Format == gb9704.Letter || s.d.Format == gb9704.Order {
		return absent
	}
	if len(lines) != 1 {
		return fault(1, "没有红线")
	}
	return test(lines[0])
}

func (s *survey) length(l stroke, from, to float64) outcome {
	if off(l.X1, from) || off(l.X2, to) {
		return fault(l.page, "%.1f 至 %.1f 毫米", l.X1, l.X2)
	}
	return good("%.1f 至 %.1f 毫米", l.X1, l.X2)
}
