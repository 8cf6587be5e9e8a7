package stamp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/code"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
)

// Mark gives what stands at the foot of a page, numbered from 1: what a QR code in the
// right corner says, and the words beside it.
type Mark func(page int) (code, words string)

// What people read when a file cannot be stamped.
var (
	ErrEncrypted = errs.New(errs.Invalid, "没有加印二维码：这份 PDF 加了密码或者限制，取得没有加密的文件再上传")
	ErrDamaged   = errs.New(errs.Invalid, "没有加印二维码：这份 PDF 已经损坏，读不出各页")
)

const (
	side   = 14.0 // mm of the QR code
	margin = 8.0  // mm from the edges of the page
)

// Write writes the rendition of src with the mark on each page: src itself, unchanged,
// and what is added behind it. The same input gives the same bytes.
func Write(w io.Writer, src []byte, fonts *font.Set, m Mark) (err error) {
	defer errs.Wrap(&err, "stamp.Write(%d bytes)", len(src))
	begin := bytes.Index(src[:min(len(src), 1024)], []byte("%PDF-"))
	if begin < 0 {
		return ErrDamaged
	}
	f, err := open(src[begin:])
	if errors.Is(err, ErrEncrypted) {
		return err
	} else if err != nil {
		return ErrDamaged.With(err)
	}
	marks, err := m.draw(fonts, f.sheets)
	if err != nil {
		return err
	}
	u := &update{file: f, next: f.firstFree(), places: map[int]place{}}
	u.out.Write(f.data)
	if !bytes.HasSuffix(f.data, []byte("\n")) {
		u.out.WriteByte('\n')
	}
	if err := u.stamp(marks); err != nil {
		return err
	}
	u.table()
	_, err = u.out.WriteTo(w)
	return err
}

// draw makes a PDF of its own that has, page by page, only what is to be added.
func (m Mark) draw(fonts *font.Set, sheets []sheet) (*file, error) {
	var pages []page.Page
	for i, s := range sheets {
		w, h := s.size()
		y := h - margin - side
		says, words := m(i + 1)
		marks, err := code.QR(says, w-margin-side, y, side)
		if err != nil {
			return nil, err
		}
		line := page.Text{Role: page.Song, Size: 9, Y: y + side/2 + 0.38*9*page.PointMM}
		width, err := page.Width(fonts, line.Role, line.Size, words)
		if err != nil {
			return nil, err
		}
		if line, _, err = page.Write(fonts, line, w-margin-side-2.5-width, words); err != nil {
			return nil, err
		}
		pages = append(pages, page.Page{Width: w, Height: h, Marks: append(marks, line)})
	}
	var out bytes.Buffer
	if err := pdf.Write(&out, fonts, pdf.Info{}, page.All(pages)); err != nil {
		return nil, err
	}
	return open(out.Bytes())
}

// update is what is appended to a file.
type update struct {
	*file
	out    bytes.Buffer // the whole rendition
	next   int          // number of the next new object
	places map[int]place
	ends   map[string]ref // contents that were written, by their text
}

func (f *file) firstFree() int {
	n, _ := whole(f.trailer.get("/Size"))
	if n > maxNumber {
		n = 0
	}
	for used := range f.places {
		n = max(n, used+1)
	}
	return n
}

func (u *update) object(r ref, body string) {
	u.places[r.number] = place{offset: u.out.Len(), generation: r.generation}
	fmt.Fprintf(&u.out, "%d %d obj\n%s\nendobj\n", r.number, r.generation, body)
}

func (u *update) add(body string) ref {
	r := ref{u.next, 0}
	u.next++
	u.object(r, body)
	return r
}

// content adds a content stream; the same one is written once.
func (u *update) content(s string) ref {
	if r, ok := u.ends[s]; ok {
		return r
	}
	if u.ends == nil {
		u.ends = map[string]ref{}
	}
	u.ends[s] = u.add(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(s), s))
	return u.ends[s]
}

