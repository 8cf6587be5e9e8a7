package outgoing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/certify"
	"guiju.cn/guiju/internal/typeset/gb9704"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/paper"
	"guiju.cn/guiju/internal/work/outgoing/manuscript"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// face is what the program adds to what was written.
type face struct {
	Number        string
	Date, Printed clock.Date
	Signer, Post  string // who signed, and as what
}

// standIn is the face of a document that has no number yet: as long as the real one
// will be, so that the layout is that of the finished document (1-03-3.1).
func (r rule) standIn(signer, post string, last int64, today clock.Date) face {
	f := face{Number: r.series.Face(today.Year(), last+1), Date: today, Printed: today, Signer: signer, Post: post}
	if f.Signer == "" {
		f.Signer, f.Post = "签发人", "局长"
	}
	return f
}

// formats are the standard's, by ours.
var formats = map[string]gb9704.Format{general: gb9704.General, letter: gb9704.Letter, order: gb9704.Order, minutes: gb9704.Minutes, bulletin: gb9704.Minutes}

// set puts what was written, what applies to it and what the program adds together.
func (r rule) set(d Document, f face, picture func(id string) ([]byte, error)) (gb9704.Document, manuscript.Parsed, error) {
	parsed, err := manuscript.Parse(d.Body, r.kind.Format == minutes, picture)
	if err != nil {
		return gb9704.Document{}, parsed, err
	}
	doc := gb9704.Document{
		Format: formats[r.kind.Format], Organs: append([]string{r.series.organ()}, proof.Addressees(d.Joint)...), Mark: r.series.mark(), Urgency: d.Urgency,
		Number: f.Number, Title: titleOf(d.Title), To: strings.TrimRight(d.To, "：: "), Body: parsed.Body, Attendance: parsed.Attendance, Attachments: parsed.Attachments,
		Date: f.Date, Note: strings.Trim(d.Note, "（）() "), Copies: strings.TrimRight(d.CC, "。. "),
	}
	if r.kind.Upward == 1 {
		doc.Signers = []string{f.Signer}
	}
	if r.kind.Format != letter {
		doc.Printer, doc.Printed = r.series.Bureau+"办公室", f.Printed
	}
	switch {
	case doc.Format == gb9704.Minutes:
		doc.Signature.Kind = gb9704.Unsigned
	case doc.Format == gb9704.Order:
		doc.Signature = gb9704.Signature{Kind: gb9704.Stamped, Stamps: []gb9704.Stamp{{Post: f.Post, Name: f.Signer}}}
	case r.kind.Seal == 1:
		doc.Signature.Kind = gb9704.Sealed
	default:
		doc.Signature.Kind = gb9704.Unsealed
	}
	return doc, parsed, nil
}

