package pdf

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"image/png"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
)

// request is one question to the child.
type request struct {
	Data   []byte
	Render bool
	All    bool // render every page
	Page   int  // from 0
	Width  int  // pixels
}

// response is its answer.
type response struct {
	Error string
	Pages []PageText
	Meta  []string
	PNG   [][]byte
}

// PageText is the text of one page, line by line from the top; the page's size in
// points.
type PageText struct {
	Lines         []Line
	Width, Height float64
}

// Line is one line with the height of its largest character in points, and what it
// is made of, from the left.
type Line struct {
	Text string
	Size float64
	Runs []Run
}

// Run is text as it is placed on the page, in points from its top left.
type Run struct {
	Text                     string
	Left, Top, Right, Bottom float64
}

// mostPages bounds how much of one document is read.
const mostPages = 500

// ChildMain answers requests from in on out until in ends; the hidden
// subcommand pdf-child runs it.
func ChildMain(in io.Reader, out io.Writer) (err error) {
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	instance, err := pool.GetInstance(30 * time.Second)
	if err != nil {
		return err
	}
	dec, enc := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var req request
		if err := dec.Decode(&req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := enc.Encode(answer(instance, req)); err != nil {
			return err
		}
	}
}

func answer(instance pdfium.Pdfium, req request) (res response) {
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &req.Data})
	if err != nil {
		return response{Error: err.Error()}
	}
	defer func() {
		if _, err := instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: doc.Document}); err != nil && res.Error == "" {
			res.Error = err.Error()
		}
	}()
	switch {
	case req.All:
		res.PNG, err = renderAll(instance, doc.Document, req)
	case req.Render:
		res.PNG = make([][]byte, 1)
		res.PNG[0], err = render(instance, doc.Document, req)
	default:
		res.Pages, res.Meta, err = read(instance, doc.Document)
	}
	if err != nil {
		res.Error = err.Error()
	}
	return res
}

func page(doc references.FPDF_DOCUMENT, index int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
}

func render(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, req request) ([]byte, error) {
	img, err := instance.RenderPageInPixels(&requests.RenderPageInPixels{Page: page(doc, req.Page), Width: req.Width})
	if err != nil {
		return nil, err
	}
	defer img.Cleanup()
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	err = enc.Encode(&out, img.Result.RenderedImage)
	return out.Bytes(), err
}

func renderAll(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, req request) ([][]byte, error) {
	n, err := countPages(instance, doc)
	if err != nil {
		return nil, err
	}
	all := make([][]byte, n)
	for req.Page = range all {
		if all[req.Page], err = render(instance, doc, req); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func countPages(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) (int, error) {
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil {
		return 0, err
	}
	if count.PageCount > mostPages {
		return 0, fmt.Errorf("more than %d pages", mostPages)
	}
	return count.PageCount, nil
}

func read(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) ([]PageText, []string, error) {
	n, err := countPages(instance, doc)
	if err != nil {
		return nil, nil, err
	}
	pages := make([]PageText, n)
	for i := range pages {
		text, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{
			Page: page(doc, i), Mode: requests.GetPageTextStructuredModeRects, CollectFontInformation: true,
		})
		if err != nil {
			return nil, nil, err
		}
		size, err := instance.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: doc, Index: i})
		if err != nil {
			return nil, nil, err
		}
		var pieces []piece
		for _, r := range text.Rects {
			p := piece{text: r.Text, left: r.PointPosition.Left, right: r.PointPosition.Right, top: r.PointPosition.Top, bottom: r.PointPosition.Bottom}
			if r.FontInformation != nil {
				p.size = r.FontInformation.Size
			}
			pieces = append(pieces, p)
		}
		pages[i] = PageText{Lines: joinLines(pieces, size.Height), Width: size.Width, Height: size.Height}
	}
	return pages, metadata(instance, doc), nil
}

// metadata gives what the document says of itself; one without an Info
// dictionary says nothing.
func metadata(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) []string {
	meta, err := instance.GetMetaData(&requests.GetMetaData{Document: doc})
	if err != nil {
		return nil
	}
	var values []string
	for _, tag := range meta.Tags {
		values = append(values, tag.Value)
	}
	return values
}

// piece is a run of text as it is placed on the page (points, from below).
type piece struct {
	text                     string
	left, right, top, bottom float64
	size                     float64
}

// joinLines puts pieces whose middles are level into one line, from the left.
func joinLines(pieces []piece, height float64) []Line {
	var rows [][]piece
	for _, p := range pieces {
		placed := false
		middle := (p.top + p.bottom) / 2
		for i, row := range rows {
			if middle < row[0].top && middle > row[0].bottom {
				rows[i], placed = append(row, p), true
				break
			}
		}
		if !placed {
			rows = append(rows, []piece{p})
		}
	}
	sortRows(rows)
	plain := strings.NewReplacer("\r", "", "\n", "", "\x00", "")
	lines := make([]Line, 0, len(rows))
	for _, row := range rows {
		line := Line{Runs: make([]Run, len(row))}
		for i, p := range row {
			line.Text += plain.Replace(p.text)
			line.Size = max(line.Size, p.size)
			line.Runs[i] = Run{Text: plain.Replace(p.text), Left: p.left, Right: p.right, Top: height - p.top, Bottom: height - p.bottom}
		}
		if line.Text = strings.TrimSpace(line.Text); line.Text != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
