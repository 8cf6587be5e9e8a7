package seal

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// more is 加印: whoever signed or approved agrees to more copies (1-01-6.1).
func (d Deps) more() *flow.Kind {
	return kind(flow.Kind{
		ID: KindMore, Name: "加印", StartVerb: "申请加印", StartNote: "由原签发（批准）人批准，批准后份数随之增加", StartBy: []string{flow.Anyone}, DeptSees: true,
		Def: &flow.Definition{Kind: KindMore, Name: "加印", Version: 1, Nodes: []flow.Node{
			{ID: "ask", Name: "申请加印", Verb: "申请加印", Who: "drafter", Mode: flow.One, Silent: true, Clauses: []string{"1-01-6.1"}, Next: []flow.Edge{{To: "approve"}}},
			{ID: "approve", Name: "原签发人批准", Verb: "批准加印", Key: "1-01-K1", Who: flow.Planned, Mode: flow.One, Due: "step", Signs: true, NoMerge: true, NotApplicant: true, NoWithdraw: true,
				Clauses: []string{"1-01-6.1", "1-01-R1"}, Can: []flow.Action{flow.Return, flow.Reject}, Phrases: []string{"同意加印。"}},
		}},
		Dues: d.dues(), Steps: map[string]stepFunc{"ask": d.onMore, "approve": d.onRaise},
		Options: map[string]optionFunc{"raisable": d.raisable},
		Follows: map[string]flow.Follow{KindUse: {Relation: "加印", Prefill: moreFrom, Offered: d.mayRaise}},
	}, func(m More) string { return fmt.Sprintf("加印 %d 份", m.Copies) }, func(m More) []string { return m.Files })
}

// moreFrom fills in the use or document from whose page it is begun.
func moreFrom(_ context.Context, _ store.Querier, v *flow.View) (url.Values, error) {
	target := "use/" + v.Case.ID
	if u := v.Content.(Use); u.Document != "" {
		target = "document/" + u.Document
	}
	return url.Values{"target": {target}}, nil
}

// mayRaise offers more copies of a numbered use, unless its document has a way of its
// own.
func (d Deps) mayRaise(_ context.Context, _ store.Querier, v *flow.View) (bool, error) {
	return v.Case.Number != "" && (d.MoreAt == nil || v.Content.(Use).Document == ""), nil
}

// moreHere is the address of 加印 for a target.
func moreHere(target string) func(copies int64) string {
	return func(copies int64) string {
		return fmt.Sprintf("/start/%s?target=%s&copies=%d", KindMore, target, copies)
	}
}

// raised is what more copies are asked of.
type raised struct {
	Title, Number string
	First         string // person who signed or approved
}

// target finds what is to be raised: a signed document, or an approved use that is
// still open.
func (d Deps) target(ctx context.Context, q store.Querier, personID, target string) (*raised, error) {
	sort, id, _ := strings.Cut(target, "/")
	if sort == "document" {
		if d.MoreAt != nil {
			return nil, nil
		}
		doc, err := d.document(ctx, q, personID, id)
		if err != nil || doc == nil {
			return nil, err
		}
		return &raised{doc.Title, doc.Number, doc.SignerID}, nil
	}
	type row struct {
		Title  string `db:"title"`
		Number string `db:"number"`
		By     string `db:"approved_by"`
	}
	r, err := store.One[row](ctx, q, `SELECT c.title, c.number, u.approved_by FROM seal_use u JOIN cases c ON c.id = u.id
		WHERE u.id = $1 AND u.approved_by <> '' AND u.document_id = '' AND c.closed_at = 0`, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &raised{r.Title, r.Number, r.By}, err
}

func (d Deps) onMore(ctx context.Context, s *flow.Step) error {
	in := s.Content.(More)
	t, err := d.target(ctx, s.Tx, s.Case.CreatorID, in.Target)
	if err != nil {
		return err
	}
	if t == nil {
		return refusal("1-01-6.1", "target", "没有申请：没有这份签发稿，或用印还没有批准、已经办结", "已办结的，重新申请用印。")
	}
	s.Case.Title = fmt.Sprintf("加印 %d 份：%s", in.Copies, t.Title)
	first := org.PersonPrincipal(t.First)
	if p, err := org.PersonByID(ctx, s.Tx, t.First); err != nil {
		return err
	} else if !p.Active() {
		first = org.Post("juzhang")
	}
	s.Case.SetPlan("approve", to(first))
	return nil
}

// onRaise adds the copies; only who signed or approved first, unless they have left.
func (d Deps) onRaise(ctx context.Context, s *flow.Step) error {
	in := s.Content.(More)
	t, err := d.target(ctx, s.Tx, s.Case.CreatorID, in.Target)
	if err != nil {
		return err
	}
	if t == nil {
		return refusal("1-01-6.1", "", "没有批准：用印已经办结", "重新申请用印。")
	}
	planned := s.Case.Planned("approve")
	if len(planned) == 1 && planned[0].Principal == org.PersonPrincipal(t.First) {
		if r := raisedBy(signer(s), t.First); r != nil {
			return r
		}
	}
	if err := guard(ctx, s.Work, in.Target); err != nil {
		return err
	}
	return s.Insert(ctx, "seal_extra", store.Row{"id": s.NewID(), "case_id": s.Case.ID, "target": in.Target, "copies": in.Copies, "approved_by": signer(s), "at": s.Millis()})
}

// raisable are the documents and uses that the person may ask more copies of.
func (d Deps) raisable(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	var out []form.Option
	if d.MoreAt == nil {
		docs, err := d.Documents.Waiting(ctx, a.Q, a.PersonID)
		if err != nil {
			return nil, err
		}
		for _, doc := range docs {
			out = append(out, form.Option{Value: "document/" + doc.ID, Label: doc.Number + "　" + doc.Title})
		}
	}
	type row struct {
		ID     string `db:"id"`
		Number string `db:"number"`
		Title  string `db:"title"`
	}
	uses, err := store.All[row](ctx, a.Q, `SELECT c.id, c.number, c.title FROM seal_use u JOIN cases c ON c.id = u.id
		WHERE u.approved_by <> '' AND u.document_id = '' AND c.closed_at = 0 AND (c.creator_id = $1 OR c.creator_dept IN
			(SELECT dept_id FROM holding WHERE person_id = $2 AND to_at = 0)) ORDER BY c.created_at DESC, c.id LIMIT 100`, a.PersonID, a.PersonID)
	for _, u := range uses {
		out = append(out, form.Option{Value: "use/" + u.ID, Label: u.Number + "　" + u.Title})
	}
	return out, err
}
