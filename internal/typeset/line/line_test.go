package line_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// plain is a font of full and half cells without “龘”; its “ ” are narrow, as LXGW's are.
type plain struct{}

func (plain) Advance(role page.Role, r rune) (float64, error) {
	switch {
	case r == '龘':
		return 0, &page.Missing{Rune: r, Role: role}
	case r == '“' || r == '”':
		return 0.35, nil
	case line.Wide(r):
		return 1, nil
	}
	return 0.5, nil
}

// spec is the body of GB/T 9704: 28 cells of 156/28 mm, 16 points.
func spec(cells float64) line.Spec {
	return line.Spec{Left: 28, Cell: 156.0 / 28, Size: 16, Measure: cells}
}

func set(t testing.TB, s line.Spec, text string) []string {
	t.Helper()
	lines, err := line.Break(plain{}, []line.Run{{Role: page.Fang, Text: text}}, s)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, l := range lines {
		texts = append(texts, said(l))
	}
	return texts
}

func TestBreak_GB9704_5_2_3(t *testing.T) {
	t.Parallel()
	han := func(n int) string { return strings.Repeat("字", n) }
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"empty":                  {"", []string{""}},
		"28 fill a line":         {han(29), []string{han(28), "字"}},
		"squeeze pulls in":       {han(10) + "，" + han(17) + "。" + han(3), []string{han(10) + "，" + han(17) + "。", han(3)}},
		"two squeeze themselves": {han(27) + "》，字", []string{han(27) + "》，", "字"}},
		"push takes one along":   {han(28) + "。字", []string{han(27), "字。字"}},
		"opening is pushed":      {han(27) + "（字）", []string{han(27), "（字）"}},
		"number whole":           {han(26) + "123456元", []string{han(26), "123456元"}},
		"document number whole":  {han(20) + "，云政办发〔2026〕41号", []string{han(20) + "，", "云政办发〔2026〕41号"}},
		"dashes whole":           {han(27) + "——字", []string{han(26), "字——字"}},
		"dots whole":             {han(27) + "……字", []string{han(26), "字……字"}},
		"path may end at slash":  {han(20) + "internal/typeset/gb", []string{han(20) + "internal/", "typeset/gb"}},
		"minus stays":            {han(27) + "-56度", []string{han(27), "-56度"}},
		"long word is cut":       {"字" + strings.Repeat("a", 60), []string{"字" + strings.Repeat("a", 54), "aaaaaa"}},
		"space ends a line":      {han(28) + " 字", []string{han(28) + " ", "字"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := set(t, spec(28), c.text)
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), strings.Join(c.want, "|"))
			}
		})
	}
}

func TestBreak_IndentsAndFaces(t *testing.T) {
	t.Parallel()
	s := spec(28)
	s.First = 2
	runs := []line.Run{{Role: page.Kai, Text: "（一）落实要求。"}, {Role: page.Fang, Text: strings.Repeat("字", 30)}}
	lines, err := line.Break(plain{}, runs, s)
	if err != nil || len(lines) != 2 {
		t.Fatal(len(lines), err)
	}
	if near := lines[0].Start - (28 + 2*s.Cell); near < -0.01 || near > 0.01 {
		t.Errorf("first line begins at %v", lines[0].Start)
	}
	if lines[1].Start != 28 || lines[0].End < 183.9 || lines[0].End > 184.1 {
		t.Errorf("%v %v", lines[1].Start, lines[0].End)
	}
	marks := lines[0].Texts("body", 50, page.Color{})
	if len(marks) != 2 || marks[0].(page.Text).Role != page.Kai || marks[1].(page.Text).Y != 50 {
		t.Errorf("%+v", marks)
	}
}

// Narrow quotation marks lean to what they enclose.
func TestBreak_NarrowQuotesFillTheirCell(t *testing.T) {
	t.Parallel()
	lines, err := line.Break(plain{}, []line.Run{{Text: "“先”"}}, spec(28))
	if err != nil {
		t.Fatal(err)
	}
	g := lines[0].Placed[0].Glyphs
	cell := 156.0 / 28
	if g[0].X < 28+cell/2 || g[1].X < 28+cell-0.1 || g[1].X > 28+cell+0.1 || g[2].X > 28+2*cell+0.1 {
		t.Errorf("%+v", g)
	}
}

