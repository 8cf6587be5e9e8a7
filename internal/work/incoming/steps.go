package incoming

import (
	"context"
	"errors"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/store"
)

// onPropose plans who instructs, or who reads; what may go first is on the list of
// the 局长.
func onPropose(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Proposal), s.Content.(Document)
	if r := forALeader(in); r != nil {
		return r
	}
	found, err := listedFor(ctx, s.Tx, doc, clock.DateOf(s.Now()))
	if err != nil {
		return err
	}
	if r := onlyListedGoFirst(in, doc, found); r != nil {
		return r
	}
	fast := ""
	if in.Class == toHandle && in.Route == fastRoute {
		fast = found.ID
	}
	if err := s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"fast_id": fast}, nil); err != nil {
		return err
	}
	if in.Class != doc.Class {
		doc.Class = in.Class
		s.SetContent(doc)
	}
	s.Case.SetPlan("audit", people(in.Auditors, ""))
	s.Case.SetPlan("audit-together", people(in.Auditors, ""))
	s.Case.SetPlan("instruct", people(in.Leaders, ""))
	s.Case.SetPlan("instruct-together", people(in.Leaders, ""))
	s.Case.SetPlan("circulate", people(in.Readers, ""))
	s.Case.SetPlan("circulate-together", people(in.Readers, ""))
	return nil
}

// onOriginal brings the originals back to the office and records where they lie;
// of an electronic document, what its files hash to (1-02-4.1).
func onOriginal(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Original)
	copies, err := paper.OfCase(ctx, s.Tx, s.Case.ID, SortOriginal)
	if err != nil {
		return err
	}
	names, err := paper.NamesOf(ctx, s.Tx)
	if err != nil {
		return err
	}
	registered, missing, with := s.Content.(Document).Copies, int64(0), []string(nil)
	if len(copies) > 0 {
		registered = 0
	}
	for _, c := range copies {
		switch {
		case c.State == paper.Missing:
			missing++
		case c.State != paper.Here:
			continue
		case c.HolderID != "":
			with = append(with, c.Name()+"在"+names.At(c.Spot)+"处")
		}
		registered++
	}
	if r := originalComesBack(in.Copies, registered, missing, with); r != nil {
		return r
	}
	if err := bringBack(ctx, s, copies, in.Place); err != nil {
		return err
	}
	hash, err := filesHash(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"place": in.Place, "original_hash": hash}, nil)
}

// bringBack lays originals at the office's place, those that are out and those that
// lay elsewhere.
func bringBack(ctx context.Context, s *flow.Step, copies []paper.Copy, place string) error {
	for _, c := range copies {
		if c.State != paper.Here || c.HolderID == "" && c.Place == place {
			continue
		}
		if _, err := paper.TakeBack(ctx, s.Work, c, place, "原件收回", s.Case.ID); err != nil {
			return err
		}
	}
	return nil
}

// filesHash are the hashes of a case's files, in the order in which they came.
func filesHash(ctx context.Context, q store.Querier, caseID string) (string, error) {
	files, err := flow.FilesOf(ctx, q, caseID)
	var all []string
	for _, f := range files {
		all = append(all, f.Hash)
	}
	return strings.Join(all, " "), err
}

