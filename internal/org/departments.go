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

// AdminDepartment is the code of the administrators' department, which stands behind
// all others.
const AdminDepartment = "gl"

// adminGap is how far behind: so many may come before its row is written again.
const adminGap = 1000

// AddDepartment adds a department behind all others but the administrators'; code is
// short and unique. It gives the id.
func (s *Service) AddDepartment(ctx context.Context, actor runner.Actor, key, code, name string) (string, error) {
	return s.do(ctx, actor, key, "add-department", func(ctx context.Context, w *runner.Work) (string, error) {
		return addDepartment(ctx, w, code, name)
	})
}

func addDepartment(ctx context.Context, w *runner.Work, code, name string) (string, error) {
	code, name = strings.TrimSpace(code), strings.TrimSpace(name)
	if !oneLine(code) || strings.ContainsAny(code, " 　") || !oneLine(name) {
		return "", errs.New(errs.Invalid, "填写科室代码和名称，代码不含空格")
	}
	if err := freeName(ctx, w, name, ""); err != nil {
		return "", err
	}
	same, err := store.Column[string](ctx, w.Tx, `SELECT name FROM department WHERE code = $1`, code)
	if err != nil {
		return "", err
	}
	if len(same) > 0 {
		return "", errs.Newf(errs.Invalid, "科室代码 %s 已用于%s", code, same[0])
	}
	last, err := store.Value[int64](ctx, w.Tx, `SELECT COALESCE(MAX(sort), 0) FROM department WHERE code <> $1`, AdminDepartment)
	if err != nil {
		return "", err
	}
	sort := last + 1
	if code == AdminDepartment {
		sort += adminGap
	}
	id := w.NewID()
	if err := w.Insert(ctx, "department", store.Row{"id": id, "code": code, "name": name, "sort": sort, "ended": int64(0)}); err != nil {
		return "", err
	}
	return id, adminsBehind(ctx, w, sort)
}

// adminsBehind moves the administrators' department behind a place that is taken.
func adminsBehind(ctx context.Context, w *runner.Work, last int64) error {
	passed, err := store.Column[string](ctx, w.Tx, `SELECT id FROM department WHERE code = $1 AND sort < $2`, AdminDepartment, last+1)
	for _, id := range passed {
		err = place(ctx, w, "department", "sort", id, last+1+adminGap)
	}
	return err
}

// freeName refuses the name of another department that is not dissolved.
func freeName(ctx context.Context, w *runner.Work, name, self string) error {
	same, err := store.Column[string](ctx, w.Tx, `SELECT code FROM department WHERE name = $1 AND ended = 0 AND id <> $2`, name, self)
	if err == nil && len(same) > 0 {
		return errs.Newf(errs.Invalid, "已有科室叫%s（代码 %s）", name, same[0])
	}
	return err
}

// RenameDepartment gives a department another name; its code stays.
func (s *Service) RenameDepartment(ctx context.Context, actor runner.Actor, key, deptID, name string) error {
	_, err := s.do(ctx, actor, key, "rename-department", func(ctx context.Context, w *runner.Work) (string, error) {
		return deptID, renameDepartment(ctx, w, deptID, name)
	})
	return err
}

func renameDepartment(ctx context.Context, w *runner.Work, deptID, name string) error {
	if name = strings.TrimSpace(name); !oneLine(name) {
		return errs.New(errs.Invalid, "填写科室名称，不超过 60 字")
	}
	if err := standing(ctx, w, deptID); err != nil {
		return err
	}
	if err := freeName(ctx, w, name, deptID); err != nil {
		return err
	}
	return w.Update(ctx, "department", deptID, store.Row{"name": name}, store.Row{"ended": int64(0)})
}

// MoveDepartment moves a department one place up or down in the order; store.ErrNotFound
// for the administrators', which stays last.
func (s *Service) MoveDepartment(ctx context.Context, actor runner.Actor, key, deptID string, up bool) error {
	_, err := s.do(ctx, actor, key, "move-department", func(ctx context.Context, w *runner.Work) (string, error) {
		ids, err := store.Column[string](ctx, w.Tx, `SELECT id FROM department WHERE ended = 0 AND code <> $1 ORDER BY sort, id`, AdminDepartment)
		if err != nil {
			return "", err
		}
		if ids, err = moved(ids, deptID, up); err != nil {
			return "", err
		}
		for i, id := range ids {
			if err := place(ctx, w, "department", "sort", id, int64(i)); err != nil {
				return "", err
			}
		}
		return deptID, adminsBehind(ctx, w, int64(len(ids)))
	})
	return err
}

