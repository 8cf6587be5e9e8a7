package certify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

var (
	pageNumber = regexp.MustCompile(`^— \d+ —$`)
	noDigit    = regexp.MustCompile(`\D`)
)

var endParts = []string{gb9704.PartEndTo, gb9704.PartEndCopies, gb9704.PartEndPrinter, gb9704.PartEndPrinted}

var endChecks = []check[*survey]{
	{"E01", "7.4", "版记所在", "最后一面，双数面（信函不限）", "版记移到最后一个双数面", func(s *survey) outcome {
		rows := s.of(endParts...)
		for _, r := range rows {
			if r.page != len(s.pages) || s.d.Format != gb9704.Letter && r.page%2 != 0 {
				return r.bad("在第 %d 面，共 %d 面", r.page, len(s.pages))
			}
		}
		if len(rows) == 0 {
			return absent
		}
		return good("第 %d 面", len(s.pages))
	}},
	{"E02", "7.4.1", "版记末线", "与版心下边缘重合（262 毫米）", "版记移到版心最下方", func(s *survey) outcome {
		return s.endLines(func(lines []stroke) outcome {
			last := lines[len(lines)-1]
			return good("%.1f 毫米", last.Y1).unless(off(last.Y1, gb9704.Bottom), last.page)
		})
	}},
	{"E03", "7.4.1", "版记线粗细", "首末线 0.35 毫米，中间线 0.25 毫米", "改线的粗细", func(s *survey) outcome {
		return s.endLines(func(lines []stroke) outcome {
			for i, l := range lines {
				want := gb9704.Thick
				if i > 0 && i < len(lines)-1 {
					want = gb9704.Thin
				}
				if l.Width < want-0.02 || l.Width > want+0.02 {
					return fault(l.page, "第 %d 条 %.2f 毫米", i+1, l.Width)
				}
			}
			return good("%d 条", len(lines))
		})
	}},
	{"E04", "7.4.1", "版记线长度", "与版心等宽", "线长设为 156 毫米", func(s *survey) outcome {
		return s.endLines(func(lines []stroke) outcome {
			return first(lines, func(l stroke) outcome { return s.length(l, gb9704.Left, gb9704.Right) })
		})
	}},
	{"E05", "7.4.2", "抄送文字", "“抄送：”加机关名称，末尾句号，4 号仿宋", "与文稿核对", func(s *survey) outcome { return s.endText(gb9704.PartEndCopies, "抄送：", s.d.Copies) }},
	{"E06", "7.4.2", "抄送位置", "左右各空一字，回行与冒号后首字对齐", "左空一字，回行对齐", func(s *survey) outcome {
		return first([]string{gb9704.PartEndTo, gb9704.PartEndCopies}, func(part string) outcome {
			rows := s.of(part)
			if o := flushLeft(rows[:min(1, len(rows))], gb9704.Left+gb9704.SmallEm); o.bad || len(rows) < 2 {
				return o
			}
			return flushLeft(rows[1:], gb9704.Left+4*gb9704.SmallEm)
		})
	}},
	{"E07", "7.4.2", "移来的主送机关", "主送移至版记时排在抄送上一行，中间不加线", "主送机关排在抄送之上", func(s *survey) outcome {
		if s.d.To == "" || len(s.of(gb9704.PartTo)) > 0 {
			return same(s.texts(gb9704.PartEndTo), "")
		}
		return s.endText(gb9704.PartEndTo, "主送：", s.d.To)
	}},
	{"E08", "7.4.3", "印发机关和日期", "印发机关，日期后加“印发”，不编虚位", "与文稿核对", func(s *survey) outcome {
		if s.d.Printer == "" || s.d.Format == gb9704.Letter {
			return absent
		}
		if o := says(s.of(gb9704.PartEndPrinter), s.d.Printer); o.bad {
			return o
		}
		return says(s.of(gb9704.PartEndPrinted), gb9704.ChineseDate(s.d.Printed)+"印发")
	}},
	{"E09", "7.4.3", "印发行位置", "机关左空一字，日期右空一字", "左右各空一字", func(s *survey) outcome {
		if o := flushLeft(s.of(gb9704.PartEndPrinter), gb9704.Left+gb9704.SmallEm); o.bad {
			return o
		}
		return each(s.of(gb9704.PartEndPrinted), "右边缘", func(r row) (float64, float64) { return r.right, gb9704.Right - gb9704.SmallEm })
	}},
	{"E10", "7.4", "版记字体字号", "4 号仿宋（14 磅）", "改为 4 号仿宋", func(s *survey) outcome { return face(s.of(endParts...), page.Fang, gb9704.SmallSize) }},
	{"N01", "7.5", "页码形式", "4 号半角宋体，数字左右各一条一字线", "改为“— 1 —”的样子", func(s *survey) outcome {
		rows := s.of(gb9704.PartPageNo)
		for _, r := range rows {
			if !pageNumber.MatchString(r.text) {
				return r.bad("“%s”", r.text)
			}
		}
		return face(rows, page.Song, gb9704.SmallSize)
	}},
	{"N02", "7.5", "页码高低", "一字线距版心下边缘 7 毫米", "页码移到版心下 7 毫米", func(s *survey) outcome {
		return each(s.of(gb9704.PartPageNo), "相距", func(r row) (float64, float64) {
			return r.top + (gb9704.Ascent-gb9704.DashAbove)*(r.bottom-r.top) - gb9704.Bottom, 7
		})
	}},
	{"N03", "7.5", "页码左右", "单页居右空一字，双页居左空一字", "单页居右、双页居左", func(s *survey) outcome {
		return each(s.of(gb9704.PartPageNo), "边缘", func(r row) (float64, float64) {
			if r.page%2 == 1 {
				return r.right, gb9704.Right - gb9704.SmallEm
			}
			return r.left, gb9704.Left + gb9704.SmallEm
		})
	}},
	{"N04", "7.5", "页码连续", "正文和附件连续编页码，空白页和版记页不编", "改正页码", pageNumbers},
}

