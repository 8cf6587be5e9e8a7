package testkit

import (
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
		"sqlite":   func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "guiju.db") },
		"postgres": func(t *testing.T) string { t.Helper(); return Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clk := clock.NewManual(Morning)
			db, err := store.Open(t.Context(), store.Config{URL: url(t), Clock: clk, Migrations: migrations})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			test(t, db, clk)
		})
	}
}

// EachOffice is EachDB with a bureau in it.
func EachOffice(t *testing.T, migrations []store.Migration, test func(t *testing.T, o *Office)) {
	t.Helper()
	EachDB(t, migrations, func(t *testing.T, db *store.DB, clk *clock.Manual) {
		t.Helper()
		test(t, NewOffice(t, db, clk))
	})
}

// NewOffice makes the bureau.
func NewOffice(t testing.TB, db *store.DB, clk *clock.Manual) *Office {
	t.Helper()
	catalogue, err := norm.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	run, err := runner.New(runner.Options{DB: db, Norm: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	o := &Office{DB: db, Run: run, Org: org.NewService(run), Clock: clk}
	if o.IDs, err = org.Demo(t.Context(), o.Org, Morning.AddDate(-1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	return o
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
