package testkit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// sqliteFile is the name of a database in a test's folder.
const sqliteFile = "guiju.db"

// ready is a bureau on a database that was made once by this process and is copied
// for each test: making it takes seconds on a loaded machine.
type ready struct {
	file []byte // SQLite
	url  string // PostgreSQL
	ids  map[string]string
}

// offices are those that were made, by kind of database and migrations.
var offices sync.Map

func officeOnce(kind string, migrations []store.Migration) (*ready, error) {
	once, _ := offices.LoadOrStore(kind+fmt.Sprint(migrations), sync.OnceValues(func() (*ready, error) { return makeOffice(context.Background(), kind, migrations) }))
	return once.(func() (*ready, error))()
}

func makeOffice(ctx context.Context, kind string, migrations []store.Migration) (r *ready, err error) {
	r = &ready{}
	if kind == "postgres" {
		if r.url, err = PostgresLasting(); err != nil {
			return nil, err
		}
		return r, r.fill(ctx, r.url, migrations)
	}
	folder, err := os.MkdirTemp("", "guiju-office-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, sqliteFile)
	if err := r.fill(ctx, file, migrations); err != nil {
		return nil, err
	}
	r.file, err = os.ReadFile(file)
	return r, err
}

// fill makes the bureau and closes the database, so that it can be copied.
func (r *ready) fill(ctx context.Context, url string, migrations []store.Migration) error {
	clk := clock.NewManual(Morning)
	db, err := store.Open(ctx, store.Config{URL: url, Clock: clk, Migrations: migrations})
	if err != nil {
		return err
	}
	o, err := newOffice(db, clk)
	if err != nil {
		return err
	}
	if r.ids, err = org.Demo(ctx, o.Org, Morning.AddDate(-1, 0, 0)); err != nil {
		return err
	}
	return db.Close()
}

// copy gives the URL of a copy that ends with the test.
func (r *ready) copy(t testing.TB) string {
	t.Helper()
	if r.url != "" {
		return PostgresCopy(t, r.url)
	}
	file := filepath.Join(t.TempDir(), sqliteFile)
	if err := os.WriteFile(file, r.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
