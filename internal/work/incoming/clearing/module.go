package clearing

import (
	"context"
	"embed"
	"errors"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of what was handed back, destroyed and missed.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Deps is what clearing needs from outside.
type Deps struct {
	Days    func(ctx context.Context, q store.Querier) (calendar.Days, error)
	Setting func(ctx context.Context, q store.Querier, id string) (int, error)
	Office  []string // posts that see everything
	// Home is the office's department.
	Home func(ctx context.Context, q store.Querier) (string, error)
	// Document reads the registered document of a case; store.ErrNotFound where the
	// case is none.
	Document func(ctx context.Context, q store.Querier, caseID string) (Document, error)
}

// Part is what clearing adds to the module of its specification.
type Part struct {
	Kinds     []*flow.Kind
	Registers []module.Register
	Reports   []module.Report
	Recurring []module.Recurring
}

// New fails without its dependencies.
func New(d Deps) (Part, error) {
	if d.Days == nil || d.Setting == nil || d.Home == nil || d.Document == nil || len(d.Office) == 0 {
		return Part{}, errors.New("clearing: a dependency is missing")
	}
	return Part{
		Kinds:     []*flow.Kind{d.handbackKind(), d.destructionKind(), d.missingKind()},
		Registers: []module.Register{d.departmentFiles(), d.handbackRegister(), d.destructionRegister(), d.missingRegister()},
		Reports:   []module.Report{d.returnRate()}, Recurring: []module.Recurring{d.december()},
	}, nil
}

// step is the time for each of its steps.
func (d Deps) step() flow.DueFunc {
	return flow.Dues{Days: d.Days, Setting: d.Setting}.WorkingDays("1-02.step-days")
}
