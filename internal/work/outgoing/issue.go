package outgoing

import (
	"bytes"
	"context"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/pdf"
)

// onNumber draws the number, once in the life of a document (G-02), and sets its date.
func (d Deps) onNumber(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Numbering)
	row, err := documentOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	today, signed := clock.DateOf(s.Now()), clock.DateOf(clock.FromMillis(row.SignedAt))
	if r := dayOfSigning(in.Date, signed, today); r != nil {
		return r
	}
	set := store.Row{"doc_date": string(in.Date), "printed_on": string(today)}
	if row.Number == "" {
		if err := d.draw(ctx, s, in, set); err != nil {
			return err
		}
		if err := tellLetters(ctx, s, s.Case.ID, set["number"].(string), d.Answered); err != nil {
			return err
		}
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, set, nil)
}

// draw takes the next number, a reserved one, or the next of a year that has passed.
func (d Deps) draw(ctx context.Context, s *flow.Step, in Numbering, set store.Row) error {
	r, err := d.ruleOf(ctx, s)
	if err != nil {
		return err
	}
	free, err := reservedFree(ctx, s.Tx)
	if err != nil {
		return err
	}
	var reserved *reservation
	if i := slices.IndexFunc(free, func(x reservation) bool { return x.ID == in.Reserved }); i >= 0 {
		reserved = &free[i]
	}
	year := clock.DateOf(s.Now()).Year()
	if r := numberFits(in, reserved, r.series, year); r != nil {
		return r
	}
	set["number_note"] = ""
	switch in.Way {
	case "用预留号":
		set["number_note"] = "预留号：" + in.Reason
		set["number"], set["face_number"] = reserved.Text, reserved.Face
		if err := s.Update(ctx, "outgoing_reserved", reserved.ID, store.Row{"used_by": s.Case.ID, "used_at": s.Millis()}, store.Row{"used_by": ""}); err != nil {
			return err
		}
		if err := s.Update(ctx, "number", reserved.NumberID, store.Row{"case_id": s.Case.ID}, nil); err != nil {
			return err
		}
	default:
		if in.Way == "补编以前年度" {
			year, set["number_note"] = int(in.Year), "补编："+in.Reason
		}
		if set["number"], set["face_number"], err = drawOf(ctx, s, r.series, year); err != nil {
			return err
		}
	}
	s.Case.Number = set["number"].(string)
	return nil
}

// drawOf draws the next number of a series and gives it as registers and as paper
// have it.
func drawOf(ctx context.Context, s *flow.Step, series Series, year int) (number, printed string, err error) {
	number, err = s.NumberOf(ctx, series.YearOf(year), series.Drawn(), s.Case.ID, func(_ int, n int64) string {
		printed = series.Face(year, n)
		return series.Number(year, n)
	})
	return number, printed, err
}

// tellLetters tells the letters that a document answers: its number, or that it is none.
func tellLetters(ctx context.Context, s *flow.Step, documentID, number string, tell func(context.Context, *runner.Work, string, string) error) error {
	if number == "" {
		return nil
	}
	letters, err := store.Column[string](ctx, s.Tx, `SELECT to_id FROM case_link WHERE case_id = $1 AND relation = $2 ORDER BY made_at, id`, documentID, answers)
	if err != nil {
		return err
	}
	for _, id := range letters {
		if err := tell(ctx, s.Work, id, number); err != nil {
			return err
		}
	}
	return nil
}

// fixed sets the pages with the real number and makes the file, before the
// transaction; a verdict other than 定稿 needs none.
func (d Deps) fixed(ctx context.Context, p flow.Preparing) (any, error) {
	if p.Fields.(Rechecking).Verdict != final {
		return laidOut{}, nil
	}
	out, err := d.layCase(ctx, *p.Case, p.Content.(Document))
	if err != nil || out.err != nil || !out.layout.Cert.Passed() {
		return out, err
	}
	var file bytes.Buffer
	if err := pdf.Write(&file, d.Fonts, pdf.Info{Title: out.layout.Doc.Plain()}, page.All(out.layout.Pages)); err != nil {
		return nil, err
	}
	out.pdf = file.Bytes()
	out.hash, err = d.Keep(ctx, out.pdf)
	return out, err
}

// onRecheck is 格式复检 (1-03-K3): the document is fixed, as it is printed.
func onRecheck(ctx context.Context, s *flow.Step) error {
	if s.Fields.(Rechecking).Verdict != final {
		return nil
	}
	out := s.Prepared.(laidOut)
	if r := passes("定稿", out.layout, out.err); r != nil {
		return r
	}
	if err := keepLayout(ctx, s, "recheck", out); err != nil {
		return err
	}
	pages := int64(len(out.layout.Pages))
	id, err := s.AddFile(ctx, flow.File{
		Hash: out.hash, Name: fileName(s.Case.Number, s.Case.Title) + ".pdf", Type: "application/pdf", Size: int64(len(out.pdf)), Pages: pages, Text: 1,
	})
	if err != nil {
		return err
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{"file_id": id, "file_hash": out.hash, "fixed": s.Case.ContentVersion, "pages": pages}, nil)
}

// onPrint records the printing: no more copies than were signed for (1-03-R1).
func onPrint(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Printing), s.Content.(Document)
	row, err := documentOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := withinCopies(in.Copies, doc.Copies, row.Extra); r != nil {
		return r
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{"printed": in.Copies}, nil)
}
