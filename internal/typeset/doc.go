// Package typeset stands for what is below it: the way from content to paper.
//
//	gb9704, paper      lay out documents, registers and forms
//	page               finished pages as marks: what all of these give and all below take
//	pdf, ofd, svg      write pages: record copies, exchange, previews
//	stamp              puts a code and a line on each page of a foreign PDF
//	font               fills roles with fonts; sfnt, cff, outline read and cut down these
//	code, picture      QR and bar codes; PNG and JPEG
//
// All of it is pure: no database, no HTTP, no clock, the same bytes for the same input.
package typeset
