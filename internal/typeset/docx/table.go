package docx

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/typeset/gb9704"
)

// table reads up to </w:tbl>. A table of one column, or one that is the end matter,
// is paragraphs.
func (r *reader) table() ([]gb9704.Piece, error) {
	if r.depth++; r.depth > maxNesting {
		return nil, errBroken
	}
	outer := r.inCell
	r.inCell = true
	defer func() { r.depth--; r.inCell = outer }()
	t := &gb9704.Table{}
	err := r.children("tbl", func(e xml.StartElement) error {
		if e.Name.Local != "tr" {
			return r.pass(e)
		}
		row, head, err := r.tableRow()
		if err != nil || len(row) == 0 { // deleted
			return err
		}
		if head && t.Head == len(t.Rows) {
			t.Head++
		}
		if t.Rows = append(t.Rows, row); len(t.Rows) > maxTableRows {
			return errLarge
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r.plain(t), nil
}

// trPr and tcPr are what is read of a row's and a cell's properties.
type trPr struct {
	Head *value `xml:"tblHeader"`
	Del  *value `xml:"del"`
}

type tcPr struct {
	Span  value  `xml:"gridSpan"`
	Merge *value `xml:"vMerge"`
}

// tableRow reads up to </w:tr>; a row whose deletion is tracked is empty.
func (r *reader) tableRow() (row []string, head bool, err error) {
	var p trPr
	err = r.children("tr", func(e xml.StartElement) error {
		switch e.Name.Local {
		case "trPr":
			return r.dec.DecodeElement(&p, &e)
		case "tc":
			cells, err := r.cell()
			row = append(row, cells...)
			return err
		}
		return r.pass(e)
	})
	if err != nil || p.Del != nil {
		return nil, false, err
	}
	return row, p.Head.on(), nil
}

// cell reads a cell; one that spans columns is followed by empty ones.
func (r *reader) cell() ([]string, error) {
	var properties tcPr
	var lines []string
	err := r.children("tc", func(e xml.StartElement) error {
		if e.Name.Local == "tcPr" {
			return r.dec.DecodeElement(&properties, &e)
		}
		pieces, err := r.block(e)
		for _, p := range pieces {
			lines = append(lines, r.cellText(p)...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	cells := []string{strings.Trim(strings.Join(lines, "\n"), "\n")}
	if span, _ := strconv.Atoi(properties.Span.Val); span > 1 {
		r.note("表格中有 %d 处合并的单元格，已拆开")
		cells = append(cells, make([]string, min(span, 64)-1)...)
	}
	if properties.Merge != nil && properties.Merge.Val != "restart" {
		cells[0] = ""
	}
	return cells, nil
}

// cellText gives the lines of what stands in a cell.
func (r *reader) cellText(p gb9704.Piece) []string {
	switch {
	case p.Picture != nil:
		r.note("表格中有 %d 幅图片没有导入")
		return nil
	case p.Table != nil:
		r.note("表格中有 %d 个表格，已合成文字")
		var lines []string
		for _, row := range p.Table.Rows {
			lines = append(lines, strings.Join(row, "\u3000"))
		}
		return lines
	}
	return []string{p.Text}
}

// plain gives a table, or the paragraphs that it only arranges.
func (r *reader) plain(t *gb9704.Table) []gb9704.Piece {
	columns, arranged := 0, false
	for _, row := range t.Rows {
		columns = max(columns, len(row))
		arranged = arranged || len(row) > 0 && (strings.HasPrefix(strings.ReplaceAll(row[0], " ", ""), "抄送") || strings.HasSuffix(row[len(row)-1], "印发"))
	}
	switch {
	case columns == 0:
		return nil
	case columns > 1 && !arranged:
		return []gb9704.Piece{{Table: t}}
	}
	var pieces []gb9704.Piece
	for _, row := range t.Rows {
		filled := slices.DeleteFunc(slices.Clone(row), func(c string) bool { return c == "" })
		for line := range strings.SplitSeq(strings.Join(filled, "\u3000"), "\n") {
			pieces = append(pieces, gb9704.Piece{Text: strings.TrimSpace(line)})
		}
	}
	return pieces
}
