package gb9704

import (
	"fmt"
	"regexp"
	"strings"
)

// The four levels as they are typed, right or nearly right (7.3.3): what was
// typed, and the number in it.
var levelForms = [...]*regexp.Regexp{
	1: regexp.MustCompile(`^(([一二三四五六七八九十百零〇]{1,5})[、，.．])`),
	2: regexp.MustCompile(`^([（(]([一二三四五六七八九十百零〇]{1,5})[)）][、，.．]?)`),
	3: regexp.MustCompile(`^(([1-9]\d{0,2})[.．、])\s*(?:[^\d\s]|$)`),
	4: regexp.MustCompile(`^([（(]([1-9]\d{0,2})[)）][、，.．]?)`),
}

// Number tells the level of a paragraph by how it begins, its number, and the
// number as it was typed; level 0 has none.
func Number(text string) (level, number int, typed string) {
	for level := 1; level < len(levelForms); level++ {
		m := levelForms[level].FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if n := hanNumber(m[2]); n > 0 && n < 1000 {
			return level, n, m[1]
		}
	}
	return 0, 0, ""
}

// LevelMark is how the standard writes a number of a level: 一、 （一） 1. （1）.
func LevelMark(level, number int) string {
	switch level {
	case 1:
		return Han(number) + "、"
	case 2:
		return "（" + Han(number) + "）"
	case 3:
		return fmt.Sprint(number) + "."
	case 4:
		return "（" + fmt.Sprint(number) + "）"
	}
	return ""
}

// classify tells level, number as the standard writes it, and the rest.
func classify(text string) (level int, mark, rest string) {
	level, number, typed := Number(text)
	if level == 0 {
		return 0, "", text
	}
	rest = text[len(typed):]
	if level != 3 { // “1. 名称” keeps its space
		rest = strings.TrimLeft(rest, " \u3000")
	}
	return level, LevelMark(level, number), rest
}

// Classify makes a paragraph of a text: its level by its number, else by its
// style; the heading alone if it does not end as a sentence, run in if a short
// sentence stands before others. changed tells in Chinese how a number was rewritten.
func Classify(text string, style int) (b Block, changed string) {
	b = Block{Kind: Paragraph, Text: text}
	level, mark, rest := classify(text)
	if level == 0 {
		if style > 0 && style <= 4 && !sentence(text) {
			b = Block{Kind: Paragraph, Level: style, Head: text}
		}
		return b, ""
	}
	if _, _, typed := Number(text); typed != mark {
		changed = fmt.Sprintf("“%s”改为“%s”", typed, mark)
	}
	b.Level, b.Text = level, mark+rest
	const longest = 40
	first := strings.Index(rest, "。")
	switch {
	case !sentence(rest) && len([]rune(rest)) <= longest:
		b.Head, b.Text = b.Text, ""
	case first > 0 && len([]rune(rest[:first])) <= longest && strings.TrimSpace(rest[first+len("。"):]) != "":
		b.Head, b.Text = mark+rest[:first+len("。")], strings.TrimSpace(rest[first+len("。"):])
	}
	return b, changed
}

// sentence tells whether a text ends as one.
func sentence(text string) bool {
	text = strings.TrimRight(text, "”’）)")
	for _, end := range []string{"。", "；", "！", "？", "…", "，", "："} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}

const hanOnes = "〇一二三四五六七八九"

// hanNumber reads 十二, 一百零三, 二〇二六 or 12; 0 if it is none.
func hanNumber(text string) int {
	total, digit, positional := 0, 0, true
	for _, r := range strings.NewReplacer("○", "〇", "零", "〇").Replace(text) {
		at := strings.IndexRune(hanOnes, r)
		switch {
		case r >= '0' && r <= '9':
			digit = digit*10 + int(r-'0')
		case at >= 0 && positional:
			digit = digit*10 + at/len("一")
		case at >= 0:
			digit = at / len("一")
		case r == '十' || r == '百':
			unit := map[rune]int{'十': 10, '百': 100}[r]
			total, digit, positional = total+max(1, digit)*unit, 0, false
		}
	}
	return total + digit
}

// Han writes a number from 1 to 999: 一, 十二, 一百零三.
func Han(n int) string {
	one := func(d int) string { return string([]rune(hanOnes)[d]) }
	switch {
	case n < 10:
		return one(n)
	case n < 20:
		return "十" + strings.TrimLeft(one(n-10), "〇")
	case n < 100:
		return one(n/10) + "十" + strings.TrimLeft(one(n%10), "〇")
	}
	rest := ""
	if n%100 > 0 && n%100 < 10 {
		rest = "零" + one(n%100)
	} else if n%100 >= 10 {
		rest = one(n%100/10) + "十" + strings.TrimLeft(one(n%10), "〇")
	}
	return one(n/100) + "百" + rest
}
