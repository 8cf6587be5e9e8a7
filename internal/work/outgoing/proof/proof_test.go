package proof_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/work/outgoing/proof"
)

var organs = []string{"云泽市人民政府办公室", "云泽市财政局", "云泽市市场监督管理局"}

func input(body string) proof.Input {
	return proof.Input{Kind: "通知", Title: "关于加强印章管理的通知", To: "各科室", Body: body, Today: "2026-11-25", Organs: organs,
		Known: func(n string) bool { return n == "云政办函〔2026〕87号" }}
}

// What people get wrong, each with what the checker says and puts there instead.
func TestCheck_WhatItFinds_1_03_4_1(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, rule, text, mend string }{
		{"一、总则\n三、职责", "序号", "三、", "二、"},
		{"一、总则\n（一）甲\n（三）丙", "序号", "（三）", "（二）"},
		{"一.总则\n二、职责", "序号", "一.", "一、"},
		{"(一)甲", "序号", "(一)", "（一）"},
		{"附件1\n名册\n二、职责", "序号", "二、", "一、"},
		{"按照《办法执行。", "标点", "《", ""},
		{"按照办法》执行。", "标点", "》", ""},
		{"（含“三公”）经费）", "标点", "）", ""},
		{"他说\"好\"。", "标点", "\"", ""},
		{"请于2026年2月30日前报送。", "日期", "2026年2月30日前", ""},
		{"请于2026年11月20日前报送。", "日期", "2026年11月20日前", ""},
		{"定于2026年12月1日（星期三）召开。", "日期", "2026年12月1日（星期三）", "2026年12月1日（星期二）"},
		{"定于13月1日召开。", "日期", "13月1日", ""},
		{"请于2026年 月 日前报送。", "日期", "2026年 月 日", ""},
		{"根据云政办函[2026]87号要求，", "文号", "云政办函[2026]87号", "云政办函〔2026〕87号"},
		{"根据云政办函〔2026〕第087号要求，", "文号", "云政办函〔2026〕第087号", "云政办函〔2026〕87号"},
		{"根据云政办函〔2026〕88号要求，", "文号", "云政办函〔2026〕88号", ""},
		{"送云泽市财政管局审定。", "机关名称", "", ""},
		{"报云泽市人民政府办公事。", "机关名称", "云泽市人民政府办公事", "云泽市人民政府办公室"},
		{"报云泽市市场监管理局。", "", "", ""},
		{"请各科室,认真落实。", "全半角", "室,", "室，"},
		{"共１２件。", "全半角", "１２", "12"},
		{"（含附件)。", "全半角", "件)", "件）"},
		{"认真 落实。", "空格", "真 落", "真落"},
		{"为了了解情况，的的确确要", "重字", "了了", "了"},
		{"请各单位单位抓紧。", "重字", "单位单位", "单位"},
		{"抓紧落实，，不得拖延。", "重字", "，，", "，"},
		{"由×××负责。", "待填", "×××", ""},
		{"科室\t次数\n办公室\t3\n法规科\t4\n合计\t8", "合计", "8", ""},
		{"2026年11月25日", "格式", "2026年11月25日", ""},
		{"（此页无正文）", "格式", "（此页无正文）", ""},
	} {
		found := proof.Check(input(c.body))
		hit := c.rule == ""
		for _, f := range found {
			hit = hit || f.Rule == c.rule && (f.Text == c.text || c.text == "") && f.Mend == c.mend
		}
		if !hit && c.text != "" {
			t.Errorf("%q: want %s %q → %q, got %+v", c.body, c.rule, c.text, c.mend, found)
		}
	}
}

