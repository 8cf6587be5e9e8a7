package ofd

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/sfnt"
)

// Info is what a document says about itself.
type Info struct {
	Title string
}

// Write writes pages as one OFD document. The same pages give the same bytes. A
// character without a font is a *page.Missing, a picture that cannot be used an
// errs.Invalid; then nothing is written.
func Write(w io.Writer, fonts *font.Set, info Info, pages page.Seq) (err error) {
	defer errs.Wrap(&err, "ofd.Write(%s)", info.Title)
	d := &document{fonts: fonts, fontOf: map[*sfnt.Face]*embedded{}, pictureOf: map[[32]byte]int{}}
	for p, err := range pages {
		if err != nil {
			return err
		}
		if err := d.page(p); err != nil {
			return err
		}
	}
	if len(d.pages) == 0 {
		return fmt.Errorf("no pages")
	}
	if err := d.resources(); err != nil {
		return err
	}
	d.document()
	return d.pack(w, info)
}

// document collects the files of the package.
type document struct {
	fonts     *font.Set
	files     []file
	last      int // id
	pages     []pageEntry
	fontOf    map[*sfnt.Face]*embedded
	embedded  []*embedded // in the order of first use
	pictureOf map[[32]byte]int
	pictures  []media
}

type file struct {
	name string
	data []byte
}

type pageEntry struct {
	id            int
	width, height float64
}

// embedded is one font with the characters that occur.
type embedded struct {
	id     int
	face   *sfnt.Face
	glyphs map[rune]int
	runes  []rune // in the order of first use
}

// use gives the document's font for a face.
func (d *document) use(face *sfnt.Face) *embedded {
	if e, ok := d.fontOf[face]; ok {
		return e
	}
	e := &embedded{id: d.id(), face: face, glyphs: map[rune]int{}}
	d.fontOf[face] = e
	d.embedded = append(d.embedded, e)
	return e
}

func (e *embedded) use(r rune, glyph int) {
	if _, ok := e.glyphs[r]; !ok {
		e.glyphs[r] = glyph
		e.runes = append(e.runes, r)
	}
}

type media struct {
	id   int
	file string
}

const schema = ` xmlns:ofd="http://www.ofdspec.org/2016"`

func (d *document) id() int {
	d.last++
	return d.last
}

func (d *document) file(name string, data []byte) { d.files = append(d.files, file{name, data}) }

func (d *document) xml(name, body string) {
	d.file(name, []byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+body))
}

// page writes the content of one page.
func (d *document) page(p page.Page) error {
	c := &content{d: d, at: identity}
	n := len(d.pages)
	d.pages = append(d.pages, pageEntry{d.id(), p.Width, p.Height})
	layer := d.id()
	if err := page.Draw(c, p.Marks); err != nil {
		return err
	}
	c.endPath()
	d.xml(fmt.Sprintf("Doc_0/Pages/Page_%d/Content.xml", n), `<ofd:Page`+schema+`><ofd:Area><ofd:PhysicalBox>`+box(0, 0, p.Width, p.Height)+
		`</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID="`+fmt.Sprint(layer)+`" Type="Body">`+c.out.String()+`</ofd:Layer></ofd:Content></ofd:Page>`)
	return nil
}

// resources writes the fonts and pictures and the lists of them.
func (d *document) resources() error {
	list := ""
	for i, e := range d.embedded {
		glyphs := make([]int, len(e.runes))
		for j, r := range e.runes {
			glyphs[j] = e.glyphs[r]
		}
		data, err := e.face.TrueType(glyphs, e.runes)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("font_%d.ttf", i+1)
		d.file("Doc_0/Res/"+name, data)
		list += fmt.Sprintf(`<ofd:Font ID="%d" FontName="%s" FamilyName="%s"><ofd:FontFile>%s</ofd:FontFile></ofd:Font>`,
			e.id, escape(e.face.Name.PostScript), escape(e.face.Name.Family), name)
	}
	if list != "" {
		list = "<ofd:Fonts>" + list + "</ofd:Fonts>"
	}
	d.xml("Doc_0/PublicRes.xml", `<ofd:Res`+schema+` BaseLoc="Res">`+list+`</ofd:Res>`)
	if len(d.pictures) == 0 {
		return nil
	}
	list = ""
	for _, m := range d.pictures {
		list += fmt.Sprintf(`<ofd:MultiMedia ID="%d" Type="Image"><ofd:MediaFile>%s</ofd:MediaFile></ofd:MultiMedia>`, m.id, m.file)
	}
	d.xml("Doc_0/DocumentRes.xml", `<ofd:Res`+schema+` BaseLoc="Res"><ofd:MultiMedias>`+list+`</ofd:MultiMedias></ofd:Res>`)
	return nil
}

func (d *document) document() {
	pages, media := "", ""
	for i, p := range d.pages {
		pages += fmt.Sprintf(`<ofd:Page ID="%d" BaseLoc="Pages/Page_%d/Content.xml"/>`, p.id, i)
	}
	if len(d.pictures) > 0 {
		media = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
	}
	d.xml("Doc_0/Document.xml", `<ofd:Document`+schema+`><ofd:CommonData><ofd:MaxUnitID>`+fmt.Sprint(d.last)+`</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>`+
		box(0, 0, d.pages[0].width, d.pages[0].height)+`</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>`+media+
		`</ofd:CommonData><ofd:Pages>`+pages+`</ofd:Pages></ofd:Document>`)
}

// pack writes the package: OFD.xml first, then the rest. The document's identifier
// is a hash of the rest.
func (d *document) pack(w io.Writer, info Info) error {
	sum := sha256.New()
	for _, f := range d.files {
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", f.name, len(f.data), f.data) // a hash takes all
	}
	rest := d.files
	d.files = nil
	d.xml("OFD.xml", `<ofd:OFD`+schema+` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>`+hex.EncodeToString(sum.Sum(nil)[:16])+
		`</ofd:DocID><ofd:Title>`+escape(info.Title)+`</ofd:Title><ofd:Creator>Guiju</ofd:Creator></ofd:DocInfo>`+
		`<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`)
	z := zip.NewWriter(w)
	for _, f := range append(d.files, rest...) {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.data); err != nil {
			return err
		}
	}
	return z.Close()
}
