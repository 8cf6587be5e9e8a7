package org

import (
	"context"
	"embed"

	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of people, departments and duties.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// PersonRow is one person.
type PersonRow struct {
	ID     string `db:"id"`
	Login  string `db:"login"`
	Name   string `db:"name"`
	LeftAt int64  `db:"left_at"`
}

// Active tells whether the person still works here.
func (p PersonRow) Active() bool { return p.LeftAt == 0 }

// Department is one department.
type Department struct {
	ID    string `db:"id"`
	Code  string `db:"code"`
	Name  string `db:"name"`
	Ended int64  `db:"ended"`
}

// PersonByID reads a person; store.ErrNotFound without one.
func PersonByID(ctx context.Context, q store.Querier, id string) (PersonRow, error) {
	return store.One[PersonRow](ctx, q, `SELECT id, login, name, left_at FROM person WHERE id = $1`, id)
}

// PersonByLogin reads a person by log-in name; store.ErrNotFound without one.
func PersonByLogin(ctx context.Context, q store.Querier, login string) (PersonRow, error) {
	return store.One[PersonRow](ctx, q, `SELECT id, login, name, left_at FROM person WHERE login = $1`, login)
}

// People lists those who work here, in the order of their names' pinyin.
func People(ctx context.Context, q store.Querier) ([]PersonRow, error) {
	return store.All[PersonRow](ctx, q, `SELECT id, login, name, left_at FROM person WHERE left_at = 0 ORDER BY sort_key, id`)
}

// PersonPost is one current post of a person, for lists of people.
type PersonPost struct {
	PersonID string `db:"person_id"`
	Name     string `db:"name"`
	Login    string `db:"login"`
	Post     string `db:"post"`
	DeptID   string `db:"dept_id"`
	DeptName string `db:"dept_name"`
}

// WorkingPeople lists everyone with a post that is not an administrator's, with
// that post; who holds several stands there several times.
func WorkingPeople(ctx context.Context, q store.Querier, atMillis int64) ([]PersonPost, error) {
	all, err := store.All[PersonPost](ctx, q, `SELECT p.id AS person_id, p.name, p.login, h.post, h.dept_id, d.name AS dept_name
		FROM holding h JOIN person p ON p.id = h.person_id JOIN department d ON d.id = h.dept_id
		WHERE p.left_at = 0 AND h.from_at <= $1 AND (h.to_at = 0 OR h.to_at > $2) ORDER BY d.sort, p.sort_key, h.id`, atMillis, atMillis)
	if err != nil {
		return nil, err
	}
	working := all[:0]
	for _, p := range all {
		if info, ok := PostByCode(p.Post); ok && !info.Admin {
			working = append(working, p)
		}
	}
	return working, nil
}

// Departments lists the departments in their order.
func Departments(ctx context.Context, q store.Querier) ([]Department, error) {
	return store.All[Department](ctx, q, `SELECT id, code, name, ended FROM department WHERE ended = 0 ORDER BY sort, id`)
}

// DepartmentNames names departments in the order of ids.
func DepartmentNames(ctx context.Context, q store.Querier, ids []string) ([]string, error) {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		name, err := store.Value[string](ctx, q, `SELECT name FROM department WHERE id = $1`, id)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}
