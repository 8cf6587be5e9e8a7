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

// Why picks the text of an entry in which most of the phrases stand, the first
// of equals, and shows the part where they begin; the label is "" if none does.
func (q Query) Why(texts []Text) (label string, snippet []Piece) {
	most := 0
	for _, t := range texts {
		spans, n := q.spans(t.Text)
		if n > most {
			most, label, snippet = n, t.Label, window(t.Text, spans)
		}
	}
	return label, snippet
}

// window is the part of a text around the first span, with … where it goes on.
func window(text string, spans []span) []Piece {
	from, to := spans[0].from, spans[0].from
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
		if s.from < to {
			inside = append(inside, span{s.from - from, min(s.to, to) - from})
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
