package outgoing

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/diff"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/outgoing/proof"
)

// last is what was filled in when a node was last finished.
func last[T any](f flow.Facts, node string) (T, error) {
	return form.Must[T]().FromCanonical([]byte(f.Data(node)))
}

// ruleOf is what applies to the document of a step.
func (d Deps) ruleOf(ctx context.Context, s *flow.Step) (rule, error) {
	return d.rule(ctx, s.Tx, s.Content.(Document), began(*s.Case))
}

// began is the day whose tables a case is judged by.
func began(c flow.Case) clock.Date { return clock.DateOf(clock.FromMillis(c.CreatedAt)) }

// onDraft takes what was drafted, for the first time or again.
func (d Deps) onDraft(ctx context.Context, s *flow.Step) error {
	r, err := d.ruleOf(ctx, s)
	if err != nil {
		return err
	}
	if r := seriesFits(r); r != nil {
		return r
	}
	return nil
}

// read is what preparing the proofreading found.
func (d Deps) read(ctx context.Context, p flow.Preparing) (any, error) {
	doc := p.Content.(Document)
	r, err := d.rule(ctx, d.Read(), doc, began(*p.Case))
	if err != nil {
		return nil, err
	}
	return d.look(ctx, d.Read(), doc, r)
}

// onProofread keeps what the checker named and what was left on purpose (1-03-4.1).
func onProofread(ctx context.Context, s *flow.Step) error {
	found, in := s.Prepared.([]proof.Finding), s.Fields.(Proofreading)
	if r := proofread(proof.Told(found), in.Kept); r != nil {
		return r
	}
	if found == nil {
		found = []proof.Finding{}
	}
	text, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return s.Insert(ctx, "outgoing_proof", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "version": s.Case.ContentVersion, "findings": string(text), "kept": in.Kept, "read_by": s.Actor.ID, "read_at": s.Millis(),
	})
}

// onCheck is 核稿 (1-03-4.2).
func onCheck(_ context.Context, s *flow.Step) error {
	if r := legalFirst(s.Content.(Document)); r != nil {
		return r
	}
	if r := wholeCheck(s.Fields.(Checking)); r != nil {
		return r
	}
	return nil
}

// onDirector plans with whom it is countersigned, who reviews and who signs.
func (d Deps) onDirector(ctx context.Context, s *flow.Step) error {
	in, doc := s.Fields.(Routing), s.Content.(Document)
	r, err := d.ruleOf(ctx, s)
	if err != nil {
		return err
	}
	if r := signerFits(r, doc.Important, in.Signer); r != nil {
		return r
	}
	signer, err := signerOf(ctx, s.Tx, r, in.Signer, s.Case.CreatorDept, s.Now())
	if err != nil {
		return err
	}
	var heads, leaders []flow.Assignment
	for _, id := range in.Countersign {
		heads = append(heads, flow.Assignment{Principal: org.Head(id), Label: "会签"})
	}
	charge, err := chargeOf(ctx, s.Tx, s.Case.CreatorDept, s.Now())
	if err != nil {
		return err
	}
	if charge != signer {
		leaders = to(charge)
	}
	for _, id := range in.Reviewers {
		leaders = append(leaders, flow.Assignment{Principal: org.PersonPrincipal(id)})
	}
	s.Case.SetPlan("countersign", heads)
	s.Case.SetPlan("leader", leaders)
	s.Case.SetPlan("sign", to(signer))
	return nil
}

// laid sets the pages of a case before the transaction.
func (d Deps) laid(ctx context.Context, p flow.Preparing) (any, error) {
	return d.layCase(ctx, *p.Case, p.Content.(Document))
}

// onPrecheck is 格式预检 (1-03-K3): with a stand-in number and date.
func onPrecheck(ctx context.Context, s *flow.Step) error {
	out := s.Prepared.(laidOut)
	if r := passes("通过格式预检", out.layout, out.err); r != nil {
		return r
	}
	return keepLayout(ctx, s, "precheck", out)
}

// keepLayout records a look at the pages with everything that was measured.
func keepLayout(ctx context.Context, s *flow.Step, stage string, out laidOut) error {
	checks, err := json.Marshal(out.layout.Cert.Findings)
	if err != nil {
		return err
	}
	places := []place{}
	for i, p := range out.layout.Pages {
		for _, x := range p.Places {
			places = append(places, place{i + 1, x.ID, x.X, x.Y, x.W, x.H})
		}
	}
	where, err := json.Marshal(places)
	if err != nil {
		return err
	}
	hash, err := store.Value[string](ctx, s.Tx, `SELECT hash FROM case_version WHERE case_id = $1 AND version = $2`, s.Case.ID, s.Case.ContentVersion)
	if err != nil {
		return err
	}
	return s.Insert(ctx, "outgoing_layout", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "stage": stage, "version": s.Case.ContentVersion, "content_hash": hash, "number": out.face.Number, "doc_date": string(out.face.Date),
		"pages": int64(len(out.layout.Pages)), "tunings": strings.Join(out.layout.Report.Tunings, "\n"), "checks": string(checks), "places": string(where), "pdf_hash": out.hash,
		"checked_by": s.Actor.ID, "checked_at": s.Millis(),
	})
}

