package stamp

import (
	"bytes"
	"errors"
	"strings"
)

// place is where an object is: at an offset, or the index-th of an object stream.
type place struct {
	offset     int
	generation int
	within     int // number of the object stream; 0 = none
	index      int
}

// file is a PDF opened for reading.
type file struct {
	data     []byte
	places   map[int]place // by number
	free     map[int]bool  // numbers that a newer table has freed
	trailer  *dict
	sheets   []sheet
	start    int  // of the newest table
	streams  bool // that one is a stream
	repaired bool // no table could be read: the objects were searched for
	unpacked map[int]objects
	used     int // bytes of all that was unpacked
}

// open reads the tables of objects and the pages; where they are damaged it searches.
func open(data []byte) (*file, error) {
	f := &file{data: data}
	err := f.tables()
	if err == nil {
		err = f.pages()
	}
	if err != nil && !errors.Is(err, ErrEncrypted) {
		f.repair()
		err = f.pages()
	}
	return f, err
}

func (f *file) reset() {
	f.places, f.free, f.unpacked, f.trailer, f.used = map[int]place{}, map[int]bool{}, map[int]objects{}, nil, 0
}

func (f *file) tables() error {
	f.reset()
	tail := max(0, len(f.data)-2048)
	i := bytes.LastIndex(f.data[tail:], []byte("startxref"))
	if i < 0 || !bytes.HasPrefix(f.data, []byte("%PDF-")) {
		return errDamaged
	}
	at, ok := whole((&lexer{f.data, tail + i + len("startxref")}).token())
	if !ok {
		return errDamaged
	}
	f.start = at
	seen := map[int]bool{}
	for !seen[at] {
		seen[at] = true
		next, err := f.table(at, len(seen) == 1)
		if err != nil {
			return err
		}
		if next == 0 {
			return nil
		}
		at = next
	}
	return errDamaged
}

// table reads one table and tells where the one before it is; 0 = there is none.
func (f *file) table(at int, newest bool) (before int, err error) {
	if at <= 0 || at >= len(f.data) {
		return 0, errDamaged
	}
	l := &lexer{f.data, at}
	var trailer *dict
	if l.token() == "xref" {
		if trailer, err = f.plainTable(l); err != nil {
			return 0, err
		}
		if also, ok := whole(trailer.get("/XRefStm")); ok { // for readers that know of streams
			if _, err := f.streamTable(also); err != nil {
				return 0, err
			}
		}
	} else {
		if trailer, err = f.streamTable(at); err != nil {
			return 0, err
		}
		f.streams = f.streams || newest
	}
	if f.trailer == nil {
		f.trailer = trailer
	}
	before, _ = whole(trailer.get("/Prev"))
	return before, nil
}

const maxNumber = 1 << 23 // of objects (ISO 32000-1, annex C)

func (f *file) plainTable(l *lexer) (*dict, error) {
	for {
		t := l.token()
		if t == "trailer" {
			break
		}
		first, ok := whole(t)
		count, ok2 := whole(l.token())
		if !ok || !ok2 || count > len(f.data)/18 || first > maxNumber {
			return nil, errDamaged
		}
		for n := first; n < first+count; n++ {
			offset, ok := whole(l.token())
			generation, ok2 := whole(l.token())
			if !ok || !ok2 {
				return nil, errDamaged
			}
			f.add(n, l.token() == "n", place{offset: offset, generation: generation})
		}
	}
	v, err := l.value(0)
	d, ok := v.(*dict)
	if err != nil || !ok {
		return nil, errDamaged
	}
	return d, nil
}

// add notes an object unless a newer table has said where it is.
func (f *file) add(n int, used bool, p place) {
	if _, ok := f.places[n]; ok || f.free[n] || n <= 0 || n > maxNumber {
		return
	}
	if used {
		f.places[n] = p
	} else {
		f.free[n] = true
	}
}

func (f *file) streamTable(at int) (*dict, error) {
	_, d, data, err := f.objectAt(at)
	if err != nil || d.get("/Type") != raw("/XRef") {
		return nil, errDamaged
	}
	rows, err := f.decode(d, data)
	if err != nil {
		return nil, err
	}
	widths, ok := d.get("/W").(array)
	if !ok || len(widths) != 3 {
		return nil, errDamaged
	}
	var w [3]int
	for i := range w {
		if w[i], ok = whole(widths[i]); !ok || w[i] > 8 {
			return nil, errDamaged
		}
	}
	index, ok := d.get("/Index").(array)
	if !ok {
		index = array{raw("0"), d.get("/Size")}
	}
	for ; len(index) >= 2; index = index[2:] {
		first, ok := whole(index[0])
		count, ok2 := whole(index[1])
		if !ok || !ok2 {
			return nil, errDamaged
		}
		for n := first; n < first+count && len(rows) >= w[0]+w[1]+w[2] && w[1] > 0; n++ {
			f.addRow(n, w, rows)
			rows = rows[w[0]+w[1]+w[2]:]
		}
	}
	return d, nil
}

