package gb9704

import (
	"slices"

	"guiju.cn/guiju/internal/typeset/page"
)

// signature is everything below the body that stays together: blank rows,
// organs or stamps, the date, the note.
func (c *composer) signature() ([]item, error) {
	if c.doc.Signature.Kind == Unsigned {
		return nil, nil
	}
	b := &block{c: c, pitch: rowsOf(c.set.rows).pitch}
	var err error
	switch c.doc.Signature.Kind {
	case Sealed:
		err = b.sealed()
	case Unsealed:
		err = b.unsealed()
	default:
		err = b.stamped()
	}
	if err == nil {
		err = b.note()
	}
	return []item{{marks: b.marks, places: b.places, rows: b.rows, sign: true}}, err
}

// block is a signature being built, row by row.
type block struct {
	c      *composer
	pitch  float64
	rows   int
	marks  []page.Mark
	places []page.Place
}

func (b *block) y(row int) float64 { return float64(row) * b.pitch }

func (b *block) words(part string, texts ...string) ([]word, error) {
	var all []word
	for _, text := range texts {
		w, err := b.c.word(placeSign, style{part, page.Fang, BodySize, page.Color{}}, text)
		if err != nil {
			return nil, err
		}
		if w.width > Right-Left-2*Cell {
			return nil, tooLong(placeSign, text)
		}
		all = append(all, w)
	}
	return all, nil
}

func (b *block) date() (word, error) {
	w, err := b.words(PartDate, ChineseDate(b.c.doc.Date))
	if err != nil {
		return word{}, err
	}
	return w[0], nil
}

// sealsApart is the least room between two seals, in mm: they must not touch.
const sealsApart = 2.0

// sealed puts the organs in rows of at most three, the last above the date, with
// a place for a seal over each (7.3.5.1).
func (b *block) sealed() error {
	names, err := b.words(PartSign, b.c.doc.SigningOrgans()...)
	if err != nil {
		return err
	}
	date, err := b.date()
	if err != nil {
		return err
	}
	seal := b.c.doc.SealSize()
	last := Right - 4*Cell - date.width/2
	last = min(last, Right-names[len(names)-1].width/2, Right-seal/2)
	columns := columns(names, last, seal)
	per := len(columns)
	sealRows := int((seal+sealsApart)/b.pitch) + 1
	lines := (len(names) + per - 1) / per
	row := b.c.blankRows()
	for i := range lines {
		group := names[i*per : min(len(names), (i+1)*per)]
		for k, name := range group { // the last organ stands over the date
			x := columns[per-len(group)+k]
			b.marks = append(b.marks, name.put(x-name.width/2, b.y(row))...)
			b.seal(i*per+k, x, row, i == 0, i == lines-1)
		}
		row += sealRows
	}
	row -= sealRows - 1
	b.marks = append(b.marks, date.put(last-date.width/2, b.y(row))...)
	b.rows = row + 1
	return nil
}

// blankRows are the rows before a sealed signature: as many as leave the date
// under the seal, whose top is within a row of the text. For 42 mm that is three.
func (c *composer) blankRows() int {
	rows := int((c.doc.SealSize()+Em/2)/rowsOf(c.set.rows).pitch) - 1
	if c.set.tight {
		rows--
	}
	return rows
}

// columns are the middles of up to three seals side by side, as many as the
// names leave room for, the last at last.
func columns(names []word, last, seal float64) []float64 {
	widest := 0.0
	for _, n := range names {
		widest = max(widest, n.width)
	}
	for per := min(3, len(names)); per > 1; per-- {
		first := Left + max(seal, widest)/2
		if step := (last - first) / float64(per-1); step >= max(seal+sealsApart, widest+Em/2) {
			var all []float64
			for k := range per {
				all = append(all, first+step*float64(k))
			}
			return all
		}
	}
	return []float64{last}
}

// seal keeps the place over the name in a row: both name and date lie below the
// seal's middle, and its top is within a row of the text above.
func (b *block) seal(n int, x float64, row int, first, last bool) {
	size := b.c.doc.SealSize()
	middle := b.y(row) + Em/2
	if last {
		middle += b.pitch / 2
	}
	top := middle - 0.6*size
	if first { // the text above ends where the row before the first ends
		text := Em - b.pitch
		top = min(max(top, text), text+b.pitch)
	}
	b.places = append(b.places, page.Place{ID: SealPlace(n + 1), X: x - size/2, Y: top, W: size, H: size})
}

// unsealed: one blank row, the organs 2 characters from the right, the date
// beginning 2 characters after them (7.3.5.2).
func (b *block) unsealed() error {
	names, err := b.words(PartSign, b.c.doc.SigningOrgans()...)
	if err != nil {
		return err
	}
	date, err := b.date()
	if err != nil {
		return err
	}
	widest := slices.MaxFunc(names, func(a, b word) int { return int(1000 * (a.width - b.width)) }).width
	left := Right - 2*Cell - widest
	if date.width > widest {
		left = Right - 2*Cell - date.width - 2*Cell
	}
	row := 1
	for _, name := range names {
		b.marks = append(b.marks, name.put(left, b.y(row))...)
		row++
	}
	b.marks = append(b.marks, date.put(left+2*Cell, b.y(row))...)
	b.rows = row + 1
	return nil
}

// A signature stamp is about 6 characters long and two rows high.
const (
	stampWidth = 6 * Cell
	stampRows  = 2
)

// stamped: two blank rows, each stamp 4 characters from the right with the post
// 2 characters before it, a blank row, the date (7.3.5.3).
func (b *block) stamped() error {
	date, err := b.date()
	if err != nil {
		return err
	}
	row := 2
	for i, s := range b.c.doc.Signature.Stamps {
		post, err := b.words(PartPost, s.Post)
		if err != nil {
			return err
		}
		high := b.pitch + Em
		x := Right - 4*Cell - stampWidth
		if post[0].width > x-2*Cell-Left {
			return tooLong("签名章职务", s.Post)
		}
		b.places = append(b.places, page.Place{ID: StampPlace(i + 1), X: x, Y: b.y(row), W: stampWidth, H: high})
		b.marks = append(b.marks, post[0].put(x-2*Cell-post[0].width, b.y(row)+(high-Em)/2)...)
		row += stampRows
	}
	row++
	b.marks = append(b.marks, date.put(Right-4*Cell-date.width, b.y(row))...)
	b.rows = row + 1
	return nil
}

// note is the 附注 in parentheses below the date (7.3.6).
func (b *block) note() error {
	if b.c.doc.Note == "" {
		return nil
	}
	lines, err := b.c.paragraph("附注", PartNote, runs("（"+b.c.doc.Note+"）"), 2, 0)
	for _, l := range lines {
		for _, m := range l.marks {
			b.marks = append(b.marks, page.Moved(m, 0, b.y(b.rows)))
		}
		b.rows++
	}
	return err
}
