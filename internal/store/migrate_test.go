package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// later are the steps of a newer version: one is numbered before what is there.
func later() []store.Migration {
	all := append([]store.Migration{}, things...)
	all[0].Version = 10
	all = append(all, store.Migration{Version: 5, Name: "early", SQL: "CREATE TABLE early ( -- state\n\tid TEXT PRIMARY KEY\n);\n"})
	for v := int64(11); v <= 13; v++ {
		all = append(all, store.Migration{Version: v, Name: "add", SQL: fmt.Sprintf("CREATE TABLE t%d ( -- state\n\tid TEXT PRIMARY KEY\n);\nINSERT INTO t%d SELECT id FROM thing;\nUPDATE thing SET n = n + 1;\n", v, v)})
	}
	return all
}

// old opens a database as it was before, with one thing in it.
func old(t *testing.T, url string) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: url, Clock: clock.NewManual(testkit.Morning), Migrations: later()[:1]})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, "1", nil) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func upgrade(ctx context.Context, url string, failpoints func(string) error) (*store.DB, error) {
	return store.Open(ctx, store.Config{URL: url, Clock: clock.NewManual(testkit.Morning), Migrations: later(), Upgrade: true, Failpoints: failpoints})
}

// at fails at the n-th passing of a point.
func at(point string, n int, fail func() error) func(string) error {
	return func(name string) error {
		if name == point {
			n--
		}
		if name == point && n == 0 {
			return fail()
		}
		return nil
	}
}

// counted tells how far the thing has come: a step that is half-done would count
// without its table, or twice.
func counted(t *testing.T, url string, want int64) {
	t.Helper()
	db, err := upgrade(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	n, err := store.Value[int64](t.Context(), db.Read(), `SELECT n FROM thing`)
	if err != nil || n != want {
		t.Errorf("n = %d, want %d, %v", n, want, err)
	}
	for _, table := range []string{"early", "t11", "t12", "t13"} {
		if _, err := store.Value[int64](t.Context(), db.Read(), `SELECT COUNT(*) FROM `+table); err != nil {
			t.Errorf("%s: %v", table, err)
		}
	}
}

// A migration that fails or is killed at any step goes on where it stopped; on
// SQLite the copy from before the first step stays as it was.
func TestMigrate_GoesOnWhereItStopped_D15(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "guiju.db") },
		"postgres": func(t *testing.T) string { t.Helper(); return testkit.Postgres(t) },
	} {
		for _, point := range []string{"before-migration", "after-migration"} {
			for n := 1; n <= 4; n++ {
				t.Run(fmt.Sprintf("%s/%s/%d", name, point, n), func(t *testing.T) {
					t.Parallel()
					address := url(t)
					old(t, address)
					cut := errors.New("停电")
					if _, err := upgrade(t.Context(), address, at(point, n, func() error { return cut })); !errors.Is(err, cut) {
						t.Fatal(err)
					}
					killed(t, address, point, n)
					counted(t, address, 4)
					if name == "sqlite" {
						copied(t, strings.TrimSuffix(address, ".db")+".before-5")
					}
				})
			}
		}
	}
}

// copied looks into the copy, which is a whole database of the old version.
func copied(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: path, Clock: clock.NewManual(testkit.Morning), Migrations: later()[:1]})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if n, err := store.Value[int64](t.Context(), db.Read(), `SELECT n FROM thing`); err != nil || n != 1 {
		t.Errorf("the copy: %d %v", n, err)
	}
	if parts, err := filepath.Glob(filepath.Dir(path) + "/*.part"); err != nil || len(parts) > 0 {
		t.Errorf("left: %v %v", parts, err)
	}
}

// killed runs the upgrade in a process that dies at the first passing of a point.
func killed(t *testing.T, url, point string, n int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestMigrateChild$")
	cmd.Env = append(os.Environ(), "GUIJU_MIGRATE="+url, "GUIJU_POINT="+point)
	out, err := cmd.CombinedOutput()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Errorf("step %d: it was not killed: %v %s", n, err, out)
	}
}

// TestMigrateChild is that process; alone it does nothing.
func TestMigrateChild(t *testing.T) {
	url := os.Getenv("GUIJU_MIGRATE")
	if url == "" {
		return
	}
	_, err := upgrade(t.Context(), url, at(os.Getenv("GUIJU_POINT"), 1, func() error { return syscall.Kill(os.Getpid(), syscall.SIGKILL) }))
	t.Fatal(err)
}

// A database is upgraded only when asked; one from a newer program is left alone.
func TestMigrate_WhoMayUpgrade_D15(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "guiju.db"), "postgres": testkit.Postgres(t)} {
		old(t, url)
		open := func(steps []store.Migration, upgrade bool) error {
			db, err := store.Open(t.Context(), store.Config{URL: url, Clock: clock.NewManual(testkit.Morning), Migrations: steps, Upgrade: upgrade})
			if err != nil {
				return err
			}
			return db.Close()
		}
		if err := open(later(), false); !errors.Is(err, store.ErrUpgrade) {
			t.Errorf("%s: %v", name, err)
		}
		if err := open(later(), true); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := open(later(), false); err != nil {
			t.Errorf("%s, up to date: %v", name, err)
		}
		if err := open(later()[:1], true); !errors.Is(err, store.ErrUpgrade) {
			t.Errorf("%s: an older program opens it: %v", name, err)
		}
		if err := open(slices.DeleteFunc(later(), func(m store.Migration) bool { return m.Name == "early" }), true); !errors.Is(err, store.ErrUpgrade) {
			t.Errorf("%s: a program that lacks an early step opens it: %v", name, err)
		}
	}
}
