package inspect

import (
	"fmt"
	"image/color"
	"testing"
)

type sample struct {
	name string
	want Kind // "" = nothing is found
	draw func(p *paper)
}

func letterhead(p *paper) {
	p.ink = red
	p.text(34, 60, 40, "云泽市示范局文件")
	p.box(28, 92, 154, 0.6, red)
	p.ink = black
}

func signature(p *paper, y float64) {
	p.text(120, y, 15, "云泽市示范局")
	p.text(122, y+10, 15, "2026年11月24日")
}

func form(p *paper, lines ...string) {
	p.text(80, 45, 22, "证明")
	p.body(62, 60)
	for i, s := range lines {
		p.text(28, 100+float64(i)*11, 15, s)
	}
	signature(p, 200)
}

var nothingOn = []sample{
	{"white", Blank, func(*paper) {}},
	{"page number alone", Blank, func(p *paper) { p.layer = false; p.text(102, 285, 12, "3") }},
	{"grey paper", Blank, func(p *paper) { p.shaded(color.NRGBA{225, 222, 215, 255}, 1) }},
	{"yellow paper", Blank, func(p *paper) { p.shaded(color.NRGBA{250, 240, 190, 255}, 1) }},
	{"scanner grain", Blank, func(p *paper) { p.shaded(color.NRGBA{246, 246, 244, 255}, 1).noisy(8) }},
	{"coarse grain", Blank, func(p *paper) { p.shaded(color.NRGBA{240, 240, 240, 255}, 1).noisy(14) }},
	{"specks", Blank, func(p *paper) { p.specks(1.5) }},
	{"dust", Blank, func(p *paper) { p.dust(25) }},
	{"shadow at the edge", Blank, func(p *paper) { p.shadow(4).noisy(6) }},
	{"wide shadow", Blank, func(p *paper) { p.shadow(9).noisy(6) }},
	{"shines through", Blank, func(p *paper) { p.through(blankPaper(p.img.Bounds().Dx()).body(40, 500), 0.12).noisy(4) }},
	{"seal shines through", Blank, func(p *paper) {
		back := blankPaper(p.img.Bounds().Dx())
		back.body(40, 300)
		back.seal(140, 220)
		p.through(back, 0.13)
	}},
	{"white text", Blank, func(p *paper) { p.ink = white; p.body(50, 300) }},
	{"nearly white text", Blank, func(p *paper) { p.ink = color.NRGBA{246, 246, 246, 255}; p.body(50, 300) }},
	{"text without ink", Blank, func(p *paper) { p.drawn = false; p.body(50, 300) }},
	{"a few words", Sparse, func(p *paper) { p.text(30, 60, 15, "附件一") }},
	{"head and foot", Sparse, func(p *paper) { p.text(28, 15, 10, "云泽市示范局内部资料"); p.text(90, 286, 10, "第 3 页") }},
	{"a title", Sparse, func(p *paper) { p.text(80, 60, 18, "情况说明") }},
	{"a title, scanned", Sparse, func(p *paper) { p.text(80, 60, 18, "情况说明"); p.scanned().noisy(6) }},
	{"name and date", NoBody, func(p *paper) { signature(p, 60) }},
	{"name and date, scanned", Sparse, func(p *paper) { signature(p, 60); p.scanned().noisy(5) }},
	{"this page has no text", NoBody, func(p *paper) { p.text(28, 50, 15, "（此页无正文）"); signature(p, 90) }},
	{"letterhead", NoBody, letterhead},
	{"letterhead, scanned", NoBody, func(p *paper) { letterhead(p); p.scanned().noisy(5) }},
	{"letterhead on grey", NoBody, func(p *paper) { letterhead(p); p.scanned().shaded(color.NRGBA{238, 236, 230, 255}, 0.9) }},
	{"a seal on white", NoBody, func(p *paper) { p.seal(140, 220) }},
	{"a border in red", NoBody, func(p *paper) { p.ring(105, 148, 85, red) }},
}

