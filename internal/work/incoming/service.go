package incoming

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
)

// takenIn is how the duty officer signs for a document (特事 ④); it is also the
// kind of exception.
const takenIn = "值班代收"

// onPaper is the source of a document that came on paper.
const onPaper = "纸质"

// Sorts of copies that this specification makes.
const (
	SortOriginal    = "原件"
	SortInstruction = "批示复印件"
)

// keeper is the post that keeps track of originals and copies.
const keeper = "wenshu"

// documentOf is the content a receipt begins a case with.
func documentOf(in Receipt, person string, now time.Time) Document {
	return Document{
		Source: in.Source, Organ: strings.TrimSpace(in.Organ), DocNumber: form.NormalizeDocNumber(in.DocNumber), Title: in.Title, Urgency: in.Urgency, Copies: in.Copies, Files: in.Files,
		ReceivedOn: clock.DateOf(now), SignedBy: person, SignedAt: clock.Millis(now),
		How: in.How, ReportedTo: in.ReportedTo, ReportedAt: in.ReportedAt, Told: in.Told,
	}
}

// onReceive notes what the duty officer took in as an exception (特事 ④), and which
// line of an exchange list is signed for by this.
func (d Deps) onReceive(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Receipt)
	if r := reportedAtNight(in, s.Millis()); r != nil {
		return r
	}
	if in.How == takenIn {
		what := strings.TrimSpace(in.Organ + " " + in.Title)
		if _, err := d.Exceptions.RecordIn(ctx, s.Work, ruling.Exception{
			Kind: takenIn, Clause: "1-02-1.2", CaseID: s.Case.ID, What: "代收来文：" + orNone(what), AllowedBy: in.ReportedTo, AllowedAt: in.ReportedAt,
			How: "电话报告，指示：" + in.Told, Evidence: strings.Join(in.Proof, " "),
		}); err != nil {
			return err
		}
	}
	if in.Listed == "" {
		return nil
	}
	return signListed(ctx, s.Work, in.Listed, s.Case.ID)
}

// onRegister writes the register line and draws the number (1-02-1.1); the other
// copy of a document that is registered already draws none.
func (d Deps) onRegister(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Registration), s.Content.(Document)
	doc.Organ, doc.DocNumber, doc.Title = strings.TrimSpace(in.Organ), form.NormalizeDocNumber(in.DocNumber), in.Title
	doc.ReceivedOn, doc.DocDate, doc.DocKind, doc.Class, doc.Urgency = in.ReceivedOn, in.DocDate, in.DocKind, in.Class, in.Urgency
	doc.Copies, doc.Pages, doc.Enclosures, doc.Deadline, doc.WantsAnswer = in.Copies, in.Pages, in.Enclosures, in.Deadline, in.WantsAnswer
	doc.Twin, doc.TwinReason, doc.Files = in.Twin, in.TwinReason, in.Files
	earlier, err := findTwin(ctx, s.Tx, s.Case.ID, doc)
	if err != nil {
		return err
	}
	if r := notSilentlyTwice(doc, earlier); r != nil {
		return r
	}
	s.SetContent(doc)
	if doc.Twin == merged {
		return flow.AddLink(ctx, s.Work, s.Case.ID, earlier.CaseID, "归并到")
	}
	if err := d.Exceptions.CompleteIn(ctx, s.Work, s.Case.ID, takenIn, "文书已补全登记"); err != nil {
		return err
	}
	if s.Case.Number != "" {
		return nil
	}
	if s.Case.Number, err = s.Number(ctx, "收文", s.Case.ID, numberText); err != nil {
		return err
	}
	if doc.Source != onPaper {
		return nil
	}
	return makeOriginals(ctx, s, s.Case.ID, s.Case.Number, doc, doc.Copies)
}

// makeOriginals gives each original on paper its code; they begin at the office.
func makeOriginals(ctx context.Context, s *flow.Step, caseID, number string, doc Document, n int64) error {
	office, err := officeDept(ctx, s.Tx)
	if err != nil {
		return err
	}
	_, err = paper.Make(ctx, s.Work, paper.Batch{
		CaseID: caseID, Sort: SortOriginal, Document: number, Title: doc.Title, Pages: doc.Pages, Keeper: keeper, Home: office,
		Spot: paper.Spot{DeptID: office, Place: "文书处"}, How: "收文登记",
	}, n)
	return err
}

