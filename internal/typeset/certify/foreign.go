package certify

import (
	"regexp"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/typeset/line"
)

// Foreign is somebody else's document as far as it could be read: from a PDF (as
// internal/pdf gives lines with sizes) or a DOCX.
type Foreign struct {
	Pages []ForeignPage
	Flow  bool // lines are whole paragraphs in one run of pages, as a DOCX has them
}

// ForeignPage is one page; sizes are in millimetres, 0 where they are not known.
type ForeignPage struct {
	Width, Height float64
	Lines         []ForeignLine // from the top
}

// ForeignLine is one line of text. Size is in points, places in millimetres from
// the top left; 0 is not known.
type ForeignLine struct {
	Text             string
	Size             float64
	Left, Right, Top float64
}

// CheckForeign tells what departs from the standard, as far as can be seen; what
// cannot be seen is Absent.
func CheckForeign(doc Foreign) Certificate {
	f := readForeign(doc)
	var c Certificate
	for _, one := range foreignChecks {
		if doc.Flow && slices.Contains(onPages, one.id) {
			one.test = func(*foreign) outcome { return absent }
		}
		c.Findings = append(c.Findings, one.run(f))
	}
	return c
}

// onPages are the checks that need lines on pages.
var onPages = []string{"X04", "X06", "X07", "X22", "X24", "X27", "X28"}

// seen is one line with its place and what it is taken for.
type seen struct {
	row
	ForeignLine
	is string
}

// What lines are taken for.
const (
	isNumber = "number"
	isTitle  = "title"
	isTo     = "to"
	isBody   = "body"
	isListed = "note of attachments"
	isDate   = "date"
	isPageNo = "page number"
	isEnd    = "end matter"
)

type foreign struct {
	pages []ForeignPage
	lines []seen
	flow  bool
}

var (
	looksNumber = regexp.MustCompile(`^\S{0,14}[〔\[［(（【]\s*\d{2,4}\s*[〕\]］)）】]\s*第?\s*\d+\s*号([\s\x{3000}]+.*|签发人.*)?$`)
	looksDate   = regexp.MustCompile(`^([\d〇○零一二三四五六七八九]{4})\s*[年./-]\s*([\d一二三四五六七八九十]{1,3})\s*[月./-]\s*([\d一二三四五六七八九十]{1,3})\s*日?$`)
	looksPageNo = regexp.MustCompile(`^[—\-–－]\s*\d{1,3}\s*[—\-–－]$|^第\s*\d+\s*页`)
	looksDigits = regexp.MustCompile(`^\d{1,3}$`)
	looksListed = regexp.MustCompile(`^附件[：:]\s*\S`)
	looksEnd    = regexp.MustCompile(`^抄\s*[送报][：:]|^主\s*送[：:].*[。，]$|\d日?\s*印发$`)
	looksAtt    = regexp.MustCompile(`^附\s*件\s*\d*\s*[：:]?$`)
	kindWord    = regexp.MustCompile(`(决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要)$`)
)

func readForeign(doc Foreign) *foreign {
	f := &foreign{pages: doc.Pages, flow: doc.Flow}
	for p, one := range doc.Pages {
		for l, text := range one.Lines {
			s := seen{ForeignLine: text, row: row{page: p + 1, line: l + 1, text: strings.TrimSpace(text.Text)}}
			switch {
			case s.text == "":
				continue
			case looksPageNo.MatchString(s.text), looksDigits.MatchString(s.text) && l > 0 && l == len(one.Lines)-1:
				s.is = isPageNo
			case looksEnd.MatchString(s.text):
				s.is = isEnd
			case looksDate.MatchString(s.text):
				s.is = isDate
			case looksNumber.MatchString(s.text) && p == 0 && l < 8:
				s.is = isNumber
			default:
				s.is = isBody
			}
			f.lines = append(f.lines, s)
		}
	}
	f.findTitle()
	f.findListed()
	for i := 1; i < len(f.lines); i++ { // what goes on from a line of the end matter
		if before := f.lines[i-1]; before.is == isEnd && before.page == f.lines[i].page && f.lines[i].is == isBody {
			f.lines[i].is = isEnd
		}
	}
	return f
}

// findTitle takes the lines after the number up to the one that ends with the name
// of a kind of document, and the recipients after them.
func (f *foreign) findTitle() {
	from := slices.IndexFunc(f.lines, func(s seen) bool { return s.is == isNumber }) + 1
	for i := from; i < min(from+4, len(f.lines)); i++ {
		if !kindWord.MatchString(strings.ReplaceAll(f.lines[i].text, " ", "")) {
			continue
		}
		for k := from; k <= i; k++ {
			f.lines[k].is = isTitle
		}
		if i+1 < len(f.lines) && strings.HasSuffix(strings.ReplaceAll(f.lines[i+1].text, ":", "："), "：") {
			f.lines[i+1].is = isTo
		}
		return
	}
}

// findListed takes the lines from “附件：” to the date.
func (f *foreign) findListed() {
	listed := false
	for i := range f.lines {
		s := &f.lines[i]
		listed = s.is == isBody && (listed || looksListed.MatchString(s.text)) || listed && s.is == isPageNo
		if listed && s.is == isBody {
			s.is = isListed
		}
	}
}

func (f *foreign) of(is string) []seen {
	return where(f.lines, func(s seen) bool { return s.is == is })
}

// bodySize is the size in which most of the first page's text stands; 0 if sizes
// are not known.
func (f *foreign) bodySize() float64 {
	counts, most := map[float64]int{}, 0.0
	for _, s := range f.of(isBody) {
		if s.page > 1 && most > 0 {
			break
		}
		size := float64(int(s.Size*2+0.5)) / 2
		if counts[size] += len([]rune(s.text)); size > 0 && counts[size] > counts[most] {
			most = size
		}
	}
	return most
}

// cellsIn counts a line in Chinese characters.
func cellsIn(text string) float64 {
	n := 0.0
	for _, r := range text {
		if line.Wide(r) {
			n++
		} else {
			n += 0.5
		}
	}
	return n
}

// titleText is the whole title.
func (f *foreign) titleText() string {
	text := ""
	for _, s := range f.of(isTitle) {
		text += strings.ReplaceAll(s.text, " ", "")
	}
	return text
}

// form fails the line unless it has the form.
func (s seen) form(ok bool) outcome {
	if !ok {
		return s.bad("“%s”", s.text)
	}
	return good("“%s”", s.text)
}

const loose = 1.0 // mm, the standard's own tolerance of margins (5.2.1)

func looseOff(got, want float64) bool { return got < want-loose-near || got > want+loose+near }