// instructionsOf is what the leaders wrote, in order.
func instructionsOf(ctx context.Context, q store.Querier, caseID string) ([]instruction, error) {
	all, err := store.All[instruction](ctx, q, `SELECT person_id, person_name, opinion FROM history WHERE case_id = $1
		AND node IN ('instruct', 'instruct-together', 'decide') AND action IN ('approve', 'acknowledge') ORDER BY seq`, caseID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	head, err := store.Column[string](ctx, q, `SELECT DISTINCT person_id FROM holding WHERE post IN ('juzhang', 'shuji')`)
	for i := range all {
		all[i].ByHead = slices.Contains(head, all[i].PersonID)
	}
	return all, err
}

// onDistribute plans who handles the document, after an instruction or as listed
// (1-02-1.3), and gives everyone concerned a copy of it (1-02-4.2).
func onDistribute(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Distribution), s.Content.(Document)
	said, err := instructionsOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	proposal, err := lastProposal(ctx, s)
	if err != nil {
		return err
	}
	fast := proposal.Route == fastRoute
	if r := instructedFirst(len(said), fast); r != nil {
		return r
	}
	if r := hostNamed(in); r != nil {
		return r
	}
	if in.With != "" {
		return join(ctx, s, in.With)
	}
	deadline := in.Deadline
	if deadline == "" {
		deadline = doc.Deadline
	}
	who := slices.Concat(heads(in.Hosts, "主办", deadline), heads(in.Assistors, "协办", deadline), people(in.People, "承办"))
	s.Case.SetPlan("handle", who)
	s.Case.SetPlan("answer", heads(in.Hosts, "主办", deadline))
	if fast {
		if err := s.Circulate(ctx, proposal.Leaders, flow.Circulation{Purpose: "先分办、同步送阅，请阅示"}); err != nil {
			return err
		}
	}
	if err := s.Circulate(ctx, in.CopyTo, flow.Circulation{Purpose: "领导批示送阅"}); err != nil {
		return err
	}
	names, err := org.DepartmentNames(ctx, s.Tx, slices.Concat(in.Hosts, in.Assistors))
	if err != nil {
		return err
	}
	if err := giveCopies(ctx, s, in, doc); err != nil {
		return err
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"hosts": strings.Join(names, "、")}, nil)
}

// lastProposal is what was proposed last.
func lastProposal(ctx context.Context, s *flow.Step) (Proposal, error) {
	data, err := store.Column[string](ctx, s.Tx, `SELECT data FROM history WHERE case_id = $1 AND node = 'propose' AND action = 'approve' ORDER BY seq DESC LIMIT 1`, s.Case.ID)
	if err != nil || len(data) == 0 {
		return Proposal{}, err
	}
	return form.Must[Proposal]().FromCanonical([]byte(data[0]))
}

// giveCopies makes a numbered copy of the instruction for each department, person
// and leader that gets one; who has one already keeps it.
func giveCopies(ctx context.Context, s *flow.Step, in Distribution, doc Document) error {
	spots, err := recipients(ctx, s, in)
	if err != nil {
		return err
	}
	had, err := paper.OfCase(ctx, s.Tx, s.Case.ID, SortInstruction)
	if err != nil {
		return err
	}
	office, err := officeDept(ctx, s.Tx)
	if err != nil {
		return err
	}
	batch := paper.Batch{
		CaseID: s.Case.ID, Sort: SortInstruction, Document: s.Case.Number, Title: doc.Title, Pages: doc.Pages, Keeper: keeper, Home: office,
		Medium: paper.Electronic, How: "批示复印分送",
	}
	if in.Medium == onPaper {
		batch.Medium, batch.Due = paper.OnPaper, in.Back
	}
	for _, spot := range spots {
		if slices.ContainsFunc(had, func(c paper.Copy) bool { return c.State == paper.Here && c.Spot == spot }) {
			continue
		}
		batch.Spot = spot
		if _, err := paper.Make(ctx, s.Work, batch, 1); err != nil {
			return err
		}
	}
	return nil
}

// recipients are where copies go: to the heads of departments, and to people.
func recipients(ctx context.Context, s *flow.Step, in Distribution) ([]paper.Spot, error) {
	var spots []paper.Spot
	for _, dept := range slices.Concat(in.Hosts, in.Assistors) {
		spot := paper.Spot{DeptID: dept}
		holders, err := org.Holders(ctx, s.Tx, org.Head(dept), s.Now())
		if err != nil {
			return nil, err
		}
		if len(holders) > 0 {
			spot.HolderID = holders[0].PersonID
		}
		spots = append(spots, spot)
	}
	for _, id := range slices.Concat(in.People, in.CopyTo) {
		dept, err := paper.DeptOf(ctx, s.Tx, id, s.Millis())
		if err != nil {
			return nil, err
		}
		spot := paper.Spot{HolderID: id, DeptID: dept}
		if !slices.ContainsFunc(spots, func(x paper.Spot) bool { return x.HolderID == id }) {
			spots = append(spots, spot)
		}
	}
	return spots, nil
}

// join ties a document to another in hand, with which it is handled as one.
func join(ctx context.Context, s *flow.Step, with string) error {
	open, err := inHand(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(m mainCase) bool { return m.ID == with }) {
		return store.ErrNotFound
	}
	if err := flow.AddLink(ctx, s.Work, s.Case.ID, with, "并案办理"); err != nil {
		return err
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"joined_to": with}, nil)
}

