package gb9704

import (
	"fmt"
	"regexp"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
)

// Piece is a paragraph, a table or a picture as a text or a DOCX file has it,
// from the top; an empty one is a blank line.
type Piece struct {
	Text     string
	Level    int  // of a heading style; 0 if it has none
	Indented bool // begins with room, so it is neither title nor recipients
	Table    *Table
	Picture  *Picture
}

var (
	lineNumber   = regexp.MustCompile(`^([^\s〔\[［(（【]{0,12})\s*[〔\[［(（【](\d{4})[〕\]］)）】]\s*(\d{1,5})\s*号(?:[\s\x{3000}]+(?:签发人[：:]\s*)?(.+))?$`)
	lineOrder    = regexp.MustCompile(`^第\s*\d+\s*号$`)
	lineSigners  = regexp.MustCompile(`^签发人[：:]\s*(.+)$`)
	lineAttached = regexp.MustCompile(`^附件[：:]\s*(.*)$`)
	lineItem     = regexp.MustCompile(`^\d{1,2}\s*[.．、]\s*(.+)$`)
	lineAttMark  = regexp.MustCompile(`^(\S{1,12}〔\d{4}〕\d{1,5}号)?附\s*件\s*(\d{0,2})$`)
	lineDate     = regexp.MustCompile(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$`)
	lineHanDate  = regexp.MustCompile(`^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$`)
	lineNote     = regexp.MustCompile(`^[（(](.+)[)）]$`)
	lineCopies   = regexp.MustCompile(`^抄\s*送[：:]\s*(.+?)。?$`)
	linePrinted  = regexp.MustCompile(`^(.+?)[\s\x{3000}]+(\d{4}年\d{1,2}月\d{1,2}日)\s*印发$`)
	lineAttend   = regexp.MustCompile(`^(出席|请假|列席|缺席)[：:]\s*(.+)$`)
	lineStamp    = regexp.MustCompile(`^([^\s\x{3000}]{2,20})[\s\x{3000}]+([^\s\x{3000}]{2,4})$`)
)

// ParseText reads a plain text: head, title, recipients, body with the levels as
// typed, tables from lines with tabs, note of attachments, signature, date, note,
// end matter, attachments. Marks of Markdown headings are dropped. The warnings
// tell in Chinese what was changed or guessed; a classification marking at the
// head is errs.Invalid (1-04-6).
func ParseText(text string) (Document, []string, error) {
	var pieces []Piece
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if row := strings.TrimSpace(line); strings.Contains(row, "\t") {
			pieces = addRow(pieces, row)
			continue
		}
		p := Piece{Text: strings.TrimSpace(strings.TrimLeft(line, "#")), Indented: strings.TrimLeft(line, " \t\u3000") != line}
		pieces = append(pieces, p)
	}
	return Assemble(pieces)
}

// addRow adds a line with tabs to the table that it goes on with.
func addRow(pieces []Piece, row string) []Piece {
	cells := strings.Split(row, "\t")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	if n := len(pieces); n > 0 && pieces[n-1].Table != nil {
		t := pieces[n-1].Table
		t.Rows, t.Head = append(t.Rows, cells), 1
		return pieces
	}
	return append(pieces, Piece{Table: &Table{Rows: [][]string{cells}}})
}

// Assemble makes a document of pieces.
func Assemble(pieces []Piece) (_ Document, warnings []string, err error) {
	r := &reading{pieces: pieces, in: -1}
	r.d.Format, r.d.Signature.Kind = General, Sealed
	if err := r.head(); err != nil {
		return Document{}, nil, err
	}
	r.title()
	for r.at < len(r.pieces) {
		r.piece()
	}
	r.settle()
	return r.d, r.warnings, nil
}

// reading is the state of Assemble.
type reading struct {
	d        Document
	pieces   []Piece
	at       int
	in       int // the attachment being read; -1 in the main text
	listing  bool
	dated    bool
	warnings []string
}

func (r *reading) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

func (r *reading) skipBlank() {
	for r.at < len(r.pieces) && r.pieces[r.at].blank() {
		r.at++
	}
}

func (p Piece) blank() bool { return p.Text == "" && p.Table == nil && p.Picture == nil }

// head reads what stands above the title, if there is a document number there.
func (r *reading) head() error {
	const deep = 8
	seen, number := 0, -1
	for i := 0; i < len(r.pieces) && seen < deep; i++ {
		text := r.pieces[i].Text
		if Classified(text) {
			return errs.New(errs.Invalid, "没有导入：文首有密级标志，本系统不处理涉密公文（工作规范 1-04-6）")
		}
		if lineNumber.MatchString(text) || lineOrder.MatchString(text) {
			number = i
			break
		}
		seen += int(b2f(text != ""))
	}
	var marks []string
	for r.skipBlank(); r.at <= number || r.at < len(r.pieces) && r.corner(r.pieces[r.at].Text); r.at++ {
		text := r.pieces[r.at].Text
		switch {
		case text == "" || r.corner(text):
		case r.at == number:
			r.number(text)
		case lineSigners.MatchString(text):
			r.d.Signers = append(r.d.Signers, strings.Fields(lineSigners.FindStringSubmatch(text)[1])...)
		default:
			marks = append(marks, strings.ReplaceAll(text, " ", ""))
		}
	}
	r.mark(marks)
	return nil
}

// corner takes 份号 and 紧急程度.
func (r *reading) corner(text string) bool {
	switch {
	case copyNumber.MatchString(text):
		r.d.Copy = text
	case text == "特急" || text == "加急":
		r.d.Urgency = text
	default:
		return false
	}
	return true
}

func (r *reading) number(text string) {
	m := lineNumber.FindStringSubmatch(text)
	if m == nil {
		r.d.Number = strings.ReplaceAll(text, " ", "")
		return
	}
	r.d.Number = fmt.Sprintf("%s〔%s〕%s号", m[1], m[2], strings.TrimLeft(m[3], "0"))
	if plain := strings.Fields(text)[0]; plain != r.d.Number {
		r.warn("发文字号改写为“%s”（7.2.5）", r.d.Number)
	}
	if m[4] != "" {
		r.d.Signers = append(r.d.Signers, strings.Fields(m[4])...)
	}
}

// mark tells format and organs from the lines above the number.
func (r *reading) mark(lines []string) {
	if len(lines) == 0 {
		return
	}
	last := lines[len(lines)-1]
	organ, isFile := strings.CutSuffix(last, markWord)
	switch {
	case isFile:
		r.d.Organs = append(lines[:len(lines)-1:len(lines)-1], organ)
	case strings.HasSuffix(last, "令"):
		r.d.Format, r.d.Organs = Order, []string{strings.TrimSuffix(last, "令")}
	case strings.HasSuffix(last, "纪要"):
		r.d.Format, r.d.Mark = Minutes, last
	default:
		r.d.Format, r.d.Organs = Letter, lines
	}
}

// title reads the lines of the title and the recipients.
func (r *reading) title() {
	var lines []string
	for r.skipBlank(); r.at < len(r.pieces) && len(lines) < titleLines; r.at++ {
		p := r.pieces[r.at]
		level, _, _ := classify(p.Text)
		if p.blank() || p.Text == "" || level > 0 || r.d.Format == Order || strings.ContainsAny(p.Text, "。；：:") || len([]rune(p.Text)) > 60 {
			break
		}
		lines = append(lines, p.Text)
	}
	r.d.Title = strings.Join(lines, "\n")
	r.skipBlank()
	if r.at >= len(r.pieces) || r.pieces[r.at].Indented {
		return
	}
	text := r.pieces[r.at].Text
	to, ok := strings.CutSuffix(strings.ReplaceAll(text, ":", "："), "：")
	if level, _, _ := classify(text); ok && level == 0 && !strings.ContainsAny(to, "。：；") && !strings.Contains(to, "如下") && len(lines) > 0 {
		r.d.To = to
		r.at++
	}
}

// piece reads one piece after the title.
func (r *reading) piece() {
	p := r.pieces[r.at]
	r.at++
	if p.blank() {
		return
	}
	listing := r.listing
	r.listing = false
	text := p.Text
	switch {
	case p.Table != nil || p.Picture != nil:
		r.add(p)
	case lineAttMark.MatchString(text):
		m := lineAttMark.FindStringSubmatch(text)
		r.attachment(m[2], m[1] != "")
	case lineCopies.MatchString(text):
		r.d.Copies = lineCopies.FindStringSubmatch(text)[1]
	case linePrinted.MatchString(text):
		m := linePrinted.FindStringSubmatch(text)
		r.d.Printer, r.d.Printed = m[1], parseDate(m[2])
	case r.in >= 0:
		r.add(p)
	case lineAttached.MatchString(text):
		r.list(lineAttached.FindStringSubmatch(text)[1])
	case listing && lineItem.MatchString(text):
		r.list(text)
	case lineAttend.MatchString(text):
		m := lineAttend.FindStringSubmatch(text)
		r.d.Attendance = append(r.d.Attendance, Attendance{Label: m[1], Names: m[2]})
	case parseDate(text) != "":
		r.sign(text)
	case r.dated && lineNote.MatchString(text):
		r.d.Note = lineNote.FindStringSubmatch(text)[1]
	default:
		r.add(p)
	}
}

// list takes an item of the note of attachments.
func (r *reading) list(text string) {
	r.listing = true
	if m := lineItem.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if text = strings.TrimRight(text, "。；;，. "); text != "" {
		r.d.Attachments = append(r.d.Attachments, Attachment{Name: text})
	}
}

// attachment begins the body of the attachment with that number; one that is not
// bound in carries the document's.
func (r *reading) attachment(number string, apart bool) {
	n := 1
	if number != "" {
		_, _ = fmt.Sscan(number, &n) // two digits
	}
	r.in = max(0, n-1)
	for len(r.d.Attachments) <= r.in {
		r.d.Attachments = append(r.d.Attachments, Attachment{})
	}
	var lines []string
	for r.skipBlank(); r.at < len(r.pieces) && len(lines) < titleLines; r.at++ {
		p := r.pieces[r.at]
		if level, _, _ := classify(p.Text); p.Text == "" || level > 0 || strings.ContainsAny(p.Text, "。：；") {
			break
		}
		lines = append(lines, p.Text)
	}
	a := &r.d.Attachments[r.in]
	a.Apart = apart
	if title := strings.Join(lines, "\n"); a.Name == "" {
		if a.Name = strings.Join(lines, ""); len(lines) > 1 {
			a.Title = title
		}
	} else if title != a.Name {
		a.Title = title
	}
}

// sign takes the date, and as organs the short lines without a full stop just before it.
func (r *reading) sign(text string) {
	r.d.Date, r.dated = parseDate(text), true
	if !lineDate.MatchString(text) {
		r.warn("成文日期改用阿拉伯数字：%s（7.3.5.4）", ChineseDate(r.d.Date))
	}
	from := r.at - 1
	for i := r.at - 2; i >= 0 && len(r.d.Body) > 0; i-- {
		p, last := r.pieces[i], r.d.Body[len(r.d.Body)-1]
		if p.blank() {
			if from < r.at-1 {
				break
			}
			continue
		}
		if last.Level != 0 || last.Text != p.Text || len([]rune(p.Text)) > 30 || strings.ContainsAny(p.Text, "。；：，！？") {
			break
		}
		from = i
		r.d.Body = r.d.Body[:len(r.d.Body)-1]
	}
	var organs []string
	for _, p := range r.pieces[from : r.at-1] {
		if m := lineStamp.FindStringSubmatch(p.Text); m != nil && r.d.Format == Order {
			r.d.Signature.Kind = Stamped
			r.d.Signature.Stamps = append(r.d.Signature.Stamps, Stamp{Post: m[1], Name: m[2]})
		} else if p.Text != "" {
			organs = append(organs, strings.Fields(p.Text)...)
		}
	}
	r.d.Signature.Organs = organs
}

// add puts a piece into the body or the attachment being read.
func (r *reading) add(p Piece) {
	var b Block
	switch {
	case p.Table != nil:
		b = Block{Kind: TableKind, Table: p.Table}
	case p.Picture != nil:
		b = Block{Kind: Drawing, Picture: p.Picture}
	default:
		var changed string
		b, changed = Classify(p.Text, p.Level)
		if changed != "" {
			r.warn("层次序数%s（7.3.3）", changed)
		}
	}
	if r.in >= 0 {
		a := &r.d.Attachments[r.in]
		a.Body = append(a.Body, b)
		return
	}
	r.d.Body = append(r.d.Body, b)
}

// settle fills in what follows from the rest.
func (r *reading) settle() {
	d := &r.d
	if len(d.Organs) == 0 {
		d.Organs, d.Signature.Organs = d.Signature.Organs, nil
	} else if strings.Join(d.Organs, "\n") == strings.Join(d.Signature.Organs, "\n") {
		d.Signature.Organs = nil
	}
	if d.Format == Minutes {
		d.Signature.Kind = Unsigned
	}
	if d.Title == "" && d.Format != Order {
		r.warn("没有认出标题：标题应当单独成行，与正文隔一空行")
	}
	if !r.dated && d.Format != Minutes {
		r.warn("没有认出成文日期：日期应当单独成行，写作 2026年1月5日")
	}
}

func parseDate(text string) clock.Date {
	text = strings.ReplaceAll(text, " ", "")
	m := lineDate.FindStringSubmatch(text)
	if m == nil {
		if m = lineHanDate.FindStringSubmatch(text); m == nil {
			return ""
		}
		for i := range m[1:] {
			m[i+1] = fmt.Sprint(hanNumber(m[i+1]))
		}
	}
	var y, mo, d int
	if _, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &y, &mo, &d); err != nil {
		return ""
	}
	date, err := clock.ParseDate(fmt.Sprintf("%04d-%02d-%02d", y, mo, d))
	if err != nil {
		return ""
	}
	return date
}
