package flow

import (
	"context"

	"guiju.cn/guiju/internal/store"
)

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
	// When tells whether a case of that content has the form; nil: all do.
	When func(content any) bool
	Make func(ctx context.Context, q store.Querier, v *View) (Sheet, error)
}
