package incoming

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// documentOf is the content a receipt begins a case with.
func documentOf(in Receipt, person string, now time.Time) Document {
	return Document{
		Source: in.Source, Organ: in.Organ, Title: in.Title, Copies: in.Copies, Files: in.Files,
		ReceivedOn: clock.DateOf(now), SignedBy: person, SignedAt: clock.Millis(now),
	}
}

// onRegister writes the register line and draws the number (1-02-1.1).
func onRegister(ctx context.Context, s *flow.Step) error {
	in, was := s.Fields.(Registration), s.Content.(Document)
	doc := Document{
		Source: was.Source, SignedBy: was.SignedBy, SignedAt: was.SignedAt,
		Organ: strings.TrimSpace(in.Organ), DocNumber: form.NormalizeDocNumber(in.DocNumber), Title: in.Title,
		ReceivedOn: in.ReceivedOn, DocDate: in.DocDate, DocKind: in.DocKind, Class: in.Class, Urgency: in.Urgency,
		Copies: in.Copies, Pages: in.Pages, Enclosures: in.Enclosures, Deadline: in.Deadline, WantsAnswer: in.WantsAnswer,
		Twin: in.Twin, TwinReason: in.TwinReason, Files: in.Files,
	}
	earlier, err := findTwin(ctx, s.Tx, s.Case.ID, doc)
	if err != nil {
		return err
	}
	if r := notSilentlyTwice(doc, earlier); r != nil {
		return r
	}
	if s.Case.Number == "" {
		if s.Case.Number, err = s.Number(ctx, "收文", s.Case.ID, numberText); err != nil {
			return err
		}
	}
	s.SetContent(doc)
	return nil
}

func numberText(year int, n int64) string { return fmt.Sprintf("收〔%d〕%d号", year, n) }

// onReview wants the reason of a document that is sent back.
func onReview(_ context.Context, s *flow.Step) error {
	if r := returnedWithReason(s.Fields.(Review)); r != nil {
		return r
	}
	return nil
}

// onPropose plans who instructs, or who reads.
func onPropose(_ context.Context, s *flow.Step) error {
	in := s.Fields.(Proposal)
	if r := forALeader(in); r != nil {
		return r
	}
	s.Case.SetPlan("audit", people(in.Auditors, ""))
	s.Case.SetPlan("instruct", people(in.Leaders, ""))
	s.Case.SetPlan("instruct-together", people(in.Leaders, ""))
	s.Case.SetPlan("circulate", people(in.Readers, ""))
	return nil
}

// onOriginal records where the original lies (1-02-4.1).
func onOriginal(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Original), s.Content.(Document)
	if r := originalComesBack(in.Copies, doc.Copies); r != nil {
		return r
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"place": in.Place}, nil)
}

