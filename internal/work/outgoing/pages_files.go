package outgoing

import (
	"bytes"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/docx"
	"guiju.cn/guiju/internal/typeset/ofd"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/web"
)

// file gives the document: the PDF that was fixed, as it was hashed, or as it stands
// before; OFD and Word on demand.
func (p *Pages) file(c *web.Call) error {
	v, err := see(c)
	if err != nil {
		return err
	}
	row, err := documentOf(c.Context(), c.Q(), v.Case.ID)
	if err != nil {
		return err
	}
	name := fileName(v.Case.Number, v.Case.Title)
	format := c.PathValue("format")
	if format == "pdf" && row.FileID != "" && row.Fixed == v.Case.ContentVersion {
		data, err := p.d.Load(c.Context(), row.FileHash)
		if err != nil {
			return err
		}
		return c.Send("application/pdf", name+".pdf", data)
	}
	out, err := p.outOf(c)
	if err != nil {
		return err
	}
	if out.err != nil {
		return errs.New(errs.Invalid, errs.Public(out.err))
	}
	var file bytes.Buffer
	switch pages := page.All(out.layout.Pages); format {
	case "pdf":
		if err := pdf.Write(&file, p.d.Fonts, pdf.Info{Title: v.Case.Title}, pages); err != nil {
			return err
		}
		return c.Send("application/pdf", name+".pdf", file.Bytes())
	case "ofd":
		if err := ofd.Write(&file, p.d.Fonts, ofd.Info{Title: v.Case.Title}, pages); err != nil {
			return err
		}
		return c.Download("application/ofd", name+".ofd", file.Bytes())
	case "docx":
		if !out.rule.kind.Numbered() {
			return errs.New(errs.Invalid, "签报不套红头，没有 Word 公文格式；用 PDF")
		}
		if err := docx.Write(&file, &out.layout.Doc, out.layout.Pages, out.layout.Report, docx.Usual()); err != nil {
			return err
		}
		return c.Download("application/vnd.openxmlformats-officedocument.wordprocessingml.document", name+".docx", file.Bytes())
	}
	return store.ErrNotFound
}
