package incoming

import (
	"testing"

	"guiju.cn/guiju/internal/pdf"
)

func letter(lines ...pdf.Line) []pdf.PageText { return []pdf.PageText{{Lines: lines}} }

func TestPropose_FromAnOfficialLetter_1_02_1_1(t *testing.T) {
	t.Parallel()
	got := Propose(letter(
		pdf.Line{Text: "特急", Size: 16}, pdf.Line{Text: "云泽市人民政府办公室文件", Size: 35}, pdf.Line{Text: "云政办发〔2026〕41号", Size: 16},
		pdf.Line{Text: "关于做好岁末年初值班值", Size: 22}, pdf.Line{Text: "守和安全防范工作的通知", Size: 22}, pdf.Line{Text: "市政府各部门：", Size: 16},
		pdf.Line{Text: "值班安排表于", Size: 16}, pdf.Line{Text: "2026年12月10日前报市政府总值班室。", Size: 16},
		pdf.Line{Text: "2026年11月20日", Size: 16}, pdf.Line{Text: "附件2", Size: 16},
	))
	for name, want := range map[string]string{
		"urgency": "特急", "organ": "云泽市人民政府办公室", "doc_number": "云政办发〔2026〕41号", "title": "关于做好岁末年初值班值守和安全防范工作的通知",
		"doc_kind": "通知", "doc_date": "2026-11-20", "deadline": "2026-12-10", "pages": "1", "enclosures": "1", "class": "办件",
	} {
		if got[name] != want {
			t.Errorf("%s = %q, want %q", name, got[name], want)
		}
	}
}

func TestPropose_WithoutANumberOrText(t *testing.T) {
	t.Parallel()
	if got := Propose(letter(pdf.Line{Text: "一封没有文号的信", Size: 12})); got["title"] != "" || got["doc_number"] != "" {
		t.Errorf("%v", got)
	}
	if got := Propose(nil); got != nil {
		t.Errorf("%v", got)
	}
}