// titleOf keeps the drafter's line breaks and nothing else of the blanks.
func titleOf(title string) string {
	var lines []string
	for line := range strings.SplitSeq(title, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// layout is a document as it is set, with its certificate.
type layout struct {
	Doc    gb9704.Document
	Parsed manuscript.Parsed
	Pages  []page.Page
	Report gb9704.Report
	Cert   certify.Certificate
}

// lay sets a document and measures it. What keeps it from being set at all is an
// error for people: errs.Invalid, or *gb9704.EndPageError.
func (d Deps) lay(ctx context.Context, r rule, doc Document, f face) (*layout, error) {
	pictures := func(id string) ([]byte, error) { return d.picture(ctx, id) }
	l := &layout{}
	var err error
	if l.Doc, l.Parsed, err = r.set(doc, f, pictures); err != nil {
		return l, err
	}
	if !r.kind.Numbered() {
		return l, d.laySheet(l, doc, f)
	}
	if l.Pages, l.Report, err = gb9704.Typeset(&l.Doc, d.Fonts); err != nil {
		return l, err
	}
	if l.Cert, err = certify.Check(&l.Doc, l.Pages, d.Fonts); err != nil {
		return l, err
	}
	if r.kind.Format == bulletin { // no 公文 of the standard: its head is its own
		for i, x := range l.Cert.Findings {
			if x.ID == "M01" {
				l.Cert.Findings[i].Verdict = certify.Absent
			}
		}
	}
	return l, nil
}

// laySheet sets what has no red head, as it is read inside the bureau.
func (d Deps) laySheet(l *layout, doc Document, f face) error {
	s := paper.Sheet{Title: doc.Kind, Parts: []paper.Part{
		paper.Fields{{Label: "标　　题", Value: gb9704Plain(doc.Title)}}, paper.Fields{{Label: "呈　　送", Value: doc.To}, {Label: "日　　期", Value: string(f.Date)}},
		paper.Block{Label: "内　　容", Lines: manuscript.Lines(strings.ReplaceAll(doc.Body, "\t", "　"))},
	}}
	for p, err := range s.Pages(d.Fonts) {
		if err != nil {
			return err
		}
		l.Pages = append(l.Pages, p)
	}
	l.Report.Pages, l.Report.TextPages = len(l.Pages), len(l.Pages)
	return nil
}

func gb9704Plain(title string) string { return strings.ReplaceAll(titleOf(title), "\n", "") }

// picture reads a picture of the body.
func (d Deps) picture(ctx context.Context, id string) ([]byte, error) {
	file, err := flow.FileByID(ctx, d.Read(), id)
	if err != nil {
		return nil, err
	}
	if file.Type != "image/png" && file.Type != "image/jpeg" {
		return nil, errs.New(errs.Invalid, "图片用 PNG 或者 JPEG")
	}
	return d.Load(ctx, file.Hash)
}

// Lines counts the lines of text on all pages.
func (l *layout) Lines() int {
	n := 0
	for _, p := range l.Pages {
		seen := map[float64]bool{}
		for _, m := range p.Marks {
			t, ok := m.(page.Text)
			if ok && (t.Part == gb9704.PartBody || strings.HasPrefix(t.Part, gb9704.PartHeading) || t.Part == "") && !seen[math.Round(t.Y*10)] {
				seen[math.Round(t.Y*10)] = true
				n++
			}
		}
	}
	return n
}

// passes is 1-03-3.1: the pages are as the standard demands, every point of it.
func passes(what string, l *layout, err error) *norm.Refusal {
	refusal := &norm.Refusal{Clause: "1-03-3.1", RuleVersion: ruleVersion, Detail: "排版按 GB/T 9704-2012。没有保存，改好文稿再办。",
		Remedies: []norm.Remedy{{Label: "退办到拟稿，改好再报", Action: "return", Prefill: map[string]string{"to": "draft"}}}}
	if end, ok := errors.AsType[*gb9704.EndPageError](err); ok {
		return lastPageHasText(what, end)
	}
	if err != nil {
		refusal.Title = fmt.Sprintf("没有%s：%s", what, strings.TrimPrefix(errs.Public(err), "没有排版："))
		return refusal
	}
	failed := l.Cert.Failed()
	if len(failed) == 0 {
		return nil
	}
	refusal.Title = fmt.Sprintf("没有%s：格式有 %d 处不合格，第一处是%s（%s）", what, len(failed), failed[0].Name, failed[0].Article)
	refusal.Detail = "不合格：" + strings.Join(departures(failed), "；") + "。没有保存，改好文稿再办。"
	ids := make([]string, len(failed))
	for i, x := range failed {
		ids[i] = x.ID
	}
	refusal.Inputs = map[string]any{"failed": ids}
	return refusal
}

// lastPageHasText is 1-03-3.2: where no setting within the standard's means brings
// text onto the page of the signature, the ways out are named.
func lastPageHasText(what string, end *gb9704.EndPageError) *norm.Refusal {
	r := &norm.Refusal{Clause: "1-03-3.2", RuleVersion: ruleVersion, Title: fmt.Sprintf("没有%s：%s", what, end.Why), Detail: "系统不印“此页无正文”。可以："}
	var ways []string
	for _, way := range end.Remedies {
		ways = append(ways, way.Label)
		r.Remedies = append(r.Remedies, norm.Remedy{Label: "退办到拟稿：" + way.Label, Action: "return", Prefill: map[string]string{"to": "draft", "opinion": way.Label + "，避免末页无正文。"}})
	}
	r.Detail += strings.Join(ways, "；") + "。"
	r.Inputs = map[string]any{"why": end.Why}
	return r
}

// departures names failed checks for people.
func departures(failed []certify.Finding) []string {
	all := make([]string, len(failed))
	for i, x := range failed {
		all[i] = x.String()
	}
	return all
}

// laidOut is what preparing a step found out about the layout, outside of the
// transaction.
type laidOut struct {
	rule   rule
	face   face
	layout *layout
	err    error  // why it cannot be set
	pdf    []byte // of the finished document, where it is fixed
	hash   string
}

// layCase sets the document of a case as it stands: with its number if it has one,
// else with a stand-in.
func (d Deps) layCase(ctx context.Context, c flow.Case, doc Document) (laidOut, error) {
	q := d.Read()
	r, err := d.rule(ctx, q, doc, clock.DateOf(clock.FromMillis(c.CreatedAt)))
	if err != nil {
		return laidOut{}, err
	}
	f, err := d.faceOf(ctx, q, r, c)
	if err != nil {
		return laidOut{}, err
	}
	l, err := d.lay(ctx, r, doc, f)
	return laidOut{rule: r, face: f, layout: l, err: err}, outage(err)
}

// outage keeps only what is no fault of the document's.
func outage(err error) error {
	if _, ok := errors.AsType[*gb9704.EndPageError](err); ok || err == nil || slices.Contains([]errs.Kind{errs.Invalid, errs.NotFound}, errs.KindOf(err)) {
		return nil
	}
	return err
}

// faceOf is what the program adds to a case's document by now.
func (d Deps) faceOf(ctx context.Context, q store.Querier, r rule, c flow.Case) (face, error) {
	row, err := documentOf(ctx, q, c.ID)
	if err != nil {
		return face{}, err
	}
	if row.FaceNumber != "" {
		return face{Number: row.FaceNumber, Date: clock.Date(row.DocDate), Printed: clock.Date(row.PrintedOn), Signer: row.Signer, Post: row.SignerPost}, nil
	}
	today := clock.DateOf(d.Now())
	last, err := lastNumber(ctx, q, r.series, today.Year())
	if err != nil {
		return face{}, err
	}
	signer, post := row.Signer, row.SignerPost
	if signer == "" {
		if signer, post, err = d.plannedSigner(ctx, q, c, r); err != nil {
			return face{}, err
		}
	}
	f := r.standIn(signer, post, last, today)
	if row.SignedAt > 0 {
		f.Date = clock.DateOf(clock.FromMillis(row.SignedAt))
	}
	return f, nil
}