// officeDept is the department of the 办公室: where its head and the 文书 are.
func officeDept(ctx context.Context, q store.Querier) (string, error) {
	ids, err := store.Column[string](ctx, q, `SELECT dept_id FROM holding WHERE post IN ('bangongshizhuren', 'wenshu') ORDER BY CASE WHEN to_at = 0 THEN 0 ELSE 1 END, post, id LIMIT 1`)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

func numberText(year int, n int64) string { return fmt.Sprintf("收〔%d〕%d号", year, n) }

// onMerge puts the files and the paper of a second copy with the document that was
// registered first, and notes where it came from (1-02-1.1).
func onMerge(ctx context.Context, s *flow.Step) error {
	doc := s.Content.(Document)
	earlier, err := findTwin(ctx, s.Tx, s.Case.ID, doc)
	if err != nil {
		return err
	}
	if r := notSilentlyTwice(doc, earlier); r != nil {
		return r
	}
	for _, id := range doc.Files {
		if err := s.Update(ctx, "file", id, store.Row{"case_id": earlier.CaseID}, store.Row{"case_id": s.Case.ID}); err != nil {
			return err
		}
	}
	if err := s.Insert(ctx, "incoming_source", store.Row{
		"id": s.NewID(), "case_id": earlier.CaseID, "from_case": s.Case.ID, "source": doc.Source, "copies": doc.Copies,
		"received_on": string(doc.ReceivedOn), "signed_by": doc.SignedBy, "signed_at": doc.SignedAt,
	}); err != nil {
		return err
	}
	s.Case.Result = "已归并到 " + earlier.Number
	if doc.Source != onPaper {
		return nil
	}
	return makeOriginals(ctx, s, earlier.CaseID, earlier.Number, doc, doc.Copies)
}

// onReview wants the reason of a document that is sent back.
func onReview(_ context.Context, s *flow.Step) error {
	if r := returnedWithReason(s.Fields.(Review)); r != nil {
		return r
	}
	return nil
}

// onSendBack lets the originals leave with the document.
func onSendBack(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(SendingBack), s.Content.(Document)
	copies, err := paper.OfCase(ctx, s.Tx, s.Case.ID, SortOriginal)
	if err != nil {
		return err
	}
	for _, c := range copies {
		if c.State != paper.Here {
			continue
		}
		if _, err := paper.SendAway(ctx, s.Work, c, doc.Organ, "退文："+in.Way, s.Case.ID); err != nil {
			return err
		}
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"outcome": "已退文"}, nil)
}

// correction is how the 文书 mends a registration: the number stays, old and new
// are kept (G-03).
func correction(f forms) *flow.Correction {
	return &flow.Correction{
		Form: f.correcting,
		Of: func(content any) any {
			d := content.(Document)
			c := Correcting{
				Title: d.Title, Organ: d.Organ, DocNumber: d.DocNumber, DocDate: d.DocDate, ReceivedOn: d.ReceivedOn, DocKind: d.DocKind, Urgency: d.Urgency,
				Copies: d.Copies, Pages: d.Pages, Enclosures: d.Enclosures, Deadline: d.Deadline, WantsAnswer: d.WantsAnswer, Twin: d.Twin, TwinReason: d.TwinReason,
			}
			if c.Twin == merged {
				c.Twin = ""
			}
			return c
		},
		Apply: func(content, fields any) any { return corrected(content.(Document), fields.(Correcting)) },
		Check: onCorrect,
	}
}

func corrected(d Document, in Correcting) Document {
	d.Title, d.Organ, d.DocNumber = in.Title, strings.TrimSpace(in.Organ), form.NormalizeDocNumber(in.DocNumber)
	d.DocDate, d.ReceivedOn, d.DocKind, d.Urgency = in.DocDate, in.ReceivedOn, in.DocKind, in.Urgency
	d.Copies, d.Pages, d.Enclosures, d.Deadline, d.WantsAnswer = in.Copies, in.Pages, in.Enclosures, in.Deadline, in.WantsAnswer
	d.Twin, d.TwinReason = in.Twin, in.TwinReason
	return d
}

