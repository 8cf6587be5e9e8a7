// Package paper gives tests of typesetting a font and official documents: one of
// every form, tables of them by length, and endless unlucky ones.
package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// Font measures as most fonts do: a Chinese character 1 em, others half. It does
// not have “龘”, and its quotation marks are narrow.
type Font struct{}

// Advance is of page.Measurer.
func (Font) Advance(role page.Role, r rune) (float64, error) {
	switch {
	case r == '龘':
		return 0, &page.Missing{Rune: r, Role: role}
	case r == '“' || r == '”':
		return 0.4, nil
	case line.Wide(r):
		return 1, nil
	}
	return 0.5, nil
}

// clauses are what bodies are made of; many marks, numbers and words to break badly at.
var clauses = []string{
	"各单位要落实领导带班和24小时值班制度，", "值班安排表于2026年12月10日前报送；", "根据《党政机关公文处理工作条例》（云政办发〔2025〕36号）有关规定，",
	"坚持“先审批、后用印”，", "做到见人、见事、见记录。", "占比达到95.6%，", "联系电话0300-1234567；", "经费——含车辆运行维护费——不得超过上年预算数，",
	"一是健全机制，二是压实责任，三是强化督查……", "（含《印章使用登记表》、《用印审批单》等），", "全年归档412件，其中永久96件，", "按照GB/T 9704-2012执行。", "确保规范、安全、高效，",
	"对隐患整改不到位的，依规依纪追究责任。", "有无例外情形？", "统一按每人每天100元的标准、", "进一步加强机关印章管理，",
}

// Text gives about n characters of prose that end as a sentence.
func Text(n int) string {
	var b strings.Builder
	for i := 0; ; i++ {
		left := n - len([]rune(b.String()))
		if left <= 1 {
			break
		}
		next := []rune(clauses[(i*7+n)%len(clauses)])
		b.WriteString(string(next[:min(len(next), left-1)]))
	}
	return strings.TrimRight(b.String(), "，、；：。！？—…“（《〔·") + "。"
}

// P is a paragraph.
func P(text string) gb9704.Block { return gb9704.Block{Kind: gb9704.Paragraph, Text: text} }

// H is a numbered paragraph with its level recognised.
func H(text string) gb9704.Block {
	b, _ := gb9704.Classify(text, 0)
	return b
}

// Table has that many rows below its head.
func Table(rows int, landscape bool) gb9704.Block {
	t := &gb9704.Table{Caption: "用印情况统计表", Head: 1, Landscape: landscape, Rows: [][]string{{"序号", "科室", "份数", "用途和说明"}}}
	for i := range rows {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), "综合业务科", fmt.Sprint(10 * i), Text(6 + 11*(i%4))})
	}
	return gb9704.Block{Kind: gb9704.TableKind, Table: t}
}

// Picture is a grey PNG.
func Picture() gb9704.Block {
	img := image.NewGray(image.Rect(0, 0, 40, 20))
	img.Set(3, 3, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // into memory
	}
	return gb9704.Block{Kind: gb9704.Drawing, Picture: &gb9704.Picture{Caption: "图1　办公区平面示意", Width: 90, Data: b.Bytes()}}
}

// Body is about n characters in paragraphs, with headings of all levels from 200 on.
func Body(n int) []gb9704.Block {
	if n < 200 {
		return []gb9704.Block{P(Text(n))}
	}
	blocks := []gb9704.Block{P(Text(90))}
	for i, left := 0, n-90; left > 0; i++ {
		blocks = append(blocks, H(gb9704.LevelMark(1, i+1)+"严格印章使用审批"),
			H("（一）落实审批要求。"+Text(min(left, 120))), H("（二）完善工作机制"), H("1. "+Text(min(left, 80))), H("（1）"+Text(min(left, 40))), H("（2）"+Text(min(left, 30))), P(Text(min(left, 75))))
		left -= 380
	}
	return blocks
}