// moved gives a list with one of its ids a place up or down; store.ErrNotFound if
// it is not in it.
func moved(ids []string, id string, up bool) ([]string, error) {
	at := slices.Index(ids, id)
	if at < 0 {
		return nil, store.ErrNotFound
	}
	to := at + 1
	if up {
		to = at - 1
	}
	if to >= 0 && to < len(ids) {
		ids[at], ids[to] = ids[to], ids[at]
	}
	return ids, nil
}

// place writes a row's place in an order, where it is another.
func place(ctx context.Context, w *runner.Work, table, column, id string, n int64) error {
	now, err := store.Value[int64](ctx, w.Tx, `SELECT `+column+` FROM `+table+` WHERE id = $1`, id)
	if err != nil || now == n {
		return err
	}
	return w.Update(ctx, table, id, store.Row{column: n}, nil)
}

// Dissolve ends a department that nobody holds a post in any more. What still
// waits for its head falls to the stand-in table (decision 0004): refused if that
// names nobody. waiting lists what waits for its principals.
func (s *Service) Dissolve(ctx context.Context, actor runner.Actor, key, deptID string, waiting Held) error {
	_, err := s.do(ctx, actor, key, "dissolve-department", func(ctx context.Context, w *runner.Work) (string, error) {
		d, err := store.One[Department](ctx, w.Tx, selectDepartment+` WHERE id = $1 AND ended = 0`, deptID)
		if err != nil {
			return "", err
		}
		n, err := store.Value[int64](ctx, w.Tx, `SELECT COUNT(DISTINCT person_id) FROM holding WHERE dept_id = $1 AND (to_at = 0 OR to_at > $2)`, deptID, w.Millis())
		if err != nil {
			return "", err
		}
		if err := refusal(emptied(d.Name, n)); err != nil {
			return "", err
		}
		open, err := waiting(ctx, w.Tx, deptID)
		if err != nil {
			return "", err
		}
		takers, err := Holders(ctx, w.Tx, Head(deptID), w.Now())
		if err != nil {
			return "", err
		}
		if err := refusal(leftInHand(d.Name, len(open), len(takers) > 0)); err != nil {
			return "", err
		}
		if len(open) == 0 { // otherwise the leader in charge still answers for what is in hand
			if err := endCharges(ctx, w, deptID, w.Now()); err != nil {
				return "", err
			}
		}
		return deptID, w.Update(ctx, "department", deptID, store.Row{"ended": w.Millis()}, store.Row{"ended": int64(0)})
	})
	return err
}

func endCharges(ctx context.Context, w *runner.Work, deptID string, at time.Time) error {
	open, err := store.Column[string](ctx, w.Tx, `SELECT id FROM charge WHERE dept_id = $1 AND to_at = 0 ORDER BY id`, deptID)
	if err != nil {
		return err
	}
	for _, id := range open {
		if _, err := endDated(ctx, w, "charge", id, at); err != nil {
			return err
		}
	}
	return nil
}

// DepartmentRow is a department with who is in it now.
type DepartmentRow struct {
	Department
	Heads   []string // names
	Leaders []string // in charge; names
	People  int      // who hold a post in it
}

// DepartmentRows lists the departments in their order with who is in them at an
// instant; those dissolved stand at the end.
func DepartmentRows(ctx context.Context, q store.Querier, at time.Time) (_ []DepartmentRow, err error) {
	defer errs.Wrap(&err, "org.DepartmentRows")
	departments, err := store.All[Department](ctx, q, selectDepartment+` ORDER BY CASE WHEN ended = 0 THEN 0 ELSE 1 END, sort, id`)
	if err != nil {
		return nil, err
	}
	posts, err := DatedPosts(ctx, q, PostsAsked{At: clock.Millis(at)})
	if err != nil {
		return nil, err
	}
	charges, err := DatedCharges(ctx, q, "", clock.Millis(at))
	if err != nil {
		return nil, err
	}
	rows := make([]DepartmentRow, 0, len(departments))
	for _, d := range departments {
		row := DepartmentRow{Department: d}
		once := map[string]bool{}
		for _, p := range posts {
			if p.DeptID != d.ID {
				continue
			}
			once[p.PersonID] = true
			if info, _ := PostByCode(p.Post); info.Heads {
				row.Heads = append(row.Heads, p.Person)
			}
		}
		row.People = len(once)
		for _, c := range charges {
			if c.DeptID == d.ID {
				row.Leaders = append(row.Leaders, c.Person)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
