package search

import "unicode/utf8"

// Text is one part of an entry: what it is (标题, 意见, 文件正文) and what it says.
type Text struct {
	Label string `json:"l"`
	Text  string `json:"t"`
}

// Piece is a part of a text; Mark says that it was looked for.
type Piece struct {
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"`
}

// Lengths of a snippet in characters.
const (
	snippetBefore = 20
	snippetAll    = 90
)

// Mark gives a whole text in pieces.
func (q Query) Mark(text string) []Piece {
	spans, _ := q.spans(text)
	return pieces(text, spans)
}

// Why picks the text in which most of the phrases stand that title does not hold,
// the first of equals, and shows the part where they begin. The label is "" if
// title holds them all, or no text any.
func (q Query) Why(title string, texts []Text) (label string, snippet []Piece) {
	var rest Query
	for _, phrase := range q.phrases {
		if _, n := (Query{[][]unit{phrase}}).spans(title); n == 0 {
			rest.phrases = append(rest.phrases, phrase)
		}
	}
	most := 0
	for _, t := range texts {
		if spans, n := rest.spans(t.Text); n > most {
			all, _ := q.spans(t.Text)
			most, label, snippet = n, t.Label, window(t.Text, spans[0].from, all)
		}
	}
	return label, snippet
}

// window is the part of a text around a place, with … where it goes on.
func window(text string, at int, spans []span) []Piece {
	from, to := at, at
	for n := 0; from > 0 && n < snippetBefore; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	for n := snippetBefore; to < len(text) && n < snippetAll; n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	var inside []span
	for _, s := range spans {
		if s.to > from && s.from < to {
			inside = append(inside, span{max(s.from, from) - from, min(s.to, to) - from})
		}
	}
	all := pieces(text[from:to], inside)
	if from > 0 {
		all = append([]Piece{{Text: "…"}}, all...)
	}
	if to < len(text) {
		all = append(all, Piece{Text: "…"})
	}
	return all
}

func pieces(text string, spans []span) []Piece {
	var all []Piece
	at := 0
	for _, s := range spans {
		if s.from > at {
			all = append(all, Piece{Text: text[at:s.from]})
		}
		all = append(all, Piece{text[s.from:s.to], true})
		at = s.to
	}
	if at < len(text) {
		all = append(all, Piece{Text: text[at:]})
	}
	return all
}
