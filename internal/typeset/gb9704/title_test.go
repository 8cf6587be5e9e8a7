package gb9704_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/testkit/paper"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/line"
)

// titleOf sets a document with a title and gives the title's lines.
func titleOf(t testing.TB, title string, organs ...string) ([]string, error) {
	t.Helper()
	d := paper.General(30)
	d.Title, d.To = title, ""
	d.Organs = append(organs, "市局")[:max(1, len(organs))]
	d.Mark = "市局文件"
	all, _, err := gb9704.Typeset(&d, paper.Font{})
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, r := range read(0, all[0].Marks) {
		if r.part == gb9704.PartTitle {
			lines = append(lines, r.text)
		}
	}
	return lines, nil
}

func TestTitle_BySense_7_3_1(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"关于编制2027年度部门预算的通知",
		"云泽市机关事务管理局关于进一步|规范印章使用和公文办理工作的通知",
		"关于做好岁末年初|值班值守和安全防范工作的通知",
		"云泽市人民政府办公室|关于印发云泽市机关事务管理局|职能配置内设机构和人员编制规定的通知",
		"云泽市示范局关于2026年上半年|信访工作情况的报告",
		"关于同意云泽市企业服务中心|报废并更新执法执勤用车的批复",
		"云泽市市场秩序工作领导小组|关于开展冬季消防安全隐患专项排查|整治行动的紧急通知",
	} {
		got, err := titleOf(t, strings.ReplaceAll(want, "|", ""), "云泽市机关事务管理局")
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%v %v", got, err)
		}
	}
}

func TestTitle_TheDraftersBreaks(t *testing.T) {
	t.Parallel()
	got, err := titleOf(t, "关于做好值班值守\n和安全防范工作的通知")
	if err != nil || strings.Join(got, "|") != "关于做好值班值守|和安全防范工作的通知" {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{strings.Repeat("很长", 11) + "\n通知", "一\n二\n三\n四\n五", strings.Repeat("长标题", 40)} {
		if _, err := titleOf(t, bad); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestTitle_Properties(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"关于", "印发", "《值班办法（试行）》", "2027年度", "云泽市财政局", "进一步", "规范", "工作", "的", "和", "、", "通知", "天", "地", "人"})
	rapid.Check(t, func(rt *rapid.T) {
		title := strings.Join(rapid.SliceOfN(piece, 1, 24).Draw(rt, "pieces"), "")
		if line.NoStart([]rune(title)[0]) {
			title = "关" + title
		}
		got, err := titleOf(t, title, "云泽市财政局")
		if err != nil {
			return // too long for four lines
		}
		for i, l := range got {
			runes := []rune(l)
			if len(runes) > 20+strings.Count(l, "2027")*2 || len(got) > 4 {
				rt.Fatalf("%q has %d characters", l, len(runes))
			}
			if i == 0 {
				continue
			}
			before := []rune(got[i-1])
			if line.NoStart(runes[0]) || line.NoEnd(before[len(before)-1]) || unicode.IsDigit(runes[0]) && unicode.IsDigit(before[len(before)-1]) {
				rt.Fatalf("%v", got)
			}
			for _, whole := range []string{"云泽市财政局", "《值班办法（试行）》", "2027年"} {
				if strings.Count(got[i-1]+l, whole) != strings.Count(got[i-1], whole)+strings.Count(l, whole) {
					rt.Fatalf("%v splits %s", got, whole)
				}
			}
		}
		if strings.Join(got, "") != title {
			rt.Fatalf("%q became %v", title, got)
		}
	})
}

func TestShapely_7_3_1(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		widths []float64
		want   bool
	}{
		{[]float64{12}, true}, {[]float64{10, 14}, true}, {[]float64{14, 10}, true}, {[]float64{8, 14, 10}, true}, {[]float64{8, 12, 16}, true},
		{[]float64{12, 12}, false}, {[]float64{14, 8, 14}, false}, {[]float64{8, 14, 10, 12}, false},
	} {
		if got := gb9704.Shapely(slices.Clone(c.widths)); got != c.want {
			t.Errorf("%v: %v", c.widths, got)
		}
	}
}
