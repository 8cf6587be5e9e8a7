package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

var things = []store.Migration{{Version: 1, Name: "things", SQL: `CREATE TABLE thing ( -- evidence
	id   TEXT PRIMARY KEY,
	name TEXT UNIQUE,
	n    BIGINT NOT NULL
);
CREATE TABLE memo ( -- derived
	id TEXT PRIMARY KEY
);
`}}

func each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	testkit.EachDB(t, things, func(t *testing.T, db *store.DB, _ *clock.Manual) { test(t, db) })
}

func put(ctx context.Context, tx *store.Tx, id string, name any) error {
	_, err := store.Insert(ctx, tx, "thing", store.Row{"id": id, "name": name, "n": int64(1)})
	return err
}

func names(t *testing.T, db *store.DB) int64 {
	t.Helper()
	n, err := store.Value[int64](t.Context(), db.Read(), `SELECT COUNT(*) FROM thing`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWrite_OneFailureHurtsNoOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		broken := errors.New("broken")
		var wait sync.WaitGroup
		for i := range 60 {
			wait.Go(func() {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
					if err := put(ctx, tx, fmt.Sprint(i), nil); err != nil {
						return err
					}
					switch i % 3 {
					case 0:
						return broken
					case 1:
						panic("a fault of the program")
					}
					cancel() // a caller that leaves does not undo what runs
					return nil
				})
				if (err == nil) != (i%3 == 2) || i%3 == 0 && !errors.Is(err, broken) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wait.Wait()
		if n := names(t, db); n != 20 {
			t.Errorf("%d rows, want 20", n)
		}
	})
}

func TestWrite_UniqueIndexIsAConflict(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		add := func(id string) error {
			return db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, id, "同名") })
		}
		if err := add("1"); err != nil {
			t.Fatal(err)
		}
		if err := add("2"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("%v", err)
		}
	})
}

func TestUpdate_OnlyWhileItStillHolds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := put(ctx, tx, "1", "甲"); err != nil {
				return err
			}
			row, err := store.Update(ctx, tx, "thing", "1", store.Row{"n": int64(2)}, store.Row{"n": int64(1)})
			if err != nil || row["n"] != int64(2) || row["name"] != "甲" {
				t.Errorf("%v %v", row, err)
			}
			_, err = store.Update(ctx, tx, "thing", "1", store.Row{"n": int64(3)}, store.Row{"n": int64(1)})
			return err
		})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestColumns_AreStrict(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := store.Exec(ctx, tx, `INSERT INTO thing (id, n) VALUES ('x', CAST('9x' AS TEXT))`)
			return err
		})
		if err == nil {
			t.Error("a BIGINT column took '9x'")
		}
	})
}

func TestOpen_TheTableClassIsSaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		got := fmt.Sprint(db.Tables())
		if got != "[{thing evidence} {memo derived}]" {
			t.Error(got)
		}
	})
	if _, err := store.TablesOf([]store.Migration{{Version: 1, SQL: "CREATE TABLE x (\n\tid TEXT\n);"}}); err == nil {
		t.Error("a table without a class passed")
	}
	if _, err := store.TablesOf([]store.Migration{{Version: 1}, {Version: 1}}); err == nil {
		t.Error("two migrations of one version passed")
	}
}

func TestQuery_NumbersItsValues(t *testing.T) {
	t.Parallel()
	b := new(store.Query).Add("a = ? AND b = ?", 1, "x").Add(" AND ").In("c", []string{"p", "q"}).Add(" AND ").In("d", nil)
	if b.SQL() != "a = $1 AND b = $2 AND c IN ($3, $4) AND 1 = 0" || len(b.Args()) != 4 {
		t.Errorf("%s %v", b.SQL(), b.Args())
	}
}

// A failure at a named point is told, and nothing of the transaction stands; one
// behind the commit is told although everything stands.
func TestFailpoints(t *testing.T) {
	t.Parallel()
	for point, kept := range map[string]int64{"before-commit": 0, "after-commit": 1} {
		var armed atomic.Bool
		db, err := store.Open(t.Context(), store.Config{
			URL: t.TempDir() + "/x.db", Clock: clock.NewManual(testkit.Morning), Migrations: things,
			Failpoints: func(name string) error {
				if armed.Load() && name == point {
					return errs.New(errs.Unavailable, "停电")
				}
				return nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		armed.Store(true)
		err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "1", nil) })
		if errs.KindOf(err) != errs.Unavailable {
			t.Errorf("%s: %v", point, err)
		}
		armed.Store(false)
		if n := names(t, db); n != kept {
			t.Errorf("%s: %d rows stand", point, n)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Write(t.Context(), func(context.Context, *store.Tx) error { return nil }); errs.KindOf(err) != errs.Unavailable {
			t.Errorf("after Close: %v", err)
		}
	}
}

func TestSnapshot_SeesOneState(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		err := db.Snapshot(t.Context(), func(ctx context.Context, q store.Querier) error {
			before, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM thing`)
			if err != nil {
				return err
			}
			if err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "1", nil) }); err != nil {
				return err
			}
			after, err := store.Value[int64](ctx, q, `SELECT COUNT(*) FROM thing`)
			if before != after {
				t.Errorf("saw %d, then %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLease_OneNodeAtATime(t *testing.T) {
	t.Parallel()
	migrations, err := store.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, migrations, func(t *testing.T, db *store.DB, clk *clock.Manual) {
		lease := func(node string) bool {
			held, err := db.Lease(t.Context(), "work", node, 10*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			return held
		}
		if !lease("a") || lease("b") || !lease("a") {
			t.Error("not one node at a time")
		}
		clk.Advance(11 * time.Second)
		if !lease("b") || lease("a") {
			t.Error("a node that is gone keeps the lease")
		}
	})
}

// What one node commits, another hears at once; on SQLite there is only one.
func TestListen_HearsOtherNodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *store.DB) {
		if !db.Postgres() {
			if err := db.Announce(t.Context()); err != nil {
				t.Error(err)
			}
			return
		}
		ctx, stop := context.WithCancel(t.Context())
		heard, ended := make(chan struct{}, 8), make(chan error, 1)
		go func() { ended <- db.Listen(ctx, func() { heard <- struct{}{} }) }()
		for announced := false; !announced; {
			if err := db.Announce(t.Context()); err != nil {
				t.Fatal(err)
			}
			select {
			case <-heard:
				announced = true
			case err := <-ended:
				t.Fatal(err)
			case <-time.After(20 * time.Millisecond): // not listening yet
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
