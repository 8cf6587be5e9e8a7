package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// After the first fatal error nothing is written any more, although the next
// commit would work; reading goes on.
func TestWrite_NothingAfterTheFirstFatalError_D2(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": t.TempDir() + "/x.db", "postgres": testkit.Postgres(t)} {
		var armed atomic.Bool
		told := 0
		db, err := store.Open(t.Context(), store.Config{
			URL: url, Clock: clock.NewManual(testkit.Morning), Migrations: things, OnFatal: func(error) { told++ },
			Failpoints: func(name string) error {
				if name == "before-commit" && armed.CompareAndSwap(true, false) {
					return fmt.Errorf("%w: fsync", store.ErrFatal)
				}
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		add := func(id string) error {
			return db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, id, nil) })
		}
		if err := add("before"); err != nil {
			t.Fatal(err)
		}
		armed.Store(true)
		for _, id := range []string{"at", "after"} {
			if err := add(id); !errors.Is(err, store.ErrFatal) {
				t.Errorf("%s, %s: %v", name, id, err)
			}
		}
		if n := names(t, db); n != 1 || told != 1 {
			t.Errorf("%s: %d rows, told %d times", name, n, told)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A damaged page is met while rows are read, not when the query begins; it is as
// fatal as one met in a write.
func TestRead_ADamagedPageIsFatal_D2(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	config := store.Config{URL: path, Clock: clock.NewManual(testkit.Morning), Migrations: things}
	db, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range 3000 {
			if err := put(ctx, tx, fmt.Sprintf("%06d", i), fmt.Sprintf("行%06d", i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(8 * 4096); at < info.Size(); at += 4096 { // the schema stands on the first pages
		if _, err := f.WriteAt([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	told := 0
	config.OnFatal = func(error) { told++ }
	if db, err = store.Open(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = store.EachRow(t.Context(), db.Read(), func(store.Row) error { return nil }, `SELECT * FROM thing ORDER BY rowid`)
	if !errors.Is(err, store.ErrFatal) || told != 1 {
		t.Errorf("%v, told %d times", err, told)
	}
	if _, err := store.All[struct {
		ID string `db:"id"`
	}](t.Context(), db.Read(), `SELECT id FROM thing ORDER BY rowid`); !errors.Is(err, store.ErrFatal) {
		t.Errorf("by All: %v", err)
	}
}

// Who finds the database taken by somebody else is told so, and may try again.
func TestWrite_BusyIsTold_D2(t *testing.T) {
	t.Parallel()
	url := t.TempDir() + "/x.db"
	open := func() *store.DB {
		db, err := store.Open(t.Context(), store.Config{URL: url, Clock: clock.NewManual(testkit.Morning), Migrations: things})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	one, two := open(), open()
	err := one.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := put(ctx, tx, "1", nil); err != nil {
			return err
		}
		err := two.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "2", nil) })
		if errs.KindOf(err) != errs.Unavailable || !strings.Contains(errs.Public(err), "数据库正忙，没有保存") {
			t.Errorf("%v", err)
		}
		if n := names(t, two); n != 0 {
			t.Errorf("a reader sees %d rows", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := two.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "2", nil) }); err != nil {
		t.Error(err)
	}
}
