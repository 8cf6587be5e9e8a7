package stamp

import (
	"bytes"
	"strings"
)

// balance tells how many graphics states a page's content leaves open (q without Q),
// and whether it closes some that it never opened. Content that cannot be unpacked is
// taken to be in order, as nearly all is.
func (f *file) balance(contents []value) (open int, stray bool) {
	for _, c := range contents {
		r, ok := c.(ref)
		if !ok {
			continue
		}
		p, ok := f.places[r.number]
		if !ok || p.within > 0 {
			continue
		}
		_, d, packed, err := f.objectAt(p.offset)
		if err != nil || d == nil {
			continue
		}
		data, err := f.decode(d, packed)
		if err != nil {
			return 0, false
		}
		open, stray = count(data, open, stray)
	}
	return max(0, open), stray
}

func count(data []byte, open int, stray bool) (int, bool) {
	l := &lexer{data, 0}
	for {
		switch t := l.token(); t {
		case "":
			return open, stray
		case "q":
			open++
		case "Q":
			if open--; open < 0 {
				open, stray = 0, true
			}
		case "ID":
			l.picture()
		}
	}
}

// picture moves behind an inline picture, which ends with EI between white space.
func (l *lexer) picture() {
	for {
		i := bytes.Index(l.data[l.at:], []byte("EI"))
		if i < 0 {
			l.at = len(l.data)
			return
		}
		l.at += i + 2
		if betweenSpaces(l.data, l.at-2) {
			return
		}
	}
}

func betweenSpaces(data []byte, at int) bool {
	space := func(i int) bool { return i >= len(data) || strings.IndexByte(whitespace, data[i]) >= 0 }
	return at > 0 && space(at-1) && space(at+2)
}
