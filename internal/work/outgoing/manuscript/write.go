package manuscript

import (
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/gb9704"
)

// Write gives the manuscript of what was read from a file of somebody's. keep
// stores a picture and gives the id of its file.
func Write(d gb9704.Document, keep func(data []byte) (id string, err error)) (_ string, err error) {
	defer errs.Wrap(&err, "manuscript.Write")
	w := writer{keep: keep}
	w.blocks(d.Body)
	for _, a := range d.Attendance {
		w.say("%s：%s", a.Label, plain(a.Names))
	}
	w.list(d.Attachments)
	for i, a := range d.Attachments {
		if len(a.Body) == 0 {
			continue
		}
		mark := fmt.Sprintf("附件%d", i+1)
		if a.Apart {
			mark += "（另行装订）"
		}
		w.say("%s", mark)
		w.say("%s", plain(a.Heading()))
		w.blocks(a.Body)
	}
	return w.b.String(), w.err
}

type writer struct {
	b    strings.Builder
	keep func([]byte) (string, error)
	err  error
}

// say writes a line.
func (w *writer) say(format string, args ...any) {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
	fmt.Fprintf(&w.b, format, args...)
}

// list names the attachments that are only named, if one of them is; those with a
// body keep their places.
func (w *writer) list(all []gb9704.Attachment) {
	last := -1
	for i, a := range all {
		if len(a.Body) == 0 {
			last = i
		}
	}
	for i, a := range all[:last+1] {
		if i == 0 {
			w.say("附件：%d. %s", i+1, plain(a.Name))
			continue
		}
		w.say("%d. %s", i+1, plain(a.Name))
	}
}

func (w *writer) blocks(all []gb9704.Block) {
	for i, b := range all {
		switch {
		case b.Table != nil:
			if i > 0 && (all[i-1].Table != nil || captionLine.MatchString(all[i-1].Text)) {
				w.say("") // a blank line keeps them apart
			}
			w.table(*b.Table)
		case b.Picture != nil:
			id, err := w.keep(b.Picture.Data)
			if err != nil {
				w.err = err
				return
			}
			w.say("%s", strings.TrimSpace(fmt.Sprintf("〔图 %s〕%s", id, plain(b.Picture.Caption))))
		default:
			w.say("%s", plain(b.Head+b.Text))
		}
	}
}

func (w *writer) table(t gb9704.Table) {
	if len(t.Rows) == 0 {
		return
	}
	switch {
	case t.Landscape:
		w.say("横表：%s", plain(orNone(t.Caption)))
	case t.Caption != "":
		w.say("表：%s", plain(t.Caption))
	}
	for _, row := range t.Rows {
		cells := make([]string, max(2, len(row))) // one column alone would be a paragraph
		for i, cell := range row {
			cells[i] = plain(cell)
		}
		w.say("%s", strings.Join(cells, "\t"))
	}
}

func orNone(caption string) string {
	if caption == "" {
		return "附表"
	}
	return caption
}

// plain keeps a text on one line, without tabs.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }
