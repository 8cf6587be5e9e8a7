package sfnt

import (
	"errors"
	"fmt"
	"io"
)

// ErrFont is a file that is no font of a kind that can be read.
var ErrFont = errors.New("sfnt: not a font that can be read")

const (
	maxFonts = 64        // of a collection
	maxTable = 256 << 20 // bytes
)

// Names reads what the fonts of a file are called, without reading the rest. A
// font of another kind than this package reads is left out.
func Names(file io.ReaderAt, size int64) (names []Name, err error) {
	head, err := readAt(file, size, 0, 12+4*maxFonts)
	if err != nil {
		return nil, err
	}
	for index, offset := range offsets(head) {
		tables, err := directory(file, size, offset)
		if err != nil || tables["glyf"].length == 0 && tables["CFF "].length == 0 {
			continue
		}
		load := func(tag string) table {
			e := tables[tag]
			t, _ := readAt(file, size, e.offset, min(e.length, 1<<20)) // what cannot be read has no names
			return t
		}
		names = append(names, readNames(index, load("name"), load("OS/2")))
	}
	if len(names) == 0 {
		return nil, ErrFont
	}
	return names, nil
}

// offsets tells where the fonts of a file begin; a single one begins at 0.
func offsets(head table) []int {
	if string(head.cut(0, 4)) != "ttcf" {
		return []int{0}
	}
	all := make([]int, min(head.u32(8), maxFonts))
	for i := range all {
		all[i] = head.u32(12 + 4*i)
	}
	return all
}

type entry struct{ offset, length int }

// directory reads where a font's tables are.
func directory(file io.ReaderAt, size int64, offset int) (map[string]entry, error) {
	head, err := readAt(file, size, offset, 12)
	if err != nil {
		return nil, err
	}
	switch string(head.cut(0, 4)) {
	case "\x00\x01\x00\x00", "OTTO", "true":
	default:
		return nil, ErrFont
	}
	n := min(head.u16(4), 256)
	list, err := readAt(file, size, offset+12, 16*n)
	if err != nil {
		return nil, err
	}
	tables := make(map[string]entry, n)
	for i := range n {
		e := entry{list.u32(16*i + 8), list.u32(16*i + 12)}
		if int64(e.offset)+int64(e.length) > size || e.length > maxTable {
			return nil, fmt.Errorf("%w: table %q ends beyond the file", ErrFont, list.cut(16*i, 4))
		}
		tables[string(list.cut(16*i, 4))] = e
	}
	return tables, nil
}

// readAt reads up to length bytes, fewer at the end of the file.
func readAt(file io.ReaderAt, size int64, offset, length int) (table, error) {
	if offset < 0 || length < 0 || int64(offset) > size {
		return nil, ErrFont
	}
	data := make(table, min(int64(length), size-int64(offset)))
	n, err := file.ReadAt(data, int64(offset))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("sfnt: %w", err)
	}
	return data[:n], nil
}
