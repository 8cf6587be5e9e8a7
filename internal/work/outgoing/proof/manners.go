package proof

import (
	"fmt"
	"regexp"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
)

var (
	asks      = regexp.MustCompile(`(妥否|当否|可否|是否妥当).{0,6}请.{0,4}(批示|批复|审批|审定|指示)|请(予以?)?(批示|批复|审批)|请予批准|恳请.{0,12}批准`)
	phone     = regexp.MustCompile(`\d{7,}|\d{3,4}-\d{7,8}`)
	signature = regexp.MustCompile(`^\d{4}年\d{1,2}月\d{1,2}日$`)
	several   = regexp.MustCompile(`[、，,；;]`)
)

// manners are the rules of writing to others (条例 第四章): named here, judged by who
// checks the draft (1-03-4.2).
func (c *checker) manners(lines []string) {
	body := spot{"body", "正文", -1}
	switch c.in.Kind {
	case "请示":
		if len(Addressees(c.in.To)) > 1 {
			c.say(spot{"to", "主送机关", -1}, 0, "行文规则", c.in.To, "", "请示原则上只主送一个上级机关，需要其他机关知道的用抄送")
		}
		if !strings.Contains(c.in.Note, "联系人") || !phone.MatchString(c.in.Note) {
			c.say(spot{"note", "附注", -1}, 0, "行文规则", c.in.Note, "", "请示在附注处注明联系人的姓名和电话，如 联系人：张三，电话：0300-1234567")
		}
		if !asks.MatchString(strings.Join(lines, "")) {
			c.say(body, 0, "行文规则", "", "", "请示没有写明请求批准的话，如“妥否，请批示。”")
		}
		if topics := strings.Count(c.in.Title, "及") + strings.Count(c.in.Title, "和"); topics > 0 && strings.Contains(c.in.Title, "请示") {
			c.say(spot{"title", "标题", -1}, 0, "行文规则", c.in.Title, "", "标题里像是有几件事：请示应当一文一事")
		}
	case "报告":
		for i, text := range lines {
			if m := asks.FindStringIndex(text); m != nil {
				c.say(spot{"body", fmt.Sprintf("正文第 %d 行", i+1), i}, m[0], "行文规则", text[m[0]:m[1]], "", "报告不得夹带请示事项，另行请示")
			}
		}
	}
	if c.in.Upward && several.MatchString(c.in.To) && c.in.Kind != "请示" {
		c.say(spot{"to", "主送机关", -1}, 0, "行文规则", c.in.To, "", "上行文原则上主送一个上级机关")
	}
	if kind := strings.TrimSpace(strings.ReplaceAll(c.in.Title, "\n", "")); c.in.Kind != "" && kind != "" && inTitle[c.in.Kind] && !strings.HasSuffix(strings.TrimRight(kind, "》）)"), c.in.Kind) {
		c.say(spot{"title", "标题", -1}, 0, "行文规则", kind, "", "标题没有以文种“%s”结尾", c.in.Kind)
	}
	for i, text := range lines {
		s := spot{"body", fmt.Sprintf("正文第 %d 行", i+1), i}
		if signature.MatchString(strings.ReplaceAll(text, " ", "")) {
			c.say(s, 0, "格式", text, "", "像是成文日期：署名和成文日期由系统排，正文里删去")
		}
		if gb9704.SaysNoText(text) {
			c.say(s, 0, "格式", text, "", "不用“此页无正文”，末页由系统调整（1-03-3.2）")
		}
	}
}

// inTitle are the kinds that a title ends with.
var inTitle = map[string]bool{
	"决议": true, "决定": true, "公报": true, "公告": true, "通告": true, "意见": true, "通知": true, "通报": true, "报告": true, "请示": true, "批复": true, "议案": true, "函": true, "纪要": true,
}
