package cff_test

import (
	"os"
	"slices"
	"testing"

	"guiju.cn/guiju/internal/typeset/cff"
	"guiju.cn/guiju/internal/typeset/outline"
	"guiju.cn/guiju/internal/typeset/sfnt"
)

func face(t testing.TB) *sfnt.Face {
	t.Helper()
	data, err := os.ReadFile("../../../fonts/FandolFang-Regular.otf")
	if err != nil {
		t.Fatalf("no fonts: make fonts (%v)", err)
	}
	f, err := sfnt.Parse(data, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func subset(t testing.TB, f *sfnt.Face, glyphs []int) []byte {
	t.Helper()
	p, err := f.Subset(glyphs)
	if err != nil || !p.CFF {
		t.Fatal(err, p.CFF)
	}
	return p.Data
}

// Every glyph of the font, over several dictionaries, draws as before when its
// subroutines are written out; a subset of the subset too.
func TestSubset_DrawsTheSame(t *testing.T) {
	t.Parallel()
	f := face(t)
	var glyphs []int
	for g := range 9000 {
		if _, err := f.Outline(g); err != nil {
			break
		}
		glyphs = append(glyphs, g)
	}
	if len(glyphs) < 8000 {
		t.Fatalf("only %d glyphs", len(glyphs))
	}
	font, err := cff.Parse(subset(t, f, glyphs))
	if err != nil || font.Glyphs() != len(glyphs) {
		t.Fatal(err)
	}
	for cid, g := range glyphs {
		want, _ := f.Outline(g)
		got, err := font.Outline(cid)
		if err != nil || !slices.Equal(want, got) {
			t.Fatalf("glyph %d: %v", g, err)
		}
	}
	data, err := font.Subset([]int{0, 500, 500, 7})
	if err != nil {
		t.Fatal(err)
	}
	again, err := cff.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	for cid, g := range []int{0, 500, 500, 7} {
		want, _ := font.Outline(g)
		if got, err := again.Outline(cid); err != nil || !slices.Equal(want, got) {
			t.Errorf("CID %d: %v", cid, err)
		}
	}
}

// small is a plain font of one glyph with the given charstring.
func small(code ...byte) []byte {
	return slices.Concat(
		[]byte{1, 0, 4, 1},
		[]byte{0, 1, 1, 1, 2, 'F'},           // name
		[]byte{0, 1, 1, 1, 5, 28, 0, 28, 17}, // charstrings at 28
		[]byte{0, 0},                         // strings
		[]byte{0, 1, 1, 1, 3, 139, 11},       // global subroutine −107: push 0, return
		[]byte{0, 1, 1, 1, byte(1 + len(code))}, code)
}

// Operators that Chinese fonts do not use but fonts converted from Type 1 do.
func TestOutline_ArithmeticAndFlex(t *testing.T) {
	t.Parallel()
	n := func(v int) byte { return byte(139 + v) }
	code := slices.Concat(
		[]byte{n(50), n(10)},                 // width, x
		[]byte{n(-107), 29},                  // y from the global subroutine
		[]byte{21},                           // rmoveto: (10, 0)
		[]byte{n(60), n(2), 12, 12, n(5), 5}, // 60/2, 5 rlineto: (40, 5)
		[]byte{n(1), n(0), n(2), n(3), n(4), n(5), n(6), 12, 34}, // hflex, one operand short
		[]byte{14})
	f, err := cff.Parse(small(code...))
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Outline(0)
	if err != nil || len(p) != 4 || p[0].To != (outline.Point{X: 10}) || p[1].To != (outline.Point{X: 40, Y: 5}) || p[3].To.Y != 5 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestOutline_DamagedCharstringsEnd(t *testing.T) {
	t.Parallel()
	for name, code := range map[string][]byte{
		"a call without a number": {29},
		"no such subroutine":      {139, 29},
		"an accent of two glyphs": {139, 139, 139, 139, 14},
		"an unknown operator":     {2},
		"a number cut off":        {28, 1},
		"a stack without end":     slices.Repeat([]byte{139}, 150),
	} {
		f, err := cff.Parse(small(code...))
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := f.Outline(0); err == nil {
			t.Error(name, "is drawn")
		}
	}
}

func FuzzParse(f *testing.F) {
	fang := face(f)
	f.Add(subset(f, fang, []int{0, 100, 200, 300}), uint32(50), byte(200))
	f.Add(small(139, 29, 14), uint32(3), byte(1))
	f.Fuzz(func(_ *testing.T, data []byte, at uint32, b byte) {
		if len(data) > 0 {
			data = slices.Clone(data)
			data[int(at)%len(data)] = b
		}
		font, err := cff.Parse(data)
		if err != nil {
			return
		}
		all := []int{0}
		for g := range min(font.Glyphs(), 20) {
			_, _ = font.Outline(g)
			all = append(all, g)
		}
		_, _ = font.Subset(all)
	})
}
