package font

import (
	"path/filepath"
	"slices"

	"golang.org/x/text/encoding/simplifiedchinese"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/page"
)

// Report says how a role is filled, for the administrator's page.
type Report struct {
	Role  page.Role
	Fonts []File // the role's own, best first; empty where 宋体 has to stand in
	// Missing are the characters asked for that no font of the chain has.
	Missing []rune
	// Borrowed are those that the role's own fonts lack and others lend.
	Borrowed []rune
}

// File is one font of a role.
type File struct {
	Name       string // of the file
	Family     string
	Own        bool // the bureau's; else a free one that stands in
	Restricted bool // the maker forbids embedding: look at the licence
	GB2312     int  // how many of the 6,763 characters of GB/T 2312 it has
	Fault      string
}

// GB2312 is the number of Chinese characters of GB/T 2312-1980.
const GB2312 = 6763

// Report tells for each role what fills it and which of the characters of text (the
// names of staff, of organs) it lacks. It reads the files of all roles.
func (s *Set) Report(text string) (all []Report, err error) {
	defer errs.Wrap(&err, "font.Report")
	for _, role := range Roles {
		c, err := s.load(role)
		if err != nil {
			return nil, err
		}
		r := Report{Role: role}
		own := ownFonts(c, role)
		for _, l := range own {
			r.Fonts = append(r.Fonts, l.describe())
		}
		seen := map[rune]bool{' ': true, '\n': true}
		for _, ch := range text {
			if seen[ch] {
				continue
			}
			seen[ch] = true
			switch {
			case !c.has(ch):
				r.Missing = append(r.Missing, ch)
			case !own.has(ch):
				r.Borrowed = append(r.Borrowed, ch)
			}
		}
		all = append(all, r)
	}
	return all, nil
}

// ownFonts are the fonts of a chain that are meant for the role.
func ownFonts(c chain, role page.Role) (own chain) {
	for _, l := range c {
		if slices.ContainsFunc(families(role), func(f family) bool { return len(f.of([]*member{l.member})) > 0 }) {
			own = append(own, l)
		}
	}
	return own
}

func (c chain) has(r rune) bool {
	for _, l := range c {
		if face, err := l.load(); err == nil {
			if _, ok := face.Glyph(r); ok {
				return true
			}
		}
	}
	return false
}

func (l link) describe() File {
	f := File{Name: filepath.Base(l.path), Family: l.name.Family, Own: l.own, Restricted: l.name.Restricted}
	face, err := l.load()
	if err != nil {
		f.Fault = "文件损坏，或者是不能用的字体"
		return f
	}
	for _, r := range gb2312() {
		if _, ok := face.Glyph(r); ok {
			f.GB2312++
		}
	}
	return f
}

// gb2312 are the characters of rows 16 to 87.
func gb2312() []rune {
	var bytes []byte
	for row := byte(0xb0); row <= 0xf7; row++ {
		for cell := byte(0xa1); cell <= 0xfe; cell++ {
			if row == 0xd7 && cell >= 0xfa { // five places are empty
				continue
			}
			bytes = append(bytes, row, cell)
		}
	}
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(bytes)
	if err != nil {
		return nil
	}
	return []rune(string(text))
}
