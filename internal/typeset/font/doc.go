// Package font fills the roles of a document (仿宋, 楷体, 黑体, 小标宋, 宋体) with
// the fonts of a folder: the bureau's own where it has them, else the free ones.
// Each role has a chain; a character that its first font lacks comes from the
// next, and one that no font has is an error that names it.
//
// It also puts Chinese punctuation that a font draws narrow into full cells, gives
// digits of one font one width, and takes Latin and digits for a face whose own do
// not suit official text from another. Writers ask Find for the glyph, layout asks
// Advance for the width.
package font
