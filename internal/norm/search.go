package norm

import (
	"slices"
	"strings"
)

// Search finds clauses, general rules and responsibilities by id or by words,
// all of which must occur. Spaces, full-width characters, kinds of brackets and
// dashes are forgiven. Best first: the id itself, ids that begin so, the words
// in the text, then in what the system does or the specification's name.
func (c *Catalogue) Search(q string) []Clause {
	words := strings.Fields(fold(q))
	if len(words) == 0 {
		return nil
	}
	type hit struct {
		clause Clause
		rank   int
	}
	var hits []hit
	for _, spec := range c.specs {
		for _, clause := range spec.All() {
			if rank, ok := rate(clause, spec.Name, words); ok {
				hits = append(hits, hit{clause, rank})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.rank - b.rank })
	found := make([]Clause, len(hits))
	for i, h := range hits {
		found[i] = h.clause
	}
	return found
}

// rate tells how well a clause answers the words: 0 is best.
func rate(clause Clause, spec string, words []string) (rank int, ok bool) {
	id, whole := fold(clause.ID), strings.Join(words, "")
	// A Chinese keyboard types 。 for the point of an id.
	asked := strings.ReplaceAll(whole, "。", ".")
	text := squeeze(clause.Text)
	rest := id + text + squeeze(clause.System) + squeeze(spec)
	switch {
	case asked == id:
		return 0, true
	case strings.HasPrefix(id, asked):
		return 1, true
	case strings.Contains(text, whole):
		return 2, true
	case within(text, words):
		return 3, true
	case within(rest, words):
		return 4, true
	default:
		return 0, false
	}
}

func within(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// squeeze is fold without spaces: “30 年” and “30年” are the same.
func squeeze(s string) string { return strings.Join(strings.Fields(fold(s)), "") }

// fold makes lower-case, half-width characters with one kind of dash and bracket.
func fold(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // U+FF01–FF5E are ASCII moved by 0xFEE0
			r -= 0xFEE0
		}
		switch r {
		case '　':
			return ' '
		case '–', '—', '‐', '‑', '−', '─':
			return '-'
		case '〔', '【':
			return '['
		case '〕', '】':
			return ']'
		default:
			return r
		}
	}, s))
}
