// Package sheet writes registers as XLSX and reads tables that people fill in.
// A text never becomes a formula, and what is read has limits before it is
// unpacked (reliability.md).
package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"guiju.cn/guiju/internal/errs"
)

// Sheet is one table with a cover of who, when and by which filter.
type Sheet struct {
	Title   string
	Cover   [][2]string
	Columns []string
	Rows    [][]string
	Totals  []string
}

const dataSheet = "登记"

// Write writes the table; every cell is text, so that nothing is calculated.
func Write(w io.Writer, s Sheet) (err error) {
	defer errs.Wrap(&err, "sheet.Write(%s)", s.Title)
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName("Sheet1", dataSheet); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(dataSheet)
	if err != nil {
		return err
	}
	rows := [][]string{{s.Title}}
	for _, line := range s.Cover {
		if line[1] != "" {
			rows = append(rows, []string{line[0] + "：" + line[1]})
		}
	}
	rows = append(append(rows, s.Columns), s.Rows...)
	if s.Totals != nil {
		rows = append(rows, append([]string{"合计（不含作废）"}, s.Totals[1:]...))
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, text := range row {
			cells[j] = Safe(text)
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := out.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// Safe makes a text that no spreadsheet program takes for a formula: what begins
// with = + - @, a tab or a line break, also full-width, gets an apostrophe.
func Safe(text string) string {
	if strings.IndexAny(text, "=+-@\t\r\n") == 0 || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") ||
		strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠") {
		if text == "-" || text == "--" {
			return text
		}
		return "'" + text
	}
	return text
}

// Limits of what is read.
const (
	mostBytes    = 10 << 20
	mostUnzipped = 100 << 20
	mostRows     = 5000
	mostColumns  = 60
)

// Page is one sheet of a book as it was typed.
type Page struct {
	Name string
	Rows [][]string
}

// Read gives the rows of the first sheet as typed.
func Read(r io.Reader) (_ [][]string, err error) {
	defer errs.Wrap(&err, "sheet.Read")
	pages, err := readPages(r, 1)
	if err != nil {
		return nil, err
	}
	return pages[0].Rows, nil
}

// mostPages bounds the sheets of a book that are read.
const mostPages = 10

// ReadBook gives every sheet of a book as typed, ten at most.
func ReadBook(r io.Reader) (_ []Page, err error) {
	defer errs.Wrap(&err, "sheet.ReadBook")
	return readPages(r, mostPages)
}

func readPages(r io.Reader, most int) (_ []Page, err error) {
	data, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostBytes {
		return nil, errs.New(errs.TooLarge, "表格超过 10 MB，分成几个再导入")
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostUnzipped / 2})
	if err != nil {
		return nil, errs.New(errs.Invalid, "这不是 Excel 表格（xlsx），或内容过大").With(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, errs.New(errs.Invalid, "表格里没有工作表")
	}
	var pages []Page
	for _, name := range names[:min(most, len(names))] {
		rows, err := readRows(f, name)
		if err != nil {
			return nil, err
		}
		pages = append(pages, Page{name, rows})
	}
	return pages, nil
}

func readRows(f *excelize.File, name string) (_ [][]string, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, errs.New(errs.Invalid, "工作表“"+name+"”不能读取").With(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var out [][]string
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if len(out) >= mostRows || len(cells) > mostColumns {
			return nil, errs.Newf(errs.TooLarge, "表格超过 %d 行或 %d 列", mostRows, mostColumns)
		}
		out = append(out, cells)
	}
	return out, rows.Error()
}

// WriteBook writes sheets of plain text, their first row as a head: a form that
// people fill in and send back.
func WriteBook(w io.Writer, pages []Page) (err error) {
	defer errs.Wrap(&err, "sheet.WriteBook")
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	for i, p := range pages {
		if i == 0 {
			err = f.SetSheetName("Sheet1", p.Name)
		} else {
			_, err = f.NewSheet(p.Name)
		}
		if err != nil {
			return err
		}
		if err := writePage(f, p); err != nil {
			return err
		}
	}
	return f.Write(w)
}

func writePage(f *excelize.File, p Page) error {
	out, err := f.NewStreamWriter(p.Name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, mostColumns, 20); err != nil {
		return err
	}
	for i, row := range p.Rows {
		cells := make([]any, len(row))
		for j, text := range row {
			cells[j] = Safe(text)
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := out.SetRow(at, cells); err != nil {
			return err
		}
	}
	return out.Flush()
}
