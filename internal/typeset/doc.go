// Package typeset turns registers and printed forms into PDF: layout gives page
// operations (placed text, lines, boxes in millimetres from the top left), a thin
// writer makes the PDF of them. It is pure: no database, no HTTP, the same bytes
// for the same input.
//
// Fonts come from a folder and are matched by their name tables; a character
// that no font has is an error that names it, never a blank.
package typeset
