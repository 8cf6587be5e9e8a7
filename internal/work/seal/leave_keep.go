package seal

import (
	"context"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
)

// onWatch is the third signature: from now on, or from when the leave begins, the
// temporary keeper acts. A sudden absence was handled first and is made good
// afterwards: it goes into 特事登记.
func (d Deps) onWatch(ctx context.Context, s *flow.Step) error {
	rows, err := pending(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := counted(s.Fields.(Handover), len(rows)); r != nil {
		return r
	}
	from := s.Millis()
	if in, ok := s.Content.(Leave); ok {
		from = max(from, in.From)
	}
	for _, h := range rows {
		if err := entrustFor(ctx, s, h, from); err != nil {
			return err
		}
	}
	if err := markHandovers(ctx, s, store.Row{"watch_id": s.Actor.ID, "at": s.Millis()}); err != nil {
		return err
	}
	if in, ok := s.Content.(Sudden); ok {
		return d.except(ctx, s, in)
	}
	return nil
}

// entrustFor lets the temporary keeper of a handover begin, in the place of one
// there may be already.
func entrustFor(ctx context.Context, s *flow.Step, h handoverRow, from int64) error {
	seal, err := sealByID(ctx, s.Tx, h.SealID)
	if err != nil {
		return err
	}
	if err := guard(ctx, s.Work, seal.Thing()); err != nil {
		return err
	}
	now, err := temporaryKeeper(ctx, s.Tx, seal.ID, s.Now())
	if err != nil {
		return err
	}
	if now != nil {
		if err := end(ctx, s.Work, *now); err != nil {
			return err
		}
	}
	return org.Entrust(ctx, s.Work, org.Custody{Thing: seal.Thing(), Name: seal.Name, PersonID: h.ToID, Temporary: 1, FromAt: from, CaseID: s.Case.ID})
}

// except enters that the seals were taken over before the absent one could sign.
func (d Deps) except(ctx context.Context, s *flow.Step, in Sudden) error {
	photos, err := photosOf(ctx, s)
	if err != nil {
		return err
	}
	_, err = d.Except(ctx, s.Work, ruling.Exception{
		Kind: "先办后补", Clause: "1-01-4.2", CaseID: s.Case.ID, What: s.Case.Title + "，两人开柜清点，本人事后补签", AllowedBy: s.Actor.ID,
		AllowedAt: s.Millis(), How: "流程内批准开柜", Evidence: strings.Join(photos, " "),
	})
	return err
}

// onReturned is the third signature of the way back: who kept the seals for a time
// does no longer.
func onReturned(ctx context.Context, s *flow.Step) error {
	rows, err := pending(ctx, s.Tx, s.Case.ID)
	if err != nil {
		return err
	}
	if r := counted(s.Fields.(Handover), len(rows)); r != nil {
		return r
	}
	for _, h := range rows {
		if err := guard(ctx, s.Work, thing(h.SealID)); err != nil {
			return err
		}
		now, err := temporaryKeeper(ctx, s.Tx, h.SealID, s.Now())
		if err != nil {
			return err
		}
		if now == nil || now.PersonID != h.FromID {
			continue // somebody else has taken over meanwhile, by a record of their own
		}
		if err := end(ctx, s.Work, *now); err != nil {
			return err
		}
	}
	return markHandovers(ctx, s, store.Row{"watch_id": s.Actor.ID, "at": s.Millis()})
}

// present is 1-01-4.2: the temporary keeper is here.
func present(ctx context.Context, s *flow.Step, personID string) error {
	away, err := org.Away(ctx, s.Tx, personID, s.Now())
	if err != nil || !away {
		return err
	}
	return refusal("1-01-4.2", "temporary", "没有批准：这个人登记了外出，不能作临时保管人", "另选一人。")
}

// keeperOptions are those who keep a seal now.
func keeperOptions(ctx context.Context, a flow.Asking) ([]form.Option, error) {
	type keeper struct {
		PersonID string `db:"person_id"`
		Name     string `db:"person_name"`
		Seal     string `db:"name"`
	}
	ms := clock.Millis(a.Now)
	rows, err := store.All[keeper](ctx, a.Q, `SELECT c.person_id, p.name AS person_name, c.name FROM custody c JOIN person p ON p.id = c.person_id
		WHERE c.thing LIKE 'seal/%' AND c.from_at <= $1 AND (c.to_at = 0 OR c.to_at > $2) ORDER BY p.sort_key, c.id`, ms, ms)
	var out []form.Option
	for _, k := range rows {
		if n := len(out); n > 0 && out[n-1].Value == k.PersonID {
			out[n-1].Label = strings.TrimSuffix(out[n-1].Label, "）") + "、" + k.Seal + "）"
			continue
		}
		out = append(out, form.Option{Value: k.PersonID, Label: k.Name + "（" + k.Seal + "）"})
	}
	return out, err
}