// General is an urgent notice with everything but signers and attachments, its
// body about n characters long.
func General(n int) gb9704.Document {
	return gb9704.Document{
		Format: gb9704.General, Organs: []string{"云泽市机关事务管理局"}, Copy: "000018", Urgency: "特急", Number: "云机管〔2026〕18号",
		Title: "云泽市机关事务管理局关于进一步规范印章使用和公文办理工作的通知", To: "各县（市、区）机关事务管理部门，市直各单位办公室，局机关各科室、局属各单位", Body: Body(n),
		Signature: gb9704.Signature{Kind: gb9704.Sealed}, Date: "2026-11-24", Note: "此件公开发布",
		Copies: "市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市纪委监委机关，市档案馆", Printer: "云泽市机关事务管理局办公室", Printed: "2026-11-24",
	}
}

// Upward is a request with that many signers.
func Upward(n, signers int) gb9704.Document {
	d := General(n)
	d.Copy, d.Urgency, d.Copies, d.Note = "", "", "", "联系人：王样例，电话：0300-1234567"
	d.Title, d.To = "关于更新执法车辆的请示", "云泽市人民政府"
	d.Signers = []string{"王样例", "李样", "赵样例", "欧阳样例"}[:signers]
	return d
}

// Joint is a notice of several organs.
func Joint(n, organs int) gb9704.Document {
	d := General(n)
	d.Copy, d.Urgency, d.Note = "", "", ""
	d.Organs = []string{"云泽市财政局", "云泽市审计局", "云泽市档案局", "市税务局", "云泽市水利局", "云泽市林业局"}[:organs]
	d.Title = "关于印发《云泽市公务用车使用管理办法（试行）》的通知"
	return d
}

// Letter, Order and Minutes are the forms of article 10.
func Letter(n int) gb9704.Document {
	d := General(n)
	d.Format, d.Organs, d.Number, d.Printer, d.Printed = gb9704.Letter, []string{"云泽市财政局"}, "云财函〔2026〕12号", "", ""
	d.Title, d.To, d.Copies = "云泽市财政局关于商请支持部门预算编制工作的函", "云泽市示范局", "市人大财经委"
	return d
}

// Order is signed with a leader's stamp.
func Order(n int) gb9704.Document {
	return gb9704.Document{
		Format: gb9704.Order, Organs: []string{"云泽市人民政府"}, Number: "第3号", Body: []gb9704.Block{P(Text(n))}, Date: "2026-11-05",
		Signature: gb9704.Signature{Kind: gb9704.Stamped, Stamps: []gb9704.Stamp{{Post: "云泽市人民政府市长", Name: "王样例"}}},
		Printer:   "云泽市人民政府办公室", Printed: "2026-11-06",
	}
}

// Minutes have lists of who was there.
func Minutes(n int) gb9704.Document {
	d := General(n)
	d.Format, d.Mark, d.Number, d.Title = gb9704.Minutes, "云泽市示范局局务会议纪要", "〔2026〕5号", "2026年第5次局务会议纪要"
	d.Copy, d.Urgency, d.To, d.Note, d.Date, d.Signature = "", "", "", "", "", gb9704.Signature{Kind: gb9704.Unsigned}
	d.Attendance = []gb9704.Attendance{{Label: "出席", Names: "孙立、王样例、李样例、赵样例、钱样例、周样例、吴样例、郑样例、冯样例、陈样例"}, {Label: "请假", Names: "卫样例"}, {Label: "列席", Names: "蒋样例、沈样例"}}
	return d
}

// Full has attachments with tables both ways and a picture.
func Full(n int) gb9704.Document {
	d := General(n)
	d.Body = append(d.Body, Table(6, false), P(Text(60)), Table(30, true), P(Text(50)))
	d.Attachments = []gb9704.Attachment{
		{Name: "云泽市机关事务管理局印章使用审批单", Body: append(Body(700), Picture())},
		{Name: "云泽市机关事务管理局印章使用登记表（2026年版）填写说明及常见问题解答", Body: []gb9704.Block{Table(40, true)}},
		{Name: "印章台账", Body: []gb9704.Block{Table(60, false)}},
		{Name: "照片（另附）"},
	}
	return d
}

// lengths of bodies, from a line to forty pages.
var lengths = []int{8, 60, 170, 330, 520, 900, 1500, 3000, 6000, 22000}

