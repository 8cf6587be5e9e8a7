package seal

import (
	"context"
	"fmt"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
)

// setTable reads what the keeper's step rests on. With a code it also finds which
// rendition that is.
func (d Deps) setTable(ctx context.Context, q store.Querier, c flow.Case, u Use, keeper, code string) (table, useRow, error) {
	t := table{Number: c.Number, Version: hashOf(u), Keeper: keeper, Copies: u.Copies, Signed: -1, More: moreHere("use/" + c.ID)}
	row, err := useByID(ctx, q, c.ID)
	if err != nil {
		return t, row, err
	}
	if t.Seal, err = sealByID(ctx, q, u.Seal); err != nil {
		return t, row, err
	}
	t.Approved, t.Approver = row.ApprovedHash, row.ApprovedBy
	sum, err := sumsOf(ctx, q, c.ID)
	if err != nil {
		return t, row, err
	}
	t.Pressed, t.Extra = sum.Pressed, sum.Extra
	if err := d.documentOf(ctx, q, c, u, &t); err != nil {
		return t, row, err
	}
	if t.Reviewed, err = reviewed(ctx, q, c.ID, u, t.Version); err != nil || code == "" {
		return t, row, err
	}
	return t, row, findCode(ctx, q, c.ID, code, &t)
}

// documentOf sets how many copies were signed for, as it is now: 1-03 may have
// approved more since.
func (d Deps) documentOf(ctx context.Context, q store.Querier, c flow.Case, u Use, t *table) error {
	if u.Document == "" {
		return nil
	}
	doc, err := d.document(ctx, q, c.CreatorID, u.Document)
	if err != nil {
		return err
	}
	t.Signed, t.Document, t.More = 0, u.DocNumber, moreHere("document/"+u.Document)
	if d.MoreAt != nil {
		t.More = func(copies int64) string { return d.MoreAt(u.Document, copies) }
	}
	if t.PressedBy, t.Extra, err = ofDocument(ctx, q, u.Document); err != nil {
		return err
	}
	if doc != nil {
		t.Signed, t.Place = doc.Copies, doc.Place
		t.Extra += doc.Extra
	}
	return nil
}

