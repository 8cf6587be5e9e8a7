package cff

import (
	"errors"
	"fmt"
)

// ErrFont is a CFF table that cannot be read.
var ErrFont = errors.New("cff: damaged, or of a kind that cannot be read")

// Font is a font of a CFF table, read.
type Font struct {
	charstrings index
	globals     index
	top         dict
	dicts       []fontDict // one, or those of a CID-keyed font
	selected    []byte     // the dictionary of each glyph; nil where there is one
}

// fontDict is what glyphs have in common.
type fontDict struct {
	font    dict // of a CID-keyed font
	private dict
	subrs   index
}

// Operators of dictionaries; two-byte ones have 12 in front.
const (
	opFontBBox    = 5
	opCharset     = 15
	opCharStrings = 17
	opPrivate     = 18
	opSubrs       = 19
	opFontMatrix  = 12<<8 | 7
	opROS         = 12<<8 | 30
	opCIDCount    = 12<<8 | 34
	opFDArray     = 12<<8 | 36
	opFDSelect    = 12<<8 | 37
	opType        = 12<<8 | 6
)

// Parse reads the first font of a CFF table, which it keeps.
func Parse(data []byte) (*Font, error) {
	if len(data) < 4 || data[0] != 1 {
		return nil, ErrFont
	}
	_, at, err := readIndex(data, int(data[2])) // names
	if err != nil {
		return nil, err
	}
	tops, at, err := readIndex(data, at)
	if err != nil {
		return nil, err
	}
	_, at, err = readIndex(data, at) // strings
	if err != nil {
		return nil, err
	}
	f := &Font{}
	if f.globals, _, err = readIndex(data, at); err != nil {
		return nil, err
	}
	if f.top, err = readDict(tops.at(0)); err != nil {
		return nil, err
	}
	if kind, ok := f.top.number(opType); ok && kind != 2 {
		return nil, fmt.Errorf("%w: charstrings of type %d", ErrFont, kind)
	}
	offset, ok := f.top.number(opCharStrings)
	if !ok {
		return nil, ErrFont
	}
	if f.charstrings, _, err = readIndex(data, offset); err != nil {
		return nil, err
	}
	if len(f.charstrings) == 0 || len(f.charstrings) > 0xffff {
		return nil, ErrFont
	}
	return f, f.readDicts(data)
}

// Glyphs is how many glyphs the font has.
func (f *Font) Glyphs() int { return len(f.charstrings) }

func (f *Font) readDicts(data []byte) error {
	if _, keyed := f.top[opROS]; !keyed {
		d, err := readPrivate(data, f.top)
		f.dicts = []fontDict{d}
		return err
	}
	offset, _ := f.top.number(opFDArray)
	list, _, err := readIndex(data, offset)
	if err != nil {
		return err
	}
	if len(list) == 0 || len(list) > 256 {
		return ErrFont
	}
	for i := range list {
		font, err := readDict(list.at(i))
		if err != nil {
			return err
		}
		d, err := readPrivate(data, font)
		if err != nil {
			return err
		}
		d.font = font
		f.dicts = append(f.dicts, d)
	}
	offset, _ = f.top.number(opFDSelect)
	return f.readSelect(data, offset)
}

func readPrivate(data []byte, owner dict) (d fontDict, err error) {
	place := owner[opPrivate]
	if len(place.values) != 2 {
		return d, nil // allowed: nothing in common
	}
	size, offset := int(place.values[0]), int(place.values[1])
	if size < 0 || offset < 0 || offset+size > len(data) || offset+size < 0 {
		return d, ErrFont
	}
	if d.private, err = readDict(data[offset : offset+size]); err != nil {
		return d, err
	}
	if subrs, ok := d.private.number(opSubrs); ok && subrs != 0 {
		d.subrs, _, err = readIndex(data, offset+subrs)
	}
	return d, err
}

// readSelect reads which dictionary each glyph belongs to.
func (f *Font) readSelect(data []byte, at int) error {
	n := len(f.charstrings)
	f.selected = make([]byte, n)
	if at <= 0 || at+3 > len(data) {
		return ErrFont
	}
	switch data[at] {
	case 0:
		if at+1+n > len(data) {
			return ErrFont
		}
		copy(f.selected, data[at+1:])
	case 3:
		ranges := u16(data[at+1:])
		if at+3+3*ranges+2 > len(data) {
			return ErrFont
		}
		for i := range ranges {
			r := data[at+3+3*i:]
			for g := u16(r); g < min(u16(r[3:]), n); g++ {
				f.selected[g] = r[2]
			}
		}
	default:
		return ErrFont
	}
	for _, fd := range f.selected {
		if int(fd) >= len(f.dicts) {
			return ErrFont
		}
	}
	return nil
}

// dictOf is the dictionary of a glyph.
func (f *Font) dictOf(glyph int) int {
	if f.selected == nil {
		return 0
	}
	return int(f.selected[glyph])
}

func u16(b []byte) int { return int(b[0])<<8 | int(b[1]) }
