package line

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Marks that close what is before them, or open what follows.
const (
	closing = "，。、；：？！）》〉】〕」』”’"
	opening = "（《〈【〔「『“‘"
)

// NoStart tells whether a line may not begin with r (避头).
func NoStart(r rune) bool {
	return strings.ContainsRune(closing+"…—～·％‰℃,.;:?!)]}%", r)
}

// NoEnd tells whether a line may not end with r (避尾).
func NoEnd(r rune) bool { return strings.ContainsRune(opening+"￥＄([{", r) }

// Wide tells whether r takes a whole cell whatever its font says: Chinese
// characters and punctuation, and the signs that are narrow elsewhere (“ ” · ×).
func Wide(r rune) bool {
	if r < 0x80 || unicode.Is(unicode.Mn, r) {
		return false
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return true
	default:
		return false
	}
}

// slack is how much of a cell punctuation may give up, left and right of its ink.
func slack(r rune) (lead, trail float64) {
	switch {
	case strings.ContainsRune("；：？！", r):
		return 0, 0.35 // their ink is nearer to the middle
	case strings.ContainsRune(closing, r):
		return 0, 0.5
	case strings.ContainsRune(opening, r):
		return 0.5, 0
	}
	return 0, 0
}

// number is a document number with the organ code before it: 云政办发〔2026〕41号.
var number = regexp.MustCompile(`[\p{Han}×]{0,5}〔\d{4}〕\d{1,5}号`)

// Keep tells which runes of text may not begin a line because they continue a
// document number.
func Keep(text string) map[int]bool {
	if !strings.ContainsRune(text, '〔') {
		return nil
	}
	keep := map[int]bool{}
	for _, at := range number.FindAllStringIndex(text, -1) {
		from := utf8.RuneCountInString(text[:at[0]])
		for i := range utf8.RuneCountInString(text[at[0]:at[1]]) {
			if i > 0 {
				keep[from+i] = true
			}
		}
	}
	return keep
}

// mayBreak tells whether a line may end before character i.
func (p *paragraph) mayBreak(i int) bool {
	if i == 0 || i >= len(p.chars) {
		return true
	}
	next, before := p.chars[i], p.chars[i-1]
	if next.space || p.keep[i] || NoStart(next.r) || unicode.Is(unicode.M, next.r) {
		return false
	}
	if p.opensAt(i) {
		return false
	}
	if before.latin() && next.latin() {
		// A path or a long word with a hyphen may end after it; a minus may not.
		return (before.r == '/' || before.r == '-') && i > 1 && p.chars[i-2].latin()
	}
	return true
}

// opensAt tells whether a line that ends before character i, but for spaces,
// would end with a mark that may not.
func (p *paragraph) opensAt(i int) bool {
	last := i - 1
	for last > 0 && p.chars[last].space {
		last--
	}
	return NoEnd(p.chars[last].r)
}
