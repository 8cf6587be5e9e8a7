package sfnt

import (
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Name is what one font of a file is called.
type Name struct {
	Index      int      // in a collection
	Family     string   // the first family name; a Chinese one where there is one
	PostScript string   // ASCII, for documents
	Labels     []string // all family, full and PostScript names by which it may be asked for
	Weight     int      // 400 regular, 900 black
	Restricted bool     // the maker forbids embedding (OS/2 fsType 2)
}

// The kinds of names.
const (
	nameFamily      = 1
	nameStyle       = 2
	nameFull        = 4
	namePostScript  = 6
	nameTypoFamily  = 16
	nameTypoStyle   = 17
	regularAtMost   = 450
	platformMac     = 1
	platformWindows = 3
)

func readNames(index int, name, os2 table) Name {
	n := Name{Index: index, Weight: 400}
	if len(os2) >= 10 {
		n.Weight, n.Restricted = os2.u16(4), os2.u16(8)&0xf == 2
	}
	byKind := map[int][]string{}
	storage := name.u16(4)
	for i := range min(name.u16(2), 512) {
		at := 6 + 12*i
		kind := name.u16(at + 6)
		text := nameText(name.u16(at), name.u16(at+2), name.cut(storage+name.u16(at+10), name.u16(at+8)))
		if text != "" && !slices.Contains(byKind[kind], text) {
			byKind[kind] = append(byKind[kind], text)
		}
	}
	n.Labels = labels(byKind, n.Weight)
	for _, kind := range []int{nameTypoFamily, nameFamily, nameFull} {
		for _, text := range byKind[kind] {
			if n.Family == "" || ascii(n.Family) && !ascii(text) {
				n.Family = text
			}
		}
	}
	if names := byKind[namePostScript]; len(names) > 0 {
		n.PostScript = names[0]
	}
	return n
}

// labels leaves out a family's name where the font is only its bold or other
// member: who asks for “Noto Serif SC” does not mean the black one.
func labels(byKind map[int][]string, weight int) []string {
	all := slices.Concat(byKind[nameFull], byKind[namePostScript])
	bold := func(style string) bool {
		style = strings.ToLower(style)
		return strings.Contains(style, "bold") || strings.Contains(style, "italic")
	}
	if !slices.ContainsFunc(byKind[nameStyle], bold) {
		all = append(all, byKind[nameFamily]...)
	}
	if weight <= regularAtMost || len(byKind[nameTypoStyle]) == 0 {
		all = append(all, byKind[nameTypoFamily]...)
	}
	return all
}

// nameText decodes a name: UTF-16 mostly; old Chinese fonts also use GBK, in
// Windows names with each byte in two.
func nameText(platform, encoding int, data table) string {
	gbk := false
	switch {
	case platform == platformMac && encoding == 0:
		if !ascii(string(data)) {
			return ""
		}
		return string(data)
	case platform == platformMac && encoding == 25:
		gbk = true
	case platform == platformWindows && encoding == 3:
		data = slices.DeleteFunc(slices.Clone(data), func(b byte) bool { return b == 0 })
		gbk = true
	case platform == platformMac:
		return ""
	}
	if gbk {
		text, err := simplifiedchinese.GBK.NewDecoder().Bytes(data)
		if err != nil {
			return ""
		}
		return string(text)
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data.u16(2 * i)) //nolint:gosec // G115: read as 16 bits
	}
	return string(utf16.Decode(units))
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
