package certify

import (
	"slices"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

var signChecks = []check[*survey]{
	{"S01", "7.3.5", "署名", "与发文机关一致，顺序不变", "与文稿核对", func(s *survey) outcome {
		if s.kind() != gb9704.Sealed && s.kind() != gb9704.Unsealed {
			return absent
		}
		return says(s.of(gb9704.PartSign), s.d.SigningOrgans()...)
	}},
	{"S02", "7.3.5.1", "署名居中于日期之上", "以成文日期为准居中", "署名以日期为准居中", func(s *survey) outcome {
		sign, date := s.signed(gb9704.Sealed)
		return each(date, "日期中线", func(r row) (float64, float64) {
			return (r.left + r.right) / 2, (sign[len(sign)-1].left + sign[len(sign)-1].right) / 2
		})
	}},
	{"S03", "7.3.5.1", "日期右空", "右空四字（署名很长时可以多空）", "日期右空四字", func(s *survey) outcome {
		sign, date := s.signed(gb9704.Sealed)
		if s.kind() == gb9704.Stamped {
			date = s.of(gb9704.PartDate)
		}
		return each(date, "右边缘", func(r row) (float64, float64) {
			want := gb9704.Right - 4*gb9704.Cell
			if len(sign) > 0 { // a long name over the date stays inside the box
				wide := sign[len(sign)-1].right - sign[len(sign)-1].left
				want = min(want, gb9704.Right-wide/2+(r.right-r.left)/2, gb9704.Right-s.d.SealSize()/2+(r.right-r.left)/2)
			}
			return r.right, want
		})
	}},
	{"S04", "7.3.5.2", "不盖章的落款", "署名右空二字，日期首字比署名首字右移二字", "按不加盖印章的公文编排落款", unsealed},
	{"S05", "7.3.5.1", "印章位置个数", "每个署名机关一个", "补齐印章位置", func(s *survey) outcome {
		if s.kind() != gb9704.Sealed {
			return absent
		}
		return good("%d 个", len(s.places)).unless(len(s.places) != len(s.d.SigningOrgans()), 0)
	}},
	{"S06", "7.3.5.1", "印章压署名和日期", "端正居中，署名和日期在印章中心偏下", "移动印章位置", sealsOver},
	{"S07", "7.3.5.1", "印章顶端", "距正文（附件说明）一行之内", "减少署名前的空行", sealTop},
	{"S08", "7.3.5.1", "印章排列", "互不相交相切，每排不超过 3 个，不超出版心两端", "增加印章之间的距离", sealsApart},
	{"S09", "7.3.5.3", "签名章和职务", "签名章右空四字，职务在其左空二字、上下居中", "移动签名章位置", func(s *survey) outcome {
		if s.kind() != gb9704.Stamped {
			return absent
		}
		posts := s.of(gb9704.PartPost)
		if len(posts) != len(s.places) || len(posts) != len(s.d.Signature.Stamps) {
			return fault(len(s.pages), "职务 %d 个，签名章 %d 个", len(posts), len(s.places))
		}
		for i, p := range s.places {
			r := posts[i]
			if off(p.X+p.W, gb9704.Right-4*gb9704.Cell) || off(p.X-r.right, 2*gb9704.Cell) || off((r.top+r.bottom)/2, p.Y+p.H/2) {
				return r.bad("签名章 %.1f 至 %.1f 毫米，职务到 %.1f 毫米", p.X, p.X+p.W, r.right)
			}
		}
		var want []string
		for _, stamp := range s.d.Signature.Stamps {
			want = append(want, stamp.Post)
		}
		return says(posts, want...)
	}},
	{"S10", "7.3.5.3", "签名章上下", "正文下空二行，日期在其下空一行", "调整空行", stampRows},
	{"S11", "7.3.5.4", "成文日期", "阿拉伯数字，年月日齐全，不编虚位", "改为“2026年1月5日”的样子", func(s *survey) outcome {
		if s.kind() == gb9704.Unsigned {
			return absent
		}
		return says(s.of(gb9704.PartDate), gb9704.ChineseDate(s.d.Date))
	}},
	{"S12", "7.3.5.5", "末页有正文", "落款所在的一面有正文（工作规范 1-03-3.2）", "调整行距、字距，或者增减正文", func(s *survey) outcome {
		dates := s.of(gb9704.PartDate)
		for _, r := range dates {
			if !s.text(r.page) {
				return r.bad("第 %d 面只有落款", r.page)
			}
		}
		if len(dates) == 0 {
			return absent
		}
		return good("第 %d 面有正文", dates[0].page)
	}},
	{"S13", "7.3.5.5", "不用“此页无正文”", "没有“此页无正文”字样（工作规范 1-03-3.2）", "删去，调整行距、字距", func(s *survey) outcome {
		for _, r := range s.rows {
			if gb9704.SaysNoText(r.text) {
				return r.bad("“%s”", r.text)
			}
		}
		return good("没有")
	}},
	{"S14", "7.3.6", "附注位置", "日期下一行，左空二字", "移到日期下一行左空二字", func(s *survey) outcome {
		notes, date := s.of(gb9704.PartNote), s.of(gb9704.PartDate)
		notes = notes[:min(1, len(notes))]
		if o := flushLeft(notes, gb9704.Left+s.cells(2)); o.bad || len(date) == 0 {
			return o
		}
		return each(notes, "在日期下", func(r row) (float64, float64) { return r.top - date[0].top, s.pitch })
	}},
	{"S15", "7.3.6", "附注文字", "与文稿一致，加圆括号", "补圆括号", func(s *survey) outcome {
		if s.d.Note == "" {
			return same(s.texts(gb9704.PartNote), "")
		}
		return same(s.texts(gb9704.PartNote), "（"+s.d.Note+"）")
	}},
}

func (s *survey) kind() gb9704.SignatureKind { return s.d.Signature.Kind }

// signed gives organs and date of one kind of signature, both or none.
func (s *survey) signed(kind gb9704.SignatureKind) (sign, date []row) {
	sign, date = s.of(gb9704.PartSign), s.of(gb9704.PartDate)
	if s.kind() != kind || len(sign)*len(date) == 0 {
		return nil, nil
	}
	return sign, date
}

func unsealed(s *survey) outcome {
	sign, date := s.signed(gb9704.Unsealed)
	if len(sign) == 0 {
		return absent
	}
	widest := 0.0
	for _, r := range sign {
		widest = max(widest, r.right-r.left)
		if off(r.left, sign[0].left) {
			return r.bad("署名没有对齐")
		}
	}
	if d := date[0]; off(d.left-sign[0].left, 2*gb9704.Cell) {
		return d.bad("日期右移 %.1f 毫米", d.left-sign[0].left)
	}
	edge, right := "署名", sign[0].left+widest
	if d := date[0]; d.right-d.left > widest {
		edge, right = "日期", d.right
	}
	return each(date, edge+"右边缘", func(row) (float64, float64) { return right, gb9704.Right - 2*gb9704.Cell })
}

// seals gives the places and the organs under them, if there is one for each.
func (s *survey) seals() ([]place, []row) {
	sign, _ := s.signed(gb9704.Sealed)
	if len(sign) != len(s.places) {
		return nil, nil
	}
	return s.places, sign
}

func sealsOver(s *survey) outcome {
	seals, sign := s.seals()
	o := absent
	const aside = 5.0 // mm that a hand is off
	over := func(p place, r row) bool {
		x, y := (r.left+r.right)/2, (r.top+r.bottom)/2
		middle := p.Y + p.H/2
		return p.page == r.page && x > p.X+p.W/2-aside && x < p.X+p.W/2+aside && y > middle-aside && y < p.Y+p.H
	}
	for i, r := range sign {
		n := slices.IndexFunc(seals, func(p place) bool { return p.ID == gb9704.SealPlace(i+1) })
		if n < 0 {
			return r.bad("没有“%s”的印章位置", r.text)
		}
		p := seals[n]
		if !over(p, r) {
			return r.bad("印章不压“%s”", r.text)
		}
		if date := s.of(gb9704.PartDate)[0]; i == len(sign)-1 && !over(p, date) {
			return date.bad("印章不压成文日期")
		}
		o = good("%d 个印章都压住署名", len(seals))
	}
	return o
}

func sealTop(s *survey) outcome {
	seals, sign := s.seals()
	if len(seals) == 0 {
		return absent
	}
	top := seals[0]
	for _, p := range seals {
		if p.Y < top.Y {
			top = p
		}
	}
	above := -1.0
	for _, r := range s.rows {
		if r.page == top.page && r.top < sign[0].top-near && (r.paragraph() || slices.Contains([]string{gb9704.PartAttached, gb9704.PartTable, gb9704.PartPicture, gb9704.PartCaption}, r.part)) {
			above = r.bottom
		}
	}
	if above < 0 {
		return absent // S12 says so
	}
	gap, most := top.Y-above, s.pitch+near
	if s.mixed(top.page) {
		most += gb9704.Pitch
	}
	if gap < -near || gap > most {
		return sign[0].bad("相距 %.1f 毫米", gap)
	}
	return good("相距 %.1f 毫米", gap)
}

// mixed tells whether a page holds tables or pictures, below which rows begin lower.
func (s *survey) mixed(n int) bool {
	return slices.ContainsFunc(s.rows, func(r row) bool { return r.page == n && (r.part == gb9704.PartTable || r.part == gb9704.PartPicture) })
}

func sealsApart(s *survey) outcome {
	seals, sign := s.seals()
	if len(seals) == 0 {
		return absent
	}
	for i, a := range seals {
		level := 0
		for k, b := range seals {
			dx, dy := a.X+a.W/2-b.X-b.W/2, a.Y+a.H/2-b.Y-b.H/2
			if reach := (a.W + b.W) / 2; k != i && dx*dx+dy*dy < (reach+near)*(reach+near) {
				return sign[i].bad("第 %d、第 %d 个印章相接", min(i, k)+1, max(i, k)+1)
			}
			if dy > -near && dy < near {
				level++
			}
		}
		if level > 3 {
			return sign[i].bad("一排 %d 个印章", level)
		}
		if a.X < gb9704.Left-near || a.X+a.W > gb9704.Right+near {
			return sign[i].bad("%.1f 至 %.1f 毫米", a.X, a.X+a.W)
		}
	}
	return good("%d 个", len(seals))
}

func stampRows(s *survey) outcome {
	date, posts := s.of(gb9704.PartDate), s.of(gb9704.PartPost)
	if s.kind() != gb9704.Stamped || len(date)*len(posts)*len(s.places) == 0 {
		return absent
	}
	for i, r := range s.rows {
		if r.part == gb9704.PartPost && i > 0 && s.rows[i-1].page == r.page && s.rows[i-1].onGrid() {
			if gap := (s.places[0].Y - s.rows[i-1].top) / s.pitch; gap < 2.9 || gap > 3.1 {
				return r.bad("上空 %.1f 行", gap-1)
			}
			break
		}
	}
	last := s.places[len(s.places)-1]
	return each(date, "日期在下", func(r row) (float64, float64) { return r.top - last.Y - last.H, 2*s.pitch - gb9704.Em })
}

var attachmentChecks = []check[*survey]{
	{"F01", "7.3.7", "附件另面编排", "另起一面，“附件”在左上角第一行顶格", "附件前分页", func(s *survey) outcome {
		for i, r := range s.rows {
			if r.part != gb9704.PartAttMark {
				continue
			}
			top := gb9704.Top
			left := gb9704.Left
			if r.turned {
				top, left = 0, 0
			}
			if !r.turned && i > 0 && s.rows[i-1].page == r.page || off(r.top, top) || off(r.left, left) {
				return r.bad("左 %.1f、上 %.1f 毫米", r.left, r.top)
			}
		}
		if len(s.of(gb9704.PartAttMark)) == 0 {
			return absent
		}
		return good("%d 个附件", len(s.of(gb9704.PartAttMark)))
	}},
	{"F02", "7.3.7", "附件标识", "“附件”和顺序号，3 号黑体，与附件说明一致", "改为 3 号黑体“附件1”", func(s *survey) outcome {
		var want []string
		for n, a := range s.d.Attachments {
			if len(a.Body) > 0 {
				want = append(want, s.d.AttachmentMark(n))
			}
		}
		if o := says(s.of(gb9704.PartAttMark), want...); o.bad {
			return o
		}
		return face(s.of(gb9704.PartAttMark), page.Hei, gb9704.BodySize)
	}},
	{"F03", "7.3.7", "附件标题位置", "版心第三行居中", "移到第三行居中", func(s *survey) outcome {
		for i, r := range s.rows { // F01 says whether 附件 is in the first row
			if mark := s.rows[max(0, i-1)]; r.part == gb9704.PartAttTitle && mark.part == gb9704.PartAttMark {
				if gap := (r.top + r.bottom - mark.top - mark.bottom) / 2; off(gap, 2*s.pitch) {
					return r.bad("在“附件”下 %.1f 毫米", gap)
				}
			}
		}
		return each(s.of(gb9704.PartAttTitle), "左右中线", func(r row) (float64, float64) {
			if r.turned {
				return (r.left + r.right) / 2, (gb9704.Bottom - gb9704.Top) / 2
			}
			return (r.left + r.right) / 2, (gb9704.Left + gb9704.Right) / 2
		})
	}},
	{"F04", "7.3.7", "附件标题", "与附件说明一致", "改附件标题或者附件说明", func(s *survey) outcome {
		want, named := "", ""
		for _, a := range s.d.Attachments {
			if len(a.Body) > 0 {
				want += strings.NewReplacer("\n", "", " ", "").Replace(a.Heading())
				named += strings.ReplaceAll(a.Name, " ", "")
			}
		}
		if o := same(strings.ReplaceAll(s.texts(gb9704.PartAttTitle), " ", ""), want); o.bad {
			return o
		}
		return same(want, named)
	}},
}