// endLines runs a test on the lines of the end matter; letters have none.
func (s *survey) endLines(test func([]stroke) outcome) outcome {
	lines := s.linesOf(gb9704.PartEndLine)
	if s.d.Format == gb9704.Letter || len(s.of(endParts...)) == 0 {
		return absent
	}
	if len(lines) < 2 {
		return fault(len(s.pages), "%d 条线", len(lines))
	}
	slices.SortStableFunc(lines, func(a, b stroke) int { return int(100 * (a.Y1 - b.Y1)) })
	return test(lines)
}

func (s *survey) texts(part string) string {
	text := ""
	for _, r := range s.of(part) {
		text += r.text
	}
	return text
}

func (s *survey) endText(part, label, text string) outcome {
	if text == "" {
		return same(s.texts(part), "")
	}
	return same(s.texts(part), label+text+"。")
}

// pageNumbers: every page with text has its number, but a letter's first.
func pageNumbers(s *survey) outcome {
	numbers := map[int]row{}
	for _, r := range s.of(gb9704.PartPageNo) {
		numbers[r.page] = r
	}
	for n := 1; n <= len(s.pages); n++ {
		if s.d.Format == gb9704.Letter && n == 1 {
			continue
		}
		text := slices.ContainsFunc(s.rows, func(r row) bool {
			return r.page == n && r.part != gb9704.PartPageNo && !slices.Contains(endParts, r.part)
		})
		switch r, numbered := numbers[n]; {
		case text && !numbered:
			return fault(n, "第 %d 面没有页码", n)
		case !text && numbered:
			return r.bad("第 %d 面没有正文而有页码", n)
		case text && digits(r.text) != fmt.Sprint(n):
			return r.bad("第 %d 面的页码是“%s”", n, r.text)
		}
	}
	return good("连续")
}

func digits(text string) string { return noDigit.ReplaceAllString(text, "") }

