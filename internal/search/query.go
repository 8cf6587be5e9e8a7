package search

import (
	"slices"
	"strings"
)

// Query is what somebody looks for: phrases, all of which must stand in one
// entry.
type Query struct{ phrases [][]unit }

// Bounds of a query; what is more is left out.
const (
	mostPhrases = 8
	mostUnits   = 64 // of a phrase
)

// Parse reads what was typed: spaces part phrases, all other signs are ignored.
func Parse(typed string) Query {
	var q Query
	for word := range strings.FieldsSeq(typed) {
		phrase := units(word)
		if len(phrase) == 0 || len(q.phrases) == mostPhrases {
			continue
		}
		q.phrases = append(q.phrases, phrase[:min(len(phrase), mostUnits)])
	}
	return q
}

// Empty tells whether there is nothing to look for.
func (q Query) Empty() bool { return len(q.phrases) == 0 }

// sought are the terms of a phrase; open says that the last one may go on: one
// character begins a pair, letters a longer word. Numbers are whole, so that 87
// does not find 870.
func sought(phrase []unit) (terms []string, open bool) {
	last := len(phrase) - 1
	for i, u := range phrase {
		if i == last && u.kind == char && !u.begins {
			return terms, false // the pair before holds it
		}
		terms = append(terms, term(phrase, i))
	}
	return terms, phrase[last].kind != digit
}

// fts5 is the query for SQLite, tsquery that for PostgreSQL. Terms are letters
// and digits alone, so that nothing in them needs to be escaped.
func (q Query) fts5() string {
	return q.each(" AND ", func(terms []string, open bool) string {
		return `"` + strings.Join(terms, " ") + `"` + star(open, " *")
	})
}

func (q Query) tsquery() string {
	return q.each(" & ", func(terms []string, open bool) string {
		return "('" + strings.Join(terms, "' <-> '") + "'" + star(open, ":*") + ")"
	})
}

func (q Query) each(joint string, write func([]string, bool) string) string {
	parts := make([]string, len(q.phrases))
	for i, phrase := range q.phrases {
		parts[i] = write(sought(phrase))
	}
	return strings.Join(parts, joint)
}

func star(open bool, sign string) string {
	if open {
		return sign
	}
	return ""
}

// span is a place in a text where a phrase stands, in bytes.
type span struct{ from, to int }

// spans finds every place of every phrase in a text, in order and without
// overlaps, and how many phrases have one.
func (q Query) spans(text string) (found []span, phrases int) {
	all := units(text)
	for _, phrase := range q.phrases {
		before := len(found)
		for i := range all {
			if stands(all[i:], phrase) {
				found = append(found, span{all[i].from, all[i+len(phrase)-1].to})
			}
		}
		if len(found) > before {
			phrases++
		}
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	joined := found[:0]
	for _, s := range found {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined, phrases
}

// stands tells whether a text goes on with a phrase; it says the same of a text
// as the index does.
func stands(text, phrase []unit) bool {
	if len(text) < len(phrase) {
		return false
	}
	last := len(phrase) - 1
	for i, p := range phrase {
		u := text[i]
		same := u.text == p.text || i == last && p.kind == letter && strings.HasPrefix(u.text, p.text)
		if !same || u.kind != p.kind || i > 0 && u.begins != p.begins {
			return false
		}
	}
	return true
}
