// Package gb9704 sets official documents by GB/T 9704-2012 (党政机关公文格式):
// Typeset(document, measurer) gives finished pages as marks in millimetres and a
// report. It is pure and knows no fonts: whoever measures decides those, and
// thin writers make PDF, OFD and SVG of the pages (internal/typeset/page).
//
// The first page of the general form, in millimetres from the top left of A4:
//
//	0      28                                  184  210
//	┌───────┬───────────────────────────────────┬────┐ 0
//	│       ┌───────────────────────────────────┐    │ 37   first of 22 rows
//	│       │000018                             │    │      份号, row 1
//	│       │特急                               │    │      紧急程度, next row
//	│       │                                   │    │
//	│       │   云泽市机关事务管理局文件        │    │ 72   ink of the mark
//	│       │                                   │    │
//	│       │        云机管〔2026〕18号         │    │      two rows below it
//	│       │━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━│    │      4 below the number
//	│       │                                   │    │
//	│       │   关于进一步规范印章使用和        │    │      two rows below
//	│       │       公文办理工作的通知          │    │      2号, by sense
//	│       │                                   │    │
//	│       │各县（市、区）机关事务管理部门：   │    │      on the grid again
//	│       │  为进一步加强……                 │    │      28 characters a row
//	│       └───────────────────────────────────┘    │ 262  last row
//	│                                    — 1 —       │ 269  dashes
//	└────────────────────────────────────────────────┘ 297
//
// A row is 10.446 mm: the first row's characters touch the box's top, the last
// row's its bottom. A cell is 156/28 mm. “Two rows below” is always two such
// rows from the lower edge of what is above.
//
// # How a document is set
//
//	Check ─ titles by sense ─ compose(22 × 28) ─ does a page lack text?
//	                              ▲                  │ yes
//	                              └── next setting ──┘     none left: EndPageError
//
// The page of the signature must hold text of the body, and so must the first
// page (7.3.3, 7.3.5.5, 1-03-3.2). Settings are tried in the order of decision 0025;
// what was done is in Report.Tunings. “此页无正文” is refused in the input.
//
// Seals are not drawn: each has a page.Place whose ID is SealPlace(n).
//
// ParseText reads a plain text (or Markdown) into a Document; package docx does
// the same with DOCX files. Package certify measures the pages.
package gb9704
