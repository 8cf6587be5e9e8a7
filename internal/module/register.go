package module

import (
	"context"
	"slices"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Register is a record form of a specification (1-02-F1) or a ledger of things
// (印章台账): lines that the work itself has written, in the form's own columns.
// Page, API, XLSX and PDF show the same rows.
type Register struct {
	ID      string   // of the form in the catalogue, or a ledger's own name
	Also    []string // other forms that it is too: 1-02 and 1-03 share one
	Title   string
	Source  string // where its lines come from, one sentence
	Columns []flow.Column
	Filters []form.Field // drawn as one row; the URL holds their values
	// Choices are what filters offer that name a source (Field.OptionsFrom); nil =
	// none does.
	Choices func(ctx context.Context, q store.Querier) (map[string][]form.Option, error)
	Signers []string // signature line of the print
	// Sees are the posts that read every line; others read the lines of cases
	// that they may see (Ask.Limit). A ledger of things has no cases: others do
	// not get its page.
	Sees   []string
	Ledger bool
	// Rows reads one page, newest number first.
	Rows func(ctx context.Context, q store.Querier, ask Ask) (Rows, error)
	// Detail is the page of one line of a ledger; nil where the line's page is its
	// case. store.ErrNotFound for an unknown id.
	Detail func(ctx context.Context, q store.Querier, id string) (Detail, error)
}

// is tells whether the register is the form with that id.
func (r Register) is(id string) bool { return r.ID == id || slices.Contains(r.Also, id) }

// Ask is what a reader asks of a register.
type Ask struct {
	Filter map[string]string
	// Limit narrows a query to the cases the reader may see; it adds a condition
	// that always holds for who reads every line.
	Limit func(b *store.Query, column string) *store.Query
	// Duties are the reader's: a ledger that departments keep shows each its own.
	Duties []org.Duty
	Page   flow.Page
}

// Rows is one page of a register.
type Rows struct {
	Rows   []Row
	Count  int64    // all pages
	Totals []string // per column, void lines excluded; "" for none
}

// Row is one line. CaseID is its page; of a ledger, ID is.
type Row struct {
	CaseID string
	ID     string
	Link   string // its page, where that is neither
	Cells  []string
	Void   bool // struck through; the reason stands in the last cell
	Tone   string
}

// Detail is the page of one thing of a ledger.
type Detail struct {
	Title, State string
	Facts        []flow.Fact
	Tables       []flow.Table // its history: designations, uses, handovers
	Starts       []Start      // what can be begun for it
	Files        []string
}

// Start offers to begin a case of a kind, with some of its fields filled in; it
// is shown to those who may start one.
type Start struct {
	Label, Kind string
	Prefill     map[string]string
}

// Report is a periodic statistic made from the registers.
type Report struct {
	ID, Title string
	Clause    string   // what it is evidence for; "" for none in particular
	Sees      []string // posts
	// Make counts what lies in [from, to).
	Make func(ctx context.Context, q store.Querier, from, to clock.Date) ([]flow.Table, error)
}

// Recurring is a check or sweep that the calendar brings (norms: check): for each
// period that has begun it issues cases, once each.
type Recurring struct {
	ID, Name, Clause string
	// Period names the period that day belongs to and tells whether its cases are
	// to be there by now; "" for never.
	Period func(day clock.Date) string
	// Issue gives the cases of a period, by whom they wait for.
	Issue func(ctx context.Context, q store.Querier, day clock.Date) ([]Issue, error)
}

// Issue is one case that the calendar brings. Key is unique in its period.
type Issue struct {
	Key, Kind string
	Content   any
	// For holds the first step.
	For org.Principal
}

// ReadBy tells whether somebody with these duties gets the page: of a ledger only
// its posts do.
func (r Register) ReadBy(duties []org.Duty) bool { return !r.Ledger || org.HoldsAny(duties, r.Sees) }

// Whole asks for the first lines of all, as those do who see every one: for the
// operator, and for evidence.
func (r Register) Whole(filter map[string]string, most int) Ask {
	ask := Ask{Filter: filter, Limit: everyLine, Page: flow.Page{Most: most}}
	for _, post := range r.Sees {
		ask.Duties = append(ask.Duties, org.Duty{Post: post})
	}
	return ask
}

func everyLine(b *store.Query, _ string) *store.Query { return b.Add(`1 = 1`) }

// LimitFor is the Limit of a reader.
func (r Register) LimitFor(e *flow.Engine, personID string, duties []org.Duty) func(b *store.Query, column string) *store.Query {
	if org.HoldsAny(duties, r.Sees) {
		return everyLine
	}
	return func(b *store.Query, column string) *store.Query { return e.VisibleTo(b, column, personID, duties) }
}

// ReadBy tells whether somebody with these duties reads the report.
func (r Report) ReadBy(duties []org.Duty) bool { return org.HoldsAny(duties, r.Sees) }
