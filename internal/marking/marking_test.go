package marking

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestScan_Markings_1_04_6(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]Doc{
		"with a term":       {Pages: [][]string{{"000012", "机密★20年", "某某文件"}}},
		"with a star":       {Pages: [][]string{{"正文", "正文", "正文", "正文", "正文", "秘密★"}}},
		"spaced":            {Pages: [][]string{{"秘　密 ☆ 5年"}}},
		"alone at the head": {Pages: [][]string{{"绝 密", "某某文件"}}},
		"on the third page": {Pages: [][]string{{"甲"}, {"乙"}, {"机密"}}},
		"copy number":       {Pages: [][]string{{"000123 机密"}}},
		"term without star": {Pages: [][]string{{"机密 20年"}}},
		"in the name":       {Name: "【机密】会议纪要.pdf"},
		"in the metadata":   {Meta: []string{"秘密"}},
	} {
		if Scan(d) == nil {
			t.Errorf("%s: passed", name)
		}
	}
}

func TestScan_TextsAboutSecrecyPass_1_04_6(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"机密文件应当由保密员登记后传阅", "国家秘密分为绝密、机密、秘密三级", "遵守保密法，保守秘密", "商业秘密保护办法", "秘密级以上文件不得上网",
	} {
		if hit := Scan(Doc{Name: "保密工作培训.pdf", Pages: [][]string{{line, line}}}); hit != nil {
			t.Errorf("%s: %v", line, hit)
		}
	}
}

func TestScan_Properties_1_04_6(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := []string{"关于", "开展", "保密", "检查", "的通知", "各科室", "秘密", "机密文件", "，", "。"}
		var lines []string
		for range rapid.IntRange(1, 30).Draw(t, "lines") {
			line := "一"
			for range rapid.IntRange(2, 12).Draw(t, "words") {
				line += rapid.SampledFrom(words).Draw(t, "word")
			}
			lines = append(lines, line)
		}
		if hit := Scan(Doc{Pages: [][]string{lines}}); hit != nil {
			t.Fatalf("prose was taken for a marking: %s", strings.Join(lines, "/"))
		}
		marked := append([]string{"机密★10年"}, lines...)
		if Scan(Doc{Pages: [][]string{marked}}) == nil {
			t.Fatal("a marking at the page's head passed")
		}
	})
}
