package incoming

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/pdf"
)

var (
	numberLine = regexp.MustCompile(`^(\S*?〔\d{4}〕\s*\d+\s*号)`)
	urgent     = regexp.MustCompile(`^(特提|特急|加急|平急)$`)
	dateLine   = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})日$`)
	deadline   = regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})日(?:下班)?前`)
	enclosure  = regexp.MustCompile(`^附件\s*(\d*)\s*$`)
	wantsReply = regexp.MustCompile(`请示$|函复|书面反馈|报送|函告|回复我`)
)

// docKinds are tried from the end of a title; longer words before shorter.
var docKinds = []string{"会议通知", "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "纪要", "方案", "函"}

// Propose reads from the text of an official letter what the clerk would type
// (1-02, Registering many at once). Values stand under the names of
// Registration; what is not found is left out. The clerk confirms all of it.
func Propose(pages []pdf.PageText) map[string]string {
	out := map[string]string{"pages": strconv.Itoa(len(pages))}
	if len(pages) == 0 {
		return nil
	}
	head := pages[0].Lines
	at := headFields(head, out)
	if at < 0 {
		return out
	}
	out["title"] = title(head[at+1:])
	out["doc_kind"] = "其他"
	for _, kind := range docKinds {
		if strings.HasSuffix(out["title"], kind) {
			out["doc_kind"] = kind
			break
		}
	}
	bodyFields(pages, out)
	out["class"] = toHandle
	if out["doc_kind"] == "通报" || out["doc_kind"] == "公报" {
		out["class"] = toRead
	}
	if out["doc_kind"] == "请示" {
		out["wants_answer"] = "1"
	}
	return out
}

// headFields reads urgency, organ and number, and tells which line the number
// is; -1 without one.
func headFields(lines []pdf.Line, out map[string]string) int {
	for i, l := range lines {
		text := strings.TrimSpace(l.Text)
		switch {
		case urgent.MatchString(text):
			out["urgency"] = text
		case numberLine.MatchString(text):
			out["doc_number"] = form.NormalizeDocNumber(numberLine.FindStringSubmatch(text)[1])
			return i
		case strings.HasSuffix(text, "文件") && l.Size > 20:
			out["organ"] = strings.TrimSuffix(text, "文件")
		}
	}
	return -1
}

// title joins the large lines below the number, up to the addressee.
func title(lines []pdf.Line) string {
	var all strings.Builder
	for _, l := range lines {
		if strings.HasSuffix(l.Text, "：") || l.Size < 19 {
			break
		}
		all.WriteString(strings.TrimSpace(l.Text))
	}
	return all.String()
}

// bodyFields reads the date, the deadline, the enclosures and whether an answer
// is asked.
func bodyFields(pages []pdf.PageText, out map[string]string) {
	enclosures := 0
	for _, p := range pages {
		joined := ""
		for _, l := range p.Lines {
			text := strings.TrimSpace(l.Text)
			if m := dateLine.FindStringSubmatch(text); m != nil && out["doc_date"] == "" {
				out["doc_date"] = isoDate(m)
			}
			if enclosure.MatchString(text) {
				enclosures++
			}
			joined += text
		}
		if m := deadline.FindStringSubmatch(joined); m != nil && out["deadline"] == "" {
			out["deadline"] = isoDate(m)
		}
		if wantsReply.MatchString(joined) {
			out["wants_answer"] = "1"
		}
	}
	if enclosures > 0 {
		out["enclosures"] = strconv.Itoa(enclosures)
	}
}

func isoDate(m []string) string { return fmt.Sprintf("%s-%02s-%02s", m[1], pad(m[2]), pad(m[3])) }

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
