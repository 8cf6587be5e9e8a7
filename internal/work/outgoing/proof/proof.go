package proof

import (
	"fmt"
	"sort"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/work/outgoing/manuscript"
)

// Finding is one thing that may be wrong.
type Finding struct {
	Rule  string `json:"rule"`           // 序号, 标点, 日期 …
	Place string `json:"place"`          // 正文第 3 行, 标题, 主送
	Field string `json:"field"`          // body, title, to, cc, note
	Line  int    `json:"line"`           // of the body, from 0; -1 elsewhere
	Text  string `json:"text"`           // as it stands there
	Why   string `json:"why"`            // 前一项是“一、”，这里应当是“二、”
	Mend  string `json:"mend,omitempty"` // to stand instead of Text, where that is safe
	Mild  bool   `json:"mild,omitempty"` // only to be looked at; nothing has to be said of it
	at    int    // byte offset, for the order
}

// Input is a document to be looked over, and what the bureau knows.
type Input struct {
	Kind                string // 请示, 报告, 通知 …
	Upward              bool   // goes up
	Title, To, CC, Note string
	Body                string
	Today               clock.Date
	// Known tells whether a document number is in the registers; nil: not asked.
	Known func(number string) bool
	// Organs are the full names the bureau writes to and gets letters from.
	Organs []string
}

// Told are the findings that are mended or explained.
func Told(all []Finding) []Finding {
	var told []Finding
	for _, f := range all {
		if !f.Mild {
			told = append(told, f)
		}
	}
	return told
}

// most is how many findings are told; more do not help anybody.
const most = 200

// Check looks a document over. The findings stand in the order of the text.
func Check(in Input) []Finding {
	c := &checker{in: in}
	for _, f := range []struct{ field, place, text string }{{"title", "标题", in.Title}, {"to", "主送机关", in.To}, {"cc", "抄送机关", in.CC}, {"note", "附注", in.Note}} {
		c.line(spot{f.field, f.place, -1}, f.text)
	}
	lines := manuscript.Lines(in.Body)
	for i, text := range lines {
		c.line(spot{"body", fmt.Sprintf("正文第 %d 行", i+1), i}, text)
	}
	c.order(lines)
	c.sums(lines)
	c.manners(lines)
	sort.SliceStable(c.found, func(i, j int) bool {
		a, b := c.found[i], c.found[j]
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.at < b.at
	})
	if len(c.found) > most {
		c.found = c.found[:most]
	}
	return c.found
}

// spot is where a text stands.
type spot struct {
	field, place string
	line         int
}

type checker struct {
	in    Input
	found []Finding
}

func (c *checker) say(s spot, at int, rule, text, mend, why string, args ...any) {
	if len(c.found) > 4*most {
		return
	}
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	c.found = append(c.found, Finding{Rule: rule, Place: s.place, Field: s.field, Line: s.line, Text: text, Why: why, Mend: mend, at: at})
}

// line are the checks of one line by itself.
func (c *checker) line(s spot, text string) {
	if text == "" {
		return
	}
	c.pairs(s, text)
	c.widths(s, text)
	c.doubled(s, text)
	c.dates(s, text)
	c.numbers(s, text)
	c.organs(s, text)
	c.unfilled(s, text)
}

// mostItems of one level are followed; so far numbers can be written.
const mostItems = 998

// order checks that the numbers of each level follow one another, in the body and in
// each attachment by itself (GB/T 9704 7.3.3).
func (c *checker) order(lines []string) {
	var last [5]int
	listed := manuscript.Listed(lines)
	for i, text := range lines {
		if listed[i] {
			continue
		}
		if manuscript.AttachmentMark(text) {
			last = [5]int{}
			continue
		}
		level, n, typed := gb9704.Number(text)
		if level == 0 || last[level] >= mostItems {
			continue
		}
		s := spot{"body", fmt.Sprintf("正文第 %d 行", i+1), i}
		want := last[level] + 1
		switch mark := gb9704.LevelMark(level, want); {
		case n != want && want == 1 && n > 1:
			c.say(s, 0, "序号", typed, mark, "这一层的第一项，应当从“%s”起", mark)
		case n != want:
			c.say(s, 0, "序号", typed, mark, "前一项是“%s”，这里应当是“%s”", gb9704.LevelMark(level, want-1), mark)
		default:
			if right := gb9704.LevelMark(level, n); right != typed {
				c.say(s, 0, "序号", typed, right, "层次序数写作“%s”（GB/T 9704 7.3.3）", right)
			}
		}
		last[level] = n
		if n != want { // one slip is one finding
			last[level] = want
		}
		for deeper := level + 1; deeper < len(last); deeper++ {
			last[deeper] = 0
		}
	}
}
