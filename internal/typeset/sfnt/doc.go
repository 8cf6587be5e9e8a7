// Package sfnt reads font files: TrueType, OpenType with CFF outlines, and
// collections of both. It tells names, characters, widths and outlines, and makes
// the subsets that documents carry. A damaged file gives an error or an empty
// glyph, never a panic and never more work than its size warrants.
//
// Left out: shaping, kerning, vertical writing, variations, and hinting (the
// instructions of TrueType glyphs are carried over, not run; a few old Chinese
// fonts that draw by instructions alone would preview wrongly but print well).
package sfnt
