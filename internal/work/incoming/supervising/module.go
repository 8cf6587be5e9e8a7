package supervising

import (
	"context"
	"embed"
	"errors"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations is the table of items.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Source is what an item takes over from the document that it follows from.
type Source struct {
	Number, Title string
	Words         string // of the leader
	LeaderID      string
	Hosts         []string
	Deadline      clock.Date
}

// Deps is what supervising needs from outside.
type Deps struct {
	Now     func() time.Time
	Days    func(ctx context.Context, q store.Querier) (calendar.Days, error)
	Setting func(ctx context.Context, q store.Querier, id string) (int, error)
	Office  []string // posts that see everything
	// Source reads what an item takes over from a document.
	Source func(ctx context.Context, q store.Querier, v *flow.View) (Source, error)
}

// Part is what supervising adds to the module of its specification.
type Part struct {
	Kinds     []*flow.Kind
	Registers []module.Register
	Reports   []module.Report
	Recurring []module.Recurring
}

// New fails without its dependencies.
func New(d Deps) (Part, error) {
	if d.Now == nil || d.Days == nil || d.Setting == nil || d.Source == nil || len(d.Office) == 0 {
		return Part{}, errors.New("supervising: a dependency is missing")
	}
	return Part{
		Kinds: []*flow.Kind{d.kind(), d.bulletinKind()}, Registers: []module.Register{d.ledger()},
		Reports: []module.Report{d.weekReport()}, Recurring: []module.Recurring{d.weekly()},
	}, nil
}

// step is the time for the office's and the leader's own steps.
func (d Deps) step() flow.DueFunc {
	return flow.Dues{Days: d.Days, Setting: d.Setting}.WorkingDays("1-02.step-days")
}
