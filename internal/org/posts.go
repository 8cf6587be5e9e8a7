package org

import (
	"context"
	"slices"
	"strings"
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
		id, _, err := s.appoint(ctx, w, personID, post, deptID, from)
		return id, err
	})
}

func (s *Service) appoint(ctx context.Context, w *runner.Work, personID, post, deptID string, from time.Time) (id string, changed bool, err error) {
	info, ok := PostByCode(post)
	if !ok {
		return "", false, errs.New(errs.Invalid, "没有这个岗位")
	}
	if err := working(ctx, w, personID); err != nil {
		return "", false, err
	}
	if err := standing(ctx, w, deptID); err != nil {
		return "", false, err
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
		return "", false, err
	}
	var held []string
	for _, h := range rows {
		if h.Post == post && h.DeptID == deptID && h.ToAt == 0 && h.FromAt <= clock.Millis(from) {
			return h.ID, false, nil
		}
		held = append(held, h.Post)
	}
	if err := refusal(administratorsApart(info, held)); err != nil {
		return "", false, err
	}
	id = w.NewID()
	err = w.Insert(ctx, "holding", store.Row{
		"id": id, "person_id": personID, "post": post, "dept_id": deptID, "from_at": clock.Millis(from), "to_at": int64(0),
	})
	if err != nil {
		return "", false, err
	}
	return id, true, s.tell(ctx, w, personID)
}

// working refuses who left; a disabled person may be given posts meanwhile.
func working(ctx context.Context, w *runner.Work, personID string) error {
	p, err := PersonByID(ctx, w.Tx, personID)
	if err == nil && p.LeftAt != 0 {
		return errs.Newf(errs.Invalid, "%s 已离岗", p.Name)
	}
	return err
}

// standing refuses a department that is dissolved.
func standing(ctx context.Context, w *runner.Work, deptID string) error {
	d, err := DepartmentByID(ctx, w.Tx, deptID)
	if err == nil && d.Ended != 0 {
		return errs.Newf(errs.Invalid, "%s已撤销", d.Name)
	}
	return err
}

// EndHolding ends a post at an instant; one whose end lies ahead gets the new
// end. The last of each of the three administrators stays (G-08).
func (s *Service) EndHolding(ctx context.Context, actor runner.Actor, key, holdingID string, at time.Time) error {
	_, err := s.do(ctx, actor, key, "end-holding", func(ctx context.Context, w *runner.Work) (string, error) {
		if err := endsHolding(ctx, w, holdingID); err != nil {
			return "", err
		}
		personID, err := endDated(ctx, w, "holding", holdingID, at)
		if err != nil {
			return "", err
		}
		return holdingID, s.tell(ctx, w, personID)
	})
	return err
}

func endsHolding(ctx context.Context, w *runner.Work, holdingID string) error {
	type row struct {
		PersonID string `db:"person_id"`
		Post     string `db:"post"`
	}
	h, err := store.One[row](ctx, w.Tx, `SELECT person_id, post FROM holding WHERE id = $1`, holdingID)
	if err != nil {
		return err
	}
	return othersAdminister(ctx, w, h.PersonID, []string{h.Post}, "没有结束任职")
}

// othersAdminister refuses to take away the last holder of an administrator's post.
func othersAdminister(ctx context.Context, w *runner.Work, personID string, posts []string, title string) error {
	for _, post := range posts {
		if !isAdmin(post) {
			continue
		}
		n, err := store.Value[int64](ctx, w.Tx, `SELECT COUNT(DISTINCT p.id) FROM holding h JOIN person p ON p.id = h.person_id
			WHERE h.post = $1 AND h.person_id <> $2 AND `+activeP+` AND h.from_at <= $3 AND h.to_at = 0`, post, personID, w.Millis())
		if err != nil {
			return err
		}
		if n == 0 {
			return administratorStays(post, title)
		}
	}
	return nil
}

// endDated ends a dated row that has not ended yet, at the earliest when it
// began, and tells whose it is.
func endDated(ctx context.Context, w *runner.Work, table, id string, at time.Time) (string, error) {
	type row struct {
		PersonID string `db:"person_id"`
		FromAt   int64  `db:"from_at"`
		ToAt     int64  `db:"to_at"`
	}
	r, err := store.One[row](ctx, w.Tx, `SELECT person_id, from_at, to_at FROM `+table+` WHERE id = $1`, id)
	if err != nil {
		return "", err
	}
	if r.ToAt != 0 && r.ToAt <= w.Millis() {
		return "", errs.Newf(errs.Stale, "已在 %s 结束", clock.Day(r.ToAt))
	}
	return r.PersonID, w.Update(ctx, table, id, store.Row{"to_at": max(clock.Millis(at), r.FromAt)}, store.Row{"to_at": r.ToAt})
}

// SetCharge puts a leader in charge of a department; who was, is no longer. Only
// who holds a leader's post can be. Who is in charge already stays so.
func (s *Service) SetCharge(ctx context.Context, actor runner.Actor, key, personID, deptID string, from time.Time) (string, error) {
	return s.do(ctx, actor, key, "set-charge", func(ctx context.Context, w *runner.Work) (string, error) {
		id, _, err := setCharge(ctx, w, personID, deptID, from)
		return id, err
	})
}

func setCharge(ctx context.Context, w *runner.Work, personID, deptID string, from time.Time) (id string, changed bool, err error) {
	posts, err := postsOf(ctx, w, personID)
	if err != nil {
		return "", false, err
	}
	if !slices.ContainsFunc(posts, func(code string) bool { p, _ := PostByCode(code); return p.Leader }) {
		return "", false, errs.New(errs.Invalid, "分管领导须是局领导")
	}
	if err := standing(ctx, w, deptID); err != nil {
		return "", false, err
	}
	same, err := store.Column[string](ctx, w.Tx, `SELECT id FROM charge WHERE dept_id = $1 AND person_id = $2 AND to_at = 0 AND from_at <= $3`,
		deptID, personID, clock.Millis(from))
	if err != nil || len(same) > 0 {
		return strings.Join(same, ""), false, err
	}
	if err := endCharges(ctx, w, deptID, from); err != nil {
		return "", false, err
	}
	id = w.NewID()
	return id, true, w.Insert(ctx, "charge", store.Row{"id": id, "person_id": personID, "dept_id": deptID, "from_at": clock.Millis(from), "to_at": int64(0)})
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
