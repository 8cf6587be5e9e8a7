package flow

import (
	"context"

	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
)

// Register is a record form of a specification (1-02-F1): lines that the work
// itself has written, in the form's own columns. Page, API, XLSX and PDF show
// the same rows.
type Register struct {
	Form    string // id in the catalogue
	Title   string
	Source  string // where its lines come from, one sentence
	Columns []RegisterColumn
	Filters []form.Field // drawn as one row; the URL holds their values
	Signers []string     // signature line of the print
	// Rows reads one page, newest number first. limit narrows a query to the
	// cases the reader may see.
	Rows func(ctx context.Context, q store.Querier, ask RegisterAsk) (RegisterRows, error)
}

// RegisterColumn is one column of the form.
type RegisterColumn struct {
	Title   string
	Weight  int // width on paper relative to the others
	Right   bool
	Wide    bool // the title column: only it wraps
	Compact bool // not on screen, only on paper and in exports
}

// RegisterAsk is what a reader asks of a register.
type RegisterAsk struct {
	Filter map[string]string
	Limit  func(b *store.Query, column string) *store.Query
	Page   Page
}

// RegisterRows is one page of a register.
type RegisterRows struct {
	Rows   []RegisterRow
	Count  int64    // all pages
	Totals []string // per column, void lines excluded; "" for none
}

// RegisterRow is one line.
type RegisterRow struct {
	CaseID string
	Cells  []string
	Void   bool // struck through; the reason stands in the last cell
}

// Sheet is a printed form of one case (公文处理单), in the order of real offices:
// rows of labelled cells, then blocks of opinions that grow.
type Sheet struct {
	Title, Number string
	Rows          [][]SheetCell
	Blocks        []SheetBlock
}

// SheetCell is one labelled cell; Span says how wide it is beside the others.
type SheetCell struct {
	Label, Value string
	Span         int
}

// SheetBlock is a labelled block of lines; an empty one prints with room to
// sign on paper. What follows the last tab of a line (name, date) stands at the right.
type SheetBlock struct {
	Label string
	Lines []string
}

// Paper is a printed form of a kind.
type Paper struct {
	ID, Title string
	Make      func(ctx context.Context, q store.Querier, v *View) (Sheet, error)
}
