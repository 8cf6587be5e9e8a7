package proof

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
)

var (
	fullDate = regexp.MustCompile(`(\d{4})年(\d{1,2})月(\d{1,2})日(?:[（(]?(?:星期|周)([一二三四五六日天])[）)]?)?(前|以前|之前)?`)
	partDate = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日(?:[（(]?(?:星期|周)([一二三四五六日天])[）)]?)?`)
	openDate = regexp.MustCompile(`\d{0,4}\s*年[\s　×xX]*月[\s　×xX]*日|\d{4}年\d{1,2}月[\s　×xX]+日`)
)

const weekdays = "日一二三四五六"

// dates finds days that no calendar has, weekdays that do not fit, deadlines that
// have passed, and dates that are not filled in.
func (c *checker) dates(s spot, text string) {
	covered := make([]bool, len(text)+1)
	for _, m := range openDate.FindAllStringIndex(text, -1) {
		c.say(s, m[0], "日期", strings.TrimSpace(text[m[0]:m[1]]), "", "日期还没有填全")
		mark(covered, m[0], m[1])
	}
	for _, m := range fullDate.FindAllStringSubmatchIndex(text, -1) {
		if covered[m[0]] {
			continue
		}
		mark(covered, m[0], m[1])
		part := groups(text, m)
		date, ok := day(part[1], part[2], part[3])
		switch {
		case !ok:
			c.say(s, m[0], "日期", part[0], "", "日历上没有这一天")
		case part[4] != "" && weekday(date) != part[4]:
			c.say(s, m[0], "日期", part[0], strings.Replace(part[0], part[4], weekday(date), 1), "这一天是星期%s", weekday(date))
		case part[5] != "" && date < c.in.Today:
			c.say(s, m[0], "日期", part[0], "", "期限早于今天（%s）", c.in.Today)
		}
	}
	for _, m := range partDate.FindAllStringSubmatchIndex(text, -1) {
		if covered[m[0]] {
			continue
		}
		part := groups(text, m)
		date, ok := day(fmt.Sprint(c.in.Today.Year()), part[1], part[2])
		_, leap := day("2024", part[1], part[2])
		switch {
		case !ok && !leap:
			c.say(s, m[0], "日期", part[0], "", "日历上没有这一天")
		case ok && part[3] != "" && weekday(date) != part[3]:
			c.say(s, m[0], "日期", part[0], "", "今年的这一天是星期%s", weekday(date))
		}
	}
}

func mark(covered []bool, from, to int) {
	for i := from; i < to; i++ {
		covered[i] = true
	}
}

// groups are the submatches of a match by index.
func groups(text string, m []int) []string {
	out := make([]string, len(m)/2)
	for i := range out {
		if m[2*i] >= 0 {
			out[i] = text[m[2*i]:m[2*i+1]]
		}
	}
	return out
}

func day(y, m, d string) (clock.Date, bool) {
	date, err := clock.ParseDate(fmt.Sprintf("%04s-%02s-%02s", y, pad(m), pad(d)))
	return date, err == nil
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func weekday(date clock.Date) string {
	runes := []rune(weekdays)
	n := int(date.Time(12, 0).In(clock.Shanghai).Weekday())
	if n < int(time.Sunday) || n >= len(runes) {
		return ""
	}
	return string(runes[n])
}

var (
	cited     = regexp.MustCompile(`(\p{Han}{1,12})?[〔\[［【（(](20\d\d)[〕\]］】）)]\s*(第?)\s*(\d{1,5})\s*号`)
	afterWord = regexp.MustCompile(`.*(?:根据|按照|依据|依照|按|照|和|与|及|见|以|对|的|、|，|送|报|印发|转发)`)
)

// numbers finds cited document numbers that are written wrongly, or that the bureau's
// registers do not have.
func (c *checker) numbers(s spot, text string) {
	for _, m := range cited.FindAllStringSubmatchIndex(text, -1) {
		part := groups(text, m)
		typed := part[0]
		if part[1] != "" { // words before the organ's code do not belong to it
			if cut := afterWord.FindString(part[1]); cut != "" && cut != part[1] {
				typed, part[1] = typed[len(cut):], part[1][len(cut):]
			}
		}
		right := form.NormalizeDocNumber(typed)
		if right != typed {
			c.say(s, m[1]-len(typed), "文号", typed, right, "发文字号写作“%s”（GB/T 9704 7.2.5）", right)
			continue
		}
		if c.in.Known != nil && part[1] != "" && !c.in.Known(right) {
			c.say(s, m[1]-len(typed), "文号", typed, "", "收文、发文登记表里没有这个文号，核对原文")
		}
	}
}

// organs finds names that are nearly one the bureau knows, and addressees that it
// does not know.
func (c *checker) organs(s spot, text string) {
	if len(c.in.Organs) == 0 {
		return
	}
	runes := []rune(text)
	for _, name := range c.in.Organs {
		want := []rune(name)
		if len(want) < 5 || strings.Contains(text, name) {
			continue
		}
		if at, got := nearly(runes, want); got != "" && !c.known(got) {
			c.say(s, len(string(runes[:at])), "机关名称", got, name, "名录里是“%s”", name)
		}
	}
	if s.field == "to" || s.field == "cc" {
		c.addressees(s, text)
	}
}

func (c *checker) known(name string) bool {
	for _, o := range c.in.Organs {
		if o == name {
			return true
		}
	}
	return false
}

// nearly finds where a name stands with one character wrong or missing. With its last
// character wrong, a short name is rather another organ's (局, 厅).
func nearly(text, name []rune) (at int, got string) {
	const long = 8
	n := len(name)
	for i := 0; i+n-1 <= len(text); i++ {
		if text[i] != name[0] {
			continue
		}
		if i+n <= len(text) && (n >= long || text[i+n-1] == name[n-1]) && wrong(text[i:i+n], name) == 1 {
			return i, string(text[i : i+n])
		}
		if text[i+n-2] == name[n-1] && missing(text[i:i+n-1], name) {
			return i, string(text[i : i+n-1])
		}
	}
	return 0, ""
}

func wrong(a, b []rune) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// missing tells whether b without one character is a.
func missing(a, b []rune) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	for ; i < len(a); i++ {
		if a[i] != b[i+1] {
			return false
		}
	}
	return true
}

// general are words by which many are addressed at once.
var general = regexp.MustCompile(`各|所属|有关|科室|同志`)

// organLike are the names that the list of organs is asked for.
var organLike = regexp.MustCompile(`(局|委|办|厅|府|院|中心|委员会|办公室|党组)$`)

// General tells whether an addressee stands for many: 各县（市、区）机关.
func General(name string) bool { return general.MatchString(name) }

// addressees checks that those addressed are in the bureau's list.
func (c *checker) addressees(s spot, text string) {
	for _, name := range Addressees(text) {
		if !c.known(name) && !General(name) && organLike.MatchString(name) && utf8.RuneCountInString(name) >= 3 {
			c.say(s, strings.Index(text, name), "机关名称", name, "", "第一次给“%s”行文，核对全称或者规范化简称", name)
			if n := len(c.found); n > 0 {
				c.found[n-1].Mild = true
			}
		}
	}
}

// Addressees are the organs named in a list of recipients or copies.
func Addressees(text string) []string {
	var all []string
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;。\n\t", r) }) {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

var (
	totalRow = regexp.MustCompile(`^(合\s*计|总\s*计|共\s*计|小\s*计)$`)
	numeric  = regexp.MustCompile(`^-?\d{1,12}(\.\d{1,4})?$`)
)

// sums checks the totals of tables, column by column.
func (c *checker) sums(lines []string) {
	for i := 0; i < len(lines); {
		if !strings.Contains(lines[i], "\t") {
			i++
			continue
		}
		from := i
		for i < len(lines) && strings.Contains(lines[i], "\t") {
			i++
		}
		c.sumsOf(lines[from:i], from)
	}
}

func (c *checker) sumsOf(rows []string, first int) {
	cells := make([][]string, len(rows))
	for i, row := range rows {
		for cell := range strings.SplitSeq(row, "\t") {
			cells[i] = append(cells[i], strings.ReplaceAll(strings.TrimSpace(cell), ",", ""))
		}
	}
	last := cells[len(cells)-1]
	if len(cells) < 3 || !totalRow.MatchString(last[0]) { // head, rows, total
		return
	}
	for col := 1; col < len(last); col++ {
		if !numeric.MatchString(last[col]) {
			continue
		}
		sum, places, ok := 0.0, 0, true
		for _, row := range cells[1 : len(cells)-1] {
			if col >= len(row) || row[col] == "" {
				continue
			}
			if !numeric.MatchString(row[col]) {
				ok = false
				break
			}
			n, err := strconv.ParseFloat(row[col], 64)
			ok = ok && err == nil
			sum += n
			_, after, _ := strings.Cut(row[col], ".")
			places = max(places, len(after))
		}
		_, after, _ := strings.Cut(last[col], ".")
		want := strconv.FormatFloat(sum, 'f', max(places, len(after)), 64)
		if ok && want != last[col] {
			at := first + len(cells) - 1
			c.say(spot{"body", fmt.Sprintf("正文第 %d 行", at+1), at}, col, "合计", last[col], "", "第 %d 栏各行相加是 %s", col+1, want)
		}
	}
}
