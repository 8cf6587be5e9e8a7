package module

import (
	"context"
	"net/url"

	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Series is a series of numbers that a specification draws from. A new bureau
// says up to which number of this year it had come before, and the next one
// follows on (G-02).
type Series struct {
	Name, Title string                         // as drawn with Step.Number; 收文号
	Format      func(year int, n int64) string // how a number is written
	Ever        bool                           // goes on over the years
}

// FirstRun is something that a specification asks of a new bureau before real
// work begins: its seals with their custodians, its vehicles.
type FirstRun struct {
	ID, Title string // seals, 印章和保管人
	Asks      string // what is asked and of whom, one sentence
	Href      string // the page where it is entered
	Optional  bool   // work can begin without it
	// Fields are the form by which one thing is entered on the page of the first run
	// itself, and Enter takes it; Entered lists what there is, under Columns. None:
	// Href leads to where it is done.
	Fields  []form.Field
	Enter   func(ctx context.Context, run *runner.Runner, actor runner.Actor, key string, values url.Values) error
	Columns []string
	Entered func(ctx context.Context, q store.Querier) ([][]string, error)
	// Missing says what is still missing, one line each; none = done.
	Missing func(ctx context.Context, q store.Querier) ([]string, error)
}

// Series are those of all modules.
func (s Set) Series() []Series {
	var all []Series
	for _, m := range s {
		all = append(all, m.Series...)
	}
	return all
}

// FirstRun is what all modules ask of a new bureau.
func (s Set) FirstRun() []FirstRun {
	var all []FirstRun
	for _, m := range s {
		all = append(all, m.FirstRun...)
	}
	return all
}
