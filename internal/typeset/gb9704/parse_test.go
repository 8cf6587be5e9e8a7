package gb9704_test

import (
	"slices"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/gb9704"
)

const whole = `000018
特急
云泽市人民政府办公室文件
云政办发[2026]041号

关于做好岁末年初值班值守
和安全防范工作的通知

各县（市、区）人民政府，市政府各部门、各直属机构：
　　为确保岁末年初全市安全稳定，现就有关事项通知如下：
　　一、严格值班制度
　　(一)落实带班。各单位要落实领导带班和24小时值班制度。
　　1、值班表于2026年12月10日前报送。
　　（1）逐级报送
　　二、经费安排
　　安排如下。
单位	金额	备注
办公室	3.5	含加班
综合业务科	12

　　附件：1. 值班表
　　　　　2．通讯录。

　　　　　　　　云泽市人民政府办公室
　　　　　　　　二〇二六年十一月二十日
　　（联系人：王样例，电话：0300-1234567）

抄送：市委各部门，市政协办公室。
云泽市人民政府办公室　　2026年11月21日印发
附件1
值班表

　　一、说明
　　按月填写。
附件2
通讯录（2026年）
　　另行通知。
`

func TestParseText(t *testing.T) {
	t.Parallel()
	d, warnings, err := gb9704.ParseText(whole)
	if err != nil {
		t.Fatal(err)
	}
	for what, pair := range map[string][2]string{
		"copy":      {d.Copy + d.Urgency, "000018特急"},
		"organs":    {strings.Join(append(d.Organs, d.Signature.Organs...), "|"), "云泽市人民政府办公室"},
		"number":    {d.Number, "云政办发〔2026〕41号"},
		"title":     {d.Title, "关于做好岁末年初值班值守\n和安全防范工作的通知"},
		"to":        {d.To, "各县（市、区）人民政府，市政府各部门、各直属机构"},
		"heading":   {d.Body[1].Head + d.Body[1].Text, "一、严格值班制度"},
		"run in":    {d.Body[2].Head + "|" + d.Body[2].Text, "（一）落实带班。|各单位要落实领导带班和24小时值班制度。"},
		"third":     {d.Body[3].Head + "|" + d.Body[3].Text, "|1.值班表于2026年12月10日前报送。"},
		"fourth":    {d.Body[4].Head, "（1）逐级报送"},
		"table":     {strings.Join(slices.Concat(d.Body[7].Table.Rows...), ","), "单位,金额,备注,办公室,3.5,含加班,综合业务科,12"},
		"date":      {string(d.Date + d.Printed), "2026-11-202026-11-21"},
		"note":      {d.Note, "联系人：王样例，电话：0300-1234567"},
		"copies":    {d.Copies + "|" + d.Printer, "市委各部门，市政协办公室|云泽市人民政府办公室"},
		"attached":  {d.Attachments[0].Name + "|" + d.Attachments[0].Title + "|" + d.Attachments[1].Name + "|" + d.Attachments[1].Title, "值班表||通讯录|通讯录（2026年）"},
		"contents":  {d.Attachments[0].Body[1].Text + d.Attachments[1].Body[0].Text, "按月填写。另行通知。"},
		"warnings":  {strings.Join(warnings, "|"), "发文字号改写为“云政办发〔2026〕41号”（7.2.5）|层次序数“(一)”改为“（一）”（7.3.3）|层次序数“1、”改为“1.”（7.3.3）|成文日期改用阿拉伯数字：2026年11月20日（7.3.5.4）"},
		"signature": {string(d.Signature.Kind), "sealed"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q", what, pair[0])
		}
	}
	if len(d.Body) != 8 || len(d.Attachments) != 2 {
		t.Errorf("%d blocks, %d attachments", len(d.Body), len(d.Attachments))
	}
	if _, _, err := gb9704.Typeset(&d, paper.Font{}); err != nil {
		t.Error(err)
	}
}

