package cff

import (
	"math"
	"strconv"
)

// index is a CFF INDEX: pieces of data by number.
type index [][]byte

// at is nil for a number that is not there.
func (x index) at(i int) []byte {
	if i < 0 || i >= len(x) {
		return nil
	}
	return x[i]
}

// readIndex reads the INDEX at a place and tells where it ends.
func readIndex(data []byte, at int) (x index, end int, err error) {
	if at < 0 || at+2 > len(data) {
		return nil, 0, ErrFont
	}
	n := u16(data[at:])
	if at += 2; n == 0 {
		return nil, at, nil
	}
	if at+1 > len(data) {
		return nil, 0, ErrFont
	}
	size := int(data[at])
	at++
	base := at + (n+1)*size - 1 // offsets count from 1
	if size < 1 || size > 4 || base+1 > len(data) {
		return nil, 0, ErrFont
	}
	offset := func(i int) int {
		v := 0
		for _, b := range data[at+i*size : at+(i+1)*size] {
			v = v<<8 | int(b)
		}
		return base + v
	}
	x = make(index, n)
	from := offset(0)
	for i := range x {
		to := offset(i + 1)
		if from < base || to < from || to > len(data) {
			return nil, 0, ErrFont
		}
		x[i] = data[from:to]
		from = to
	}
	return x, from, nil
}

func appendIndex(b []byte, x index) []byte {
	b = append(b, byte(len(x)>>8), byte(len(x))) //nolint:gosec // G115: at most 65,535
	if len(x) == 0 {
		return b
	}
	total := 1
	for _, d := range x {
		total += len(d)
	}
	size := 1
	for total>>(8*size) > 0 {
		size++
	}
	offset := 1
	write := func() {
		for i := size - 1; i >= 0; i-- {
			b = append(b, byte(offset>>(8*i))) //nolint:gosec // G115: one byte after the other
		}
	}
	b = append(b, byte(size)) //nolint:gosec // G115: 1 to 4
	write()
	for _, d := range x {
		offset += len(d)
		write()
	}
	for _, d := range x {
		b = append(b, d...)
	}
	return b
}

// dict is a CFF DICT by operator.
type dict map[int]operands

type operands struct {
	values []float64
	raw    []byte // as it stood, operator included
}

// number is a one-number entry.
func (d dict) number(op int) (int, bool) {
	e, ok := d[op]
	if !ok || len(e.values) != 1 || math.Abs(e.values[0]) > math.MaxInt32 {
		return 0, false
	}
	return int(e.values[0]), true
}

func readDict(data []byte) (dict, error) {
	d := dict{}
	var values []float64
	from := 0
	for at := 0; at < len(data); {
		b := int(data[at])
		if b > 21 {
			v, n := dictNumber(data[at:])
			if n == 0 || len(values) > 512 {
				return nil, ErrFont
			}
			values = append(values, v)
			at += n
			continue
		}
		op := b
		if at++; b == 12 {
			if at >= len(data) {
				return nil, ErrFont
			}
			op = b<<8 | int(data[at])
			at++
		}
		d[op] = operands{values, data[from:at]}
		values, from = nil, at
	}
	return d, nil
}

// dictNumber reads a number and tells its length; 0 = damaged.
func dictNumber(b []byte) (v float64, n int) {
	switch b0 := int(b[0]); {
	case b0 == 28 && len(b) >= 3:
		return float64(int16(u16(b[1:]))), 3 //nolint:gosec // G115: two's complement on purpose
	case b0 == 29 && len(b) >= 5:
		return float64(int32(u16(b[1:])<<16 | u16(b[3:]))), 5 //nolint:gosec // G115: two's complement on purpose
	case b0 == 30:
		return realNumber(b)
	case b0 >= 32 && b0 <= 246:
		return float64(b0 - 139), 1
	case b0 >= 247 && b0 <= 250 && len(b) >= 2:
		return float64((b0-247)*256 + int(b[1]) + 108), 2
	case b0 >= 251 && b0 <= 254 && len(b) >= 2:
		return float64(-(b0-251)*256 - int(b[1]) - 108), 2
	}
	return 0, 0
}

// realNumber reads decimal digits, two to a byte, until a nibble of 15.
func realNumber(b []byte) (v float64, n int) {
	signs := [...]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "E", "E-", "", "-"}
	text := ""
	for i, c := range b[1:min(len(b), 32)] {
		for _, nibble := range []byte{c >> 4, c & 15} {
			if nibble == 15 {
				v, err := strconv.ParseFloat(text, 64)
				if err != nil {
					return 0, 0
				}
				return v, i + 2
			}
			text += signs[nibble]
		}
	}
	return 0, 0
}

// appendNumber writes an integer in the five-byte form, whose length is known
// before its value is.
func appendNumber(b []byte, v int) []byte {
	return append(b, 29, byte(v>>24), byte(v>>16), byte(v>>8), byte(v)) //nolint:gosec // G115: one byte after the other
}

func appendOp(b []byte, op int) []byte {
	if op > 255 {
		b = append(b, byte(op>>8)) //nolint:gosec // G115: 12
	}
	return append(b, byte(op)) //nolint:gosec // G115: the low byte is meant
}
