package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unit is one character of a run of Chinese, or one whole word of letters or of
// digits.
type unit struct {
	text     string // folded
	kind     kind
	begins   bool // a run: what stands before it is no neighbour
	from, to int  // bytes of the source
}

type kind int

const (
	apart  kind = iota // between words: spaces, brackets, all punctuation
	char               // Chinese, and what is written like it
	letter             // of a word
	digit              // of a number
	gone               // not seen: zero-width marks, variants of a character
)

// kindOf says what a folded rune is. Characters that only a font knows and the
// planes of rare ones count as Chinese, whatever this program's tables know of
// them: names are written with them.
func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z':
		return letter
	case r >= '0' && r <= '9':
		return digit
	case r < utf8.RuneSelf:
		return apart
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Co) || r >= 0x20000 && r < 0x40000:
		return char
	case unicode.Is(unicode.Nd, r):
		return digit
	case unicode.IsLetter(r):
		return letter
	case unicode.In(r, unicode.M, unicode.Cf):
		return gone
	case unicode.IsNumber(r):
		return char
	}
	return apart
}

// longestWord bounds a word in runes: PostgreSQL takes no lexeme past 2 KB.
const longestWord = 64

// units cuts a text. Letters and digits that touch are two words.
func units(text string) []unit {
	all := make([]unit, 0, len(text)/3)
	run := apart // what the last unit is part of
	for at, r := range text {
		for _, folded := range fold(r) {
			k, end := kindOf(folded), at+utf8.RuneLen(r)
			switch {
			case k == gone:
			case k == apart:
				run = apart
			case k == run && k != char:
				last := &all[len(all)-1]
				last.to = end
				if utf8.RuneCountInString(last.text) < longestWord {
					last.text += string(folded)
				}
			default:
				all = append(all, unit{string(folded), k, k != run, at, end})
				run = k
			}
		}
	}
	return all
}

// fold makes one form of many: １ → 1, Ａ → a, ⽇ (a radical, as some PDFs have
// it) → 日.
func fold(r rune) string {
	if r >= 0x4e00 && r <= 0x9fff {
		return string(r)
	}
	return strings.ToLower(norm.NFKC.String(string(r)))
}

// term is what the index holds for a unit.
func term(all []unit, i int) string {
	if all[i].kind == char && i+1 < len(all) && !all[i+1].begins {
		return all[i].text + all[i+1].text
	}
	return all[i].text
}
