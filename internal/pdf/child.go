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
	Page   int // from 0
	Width  int // pixels
}

// response is its answer.
type response struct {
	Error string
	Pages []PageText
	Meta  []string
	PNG   []byte
}

// PageText is the text of one page, line by line from the top.
type PageText struct{ Lines []Line }

// Line is one line with the height of its largest character in points.
type Line struct {
	Text string
	Size float64
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
	if req.Render {
		res.PNG, err = render(instance, doc.Document, req)
	} else {
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

func read(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) ([]PageText, []string, error) {
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil {
		return nil, nil, err
	}
	if count.PageCount > mostPages {
		return nil, nil, fmt.Errorf("more than %d pages", mostPages)
	}
	pages := make([]PageText, count.PageCount)
	for i := range pages {
		text, err := instance.GetPageTextStructured(&requests.GetPageTextStructured{
			Page: page(doc, i), Mode: requests.GetPageTextStructuredModeRects, CollectFontInformation: true,
		})
		if err != nil {
			return nil, nil, err
		}
		var pieces []piece
		for _, r := range text.Rects {
			p := piece{text: r.Text, left: r.PointPosition.Left, top: r.PointPosition.Top, bottom: r.PointPosition.Bottom}
			if r.FontInformation != nil {
				p.size = r.FontInformation.Size
			}
			pieces = append(pieces, p)
		}
		pages[i].Lines = joinLines(pieces)
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
	text              string
	left, top, bottom float64
	size              float64
}

// joinLines puts pieces whose middles are level into one line, from the left.
func joinLines(pieces []piece) []Line {
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
	lines := make([]Line, 0, len(rows))
	for _, row := range rows {
		var text strings.Builder
		size := 0.0
		for _, p := range row {
			text.WriteString(p.text)
			size = max(size, p.size)
		}
		if t := strings.TrimSpace(strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(text.String())); t != "" {
			lines = append(lines, Line{t, size})
		}
	}
	return lines
}