// All are documents of every form and length by name.
func All() map[string]gb9704.Document {
	all := map[string]gb9704.Document{}
	for _, n := range lengths {
		for form, make := range map[string]func(int) gb9704.Document{"general": General, "letter": Letter, "minutes": Minutes, "full": Full, "order": Order} {
			all[fmt.Sprintf("%s %d", form, n)] = make(n)
		}
		d := General(n)
		d.Signature.Kind, d.Organs = gb9704.Unsealed, d.Organs[:1]
		all[fmt.Sprintf("unsealed %d", n)] = d
	}
	for n := 1; n <= 4; n++ {
		all[fmt.Sprintf("upward %d", n)] = Upward(700, n)
	}
	for n := 2; n <= 6; n++ {
		all[fmt.Sprintf("joint %d", n)] = Joint(900, n)
	}
	crowd := General(600)
	crowd.To = strings.Repeat("云泽市第一人民政府办公室，", 40) + "各单位"
	all["recipients moved"] = crowd
	short := Joint(500, 2)
	short.Signature.Kind = gb9704.Unsealed
	all["joint unsealed"] = short
	apart := General(300)
	apart.Attachments = []gb9704.Attachment{{Name: "值班表", Apart: true, Body: Body(60)}, {Name: "通讯录", Apart: true, Body: []gb9704.Block{Table(3, true)}}}
	all["attachments apart"] = apart
	stamped := Joint(500, 2)
	stamped.Signature = gb9704.Signature{Kind: gb9704.Stamped, Stamps: []gb9704.Stamp{{Post: "云泽市财政局局长", Name: "王样例"}, {Post: "云泽市审计局副局长", Name: "李样例"}}}
	all["stamped"] = stamped
	bare := gb9704.Document{Format: gb9704.General, Organs: []string{"市局"}, Number: "市局〔2026〕1号", Title: "公告", Body: Body(8), Date: "2026-01-05", Signature: gb9704.Signature{Kind: gb9704.Unsealed}}
	all["bare"] = bare
	return all
}

// Unlucky is a document whose lengths come from chance.
func Unlucky(r *rand.Rand) gb9704.Document {
	n := 10 + r.IntN(1500)
	forms := []func() gb9704.Document{
		func() gb9704.Document { return General(n) }, func() gb9704.Document { return Letter(n) },
		func() gb9704.Document { return Minutes(n) }, func() gb9704.Document { return Order(n) },
		func() gb9704.Document { return Upward(n, 1+r.IntN(4)) }, func() gb9704.Document { return Joint(n, 1+r.IntN(6)) },
	}
	d := forms[r.IntN(len(forms))]()
	if d.Signature.Kind == gb9704.Sealed {
		switch r.IntN(6) {
		case 0, 1:
			d.Signature.Kind = gb9704.Unsealed
		case 2:
			d.Signature.Kind, d.Signature.Stamps = gb9704.Stamped, []gb9704.Stamp{{Post: "云泽市财政局局长", Name: "王样例"}, {Post: "云泽市审计局副局长", Name: "李样例"}}[:1+r.IntN(2)]
		case 3:
			d.Signature.Seal = []float64{30, 38, 40, 45, 48}[r.IntN(5)]
		case 4:
			d.Signature.Organs = []string{[]string{"局", "云泽市市场秩序和综合治理工作领导小组办公室", "云泽市公共机构节能工作联席会议"}[r.IntN(3)]}
		}
	}
	if d.Format == gb9704.General && r.IntN(2) == 0 {
		for i := range r.IntN(4) {
			d.Attachments = append(d.Attachments, gb9704.Attachment{Name: strings.TrimSuffix(Text(5+r.IntN(40)), "。"), Body: Body(20 + i*r.IntN(300))})
		}
	}
	if d.To != "" {
		d.To += strings.Repeat("，云泽市示范局", r.IntN(6))
	}
	if r.IntN(4) == 0 {
		d.Copies = ""
	}
	d.Title = strings.Replace(d.Title, "工作", []string{"", "工作", "等有关工作", "及档案管理信访维稳工作"}[r.IntN(4)], 1)
	return d
}
