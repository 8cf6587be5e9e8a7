package outgoing

import (
	"bytes"
	"fmt"

	"guiju.cn/guiju/internal/diff"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// compared is one field of two versions, word by word.
type compared struct {
	label  string
	pieces []diff.Piece
}

// versionsCompared compares the fields that are different; the text always stands.
func versionsCompared(was, now Document) []compared {
	var all []compared
	before := fieldTexts(was)
	for i, x := range fieldTexts(now) {
		if x.name == "body" || x.text != before[i].text {
			all = append(all, compared{x.label, diff.Words(before[i].text, x.text)})
		}
	}
	return all
}

// compare is 花脸稿: any two versions word by word, on screen and as a PDF.
func (p *Pages) compare(c *web.Call) error {
	v, err := see(c)
	if err != nil {
		return err
	}
	versions, err := flow.Versions(c.Context(), c.Q(), v.Case.ID)
	if err != nil {
		return err
	}
	b := chosen(c, "b", versions[len(versions)-1].Version)
	a := chosen(c, "a", max(1, b-1))
	was, err := contentOf(c.Context(), c.Q(), v.Case.ID, a)
	if err != nil {
		return err
	}
	now, err := contentOf(c.Context(), c.Q(), v.Case.ID, b)
	if err != nil {
		return err
	}
	fields := versionsCompared(was, now)
	title := fmt.Sprintf("花脸稿：第 %d 版与第 %d 版", a, b)
	if c.URL.Query().Get("format") == "pdf" {
		pages, err := markedUp(p.d.Fonts, v.Case.Title, title, fields)
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if err := pdf.Write(&file, p.d.Fonts, pdf.Info{Title: title}, page.All(pages)); err != nil {
			return err
		}
		return c.Send("application/pdf", title+".pdf", file.Bytes())
	}
	here := "/outgoing/" + v.Case.ID + "/compare"
	view := ui.Compare{Title: title, Lead: v.Case.Title, Actions: []ui.Link{{Label: "打印", Href: fmt.Sprintf("%s?a=%d&b=%d&format=pdf", here, a, b), Icon: ui.IconPrint}, {Label: "回到公文", Href: "/cases/" + v.Case.ID}}}
	options, err := versionOptions(c, versions)
	if err != nil {
		return err
	}
	view.Filters = &ui.FilterForm{Action: here, Reset: here, Filters: []ui.Filter{
		{Kind: ui.FilterSelect, Label: "旧版", Name: "a", Value: fmt.Sprint(a), Options: options}, {Kind: ui.FilterSelect, Label: "新版", Name: "b", Value: fmt.Sprint(b), Options: options}}}
	for _, f := range fields {
		part := ui.ComparePart{Title: f.label}
		for _, x := range f.pieces {
			part.Pieces = append(part.Pieces, ui.ComparePiece{Text: x.Text, Gone: x.Kind == diff.Gone, Come: x.Kind == diff.Come})
		}
		view.Parts = append(view.Parts, part)
	}
	return c.Page(200, title, []ui.Link{{Label: "发文", Href: "/work/outgoing"}, {Label: v.Case.Title, Href: "/cases/" + v.Case.ID}, {Label: "花脸稿"}}, ui.ComparePage(view))
}

func chosen(c *web.Call, name string, otherwise int64) int64 {
	if n := number64(c.URL.Query().Get(name)); n > 0 {
		return n
	}
	return otherwise
}

// versionOptions name the versions: 第 2 版 李倩.
func versionOptions(c *web.Call, versions []flow.Version) ([]form.Option, error) {
	authors, err := authorsOf(c.Context(), c.Q(), versions)
	if err != nil {
		return nil, err
	}
	all := make([]form.Option, len(versions))
	for i, x := range versions {
		all[i] = form.Option{Value: fmt.Sprint(x.Version), Label: fmt.Sprintf("第 %d 版 %s", x.Version, authors[i])}
	}
	return all, nil
}
