package seal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/inspect"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// onApply checks the application (1-01-6), draws its number and fixes the version
// that will be approved.
func (d Deps) onApply(ctx context.Context, s *flow.Step) error {
	u := s.Content.(Use)
	found, _ := s.Prepared.(looked)
	seal, err := sealByID(ctx, s.Tx, u.Seal)
	if err != nil {
		return err
	}
	if r := d.mayApply(ctx, s, seal, u); r != nil {
		return r
	}
	backs, bad := pagesIn(u.Backs)
	if bad != nil {
		return bad
	}
	if r := d.contents(ctx, s, seal, u, found, backs); r != nil {
		return r
	}
	if found.Document != nil {
		u.Title, u.DocNumber = found.Document.Title, found.Document.Number
		if d.DocumentKind != "" {
			if err := flow.AddLink(ctx, s.Work, s.Case.ID, found.Document.ID, stamping); err != nil {
				return err
			}
		}
	}
	u.SealName, u.Pages, u.Digest = seal.Name, int64(found.Pages), found.digest()
	u.Findings = strings.Join(texts(doubtful(found.Findings, backs)), "；")
	if err := drawNumbers(ctx, s, &u); err != nil {
		return err
	}
	s.SetContent(u)
	if err := keepRendition(ctx, s, found.Made, hashOf(u)); err != nil {
		return err
	}
	return rowForUse(ctx, s, u, found.Document)
}

// mayApply are the rules about the seal and who approves its use. A failure to read
// comes back as it is.
func (d Deps) mayApply(ctx context.Context, s *flow.Step, seal Seal, u Use) error {
	if r := usable(seal, clock.DateOf(s.Now()), false, "申请"); r != nil {
		return r
	}
	acting, err := actingKeepers(ctx, s.Tx, seal.ID, s.Now())
	if err != nil {
		return err
	}
	if r := notFrozen(seal, len(acting), "申请"); r != nil {
		return r
	}
	applicant, err := someoneOf(ctx, s.Tx, s.Case.CreatorID, s.Now())
	if err != nil {
		return err
	}
	if r := notOwnParty(seal, applicant); r != nil {
		return r
	}
	if u.Approver == "" || u.Document != "" {
		return nil
	}
	return d.chosenMay(ctx, s, seal, u)
}

// chosenMay tells at once where the chosen leader could not approve; whether the
// 办公室主任 is authorised is settled when it is approved.
func (d Deps) chosenMay(ctx context.Context, s *flow.Step, seal Seal, u Use) error {
	who, err := someoneOf(ctx, s.Tx, u.Approver, s.Now())
	if err != nil {
		return err
	}
	a, by, err := d.powers(ctx, s, seal, u, who)
	if err != nil {
		return err
	}
	r := mayApprove(a, who, by)
	if r == nil || r.Clause == "1-01-5.3" && who.ID != a.Applicant {
		return nil
	}
	r.Title = strings.Replace(r.Title, "没有批准", "没有申请", 1)
	r.Field = "approver"
	r.Remedies = append(r.Remedies, norm.Remedy{Label: "不选报批领导，按印章类别报批", Action: "approve", Prefill: map[string]string{"approver": ""}})
	return r
}

// powers are what an approval may rest on.
func (d Deps) powers(ctx context.Context, s *flow.Step, seal Seal, u Use, who someone) (ask, authority, error) {
	a := ask{Seal: seal, Matter: u.Matter, Copies: u.Copies, Applicant: s.Case.CreatorID, Today: clock.DateOf(s.Now())}
	by := authority{}
	keeper, err := permanentKeeper(ctx, s.Tx, seal.ID, s.Now())
	if err != nil {
		return a, by, err
	}
	if keeper != nil {
		a.Keeper = keeper.PersonID
	}
	if by.Special, err = d.Word(ctx, s.Tx, "1-01.special-approver"); err != nil {
		return a, by, err
	}
	if !who.holds("bangongshizhuren") || seal.approvalClass() != bureauSeal {
		return a, by, nil
	}
	overdue, err := d.Overdue(ctx, s.Tx, "1-01-5.3")
	if err != nil {
		return a, by, err
	}
	by.Suspended = overdue > 0
	if by.Grant, err = grantFor(ctx, s.Tx, who.ID, a); err != nil {
		return a, by, err
	}
	by.Oral, err = d.oral(ctx, s)
	return a, by, err
}

