package outgoing

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/typeset/svg"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// previewed is the answer to the editor: the pages that it does not have yet, and what
// the layout and the checker say.
type previewed struct {
	Pages    []sheetView       `json:"pages"`
	Fit      string            `json:"fit"`   // 3 面，58 行
	Tuned    []string          `json:"tuned"` // what was adjusted
	Fault    string            `json:"fault"` // why nothing could be set
	Ways     []string          `json:"ways"`
	Line     int               `json:"line"` // of the fault; -1
	Failed   []certify.Finding `json:"failed"`
	Findings []proof.Finding   `json:"findings"`
}

// sheetView is one page: its hash, and its drawing unless the editor has it.
type sheetView struct {
	Hash string `json:"hash"`
	SVG  string `json:"svg,omitempty"`
}

// preview sets what is typed: for the script as JSON, without script as a PDF.
func (p *Pages) preview(c *web.Call) error {
	typed := c.Typed()
	values := own(typed)
	doc, _ := p.form.Decode(values) // what is not filled in yet is left out
	out, r, err := p.lookAt(c, doc, typed.Get("case"))
	if err != nil {
		return err
	}
	if !strings.Contains(c.Header().Get("Accept"), "application/json") {
		if out.err != nil {
			return out.err
		}
		var file bytes.Buffer
		if err := pdf.Write(&file, p.d.Fonts, pdf.Info{Title: doc.Title}, page.All(out.layout.Pages)); err != nil {
			return err
		}
		return c.Send("application/pdf", "预览.pdf", file.Bytes())
	}
	view := previewed{Line: -1, Pages: []sheetView{}, Failed: []certify.Finding{}}
	if view.Findings, err = p.d.look(c.Context(), c.Q(), doc, r); err != nil {
		return err
	}
	if err := p.fill(&view, out, strings.Split(typed.Get("have"), ",")); err != nil {
		return err
	}
	answer, err := json.Marshal(view)
	if err != nil {
		return err
	}
	c.ResponseWriter.Header().Set("Cache-Control", "no-store")
	return packed(c, "application/json; charset=utf-8", answer)
}

// lookAt sets a document that is being written; a case's with its number and signer.
func (p *Pages) lookAt(c *web.Call, doc Document, caseID string) (laidOut, rule, error) {
	if caseID != "" {
		v, err := c.Engine().See(c.Context(), c.Q(), c.Actor(), caseID, "")
		if err != nil {
			return laidOut{}, rule{}, err
		}
		out, err := p.d.layCase(c.Context(), v.Case, doc)
		return out, out.rule, ignoreRefusal(&out, err)
	}
	today := clock.DateOf(c.Now())
	r, err := p.d.rule(c.Context(), c.Q(), doc, today)
	if err != nil {
		out := laidOut{}
		return out, r, ignoreRefusal(&out, err)
	}
	last, err := lastNumber(c.Context(), c.Q(), r.series, today.Year())
	if err != nil {
		return laidOut{}, r, err
	}
	name, post, err := p.d.plannedSigner(c.Context(), c.Q(), flow.Case{CreatorDept: deptOf(c)}, r)
	if err != nil {
		return laidOut{}, r, err
	}
	out := laidOut{rule: r, face: r.standIn(name, post, last, today)}
	out.layout, out.err = p.d.lay(c.Context(), r, doc, out.face)
	return out, r, outage(out.err)
}

// deptOf is the department that somebody drafts for.
func deptOf(c *web.Call) string {
	for _, d := range c.Duties() {
		if d.Own() && d.DeptID != "" {
			return d.DeptID
		}
	}
	return ""
}

// ignoreRefusal turns what the tables refuse into what the preview says.
func ignoreRefusal(out *laidOut, err error) error {
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		out.err = errs.New(errs.Invalid, strings.TrimPrefix(r.Title, "没有送出："))
		return nil
	}
	return err
}

// fill puts the pages and what was measured into the answer.
func (p *Pages) fill(view *previewed, out laidOut, have []string) error {
	if out.err != nil {
		view.Fault = strings.TrimPrefix(errs.Public(out.err), "没有排版：")
		if missing, ok := errors.AsType[*gb9704.Missing](out.err); ok && out.layout != nil {
			view.Line = out.layout.Parsed.LineOf(missing.Place)
		}
		if end, ok := errors.AsType[*gb9704.EndPageError](out.err); ok {
			view.Fault = end.Why
			for _, way := range end.Remedies {
				view.Ways = append(view.Ways, way.Label)
			}
		}
		return nil
	}
	for _, one := range out.layout.Pages {
		var drawn bytes.Buffer
		if err := svg.Write(&drawn, p.d.Fonts, one); err != nil {
			return err
		}
		sum := sha256.Sum256(drawn.Bytes())
		x := sheetView{Hash: hex.EncodeToString(sum[:8])}
		if !slices.Contains(have, x.Hash) {
			x.SVG = drawn.String()
		}
		view.Pages = append(view.Pages, x)
	}
	view.Fit = fmt.Sprintf("%d 面，%d 行", len(out.layout.Pages), out.layout.Lines())
	if r := out.layout.Report; r.Rows > 0 && (r.Rows != 22 || r.Cells != 28) {
		view.Fit += fmt.Sprintf("，每面 %d 行、每行 %d 字", r.Rows, r.Cells)
	}
	view.Tuned, view.Failed = out.layout.Report.Tunings, append(view.Failed, out.layout.Cert.Failed()...)
	return nil
}

// packed sends what drawings of pages are in, packed where the browser takes it: they
// shrink to a half.
func packed(c *web.Call, kind string, data []byte) error {
	head := c.ResponseWriter.Header()
	head.Set("Vary", "Accept-Encoding")
	if !strings.Contains(c.Header().Get("Accept-Encoding"), "gzip") {
		return c.Send(kind, "", data)
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	_, err = z.Write(data)
	if err := errors.Join(err, z.Close()); err != nil {
		return err
	}
	head.Set("Content-Encoding", "gzip")
	return c.Send(kind, "", out.Bytes())
}

// pagePicture draws one page of a document as it stands.
func (p *Pages) pagePicture(c *web.Call) error {
	out, err := p.outOf(c)
	if err != nil {
		return err
	}
	n := int(number64(c.PathValue("n")))
	if out.err != nil || n < 1 || n > len(out.layout.Pages) {
		return errs.New(errs.NotFound, "没有这一页")
	}
	var drawn bytes.Buffer
	if err := svg.Write(&drawn, p.d.Fonts, out.layout.Pages[n-1]); err != nil {
		return err
	}
	c.ResponseWriter.Header().Set("Cache-Control", "private, max-age=600")
	return packed(c, "image/svg+xml", drawn.Bytes())
}

// outOf sets the document of the address for who may see it.
func (p *Pages) outOf(c *web.Call) (laidOut, error) {
	v, err := see(c)
	if err != nil {
		return laidOut{}, err
	}
	return p.d.layCase(c.Context(), v.Case, v.Content.(Document))
}
