package sfnt

// table is big-endian data; reading beyond the end gives 0.
type table []byte

func (t table) u8(at int) int {
	if at < 0 || at >= len(t) {
		return 0
	}
	return int(t[at])
}

func (t table) u16(at int) int {
	if at < 0 || at+2 > len(t) {
		return 0
	}
	return int(t[at])<<8 | int(t[at+1])
}

func (t table) i16(at int) int {
	v := t.u16(at)
	return v - v>>15<<16
}

func (t table) u32(at int) int { return t.u16(at)<<16 | t.u16(at+2) }

// cut is length bytes at offset, or as many as there are.
func (t table) cut(offset, length int) table {
	if offset < 0 || offset >= len(t) || length <= 0 {
		return nil
	}
	return t[offset:min(len(t), offset+length)]
}

func put16(b []byte, values ...int) []byte {
	for _, v := range values {
		b = append(b, byte(v>>8), byte(v)) //nolint:gosec // G115: the low 16 bits are meant
	}
	return b
}

func put32(b []byte, values ...int) []byte {
	for _, v := range values {
		b = put16(b, v>>16, v)
	}
	return b
}