var specialChecks = []check[*survey]{
	{"L01", "10.1", "信函标志", "上边缘距上页边 30 毫米", "移到距上页边 30 毫米处", func(s *survey) outcome {
		return s.only(gb9704.Letter, func() outcome { return s.markTop(30) })
	}},
	{"L02", "10.1", "红色双线位置", "标志下 4 毫米，距下页边 20 毫米", "移动双线", func(s *survey) outcome {
		return s.doubleLines(func(l []stroke) outcome {
			return good("%.1f 毫米，%.1f 毫米", l[0].Y1-s.markBottom(), s.pages[0].Height-l[2].Y1).
				unless(off(l[0].Y1, s.markBottom()+4) || off(l[2].Y1, gb9704.LetterFoot), 1)
		})
	}},
	{"L03", "10.1", "红色双线", "长 170 毫米居中，上粗下细、上细下粗", "改双线", func(s *survey) outcome {
		return s.doubleLines(func(l []stroke) outcome {
			if o := first(l, func(one stroke) outcome { return s.length(one, 20, 190) }); o.bad {
				return o
			}
			return good("170 毫米").unless(l[0].Width <= l[1].Width || l[2].Width >= l[3].Width || l[0].Color.R < 0.7, 1)
		})
	}},
	{"L04", "10.1", "信函发文字号", "第一条双线下居版心右边缘顶格，距线 3 号字高的 7/8", "移到双线下右端", func(s *survey) outcome {
		return s.doubleLines(func(l []stroke) outcome {
			number := s.of(gb9704.PartNumber)
			if o := each(number, "右边缘", func(r row) (float64, float64) { return r.right, gb9704.Right }); o.bad {
				return o
			}
			return each(number, "距线", func(r row) (float64, float64) { return r.top - l[1].Y1, gb9704.LetterSpace })
		})
	}},
	{"L05", "10.1", "信函首页", "不显示页码", "去掉首页页码", func(s *survey) outcome {
		return s.only(gb9704.Letter, func() outcome {
			for _, r := range s.of(gb9704.PartPageNo) {
				if r.page == 1 {
					return r.bad("“%s”", r.text)
				}
			}
			return good("没有页码")
		})
	}},
	{"L06", "10.1", "信函版记", "不加印发机关、印发日期和分隔线", "去掉印发机关、日期和线", func(s *survey) outcome {
		return s.only(gb9704.Letter, func() outcome {
			if n := len(s.linesOf(gb9704.PartEndLine)) + len(s.of(gb9704.PartEndPrinter, gb9704.PartEndPrinted)); n > 0 {
				return fault(len(s.pages), "%d 处", n)
			}
			return good("没有")
		})
	}},
	{"O01", "10.2", "命令标志", "上边缘距版心上边缘 20 毫米", "移到距版心上边缘 20 毫米处", func(s *survey) outcome {
		return s.only(gb9704.Order, func() outcome { return s.markTop(gb9704.Top + 20) })
	}},
	{"O02", "10.2", "令号下方", "空二行编排正文", "令号与正文之间空二行", func(s *survey) outcome {
		return s.only(gb9704.Order, func() outcome {
			number, text := s.of(gb9704.PartNumber), s.paragraphs()
			if s.d.Title != "" || len(number)*len(text) == 0 {
				return absent
			}
			gap := text[0].top - number[0].bottom
			if gap < twoRows-near || gap > twoRows+s.pitch+near {
				return text[0].bad("空 %.1f 毫米", gap)
			}
			return good("空 %.1f 毫米", gap)
		})
	}},
	{"M01", "10.3", "纪要标志", "由“×××纪要”组成", "标志改为“×××纪要”", func(s *survey) outcome {
		return s.only(gb9704.Minutes, func() outcome {
			return good("“%s”", s.d.MarkText()).unless(!strings.HasSuffix(s.d.MarkText(), "纪要"), 1)
		})
	}},
	{"M02", "10.3", "出席名单", "左空二字，“出席：”3 号黑体，名单 3 号仿宋", "按出席、请假、列席分行编排", func(s *survey) outcome {
		for _, r := range s.of(gb9704.PartAttendance) {
			if len(r.runs) < 2 {
				continue
			}
			if r.runs[0].role != page.Hei || r.runs[1].role != page.Fang || off(r.left, gb9704.Left+s.cells(2)) {
				return r.bad("“%s”是%s，左边缘 %.1f 毫米", r.runs[0].text, r.runs[0].role.Name(), r.left)
			}
		}
		if len(s.d.Attendance) == 0 {
			return absent
		}
		return same(s.texts(gb9704.PartAttendance), attendance(s.d))
	}},
	{"M03", "10.3", "名单回行", "与冒号后首字对齐", "对齐冒号后首字", func(s *survey) outcome {
		return flushLeft(where(s.of(gb9704.PartAttendance), func(r row) bool { return len(r.runs) == 1 }), gb9704.Left+s.cells(5))
	}},
}

func attendance(d *gb9704.Document) string {
	text := ""
	for _, a := range d.Attendance {
		text += a.Label + "：" + a.Names
	}
	return text
}

func (s *survey) only(format gb9704.Format, test func() outcome) outcome {
	if s.d.Format != format {
		return absent
	}
	return test()
}

// doubleLines runs a test on the four lines of a letter.
func (s *survey) doubleLines(test func([]stroke) outcome) outcome {
	return s.only(gb9704.Letter, func() outcome {
		lines := s.linesOf(gb9704.PartDouble)
		if len(lines) != 4 {
			return fault(1, "%d 条线", len(lines))
		}
		return test(lines)
	})
}
