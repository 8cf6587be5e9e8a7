package form

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"guiju.cn/guiju/internal/clock"
)

// parse turns what was typed into the value of a scalar field. The message
// repeats the label and says what would be accepted; "" means fine.
func parse(f Field, typed string) (any, string) {
	if msg := unclean(f, typed); msg != "" {
		return nil, msg
	}
	text := strings.TrimSpace(typed)
	if f.Kind == LongText {
		text = strings.ReplaceAll(strings.TrimRight(typed, " \t\r\n　"), "\r\n", "\n")
	}
	if text == "" {
		if f.Required {
			return nil, askFor(f)
		}
		return empty(f), ""
	}
	switch f.Kind {
	case Number:
		return parseNumber(f, text)
	case Money:
		return parseMoney(f, text)
	case DateKind:
		return parseDate(f, text)
	case TimeKind:
		return parseTime(f, text)
	case Bool:
		return parseBool(f, text)
	case Choice:
		return parseChoice(f, text)
	case Text, LongText, Person, Department, CaseLink, Signature:
	case Choices, People, Departments, Files, Lines: // not scalar
	}
	if n := utf8.RuneCountInString(text); f.MaxRunes > 0 && n > f.MaxRunes {
		return nil, fmt.Sprintf("%s不能超过 %d 字，现有 %d 字", f.Label, f.MaxRunes, n)
	}
	return text, ""
}

// askFor is the message of a missing field: 「填写标题」「选择主办科室」.
func askFor(f Field) string {
	switch f.Kind {
	case Choice, Choices, Person, People, Department, Departments, CaseLink, Bool:
		return "选择" + f.Label
	case Files:
		return "上传" + f.Label
	case Signature:
		return "手写签名"
	case Text, LongText, Number, Money, DateKind, TimeKind, Lines:
	}
	return "填写" + f.Label
}

func empty(f Field) any {
	switch f.Kind {
	case Number, Money, TimeKind:
		return int64(0)
	case Bool:
		return false
	case DateKind:
		return clock.Date("")
	case Text, LongText, Choice, Person, Department, CaseLink, Signature, Choices, People, Departments, Files, Lines:
	}
	return ""
}

// unclean finds what no field may hold: broken text, control characters, and
// characters that turn the direction of what is read.
func unclean(f Field, s string) string {
	if !utf8.ValidString(s) {
		return f.Label + "含有无法识别的字符"
	}
	for _, r := range s {
		multiline := f.Kind == LongText && (r == '\n' || r == '\r' || r == '\t')
		if unicode.IsControl(r) && !multiline {
			return f.Label + "含有控制字符，删去后再提交"
		}
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff {
			return f.Label + "含有改变文字方向的隐藏字符，删去后再提交"
		}
	}
	return ""
}

// plain folds full-width forms and drops spaces and separators of thousands.
func plain(s string) string {
	s = norm.NFKC.String(s)
	return strings.NewReplacer(" ", "", ",", "", "，", "", "_", "").Replace(s)
}

func parseNumber(f Field, text string) (any, string) {
	s := strings.TrimSuffix(plain(text), plain(f.Unit))
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil, f.Label + "须为整数，如 15"
	}
	return n, bounds(f, n, func(n int64) string { return strings.TrimSpace(fmt.Sprintf("%d %s", n, f.Unit)) })
}

var money = regexp.MustCompile(`^(-?\d{1,13})(?:\.(\d{1,2}))?$`)

func parseMoney(f Field, text string) (any, string) {
	s := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(plain(text), "¥"), "￥"), "元")
	parts := money.FindStringSubmatch(s)
	if parts == nil {
		return nil, f.Label + "须为金额，如 1234.50"
	}
	yuan, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, f.Label + "须为金额，如 1234.50"
	}
	fen := int64(0)
	if parts[2] != "" {
		fen, _ = strconv.ParseInt((parts[2] + "0")[:2], 10, 64) // two digits by the pattern
	}
	if strings.HasPrefix(parts[1], "-") {
		fen = -fen
	}
	n := yuan*100 + fen
	return n, bounds(f, n, func(n int64) string { return ShowMoney(n) + " 元" })
}