var holesIn = []sample{
	{"underscores", Unfilled, func(p *paper) { form(p, "兹证明______同志系我单位职工。") }},
	{"wide underscores", Unfilled, func(p *paper) { form(p, "身份证号码：＿＿＿＿＿＿") }},
	{"crosses", Unfilled, func(p *paper) { form(p, "兹有×××同志前往你处联系工作。") }},
	{"letters X", Unfilled, func(p *paper) { form(p, "兹有XX同志前往你处联系工作。") }},
	{"year of a number", Unfilled, func(p *paper) { form(p, "云局函〔　〕　号") }},
	{"number of a document", Unfilled, func(p *paper) { form(p, "云局函〔2026〕　号") }},
	{"running number", Unfilled, func(p *paper) { form(p, "介字第　　号") }},
	{"date", Unfilled, func(p *paper) { form(p, "有效期至　　年　　月　　日。") }},
	{"day", Unfilled, func(p *paper) { form(p, "自2026年11月　日起施行。") }},
	{"month", Unfilled, func(p *paper) { form(p, "自2026年　月　日起施行。") }},
	{"year, spaced in runs", Unfilled, func(p *paper) {
		form(p)
		p.runs(110, 15, place{28, "有效期至"}, place{80, "年"}, place{100, "月"}, place{120, "日止。"})
	}},
	{"brackets", Unfilled, func(p *paper) { form(p, "共（　　）人。") }},
	{"black brackets", Unfilled, func(p *paper) { form(p, "编号【　　】") }},
	{"people", Unfilled, func(p *paper) { form(p, "兹介绍　　　　同志等　　人前往。") }},
	{"name", Unfilled, func(p *paper) { form(p, "姓名：　　　性别：　　") }},
	{"party", Unfilled, func(p *paper) { form(p, "当事人：") }},
	{"amount", Unfilled, func(p *paper) { form(p, "金额：") }},
	{"drawn line", Unfilled, func(p *paper) {
		form(p)
		p.runs(120, 15, place{28, "兹有"}, place{90, "同志前往你处联系工作。"})
		p.box(42, 120.4, 44, 0.3, black)
	}},
	{"drawn line at the end", Unfilled, func(p *paper) {
		form(p)
		p.runs(120, 15, place{28, "介绍信持有者"})
		p.box(62, 120.4, 60, 0.3, black)
	}},
	{"hidden among what is seen", Hidden, func(p *paper) {
		p.body(50, 120)
		p.ink = white
		p.body(150, 120)
	}},
}