func (f *file) addRow(n int, w [3]int, row []byte) {
	field := func(from, length int) int {
		v := 0
		for _, b := range row[from : from+length] {
			v = v<<8 | int(b)
		}
		return v
	}
	kind := 1
	if w[0] > 0 {
		kind = field(0, w[0])
	}
	a, b := field(w[0], w[1]), field(w[0]+w[1], w[2])
	switch kind {
	case 0:
		f.add(n, false, place{})
	case 1:
		f.add(n, true, place{offset: a, generation: b})
	case 2:
		f.add(n, true, place{within: a, index: b})
	}
}

// objectAt reads “12 0 obj …”; data is the raw content of a stream.
func (f *file) objectAt(at int) (n int, d *dict, data []byte, err error) {
	n, v, l, err := f.valueAt(at)
	if err != nil {
		return 0, nil, nil, err
	}
	d, _ = v.(*dict)
	if d == nil || l.token() != "stream" {
		return n, d, nil, nil
	}
	if l.at < len(f.data) && f.data[l.at] == '\r' {
		l.at++
	}
	if l.at < len(f.data) && f.data[l.at] == '\n' {
		l.at++
	}
	length, ok := whole(f.resolve(d.get("/Length")))
	end := l.at + length
	if !ok || end > len(f.data) || (&lexer{f.data, end}).token() != "endstream" {
		i := bytes.Index(f.data[l.at:], []byte("endstream"))
		if i < 0 {
			return 0, nil, nil, errDamaged
		}
		end = l.at + i
	}
	return n, d, f.data[l.at:end], nil
}

func (f *file) valueAt(at int) (n int, v value, l *lexer, err error) {
	if at < 0 || at >= len(f.data) {
		return 0, nil, nil, errDamaged
	}
	l = &lexer{f.data, at}
	n, ok := whole(l.token())
	if _, ok2 := whole(l.token()); !ok || !ok2 || l.token() != "obj" {
		return 0, nil, nil, errDamaged
	}
	v, err = l.value(0)
	return n, v, l, err
}

// resolve follows references; what is not there is nil.
func (f *file) resolve(v value) value {
	for range 20 {
		r, ok := v.(ref)
		if !ok {
			return v
		}
		v = f.load(r.number)
	}
	return nil
}

func (f *file) load(n int) value {
	p, ok := f.places[n]
	if !ok {
		return nil
	}
	if p.within > 0 {
		return f.loadPacked(p)
	}
	got, v, _, err := f.valueAt(p.offset)
	if err != nil || got != n {
		return nil
	}
	return v
}

// loadPacked reads an object out of an object stream.
func (f *file) loadPacked(p place) value {
	o, ok := f.unpacked[p.within]
	if !ok {
		f.unpacked[p.within] = objects{} // should its own length stand in it
		o = f.unpack(p.within)
		f.unpacked[p.within] = o
	}
	l := &lexer{o.data, 0}
	for range p.index {
		l.token()
		l.token()
	}
	l.token()
	offset, ok := whole(l.token())
	if !ok || o.first+offset > len(o.data) {
		return nil
	}
	v, err := (&lexer{o.data, o.first + offset}).value(0)
	if err != nil {
		return nil
	}
	return v
}

// objects is the content of an object stream; the first object begins at first.
type objects struct {
	data  []byte
	first int
}

func (f *file) unpack(n int) (o objects) {
	p, known := f.places[n]
	if !known || p.within > 0 {
		return o
	}
	got, d, packed, err := f.objectAt(p.offset)
	first, ok := whole(d.get("/First"))
	if err != nil || got != n || !ok || d.get("/Type") != raw("/ObjStm") {
		return o
	}
	data, err := f.decode(d, packed)
	if err != nil {
		return o
	}
	return objects{data, first}
}

// text is a value as it stands in the file.
func text(v value) string {
	var b strings.Builder
	write(&b, v, same)
	return b.String()
}
