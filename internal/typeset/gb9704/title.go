package gb9704

import (
	"math"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/line"
	"guiju.cn/guiju/internal/typeset/page"
)

// A title has at most four lines of twenty characters.
const (
	titleLines = 4
	titleCells = 20.0
)

// breakTitle divides a title by sense into a trapezoid or a diamond (7.3.1): the
// drafter's own breaks if there are any, else the cheapest of all divisions.
// whole are names that stay on one line.
func breakTitle(m page.Measurer, place, title string, whole []string) ([]string, error) {
	lines := strings.Split(title, "\n")
	if len(lines) == 1 {
		t, err := measureTitle(m, title)
		if err != nil {
			return nil, at(place, err)
		}
		t.rate(whole)
		if lines = t.best(); lines == nil {
			return nil, errs.Newf(errs.Invalid, "没有排版：%s有 %.0f 字，%d 行排不下：改短一些", place, t.upTo[len(t.upTo)-1], titleLines)
		}
		return lines, nil
	}
	for n, l := range lines {
		t, err := measureTitle(m, l)
		if err != nil {
			return nil, at(place, err)
		}
		if w := t.upTo[len(t.upTo)-1]; w > titleCells+0.01 || n >= titleLines {
			return nil, errs.Newf(errs.Invalid, "没有排版：%s第 %d 行有 %.1f 字，每行最多 %.0f 字、最多 %d 行：改换行的地方", place, n+1, w, titleCells, titleLines)
		}
	}
	return lines, nil
}

type title struct {
	runes []rune
	upTo  []float64 // cells before each character, and of all
	cost  []float64 // of a break before each character
}

func measureTitle(m page.Measurer, text string) (*title, error) {
	t := &title{runes: []rune(text), upTo: []float64{0}}
	for i, r := range t.runes {
		w, err := line.Width(m, line.Run{Role: page.BiaoSong, Text: string(r)})
		if r == ' ' || r == '\u3000' {
			w, err = 0.5, nil
		}
		if err != nil {
			return nil, &line.Fault{Index: i, Err: err}
		}
		t.upTo = append(t.upTo, t.upTo[i]+w)
	}
	return t, nil
}

// rate gives each break its cost.
func (t *title) rate(whole []string) {
	n := len(t.runes)
	t.cost = make([]float64, n+1)
	inside := make([]bool, n+1) // a name, a number, a short book title: no break before this
	for i := range line.Keep(string(t.runes)) {
		inside[i] = true
	}
	for _, name := range append(t.bookTitles(), whole...) {
		if name := []rune(name); float64(len(name)) <= titleCells-2 {
			t.each(name, func(from int) {
				for i := from + 1; i < from+len(name); i++ {
					inside[i] = true
				}
			})
		}
	}
	word, edge := t.words()
	for i := 1; i < n; i++ {
		before, next := t.runes[i-1], t.runes[i]
		switch {
		case inside[i], line.NoStart(next), line.NoEnd(before), !line.Wide(before) && !line.Wide(next),
			isDigit(before) && strings.ContainsRune("年月日号度届次个第", next), before == '第' && isDigit(next):
			t.cost[i] = math.Inf(1)
		case word[i]:
			t.cost[i] = 45
		default:
			t.cost[i] = 15 - 6*b2f(edge[i] > 0) - 6*b2f(edge[i] > 1) + startCost(next) + endCost(t.runes[:i])
		}
		if math.IsInf(t.cost[i], 1) {
			continue
		}
		if strings.HasPrefix(string(t.runes[i:]), "关于") || strings.ContainsRune("、，》”", before) {
			t.cost[i] = min(t.cost[i], 1)
		}
	}
}

// startCost is for what does not begin a line well, endCost for what does not end one.
func startCost(r rune) float64 {
	switch {
	case strings.ContainsRune("的等了", r):
		return 30
	case strings.ContainsRune("和与及暨或", r):
		return 14
	}
	return 0
}