// reviewed tells whether the leader in charge has reviewed this very version
// (1-01-R3); a signed document has been.
func reviewed(ctx context.Context, q store.Querier, caseID string, u Use, hash string) (bool, error) {
	if u.Document != "" {
		return true, nil
	}
	n, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM history WHERE case_id = $1 AND node = 'review' AND action IN ('approve', 'acknowledge') AND content_hash = $2`, caseID, hash)
	return n > 0, err
}

// findCode tells whose code it is: this version's, an earlier one's, another case's.
func findCode(ctx context.Context, q store.Querier, caseID, code string, t *table) error {
	found, err := renditionBy(ctx, q, code)
	if err != nil || found == nil {
		return err
	}
	switch {
	case found.CaseID != caseID:
		t.Other, err = store.Value[string](ctx, q, `SELECT number FROM cases WHERE id = $1`, found.CaseID)
	case found.ContentHash != t.Version:
		t.Old = true
	default:
		t.Rendition = found
	}
	return err
}

// mayPress are the rules of 核验用印 in the order in which one looks at things.
func mayPress(t table, in Pressing, rules *rulesRow, read, out bool, today clock.Date) *norm.Refusal {
	code := plainCode(in.Code)
	for _, rule := range []func() *norm.Refusal{
		func() *norm.Refusal { return rulesRead(rules, read, "用印") },
		func() *norm.Refusal { return usable(t.Seal, today, out, "用印") },
		func() *norm.Refusal { return approvedThis(t) },
		func() *norm.Refusal { return reviewedFirst(t) },
		func() *norm.Refusal { return notOwnApproval(t) },
		func() *norm.Refusal { return rightCode(t, code) },
		func() *norm.Refusal { return allPages(t, in.Sheets) },
		func() *norm.Refusal { return somethingPressed(in, t.Pressed) },
		func() *norm.Refusal { return enoughLeft(t, in.Copies) },
	} {
		if r := rule(); r != nil {
			return r
		}
	}
	return nil
}

// onPress is one press: checked against what was approved, counted, and a line of
// the register at once where the handler signs on the keeper's screen.
func (d Deps) onPress(ctx context.Context, s *flow.Step) error {
	in, u := s.Fields.(Pressing), s.Content.(Use)
	if err := guard(ctx, s.Work, thing(u.Seal)); err != nil {
		return err
	}
	if u.Document != "" {
		if err := guard(ctx, s.Work, "document/"+u.Document); err != nil {
			return err
		}
	}
	today := clock.DateOf(s.Now())
	rules, err := currentRules(ctx, s.Tx, today)
	if err != nil {
		return err
	}
	read, err := hasRead(ctx, s.Tx, rules, s.Actor.ID)
	if err != nil {
		return err
	}
	out, err := outNow(ctx, s.Tx, u.Seal)
	if err != nil {
		return err
	}
	t, row, err := d.setTable(ctx, s.Tx, *s.Case, u, s.Actor.ID, plainCode(in.Code))
	if err != nil {
		return err
	}
	if r := mayPress(t, in, rules, read, out, today); r != nil {
		return r
	}
	pieces, r := wholePieces(u.Roster, t.Pressed, in.Copies)
	if r != nil {
		return r
	}
	if in.Rest == notMore {
		if err := s.Update(ctx, "seal_use", s.Case.ID, store.Row{"ended_at": s.Millis()}, nil); err != nil {
			return err
		}
	}
	if in.Copies == 0 && in.Spoiled == 0 {
		return nil
	}
	return writePress(ctx, s, in, u, row, t, pieces)
}

func writePress(ctx context.Context, s *flow.Step, in Pressing, u Use, row useRow, t table, pieces []Piece) error {
	presses, err := pressesOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	p := pressRow{ID: s.NewID(), SealID: u.Seal, Seq: int64(len(presses)) + 1, Copies: in.Copies, Spoiled: in.Spoiled, KeeperID: s.Actor.ID, At: s.Millis()}
	if in.Sign != "" {
		p.SignedBy, p.SignedAt = s.Case.CreatorID, s.Millis()
	}
	if err := s.Insert(ctx, "seal_press", store.Row{
		"id": p.ID, "case_id": s.Case.ID, "seal_id": u.Seal, "document_id": u.Document, "rendition_id": t.Rendition.ID, "seq": p.Seq,
		"copies": p.Copies, "spoiled": p.Spoiled, "keeper_id": p.KeeperID, "at": p.At, "signed_by": p.SignedBy, "signed_at": p.SignedAt,
	}); err != nil {
		return err
	}
	if in.Sign == "" {
		return nil
	}
	return writeLines(ctx, s, u, row, p, pieces, in.Sign)
}

// writeLines are the lines of a press: one, or one for each piece of a roster. None
// is possible without all that 1-01-3 asks for; the table itself refuses it. What
// only spoiled pages is none: the register shows it from the press (registered).
func writeLines(ctx context.Context, s *flow.Step, u Use, row useRow, p pressRow, pieces []Piece, signFile string) error {
	if p.Copies == 0 {
		return nil
	}
	if len(pieces) == 0 {
		pieces = []Piece{{Copies: p.Copies}}
	}
	before, err := store.Value[int64](ctx, s.Tx, `SELECT COUNT(*) FROM seal_line WHERE case_id = $1`, s.Case.ID)
	if err != nil {
		return err
	}
	for i, piece := range pieces {
		content, remark := u.Title, ""
		if piece.Name != "" {
			content, remark = u.Title+"："+strings.TrimSpace(piece.Name+" "+piece.Number), "按名册"
		}
		spoiled := int64(0)
		if i == 0 {
			spoiled = p.Spoiled
		}
		if signFile != "" {
			remark = strings.TrimSpace(remark + " 经办人手写签名")
		}
		basis := row.Basis
		if u.LetterNo != "" {
			basis = u.LetterNo
		}
		if err := s.Insert(ctx, "seal_line", store.Row{
			"id": s.NewID(), "case_id": s.Case.ID, "press_id": p.ID, "seal_id": p.SealID, "number": lineNumber(s.Case.Number, before+int64(i)+1), "at": p.At,
			"content": content, "purpose": u.Purpose, "basis": basis, "copies": piece.Copies, "places": row.Places * piece.Copies, "spoiled": spoiled,
			"dept_id": s.Case.CreatorDept, "matter": u.Matter, "signed_by": p.SignedBy, "sign_file": signFile, "approver": row.Approver, "keeper_id": p.KeeperID, "remark": remark,
		}); err != nil {
			return err
		}
	}
	return nil
}

// lineNumber is that of the case; further lines of it are numbered behind it.
func lineNumber(number string, n int64) string {
	number = strings.TrimPrefix(number, "用印")
	if n == 1 {
		return number
	}
	return fmt.Sprintf("%s之%d", number, n)
}

// onSign is the handler's signature by their own log-in (1-01-3): only now is the
// press a line.
func onSign(ctx context.Context, s *flow.Step) error {
	u := s.Content.(Use)
	row, err := useByID(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	presses, err := pressesOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	done := int64(0)
	for _, p := range presses {
		if p.SignedAt != 0 {
			done += p.Copies
			continue
		}
		p.SignedBy, p.SignedAt = s.Actor.ID, s.Millis()
		if err := s.Update(ctx, "seal_press", p.ID, store.Row{"signed_by": p.SignedBy, "signed_at": p.SignedAt}, store.Row{"signed_at": int64(0)}); err != nil {
			return err
		}
		pieces, r := wholePieces(u.Roster, done, p.Copies)
		if r != nil {
			return r
		}
		if err := writeLines(ctx, s, u, row, p, pieces, s.Act.Signature); err != nil {
			return err
		}
		done += p.Copies
	}
	return nil
}

// onDestroy records that the spoiled pages are gone (1-01-6.5).
func onDestroy(ctx context.Context, s *flow.Step) error {
	in := s.Fields.(Destroying)
	sum, err := sumsOf(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := allDestroyed(in, sum.Spoiled-sum.Destroyed, s.Actor.ID); r != nil {
		return r
	}
	return s.Insert(ctx, "seal_spoiled", store.Row{
		"id": s.NewID(), "case_id": s.Case.ID, "seal_id": sealOf(s.Content), "pages": in.Pages, "way": in.Way, "witness_id": in.Witness, "by_id": s.Actor.ID, "at": s.Millis(),
	})
}

func sealOf(content any) string {
	if c, ok := content.(Carry); ok {
		return c.Seal
	}
	return content.(Use).Seal
}

// onScan holds the finished copy against what was approved (1-01-6.4).
func onScan(ctx context.Context, s *flow.Step) error {
	in, u := s.Fields.(Scanning), s.Content.(Use)
	backs, r := pagesIn(u.Backs)
	if r != nil {
		return r
	}
	found, _ := s.Prepared.(compared)
	if r := sameAfterwards(found, backs, in.Alarm); r != nil {
		return r
	}
	return s.Update(ctx, "seal_use", s.Case.ID, store.Row{"scanned_at": s.Millis()}, nil)
}

// The predicates of the flow behind a press.

func useSigns(ctx context.Context, f flow.Facts) (bool, error) {
	presses, err := pressesOf(ctx, f.Q, f.Case.ID)
	return len(presses) > 0 && presses[len(presses)-1].SignedAt == 0, err
}

// useLeft tells whether copies are left to press, and nobody has ended that: those
// applied for, and those that 加印 has brought since.
func (d Deps) useLeft(ctx context.Context, f flow.Facts) (bool, error) {
	u := f.Content.(Use)
	t, row, err := d.setTable(ctx, f.Q, f.Case, u, "", "")
	if err != nil || row.EndedAt != 0 {
		return false, err
	}
	return t.Pressed < u.Copies || t.Pressed < u.Copies+t.Extra && t.left() > 0, nil
}

func useSpoiled(ctx context.Context, f flow.Facts) (bool, error) {
	sum, err := sumsOf(ctx, f.Q, f.Case.ID)
	return sum.Spoiled > sum.Destroyed, err
}

// useScans: marked backs are looked at afterwards, other uses by the setting; not
// where nothing was pressed.
func (d Deps) useScans(ctx context.Context, f flow.Facts) (bool, error) {
	row, err := useByID(ctx, f.Q, f.Case.ID)
	if err != nil || row.ScannedAt != 0 {
		return false, err
	}
	if f.Content.(Use).Backs != "" {
		return true, nil
	}
	return d.yes(ctx, f.Q, "1-01.scan-after")
}

func useScanAlarm(_ context.Context, f flow.Facts) (bool, error) {
	in, err := last[Scanning](f, "scan")
	return strings.TrimSpace(in.Alarm) != "", err
}

// prefillPress proposes the copies that are left.
func (d Deps) prefillPress(ctx context.Context, f flow.Facts) (any, error) {
	u := f.Content.(Use)
	t, _, err := d.setTable(ctx, f.Q, f.Case, u, "", "")
	return Pressing{Copies: max(0, min(u.Copies+t.Extra-t.Pressed, t.left())), Rest: "以后再盖"}, err
}

func prefillDestroy(ctx context.Context, f flow.Facts) (any, error) {
	sum, err := sumsOf(ctx, f.Q, f.Case.ID)
	return Destroying{Pages: sum.Spoiled - sum.Destroyed, Way: "粉碎"}, err
}
