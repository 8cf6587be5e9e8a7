package outgoing

import (
	"context"
	"slices"
	"time"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

type (
	whoFunc  = func(context.Context, flow.Facts) ([]flow.Assignment, error)
	whenFunc = func(context.Context, flow.Facts) (bool, error)
)

func to(p org.Principal) []flow.Assignment { return []flow.Assignment{{Principal: p}} }

func post(code string) whoFunc {
	return func(context.Context, flow.Facts) ([]flow.Assignment, error) { return to(org.Post(code)), nil }
}

func drafter(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return to(org.PersonPrincipal(f.Case.CreatorID)), nil
}

func headOfDrafter(_ context.Context, f flow.Facts) ([]flow.Assignment, error) {
	return to(org.Head(f.Case.CreatorDept)), nil
}

// checker is who checks the draft (1-03-4.2): the 文秘; where nobody but the drafter
// is one, the 办公室主任, then the leader in charge.
func checker(ctx context.Context, f flow.Facts) ([]flow.Assignment, error) {
	for _, p := range []org.Principal{org.Post("wenmi"), org.Post("bangongshizhuren")} {
		holders, err := org.Holders(ctx, f.Q, p, f.Now)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(holders, func(h org.Holder) bool { return h.PersonID != f.Case.CreatorID && h.For != f.Case.CreatorID }) {
			return to(p), nil
		}
	}
	return to(org.LeaderOf(f.Case.CreatorDept)), nil
}

// chargeOf is the leader in charge of a department; where nobody is, the 局长.
func chargeOf(ctx context.Context, q store.Querier, dept string, now time.Time) (org.Principal, error) {
	leader := org.LeaderOf(dept)
	holders, err := org.Holders(ctx, q, leader, now)
	if err != nil || len(holders) == 0 {
		return org.Post("juzhang"), err
	}
	return leader, nil
}

// signerOf is who signs, by the word of Routing.
func signerOf(ctx context.Context, q store.Querier, r rule, word, dept string, now time.Time) (org.Principal, error) {
	if word == "head" {
		return org.Post(r.series.Head), nil
	}
	return chargeOf(ctx, q, dept, now)
}

// plannedSigner is the name that stands on the document before it is signed.
func (d Deps) plannedSigner(ctx context.Context, q store.Querier, c flow.Case, r rule) (name, postName string, err error) {
	p := org.Post(r.series.Head)
	if planned := c.Planned("sign"); len(planned) > 0 {
		p = planned[0].Principal
	} else if r.kind.Signer != byHead {
		if p, err = chargeOf(ctx, q, c.CreatorDept, d.Now()); err != nil {
			return "", "", err
		}
	}
	holders, err := org.Holders(ctx, q, p, d.Now())
	if err != nil || len(holders) == 0 {
		return "", "", err
	}
	return holders[0].Name, holders[0].PostName, nil
}

// planned holds if somebody was chosen for a node.
func planned(node string) whenFunc {
	return func(_ context.Context, f flow.Facts) (bool, error) { return len(f.Case.Planned(node)) > 0, nil }
}

func not(is whenFunc) whenFunc {
	return func(ctx context.Context, f flow.Facts) (bool, error) {
		yes, err := is(ctx, f)
		return !yes, err
	}
}

func both(a, b whenFunc) whenFunc {
	return func(ctx context.Context, f flow.Facts) (bool, error) {
		yes, err := a(ctx, f)
		if err != nil || !yes {
			return false, err
		}
		return b(ctx, f)
	}
}

// verdict holds if the recheck came to it.
func verdict(word string) whenFunc {
	return func(_ context.Context, f flow.Facts) (bool, error) {
		in, err := last[Rechecking](f, "recheck")
		return in.Verdict == word, err
	}
}

// urgencyOf is how urgent a document is; calm is for what never is.
func urgencyOf(content any) string { return content.(Document).Urgency }
func calm(any) string              { return "" }

// urgentHours is how long a step of an urgent document may take, around the clock.
var urgentHours = map[string]int{"特急": 4, "加急": 8}

// dues count a setting in working days, urgent documents their hours if that is
// sooner.
func (d Deps) dues(urgency func(content any) string) map[string]flow.DueFunc {
	dues := flow.Dues{Days: d.Days, Setting: d.Setting}
	days := func(setting string) flow.DueFunc {
		return dues.OrHours(dues.WorkingDays(setting), func(_ context.Context, f flow.Facts, from time.Time) (time.Time, int, string, error) {
			return from, urgentHours[urgency(f.Content)], urgency(f.Content), nil
		})
	}
	return map[string]flow.DueFunc{"step": days("1-03.step-days"), "office": days("1-03.office-days"), "receipt": days("1-03.receipt-days"), "reserve": days("1-03.reserve-days")}
}
