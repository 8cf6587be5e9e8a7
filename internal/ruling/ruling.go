// Package ruling keeps what a bureau decides about its rules: settings by date,
// and exceptions with evidence (特事登记, norms/README: rules must not stop
// legitimate work; they must make it visible).
package ruling

import (
	"context"
	"embed"
	"errors"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of settings and exceptions.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// chain is the audit chain of both.
const chain = "ruling"

// Options of New.
type Options struct {
	Run *runner.Runner
	// Days is the calendar in force.
	Days func(ctx context.Context, q store.Querier) (calendar.Days, error)
	// Scan refuses texts that may not be kept (1-04-6); nil lets all pass.
	Scan func(texts []string) *norm.Refusal
	// Recorded is called in the transaction that keeps an exception, to tell who
	// is to confirm it; may be nil.
	Recorded func(ctx context.Context, tx *store.Tx, e Exception) error
}

// Service keeps settings and exceptions.
type Service struct{ Options }

// New needs a runner and the calendar in force.
func New(o Options) (*Service, error) {
	if o.Run == nil || o.Days == nil {
		return nil, errors.New("ruling: no runner or calendar")
	}
	if o.Scan == nil {
		o.Scan = func([]string) *norm.Refusal { return nil }
	}
	if o.Recorded == nil {
		o.Recorded = func(context.Context, *store.Tx, Exception) error { return nil }
	}
	return &Service{o}, nil
}

// decides lets the holders of some posts decide (G-04), and the program itself.
func decides(ctx context.Context, w *runner.Work, posts ...string) error {
	if w.Request.Actor.PersonID == "" {
		return nil
	}
	duties, err := org.Duties(ctx, w.Tx, w.Request.Actor.PersonID, w.Now())
	if err != nil {
		return err
	}
	if org.Fills(duties, posts...) {
		return nil
	}
	return org.OnlyPost("没有保存", posts...)
}

// clean refuses texts that carry a marking (1-04-6).
func (s *Service) clean(texts ...string) error {
	if r := s.Scan(texts); r != nil {
		return r
	}
	return nil
}
