package diff

import (
	"strings"
	"unicode"
)

// Kind says whether a piece stands in both texts or in one.
type Kind int

// The kinds.
const (
	Same Kind = iota
	Gone      // only in the old text
	Come      // only in the new one
)

// Piece is a part of the comparison: neighbours are of different kinds.
type Piece struct {
	Kind Kind
	Text string
}

// Words compares two texts. The pieces that are Same or Gone, joined, are the old
// text, those that are Same or Come the new one. Where both are very different
// (more than mostEdits pieces), what differs is given as one whole.
func Words(old, now string) []Piece {
	a, b := split(old), split(now)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out pieces
	out.add(Same, a[:head]...)
	middle(a[head:len(a)-tail], b[head:len(b)-tail], &out)
	out.add(Same, a[len(a)-tail:]...)
	return tidy(out)
}

// tidy puts what went before what came, and takes a single character that happens
// to stand in both between two changes as changed as well: people read whole words.
func tidy(all pieces) []Piece {
	var out pieces
	gone, come := "", ""
	flush := func() {
		out.add(Gone, gone)
		out.add(Come, come)
		gone, come = "", ""
	}
	for i, p := range all {
		switch {
		case p.Kind == Gone:
			gone += p.Text
		case p.Kind == Come:
			come += p.Text
		case gone+come != "" && i < len(all)-1 && len([]rune(p.Text)) == 1 && p.Text != "\n":
			gone, come = gone+p.Text, come+p.Text
		default:
			flush()
			out.add(Same, p.Text)
		}
	}
	flush()
	return out
}

// Changed counts the characters that went and that came.
func Changed(all []Piece) (gone, come int) {
	for _, p := range all {
		n := len([]rune(p.Text))
		switch p.Kind {
		case Gone:
			gone += n
		case Come:
			come += n
		case Same:
		}
	}
	return gone, come
}

// split takes a text apart; joined, the parts are the text again.
func split(text string) []string {
	var parts []string
	from, last := 0, 0 // last is the class of what is being collected
	for i, r := range text {
		c := class(r)
		if i > from && (c != last || c == single) {
			parts = append(parts, text[from:i])
			from = i
		}
		last = c
	}
	if from < len(text) {
		parts = append(parts, text[from:])
	}
	return parts
}

const (
	single = iota + 1 // stands alone: 汉字, punctuation, blanks
	letters
	digits
)

func class(r rune) int {
	switch {
	case unicode.Is(unicode.Han, r):
	case unicode.IsDigit(r):
		return digits
	case unicode.IsLetter(r):
		return letters
	}
	return single
}

type pieces []Piece

func (p *pieces) add(k Kind, parts ...string) {
	text := strings.Join(parts, "")
	if text == "" {
		return
	}
	if n := len(*p); n > 0 && (*p)[n-1].Kind == k {
		(*p)[n-1].Text += text
		return
	}
	*p = append(*p, Piece{k, text})
}

// mostEdits bounds the work: the trace takes its square in memory.
const mostEdits = 1500

// middle is Myers' greedy comparison of what neither begins nor ends alike.
func middle(a, b []string, out *pieces) {
	trace := search(a, b)
	if trace == nil {
		out.add(Gone, a...)
		out.add(Come, b...)
		return
	}
	type step struct {
		kind Kind
		text string
	}
	var back []step
	x, y := len(a), len(b)
	for d := len(trace) - 1; d > 0; d-- {
		v, k := trace[d-1], x-y
		from := k - 1
		if k == -d || k != d && v[d-1+k-1] < v[d-1+k+1] {
			from = k + 1
		}
		px := v[d-1+from]
		py := px - from
		for x > px && y > py && x > 0 && y > 0 && a[x-1] == b[y-1] {
			x, y = x-1, y-1
			back = append(back, step{Same, a[x]})
		}
		if from == k+1 {
			y--
			back = append(back, step{Come, b[y]})
		} else {
			x--
			back = append(back, step{Gone, a[x]})
		}
	}
	for x > 0 {
		x--
		back = append(back, step{Same, a[x]})
	}
	for i := len(back) - 1; i >= 0; i-- {
		out.add(back[i].kind, back[i].text)
	}
}

// search gives, for each number of edits d, how far each diagonal reaches (v[d+k]);
// nil if there are too many.
func search(a, b []string) [][]int {
	var trace [][]int
	for d := 0; d <= min(len(a)+len(b), mostEdits); d++ {
		v := make([]int, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				before := trace[d-1] // diagonals -(d-1) … d-1
				if k == -d || k != d && before[d-1+k-1] < before[d-1+k+1] {
					x = before[d-1+k+1]
				} else {
					x = before[d-1+k-1] + 1
				}
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[d+k] = x
			if x >= len(a) && y >= len(b) {
				return append(trace, v)
			}
		}
		trace = append(trace, v)
	}
	return nil
}