var fine = []sample{
	{"a certificate", "", func(p *paper) { form(p) }},
	{"a page of a document", "", func(p *paper) { p.body(40, 560) }},
	{"the last page with a line of text", "", func(p *paper) {
		p.text(28, 50, 15, "请各科室结合实际认真落实，按期反馈。")
		signature(p, 80)
	}},
	{"letterhead with a body", "", func(p *paper) { letterhead(p); p.body(120, 200) }},
	{"letterhead with a body, scanned", "", func(p *paper) { letterhead(p); p.body(120, 200); p.scanned().noisy(6) }},
	{"sealed already", "", func(p *paper) { form(p); p.seal(140, 205) }},
	{"sealed already, scanned", "", func(p *paper) { form(p); p.seal(140, 205); p.scanned().noisy(6) }},
	{"thin scan", "", func(p *paper) { p.body(40, 400); p.scanned().shaded(color.NRGBA{250, 250, 250, 255}, 0.42) }},
	{"thin scan with grain", "", func(p *paper) {
		p.body(40, 400)
		p.scanned().shaded(color.NRGBA{245, 245, 245, 255}, 0.5).noisy(7)
	}},
	{"grey scan", "", func(p *paper) { p.body(40, 300); p.scanned().shaded(color.NRGBA{214, 212, 206, 255}, 0.8).noisy(6) }},
	{"scan with a shadow", "", func(p *paper) { p.body(40, 300); p.scanned().shadow(8).noisy(5) }},
	{"turned scan", "", func(p *paper) { p.body(60, 300); p.scanned().turned(1.5) }},
	{"scan with a text layer", "", func(p *paper) { p.body(60, 300); p.noisy(6) }},
	{"a few lines, scanned", "", func(p *paper) { p.body(60, 78); p.scanned().noisy(5) }},
	{"a table", "", func(p *paper) {
		p.table(25, 40, 160, 200, 6, 12)
		for i := range 12 {
			p.runs(50+float64(i)*16.6, 11, place{28, "科室"}, place{56, "局办公室"}, place{110, "已办"})
		}
	}},
	{"a table, scanned", "", func(p *paper) { p.table(25, 40, 160, 200, 6, 12); p.body(60, 60); p.scanned().noisy(6) }},
	{"a table with empty cells", "", func(p *paper) {
		p.table(25, 40, 160, 120, 5, 8)
		p.runs(50, 11, place{28, "序号"}, place{60, "名称"}, place{92, "数量"}, place{124, "单价"}, place{156, "备注"})
		p.runs(65, 11, place{28, "一"}, place{60, "打印纸"}, place{92, "20"}, place{124, "24.50"})
		p.runs(80, 11, place{28, "二"}, place{60, "签字笔"}, place{92, "50"}, place{124, "1.80"})
	}},
	{"a drawing", "", func(p *paper) {
		for i := range 12 {
			p.box(30+float64(i)*12, 60, 0.25, 150, black)
			p.box(30, 60+float64(i)*12, 140, 0.25, black)
		}
		p.ring(100, 130, 40, black)
	}},
	{"a drawing without text, scanned", "", func(p *paper) {
		p.ring(105, 140, 60, black)
		p.box(20, 30, 170, 0.3, black)
		p.box(20, 30, 0.3, 230, black)
		p.box(190, 30, 0.3, 230, black)
		p.scanned().noisy(5)
	}},
	{"a photo on the page", "", func(p *paper) {
		p.body(40, 60)
		p.box(50, 90, 100, 120, color.NRGBA{90, 110, 100, 255})
	}},
	{"a picture that fills the page", "", func(p *paper) {
		p.scanned()
		p.box(0, 0, 210, 297, color.NRGBA{120, 130, 140, 255})
		p.box(40, 60, 120, 160, color.NRGBA{30, 40, 60, 255})
		p.noisy(10)
	}},
	{"a cover", "", func(p *paper) {
		p.text(35, 90, 34, "物资采购合同")
		p.text(60, 180, 16, "甲方：云泽市示范局")
		p.text(60, 192, 16, "乙方：云泽东方商贸有限公司")
		p.text(80, 230, 16, "二〇二六年十一月")
	}},
	{"places to sign", "", func(p *paper) {
		p.body(40, 260)
		p.text(28, 180, 13, "甲方代表签字：__________")
		p.text(28, 192, 13, "　　年　　月　　日")
		p.text(110, 215, 13, "乙方（盖章）：　　　　　　")
	}},
	{"a complete date in runs", "", func(p *paper) {
		form(p)
		p.runs(140, 15, place{28, "自"}, place{40, "2026"}, place{56, "年"}, place{66, "11"}, place{76, "月"}, place{84, "24"}, place{94, "日起"})
	}},
	{"a date in characters", "", func(p *paper) { form(p, "自二〇二六年十一月二十四日起施行。") }},
	{"words about a date", "", func(p *paper) { form(p, "出生年月须与身份证一致。") }},
	{"a multiplication", "", func(p *paper) { form(p, "用纸规格为210×297毫米。") }},
	{"brackets with words", "", func(p *paper) { form(p, "（此件公开发布）共（三）人。") }},
	{"a document number", "", func(p *paper) { form(p, "云局函〔2026〕43号") }},
	{"a running number", "", func(p *paper) { form(p, "介字第12号") }},
	{"a name filled in", "", func(p *paper) { form(p, "姓名：赵晓明　性别：男") }},
	{"an addressee", "", func(p *paper) { form(p, "云泽市财政局：", "现将有关情况证明如下：") }},
	{"Latin text", "", func(p *paper) { form(p, "Standard ISO 9001, sizes XXL and words like SAX.") }},
	{"a rule across the page", "", func(p *paper) {
		form(p)
		p.runs(120, 15, place{28, "抄送：市财政局，市审计局。"})
		p.box(28, 121, 154, 0.3, black)
	}},
	{"underlined words", "", func(p *paper) {
		form(p)
		p.runs(120, 15, place{28, "兹有"}, place{42, "赵晓明同志"}, place{90, "前往你处联系工作。"})
		p.box(42, 121, 27, 0.3, black)
	}},
	{"a row of a table with a gap", "", func(p *paper) {
		form(p)
		p.table(28, 112, 150, 24, 4, 2)
		p.runs(120, 12, place{30, "单位"}, place{105, "联系人"})
	}},
	{"light heading over a body", "", func(p *paper) {
		p.ink = color.NRGBA{150, 150, 150, 255}
		p.text(60, 45, 22, "情况说明")
		p.ink = black
		p.body(70, 150)
	}},
	{"all in blue", "", func(p *paper) { p.ink = color.NRGBA{30, 60, 160, 255}; p.body(50, 200) }},
	{"all in red", "", func(p *paper) { p.ink = red; p.body(50, 200) }},
	{"shines through and has a body", "", func(p *paper) {
		p.body(40, 260)
		p.through(blankPaper(p.img.Bounds().Dx()).body(45, 500), 0.12).noisy(4)
	}},
	{"a letter of introduction", "", func(p *paper) {
		p.text(80, 45, 22, "介绍信")
		p.text(28, 66, 15, "云泽市档案馆：")
		p.text(40, 78, 15, "兹介绍我局赵晓明、许文等2人前往你处办理档案移交")
		p.text(28, 90, 15, "事宜，请予接洽。")
		p.text(40, 104, 15, "（有效期7天）")
		signature(p, 140)
	}},
	{"ruled paper with handwriting, scanned", "", func(p *paper) {
		for i := range 18 {
			p.box(20, 40+float64(i)*12, 170, 0.2, color.NRGBA{150, 150, 160, 255})
		}
		p.body(50, 150)
		p.scanned().noisy(6)
	}},
}

