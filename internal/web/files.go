package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/paper"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/web/ui"
)

// postFiles takes files by XHR and answers the first one's id and name.
func (w *Web) postFiles(c *Call) error {
	ids := c.typed["file"]
	if len(ids) == 0 {
		ids = c.typed["files"]
	}
	if len(ids) == 0 {
		return store.ErrNotFound
	}
	return c.json(map[string]string{"id": ids[0], "name": w.name(c.Context(), "file", "name", ids[0])})
}

func (c *Call) json(v any) error {
	c.ResponseWriter.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.ResponseWriter.Header().Set("Cache-Control", "no-store")
	c.wrote = true
	return json.NewEncoder(c.ResponseWriter).Encode(v)
}

// file serves a file as an attachment; pictures of signatures inline (D11).
func (w *Web) file(c *Call) error {
	f, err := w.Engine.FileFor(c.Context(), w.q(), c.who.PersonID, c.PathValue("id"))
	if err != nil {
		return err
	}
	return c.sendFile(f)
}

func (c *Call) sendFile(f flow.File) error {
	r, _, err := c.web.Blobs.Open(c.Context(), f.Hash)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }() // only read
	how := "attachment"
	if f.Type == "image/png" || f.Type == "image/jpeg" {
		how = "inline"
	}
	head := c.ResponseWriter.Header()
	head.Set("Content-Type", f.Type)
	head.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	head.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	head.Set("Cache-Control", "private, no-cache")
	c.wrote = true
	http.ServeContent(c.ResponseWriter, c.Request, "", time.Time{}, r)
	return nil
}

// pagePicture serves one page of a PDF as a picture made by the server.
func (w *Web) pagePicture(c *Call) error {
	f, err := w.Engine.FileFor(c.Context(), w.q(), c.who.PersonID, c.PathValue("id"))
	if err != nil {
		return err
	}
	page, err := strconv.Atoi(c.PathValue("n"))
	if err != nil || int64(page) > f.Pages || f.Type != "application/pdf" {
		return store.ErrNotFound
	}
	width := 1200
	if c.URL.Query().Get("w") == "96" {
		width = 96
	}
	data, err := w.Blobs.Read(c.Context(), f.Hash)
	if err != nil {
		return err
	}
	picture, err := w.PDF.Render(c.Context(), data, page, width)
	if err != nil {
		return err
	}
	c.ResponseWriter.Header().Set("Cache-Control", "private, max-age=86400")
	return c.bytes("image/png", "", picture)
}

func (c *Call) bytes(kind, name string, data []byte) error {
	head := c.ResponseWriter.Header()
	head.Set("Content-Type", kind)
	if name != "" {
		head.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	}
	head.Set("Content-Length", strconv.Itoa(len(data)))
	c.wrote = true
	_, _ = c.ResponseWriter.Write(data) // the reader may have gone away
	return nil
}

// read is the reading pane: pages at the left, opinions at the right.
func (w *Web) read(c *Call) error {
	f, err := w.Engine.FileFor(c.Context(), w.q(), c.who.PersonID, c.PathValue("id"))
	if err != nil {
		return err
	}
	view := ui.Reading{Title: f.Name, Line: fmt.Sprintf("%d 页 · %s", f.Pages, sizeText(f.Size)),
		Actions: []ui.Link{{Label: "下载原件", Href: "/files/" + f.ID, Icon: ui.IconDownload}}, Back: ui.Link{Label: "回到待办", Href: "/todo"}}
	view.Pages = pageImages(f)
	if f.CaseID != "" {
		v, err := w.Engine.See(c.Context(), w.q(), c.actor(), f.CaseID, "")
		if err != nil {
			return err
		}
		view.Opinion, view.Steps = c.opinions(v), steps(v.Position)
		view.Back = ui.Link{Label: "回到事项", Href: "/cases/" + f.CaseID}
	}
	return c.page(f.Name, nil, ui.ReadingPage(view))
}

// pageImages are the pages of a PDF as pictures made by the server.
func pageImages(f flow.File) []ui.PageImage {
	pages := make([]ui.PageImage, f.Pages)
	for n := range pages {
		pages[n] = ui.PageImage{Src: fmt.Sprintf("/files/%s/page/%d", f.ID, n+1), Width: 1200, Height: 1697}
	}
	return pages
}

// print makes a printed form of a case as PDF.
func (w *Web) print(c *Call) error {
	v, err := w.Engine.See(c.Context(), w.q(), c.actor(), c.PathValue("id"), "")
	if err != nil {
		return err
	}
	for _, p := range flow.PapersOf(v) {
		if p.ID != c.PathValue("paper") {
			continue
		}
		sheet, err := p.Make(c.Context(), w.q(), v)
		if err != nil {
			return err
		}
		return c.SendSheet(sheet, "guiju:"+v.Case.ID)
	}
	return store.ErrNotFound
}

// SendSheet answers with a printed form that belongs to no case; code is the text of
// its QR code.
func (c *Call) SendSheet(s flow.Sheet, code string) error {
	var out bytes.Buffer
	doc := c.sheet(s, code)
	if err := pdf.Write(&out, c.web.Fonts, pdf.Info{Title: doc.Title + " " + doc.Number}, doc.Pages(c.web.Fonts)); err != nil {
		return err
	}
	return c.bytes("application/pdf", s.Title+".pdf", out.Bytes())
}

func (c *Call) sheet(s flow.Sheet, code string) paper.Sheet {
	out := paper.Sheet{
		Title: s.Title, Number: s.Number, Unit: "单位：" + c.Bureau(), Code: code,
		Foot: "打印：" + c.who.Name + " " + c.web.now().In(clock.Shanghai).Format("2006-01-02 15:04") + "　" + c.note(),
	}
	for _, row := range s.Rows {
		var fields paper.Fields
		for _, cell := range row {
			fields = append(fields, paper.Field{Label: cell.Label, Value: cell.Value, Span: cell.Span})
		}
		out.Parts = append(out.Parts, fields)
	}
	for _, b := range s.Blocks {
		out.Parts = append(out.Parts, paper.Block{Label: b.Label, Lines: b.Lines})
	}
	return out
}

func (c *Call) note() string {
	if c.web.Demo {
		return "示范数据"
	}
	return ""
}
