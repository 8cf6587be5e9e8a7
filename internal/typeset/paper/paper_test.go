package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/paper"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func register(rows int) paper.Register {
	r := paper.Register{
		Title: "印章使用登记表", Unit: "单位：云泽市示范局", Period: "期间：2026-10-01～2026-11-24", Printed: "打印：周敏 2026-11-24 09:20",
		Signers: []string{"监印人", "办公室主任"}, Foot: "示范数据",
		Grid: paper.Grid{Totals: []string{"合计", "", "", "", "74", "", "", "", "", ""}, Columns: []paper.Column{
			{Title: "登记号", Weight: 4}, {Title: "用印日期", Weight: 3}, {Title: "文件名称（内容）", Weight: 9}, {Title: "印章", Weight: 3},
			{Title: "份数", Weight: 2, Align: paper.Right, Group: "数量"}, {Title: "废页", Weight: 2, Align: paper.Right, Group: "数量"},
			{Title: "申请科室", Weight: 4}, {Title: "经办人签字", Weight: 3, Align: paper.Centre}, {Title: "批准领导", Weight: 4}, {Title: "凭据", Weight: 6},
		}},
	}
	for i := range rows {
		r.Grid.Rows = append(r.Grid.Rows, paper.Row{Void: i == 1, Cells: []string{
			fmt.Sprintf("〔2026〕%d号", i+1), "2026-11-23", "关于龑、堃、喆三位同志参加全市安全生产委员会成员单位业务培训的通知", "局公章",
			"15", "0", "综合业务科", "赵晓明", "孙立（副局长）", fmt.Sprintf("局办发〔2026〕%d号", i+1)}})
	}
	return r
}

func printed(t testing.TB, pages page.Seq) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := pdf.Write(&out, typetest.Fonts(t), pdf.Info{Title: "t"}, pages); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func collect(t testing.TB, pages page.Seq) (all []page.Page) {
	t.Helper()
	for p, err := range pages {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// text is what stands in the lines of one kind on a page.
func text(p page.Page, part string) string {
	var b strings.Builder
	for _, m := range p.Marks {
		if line, ok := m.(page.Text); ok && (part == "" || line.Part == part) {
			for _, g := range line.Glyphs {
				b.WriteRune(g.Rune)
			}
		}
	}
	return b.String()
}

func TestRegister_EveryLineOnPaper_1_01_F1(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	all := collect(t, register(100).Pages(fonts))
	cells := ""
	for i, p := range all {
		cells += text(p, "cell")
		if got, want := text(p, "head"), "登记号用印日期文件名称（内容）印章份数废页申请科室经办人签字批准领导凭据数量"; got != want {
			t.Errorf("page %d has the head %s", i+1, got)
		}
		if want := fmt.Sprintf("示范数据第 %d 页，共 %d 页", i+1, len(all)); text(p, "foot") != want {
			t.Errorf("page %d has the foot %s", i+1, text(p, "foot"))
		}
		if signed := text(p, "signer"); (signed != "") != (i == len(all)-1) {
			t.Errorf("page %d is signed %q", i+1, signed)
		}
	}
	want := ""
	for _, r := range register(100).Grid.Rows {
		want += strings.Join(r.Cells, "")
	}
	if cells != want+"合计74" {
		t.Error("cells are lost or changed")
	}
	typetest.Check(t, printed(t, register(100).Pages(fonts)))
}

// The page as it lies on the desk: margins, title in the middle, lines of half a point.
func TestRegister_Places(t *testing.T) {
	t.Parallel()
	data := printed(t, register(100).Pages(typetest.Fonts(t)))
	for _, r := range []typetest.Renderer{typetest.Poppler, typetest.MuPDF} {
		drawn := typetest.Draw(t, r, data, 1, 300)
		title, _ := drawn.Ink(typetest.At(0, 14, 297, 23.5))
		if middle := (title.X1 + title.X2) / 2; math.Abs(middle-148.5) > 0.3 {
			t.Errorf("%s: the middle of the title is at %.2f", r, middle)
		}
		ink, _ := drawn.Ink(typetest.At(0, 0, 297, 210))
		if math.Abs(ink.X1-12) > 0.3 || math.Abs(ink.X2-285) > 0.3 || ink.Y1 < 14 || ink.Y2 > 204 {
			t.Errorf("%s: ink in %.2f", r, ink)
		}
		thin := 9.0 // away from the lines across
		for y := 60.0; y < 70; y += 0.5 {
			line, _ := drawn.Ink(typetest.At(11, y, 12.6, y+0.5))
			thin = min(thin, line.X2-line.X1)
		}
		if thin < 0.08 || thin > 0.28 {
			t.Errorf("%s: a line of %.2f mm, want 0.18", r, thin)
		}
	}
}

// A signature never stands on a page without a line of the register.
func TestRegister_LastLineGoesWithTheSignatures(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	for rows := range 40 {
		all := collect(t, register(rows).Pages(fonts))
		last := all[len(all)-1]
		if !strings.Contains(text(last, "cell"), "〔2026〕") && rows > 0 {
			t.Errorf("%d lines: the last page has %q", rows, text(last, "cell"))
		}
		if !strings.Contains(text(last, "signer"), "办公室主任：") {
			t.Errorf("%d lines: no place to sign", rows)
		}
		inside(t, last, typetest.At(12, 14, 285, 204))
	}
}

func TestRegister_WithoutLines(t *testing.T) {
	t.Parallel()
	if all := collect(t, register(0).Pages(typetest.Fonts(t))); len(all) != 1 || !strings.Contains(text(all[0], "cell"), "没有记录") {
		t.Errorf("%d pages", len(all))
	}
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// inside fails when a mark leaves the box.
func inside(t fataler, p page.Page, box typetest.Box) {
	t.Helper()
	const hair = 0.2
	for _, m := range p.Marks {
		var at typetest.Box
		switch m := m.(type) {
		case page.Text:
			first, last := m.Glyphs[0], m.Glyphs[len(m.Glyphs)-1]
			at = typetest.At(first.X, m.Y-m.Size*page.PointMM*0.88, last.X, m.Y)
		case page.Line:
			at = typetest.At(min(m.X1, m.X2), min(m.Y1, m.Y2), max(m.X1, m.X2), max(m.Y1, m.Y2))
		default:
			continue
		}
		if at.X1 < box.X1-hair || at.Y1 < box.Y1-hair || at.X2 > box.X2+hair || at.Y2 > box.Y2+hair {
			t.Fatalf("%.2f leaves %.2f: %+v", at, box, m)
		}
	}
}

// Whatever stands in the cells, nothing is lost and nothing leaves the table.
func TestRegister_AnyContent(t *testing.T) {
	t.Parallel()
	fonts := typetest.Fonts(t)
	words := []string{"关于", "通知", "，", "。", "（", "）", "“", "”", "Guiju", "2026-11-24", "一二三四五六七八九十", "，，，，", "\n", " ", "\u200b", "https://example.invalid/" + strings.Repeat("x", 90)}
	rapid.Check(t, func(t *rapid.T) {
		r := paper.Register{Title: "登记表", Portrait: rapid.Bool().Draw(t, "portrait"), Signers: []string{"文书"}, Grid: paper.Grid{}}
		for i := range rapid.IntRange(1, 8).Draw(t, "columns") {
			r.Grid.Columns = append(r.Grid.Columns, paper.Column{Title: "栏", Weight: rapid.IntRange(1, 5).Draw(t, "weight"), Align: paper.Align(i % 3)})
		}
		want := ""
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			var row paper.Row
			for range r.Grid.Columns {
				most := 12
				if rapid.IntRange(0, 15).Draw(t, "long") == 0 {
					most = 400
				}
				row.Cells = append(row.Cells, strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, most).Draw(t, "cell"), ""))
			}
			r.Grid.Rows = append(r.Grid.Rows, row)
			want += strings.Join(row.Cells, "")
		}
		got, width, height := "", 297.0, 210.0
		if r.Portrait {
			width, height = height, width
		}
		for p, err := range r.Pages(fonts) {
			if err != nil {
				t.Fatal(err)
			}
			inside(t, p, typetest.At(12, 14, width-12, height-6))
			got += text(p, "cell")
		}
		if len(r.Grid.Rows) == 0 {
			want = "没有记录"
		}
		if sorted(got) != sorted(strings.NewReplacer("\n", "", "\u200b", "").Replace(want)) {
			t.Fatal("characters are lost")
		}
	})
}

