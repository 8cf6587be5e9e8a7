package paper_test

import (
	"strings"
	"testing"

	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/paper"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func sheet() paper.Sheet {
	return paper.Sheet{
		Title: "公文处理单", Number: "收〔2026〕41号", Unit: "单位：云泽市示范局", Code: "guiju:01j9", Bars: "2026-0041", Foot: "打印：周敏 2026-11-24 09:20",
		Notes: []string{"注：本单随文流转，办结后归档。"}, Signers: []string{"文书"},
		Parts: []paper.Part{
			paper.Fields{{Label: "来文机关", Value: "云泽市人民政府办公室"}, {Label: "来文字号", Value: "云政办发〔2026〕41号"}},
			paper.Fields{{Label: "收文日期", Value: "2026-11-20"}, {Label: "成文日期", Value: "2026-11-18"}, {Label: "办理期限", Value: "2026-12-10"}},
			paper.Fields{{Label: "标　　题", Value: "关于做好岁末年初值班值守和安全防范工作的通知", Lines: 2}},
			paper.Block{Label: "拟办意见", Lines: []string{"拟请王局长批示，综合业务科主办。\t陈静　2026-11-20"}},
			paper.Block{Label: "领导批示"},
			paper.Grid{Columns: []paper.Column{{Title: "份号", Weight: 1}, {Title: "去向", Weight: 4}}, Rows: []paper.Row{{Cells: []string{"1", "综合业务科"}}}},
		},
	}
}

func TestSheet_AllOnOnePage_1_02(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	all := collect(t, sheet().Pages(fonts))
	if len(all) != 1 {
		t.Fatalf("%d pages", len(all))
	}
	for _, want := range []string{"公文处理单", "云政办发〔2026〕41号", "拟办意见", "陈静　2026-11-20", "第 1 页，共 1 页", "文书：", "归档。", "综合业务科"} {
		if !strings.Contains(text(all[0], ""), want) {
			t.Errorf("no %s", want)
		}
	}
	inside(t, all[0], typetest.At(28, 20, 184, 285))
	data := printed(t, sheet().Pages(fonts))
	typetest.Check(t, data)
	// Name and date stand at the right edge of the opinion.
	for _, w := range typetest.Words(t, data)[0] {
		if strings.HasSuffix(w.Text, "陈静") && w.X1 < 140 {
			t.Errorf("%+v", w)
		}
	}
}

// A long title grows smaller instead of running over the codes; empty parts are none.
func TestSheet_LongTitle(t *testing.T) {
	t.Parallel()
	s := sheet()
	s.Title = strings.Repeat("关于使用印章的", 6) + "审批单"
	s.Parts = append(s.Parts, paper.Fields{}, paper.Grid{})
	all := collect(t, s.Pages(typetest.Fonts(t)))
	for _, m := range all[0].Marks {
		if line, ok := m.(page.Text); ok && line.Part == "title" && (line.Glyphs[0].X < 28+42 || line.Glyphs[len(line.Glyphs)-1].X > 184-42) {
			t.Errorf("the title begins at %.1f and ends at %.1f", line.Glyphs[0].X, line.Glyphs[len(line.Glyphs)-1].X)
		}
	}
}

func TestSheet_OpinionsGoOnOverPages(t *testing.T) {
	t.Parallel()
	s := sheet()
	opinion := strings.Repeat("拟请局长批示。", 300)
	s.Parts[3] = paper.Block{Label: "拟办意见", Lines: []string{opinion}}
	all := collect(t, s.Pages(typetest.Fonts(t)))
	if len(all) < 2 {
		t.Fatal("the opinion fits on a page")
	}
	got := ""
	for i, p := range all {
		got += text(p, "value")
		if title := text(p, "title"); strings.Contains(title, "（续页）") != (i > 0) {
			t.Errorf("page %d is headed %s", i+1, title)
		}
		inside(t, p, typetest.At(28, 20, 184, 285))
	}
	if !strings.Contains(got, opinion) {
		t.Error("the opinion is cut")
	}
}

// A field taller than a page, and one that begins at its foot.
func TestSheet_FieldsBreakToo(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("会议内容", 700)
	s := paper.Sheet{Title: "会议记录", Parts: []paper.Part{
		paper.Fields{{Label: "时　　间", Value: "2026-11-24", Lines: 34}}, paper.Fields{{Label: "内　　容", Value: content}, {Value: "没有标签的格"}},
	}}
	got := ""
	for _, p := range collect(t, s.Pages(typetest.Fonts(t))) {
		inside(t, p, typetest.At(28, 20, 184, 285))
		for _, m := range p.Marks {
			if line, ok := m.(page.Text); ok && line.Part == "value" && line.Glyphs[0].X < 80 {
				for _, g := range line.Glyphs {
					got += string(g.Rune)
				}
			}
		}
	}
	if !strings.Contains(got, content) {
		t.Error("the content is cut")
	}
}
