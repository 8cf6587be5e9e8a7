package sfnt

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/typeset/outline"
)

const folder = "../../../fonts/"

func read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Fatalf("no fonts: make fonts (%v)", err)
	}
	return data
}

func open(t testing.TB, file string) *Face {
	t.Helper()
	f, err := Parse(read(t, file), 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

const fang, kai, song = "FandolFang-Regular.otf", "LXGWWenKai-Regular.ttf", "NotoSerifSC_400Regular.ttf"

func TestNames_ChineseFamilyFirst(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{fang: "FandolFang", kai: "霞鹜文楷", song: "Noto Serif SC"} {
		data := read(t, file)
		names, err := Names(bytes.NewReader(data), int64(len(data)))
		if err != nil || len(names) != 1 || names[0].Family != want || names[0].Restricted || names[0].Weight != 400 {
			t.Errorf("%s: %+v %v", file, names, err)
		}
	}
}

func TestNames_TheBlackOneIsNotTheFamily(t *testing.T) {
	t.Parallel()
	data := read(t, "NotoSerifSC_900Black.ttf")
	names, err := Names(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	labels := strings.Join(names[0].Labels, "|")
	if names[0].Weight != 900 || strings.Contains("|"+labels+"|", "|Noto Serif SC|") || !strings.Contains(labels, "Noto Serif SC Black") {
		t.Errorf("%+v", names[0])
	}
}

// Old fonts of 方正 and 中易 carry their Chinese names in GBK.
func TestNameText_GBK(t *testing.T) {
	t.Parallel()
	gbk := table{0xb7, 0xc2, 0xcb, 0xce, '_', 'G', 'B', '2', '3', '1', '2'}
	if got := nameText(platformMac, 25, gbk); got != "仿宋_GB2312" {
		t.Error(got)
	}
	var wide table
	for _, b := range gbk {
		wide = append(wide, 0, b)
	}
	if got := nameText(platformWindows, 3, wide); got != "仿宋_GB2312" {
		t.Error(got)
	}
}

func TestFace_CharactersAndWidths(t *testing.T) {
	t.Parallel()
	f := open(t, song)
	for _, r := range "国一龑𬭊㛃" {
		g, ok := f.Glyph(r)
		if !ok || f.Advance(g) != outline.Em {
			t.Errorf("%c: glyph %d %v, %d wide", r, g, ok, f.Advance(g))
		}
	}
	if _, ok := f.Glyph('\U0001F600'); ok {
		t.Error("an emoji in a Song face")
	}
	if g, _ := f.Glyph('0'); f.Advance(g) != 557 {
		t.Errorf("0 is %d wide", f.Advance(g))
	}
}

// ink compares boxes measured by another program (fontTools' bounds pen).
func TestOutline_Ink(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		r    rune
		box  [4]float64
	}{
		{fang, '国', [4]float64{168, -148, 854, 740}}, {fang, '1', [4]float64{96, 0, 421, 655}}, {fang, '“', [4]float64{585, 394, 915, 692}},
		{kai, '国', [4]float64{123, -91, 888, 763}}, {song, '国', [4]float64{99, -78, 944, 821}}, {song, '×', [4]float64{194, 62, 806, 674}},
	} {
		f := open(t, c.file)
		g, _ := f.Glyph(c.r)
		p, err := f.Outline(g)
		if err != nil {
			t.Fatal(err)
		}
		low, high, _ := p.Box()
		for i, got := range []float64{low.X, low.Y, high.X, high.Y} {
			if math.Abs(got-c.box[i]) > 12 { // control points may lie a little outside
				t.Errorf("%s %c: %v %v, want %v", c.file, c.r, low, high, c.box)
				break
			}
		}
	}
}

func glyphsOf(t testing.TB, f *Face, text string) (glyphs []int, runes []rune) {
	t.Helper()
	for _, r := range text {
		g, ok := f.Glyph(r)
		if !ok {
			t.Fatalf("no %c", r)
		}
		glyphs, runes = append(glyphs, g), append(runes, r)
	}
	return glyphs, runes
}

// A font made anew finds the same characters, with the same widths and shapes.
func TestTrueType_ReadsBack(t *testing.T) {
	t.Parallel()
	for _, file := range []string{fang, kai, song} {
		f := open(t, file)
		glyphs, runes := glyphsOf(t, f, "国务院办公厅A1，。“”一")
		data, err := f.TrueType(glyphs, runes)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(data, 0)
		if err != nil {
			t.Fatal(err)
		}
		if again.Name.Family != f.Name.Family || len(again.tables["OS/2"]) != 96 || len(again.tables["hhea"]) != 36 ||
			len(again.tables["maxp"]) != 32 || len(again.tables["head"]) != 54 || len(again.tables["post"]) != 32 {
			t.Errorf("%s: tables are of the wrong length", file)
		}
		for i, r := range runes {
			g, ok := again.Glyph(r)
			if !ok || g != i+1 || again.Advance(g) != f.Advance(glyphs[i]) {
				t.Fatalf("%s %c: glyph %d, %d wide", file, r, g, again.Advance(g))
			}
			same(t, f, glyphs[i], again, g, 1)
		}
	}
}

func same(t *testing.T, a *Face, ga int, b *Face, gb int, within float64) {
	t.Helper()
	pa, errA := a.Outline(ga)
	pb, errB := b.Outline(gb)
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	lowA, highA, okA := pa.Quads(0.3).Box()
	lowB, highB, okB := pb.Box()
	if okA != okB {
		t.Fatalf("glyph %d: ink %v, %v", ga, okA, okB)
	}
	for _, d := range []float64{lowA.X - lowB.X, lowA.Y - lowB.Y, highA.X - highB.X, highA.Y - highB.Y} {
		if math.Abs(d) > within {
			t.Errorf("glyph %d: box %v %v became %v %v", ga, lowA, highA, lowB, highB)
			return
		}
	}
}

func TestSubset_TrueTypeKeepsShapes(t *testing.T) {
	t.Parallel()
	f := open(t, song)
	glyphs, runes := glyphsOf(t, f, "文⽂国éÄ1")
	p, err := f.Subset(append([]int{0}, glyphs...))
	if err != nil || p.CFF {
		t.Fatal(err, p.CFF)
	}
	if sum := checksum(p.Data); sum != 0xB1B0AFBA {
		t.Errorf("the file sums up to %X", sum)
	}
	back := &Face{tables: map[string]table{}}
	entries, err := directory(bytes.NewReader(p.Data), int64(len(p.Data)), 0)
	if err != nil {
		t.Fatal(err)
	}
	for tag, e := range entries {
		back.tables[tag] = table(p.Data).cut(e.offset, e.length)
	}
	if err := back.readMetrics(); err != nil {
		t.Fatal(err)
	}
	for i := range runes {
		same(t, f, glyphs[i], back, i+1, 0)
	}
}

// collection packs fonts as a TTC or OTC.
func collection(fonts ...[]byte) []byte {
	out := put32([]byte("ttcf\x00\x01\x00\x00"), len(fonts))
	at := 12 + 4*len(fonts)
	var body []byte
	for _, f := range fonts {
		out = put32(out, at+len(body))
		f = bytes.Clone(f)
		for i := range int(binary.BigEndian.Uint16(f[4:])) {
			entry := f[12+16*i+8:]
			binary.BigEndian.PutUint32(entry, binary.BigEndian.Uint32(entry)+uint32(at+len(body)))
		}
		body = append(body, f...)
	}
	return append(out, body...)
}

func TestParse_CollectionsOfBothKinds(t *testing.T) {
	t.Parallel()
	data := collection(read(t, fang), read(t, kai))
	names, err := Names(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(names) != 2 || names[1].Index != 1 || names[1].Family != "霞鹜文楷" {
		t.Fatalf("%+v %v", names, err)
	}
	for i, cff := range []bool{true, false} {
		f, err := Parse(data, i)
		if err != nil {
			t.Fatal(err)
		}
		glyphs, _ := glyphsOf(t, f, "国务院")
		if p, err := f.Subset(append([]int{0}, glyphs...)); err != nil || p.CFF != cff {
			t.Errorf("font %d: CFF %v, %v", i, p.CFF, err)
		}
	}
	if _, err := Parse(data, 2); err == nil {
		t.Error("there is no third font")
	}
}

// FuzzParse damages fonts; nothing may panic or take long.
func FuzzParse(f *testing.F) {
	for _, file := range []string{fang, song} {
		face := open(f, file)
		glyphs, runes := glyphsOf(f, face, "一1“")
		made, err := face.TrueType(glyphs, runes)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(made, uint32(100), byte(7))
		f.Add(collection(made, made), uint32(40), byte(255))
		if p, err := face.Subset(append([]int{0}, glyphs...)); err == nil && p.CFF {
			f.Add(assemble(map[string][]byte{"CFF ": p.Data, "head": face.tables["head"], "hhea": put16(make([]byte, 34), 1), "hmtx": make([]byte, 4),
				"maxp": put16([]byte{0, 0, 0x50, 0}, len(glyphs)+1), "cmap": writeCmap(runes)}), uint32(200), byte(9))
		}
	}
	f.Fuzz(func(_ *testing.T, data []byte, at uint32, b byte) {
		if len(data) > 0 {
			data = bytes.Clone(data)
			data[int(at)%len(data)] = b
		}
		_, _ = Names(bytes.NewReader(data), int64(len(data)))
		for index := range 2 {
			face, err := Parse(data, index)
			if err != nil {
				continue
			}
			all := []int{0}
			for g := range min(face.glyphs, 40) {
				_, _ = face.Outline(g)
				all = append(all, g)
			}
			for _, r := range "国务院 1\U0002b000" {
				_, _ = face.Glyph(r)
			}
			_, _ = face.Subset(all)
			_, _ = face.TrueType([]int{1}, []rune{'国'})
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for _, file := range []string{fang, song} {
		data := read(b, file)
		b.Run(file, func(b *testing.B) {
			for b.Loop() {
				if _, err := Parse(data, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
