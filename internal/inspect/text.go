package inspect

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// visible parts the text into what can be seen on the picture and how many
// characters cannot.
func (s *sheet) visible(lines []Line) (seen []Line, hidden int) {
	for _, l := range lines {
		var line Line
		for _, r := range l.Runs {
			n := letters([]Line{{Runs: []Run{r}}})
			if n > 0 && !s.shows(r) {
				hidden += n
				continue
			}
			if strings.TrimSpace(r.Text) != "" {
				line.Runs = append(line.Runs, r)
			}
		}
		if len(line.Runs) > 0 {
			seen = append(seen, line)
		}
	}
	return seen, hidden
}

// shows tells whether there is ink where a run stands.
func (s *sheet) shows(r Run) bool {
	n, all := 0, 0
	for y := s.py(r.Top); y <= s.py(r.Bottom); y++ {
		for x := s.px(r.Left); x <= s.px(r.Right); x++ {
			all++
			if s.ink[y*s.w+x] {
				n++
			}
		}
	}
	return n >= 3 && n*200 >= all
}

func (s *sheet) px(fraction float64) int { return clamp(int(fraction*float64(s.w)), s.w-1) }
func (s *sheet) py(fraction float64) int { return clamp(int(fraction*float64(s.h)), s.h-1) }

func clamp(v, most int) int { return max(0, min(v, most)) }

// text is a line with the gaps between its runs as spaces, about one for each
// character that would fit.
func (l Line) text() string {
	var b strings.Builder
	for i, r := range l.Runs {
		if i > 0 {
			before := l.Runs[i-1]
			em := before.width()
			if em > 0 && r.Left-before.Right > em*0.8 {
				b.WriteString(strings.Repeat(" ", min(40, 1+int((r.Left-before.Right)/em))))
			}
		}
		b.WriteString(r.Text)
	}
	return b.String()
}

// width is about that of one Chinese character.
func (r Run) width() float64 {
	em := 0.0
	for _, c := range r.Text {
		em += half(c)
	}
	if em == 0 {
		return 0
	}
	return (r.Right - r.Left) / em
}

func half(c rune) float64 {
	if c < 0x2e80 {
		return 0.5
	}
	return 1
}

// holes are the marks of a form's places that nobody has filled in.
var holes = []*regexp.Regexp{
	regexp.MustCompile(`[_＿]{3,}`),
	regexp.MustCompile(`[×✕]{2,}`),
	regexp.MustCompile(`(?:^|[^A-Za-z0-9])[XxＸ]{2,}(?:$|[^A-Za-z0-9])`),
	regexp.MustCompile(`[〔\[【［][\s　]*[〕\]】］]`),
	regexp.MustCompile(`〔[\s　]*\d{4}[\s　]*〕[\s　]*号`),
	regexp.MustCompile(`第[\s　]+号`),
	regexp.MustCompile(`[（(][\s　]*[）)]`),
	regexp.MustCompile(`年[\s　]+月|\d年[\s　]*月|月[\s　]+日|\d月[\s　]*日`),
	regexp.MustCompile(`(?:兹有|兹介绍|兹派|前往|等|共计?|限)[\s　]{2,}`),
	regexp.MustCompile(`[\s　]{3,}(?:同志|先生|女士|等人)`),
	regexp.MustCompile(`(?:姓[\s　]*名|性[\s　]*别|身份证号码?|当事人|案[\s　]*由|单位名称|法定代表人|有效期|金[\s　]*额|文[\s　]*号|事[\s　]*由|住[\s　]*址)[:：][\s　]*(?:$|[\p{Han}]{2,6}[:：])`),
}

// byHand tells that a place is for a signature, which is given on the paper.
var byHand = regexp.MustCompile(`签[\s　]*字|签[\s　]*名|签[\s　]*章|盖[\s　]*章|签[\s　]*收|公[\s　]*章|审批|审核|意见|经办人|负责人[\s　]*[:：]`)

// withDate is a date that is complete: it is no hole, however it is spaced.
var withDate = regexp.MustCompile(`[\d〇零一二三四五六七八九十]+[\s　]*年[\s　]*[\d〇零一二三四五六七八九十]+[\s　]*月[\s　]*[\d〇零一二三四五六七八九十]+[\s　]*日`)

// unfilled gives the places of the text that nobody has filled in, as they stand.
func unfilled(lines []Line) []string {
	var found []string
	before := ""
	for _, l := range lines {
		text := l.text()
		if byHand.MatchString(text) || byHand.MatchString(before) && short(text) {
			before = text
			continue
		}
		before = text
		dated := withDate.ReplaceAllString(text, "")
		for _, hole := range holes {
			if at := hole.FindStringIndex(dated); at != nil {
				found = append(found, around(dated, at))
				break
			}
		}
	}
	return found
}

// short tells of a line that belongs to the one before it: the date below a place
// to sign.
func short(text string) bool { return letters([]Line{{Runs: []Run{{Text: text}}}}) <= 8 }

// around is a hole with a few characters on either side.
func around(text string, at []int) string {
	from, to := at[0], at[1]
	for range 6 {
		_, n := utf8.DecodeLastRuneInString(text[:from])
		from -= n
		_, n = utf8.DecodeRuneInString(text[to:])
		to += n
	}
	return strings.TrimSpace(text[from:to])
}

// signatures are lines that stand below a body: name, date, page number, or the
// words by which a page without a body says so.
var signatures = regexp.MustCompile(`^[\s　]*(?:[—\-\s]*\d+[—\-\s]*|第?\d+页.*|.*\d{1,4}[\s　]*年[\s　]*\d{1,2}[\s　]*月[\s　]*\d{1,2}[\s　]*日|[\p{Han}（）()]{2,20}(?:局|委|厅|部|办公室|公司|中心|委员会|人民政府)|[（(]?此页无正文.*|[（(]?(?:盖章|公章|印章)[）)]?)[\s　]*$`)

// onlySignature tells whether nothing stands on the page but what closes a body.
func onlySignature(body []Line) bool {
	if len(body) == 0 {
		return false
	}
	for _, l := range body {
		if !signatures.MatchString(l.text()) {
			return false
		}
	}
	return true
}
