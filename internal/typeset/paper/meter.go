package paper

import (
	"strings"
	"unicode"

	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// meter measures text, remembering widths: registers ask for few characters often.
type meter struct {
	page.Measurer
	known map[widthKey]float64 // em
}

type widthKey struct {
	role page.Role
	r    rune
}

func newMeter(m page.Measurer) *meter { return &meter{m, map[widthKey]float64{}} }

// Advance is page.Measurer.
func (m *meter) Advance(role page.Role, r rune) (float64, error) {
	key := widthKey{role, r}
	if em, ok := m.known[key]; ok {
		return em, nil
	}
	em, err := m.Measurer.Advance(role, r)
	if err == nil {
		m.known[key] = em
	}
	return em, err
}

// units are not parted from their number.
const units = "号份件页年月日元人项条"

// mayBreak tells whether a line may end between two characters: between Chinese ones
// mostly, between words, never inside a number.
func mayBreak(before, after rune) bool {
	word := func(r rune) bool { return r > ' ' && r < 0x2000 }
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	if before == '〕' && digit(after) || digit(before) && strings.ContainsRune(units, after) || after == '〔' {
		return false // the number of a document, a number and what it counts
	}
	return !line.NoStart(after) && !line.NoEnd(before) && (!word(before) || !word(after))
}

// wrap cuts a text into lines of at most width mm. What has no place to break is cut
// where it is full; nothing is lost but the line feeds.
func (m *meter) wrap(role page.Role, size, width float64, text string) (lines []string, err error) {
	limit := width/(size*page.PointMM) + 1e-6 // em
	for paragraph := range strings.SplitSeq(text, "\n") {
		start, cut := 0, 0         // of the line, and the last place to break in it
		used, sinceCut := 0.0, 0.0 // em
		before := rune(0)
		for i, r := range paragraph {
			em, err := m.Advance(role, r)
			if err != nil {
				return nil, err
			}
			if i > start && mayBreak(before, r) {
				cut, sinceCut = i, 0
			}
			if used+em > limit && i > start {
				if cut <= start {
					cut, sinceCut = i, 0
				}
				lines = append(lines, paragraph[start:cut])
				start, used = cut, sinceCut
			}
			used, sinceCut, before = used+em, sinceCut+em, r
		}
		lines = append(lines, paragraph[start:])
	}
	return lines, nil
}

// longest is the width in em of the longest part of a text that is not broken; of
// parts longer than a line of a narrow column, which are, as much as that.
func (m *meter) longest(role page.Role, text string) (most float64, err error) {
	used, before := 0.0, rune(0)
	for _, r := range text {
		em, err := m.Advance(role, r)
		if err != nil {
			return 0, err
		}
		if before == '\n' || mayBreak(before, r) {
			used = 0
		}
		used, before = used+em, r
		most = max(most, min(used, longestKept))
	}
	return most, nil
}

// longestKept is how many em a column is widened for at most: a moment of time.
const longestKept = 10

// clean drops what has no ink and no width of its own (marks of word processors, zero-
// width spaces); tabs and line feeds stay.
func clean(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, s)
}

func hidden(r rune) bool { return r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf) }
