package stamp

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

const maxUnpacked = 128 << 20 // bytes of a file, all streams together

// decode undoes Flate with its predictors, the only filter of tables; other filters
// are errors.
func (f *file) decode(d *dict, data []byte) ([]byte, error) {
	filter, parms := f.resolve(d.get("/Filter")), f.resolve(d.get("/DecodeParms"))
	if a, ok := filter.(array); ok {
		switch len(a) {
		case 0:
			filter = nil
		case 1:
			filter = f.resolve(a[0])
		default:
			return nil, errDamaged
		}
		if p, ok := parms.(array); ok && len(p) > 0 {
			parms = f.resolve(p[0])
		}
	}
	if filter == nil || filter == raw("null") {
		return data, nil
	}
	if filter != raw("/FlateDecode") && filter != raw("/Fl") {
		return nil, errDamaged
	}
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, errDamaged
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(maxUnpacked-f.used)+1))
	// A checksum cut off is common; what came before it is whole.
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, zlib.ErrChecksum) {
		return nil, errDamaged
	}
	if f.used += len(out); f.used > maxUnpacked {
		return nil, errDamaged
	}
	p, _ := parms.(*dict)
	return f.predict(p, out)
}

// predict undoes the PNG predictors.
func (f *file) predict(p *dict, data []byte) ([]byte, error) {
	setting := func(key string, usual int) int {
		if n, ok := whole(f.resolve(p.get(key))); ok {
			return n
		}
		return usual
	}
	predictor := setting("/Predictor", 1)
	if predictor < 2 {
		return data, nil
	}
	columns, colors, bits := setting("/Columns", 1), setting("/Colors", 1), setting("/BitsPerComponent", 8)
	if predictor < 10 || columns > 1<<16 || colors > 32 || bits > 16 {
		return nil, errDamaged
	}
	wide, length := max(1, colors*bits/8), (columns*colors*bits+7)/8
	var out []byte
	above := make([]byte, length)
	for ; len(data) > length; data = data[1+length:] {
		row := bytes.Clone(data[1 : 1+length])
		for i := range row {
			var left, corner byte
			if i >= wide {
				left, corner = row[i-wide], above[i-wide]
			}
			switch data[0] {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2) //nolint:gosec // G115: the mean of two bytes
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		out = append(out, row...)
		above = row
	}
	return out, nil
}

func paeth(left, above, corner byte) byte {
	a, b, c := int(left), int(above), int(corner)
	distance := func(v int) int { return max(a+b-c-v, v-a-b+c) }
	switch da, db, dc := distance(a), distance(b), distance(c); {
	case da <= db && da <= dc:
		return left
	case db <= dc:
		return above
	}
	return corner
}
