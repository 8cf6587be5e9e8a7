package stamp

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// plainTable writes the places in rows of twenty bytes.
func (u *update) plainTable(t *dict) {
	at := u.out.Len()
	u.out.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for first, places := range runs(u.places) {
		fmt.Fprintf(&u.out, "%d %d\n", first, len(places))
		for _, p := range places {
			fmt.Fprintf(&u.out, "%010d %05d n \n", p.offset, p.generation)
		}
	}
	t.set("/Size", raw(fmt.Sprint(u.next)))
	fmt.Fprintf(&u.out, "trailer\n%s\nstartxref\n%d\n%%%%EOF\n", text(t), at)
}

// streamTable writes the places as an object of its own.
func (u *update) streamTable(t *dict) {
	at := u.out.Len()
	id := u.next
	u.next++
	u.places[id] = place{offset: at}
	rows := []byte{0, 0, 0, 0, 0, 0xff, 0xff} // object 0 is free
	index := []string{"0 1"}
	for first, places := range runs(u.places) {
		index = append(index, fmt.Sprintf("%d %d", first, len(places)))
		for _, p := range places {
			kind, a, b := byte(1), p.offset, p.generation
			if p.within > 0 {
				kind, a, b = 2, p.within, p.index
			}
			rows = binary.BigEndian.AppendUint32(append(rows, kind), uint32(a)) //nolint:gosec // G115: files are below 4 GB
			rows = binary.BigEndian.AppendUint16(rows, uint16(b))               //nolint:gosec // G115: read as 16 bits, or bounded by them
		}
	}
	t.set("/Type", raw("/XRef"))
	t.set("/Size", raw(fmt.Sprint(u.next)))
	t.set("/W", raw("[1 4 2]"))
	t.set("/Index", raw("["+strings.Join(index, " ")+"]"))
	t.set("/Length", raw(fmt.Sprint(len(rows))))
	fmt.Fprintf(&u.out, "%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", id, text(t), rows, at)
}

// runs are places with numbers in a row.
func runs(places map[int]place) func(yield func(first int, places []place) bool) {
	return func(yield func(int, []place) bool) {
		numbers := slices.Sorted(maps.Keys(places))
		for len(numbers) > 0 {
			n := 1
			for n < len(numbers) && numbers[n] == numbers[0]+n {
				n++
			}
			run := make([]place, n)
			for i := range run {
				run[i] = places[numbers[i]]
			}
			if !yield(numbers[0], run) {
				return
			}
			numbers = numbers[n:]
		}
	}
}
