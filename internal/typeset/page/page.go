// Package page is what layout makes and writers draw: finished pages as marks in
// millimetres from the top left, sizes of type in points. It knows no fonts, no
// standard and no file format. PDF, OFD and SVG are thin writers over it, and the
// layout certificate measures it.
package page

import "fmt"

// Role is a face by what it is for; the bureau's fonts, or the free ones, fill it.
type Role int

// The roles of GB/T 9704-2012.
const (
	Fang     Role = iota // 仿宋: body
	Kai                  // 楷体: second level, signers' names
	Hei                  // 黑体: first level, urgency, attachment mark
	BiaoSong             // 小标宋: the organ's mark, the title
	Song                 // 宋体: page numbers, registers
)

// Name is the Chinese name of a role.
func (r Role) Name() string {
	switch r {
	case Fang:
		return "仿宋"
	case Kai:
		return "楷体"
	case Hei:
		return "黑体"
	case BiaoSong:
		return "小标宋"
	default:
		return "宋体"
	}
}

// PointMM is one point in millimetres.
const PointMM = 25.4 / 72

// Measurer tells how far a rune advances in em; a rune that no font of the
// chain has is a *Missing error.
type Measurer interface {
	Advance(role Role, r rune) (em float64, err error)
}

// Missing names a character that no font has: it is never dropped or replaced.
type Missing struct {
	Rune rune
	Role Role
}

func (m *Missing) Error() string {
	return fmt.Sprintf("没有字体含有“%c”（U+%04X）", m.Rune, m.Rune)
}

// Page is one finished page.
type Page struct {
	Width, Height float64
	Marks         []Mark
	Places        []Place // where seals go; not drawn
}

// Mark is Text, Line, Fill, Picture or Turned.
type Mark interface{ mark() }

// Text is one line of placed glyphs on a baseline.
type Text struct {
	Part   string // what it belongs to: title, body, signature …; for the certificate
	Role   Role
	Size   float64 // points
	Color  Color
	Y      float64 // baseline
	Glyphs []Glyph
}

// Glyph is one rune with its left edge.
type Glyph struct {
	Rune rune
	X    float64
}

// Line is a straight stroke between two points.
type Line struct {
	Part           string
	X1, Y1, X2, Y2 float64
	Width          float64
	Color          Color
}

// Fill is a filled rectangle.
type Fill struct {
	Part       string
	X, Y, W, H float64
	Color      Color
}

// Picture is a PNG or JPEG in a rectangle.
type Picture struct {
	Part       string
	X, Y, W, H float64
	Data       []byte
}

// Turned is marks turned a quarter counter-clockwise about (X, Y): a landscape
// table on a portrait page, whose page number stays where it is (GB/T 9704 8).
type Turned struct {
	X, Y  float64
	Marks []Mark
}

func (Text) mark()    {}
func (Line) mark()    {}
func (Fill) mark()    {}
func (Picture) mark() {}
func (Turned) mark()  {}

// Color is red, green and blue from 0 to 1; the zero Color is black.
type Color struct{ R, G, B float64 }

// Red is the standard's red: Y80% M80% (GB/T 9704 6).
var Red = Color{0.89, 0.04, 0.08}
