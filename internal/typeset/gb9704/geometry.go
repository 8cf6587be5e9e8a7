package gb9704

import "guiju.cn/guiju/internal/typeset/page"

// The page of GB/T 9704-2012 in millimetres from the top left of A4.
const (
	PaperWidth, PaperHeight = 210.0, 297.0
	Left, Right             = 28.0, 184.0 // 版心, 156 × 225 (5.2.1)
	Top, Bottom             = 37.0, 262.0

	Rows, Cells = 22, 28 // a full page (5.2.3)

	BodySize   = 16.0 // points: 3号
	TitleSize  = 22.0 // 2号
	SmallSize  = 14.0 // 4号: page numbers, end matter
	TableSize  = 12.0 // 小4号: the standard leaves it open
	Em         = BodySize * page.PointMM
	SmallEm    = SmallSize * page.PointMM
	Cell       = (Right - Left) / Cells
	Pitch      = (Bottom - Top - Em) / (Rows - 1) // first row touches the top, the last the bottom
	Ascent     = 0.88                             // em from the top of a character's square to its baseline
	InkTop     = 0.862                            // em from the baseline to the ink's top, 小标宋
	InkBottom  = 0.10                             // and below
	MarkTop    = 72.0                             // 35 mm below the box (7.2.4)
	OrderTop   = 57.0                             // 20 mm below it (10.2)
	LetterTop  = 30.0                             // from the paper's edge (10.1)
	RuleGap    = 4.0                              // number to red line (7.2.7), letter mark to line
	RuleWidth  = 0.5                              // the standard leaves it open
	Thick      = 0.35                             // end matter, first and last line (7.4.1)
	Thin       = 0.25                             // and those between
	PageNoDash = Bottom + 7                       // y of the dashes (7.5)
	DashAbove  = 0.277                            // em from the baseline to a dash

	LetterLine   = 170.0            // length of a letter's double lines
	LetterFoot   = PaperHeight - 20 // the lower one
	LetterSpace  = Em * 7 / 8       // from a double line to text
	LetterBottom = LetterFoot - LetterSpace
)

// Parts are the names that marks carry, by which the certificate finds them.
const (
	PartCopy        = "copy"
	PartUrgency     = "urgency"
	PartMark        = "mark"
	PartMarkWord    = "mark-word" // 文件 at the right of several organs
	PartNumber      = "number"
	PartSignerLabel = "signer-label"
	PartSigner      = "signer"
	PartRedLine     = "red-line"
	PartDouble      = "double-line" // of letters
	PartTitle       = "title"
	PartTo          = "to"
	PartBody        = "body"     // with run-in headings
	PartHeading     = "heading-" // and the level: a heading alone on its line
	PartTable       = "table"
	PartTableLine   = "table-line"
	PartCaption     = "caption"
	PartPicture     = "picture"
	PartAttendance  = "attendance"
	PartAttached    = "attached" // 附件说明
	PartSign        = "sign"
	PartPost        = "post"
	PartDate        = "date"
	PartNote        = "note"
	PartAttMark     = "attachment-mark"
	PartAttTitle    = "attachment-title"
	PartEndLine     = "end-line"
	PartEndTo       = "end-to"
	PartEndCopies   = "end-copies"
	PartEndPrinter  = "end-printer"
	PartEndPrinted  = "end-printed"
	PartPageNo      = "page-number"
)

// grid is the rows of a page.
type grid struct {
	top, pitch float64 // mm: top of the first row's characters; row to row
	rows       int
}

// rowsOf gives the grid of a page with that many rows.
func rowsOf(rows int) grid {
	return grid{top: Top, pitch: (Bottom - Top - Em) / float64(rows-1), rows: rows}
}

// row is the top of row n, from 0.
func (g grid) row(n int) float64 { return g.top + float64(n)*g.pitch }

// after is the first row that begins at y or below it.
func (g grid) after(y float64) int {
	n := 0
	for g.row(n) < y-0.01 {
		n++
	}
	return n
}
