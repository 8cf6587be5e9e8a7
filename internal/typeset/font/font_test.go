package font_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/sfnt"
	"guiju.cn/guiju/internal/typeset/typetest"
)

func find(t *testing.T, s *font.Set, role page.Role, r rune) font.Glyph {
	t.Helper()
	g, err := s.Find(role, r)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestFind_RoleFirstThenSong(t *testing.T) {
	t.Parallel()
	s := typetest.Fonts(t)
	for _, c := range []struct {
		role page.Role
		r    rune
		want string
	}{
		{page.Fang, '国', "FandolFang-Regular"}, {page.Fang, '龑', "NotoSerifSC-Regular"}, {page.Fang, '2', "NotoSerifSC-Regular"}, {page.Fang, '，', "FandolFang-Regular"},
		{page.Kai, '龑', "LXGWWenKai-Regular"}, {page.Kai, '2', "LXGWWenKai-Regular"}, {page.Hei, '国', "NotoSansSC-Medium"},
		{page.BiaoSong, '国', "NotoSerifSC-Black"}, {page.Song, '𬭊', "NotoSerifSC-Regular"},
	} {
		if got := find(t, s, c.role, c.r).Face.Name.PostScript; got != c.want {
			t.Errorf("%s %c: %s, want %s", c.role.Name(), c.r, got, c.want)
		}
	}
}

// Quotation marks, dashes and dots of Chinese text take up full cells in every
// role; opening marks stand at the right of theirs (GB/T 15834).
func TestFind_FullCells(t *testing.T) {
	t.Parallel()
	s := typetest.Fonts(t)
	for _, role := range font.Roles {
		for _, r := range "“”‘’·—…×，。（《国" {
			if em, err := s.Advance(role, r); em != 1 || err != nil {
				t.Errorf("%s %c: %v em, %v", role.Name(), r, em, err)
			}
		}
		for _, r := range "123456789" {
			if find(t, s, role, r).Advance != find(t, s, role, '0').Advance {
				t.Errorf("%s: %c is not as wide as 0", role.Name(), r)
			}
		}
	}
	left := func(role page.Role, r rune) float64 {
		g := find(t, s, role, r)
		p, err := g.Face.Outline(g.ID)
		if err != nil {
			t.Fatal(err)
		}
		low, _, _ := p.Box()
		return low.X + float64(g.Shift)
	}
	for _, role := range font.Roles {
		if open, shut := left(role, '“'), left(role, '”'); open < 500 || shut > 100 {
			t.Errorf("%s: “ begins at %.0f, ” at %.0f", role.Name(), open, shut)
		}
		if dash := left(role, '—'); dash > 60 {
			t.Errorf("%s: — begins at %.0f", role.Name(), dash)
		}
	}
}

func TestFind_MissingCharacterIsNamed(t *testing.T) {
	t.Parallel()
	_, err := typetest.Fonts(t).Advance(page.Kai, '\U0001F600')
	missing, ok := errors.AsType[*page.Missing](err)
	if !ok || missing.Rune != '\U0001F600' || missing.Role != page.Kai {
		t.Fatalf("%v", err)
	}
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Public(err), "U+1F600") {
		t.Errorf("%v %q", errs.KindOf(err), errs.Public(err))
	}
}

// named makes a font file of a few characters under another name.
func named(t *testing.T, dir, family, text string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(typetest.Dir, "LXGWWenKai-Regular.ttf"))
	if err != nil {
		t.Fatalf("no fonts: make fonts (%v)", err)
	}
	face, err := sfnt.Parse(data, 0)
	if err != nil {
		t.Fatal(err)
	}
	var glyphs []int
	for _, r := range text {
		g, _ := face.Glyph(r)
		glyphs = append(glyphs, g)
	}
	face.Name.Family, face.Name.PostScript = family, "Own"
	made, err := face.TrueType(glyphs, []rune(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, family+".TTF"), made, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFind_TheBureausOwnFontsComeFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := font.OpenSet(dir).Find(page.Song, '国'); errs.KindOf(err) != errs.Unavailable {
		t.Fatalf("an empty folder: %v", err)
	}
	s := font.OpenSet(dir)
	named(t, dir, "霞鹜文楷", "国务1")
	if err := os.WriteFile(filepath.Join(dir, "damaged.ttf"), []byte("\x00\x01\x00\x00 not a font"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The free one stands in where nothing else is, and is found without a restart.
	if got := find(t, s, page.Fang, '国').Face.Name.Family; got != "霞鹜文楷" {
		t.Error(got)
	}
	named(t, dir, "方正小标宋简体", "国")
	named(t, dir, "FangSong_GB2312", "国1")
	named(t, dir, "华文仿宋", "国务院1")
	s = font.OpenSet(dir)
	for _, c := range []struct {
		role page.Role
		r    rune
		want string
	}{
		{page.BiaoSong, '国', "方正小标宋简体"}, {page.Fang, '国', "FangSong_GB2312"}, {page.Fang, '1', "FangSong_GB2312"},
		{page.Fang, '务', "华文仿宋"}, {page.Kai, '国', "霞鹜文楷"}, {page.Kai, '院', "华文仿宋"},
	} {
		if got := find(t, s, c.role, c.r).Face.Name.Family; got != c.want {
			t.Errorf("%s %c: %s, want %s", c.role.Name(), c.r, got, c.want)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	all, err := typetest.Fonts(t).Report("张堃 李\U0001F600")
	if err != nil || len(all) != len(font.Roles) {
		t.Fatal(err)
	}
	for _, r := range all {
		if len(r.Fonts) == 0 || r.Fonts[0].GB2312 != font.GB2312 || r.Fonts[0].Own || r.Fonts[0].Restricted || r.Fonts[0].Fault != "" {
			t.Errorf("%s: %+v", r.Role.Name(), r.Fonts)
		}
		if string(r.Missing) != "\U0001F600" {
			t.Errorf("%s: missing %q", r.Role.Name(), string(r.Missing))
		}
		borrowed := ""
		if r.Role == page.Fang {
			borrowed = "堃"
		}
		if string(r.Borrowed) != borrowed {
			t.Errorf("%s: borrowed %q", r.Role.Name(), string(r.Borrowed))
		}
	}
}

func BenchmarkAdvance(b *testing.B) {
	s := typetest.Fonts(b)
	for b.Loop() {
		for _, r := range "国务院办公厅2026年" {
			if _, err := s.Advance(page.Fang, r); err != nil {
				b.Fatal(err)
			}
		}
	}
}
