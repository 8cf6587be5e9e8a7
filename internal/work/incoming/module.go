package incoming

import (
	"context"
	"embed"
	"errors"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/work/incoming/clearing"
	"guiju.cn/guiju/internal/work/incoming/supervising"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of documents, exchange lists and signing lists, and
// those of clearing and supervising.
func Migrations() ([]store.Migration, error) {
	own, err := store.MigrationsIn(files)
	if err != nil {
		return nil, err
	}
	for _, each := range []func() ([]store.Migration, error){clearing.Migrations, supervising.Migrations} {
		more, err := each()
		if err != nil {
			return nil, err
		}
		own = append(own, more...)
	}
	return own, nil
}

// Answers looks up what the bureau has sent out. Who keeps outgoing documents
// (1-03) implements it.
type Answers interface {
	// Issued gives the case under whose number a document was issued, "" where it was
	// issued before there were cases; false if the number was never drawn.
	Issued(ctx context.Context, q store.Querier, number string) (caseID string, ok bool, err error)
}

// Exceptions keeps 特事登记 in the transactions of this specification's steps.
type Exceptions interface {
	RecordIn(ctx context.Context, w *runner.Work, e ruling.Exception) (string, error)
	CompleteIn(ctx context.Context, w *runner.Work, caseID, kind, note string) error
}

// Deps is what the specification needs from outside.
type Deps struct {
	// Now is the time by the database's clock.
	Now func() time.Time
	// Days gives the calendar in force.
	Days func(ctx context.Context, q store.Querier) (calendar.Days, error)
	// Setting gives a setting of the catalogue as a number, in its own unit.
	Setting    func(ctx context.Context, q store.Querier, id string) (int, error)
	Exceptions Exceptions
	Answers    Answers
}

// office are the posts that see and print everything of this specification.
var office = []string{"bangongshizhuren", "wenshu", "wenmi", "juzhang"}

// New makes the module; it fails without its dependencies.
func New(d Deps) (*module.Module, error) {
	if d.Now == nil || d.Days == nil || d.Setting == nil || d.Exceptions == nil || d.Answers == nil {
		return nil, errors.New("incoming: a dependency is missing")
	}
	clear, err := clearing.New(clearing.Deps{Days: d.Days, Setting: d.Setting, Office: office, Home: officeDept, Document: documentFor})
	if err != nil {
		return nil, err
	}
	watch, err := supervising.New(supervising.Deps{Now: d.Now, Days: d.Days, Setting: d.Setting, Office: office, Source: sourceOf})
	if err != nil {
		return nil, err
	}
	return &module.Module{
		ID: "incoming", Name: "收文", Spec: "1-02", Kinds: slices.Concat([]*flow.Kind{d.kind(), fastKind()}, watch.Kinds, clear.Kinds),
		Registers: slices.Concat([]module.Register{registerF1(), instructionCopies(), fastLedger()}, watch.Registers, clear.Registers),
		Reports:   slices.Concat(d.reports(), watch.Reports, clear.Reports),
		Recurring: slices.Concat(watch.Recurring, clear.Recurring),
		Series:    []module.Series{{Name: "收文", Title: "收文号", Format: numberText}},
		Pages: []module.Page{
			{Label: "收文台", Href: "/incoming"}, {Label: "待签收", Href: "/incoming/waiting", Sees: listers},
			{Label: "成批登记", Href: "/incoming/batch", Sees: []string{"wenshu"}}, {Label: "送签", Href: "/incoming/signing", Sees: []string{"wenshu", "wenmi", "bangongshizhuren"}},
			{Label: "文件去向", Href: "/paper"},
		},
		Held: paper.Held,
		Scan: func(ctx context.Context, q store.Querier, code string) (string, error) {
			if id, ok := strings.CutPrefix(code, "signing:"); ok {
				return "/incoming/signing/" + id, nil
			}
			c, err := paper.ByCode(ctx, q, code)
			if errors.Is(err, store.ErrNotFound) {
				return "", nil
			}
			return "/paper/" + c.ID, err
		},
	}, nil
}
