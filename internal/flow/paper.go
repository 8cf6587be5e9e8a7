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
	// Shown tells whether a case has it; nil: every case has.
	Shown func(v *View) bool
	Make  func(ctx context.Context, q store.Querier, v *View) (Sheet, error)
}

// PapersOf are the printed forms that a case has.
func PapersOf(v *View) []Paper {
	var all []Paper
	for _, p := range v.Kind.Papers {
		if p.Shown == nil || p.Shown(v) {
			all = append(all, p)
		}
	}
	return all
}
