package typeset

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"guiju.cn/guiju/internal/errs"
)

// Role is what a text is, not which font it has.
type Role int

// The roles.
const (
	Song Role = iota // 宋体: text of registers
	Hei              // 黑体: titles
)

// Fonts are the fonts of a folder by role, read when first needed.
type Fonts struct {
	dir  string
	once sync.Once
	err  error
	role map[Role][]*face
}

// OpenFonts names the folder; the files are read at the first print.
func OpenFonts(dir string) *Fonts { return &Fonts{dir: dir} }

// words in a font's family that tell its role.
var families = map[Role][]string{Song: {"Serif", "Song", "Sung", "宋"}, Hei: {"Sans", "Hei", "黑"}}

func (f *Fonts) load() error {
	f.once.Do(func() { f.err = f.read() })
	return f.err
}

func (f *Fonts) read() (err error) {
	defer errs.Wrap(&err, "typeset.Fonts(%s)", f.dir)
	files, err := filepath.Glob(filepath.Join(f.dir, "*.tt[fc]"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	f.role = map[Role][]*face{}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		font, err := parseFont(data)
		if err != nil {
			continue // another kind of font; the chain goes on without it
		}
		for role, words := range families {
			for _, word := range words {
				if strings.Contains(font.family, word) {
					f.role[role] = append(f.role[role], font)
					break
				}
			}
		}
	}
	if len(f.role[Song]) == 0 || len(f.role[Hei]) == 0 {
		return errs.Newf(errs.Unavailable, "没有可用的中文字体：把宋体和黑体字体文件放到 %s", f.dir)
	}
	return nil
}

// find gives the font of the role's chain that has a character; 宋体 is the last
// resort of every role.
func (f *Fonts) find(role Role, c rune) (*face, uint16, error) {
	for _, font := range append(append([]*face(nil), f.role[role]...), f.role[Song]...) {
		if glyph, ok := font.runes[c]; ok {
			return font, glyph, nil
		}
	}
	return nil, 0, errs.Newf(errs.Invalid, "没有打印：字体里没有“%c”（U+%04X），补充字体后再打印", c, c)
}

// width is a text's width in millimetres at a size in points.
func (f *Fonts) width(role Role, size float64, text string) (float64, error) {
	total := 0
	for _, c := range text {
		font, glyph, err := f.find(role, c)
		if err != nil {
			return 0, err
		}
		total += font.advance(glyph)
	}
	return float64(total) / 1000 * size * mmPerPoint, nil
}

const mmPerPoint = 25.4 / 72

// Check tells whether every character of texts can be printed.
func (f *Fonts) Check(texts ...string) error {
	if err := f.load(); err != nil {
		return err
	}
	for _, text := range texts {
		if _, err := f.width(Song, 10, text); err != nil {
			return fmt.Errorf("typeset: %w", err)
		}
	}
	return nil
}