func TestBreak_NamesTheMissingCharacter(t *testing.T) {
	t.Parallel()
	_, err := line.Break(plain{}, []line.Run{{Text: "联系人"}, {Role: page.Kai, Text: "王龘"}}, spec(28))
	missing, ok := errors.AsType[*page.Missing](err)
	if !ok || missing.Rune != '龘' || missing.Role != page.Kai {
		t.Fatal(err)
	}
	if fault, ok := errors.AsType[*line.Fault](err); !ok || fault.Index != 4 {
		t.Error(err)
	}
}

// texts are made of what offices write, with unlucky marks thick on the ground.
func texts() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"的", "局", "印章", "办公室", "×", "，", "。", "；", "、", "：", "”", "“", "（", "）", "《", "》", "——", "……", "％", "·", "～",
			"2026", "3.5%", "km/h", "GB/T 9704", "a-b", "(", ")", ",", ".", " ", "\u3000", "云政办发〔2026〕41号", "〔", "〕", "0311-88886666", "é", "e\u0301", "𠀀",
			"https://example.cn/a/very/long/path?with=query&and=more"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("中华人民")), 1, 12, -1),
		rapid.StringN(0, 5, -1),
	)
	return rapid.Custom(func(t *rapid.T) string {
		s := strings.Join(rapid.SliceOfN(piece, 0, 80).Draw(t, "pieces"), "")
		return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "龘", "")
	})
}

func TestBreak_Properties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := texts().Draw(t, "text")
		s := spec(float64(rapid.IntRange(3, 60).Draw(t, "halves")) / 2)
		s.First = float64(rapid.IntRange(0, 2).Draw(t, "first"))
		s.First = min(s.First, s.Measure-1)
		lines, err := line.Break(plain{}, []line.Run{{Text: text}}, s)
		if err != nil {
			t.Fatal(err)
		}
		whole, edge, runes := "", s.Left+s.Measure*s.Cell, []rune(text)
		for n, l := range lines {
			got := []rune(said(l))
			whole += said(l)
			if l.End > edge+1e-6 || l.Start < s.Left-1e-6 {
				t.Fatalf("line %d from %v to %v of %v: %q", n, l.Start, l.End, edge, said(l))
			}
			checkGlyphs(t, l, s, edge)
			at := len([]rune(whole))
			if at >= len(runes) || len(got) == 0 {
				continue
			}
			if bad := line.NoStart(runes[at]) || endsBadly(got); bad && choice(runes, at-len(got), at) {
				t.Fatalf("line %d %q is followed by %q", n, said(l), string(runes[at]))
			}
		}
		if whole != text {
			t.Fatalf("%q became %q", text, whole)
		}
	})
}

// checkGlyphs: no ink left of the measure or right of it; a mark that closes
// has its ink in the left half of its glyph.
func checkGlyphs(t *rapid.T, l line.Line, s line.Spec, edge float64) {
	em := s.Size * page.PointMM
	for _, p := range l.Placed {
		for _, g := range p.Glyphs {
			ink, err := plain{}.Advance(p.Role, g.Rune)
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsRune("，。、；：？！）》〉】〕」』”’", g.Rune) {
				ink /= 2
			}
			if g.Rune == ' ' || g.Rune == '\u3000' {
				ink = 0
			}
			// A glyph is 0.07 mm larger than its cell.
			if g.X < s.Left-0.05 || g.X+ink*em > edge+0.1 && g.X+ink*em > s.Left+em+0.05 {
				t.Fatalf("%q at %v of %v", g.Rune, g.X, edge)
			}
		}
	}
}

func endsBadly(got []rune) bool {
	text := strings.TrimRight(string(got), " \u3000")
	last := []rune(text)
	return len(last) > 0 && line.NoEnd(last[len(last)-1])
}

// choice tells whether a line of characters from to at could have ended
// elsewhere: where neither a bad start nor a bad end comes of it.
func choice(runes []rune, from, at int) bool {
	for j := from + 1; j <= at; j++ {
		if !line.NoStart(runes[j]) && !endsBadly(runes[from:j]) && runes[j] != ' ' && runes[j] != '\u3000' {
			return true
		}
	}
	return false
}

func BenchmarkBreak_TenPages(b *testing.B) {
	text := strings.Repeat("为进一步加强局机关印章管理，规范公文办理流程，防范廉政风险和失泄密风险（2026年）。", 150)
	for b.Loop() {
		if _, err := line.Break(plain{}, []line.Run{{Text: text}}, spec(28)); err != nil {
			b.Fatal(err)
		}
	}
}

// said is what a line says.
func said(l line.Line) string {
	var runes []rune
	for _, p := range l.Placed {
		for _, g := range p.Glyphs {
			runes = append(runes, g.Rune)
		}
	}
	return string(runes)
}