func TestParseText_OtherForms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		ok   func(gb9704.Document) bool
	}{
		"bare": {"关于开会的通知\n各科室：\n明天开会。\n办公室\n2026年1月5日", func(d gb9704.Document) bool {
			return d.Format == gb9704.General && d.Title == "关于开会的通知" && d.To == "各科室" && d.Organs[0] == "办公室" && d.Date == "2026-01-05" && len(d.Body) == 1
		}},
		"markdown": {"# 关于开会的通知\n\n各科室：\n\n明天开会。\n\n## 一、地点\n\n会议室。\n\n办公室\n\n2026年1月5日\n", func(d gb9704.Document) bool {
			return d.Title == "关于开会的通知" && d.Body[1].Level == 1 && d.Organs[0] == "办公室"
		}},
		"letter": {"云泽市财政局\n云财函〔2026〕12号\n关于商请支持的函\n市局：\n请支持。\n云泽市财政局\n2026年1月5日", func(d gb9704.Document) bool {
			return d.Format == gb9704.Letter && d.Organs[0] == "云泽市财政局"
		}},
		"order": {"云泽市人民政府令\n第3号\n办法已经通过，现予公布。\n市长 王样例\n2026年1月5日", func(d gb9704.Document) bool {
			return d.Format == gb9704.Order && d.Signature.Stamps[0] == gb9704.Stamp{Post: "市长", Name: "王样例"} && d.Number == "第3号"
		}},
		"minutes": {"市局会议纪要\n〔2026〕5号\n会议纪要\n\n会议议定如下。\n出席：甲、乙\n请假：丙", func(d gb9704.Document) bool {
			return d.Format == gb9704.Minutes && d.Signature.Kind == gb9704.Unsigned && len(d.Attendance) == 2
		}},
		"upward": {"市局文件\n市局〔2026〕5号　签发人：王样例 李样\n关于购车的请示\n市政府：\n请批示。\n市局\n2026年1月5日", func(d gb9704.Document) bool {
			return slices.Equal(d.Signers, []string{"王样例", "李样"}) && d.Number == "市局〔2026〕5号"
		}},
		"body that ends with a colon": {"关于开会的通知\n\n　　现将事项通知如下：\n　　一、开会", func(d gb9704.Document) bool { return d.To == "" && len(d.Body) == 2 }},
		"nothing":                     {"", func(d gb9704.Document) bool { return d.Title == "" }},
	} {
		d, _, err := gb9704.ParseText(c.text)
		if err != nil || !c.ok(d) {
			t.Errorf("%s: %v %+v", name, err, d)
		}
	}
	for _, marked := range []string{"机密★20年\n市局文件\n市局〔2026〕5号", "000001\n秘密\n标题"} {
		if _, _, err := gb9704.ParseText(marked); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q: %v", marked, err)
		}
	}
}

func TestLevels_7_3_3(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"一、基本情况": "一、", "十二、情况": "十二、", "(三)内容": "（三）", "（二十一）、内容": "（二十一）", "3．内容": "3.", "3、内容": "3.", "12. 内容": "12.", "(4)内容": "（4）",
		"3.5%的增长": "", "2026年": "", "一是": "", "第一、": "", "（含附件）": "", "九九九九、": "",
	} {
		level, number, _ := gb9704.Number(text)
		if got := gb9704.LevelMark(level, number); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
	for n := 1; n < 1000; n++ {
		if _, back, _ := gb9704.Number(gb9704.LevelMark(1, n) + "字"); back != n {
			t.Fatalf("%d is read as %d", n, back)
		}
	}
}

// Whatever is typed is read, and what is read can be set or is refused.
func FuzzParseText(f *testing.F) {
	f.Add(whole)
	f.Add("附件：\n附件99\n抄送：。\n九九年九月九日\n（）\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, _, err := gb9704.ParseText(text)
		if err != nil {
			return
		}
		if _, _, err := gb9704.Typeset(&d, paper.Font{}); err != nil && errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	})
}