// sorted is how often each character occurs: a row broken over pages gives the
// upper parts of its cells before the lower ones.
func sorted(s string) string {
	count := map[rune]int{}
	for _, r := range s {
		count[r]++
	}
	return fmt.Sprint(count)
}

func TestRegister_MissingCharacterIsNamedBeforeAnyPage(t *testing.T) {
	t.Parallel()
	r := register(300)
	r.Grid.Rows[250].Cells[2] = "\U0001F600"
	n := 0
	for _, err := range r.Pages(typetest.Fonts(t)) {
		if missing, ok := errors.AsType[*page.Missing](err); !ok || missing.Rune != '\U0001F600' {
			t.Errorf("%v", err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d pages came", n)
	}
}

// Ten thousand lines take no more memory than a hundred.
func TestRegister_FlatInMemory(t *testing.T) {
	fonts := typetest.Fonts(t)
	heap := func(r paper.Register) uint64 {
		most, n := uint64(0), 0
		pages := func(yield func(page.Page, error) bool) {
			for p, err := range r.Pages(fonts) {
				if n++; n%40 == 0 {
					var m runtime.MemStats
					runtime.GC()
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
				if !yield(p, err) {
					return
				}
			}
		}
		if err := pdf.Write(io.Discard, fonts, pdf.Info{}, pages); err != nil {
			t.Fatal(err)
		}
		return most
	}
	large := register(10000)
	first := large
	first.Grid.Rows = large.Grid.Rows[:1000]
	few, many := heap(first), heap(large)
	if many > few+4<<20 {
		t.Errorf("1,000 lines hold %d KB, 10,000 lines %d KB", few>>10, many>>10)
	}
	runtime.KeepAlive(large)
}

func BenchmarkRegister(b *testing.B) {
	fonts := typetest.Fonts(b)
	for _, rows := range []int{100, 1000, 10000} {
		r := register(rows)
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				var out bytes.Buffer
				if err := pdf.Write(&out, fonts, pdf.Info{}, r.Pages(fonts)); err != nil {
					b.Fatal(err)
				}
				size = out.Len()
			}
			b.ReportMetric(float64(size), "bytes")
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}