// oral is the newest oral authorisation of this case that still counts.
func (d Deps) oral(ctx context.Context, s *flow.Step) (*oral, error) {
	excepted, err := s.Excepted(ctx, "1-01-5.3")
	if err != nil || !excepted {
		return nil, err
	}
	kept, err := d.Exceptions(ctx, s.Tx, s.Case.ID, "1-01-5.3")
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	head, err := someoneOf(ctx, s.Tx, kept[0].AllowedBy, s.Now())
	return &oral{ID: kept[0].ID, Copies: kept[0].Copies, ByHead: head.holds("juzhang")}, err
}

// contents are the rules about what is to be stamped.
func (d Deps) contents(ctx context.Context, s *flow.Step, seal Seal, u Use, found looked, backs []int) error {
	if u.Matter == official {
		if r := signedFor(seal, found.Document); r != nil {
			return r
		}
	}
	if r := attached(len(found.Files), found.Foreign); r != nil {
		return r
	}
	if r := noBlanks(found.Findings, found.Pages, backs, u.Alarm); r != nil {
		return r
	}
	wanted, err := d.yes(ctx, s.Tx, "1-01.legal-opinion")
	if err != nil {
		return err
	}
	if r := withOpinion(u.Matter, len(u.Legal), wanted); r != nil {
		return r
	}
	if r := everyPiece(u.Roster, u.Copies); r != nil {
		return r
	}
	sum, err := sumsOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := notFewer(u.Copies, sum.Pressed); r != nil {
		return r
	}
	return nil
}

// doubtful are the findings that a second person still has to look at.
func doubtful(found []inspect.Finding, backs []int) []inspect.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f inspect.Finding) bool {
		return slices.Contains(backs, f.Page) && f.Kind != inspect.Unfilled
	})
}

// drawNumbers draws the number of the case, and of a letter of introduction its own
// (1-01-6.2).
func drawNumbers(ctx context.Context, s *flow.Step, u *Use) (err error) {
	if s.Case.Number == "" {
		if s.Case.Number, err = s.Number(ctx, "用印", s.Case.ID, numberText); err != nil {
			return err
		}
	}
	if u.Matter != introduction || u.LetterNo != "" {
		return nil
	}
	if u.LetterNo, err = s.Number(ctx, "介绍信", s.Case.ID, letterNumber); err != nil {
		return err
	}
	return s.Insert(ctx, "seal_letter", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "number": u.LetterNo, "to_unit": u.ToUnit, "bearer": u.Bearer, "people": u.People,
		"matter": u.Purpose, "days": u.ValidDays, "at": s.Millis(),
	})
}

func numberText(year int, n int64) string { return fmt.Sprintf("用印〔%d〕%d号", year, n) }

// rowForUse writes what the registers read. An official document counts as approved
// by who signed it (1-01-6.1).
func rowForUse(ctx context.Context, s *flow.Step, u Use, doc *SignedDocument) error {
	row := store.Row{
		"approved_by": "", "approver": "", "approved_at": int64(0), "approved_hash": "", "basis": "", "grant_id": "", "exception_id": "",
	}
	if doc != nil {
		row["approved_by"], row["approver"], row["approved_at"] = doc.SignerID, doc.Signer+" "+org.PostNames(doc.SignerPosts[:1])+"（签发）", doc.SignedAt
		row["approved_hash"], row["basis"] = hashOf(u), doc.Number
	}
	return s.Update(ctx, "seal_use", s.Case.ID, row, nil)
}

// storeUse keeps the real columns equal to the newest content.
func storeUse(ctx context.Context, s *flow.Step, content any) error {
	u := content.(Use)
	places := int64(0)
	for _, p := range u.Places {
		places += p.Times
	}
	row := store.Row{
		"seal_id": u.Seal, "matter": u.Matter, "enterprise": number(u.Enterprise), "document_id": u.Document, "doc_number": u.DocNumber, "title": u.Title,
		"purpose": u.Purpose, "dept_id": s.Case.CreatorDept, "copies": u.Copies, "pages": u.Pages, "places": places, "letter_no": u.LetterNo, "alarm": u.Findings,
	}
	known, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM seal_use WHERE id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	if known > 0 {
		return s.Update(ctx, "seal_use", s.Case.ID, row, nil)
	}
	for _, empty := range []string{"approved_by", "approver", "approved_hash", "basis", "grant_id", "exception_id"} {
		row[empty] = ""
	}
	row["id"], row["approved_at"], row["ended_at"], row["scanned_at"] = s.Case.ID, int64(0), int64(0), int64(0)
	return s.Insert(ctx, "seal_use", row)
}

