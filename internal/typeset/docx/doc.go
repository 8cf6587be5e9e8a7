// Package docx writes official documents as DOCX for editing, and reads what
// people bring. The PDF is the record copy: word processors break lines by rules
// of their own, so a DOCX is near the standard, not exact.
//
// Write lays paragraphs where the typeset pages have them: the standard's margins,
// exact rows of 28.95 points, 28 characters a row by tightened spacing, page
// numbers outside on odd and even pages, the end matter in a frame at the foot of
// the last page. Read gives the document's blocks and warnings; tracked insertions
// are kept, deletions dropped.
package docx
