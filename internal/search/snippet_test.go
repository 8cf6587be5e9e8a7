package search

import (
	"strings"
	"testing"
)

// shown writes pieces with the marked ones in brackets.
func shown(pieces []Piece) string {
	var out strings.Builder
	for _, p := range pieces {
		if p.Mark {
			out.WriteString("[" + p.Text + "]")
			continue
		}
		out.WriteString(p.Text)
	}
	return out.String()
}

func TestWhy_ShowsWhereMostOfItStands(t *testing.T) {
	t.Parallel()
	texts := []Text{
		{"标题", "关于做好防汛工作的通知"}, {"编号", "收〔2026〕7号"},
		{"意见（王芳）", "拟请分管领导批示。" + strings.Repeat("逐项落实，", 30) + "防汛物资于5月底前储备到位。"},
	}
	for typed, want := range map[string]string{
		"防汛":      "标题：关于做好[防汛]工作的通知",
		"防汛 通知":   "标题：关于做好[防汛]工作的[通知]",
		"防汛 物资":   "意见（王芳）：…逐项落实，逐项落实，逐项落实，逐项落实，[防汛物资]于5月底前储备到位。",
		"5月":      "意见（王芳）：…逐项落实，逐项落实，逐项落实，防汛物资于[5月]底前储备到位。",
		"[2026]7": "编号：收〔[2026〕7]号",
		"批":       "意见（王芳）：拟请分管领导[批]示。",
		"没有":      "：",
	} {
		label, snippet := Parse(typed).Why("", texts)
		got := label + "：" + shown(snippet)
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", typed, got)
		}
		if n := len([]rune(got)); n > 120 {
			t.Errorf("%s: %d characters", typed, n)
		}
	}
	if label, _ := Parse("防汛 通知").Why(texts[0].Text, texts); label != "" {
		t.Errorf("the title holds it all, and it is said to stand in %s", label)
	}
	if label, snippet := Parse("防汛 分管").Why(texts[0].Text, texts); !strings.Contains(shown(snippet), "请[分管]领导") {
		t.Errorf("what the title lacks: %s %s", label, shown(snippet))
	}
	if got := shown(Parse("防汛 汛工 gb").Mark("防汛工作，GB/T 9704")); got != "[防汛工]作，[GB]/T 9704" {
		t.Error(got)
	}
}
