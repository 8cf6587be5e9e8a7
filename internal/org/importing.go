package org

import (
	"fmt"
	"slices"
	"strings"
)

// The sheets of the book that an organisation is imported from, and their
// columns. People may stand on the first sheet under any name.
const (
	PeopleSheet  = "人员"
	ChargeSheet  = "分管"
	StandInSheet = "顶岗"
)

// The columns of each sheet.
var (
	ImportColumns  = []string{"科室代码", "科室", "登录名", "姓名", "岗位"}
	ChargeColumns  = []string{"科室代码", "分管领导登录名"}
	StandInColumns = []string{"科室代码", "岗位", "顶岗岗位"}
)

// Sheet is one sheet as it was typed.
type Sheet struct {
	Name string
	Rows [][]string
}

// ImportRow is one line of people; Line is its number in the sheet.
type ImportRow struct {
	DeptCode, Dept, Login, Name, Post string
	Line                              int
}

// ImportCharge is one line of who is in charge of what.
type ImportCharge struct {
	DeptCode, Login string
	Line            int
}

// ImportStandIn is one line of the stand-in table; those of a post stand in order.
type ImportStandIn struct {
	DeptCode, Post, ByPost string
	Line                   int
}

// RowError tells what is wrong in one line, counted as in the spreadsheet.
type RowError struct {
	Sheet   string
	Row     int
	Message string
	Column  string // its head; "" for the line as such
}

// Preview is what a book says, before it is compared with what is there.
type Preview struct {
	Rows        []ImportRow
	Charges     []ImportCharge
	StandIns    []ImportStandIn
	Errors      []RowError
	People      int // how many are named
	Departments int
}

// PreviewImport reads a book and tells by sheet, row and column what is wrong. It
// writes nothing.
func PreviewImport(book ...Sheet) Preview {
	var p Preview
	for i, s := range book {
		switch {
		case s.Name == ChargeSheet:
			p.readCharges(s)
		case s.Name == StandInSheet:
			p.readStandIns(s)
		case i == 0 || s.Name == PeopleSheet:
			p.readPeople(s)
		}
	}
	if len(p.Rows)+len(p.Charges)+len(p.StandIns) == 0 && len(p.Errors) == 0 {
		p.fail(PeopleSheet, 2, "", "表里还没有内容")
	}
	return p
}

func (p *Preview) fail(sheet string, row int, column, message string) {
	p.Errors = append(p.Errors, RowError{Sheet: sheet, Row: row, Column: column, Message: message})
}

// lines gives the lines of a sheet below its head, each with all its columns; it
// tells whether the head is right.
func (p *Preview) lines(s Sheet, columns []string, each func(line int, cells []string)) {
	if len(s.Rows) == 0 || !slices.Equal(trimmed(s.Rows[0]), columns) {
		p.fail(s.Name, 1, "", "第一行须是："+strings.Join(columns, "、"))
		return
	}
	for i, raw := range s.Rows[1:] {
		cells := trimmed(raw)
		if len(cells) == 0 {
			continue
		}
		for len(cells) < len(columns) {
			cells = append(cells, "")
		}
		wrong := false
		for j, column := range columns {
			switch {
			case cells[j] == "":
				p.fail(s.Name, i+2, column, "填写"+column)
			case !oneLine(cells[j]):
				p.fail(s.Name, i+2, column, column+"写在一行内，不超过 60 字")
			default:
				continue
			}
			wrong = true
			break
		}
		if !wrong {
			each(i+2, cells)
		}
	}
}

func (p *Preview) readPeople(s Sheet) {
	names, depts := map[string]string{}, map[string]string{}
	p.lines(s, ImportColumns, func(line int, cells []string) {
		row := ImportRow{DeptCode: cells[0], Dept: cells[1], Login: strings.ToLower(cells[2]), Name: cells[3], Post: cells[4], Line: line}
		if column, msg := row.wrong(names, depts); msg != "" {
			p.fail(s.Name, line, column, msg)
			return
		}
		names[row.Login], depts[row.DeptCode] = row.Name, row.Dept
		p.Rows = append(p.Rows, row)
	})
	p.People, p.Departments = len(names), len(depts)
}

func (r ImportRow) wrong(names, depts map[string]string) (column, message string) {
	if strings.ContainsAny(r.Login, "  　") {
		return ImportColumns[2], "登录名不含空格"
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

func (p *Preview) readCharges(s Sheet) {
	seen := map[string]bool{}
	p.lines(s, ChargeColumns, func(line int, cells []string) {
		if seen[cells[0]] {
			p.fail(s.Name, line, ChargeColumns[0], "科室代码 "+cells[0]+" 前面已写明分管领导")
			return
		}
		seen[cells[0]] = true
		p.Charges = append(p.Charges, ImportCharge{DeptCode: cells[0], Login: strings.ToLower(cells[1]), Line: line})
	})
}

func (p *Preview) readStandIns(s Sheet) {
	p.lines(s, StandInColumns, func(line int, cells []string) {
		row := ImportStandIn{DeptCode: cells[0], Post: cells[1], ByPost: cells[2], Line: line}
		for i, name := range cells[1:3] {
			if postByName(name) == "" {
				p.fail(s.Name, line, StandInColumns[i+1], "没有岗位“"+name+"”")
				return
			}
		}
		p.StandIns = append(p.StandIns, row)
	})
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

func postByName(name string) string {
	for _, p := range Posts() {
		if p.Name == name {
			return p.Code
		}
	}
	return ""
}