// recordReady records the rendition that the step prepared.
func recordReady(ctx context.Context, s *flow.Step) error {
	m, _ := s.Prepared.(*made)
	return keepRendition(ctx, s, m, hashOf(s.Content.(Use)))
}

func onHead(ctx context.Context, s *flow.Step) error   { return recordReady(ctx, s) }
func onReview(ctx context.Context, s *flow.Step) error { return recordReady(ctx, s) }

// onSecond is the second person of 1-01-6.3.
func onSecond(ctx context.Context, s *flow.Step) error {
	signed, err := store.Column[string](ctx, s.Tx, `SELECT person_id FROM history WHERE case_id = $1 AND node = 'head' AND action <> 'return' ORDER BY seq DESC LIMIT 1`, s.Case.ID)
	if err != nil {
		return err
	}
	if len(signed) > 0 {
		if r := secondPerson(signed[0], s.Actor.ID); r != nil {
			return r
		}
	}
	return recordReady(ctx, s)
}

// onApprove is the approval by the class of the seal (1-01-5): of exactly this
// version. Signers who were added give an opinion and no approval.
func (d Deps) onApprove(ctx context.Context, s *flow.Step) error {
	if err := recordReady(ctx, s); err != nil || s.Task.AddedBy != "" {
		return err
	}
	u := s.Content.(Use)
	seal, err := sealByID(ctx, s.Tx, u.Seal)
	if err != nil {
		return err
	}
	if r := usable(seal, clock.DateOf(s.Now()), false, "批准"); r != nil {
		return r
	}
	who, err := someoneOf(ctx, s.Tx, signer(s), s.Now())
	if err != nil {
		return err
	}
	a, by, err := d.powers(ctx, s, seal, u, who)
	if err != nil {
		return err
	}
	if r := mayApprove(a, who, by); r != nil {
		return r
	}
	return s.Update(ctx, "seal_use", s.Case.ID, approvalRow(s, seal, u, who, by), nil)
}

// signer is who approves: the actor, or who signed the paper that is entered.
func signer(s *flow.Step) string {
	if s.Act.Paper != nil {
		return s.Act.Paper.SignedBy
	}
	return s.Actor.ID
}

// approvalRow names who approved in which post, and what the power rests on.
func approvalRow(s *flow.Step, seal Seal, u Use, who someone, by authority) store.Row {
	row := store.Row{
		"approved_by": who.ID, "approved_at": s.Millis(), "approved_hash": hashOf(u), "basis": "批准意见", "grant_id": "", "exception_id": "",
		"approver": who.Name + " " + titleOr(who.post(postsFor(seal)...), s.Duty.PostName),
	}
	if !who.holds("bangongshizhuren") || seal.approvalClass() != bureauSeal || who.holds("juzhang", "fujuzhang") {
		return row
	}
	row["approver"] = who.Name + " 办公室主任（局长授权）"
	if by.Grant != nil && u.Copies <= by.Grant.Most {
		row["basis"], row["grant_id"] = by.Grant.Number, by.Grant.ID
	} else {
		row["basis"], row["exception_id"] = "局长口头授权（特事登记）", by.Oral.ID
	}
	return row
}

// postsFor are the posts in which a class of seals is approved, first the one that
// the clause names.
func postsFor(s Seal) []string {
	switch s.approvalClass() {
	case partySeal:
		return []string{"shuji"}
	case bureauSeal:
		return []string{"juzhang", "fujuzhang", "bangongshizhuren"}
	}
	return []string{"kezhang", "bangongshizhuren", "fujuzhang", "juzhang"}
}

// onUseVoid refuses to make void what stands in the register.
func onUseVoid(ctx context.Context, s *flow.Step) error {
	sum, err := sumsOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := notPressed(sum); r != nil {
		return r
	}
	return nil
}