// onCorrect holds a corrected registration against the rules of a new one, and
// makes the codes of originals as many as there are.
func onCorrect(ctx context.Context, s *flow.Step) error {
	was := s.Content.(Document)
	doc := corrected(was, s.Fields.(Correcting))
	if s.Case.Number == "" {
		return registeredFirstOf("更正")
	}
	earlier, err := findTwin(ctx, s.Tx, s.Case.ID, doc)
	if err != nil {
		return err
	}
	if r := notSilentlyTwice(doc, earlier); r != nil {
		return r
	}
	if doc.Source != onPaper || doc.Copies == was.Copies {
		return nil
	}
	if doc.Copies > was.Copies {
		return makeOriginals(ctx, s, s.Case.ID, s.Case.Number, doc, doc.Copies-was.Copies)
	}
	return strikeOriginals(ctx, s, was.Copies-doc.Copies)
}

// strikeOriginals takes codes off the record that no paper belongs to, the newest
// first.
func strikeOriginals(ctx context.Context, s *flow.Step, n int64) error {
	copies, err := paper.OfCase(ctx, s.Tx, s.Case.ID, SortOriginal)
	if err != nil {
		return err
	}
	for i := len(copies) - 1; i >= 0 && n > 0; i-- {
		if copies[i].State != paper.Here {
			continue
		}
		if _, err := paper.Strike(ctx, s.Work, copies[i], "更正登记份数", s.Case.ID); err != nil {
			return err
		}
		n--
	}
	return nil
}

// before are the rules on every action: nothing circulates before it is registered
// (1-02-1.1). Who reads the circulated copy of an instruction has received theirs.
func before(ctx context.Context, s *flow.Step) error {
	switch s.Act.Action { //nolint:exhaustive // the others have no rule of their own
	case flow.Circulate:
		if r := registeredFirst(s.Case.Number); r != nil {
			return r
		}
	case flow.Read:
		return confirmCopies(ctx, s, func(c paper.Copy) bool { return c.HolderID == s.Actor.ID })
	}
	return nil
}

// confirmCopies is the read receipt of instruction copies (1-02-4.2).
func confirmCopies(ctx context.Context, s *flow.Step, mine func(paper.Copy) bool) error {
	copies, err := paper.OfCase(ctx, s.Tx, s.Case.ID, SortInstruction)
	if err != nil {
		return err
	}
	for _, c := range copies {
		if !mine(c) {
			continue
		}
		if _, err := paper.Confirm(ctx, s.Work, c, "", s.Case.ID); err != nil {
			return err
		}
	}
	return nil
}

// stored keeps the register's columns equal to the newest content.
func stored(ctx context.Context, s *flow.Step, content any) error {
	doc := content.(Document)
	row := store.Row{
		"number": s.Case.Number, "source": doc.Source, "organ": doc.Organ, "doc_number": doc.DocNumber, "twin_key": twinKey(doc, s.Case),
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

// twinKey is what the unique index compares: what is not registered or has no
// number is not compared, and those kept apart with a reason are apart.
func twinKey(doc Document, c *flow.Case) any {
	switch {
	case c.Number == "" || doc.DocNumber == "" || doc.Organ == "" || doc.Twin == merged:
		return nil
	case doc.Twin != "":
		return doc.Organ + "/" + doc.DocNumber + "/" + c.ID
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

// onVoid frees the document's organ and number for a new registration, and takes
// the codes off the record that nobody has moved.
func onVoid(ctx context.Context, s *flow.Step) error {
	copies, err := paper.OfCase(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	for _, c := range copies {
		if c.State != paper.Here || c.Seq > 1 {
			continue
		}
		if _, err := paper.Strike(ctx, s.Work, c, "登记作废", s.Case.ID); err != nil {
			return err
		}
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"twin_key": nil}, nil)
}
