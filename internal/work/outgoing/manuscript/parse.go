package manuscript

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/gb9704"
)

// Parsed is what a manuscript says.
type Parsed struct {
	Body        []gb9704.Block
	Attendance  []gb9704.Attendance
	Attachments []gb9704.Attachment
	// BodyLines and AttachmentLines tell the line of the text, from 0, on which each
	// block begins.
	BodyLines       []int
	AttachmentLines [][]int
}

var (
	markLine    = regexp.MustCompile(`^附\s*件\s*(\d{0,2})\s*([（(]另行装订[)）])?$`)
	listLine    = regexp.MustCompile(`^附\s*件[：:]\s*(.*)$`)
	itemLine    = regexp.MustCompile(`^\d{1,2}\s*[.．、]\s*(.+)$`)
	pictureLine = regexp.MustCompile(`^〔图\s+([0-9A-Za-z-]{8,64})〕\s*(.*)$`)
	captionLine = regexp.MustCompile(`^(横?)表[：:]\s*(\S.*)$`)
	attendLine  = regexp.MustCompile(`^(出席|请假|列席|缺席)[：:]\s*(.+)$`)
)

// Parse reads a manuscript. minutes says that attendance may stand in it; picture
// gives the bytes of a file. A picture that is not there is errs.Invalid.
func Parse(text string, minutes bool, picture func(id string) ([]byte, error)) (_ Parsed, err error) {
	defer errs.Wrap(&err, "manuscript.Parse")
	r := reader{lines: Lines(text), minutes: minutes, picture: picture, in: -1}
	for r.at < len(r.lines) {
		if err := r.line(); err != nil {
			return Parsed{}, err
		}
	}
	for i := range r.out.Attachments {
		if a := &r.out.Attachments[i]; a.Name == "" {
			a.Name = fmt.Sprintf("附件%d", i+1)
		}
	}
	return r.out, nil
}

// Lines are the lines of a manuscript, without blanks at their ends.
func Lines(text string) []string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, l := range lines {
		if !strings.Contains(l, "\t") {
			lines[i] = strings.Trim(l, " \u3000\u00a0")
		}
	}
	return lines
}

// AttachmentMark tells whether a line begins an attachment.
func AttachmentMark(line string) bool { return markLine.MatchString(line) }

// Listed tells of each line whether it names something that is sent along, in the
// note of attachments.
func Listed(lines []string) []bool {
	out := make([]bool, len(lines))
	listing := false
	for i, l := range lines {
		listing = listLine.MatchString(l) || listing && itemLine.MatchString(l)
		if markLine.MatchString(l) {
			break
		}
		out[i] = listing
	}
	return out
}

// PictureIDs are the files that a manuscript shows, in order.
func PictureIDs(text string) []string {
	var ids []string
	for _, l := range Lines(text) {
		if m := pictureLine.FindStringSubmatch(l); m != nil {
			ids = append(ids, m[1])
		}
	}
	return ids
}

type reader struct {
	lines   []string
	at      int
	minutes bool
	picture func(id string) ([]byte, error)
	out     Parsed
	in      int // the attachment being read; -1 in the body
	listing bool
}

func (r *reader) line() error {
	n, text := r.at, r.lines[r.at]
	r.at++
	listing := r.listing
	r.listing = false
	switch {
	case strings.TrimSpace(text) == "":
	case strings.Contains(text, "\t"):
		r.at = n
		r.add(n, r.table("", false))
	case r.captioned(text):
		m := captionLine.FindStringSubmatch(text)
		r.add(n, r.table(m[2], m[1] != ""))
	case pictureLine.MatchString(text):
		m := pictureLine.FindStringSubmatch(text)
		data, err := r.picture(m[1])
		if err != nil {
			return errs.Newf(errs.Invalid, "第 %d 行的图片不在了，删去这一行或者重新插入", n+1).With(err)
		}
		r.add(n, gb9704.Block{Kind: gb9704.Drawing, Picture: &gb9704.Picture{Caption: m[2], Data: data}})
	case markLine.MatchString(text):
		m := markLine.FindStringSubmatch(text)
		r.begin(m[1], m[2] != "")
	case r.in < 0 && listLine.MatchString(text):
		r.list(listLine.FindStringSubmatch(text)[1])
	case listing && itemLine.MatchString(text):
		r.list(text)
	case r.in < 0 && r.minutes && attendLine.MatchString(text):
		m := attendLine.FindStringSubmatch(text)
		r.out.Attendance = append(r.out.Attendance, gb9704.Attendance{Label: m[1], Names: m[2]})
	default:
		b, _ := gb9704.Classify(text, 0)
		r.add(n, b)
	}
	return nil
}

