// Package line breaks Chinese paragraphs into lines of placed glyphs: every
// Chinese character fills a cell, lines are filled from edge to edge, no line
// begins or ends with a mark that may not (避头、避尾, GB/T 15834), numbers,
// Latin words, document numbers, —— and …… stay whole.
//
// Widths are counted in cells, so that a tighter or wider setting (27 or 29
// characters a line) is another cell and nothing else. What does not fit is
// first squeezed (punctuation gives up to half a cell), else pushed to the next
// line; what is then short is spread between the characters. Nothing hangs over
// the edge, nothing is lost or reordered.
package line
