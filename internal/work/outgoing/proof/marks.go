package proof

import (
	"regexp"
	"strings"
	"unicode"

	"guiju.cn/guiju/internal/typeset/gb9704"
)

// closers are the marks that come in pairs, by what opens them.
var closers = map[rune]rune{'（': '）', '〔': '〕', '《': '》', '“': '”', '‘': '’', '【': '】', '〈': '〉', '「': '」', '『': '』'}

// pairs checks that brackets and quotation marks are closed in the line where they
// are opened, in the right order.
func (c *checker) pairs(s spot, text string) {
	type opened struct {
		mark rune
		at   int
	}
	var open []opened
	from := 0
	if _, _, typed := gb9704.Number(text); typed != "" {
		from = len(typed) // （一） is checked as a number
	}
	for at, r := range text[from:] {
		if closer, ok := closers[r]; ok && closer != r {
			open = append(open, opened{r, at + from})
			continue
		}
		for opener, closer := range closers {
			if r != closer {
				continue
			}
			n := len(open)
			if n == 0 || open[n-1].mark != opener {
				c.say(s, at+from, "标点", string(r), "", "“%c”前面没有与它成对的“%c”", r, opener)
				break
			}
			open = open[:n-1]
		}
	}
	for _, o := range open {
		c.say(s, o.at, "标点", string(o.mark), "", "“%c”没有与它成对的“%c”", o.mark, closers[o.mark])
	}
}

var (
	halfMark   = regexp.MustCompile(`\p{Han}[,;:?!]|[,;:?!]\p{Han}`)
	halfStop   = regexp.MustCompile(`\p{Han}\.(?:\s|$)`)
	fullDigit  = regexp.MustCompile(`[０-９Ａ-Ｚａ-ｚ]+`)
	between    = regexp.MustCompile(`\p{Han}( +)\p{Han}`)
	halfParens = regexp.MustCompile(`\p{Han}[()]|[()]\p{Han}`)
	straight   = regexp.MustCompile(`["']`)
)

var fullOf = strings.NewReplacer(",", "，", ";", "；", ":", "：", "?", "？", "!", "！", "(", "（", ")", "）")

// widths checks what should be full or half in width.
func (c *checker) widths(s spot, text string) {
	for _, m := range halfMark.FindAllStringIndex(text, -1) {
		c.say(s, m[0], "全半角", text[m[0]:m[1]], fullOf.Replace(text[m[0]:m[1]]), "中文里用全角标点")
	}
	for _, m := range halfStop.FindAllStringIndex(text, -1) {
		piece := strings.TrimRight(text[m[0]:m[1]], " \t")
		c.say(s, m[0], "全半角", piece, strings.TrimSuffix(piece, ".")+"。", "中文里用全角句号")
	}
	_, _, typed := gb9704.Number(text)
	for _, m := range halfParens.FindAllStringIndex(text, -1) {
		if m[0] < len(typed) {
			continue // told with the order of numbers
		}
		c.say(s, m[0], "全半角", text[m[0]:m[1]], fullOf.Replace(text[m[0]:m[1]]), "中文里用全角括号")
	}
	for _, m := range fullDigit.FindAllStringIndex(text, -1) {
		c.say(s, m[0], "全半角", text[m[0]:m[1]], narrow(text[m[0]:m[1]]), "数字和字母用半角")
	}
	if s.field != "note" && !strings.Contains(text, "\t") && !spacedLine.MatchString(text) {
		for _, m := range between.FindAllStringSubmatchIndex(text, -1) {
			c.say(s, m[0], "空格", text[m[0]:m[1]], text[m[0]:m[2]]+text[m[3]:m[1]], "汉字之间不留空格")
		}
	}
	for _, m := range straight.FindAllStringIndex(text, 1) {
		c.say(s, m[0], "标点", text[m[0]:m[1]], "", "引号用中文引号“”")
	}
}

// spacedLine are lines in which blanks set names apart.
var spacedLine = regexp.MustCompile(`^(出席|请假|列席|缺席|参加|主持|记录)[：:]|^〔图`)

func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - 0xfee0
		}
		return r
	}, text)
}

// once are words that are not said twice in a row.
const once = "的了在是和与及对为由向将把被于从按且或而"

// doubled finds words, phrases and marks typed twice.
func (c *checker) doubled(s spot, text string) {
	if strings.Contains(text, "\t") {
		return
	}
	runes := []rune(text)
	offset := 0
	for i := 0; i < len(runes); i++ {
		at := offset
		offset += len(string(runes[i]))
		n := repeated(runes[i:])
		if n == 0 {
			continue
		}
		word := string(runes[i : i+n])
		c.say(s, at, "重字", word+word, word, "“%s”连写了两次", word)
		for range n { // go on behind the second one
			i++
			if i < len(runes) {
				offset += len(string(runes[i]))
			}
		}
	}
}

// repeated tells how long a word is that the runes begin with twice; 0 for none.
func repeated(runes []rune) int {
	for n := 4; n >= 2; n-- {
		if len(runes) >= 2*n && han(runes[:n]) && string(runes[:n]) == string(runes[n:2*n]) && !uniform(runes[:n]) {
			return n
		}
	}
	if len(runes) < 2 || runes[0] != runes[1] {
		return 0
	}
	if strings.ContainsRune(once, runes[0]) || strings.ContainsRune("，。、；：？！", runes[0]) {
		return 1
	}
	return 0
}

func han(runes []rune) bool {
	for _, r := range runes {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return true
}

func uniform(runes []rune) bool {
	for _, r := range runes {
		if r != runes[0] {
			return false
		}
	}
	return true
}

var blanks = regexp.MustCompile(`[×xXＸ]{2,}|_{2,}|＿{2,}|\?{2,}|？{2,}|某某|[（(]\s*[)）]`)

// unfilled finds places that were left open.
func (c *checker) unfilled(s spot, text string) {
	for _, m := range blanks.FindAllStringIndex(text, -1) {
		c.say(s, m[0], "待填", text[m[0]:m[1]], "", "这里还没有填写")
	}
}
