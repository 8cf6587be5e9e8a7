package paper

import (
	"context"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
)

// What specifications do with copies in the transactions of their own steps. Who
// may is the step's affair.

// Give hands a copy to a person, or to a department's keeping at a place.
func Give(ctx context.Context, w *runner.Work, c Copy, to To) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.Give(%s)", c.Code)
	return move(ctx, w, c, Given, to)
}

// TakeBack brings a copy back to the department it belongs to, to lie at a place.
func TakeBack(ctx context.Context, w *runner.Work, c Copy, place, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.TakeBack(%s)", c.Code)
	return move(ctx, w, c, Taken, To{Spot: Spot{DeptID: c.Home, Place: place}, Words: words, CaseID: caseID})
}

// TakeInto is TakeBack into another department's keeping, where the copy will
// belong from then on (a department's file handed to the office).
func TakeInto(ctx context.Context, w *runner.Work, c Copy, dept, keeper, place, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.TakeInto(%s)", c.Code)
	c, err = move(ctx, w, c, Taken, To{Spot: Spot{DeptID: dept, Place: place}, Words: words, CaseID: caseID})
	if err != nil {
		return c, err
	}
	c.Home, c.Keeper = dept, keeper
	return c, w.Update(ctx, "paper_copy", c.ID, map[string]any{"home": dept, "keeper": keeper}, nil)
}

// Confirm is the receipt of a copy's holder: it is there and was read. One that was
// confirmed already stays as it is.
func Confirm(ctx context.Context, w *runner.Work, c Copy, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.Confirm(%s)", c.Code)
	if c.ReadAt != 0 || c.State != Here {
		return c, nil
	}
	return move(ctx, w, c, Received, To{Spot: c.Spot, Due: c.Due, Words: words, CaseID: caseID})
}

// Miss records that a copy is not where it should be; it stays with the name of
// who had it (1-02-3.2).
func Miss(ctx context.Context, w *runner.Work, c Copy, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.Miss(%s)", c.Code)
	return move(ctx, w, c, Missed, To{Spot: c.Spot, Due: c.Due, Words: words, CaseID: caseID})
}

// FindAgain records that a missing copy is back, at the department it belongs to.
func FindAgain(ctx context.Context, w *runner.Work, c Copy, place, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.FindAgain(%s)", c.Code)
	return move(ctx, w, c, Found, To{Spot: Spot{DeptID: c.Home, Place: place}, Words: words, CaseID: caseID})
}

// SendAway records that a copy has left for good: sent back, or handed to the
// archive; where says whither.
func SendAway(ctx context.Context, w *runner.Work, c Copy, where, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.SendAway(%s)", c.Code)
	return move(ctx, w, c, SentOut, To{Spot: Spot{Place: where}, Words: words, CaseID: caseID})
}

// Strike takes a copy off the record that was registered by mistake: only one that
// nobody has moved since.
func Strike(ctx context.Context, w *runner.Work, c Copy, words, caseID string) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.Strike(%s)", c.Code)
	if c.Seq > 1 {
		return c, errs.Newf(errs.Invalid, "%s 已交接过，不能注销；确实没有的，报缺失", c.Name())
	}
	return move(ctx, w, c, Struck, To{Words: words, CaseID: caseID})
}

// Destroy is the end of a copy, by a warrant (1-02-3.1, G-08).
func Destroy(ctx context.Context, w *runner.Work, c Copy, warrant Warrant) (_ Copy, err error) {
	defer errs.Wrap(&err, "paper.Destroy(%s)", c.Code)
	if r := onlyByWarrant(c, warrant); r != nil {
		return c, r
	}
	if r := twoPeople(warrant); r != nil {
		return c, r
	}
	names, err := org.NamesOf(ctx, w.Tx, []string{warrant.ApprovedBy, warrant.HandlerID, warrant.WitnessID})
	if err != nil {
		return c, err
	}
	words := strings.TrimSpace(warrant.How + "；批准 " + names[0] + "，销毁 " + names[1] + "，监销 " + names[2])
	return move(ctx, w, c, Destroyed, To{Words: words, CaseID: warrant.CaseID})
}