func endCost(before []rune) float64 {
	switch {
	case strings.HasSuffix(string(before), "关于"):
		return 30
	case strings.ContainsRune("和与及暨或第在对", before[len(before)-1]):
		return 14
	}
	return 0
}

// bookTitles are the 《…》 in the title.
func (t *title) bookTitles() (found []string) {
	for rest := string(t.runes); ; {
		from := strings.Index(rest, "《")
		to := strings.Index(rest, "》")
		if from < 0 || to < from {
			return found
		}
		found = append(found, rest[from:to+len("》")])
		rest = rest[to+len("》"):]
	}
}

// each calls found with every place where name stands.
func (t *title) each(name []rune, found func(from int)) {
	for i := 0; len(name) > 0 && i+len(name) <= len(t.runes); i++ {
		if string(t.runes[i:i+len(name)]) == string(name) {
			found(i)
		}
	}
}

// words finds common words, the longest first: word tells for each character
// whether it continues one, edge how many of the two sides before it are ends of words.
func (t *title) words() (word []bool, edge []int) {
	word, edge = make([]bool, len(t.runes)+1), make([]int, len(t.runes)+1)
	for i := 0; i < len(t.runes); {
		n := longestWord(t.runes[i:])
		for k := i + 1; k < i+n; k++ {
			word[k] = true
		}
		if n > 0 {
			edge[i]++
			edge[i+n]++
		}
		i += max(1, n)
	}
	return word, edge
}

// best tries all divisions into the fewest lines, and into one more.
func (t *title) best() []string {
	total := t.upTo[len(t.runes)]
	if total <= titleCells {
		return []string{string(t.runes)}
	}
	least := int(math.Ceil(total/titleCells - 1e-9))
	bestCost, bestCuts := math.Inf(1), []int(nil)
	var try func(cuts []int, cost float64, lines int)
	try = func(cuts []int, cost float64, lines int) {
		from := cuts[len(cuts)-1]
		rest := t.upTo[len(t.runes)] - t.upTo[from]
		if cost >= bestCost || rest > float64(lines)*titleCells {
			return
		}
		if lines == 1 {
			if all := append(cuts, len(t.runes)); cost+t.shape(all) < bestCost {
				bestCost, bestCuts = cost+t.shape(all), append([]int(nil), all...)
			}
			return
		}
		for i := from + 1; i < len(t.runes) && t.upTo[i]-t.upTo[from] <= titleCells; i++ {
			if !math.IsInf(t.cost[i], 1) {
				try(append(cuts, i), cost+t.cost[i], lines-1)
			}
		}
	}
	for lines := least; lines <= min(least+1, titleLines); lines++ {
		try([]int{0}, 16*float64(lines-least), lines)
	}
	if bestCuts == nil {
		return nil
	}
	var lines []string
	for i := 1; i < len(bestCuts); i++ {
		lines = append(lines, strings.TrimSpace(string(t.runes[bestCuts[i-1]:bestCuts[i]])))
	}
	return lines
}

// shape is what a division costs by its looks.
func (t *title) shape(cuts []int) float64 {
	var w []float64
	for i := 1; i < len(cuts); i++ {
		w = append(w, t.upTo[cuts[i]]-t.upTo[cuts[i-1]])
	}
	mean, cost := t.upTo[len(t.runes)]/float64(len(w)), 0.0
	for _, x := range w {
		cost += 0.8 * math.Abs(x-mean)
		if x < 5 {
			cost += 10 * (5 - x)
		}
	}
	if !Shapely(w) {
		cost += 60
	}
	return cost
}

// Shapely tells whether lines of these widths (any unit, about one per character)
// make a trapezoid or a diamond: not all alike, and none between longer ones (7.3.1).
func Shapely(widths []float64) bool {
	alike, falling := len(widths) > 1, false
	for i := 1; i < len(widths); i++ {
		step := widths[i] - widths[i-1]
		if math.Abs(step) > 0.25 {
			alike = false
		}
		if step > 0.25 && falling {
			return false
		}
		falling = falling || step < -0.25
	}
	return !alike
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
