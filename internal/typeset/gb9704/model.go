package gb9704

import (
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
)

// Format is one of the standard's four forms.
type Format string

// The forms: the general one and those of article 10.
const (
	General Format = "general" // 文件
	Letter  Format = "letter"  // 信函 (10.1)
	Order   Format = "order"   // 命令 (10.2)
	Minutes Format = "minutes" // 纪要 (10.3)
)

// Document is what an official document says. Its JSON is what is stored; texts
// are plain, without the marks that layout adds (the colon after the recipients,
// the full stop after the copies, the parentheses of the note). There is no
// classification: the product refuses classified documents (1-04-6).
type Document struct {
	Format      Format       `json:"format"`
	Organs      []string     `json:"organs"`         // issuing, the host first
	Mark        string       `json:"mark,omitempty"` // 发文机关标志 where it is not made of the organs
	Copy        string       `json:"copy,omitempty"` // 份号, six digits
	Urgency     string       `json:"urgency,omitempty"`
	Number      string       `json:"number,omitempty"`  // 发文字号; 令号 of an order
	Signers     []string     `json:"signers,omitempty"` // 签发人 of an upward document
	Title       string       `json:"title,omitempty"`   // "\n" where the drafter breaks it
	To          string       `json:"to,omitempty"`      // 主送
	Body        []Block      `json:"body"`
	Attendance  []Attendance `json:"attendance,omitempty"` // of minutes
	Attachments []Attachment `json:"attachments,omitempty"`
	Signature   Signature    `json:"signature"`
	Date        clock.Date   `json:"date,omitempty"` // 成文日期
	Note        string       `json:"note,omitempty"` // 附注
	Copies      string       `json:"copies,omitempty"`
	Printer     string       `json:"printer,omitempty"` // 印发机关
	Printed     clock.Date   `json:"printed,omitempty"` // 印发日期
}

// BlockKind is what a block of the body is.
type BlockKind string

// The kinds of blocks.
const (
	Paragraph BlockKind = "paragraph"
	TableKind BlockKind = "table"
	Drawing   BlockKind = "picture"
)

// Block is a paragraph with its level, a table or a picture. Level 0 is plain
// text, 1 to 4 are 一、 （一） 1. （1）; Head is the heading with its number as
// typed, alone on its line if Text is empty, else run in before it.
type Block struct {
	Kind    BlockKind `json:"kind"`
	Level   int       `json:"level,omitempty"`
	Head    string    `json:"head,omitempty"`
	Text    string    `json:"text,omitempty"`
	Table   *Table    `json:"table,omitempty"`
	Picture *Picture  `json:"picture,omitempty"`
}

// Table is a table of plain cells; the first Head rows are repeated on each page.
type Table struct {
	Caption   string     `json:"caption,omitempty"`
	Head      int        `json:"head,omitempty"`
	Widths    []float64  `json:"widths,omitempty"` // relative; by the contents if empty
	Rows      [][]string `json:"rows"`
	Landscape bool       `json:"landscape,omitempty"` // on pages of its own (article 8)
}

// Picture is a PNG or JPEG; Width is in millimetres, 0 for the whole measure.
type Picture struct {
	Caption string  `json:"caption,omitempty"`
	Width   float64 `json:"width,omitempty"`
	Data    []byte  `json:"data"`
}

// Attendance is a list of names in minutes: 出席, 请假, 列席 (10.3).
type Attendance struct {
	Label string `json:"label"`
	Names string `json:"names"`
}

// Attachment is named below the body and set on pages of its own; without a body
// it is only named (a file that is sent along).
type Attachment struct {
	Name  string  `json:"name"`            // in the note below the body
	Title string  `json:"title,omitempty"` // over the attachment; Name if empty
	Apart bool    `json:"apart,omitempty"` // not bound in: carries the document number (7.3.7)
	Body  []Block `json:"body,omitempty"`
}

// SignatureKind says how a document is signed.
type SignatureKind string

// The ways of 7.3.5.1 to 7.3.5.3; Unsigned is for minutes.
const (
	Sealed   SignatureKind = "sealed"
	Unsealed SignatureKind = "unsealed"
	Stamped  SignatureKind = "stamped"
	Unsigned SignatureKind = "unsigned"
)

// Signature is the block below the body.
type Signature struct {
	Kind   SignatureKind `json:"kind"`
	Organs []string      `json:"organs,omitempty"` // 署名; the issuing organs if empty
	Seal   float64       `json:"seal,omitempty"`   // mm across; 42 if 0
	Stamps []Stamp       `json:"stamps,omitempty"` // for Stamped, the host's first
}

// Stamp is the signature stamp of a leader with the full name of the post.
type Stamp struct {
	Post string `json:"post"`
	Name string `json:"name"`
}

// SealPlace is the ID of the page.Place for the seal of the n-th signing organ, and
// StampPlace for the n-th signature stamp, both from 1.
func SealPlace(n int) string  { return fmt.Sprintf("seal-%d", n) }
func StampPlace(n int) string { return fmt.Sprintf("stamp-%d", n) }

// SigningOrgans are the organs named in the signature.
func (d *Document) SigningOrgans() []string {
	if len(d.Signature.Organs) > 0 {
		return d.Signature.Organs
	}
	return d.Organs
}

// SealSize is the diameter of the seals in millimetres.
func (d *Document) SealSize() float64 {
	if d.Signature.Seal > 0 {
		return d.Signature.Seal
	}
	return 42
}

// MarkText is the 发文机关标志 where it is one line; "" where several organs stand
// one above the other with 文件 at their right.
func (d *Document) MarkText() string {
	switch {
	case d.Mark != "":
		return d.Mark
	case d.Format == Letter:
		return d.Organs[0] // the host alone (10.1)
	case d.Format == Order:
		return d.Organs[0] + "令"
	case d.Format == Minutes:
		return d.Organs[0] + "会议纪要"
	case len(d.Organs) == 1:
		return d.Organs[0] + markWord
	}
	return ""
}

const markWord = "文件"

// Upward tells whether the head names signers (7.2.6).
func (d *Document) Upward() bool { return len(d.Signers) > 0 }

// Plain is the title without the drafter's breaks.
func (d *Document) Plain() string { return strings.ReplaceAll(d.Title, "\n", "") }

// Heading is what stands over the attachment.
func (a Attachment) Heading() string {
	if a.Title != "" {
		return a.Title
	}
	return a.Name
}

// AttachmentMark is what stands at the top left of the n-th attachment, from 0.
func (d *Document) AttachmentMark(n int) string {
	mark := "附件"
	if len(d.Attachments) > 1 {
		mark += fmt.Sprint(n + 1)
	}
	if d.Attachments[n].Apart {
		return d.Number + mark
	}
	return mark
}

// ChineseDate is a date as documents write it, without leading noughts: 2026年1月5日.
func ChineseDate(date clock.Date) string {
	var y, m, d int
	if _, err := fmt.Sscanf(string(date), "%d-%d-%d", &y, &m, &d); err != nil {
		return string(date)
	}
	return fmt.Sprintf("%d年%d月%d日", y, m, d)
}
