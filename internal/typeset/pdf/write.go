package pdf

import (
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

// Numbers of the objects that others refer to before they are written.
const (
	catalogID = iota + 1
	pagesID
	resourcesID
	firstFree
)

// Write writes pages as a PDF. A character without a font is a *page.Missing, a
// picture that cannot be used an errs.Invalid; w then holds a part of a file.
func Write(w io.Writer, fonts *font.Set, info Info, pages page.Seq) (err error) {
	defer errs.Wrap(&err, "pdf.Write(%s)", info.Title)
	d := &document{file: newFile(w), fonts: fonts, fontOf: map[*sfnt.Face]*embedded{}}
	d.file.header()
	var kids []int
	for p, err := range pages {
		if err != nil {
			return err
		}
		id, err := d.page(p)
		if err != nil {
			return err
		}
		kids = append(kids, id)
	}
	if len(kids) == 0 {
		return fmt.Errorf("no pages")
	}
	if err := d.resources(); err != nil {
		return err
	}
	d.catalog(info, kids)
	return d.file.close(catalogID, d.info(info))
}

// document is a PDF being written.
type document struct {
	file     *file
	fonts    *font.Set
	fontOf   map[*sfnt.Face]*embedded
	embedded []*embedded // in the order of first use
	pictures pictures
}

// page writes a page's content and the page itself.
func (d *document) page(p page.Page) (id int, err error) {
	c := &content{d: d, height: p.Height}
	if err := page.Draw(c, p.Marks); err != nil {
		return 0, err
	}
	stream := d.file.stream("", c.out)
	return d.file.object(fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R>>",
		pagesID, number(p.Width*perMM), number(p.Height*perMM), resourcesID, stream)), nil
}

func (d *document) resources() error {
	fonts, pictures := "", ""
	for _, e := range d.embedded {
		id, err := d.font(e)
		if err != nil {
			return err
		}
		fonts += fmt.Sprintf("/%s %d 0 R", e.name, id)
	}
	for i, id := range d.pictures.ids {
		pictures += fmt.Sprintf("/P%d %d 0 R", i+1, id)
	}
	d.file.objectAt(resourcesID, fmt.Sprintf("<</Font<<%s>>/XObject<<%s>>>>", fonts, pictures))
	return nil
}

func (d *document) catalog(info Info, kids []int) {
	list := ""
	for _, id := range kids {
		list += fmt.Sprintf("%d 0 R ", id)
	}
	d.file.objectAt(pagesID, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(kids), list))
	profile := d.file.stream("/N 3/Alternate/DeviceRGB", sRGB())
	metadata := d.file.plainStream("/Type/Metadata/Subtype/XML", []byte(xmp(info)))
	d.file.objectAt(catalogID, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/Metadata %d 0 R"+
		"/ViewerPreferences<</DisplayDocTitle true>>"+
		"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]>>",
		pagesID, metadata, profile))
}