// stamp adds to each page what the page of the same number in marks holds, as a form
// with resources of its own.
func (u *update) stamp(marks *file) error {
	resources, err := u.adopt(marks, marks.sheets[0].dict.get("/Resources").(ref), map[int]ref{})
	if err != nil {
		return err
	}
	for i, source := range marks.sheets {
		p := marks.places[source.dict.get("/Contents").(ref).number]
		_, d, data, err := marks.objectAt(p.offset)
		if err != nil {
			return err
		}
		form := u.add(fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox %s/Resources %s/Filter/FlateDecode/Length %s>>\nstream\n%s\nendstream",
			text(source.dict.get("/MediaBox")), text(resources), text(d.get("/Length")), data))
		u.page(u.sheets[i], form)
	}
	return nil
}

// adopt copies an object and all it refers to out of another file, under new numbers.
func (u *update) adopt(from *file, r ref, known map[int]ref) (to ref, err error) {
	if to, ok := known[r.number]; ok {
		return to, nil
	}
	_, v, l, err := from.valueAt(from.places[r.number].offset)
	if err != nil {
		return to, err
	}
	_, d, data, err := from.objectAt(from.places[r.number].offset)
	if err != nil {
		return to, err
	}
	to = ref{u.next, 0}
	u.next++
	known[r.number] = to
	var body strings.Builder
	write(&body, v, func(r ref) ref {
		if err == nil {
			r, err = u.adopt(from, r, known)
		}
		return r
	})
	if d != nil && l.token() == "stream" {
		fmt.Fprintf(&body, "\nstream\n%s\nendstream", data)
	}
	u.object(to, body.String())
	return to, err
}

// page writes a page anew: what it draws stands between q and Q, then the form. Where
// the content closes states it never opened, that is not possible, and the form
// comes first.
func (u *update) page(s sheet, form ref) {
	resources := s.resources.clone()
	forms, _ := u.resolve(resources.get("/XObject")).(*dict)
	forms = forms.clone()
	name := "/GuijuStamp"
	for forms.get(name) != nil {
		name += "X"
	}
	forms.set(name, form)
	resources.set("/XObject", forms)
	old, ok := u.resolve(s.dict.get("/Contents")).(array)
	if c := s.dict.get("/Contents"); !ok && c != nil {
		old = array{c}
	}
	draw := "q"
	for _, v := range s.matrix() {
		draw += " " + strconv.FormatFloat(v, 'f', -1, 64)
	}
	draw += " cm " + name + " Do Q"
	var before, after array
	if open, stray := u.balance(old); stray {
		before = array{u.content(draw)}
	} else {
		before, after = array{u.content("q")}, array{u.content(strings.Repeat("Q ", open+1) + draw)}
	}
	p := s.dict.clone()
	p.set("/Resources", resources)
	p.set("/Contents", slices.Concat(before, old, after))
	u.object(s.id, text(p))
}

// table writes the new table of objects: of the kind the file has, all anew where it
// could not be read.
func (u *update) table() {
	if u.repaired {
		for n, p := range u.file.places {
			if _, ok := u.places[n]; !ok {
				u.places[n] = p
			}
		}
	}
	t := newDict()
	for _, key := range []string{"/Root", "/Info"} {
		if v := u.trailer.get(key); v != nil {
			t.set(key, v)
		}
	}
	if !u.repaired {
		t.set("/Prev", raw(fmt.Sprint(u.start)))
	}
	sum := sha256.Sum256(u.out.Bytes())
	id := raw("<" + hex.EncodeToString(sum[:16]) + ">")
	first := value(id)
	if old, ok := u.resolve(u.trailer.get("/ID")).(array); ok && len(old) == 2 {
		first = old[0]
	}
	t.set("/ID", array{first, id})
	if u.streams || u.repaired {
		u.streamTable(t)
	} else {
		u.plainTable(t)
	}
}