// mainCase is a document in hand that others can be handled with.
type mainCase struct {
	ID     string     `db:"id"`
	Number string     `db:"number"`
	Title  string     `db:"title"`
	State  flow.State `db:"state"`
	Answer string     `db:"answer"`
	Result string     `db:"result"`
}

// inHand lists the documents that departments work on, but one.
func inHand(ctx context.Context, q store.Querier, but string) ([]mainCase, error) {
	return store.All[mainCase](ctx, q, `SELECT d.id, d.number, d.title, c.state, d.answer, c.result FROM incoming_document d JOIN cases c ON c.id = d.id
		WHERE d.id <> $1 AND d.id IN (SELECT case_id FROM task WHERE node = 'handle' AND state = 'open' AND kind = 'step') ORDER BY d.received_on DESC, d.id DESC LIMIT 200`, but)
}

// mainOf is the document that one is handled with.
func mainOf(ctx context.Context, q store.Querier, caseID string) (mainCase, error) {
	return store.One[mainCase](ctx, q, `SELECT d.id, d.number, d.title, c.state, d.answer, c.result FROM incoming_document d JOIN cases c ON c.id = d.id
		WHERE d.id = (SELECT joined_to FROM incoming_document WHERE id = $1)`, caseID)
}

// onFeedback keeps the answer's number for the register, and takes the result as
// the receipt of the department's copy.
func (d Deps) onFeedback(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Feedback)
	dept := s.Task.Principal.Dept()
	if err := confirmCopies(ctx, s, func(c paper.Copy) bool { return c.HolderID == s.Actor.ID || dept != "" && c.DeptID == dept }); err != nil {
		return err
	}
	return d.answered(ctx, s, in.Answer)
}

// onAnswer is 答复: the number under which the sender was answered.
func (d Deps) onAnswer(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Answering)
	if r := answeredFirst(true, in.Answer); r != nil {
		r.Title = "没有登记答复：复文号还没有填"
		return r
	}
	return d.answered(ctx, s, in.Answer)
}

// answered keeps the number of an answer that was issued.
func (d Deps) answered(ctx context.Context, s *flow.Step, typed string) error {
	answer := form.NormalizeDocNumber(typed)
	if answer == "" {
		return nil
	}
	caseID, issued, err := d.Answers.Issued(ctx, s.Tx, answer)
	if err != nil {
		return err
	}
	if r := answerIssued(answer, issued); r != nil {
		return r
	}
	if caseID != "" {
		if err := flow.AddLink(ctx, s.Work, caseID, s.Case.ID, "答复"); err != nil {
			return err
		}
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"answer": answer}, nil)
}

// answerOf is the number of the answer so far.
func answerOf(ctx context.Context, q store.Querier, caseID string) (string, error) {
	return store.Value[string](ctx, q, `SELECT answer FROM incoming_document WHERE id = $1`, caseID)
}

// onClose needs the answer's number where an answer is asked (1-02-R4).
func (d Deps) onClose(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Closing)
	if err := d.answered(ctx, s, in.Answer); err != nil {
		return err
	}
	answer, err := answerOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := answeredFirst(s.Content.(Document).WantsAnswer, answer); r != nil {
		return r
	}
	s.Case.Result = in.Disposal
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"outcome": in.Disposal}, nil)
}

// onJoined closes what is handled with another document, when that is closed.
func (d Deps) onJoined(ctx context.Context, s *flow.Step) error {
	m, err := mainOf(ctx, s.Tx, s.Case.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if r := mainClosedFirst(m.Number, !m.State.Open()); r != nil {
		return r
	}
	return d.onClose(ctx, s)
}

// onKeep records where a document that was only to be read is kept.
func onKeep(ctx context.Context, s *flow.Step) error {
	place := s.Fields.(Keeping).Place
	copies, err := paper.OfCase(ctx, s.Tx, s.Case.ID, SortOriginal)
	if err != nil {
		return err
	}
	if err := bringBack(ctx, s, copies, place); err != nil {
		return err
	}
	return s.Update(ctx, "incoming_document", s.Case.ID, store.Row{"place": place, "outcome": "存查"}, nil)
}
