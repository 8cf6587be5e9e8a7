package gb9704

import (
	"fmt"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/page"
)

// Report tells how a document was set.
type Report struct {
	Rows, Cells int      // of a page; 22 and 28 unless tuned
	ToMoved     bool     // the recipients were moved to the end matter (7.3.2)
	Tunings     []string // what was done so that no page lacks text, in Chinese
	TextPages   int      // that carry text
	Pages       int      // with blank ones and those with nothing but the end matter
}

// usual is the standard's own setting; others are tried after it in order, until no
// page lacks text (7.3.5.5).
var (
	usual  = setting{rows: Rows, cells: Cells}
	others = []setting{
		{rows: 22, cells: 28, tight: true},
		{rows: 22, cells: 27}, {rows: 23, cells: 28}, {rows: 21, cells: 28},
		{rows: 23, cells: 28, tight: true}, {rows: 22, cells: 29},
		{rows: 21, cells: 27}, {rows: 23, cells: 29}, {rows: 20, cells: 28}, {rows: 24, cells: 28},
		{rows: 22, cells: 28, carry: 2}, {rows: 22, cells: 28, carry: 1},
		{rows: 24, cells: 28, tight: true}, {rows: 24, cells: 29, tight: true}, // for bodies of a line or two
	}
)

// Typeset sets a document by GB/T 9704-2012. m measures every character; one that
// no font has is a *Missing error with its place. A document that cannot be set so
// that the first page and the signature's page hold text is an *EndPageError with
// the ways out; what is filled in wrongly is errs.Invalid.
func Typeset(d *Document, m page.Measurer) (_ []page.Page, _ Report, err error) {
	defer errs.Wrap(&err, "gb9704.Typeset")
	if err := d.Check(); err != nil {
		return nil, Report{}, err
	}
	c := &composer{m: m, doc: d, texts: map[int][]item{}}
	if err := c.breakTitles(); err != nil {
		return nil, Report{}, err
	}
	f, set, err := c.tune()
	if err != nil {
		return nil, Report{}, err
	}
	report := Report{Rows: set.rows, Cells: set.cells, ToMoved: c.toMoved, Tunings: c.tunings(set), Pages: len(f.pages)}
	pages := make([]page.Page, len(f.pages))
	for i, s := range f.pages {
		pages[i] = s.Page
		if s.filled {
			report.TextPages++
		}
	}
	return pages, report, nil
}

func (c *composer) breakTitles() error {
	names := append(append([]string(nil), c.doc.Organs...), c.doc.Signature.Organs...)
	lines, err := breakTitle(c.m, placeTitle, c.doc.Title, names)
	if err != nil {
		return err
	}
	c.titles = [][]string{lines}
	for n, a := range c.doc.Attachments {
		if len(a.Body) > 0 {
			if lines, err = breakTitle(c.m, placeAttachmentTitle(n), a.Heading(), names); err != nil {
				return err
			}
		}
		c.titles = append(c.titles, lines)
	}
	return nil
}

// tune tries the settings in order and gives the first that leaves no page
// without text.
func (c *composer) tune() (*flow, setting, error) {
	f, err := c.compose(usual)
	if err != nil {
		return nil, usual, err
	}
	if f.fault() == noBody && c.doc.To != "" {
		c.toMoved = true
		if f, err = c.compose(usual); err != nil {
			return nil, usual, err
		}
	}
	first := f.fault()
	if first == sound {
		return f, usual, nil
	}
	for _, set := range others {
		if set.tight && c.doc.Signature.Kind != Sealed {
			continue
		}
		if f, err = c.compose(set); err != nil {
			return nil, set, err
		}
		if f.fault() == sound {
			return f, set, nil
		}
	}
	return nil, usual, c.hopeless(first)
}

// tunings tells in Chinese what differs from the usual.
func (c *composer) tunings(set setting) []string {
	var all []string
	if c.toMoved {
		all = append(all, "主送机关移至版记：放在标题下会使首页没有正文（7.3.2）")
	}
	add := func(format string, args ...any) {
		all = append(all, "避免末页无正文（7.3.5.5）："+fmt.Sprintf(format, args...))
	}
	if set.tight {
		add("署名前的空行减为 %d 行", c.blankRows())
	}
	if set.cells != usual.cells {
		add("每行由 %d 字调为 %d 字", usual.cells, set.cells)
	}
	if set.rows != usual.rows {
		add("每面由 %d 行调为 %d 行", usual.rows, set.rows)
	}
	if set.carry > 0 {
		add("正文最后 %d 行移到落款所在的一面", set.carry)
	}
	return all
}

// hopeless names the ways out that are left to people.
func (c *composer) hopeless(f fault) error {
	if f == noBody {
		return &EndPageError{
			Why: "首页排不下正文（GB/T 9704 7.3.3）",
			Remedies: []Remedy{
				{"shorten-title", "缩短标题，或者少排几行"},
				{"shorten-signers", "减少发文机关标志上的机关，只用主办机关名称"},
			},
		}
	}
	e := &EndPageError{Why: "调整行距、字距以后末页仍然没有正文（GB/T 9704 7.3.5.5，工作规范 1-03-3.2）"}
	if n := len(c.doc.Attachments); n > 8 {
		e.Remedies = append(e.Remedies, Remedy{"shorten-attachments", fmt.Sprintf("附件说明有 %d 项，合并成一个附件，或者改列目录", n)})
	}
	if last := c.doc.Body[len(c.doc.Body)-1]; last.Kind != Paragraph {
		e.Remedies = append(e.Remedies, Remedy{"text-after", "在最后的表格或者图片之后加一段正文，或者把它改为附件"})
	}
	e.Remedies = append(e.Remedies,
		Remedy{"lengthen-body", "正文增加一两行"},
		Remedy{"shorten-body", "正文减少一两行"},
	)
	if len(c.doc.SigningOrgans()) > 3 && c.doc.Signature.Kind == Sealed {
		e.Remedies = append(e.Remedies, Remedy{"fewer-seals", "分开用印，减少落款中的机关"})
	}
	return e
}
