package stamp

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
)

var (
	objectBegins  = regexp.MustCompile(`(?:^|[\s>])(\d{1,8})\s+(\d{1,5})\s+obj\b`)
	trailerBegins = regexp.MustCompile(`\btrailer\s*<<`)
)

// repair searches the whole file for objects; of two with one number the later holds.
// The rendition then gets a table of all of them.
func (f *file) repair() {
	f.reset()
	f.repaired = true
	for _, m := range objectBegins.FindAllSubmatchIndex(f.data, -1) {
		n, err := strconv.Atoi(string(f.data[m[2]:m[3]]))
		generation, err2 := strconv.Atoi(string(f.data[m[4]:m[5]]))
		if err == nil && err2 == nil && n > 0 && n <= maxNumber {
			f.places[n] = place{offset: m[2], generation: generation}
		}
	}
	f.trailer = newDict()
	for _, n := range slices.Sorted(maps.Keys(f.places)) {
		f.searchIn(n, f.places[n])
	}
	for _, m := range trailerBegins.FindAllIndex(f.data, -1) {
		v, err := (&lexer{f.data, m[1] - 2}).value(0)
		if d, ok := v.(*dict); err == nil && ok {
			f.adopt(d)
		}
	}
}

// searchIn looks what an object tells: an object stream holds others, a table's
// stream and the catalog tell the root.
func (f *file) searchIn(n int, p place) {
	_, d, packed, err := f.objectAt(p.offset)
	if err != nil {
		return
	}
	switch d.get("/Type") {
	case raw("/XRef"):
		f.adopt(d)
	case raw("/Catalog"):
		if f.trailer.get("/Root") == nil {
			f.trailer.set("/Root", ref{n, p.generation})
		}
	case raw("/ObjStm"):
		data, err := f.decode(d, packed)
		count, ok := whole(d.get("/N"))
		if err != nil || !ok {
			return
		}
		l := &lexer{data, 0}
		for i := range min(count, len(data)) {
			number, ok := whole(l.token())
			l.token()
			if _, known := f.places[number]; ok && !known && number > 0 && number <= maxNumber {
				f.places[number] = place{within: n, index: i}
			}
		}
	}
}

func (f *file) adopt(d *dict) {
	for _, key := range []string{"/Root", "/Info", "/ID", "/Encrypt"} {
		if v := d.get(key); v != nil {
			f.trailer.set(key, v)
		}
	}
}
