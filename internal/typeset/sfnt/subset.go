package sfnt

import (
	"encoding/binary"
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/errs"
)

// Program is a font for embedding: the glyphs asked for, in that order.
type Program struct {
	Data []byte
	CFF  bool // bare CFF keyed by CID; else TrueType
}

// Subset makes a font of the given glyphs; code 0 must be glyph 0. A glyph may
// stand twice: codes belong to characters, and two of them may look alike.
func (f *Face) Subset(glyphs []int) (p Program, err error) {
	defer errs.Wrap(&err, "sfnt.Subset(%s)", f.Name.Family)
	if len(glyphs) == 0 || len(glyphs) > 0xffff {
		return p, fmt.Errorf("%d glyphs", len(glyphs))
	}
	if f.cff != nil {
		p.CFF = true
		p.Data, err = f.cff.Subset(glyphs)
		return p, err
	}
	s := subset{f: f, order: slices.Clone(glyphs), at: map[int]int{}}
	for i, g := range glyphs {
		s.at[g] = i
	}
	p.Data = s.file()
	return p, nil
}

// subset is a TrueType font being cut down; parts of composite glyphs are added
// behind those asked for.
type subset struct {
	f     *Face
	order []int
	at    map[int]int
}

func (s *subset) file() []byte {
	var glyf, loca, hmtx []byte
	for i := 0; i < len(s.order); i++ {
		loca = put32(loca, len(glyf))
		glyf = append(glyf, s.renumbered(s.f.data(s.order[i]))...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		metric := 4 * min(s.order[i], s.f.hmetrics-1)
		hmtx = put16(hmtx, s.f.tables["hmtx"].u16(metric), s.bearing(s.order[i]))
	}
	loca = put32(loca, len(glyf))
	n := len(s.order)
	head, hhea, maxp := slices.Clone(s.f.tables["head"]), slices.Clone(s.f.tables["hhea"]), slices.Clone(s.f.tables["maxp"])
	put16(head[50:50], 1)
	put32(head[8:8], 0)
	put16(hhea[34:34], n)
	put16(maxp[4:4], n)
	tables := map[string][]byte{"head": head, "hhea": hhea, "maxp": maxp, "hmtx": hmtx, "loca": loca, "glyf": glyf}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if t := s.f.tables[tag]; len(t) > 0 {
			tables[tag] = t
		}
	}
	return assemble(tables)
}

// bearing is the left side bearing: in hmtx for the first glyphs, then alone.
func (s *subset) bearing(glyph int) int {
	if glyph < s.f.hmetrics {
		return s.f.tables["hmtx"].u16(4*glyph + 2)
	}
	return s.f.tables["hmtx"].u16(4*s.f.hmetrics + 2*(glyph-s.f.hmetrics))
}

// renumbered is a glyph with its parts, if it has any, under their new numbers.
func (s *subset) renumbered(data table) table {
	if len(data) < 12 || data.i16(0) >= 0 {
		return data
	}
	data = slices.Clone(data)
	for at := 10; at+4 <= len(data); {
		p, next := readPart(data, at)
		if _, ok := s.at[p.glyph]; !ok && p.glyph < s.f.glyphs {
			s.at[p.glyph] = len(s.order)
			s.order = append(s.order, p.glyph)
		}
		put16(data[at+2:at+2], s.at[p.glyph])
		if at = next; p.flags&morePart == 0 {
			break
		}
	}
	return data
}

// assemble writes tables as a TrueType file, in the order of their tags.
func assemble(tables map[string][]byte) []byte {
	tags := make([]string, 0, len(tables))
	for tag := range tables {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	n := len(tags)
	power, log := powerOfTwo(n)
	out := put16([]byte{0, 1, 0, 0}, n, power*16, log, (n-power)*16)
	var body []byte
	headAt := 0
	for _, tag := range tags {
		data := tables[tag]
		at := 12 + 16*n + len(body)
		if tag == "head" {
			headAt = at
		}
		out = append(out, tag...)
		out = put32(out, int(checksum(data)), at, len(data))
		body = append(body, data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	// The file as a whole sums up to this constant.
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

// powerOfTwo is the largest one that is not above n, as tables to be searched want it.
func powerOfTwo(n int) (power, log int) {
	power = 1
	for power*2 <= n {
		power, log = power*2, log+1
	}
	return power, log
}

func checksum(data []byte) uint32 {
	sum := uint32(0)
	for ; len(data) >= 4; data = data[4:] {
		sum += binary.BigEndian.Uint32(data)
	}
	var rest [4]byte
	copy(rest[:], data)
	return sum + binary.BigEndian.Uint32(rest[:])
}