func bounds(f Field, n int64, show func(int64) string) string {
	switch {
	case !f.Bounded:
		return ""
	case n < f.Min:
		return fmt.Sprintf("%s不能少于 %s", f.Label, show(f.Min))
	case f.Max > 0 && n > f.Max:
		return fmt.Sprintf("%s不能多于 %s", f.Label, show(f.Max))
	}
	return ""
}

var (
	fullDate  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	shortDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
)

func parseDate(f Field, text string) (any, string) {
	s := strings.ReplaceAll(norm.NFKC.String(text), " ", "")
	parts := fullDate.FindStringSubmatch(s)
	if parts == nil {
		parts = shortDate.FindStringSubmatch(s)
	}
	if parts == nil {
		return nil, f.Label + "须为日期，如 2026-11-24"
	}
	date, err := clock.ParseDate(fmt.Sprintf("%s-%02s-%02s", parts[1], pad(parts[2]), pad(parts[3])))
	if err != nil || date < "1900" {
		return nil, f.Label + "不是日历上有的日期"
	}
	return date, ""
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func parseTime(f Field, text string) (any, string) {
	s := strings.ReplaceAll(strings.Join(strings.Fields(norm.NFKC.String(text)), " "), "/", "-")
	for _, layout := range []string{"2006-1-2 15:04", "2006-1-2 15:4", "2006-1-2T15:04"} {
		if t, err := time.ParseInLocation(layout, s, clock.Shanghai); err == nil {
			return clock.Millis(t), ""
		}
	}
	return nil, f.Label + "须为时间，如 2026-11-24 09:30"
}

func parseBool(f Field, text string) (any, string) {
	switch strings.ToLower(norm.NFKC.String(text)) {
	case "1", "on", "true", "yes", "是":
		return true, ""
	case "0", "off", "false", "no", "否":
		return false, ""
	}
	return nil, f.Label + "只能是“是”或“否”"
}

func parseChoice(f Field, text string) (any, string) {
	if f.OptionsFrom != "" {
		return text, ""
	}
	for _, o := range f.Options {
		if text == o.Value || text == o.Label {
			return o.Value, ""
		}
	}
	return nil, f.Label + "不在可选的范围内"
}

// ShowMoney writes fen as yuan: 123450 → 1,234.50.
func ShowMoney(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	yuan := strconv.FormatInt(fen/100, 10)
	for i := len(yuan) - 3; i > 0; i -= 3 {
		yuan = yuan[:i] + "," + yuan[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, yuan, fen%100)
}

var docNumber = regexp.MustCompile(`^(.*?)[〔\[［【（(]\s*(\d{4})\s*[〕\]］】）)]\s*(?:第\s*)?(\d+)\s*号?$`)

// NormalizeDocNumber writes a 文号 as the standard does: 〔2026〕87号, whatever
// brackets, spaces and digits were typed. What is not one is only trimmed.
func NormalizeDocNumber(s string) string {
	s = strings.TrimSpace(s)
	folded := strings.Join(strings.Fields(norm.NFKC.String(s)), "")
	parts := docNumber.FindStringSubmatch(folded)
	if parts == nil {
		return s
	}
	n := strings.TrimLeft(parts[3], "0")
	return parts[1] + "〔" + parts[2] + "〕" + n + "号"
}

// ParseOne reads one scalar field by itself, as typed in a filter, and gives it
// back as it is stored; the message says what is wrong, "" if nothing.
func ParseOne(f Field, typed string) (string, string) {
	value, msg := parse(f, typed)
	if msg != "" {
		return "", msg
	}
	return fmt.Sprint(value), ""
}
