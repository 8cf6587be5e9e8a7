package testkit

import (
	"maps"
	"path/filepath"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// Office is a small bureau on a fresh database: the demo's people and posts.
type Office struct {
	DB    *store.DB
	Run   *runner.Runner
	Org   *org.Service
	Clock *clock.Manual
	IDs   map[string]string // by login and by department code
}

// Morning is when tests begin: a Tuesday, ten o'clock in Shanghai.
var Morning = time.Date(2026, 11, 24, 10, 0, 0, 0, clock.Shanghai)

// EachDB runs a test on SQLite and on PostgreSQL, each on a fresh database.
func EachDB(t *testing.T, migrations []store.Migration, test func(t *testing.T, db *store.DB, clk *clock.Manual)) {
	t.Helper()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), sqliteFile) },
		"postgres": func(t *testing.T) string { t.Helper(); return Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clk := clock.NewManual(Morning)
			test(t, openDB(t, url(t), clk, migrations), clk)
		})
	}
}

func openDB(t testing.TB, url string, clk clock.Clock, migrations []store.Migration) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: url, Clock: clk, Migrations: migrations})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// EachOffice is EachDB with a bureau in it.
func EachOffice(t *testing.T, migrations []store.Migration, test func(t *testing.T, o *Office)) {
	t.Helper()
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, err := officeOnce(name, migrations)
			if err != nil {
				t.Fatal(err)
			}
			clk := clock.NewManual(Morning)
			o, err := newOffice(openDB(t, from.copy(t), clk, migrations), clk)
			if err != nil {
				t.Fatal(err)
			}
			o.IDs = maps.Clone(from.ids)
			test(t, o)
		})
	}
}

// NewOffice makes the bureau.
func NewOffice(t testing.TB, db *store.DB, clk *clock.Manual) *Office {
	t.Helper()
	o, err := newOffice(db, clk)
	if err == nil {
		o.IDs, err = org.Demo(t.Context(), o.Org, Morning.AddDate(-1, 0, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func newOffice(db *store.DB, clk *clock.Manual) (*Office, error) {
	catalogue, err := norm.Load(nil)
	if err != nil {
		return nil, err
	}
	run, err := runner.New(runner.Options{DB: db, Norm: catalogue})
	if err != nil {
		return nil, err
	}
	return &Office{DB: db, Run: run, Org: org.NewService(run), Clock: clk}, nil
}

// Actor is a person of the bureau by login.
func (o *Office) Actor(login string) runner.Actor {
	return runner.Actor{PersonID: o.IDs[login], Via: "test"}
}

// Migrations joins what several packages bring.
func Migrations(t testing.TB, each ...func() ([]store.Migration, error)) []store.Migration {
	t.Helper()
	var all []store.Migration
	for _, migrations := range each {
		m, err := migrations()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m...)
	}
	return all
}
