package org

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// ImportColumns are the columns of the table that people are imported from.
var ImportColumns = []string{"科室代码", "科室", "登录名", "姓名", "岗位"}

// ImportRow is one line that can be imported.
type ImportRow struct{ DeptCode, Dept, Login, Name, Post string }

// RowError tells what is wrong in one line, counted as in the spreadsheet.
type RowError struct {
	Row     int
	Message string
}

// Preview is what an import would do.
type Preview struct {
	Rows   []ImportRow
	Errors []RowError
}

// PreviewImport reads the rows of a table, whose first line is the head, and
// tells by row what is wrong. It writes nothing.
func PreviewImport(rows [][]string) Preview {
	var p Preview
	if len(rows) == 0 || !slices.Equal(trimmed(rows[0]), ImportColumns) {
		p.Errors = []RowError{{1, "第一行须是：" + strings.Join(ImportColumns, "、")}}
		return p
	}
	names := map[string]string{}
	for i, raw := range rows[1:] {
		cells := trimmed(raw)
		if strings.Join(cells, "") == "" {
			continue
		}
		for len(cells) < len(ImportColumns) {
			cells = append(cells, "")
		}
		row := ImportRow{cells[0], cells[1], strings.ToLower(cells[2]), cells[3], cells[4]}
		if msg := row.wrong(names); msg != "" {
			p.Errors = append(p.Errors, RowError{i + 2, msg})
			continue
		}
		names[row.Login] = row.Name
		p.Rows = append(p.Rows, row)
	}
	if len(p.Rows) == 0 && len(p.Errors) == 0 {
		p.Errors = []RowError{{2, "表里还没有人员"}}
	}
	return p
}

func trimmed(cells []string) []string {
	out := make([]string, 0, len(cells))
	for _, c := range cells {
		out = append(out, strings.TrimSpace(c))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func (r ImportRow) wrong(names map[string]string) string {
	for i, cell := range []string{r.DeptCode, r.Dept, r.Login, r.Name, r.Post} {
		if cell == "" {
			return "填写" + ImportColumns[i]
		}
	}
	if was, ok := names[r.Login]; ok && was != r.Name {
		return fmt.Sprintf("登录名 %s 前面用于 %s", r.Login, was)
	}
	if postByName(r.Post) == "" {
		return "没有岗位“" + r.Post + "”"
	}
	return ""
}

func postByName(name string) string {
	for _, p := range Posts() {
		if p.Name == name {
			return p.Code
		}
	}
	return ""
}

// ApplyImport writes a preview without errors: all of it or nothing. It gives
// the ids of the people who are new, by log-in name.
func (s *Service) ApplyImport(ctx context.Context, actor runner.Actor, key string, p Preview, from time.Time) (map[string]string, error) {
	if len(p.Errors) > 0 {
		return nil, errs.New(errs.Invalid, "表里还有错误，改好后再导入")
	}
	fresh := map[string]string{}
	_, err := s.do(ctx, actor, key, "import", func(ctx context.Context, w *runner.Work) (string, error) {
		clear(fresh)
		for i, row := range p.Rows {
			if err := importRow(ctx, w, row, int64(i), from, fresh); err != nil {
				return "", err
			}
		}
		return "", nil
	})
	return fresh, err
}

func importRow(ctx context.Context, w *runner.Work, row ImportRow, sort int64, from time.Time, fresh map[string]string) error {
	depts, err := store.Column[string](ctx, w.Tx, `SELECT id FROM department WHERE code = $1`, row.DeptCode)
	if err != nil {
		return err
	}
	if len(depts) == 0 {
		id := w.NewID()
		depts = []string{id}
		if err := w.Insert(ctx, "department", store.Row{"id": id, "code": row.DeptCode, "name": row.Dept, "sort": sort, "ended": int64(0)}); err != nil {
			return err
		}
	}
	people, err := store.Column[string](ctx, w.Tx, `SELECT id FROM person WHERE login = $1`, row.Login)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		id := w.NewID()
		people, fresh[row.Login] = []string{id}, id
		if err := w.Insert(ctx, "person", store.Row{"id": id, "login": row.Login, "name": row.Name, "sort_key": SortKey(row.Name), "left_at": int64(0)}); err != nil {
			return err
		}
	}
	return appoint(ctx, w, people[0], postByName(row.Post), depts[0], from)
}