// captioned tells whether a line is the caption of a table on the next one.
func (r *reader) captioned(text string) bool {
	return captionLine.MatchString(text) && r.at < len(r.lines) && strings.Contains(r.lines[r.at], "\t")
}

// table takes the lines with tabs from here on; rows are as wide as the widest.
func (r *reader) table(caption string, landscape bool) gb9704.Block {
	t := &gb9704.Table{Caption: caption, Landscape: landscape}
	wide := 0
	for ; r.at < len(r.lines) && strings.Contains(r.lines[r.at], "\t"); r.at++ {
		cells := strings.Split(r.lines[r.at], "\t")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		t.Rows = append(t.Rows, cells)
		wide = max(wide, len(cells))
	}
	for i, row := range t.Rows {
		t.Rows[i] = append(row, make([]string, wide-len(row))...)
	}
	if len(t.Rows) > 1 {
		t.Head = 1
	}
	return gb9704.Block{Kind: gb9704.TableKind, Table: t}
}

// begin starts the attachment with that number, or the next one, whose title is on
// the next line with text.
func (r *reader) begin(number string, apart bool) {
	r.in++
	if n, err := strconv.Atoi(number); err == nil && n > r.in && n <= 40 {
		r.in = n - 1
	}
	for len(r.out.Attachments) <= r.in {
		r.out.Attachments = append(r.out.Attachments, gb9704.Attachment{})
		r.out.AttachmentLines = append(r.out.AttachmentLines, nil)
	}
	a := &r.out.Attachments[r.in]
	a.Apart = apart
	for r.at < len(r.lines) && strings.TrimSpace(r.lines[r.at]) == "" {
		r.at++
	}
	if r.at >= len(r.lines) || strings.Contains(r.lines[r.at], "\t") || markLine.MatchString(r.lines[r.at]) {
		return
	}
	title := r.lines[r.at]
	r.at++
	if a.Name == "" {
		a.Name = title
	} else if title != a.Name {
		a.Title = title
	}
}

// list takes an item of the note of attachments.
func (r *reader) list(text string) {
	r.listing = true
	if m := itemLine.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if text = strings.TrimRight(text, "。；;，. "); text != "" {
		r.out.Attachments = append(r.out.Attachments, gb9704.Attachment{Name: text})
		r.out.AttachmentLines = append(r.out.AttachmentLines, nil)
	}
}

func (r *reader) add(line int, b gb9704.Block) {
	if r.in >= 0 {
		a := &r.out.Attachments[r.in]
		a.Body, r.out.AttachmentLines[r.in] = append(a.Body, b), append(r.out.AttachmentLines[r.in], line)
		return
	}
	r.out.Body, r.out.BodyLines = append(r.out.Body, b), append(r.out.BodyLines, line)
}

var blockPlace = regexp.MustCompile(`^(?:正文第 (\d+) 段|附件 (\d+) 第 (\d+) 段)`)

// LineOf finds the line of the text of a place that the layout names (正文第 3 段,
// 附件 1 第 2 段); -1 where it is no block.
func (p Parsed) LineOf(place string) int {
	m := blockPlace.FindStringSubmatch(place)
	if m == nil {
		return -1
	}
	lines, n := p.BodyLines, m[1]
	if n == "" {
		at, err := strconv.Atoi(m[2])
		if err != nil || at < 1 || at > len(p.AttachmentLines) {
			return -1
		}
		lines, n = p.AttachmentLines[at-1], m[3]
	}
	if at, err := strconv.Atoi(n); err == nil && at >= 1 && at <= len(lines) {
		return lines[at-1]
	}
	return -1
}