// onDistribute plans who handles the document (1-02-1.3).
func onDistribute(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Distribution)
	n, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM history WHERE case_id = $1
		AND node IN ('instruct', 'instruct-together') AND action IN ('approve', 'acknowledge')`, s.Case.ID)
	if err != nil {
		return err
	}
	if r := instructedFirst(int(n)); r != nil {
		return r
	}
	if r := hostNamed(in); r != nil {
		return r
	}
	deadline := in.Deadline
	if deadline == "" {
		deadline = s.Content.(Document).Deadline
	}
	who := slices.Concat(heads(in.Hosts, "主办", deadline), heads(in.Assistors, "协办", deadline), people(in.People, "承办"))
	s.Case.SetPlan("handle", who)
	names, err := org.DepartmentNames(ctx, s.Tx, slices.Concat(in.Hosts, in.Assistors))
	if err != nil {
		return err
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"hosts": strings.Join(names, "、")}, nil)
}

// onFeedback keeps the answer's number for the register.
func onFeedback(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Feedback)
	if in.Answer == "" {
		return nil
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"answer": form.NormalizeDocNumber(in.Answer)}, nil)
}

// onClose needs the answer's number where an answer is asked (1-02-R4).
func onClose(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Closing)
	answer := form.NormalizeDocNumber(in.Answer)
	if answer == "" {
		var err error
		if answer, err = store.Value[string](ctx, s.Tx, `SELECT answer FROM incoming_document WHERE id = $1`, s.Case.ID); err != nil {
			return err
		}
	}
	if r := answeredFirst(s.Content.(Document).WantsAnswer, answer); r != nil {
		return r
	}
	s.Case.Result = in.Disposal
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"answer": answer, "outcome": in.Disposal}, nil)
}

// onKeep records where a document that was only to be read is kept.
func onKeep(ctx context.Context, s *flow.Step) error {
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"place": s.Fields.(Keeping).Place, "outcome": "存查"}, nil)
}

// stored keeps the register's columns equal to the newest content.
func stored(ctx context.Context, s *flow.Step, content any) error {
	doc := content.(Document)
	row := store.Row{
		"number": s.Case.Number, "source": doc.Source, "organ": doc.Organ, "doc_number": doc.DocNumber, "twin_key": twinKey(doc, s.Case.ID),
		"doc_date": string(doc.DocDate), "received_on": string(doc.ReceivedOn), "title": doc.Title, "doc_kind": doc.DocKind,
		"class": doc.Class, "urgency": doc.Urgency, "copies": doc.Copies, "pages": doc.Pages, "enclosures": doc.Enclosures,
		"deadline": string(doc.Deadline), "wants_answer": number(doc.WantsAnswer), "signed_by": doc.SignedBy, "signed_at": doc.SignedAt,
	}
	err := s.Update(ctx, "incoming_document", s.Case.ID, row, nil)
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	for _, empty := range []string{"answer", "place", "hosts", "outcome"} {
		row[empty] = ""
	}
	row["id"] = s.Case.ID
	return s.Insert(ctx, "incoming_document", row)
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// twinKey is what the unique index compares: documents without a number are not
// compared, and those kept apart with a reason are apart.
func twinKey(doc Document, caseID string) any {
	switch {
	case doc.DocNumber == "" || doc.Organ == "":
		return nil
	case doc.Twin != "":
		return doc.Organ + "/" + doc.DocNumber + "/" + caseID
	}
	return doc.Organ + "/" + doc.DocNumber
}

func findTwin(ctx context.Context, q store.Querier, caseID string, doc Document) (*twin, error) {
	if doc.DocNumber == "" {
		return nil, nil
	}
	found, err := store.All[twin](ctx, q, `SELECT d.id, d.number, d.title FROM incoming_document d JOIN cases c ON c.id = d.id
		WHERE d.organ = $1 AND d.doc_number = $2 AND d.id <> $3 AND c.state <> '已作废' AND d.number <> '' ORDER BY d.id LIMIT 1`,
		doc.Organ, doc.DocNumber, caseID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func people(ids []string, label string) []flow.Assignment {
	var all []flow.Assignment
	for _, id := range ids {
		all = append(all, flow.Assignment{Principal: org.PersonPrincipal(id), Label: label})
	}
	return all
}

// heads are the departments' heads; a deadline is the end of that working day.
func heads(departments []string, label string, deadline clock.Date) []flow.Assignment {
	var all []flow.Assignment
	for _, id := range departments {
		a := flow.Assignment{Principal: org.Head(id), Label: label}
		if deadline != "" {
			a.Due = clock.Millis(deadline.Time(17, 30))
		}
		all = append(all, a)
	}
	return all
}

// decide makes a predicate from what was filled in at a node.
func decide[T any](node string, holds func(T) bool) func(context.Context, flow.Facts) (bool, error) {
	return func(_ context.Context, f flow.Facts) (bool, error) {
		v, err := last[T](f, node)
		return holds(v), err
	}
}

// last is what was filled in when a node was last finished.
func last[T any](f flow.Facts, node string) (T, error) {
	return form.Must[T]().FromCanonical([]byte(f.Data(node)))
}

// planned holds if somebody was chosen for a node.
func planned(node string) func(context.Context, flow.Facts) (bool, error) {
	return func(_ context.Context, f flow.Facts) (bool, error) { return len(f.Case.Planned(node)) > 0, nil }
}

// onVoid frees the document's organ and number for a new registration.
func onVoid(ctx context.Context, s *flow.Step) error {
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"twin_key": nil}, nil)
}
