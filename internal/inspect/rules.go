package inspect

// emptyRules finds lines drawn in a gap of a text line, with nothing written above
// them: “兹有 ______ 同志”, where the line is drawn and no character.
func (s *sheet) emptyRules(lines []Line) []string {
	var found []string
	for _, l := range lines {
		if text := l.text(); byHand.MatchString(text) {
			continue
		}
		for i, r := range l.Runs {
			right := 1 - 2.0/across
			if i+1 < len(l.Runs) {
				right = l.Runs[i+1].Left
			}
			if s.emptyRule(r, right) {
				found = append(found, r.Text+"____")
				break
			}
		}
	}
	return found
}

// emptyRule looks at the gap between a run and the next one: a thin line near the
// foot of the text that ends within the gap, and no other ink.
func (s *sheet) emptyRule(r Run, right float64) bool {
	mm := float64(s.w) / 210
	from, to := s.px(r.Right)+int(mm), s.px(right)-int(mm)
	if float64(to-from) < 9*mm {
		return false
	}
	top, foot, low := s.py(r.Top), s.py(r.Bottom), clamp(s.py(r.Bottom)+int(2.5*mm), s.h-1)
	ruleY, left, end := 0, 0, 0
	for y := foot - int(1.2*mm); y <= low; y++ {
		if a, b := s.longest(y, from, to); b-a > end-left {
			ruleY, left, end = y, a, b
		}
	}
	if float64(end-left) < 8*mm || s.beyond(ruleY, left, end, from, to) {
		return false
	}
	for y := top; y < ruleY-int(0.6*mm); y++ {
		for x := left; x < end; x++ {
			if s.ink[y*s.w+x] {
				return false // something is written there, or a border crosses
			}
		}
	}
	return true
}

// longest is the longest unbroken stretch of ink of a row of pixels.
func (s *sheet) longest(y, from, to int) (left, end int) {
	start := -1
	for x := from; x <= to; x++ {
		if x < to && s.ink[y*s.w+x] {
			if start < 0 {
				start = x
			}
			continue
		}
		if start >= 0 && x-start > end-left {
			left, end = start, x
		}
		start = -1
	}
	return left, end
}

// beyond tells whether a line runs on under the text beside the gap, or is crossed
// at its ends: the border of a table, a rule across the page.
func (s *sheet) beyond(y, left, end, from, to int) bool {
	if left == from && from > 0 && s.runsOn(y, from, -1) || end == to && s.runsOn(y, to-1, 1) {
		return true
	}
	mm := s.w / 210
	for _, x := range []int{left, end - 1} {
		n := 0
		for dy := 2; dy < 5*mm; dy++ {
			if below := clamp(y+dy, s.h-1); s.ink[below*s.w+clamp(x, s.w-1)] {
				n++
			}
		}
		if n > 2*mm {
			return true
		}
	}
	return false
}

// runsOn tells whether a line goes on from x in a direction for 3 mm.
func (s *sheet) runsOn(y, x, step int) bool {
	for range 3 * s.w / 210 {
		if x += step; x < 0 || x >= s.w || !s.ink[y*s.w+x] {
			return false
		}
	}
	return true
}