// A corpus each way, looked at in two sizes: what is not to be sealed is found,
// with its page; what is in order passes.
func TestLook_Corpus_1_01_6_4(t *testing.T) {
	t.Parallel()
	bad := append(append([]sample(nil), nothingOn...), holesIn...)
	if len(bad) < 40 || len(fine) < 40 {
		t.Errorf("%d bad and %d good samples: at least 40 each", len(bad), len(fine))
	}
	for _, s := range append(bad, fine...) {
		for _, width := range []int{620, 827} {
			t.Run(fmt.Sprintf("%s/%d", s.name, width), func(t *testing.T) {
				t.Parallel()
				p := blankPaper(width)
				s.draw(p)
				got := Look([]Page{p.page()})
				if s.want == "" && len(got) > 0 || s.want != "" && (len(got) == 0 || got[0].Kind != s.want || got[0].Page != 1) {
					ink, plain := newSheet(p.img).inked()
					t.Errorf("found %v, want %q; %d cells with ink, %d not red", got, s.want, ink, plain)
				}
			})
		}
	}
}

func TestLook_NamesThePageAndWhatIsCertain_1_01_6_4(t *testing.T) {
	t.Parallel()
	full := blankPaper(827).body(40, 400)
	title := blankPaper(827)
	title.text(80, 60, 18, "情况说明")
	found := Look([]Page{full.page(), blankPaper(827).page(), title.page()})
	if len(found) != 2 || found[0].Page != 2 || !found[0].Certain || found[1].Page != 3 || found[1].Certain {
		t.Fatalf("%v", found)
	}
	if found[0].String() != "第 2 页：空白页" || found[1].String() != "第 3 页：几乎空白" {
		t.Errorf("%v", found)
	}
}

func TestCompare_TheSamePageComesBack_1_01_6_4(t *testing.T) {
	t.Parallel()
	make := func(seed int) *paper {
		p := blankPaper(827)
		for range seed {
			p.rnd.Uint64()
		}
		form(p)
		p.body(120, 60+10*seed)
		return p
	}
	back := func(change func(p *paper)) *paper {
		p := make(0)
		change(p)
		return p
	}
	approved := make(0)
	for name, p := range map[string]*paper{
		"as it was": approved, "sealed": back(func(p *paper) { p.seal(135, 205) }), "pale and grey": back(func(p *paper) { p.shaded(color.NRGBA{232, 230, 226, 255}, 0.6).noisy(6) }),
		"turned": back(func(p *paper) { p.seal(135, 205); p.turned(0.8) }), "shadow": back(func(p *paper) { p.shadow(5).noisy(5) }),
	} {
		if m := Compare(approved.img, p.img); !m.Same() || m.Empty {
			t.Errorf("%s: %+v", name, m)
		}
	}
	other := blankPaper(827)
	letterhead(other)
	other.table(25, 120, 160, 120, 5, 8)
	for name, p := range map[string]*paper{"another page": other, "nothing": blankPaper(827), "dust": blankPaper(827).dust(4)} {
		if m := Compare(approved.img, p.img); m.Same() {
			t.Errorf("%s passes as the same: %+v", name, m)
		}
	}
	if m := Compare(blankPaper(827).img, blankPaper(827).noisy(6).img); !m.Empty || !m.Same() {
		t.Errorf("an empty back that stayed empty: %+v", m)
	}
	if m := Compare(blankPaper(827).img, back(func(p *paper) { p.seal(100, 100) }).img); m.Empty {
		t.Errorf("a sealed back counts as empty: %+v", m)
	}
}

func BenchmarkLook(b *testing.B) {
	p := blankPaper(827).body(40, 500)
	for b.Loop() {
		Look([]Page{p.page()})
	}
}
