package org

import (
	"context"
	"encoding/json"
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

// ImportRow is one line that can be imported; Line is its number in the sheet.
type ImportRow struct {
	DeptCode, Dept, Login, Name, Post string
	Line                              int
}

func (r ImportRow) cells() []string { return []string{r.DeptCode, r.Dept, r.Login, r.Name, r.Post} }

// RowError tells what is wrong in one line, counted as in the spreadsheet.
type RowError struct {
	Row     int
	Message string
	Column  string // its head; "" for the line as such
}

// Preview is what an import would do.
type Preview struct {
	Rows        []ImportRow
	Errors      []RowError
	People      int // how many are named
	Departments int
}

// PreviewImport reads the rows of a table, whose first line is the head, and
// tells by row and column what is wrong. It writes nothing.
func PreviewImport(rows [][]string) Preview {
	var p Preview
	if len(rows) == 0 || !slices.Equal(trimmed(rows[0]), ImportColumns) {
		p.Errors = []RowError{{Row: 1, Message: "第一行须是：" + strings.Join(ImportColumns, "、")}}
		return p
	}
	names, depts := map[string]string{}, map[string]string{}
	for i, raw := range rows[1:] {
		cells := trimmed(raw)
		if strings.Join(cells, "") == "" {
			continue
		}
		for len(cells) < len(ImportColumns) {
			cells = append(cells, "")
		}
		row := ImportRow{DeptCode: cells[0], Dept: cells[1], Login: strings.ToLower(cells[2]), Name: cells[3], Post: cells[4], Line: i + 2}
		if column, msg := row.wrong(names, depts); msg != "" {
			p.Errors = append(p.Errors, RowError{Row: row.Line, Column: column, Message: msg})
			continue
		}
		names[row.Login], depts[row.DeptCode] = row.Name, row.Dept
		p.Rows = append(p.Rows, row)
	}
	if len(p.Rows) == 0 && len(p.Errors) == 0 {
		p.Errors = []RowError{{Row: 2, Message: "表里还没有人员"}}
	}
	p.People, p.Departments = len(names), len(depts)
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

func (r ImportRow) wrong(names, depts map[string]string) (column, message string) {
	for i, cell := range r.cells() {
		if cell == "" {
			return ImportColumns[i], "填写" + ImportColumns[i]
		}
		if !oneLine(cell) || i == 2 && strings.ContainsAny(cell, "  　") {
			return ImportColumns[i], ImportColumns[i] + "写在一行内，不超过 60 字，登录名不含空格"
		}
	}
	if was, ok := names[r.Login]; ok && was != r.Name {
		return ImportColumns[2], fmt.Sprintf("登录名 %s 前面用于 %s", r.Login, was)
	}
	if was, ok := depts[r.DeptCode]; ok && was != r.Dept {
		return ImportColumns[0], fmt.Sprintf("科室代码 %s 前面用于%s", r.DeptCode, was)
	}
	if postByName(r.Post) == "" {
		return ImportColumns[4], "没有岗位“" + r.Post + "”"
	}
	return "", ""
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
// the ids of the people who are new, by log-in name; the same key gives the same.
func (s *Service) ApplyImport(ctx context.Context, actor runner.Actor, key string, p Preview, from time.Time) (map[string]string, error) {
	if len(p.Errors) > 0 {
		return nil, errs.New(errs.Invalid, "表里还有错误，改好后再导入")
	}
	text, err := s.do(ctx, actor, key, "import", func(ctx context.Context, w *runner.Work) (string, error) {
		fresh := map[string]string{}
		for i, row := range p.Rows {
			if err := s.importRow(ctx, w, row, int64(i), from, fresh); err != nil {
				return "", err
			}
		}
		text, err := json.Marshal(fresh)
		return string(text), err
	})
	if err != nil {
		return nil, err
	}
	fresh := map[string]string{}
	return fresh, json.Unmarshal([]byte(text), &fresh)
}

func (s *Service) importRow(ctx context.Context, w *runner.Work, row ImportRow, sort int64, from time.Time, fresh map[string]string) error {
	depts, err := store.All[Department](ctx, w.Tx, `SELECT id, code, name, ended FROM department WHERE code = $1`, row.DeptCode)
	if err != nil {
		return err
	}
	if len(depts) == 0 {
		id, err := addDepartment(ctx, w, row.DeptCode, row.Dept, sort)
		if err != nil {
			return err
		}
		depts = []Department{{ID: id, Name: row.Dept}}
	}
	if depts[0].Name != row.Dept {
		return errs.Newf(errs.Invalid, "第 %d 行：科室代码 %s 已用于%s", row.Line, row.DeptCode, depts[0].Name)
	}
	people, err := store.All[PersonRow](ctx, w.Tx, selectPerson+` WHERE login = $1`, row.Login)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		id, err := addPerson(ctx, w, row.Login, row.Name)
		if err != nil {
			return err
		}
		people, fresh[row.Login] = []PersonRow{{ID: id, Name: row.Name}}, id
	}
	if people[0].Name != row.Name {
		return errs.Newf(errs.Invalid, "第 %d 行：登录名 %s 已用于 %s", row.Line, row.Login, people[0].Name)
	}
	_, err = s.appoint(ctx, w, people[0].ID, postByName(row.Post), depts[0].ID, from)
	return err
}
