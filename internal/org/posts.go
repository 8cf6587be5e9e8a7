package org

import (
	"context"
	"slices"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Appoint gives a person a post in a department from an instant on (G-08 for the
// three administrators). It gives the holding's id; one that is there already
// stays as it is.
func (s *Service) Appoint(ctx context.Context, actor runner.Actor, key, personID, post, deptID string, from time.Time) (string, error) {
	return s.do(ctx, actor, key, "appoint", func(ctx context.Context, w *runner.Work) (string, error) {
		return s.appoint(ctx, w, personID, post, deptID, from)
	})
}

func (s *Service) appoint(ctx context.Context, w *runner.Work, personID, post, deptID string, from time.Time) (string, error) {
	info, ok := PostByCode(post)
	if !ok {
		return "", errs.New(errs.Invalid, "没有这个岗位")
	}
	if err := working(ctx, w, personID); err != nil {
		return "", err
	}
	type row struct {
		ID     string `db:"id"`
		Post   string `db:"post"`
		DeptID string `db:"dept_id"`
		FromAt int64  `db:"from_at"`
		ToAt   int64  `db:"to_at"`
	}
	rows, err := store.All[row](ctx, w.Tx, `SELECT id, post, dept_id, from_at, to_at FROM holding
		WHERE person_id = $1 AND (to_at = 0 OR to_at > $2) ORDER BY id`, personID, clock.Millis(from))
	if err != nil {
		return "", err
	}
	var held []string
	for _, h := range rows {
		if h.Post == post && h.DeptID == deptID && h.ToAt == 0 && h.FromAt <= clock.Millis(from) {
			return h.ID, nil
		}
		held = append(held, h.Post)
	}
	if err := refusal(administratorsApart(info, held)); err != nil {
		return "", err
	}
	id := w.NewID()
	err = w.Insert(ctx, "holding", store.Row{
		"id": id, "person_id": personID, "post": post, "dept_id": deptID, "from_at": clock.Millis(from), "to_at": int64(0),
	})
	if err != nil {
		return "", err
	}
	return id, s.tell(ctx, w, personID)
}

// working refuses who left; a disabled person may be given posts meanwhile.
func working(ctx context.Context, w *runner.Work, personID string) error {
	p, err := PersonByID(ctx, w.Tx, personID)
	if err == nil && p.LeftAt != 0 {
		return errs.Newf(errs.Invalid, "%s 已离岗", p.Name)
	}
	return err
}

// EndHolding ends a post at an instant.
func (s *Service) EndHolding(ctx context.Context, actor runner.Actor, key, holdingID string, at time.Time) error {
	_, err := s.do(ctx, actor, key, "end-holding", func(ctx context.Context, w *runner.Work) (string, error) {
		personID, err := endDated(ctx, w, "holding", holdingID, at)
		if err != nil {
			return "", err
		}
		return holdingID, s.tell(ctx, w, personID)
	})
	return err
}

// endDated ends an open dated row, at the earliest when it began, and tells whose
// it is.
func endDated(ctx context.Context, w *runner.Work, table, id string, at time.Time) (string, error) {
	type row struct {
		PersonID string `db:"person_id"`
		FromAt   int64  `db:"from_at"`
	}
	r, err := store.One[row](ctx, w.Tx, `SELECT person_id, from_at FROM `+table+` WHERE id = $1`, id)
	if err != nil {
		return "", err
	}
	return r.PersonID, w.Update(ctx, table, id, store.Row{"to_at": max(clock.Millis(at), r.FromAt)}, store.Row{"to_at": int64(0)})
}

// SetCharge puts a leader in charge of a department; who was, is no longer. Only
// who holds a leader's post can be.
func (s *Service) SetCharge(ctx context.Context, actor runner.Actor, key, personID, deptID string, from time.Time) (string, error) {
	return s.do(ctx, actor, key, "set-charge", func(ctx context.Context, w *runner.Work) (string, error) {
		posts, err := postsOf(ctx, w, personID)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(posts, func(code string) bool { p, _ := PostByCode(code); return p.Leader }) {
			return "", errs.New(errs.Invalid, "分管领导须是局领导")
		}
		before, err := store.Column[string](ctx, w.Tx, `SELECT id FROM charge WHERE dept_id = $1 AND to_at = 0 ORDER BY id`, deptID)
		if err != nil {
			return "", err
		}
		for _, id := range before {
			if _, err := endDated(ctx, w, "charge", id, from); err != nil {
				return "", err
			}
		}
		id := w.NewID()
		return id, w.Insert(ctx, "charge", store.Row{"id": id, "person_id": personID, "dept_id": deptID, "from_at": clock.Millis(from), "to_at": int64(0)})
	})
}

// postsOf are a person's posts that have not ended, future ones too.
func postsOf(ctx context.Context, w *runner.Work, personID string) ([]string, error) {
	if err := working(ctx, w, personID); err != nil {
		return nil, err
	}
	return store.Column[string](ctx, w.Tx, `SELECT post FROM holding WHERE person_id = $1 AND (to_at = 0 OR to_at > $2) ORDER BY id`, personID, w.Millis())
}

// EndCharge ends a leader's charge of a department at an instant.
func (s *Service) EndCharge(ctx context.Context, actor runner.Actor, key, chargeID string, at time.Time) error {
	_, err := s.do(ctx, actor, key, "end-charge", func(ctx context.Context, w *runner.Work) (string, error) {
		return endDated(ctx, w, "charge", chargeID, at)
	})
	return err
}

// SetStandIn says which post stands in for a post of a department, in the order
// of rank; what is in the table already gets the new rank. A leader's post may be
// stood in for by the same post: its other holders.
func (s *Service) SetStandIn(ctx context.Context, actor runner.Actor, key, post, deptID, byPost string, rank int64) (string, error) {
	return s.do(ctx, actor, key, "set-standin", func(ctx context.Context, w *runner.Work) (string, error) {
		info, known := PostByCode(post)
		by, byKnown := PostByCode(byPost)
		if !known || !byKnown || post == byPost && !info.Leader {
			return "", errs.New(errs.Invalid, "选择岗位和另一个顶岗岗位")
		}
		if err := refusal(administratorsNotStoodInFor(info, by)); err != nil {
			return "", err
		}
		same, err := store.Column[string](ctx, w.Tx, `SELECT id FROM standin
			WHERE post = $1 AND dept_id = $2 AND by_post = $3 AND ended = 0 ORDER BY id LIMIT 1`, post, deptID, byPost)
		if err != nil {
			return "", err
		}
		if len(same) > 0 {
			return same[0], w.Update(ctx, "standin", same[0], store.Row{"rank": rank}, nil)
		}
		id := w.NewID()
		return id, w.Insert(ctx, "standin", store.Row{"id": id, "post": post, "dept_id": deptID, "by_post": byPost, "rank": rank, "ended": int64(0)})
	})
}

// EndStandIn takes a row out of the stand-in table.
func (s *Service) EndStandIn(ctx context.Context, actor runner.Actor, key, standInID string) error {
	_, err := s.do(ctx, actor, key, "end-standin", func(ctx context.Context, w *runner.Work) (string, error) {
		return standInID, w.Update(ctx, "standin", standInID, store.Row{"ended": w.Millis()}, store.Row{"ended": int64(0)})
	})
	return err
}
