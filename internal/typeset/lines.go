package typeset

import "strings"

// Characters that may not begin a line (避头) or end one (避尾).
const (
	noStart = "，。、；：？！）》〉】〕」』”’…—～·％‰℃,.;:?!)]}%"
	noEnd   = "（《〈【〔「『“‘￥＄([{"
)

// breakLines cuts a text into lines of at most width millimetres: between
// Chinese characters anywhere but where 避头尾 forbids it; Latin words and
// numbers whole, unless one is longer than a line.
func (f *Fonts) breakLines(role Role, size, width float64, text string) ([]string, error) {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		more, err := f.breakParagraph(role, size, width, paragraph)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	return lines, nil
}

func (f *Fonts) breakParagraph(role Role, size, width float64, text string) ([]string, error) {
	var lines []string
	line, used := "", 0.0
	for _, piece := range pieces(text) {
		w, err := f.width(role, size, piece)
		if err != nil {
			return nil, err
		}
		if used+w > width && line != "" {
			lines = append(lines, line)
			line, used = "", 0
		}
		for w > width && len([]rune(piece)) > 1 { // longer than a line: cut
			head, rest, err := f.cut(role, size, width, piece)
			if err != nil {
				return nil, err
			}
			lines = append(lines, head)
			piece = rest
			if w, err = f.width(role, size, piece); err != nil {
				return nil, err
			}
		}
		line += piece
		used += w
	}
	return append(lines, line), nil
}

func (f *Fonts) cut(role Role, size, width float64, piece string) (head, rest string, err error) {
	runes := []rune(piece)
	for n := len(runes) - 1; n > 1; n-- {
		w, err := f.width(role, size, string(runes[:n]))
		if err != nil {
			return "", "", err
		}
		if w <= width {
			return string(runes[:n]), string(runes[n:]), nil
		}
	}
	return string(runes[:1]), string(runes[1:]), nil
}

// pieces are what stays together: a word, or a Chinese character with the marks
// that may not part from it.
func pieces(text string) []string {
	var all []string
	glue := false // the piece before may not end a line
	for _, c := range text {
		last := len(all) - 1
		joined := last >= 0 && (glue || strings.ContainsRune(noStart, c) || latin(c) && latin(lastRune(all[last])))
		if joined {
			all[last] += string(c)
		} else {
			all = append(all, string(c))
		}
		glue = strings.ContainsRune(noEnd, c)
	}
	return all
}

func latin(c rune) bool { return c > ' ' && c < 0x2000 && !strings.ContainsRune(noStart+noEnd, c) }

func lastRune(s string) rune {
	r := []rune(s)
	return r[len(r)-1]
}
