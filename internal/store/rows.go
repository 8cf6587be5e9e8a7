package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/stephenafamo/scan"
	"github.com/stephenafamo/scan/stdscan"

	"guiju.cn/guiju/internal/errs"
)

// ErrNotFound tells that a row is not there; pages answer as for an invisible one.
var ErrNotFound = errs.New(errs.NotFound, "没有找到，可能已移走，或你不在可查看的范围内")

// All reads every row into a T, whose fields are named by `db` tags.
func All[T any](ctx context.Context, q Querier, query string, args ...any) ([]T, error) {
	rows, err := stdscan.All(ctx, q2{q}, scan.StructMapper[T](), query, args...)
	return rows, met(q, err)
}

// One reads one row into a T; ErrNotFound without one.
func One[T any](ctx context.Context, q Querier, query string, args ...any) (T, error) {
	row, err := stdscan.One(ctx, q2{q}, scan.StructMapper[T](), query, args...)
	return row, noRow(q, err)
}

// Column reads a single column.
func Column[T any](ctx context.Context, q Querier, query string, args ...any) ([]T, error) {
	rows, err := stdscan.All(ctx, q2{q}, scan.SingleColumnMapper[T], query, args...)
	return rows, met(q, err)
}

// Value reads a single value; ErrNotFound without a row.
func Value[T any](ctx context.Context, q Querier, query string, args ...any) (T, error) {
	v, err := stdscan.One(ctx, q2{q}, scan.SingleColumnMapper[T], query, args...)
	return v, noRow(q, err)
}

func noRow(q Querier, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound.With(err)
	}
	return met(q, err)
}

// q2 makes a Querier what scan asks for.
type q2 struct{ Querier }

// Exec runs a statement and tells how many rows it changed.
func Exec(ctx context.Context, q Querier, query string, args ...any) (int64, error) {
	res, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Row is a row's columns by name; nil is NULL.
type Row map[string]any

// columns lists the row's columns in a stable order, so that the database sees
// the same text each time.
func (r Row) columns() ([]string, []any) {
	names := make([]string, 0, len(r))
	for name := range r {
		names = append(names, name)
	}
	sort.Strings(names)
	values := make([]any, len(names))
	for i, name := range names {
		values[i] = r[name]
	}
	return names, values
}

// Insert writes a row and gives it back as stored.
func Insert(ctx context.Context, q Querier, table string, row Row) (Row, error) {
	names, values := row.columns()
	marks := make([]string, len(names))
	for i := range names {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	query := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) RETURNING *", table, strings.Join(names, ", "), strings.Join(marks, ", "))
	return returned(ctx, q, query, values)
}

// Update changes columns of the row with that id, if every column of when still
// has its value (D5), and gives it back as stored; ErrNotFound if it does not.
func Update(ctx context.Context, q Querier, table, id string, set, when Row) (Row, error) {
	names, values := set.columns()
	changes := make([]string, len(names))
	for i, name := range names {
		changes[i] = fmt.Sprintf("%s = $%d", name, i+1)
	}
	values = append(values, id)
	query := fmt.Sprintf("UPDATE %s SET %s WHERE id = $%d", table, strings.Join(changes, ", "), len(values))
	whenNames, whenValues := when.columns()
	for i, name := range whenNames {
		values = append(values, whenValues[i])
		query += fmt.Sprintf(" AND %s = $%d", name, len(values))
	}
	return returned(ctx, q, query+" RETURNING *", values)
}

func returned(ctx context.Context, q Querier, query string, args []any) (Row, error) {
	row := Row(nil)
	err := EachRow(ctx, q, func(r Row) error { row = r; return nil }, query, args...)
	if err == nil && row == nil {
		err = ErrNotFound
	}
	return row, err
}

// EachRow reads rows as Row, one after another: for evidence, export, verify.
func EachRow(ctx context.Context, q Querier, each func(Row) error, query string, args ...any) (err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, targets := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		row := make(Row, len(names))
		for i, name := range names {
			if text, ok := values[i].([]byte); ok {
				values[i] = string(text)
			}
			row[name] = values[i]
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return met(q, rows.Err())
}

// Columns names a table's columns.
func Columns(ctx context.Context, q Querier, table string) (_ []string, err error) {
	rows, err := q.QueryContext(ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names, err := rows.Columns()
	return names, errors.Join(err, rows.Err())
}

// ReadOnly lets code that takes a transaction read outside of one.
func ReadOnly(q Querier, now time.Time) *Tx { return &Tx{Querier: q, now: now} }