// What is right is left alone.
func TestCheck_WhatIsRight_1_03_4_1(t *testing.T) {
	t.Parallel()
	in := input(strings.Join([]string{
		"根据《云泽市人民政府办公室关于做好督查工作的通知》（云政办函〔2026〕87号）要求，现通知如下。",
		"一、总体要求", "（一）提高认识。各科室要“先审批、后用印”。", "（二）抓紧办理。", "1.分头落实；", "2.按时反馈。", "二、时间安排",
		"请于2026年12月1日（星期二）前报送，联系电话0300-1234567；GB/T 9704-2012 执行。", "科室\t次数", "办公室\t3", "法规科\t4.5", "合计\t7.5",
		"附件：1. 报名回执", "2. 登记表", "附件1", "登记表", "一、填写说明", "要认认真真填写，事事有着落。",
	}, "\n"))
	if found := proof.Check(in); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestCheck_RulesOfWriting_1_03_4_2(t *testing.T) {
	t.Parallel()
	rules := func(in proof.Input) (n int) {
		for _, f := range proof.Check(in) {
			if f.Rule == "行文规则" {
				n++
			}
		}
		return n
	}
	request := proof.Input{Kind: "请示", Upward: true, Title: "关于购置设备的请示", To: "市政府", Body: "妥否，请批示。", Note: "联系人：张三，电话：0300-1234567", Today: "2026-11-25"}
	if n := rules(request); n != 0 {
		t.Errorf("a right request has %d findings", n)
	}
	for name, spoil := range map[string]func(*proof.Input){
		"two recipients": func(in *proof.Input) { in.To = "市政府、市财政局" }, "no contact": func(in *proof.Input) { in.Note = "" },
		"asks nothing": func(in *proof.Input) { in.Body = "现将情况报告如下。" }, "two matters": func(in *proof.Input) { in.Title = "关于购置设备和增加编制的请示" },
		"another kind": func(in *proof.Input) { in.Title = "关于购置设备的报告" },
	} {
		in := request
		spoil(&in)
		if n := rules(in); n != 1 {
			t.Errorf("%s: %d findings", name, n)
		}
	}
	report := proof.Input{Kind: "报告", Upward: true, Title: "关于整改情况的报告", To: "市政府", Body: "整改完毕。\n恳请市政府批准增加经费。", Today: "2026-11-25"}
	if rules(report) != 1 {
		t.Error("a request inside a report is not named")
	}
}

// Whatever is typed, the checker answers; what it would mend stands there.
func TestCheck_AnyText(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom([]string{"一、", "（二）", "3.", "(4)", "关于", "，，", "的的", "（", "”", "2026年2月30日前", "13月32日", "年 月 日", "[2026]1号", "云泽市财政厅", "云泽市财局", "\t", "\n", "合计", "12", "1,200.5", "　", "附件1", "X", "妥否，请批示", "\u202e", "\U0001F600"})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 0, 40).Draw(t, "words"), "") })
	rapid.Check(t, func(t *rapid.T) {
		in := proof.Input{Kind: rapid.SampledFrom([]string{"请示", "报告", "函", ""}).Draw(t, "kind"), Upward: rapid.Bool().Draw(t, "upward"),
			Title: text.Draw(t, "title"), To: text.Draw(t, "to"), Note: text.Draw(t, "note"), Body: text.Draw(t, "body"), Today: "2026-11-25", Organs: organs, Known: func(string) bool { return false }}
		lines := strings.Split(in.Body, "\n")
		for _, f := range proof.Check(in) {
			if f.Why == "" || f.Rule == "" || f.Place == "" || f.Line >= len(lines) {
				t.Fatalf("%+v", f)
			}
			if f.Mend != "" && f.Line >= 0 && !strings.Contains(lines[f.Line], f.Text) {
				t.Fatalf("%q is not in %q", f.Text, lines[f.Line])
			}
		}
	})
}

func FuzzCheck(f *testing.F) {
	f.Add("关", "合计\t0")
	f.Add("关于\xff", "一、\n〔〔“’\t合计\t-")
	f.Fuzz(func(t *testing.T, title, body string) {
		for _, x := range proof.Check(proof.Input{Kind: "请示", Title: title, Body: body, To: body, Note: title, Today: "2026-11-25", Organs: organs}) {
			if utf8.ValidString(body) && utf8.ValidString(title) && !utf8.ValidString(x.Text) {
				t.Errorf("%+v", x)
			}
		}
	})
}

// The longest text that can be typed is looked over, with as many findings as help.
func TestCheck_LongTexts(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"一、\n", "（", "的的", "合计\t1\n", "云泽市财政"} {
		if n := len(proof.Check(input(strings.Repeat(word, 20_000)))); n > 200 {
			t.Errorf("%q has %d findings", word, n)
		}
	}
}