// onSign is 签发 (1-03-K2).
func (d Deps) onSign(ctx context.Context, s *flow.Step) error {
	doc := s.Content.(Document)
	r, err := d.ruleOf(ctx, s)
	if err != nil {
		return err
	}
	if refused := neverDelegated(headAlone(r, doc.Important), s.Duty.Why); refused != nil {
		excepted, err := s.Excepted(ctx, "1-03-R1")
		if err != nil {
			return err
		}
		if !excepted {
			return refused
		}
	}
	facts, err := signingOf(ctx, s)
	if err != nil {
		return err
	}
	facts.Unnumbered = !r.kind.Numbered()
	if r := checkedFirst(facts); r != nil {
		return r
	}
	if r := prechecked(facts); r != nil {
		return r
	}
	signer := s.Actor
	if s.Act.Paper != nil {
		if signer, err = org.PersonByID(ctx, s.Tx, s.Act.Paper.SignedBy); err != nil {
			return err
		}
	}
	posts, err := postsOf(ctx, s.Tx, signer.ID, s)
	if err != nil {
		return err
	}
	return s.Update(ctx, "outgoing_document", s.Case.ID, store.Row{
		"signer_id": signer.ID, "signer": signer.Name, "signer_post": s.Duty.PostName, "signer_all": posts, "signed_at": s.Millis(), "standing": "有效",
	}, nil)
}

// signingOf finds out what happened before signing.
func signingOf(ctx context.Context, s *flow.Step) (signing, error) {
	type done struct {
		Node string `db:"node"`
		Seq  int64  `db:"seq"`
	}
	lines, err := store.All[done](ctx, s.Tx, `SELECT node, MAX(seq) AS seq FROM history WHERE case_id = $1 AND node IN ('draft', 'check')
		AND action IN ('submit', 'approve') GROUP BY node`, s.Case.ID)
	if err != nil {
		return signing{}, err
	}
	seq := map[string]int64{}
	for _, l := range lines {
		seq[l.Node] = l.Seq
	}
	look, err := lastLayout(ctx, s.Tx, s.Case.ID, "precheck")
	return signing{Checked: seq["check"] > seq["draft"], Precheck: look.Version == s.Case.ContentVersion}, err
}

// postsOf are the codes of the posts that somebody holds.
func postsOf(ctx context.Context, q store.Querier, personID string, s *flow.Step) (string, error) {
	duties, err := org.Duties(ctx, q, personID, s.Now())
	if err != nil {
		return "", err
	}
	var codes []string
	for _, d := range duties {
		if d.Own() && d.Post != "" && !slices.Contains(codes, d.Post) {
			codes = append(codes, d.Post)
		}
	}
	return strings.Join(codes, " "), nil
}

// onMend takes a mended slip; more than a slip goes back to who signed.
func (d Deps) onMend(ctx context.Context, s *flow.Step) error {
	was, now := s.Content.(Document), s.Fields.(Document)
	most, err := d.Setting(ctx, s.Tx, "1-03.slip-chars")
	if err != nil {
		return err
	}
	m := mendedBy(was, now)
	m.Most = most
	if r := slipsOnly(m); r != nil {
		return r
	}
	s.SetContent(now)
	return nil
}

// onRework takes a substantial change, which the signer looks at again.
func onRework(_ context.Context, s *flow.Step) error {
	s.SetContent(s.Fields.(Document))
	return nil
}

var figure = regexp.MustCompile(`\d+(?:\.\d+)?|[一二三四五六七八九十百千万亿]+(?:元|万元|日|月|年|人|次|份|%)`)

// mendedBy tells how much is different: the text by characters, and whether numbers,
// dates or amounts are among it.
func mendedBy(was, now Document) mended {
	old := fieldTexts(was)
	for i, x := range fieldTexts(now) {
		if x.name != "body" && x.text != old[i].text {
			return mended{Field: x.label}
		}
	}
	m := mended{}
	m.Gone, m.Come = diff.Changed(diff.Words(was.Body, now.Body))
	m.Facts = !slices.Equal(figure.FindAllString(was.Body, -1), figure.FindAllString(now.Body, -1))
	return m
}
