package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
)

// Limits of what is read.
const (
	maxParts     = 2000
	maxPart      = 32 << 20 // bytes of one part, unpacked
	maxAll       = 96 << 20 // of all that are read
	maxPieces    = 20_000
	maxPictures  = 100
	maxNesting   = 12 // tables and text boxes within each other
	maxTableRows = 5_000
)

// Reading is what a DOCX says.
type Reading struct {
	Document gb9704.Document
	Warnings []string        // in Chinese: what was changed, guessed or left out
	Foreign  certify.Foreign // its paragraphs with sizes, for certify.CheckForeign
}

// Read reads a DOCX of size bytes. Tracked insertions are kept, deletions dropped.
// What is no DOCX, or too large, is errs.Invalid; a classification marking as well.
func Read(r io.ReaderAt, size int64) (_ Reading, err error) {
	defer errs.Wrap(&err, "docx.Read")
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) > maxParts {
		return Reading{}, errs.New(errs.Invalid, "没有导入：这不是 DOCX 文件，用 WPS 或者 Word 另存为 .docx").With(err)
	}
	rd := &reader{zip: z, rels: map[string]string{}}
	if err := rd.load(); err != nil {
		return Reading{}, err
	}
	if err := rd.part("word/document.xml", func(d *xml.Decoder) error {
		rd.dec = d
		rd.pieces, err = rd.container("")
		return err
	}); err != nil {
		return Reading{}, err
	}
	doc, warnings, err := gb9704.Assemble(rd.pieces)
	if err != nil {
		return Reading{}, err
	}
	return Reading{Document: doc, Warnings: append(rd.said(), warnings...), Foreign: rd.foreign()}, nil
}

type reader struct {
	zip    *zip.Reader
	dec    *xml.Decoder
	rels   map[string]string // id to target
	styles map[string]style
	base   float64 // points, the size of text without any
	num    numbering
	pieces []gb9704.Piece
	lines  []certify.ForeignLine
	paper  sectPr
	depth  int
	inCell bool // text there has sizes of its own
	read   int64
	notes  []note
	images int
}

// note is something to warn of, with how often it was met.
type note struct {
	text  string // with %d for the count
	count int
}

func (r *reader) note(text string) {
	if i := slices.IndexFunc(r.notes, func(n note) bool { return n.text == text }); i >= 0 {
		r.notes[i].count++
		return
	}
	r.notes = append(r.notes, note{text, 1})
}

func (r *reader) said() []string {
	var all []string
	for _, n := range r.notes {
		all = append(all, fmt.Sprintf(n.text, n.count))
	}
	return all
}

var (
	errBroken = errs.New(errs.Invalid, "没有导入：DOCX 文件已损坏，另存一份再导入")
	errLarge  = errs.New(errs.Invalid, "没有导入：DOCX 文件太大，去掉图片或者分成几份")
)

// bytes gives a part of the package within the limits; nil if there is none.
func (r *reader) bytes(name string) ([]byte, error) {
	f, err := r.zip.Open(name)
	if err != nil {
		return nil, nil // most parts are optional
	}
	defer func() { _ = f.Close() }() // read only
	data, err := io.ReadAll(io.LimitReader(f, maxPart+1))
	if err != nil {
		return nil, errBroken.With(err)
	}
	if r.read += int64(len(data)); len(data) > maxPart || r.read > maxAll {
		return nil, errLarge
	}
	return data, nil
}

// part runs fn over a part; the document itself must be there.
func (r *reader) part(name string, fn func(*xml.Decoder) error) error {
	data, err := r.bytes(name)
	if err != nil {
		return err
	}
	if data == nil {
		if name == "word/document.xml" {
			return errBroken
		}
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	if err := fn(d); err != nil {
		if _, ok := errors.AsType[*errs.Error](err); ok {
			return err
		}
		return errBroken.With(err)
	}
	return nil
}

// transparent elements are read as if they were not there; what is neither here
// nor read is skipped with all its contents: deletions, fall-backs, properties.
var transparent = []string{
	"document", "body", "sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink", "fldSimple", "AlternateContent", "Choice",
}

// children gives fn each element up to the end of the one named end, or of the part
// where end is "". An element that fn does not read to its end is read as if its
// contents stood here.
func (r *reader) children(end string, fn func(xml.StartElement) error) error {
	for {
		token, err := r.dec.Token()
		if errors.Is(err, io.EOF) && end == "" {
			return nil
		} else if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == end {
				return nil
			}
		case xml.StartElement:
			if err := fn(e); err != nil {
				return err
			}
		}
	}
}

// pass goes into an element that is transparent, and past any other.
func (r *reader) pass(e xml.StartElement) error {
	if slices.Contains(transparent, e.Name.Local) {
		return nil
	}
	return r.dec.Skip()
}

// container reads paragraphs and tables as children does.
func (r *reader) container(end string) (pieces []gb9704.Piece, err error) {
	if r.depth++; r.depth > maxNesting {
		return nil, errBroken
	}
	defer func() { r.depth-- }()
	return pieces, r.children(end, func(e xml.StartElement) error {
		more, err := r.block(e)
		if pieces = append(pieces, more...); len(pieces) > maxPieces {
			return errLarge
		}
		return err
	})
}

func (r *reader) block(e xml.StartElement) ([]gb9704.Piece, error) {
	switch e.Name.Local {
	case "p":
		return r.paragraph()
	case "tbl":
		return r.table()
	case "sectPr":
		return nil, r.dec.DecodeElement(&r.paper, &e)
	}
	return nil, r.pass(e)
}

// sectPr is what is read of a section.
type sectPr struct {
	Size struct {
		W float64 `xml:"w,attr"`
		H float64 `xml:"h,attr"`
	} `xml:"pgSz"`
	Margins struct {
		Left  float64 `xml:"left,attr"`
		Right float64 `xml:"right,attr"`
	} `xml:"pgMar"`
}

// foreign gives the paragraphs as one page that knows no lines.
func (r *reader) foreign() certify.Foreign {
	mm := func(twips float64) float64 { return twips / 20 * page.PointMM }
	p := certify.ForeignPage{Width: mm(r.paper.Size.W), Height: mm(r.paper.Size.H), Lines: r.lines}
	for i := range p.Lines {
		if l := &p.Lines[i]; len([]rune(l.Text)) > 28 && r.paper.Size.W > 0 {
			l.Left, l.Right = mm(r.paper.Margins.Left), mm(r.paper.Size.W-r.paper.Margins.Right)
		}
	}
	return certify.Foreign{Pages: []certify.ForeignPage{p}, Flow: true}
}

// picture reads one that a paragraph refers to; only PNG and JPEG can be set.
func (r *reader) picture(t *text, id string) error {
	if id == "" {
		return nil
	}
	target, ok := r.rels[id]
	if r.images++; !ok || r.images > maxPictures {
		r.note("有 %d 幅图片没有导入")
		return nil
	}
	data, err := r.bytes(path.Join("word", target))
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(data, []byte("\x89PNG")) && !bytes.HasPrefix(data, []byte("\xff\xd8")) {
		r.note("有 %d 幅图片不是 PNG 或者 JPEG，没有导入")
		return nil
	}
	t.after = append(t.after, gb9704.Piece{Picture: &gb9704.Picture{Data: data}})
	return nil
}
