package paper

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/typeset/page"
)

// half takes ASCII as half as wide as the rest.
type half struct{}

func (half) Advance(_ page.Role, r rune) (float64, error) {
	if r < 0x80 {
		return 0.5, nil
	}
	return 1, nil
}

func TestWrap_NothingLostNothingForbidden(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"关", "于", "通知", "，", "。", "（", "）", "《", "》", "Guiju", "2026-11-24", " "}), 0, 120).Draw(t, "text"), "")
		width := rapid.Float64Range(4, 40).Draw(t, "cells")
		m := newMeter(half{})
		lines, err := m.wrap(page.Song, 10, width*10*page.PointMM, text)
		if err != nil || strings.Join(lines, "") != text {
			t.Fatalf("%q became %q (%v)", text, lines, err)
		}
		for i, line := range lines {
			w, _ := page.Width(half{}, page.Song, 10, line)
			if w > width*10*page.PointMM+0.001 {
				t.Fatalf("%q is too wide", line)
			}
			if i == 0 {
				continue
			}
			before, after := []rune(lines[i-1]), []rune(line)
			if mayBreak(before[len(before)-1], after[0]) {
				continue
			}
			for j := 1; j < len(before); j++ { // then there was no other place
				if mayBreak(before[j-1], before[j]) {
					t.Fatalf("%q was broken before %q", lines[i-1], line)
				}
			}
		}
	})
}

func TestWrap_NumbersStayWhole(t *testing.T) {
	t.Parallel()
	m := newMeter(half{})
	lines, err := m.wrap(page.Song, 10, 8*10*page.PointMM, "于2026-11-24办结。\n归档")
	if err != nil || strings.Join(lines, "|") != "于2026-11-24办|结。|归档" && strings.Join(lines, "|") != "于2026-11-24|办结。|归档" {
		t.Errorf("%q %v", lines, err)
	}
}

// A date is not broken where another column has room to give; where none has, the
// weights alone divide the page.
func TestRegister_DatesStayWhole(t *testing.T) {
	t.Parallel()
	grid := Grid{
		Columns: []Column{{Title: "日期", Weight: 1}, {Title: "标题", Weight: 30}, {Title: "份数", Weight: 1}},
		Rows:    []Row{{Cells: []string{"2026-11-25", strings.Repeat("长标题", 40), "12"}}},
	}
	dates := func(g Grid) (whole bool) {
		for p, err := range (Register{Title: "登记表", Grid: g}).Pages(half{}) {
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range p.Marks {
				text, ok := m.(page.Text)
				if !ok {
					continue
				}
				var said strings.Builder
				for _, g := range text.Glyphs {
					said.WriteRune(g.Rune)
				}
				whole = whole || said.String() == "2026-11-25"
			}
		}
		return whole
	}
	if !dates(grid) {
		t.Error("the date is broken")
	}
	for range 40 {
		grid.Columns = append(grid.Columns, Column{Title: "日期", Weight: 1})
		grid.Rows[0].Cells = append(grid.Rows[0].Cells, "2026-11-25")
	}
	if dates(grid) {
		t.Error("42 columns have room for whole dates")
	}
}
