package testkit

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver the product uses; tests of this package may
)

// holdVariable makes TestHold, run as a process of its own, hold a server.
const holdVariable = "GUIJU_TESTKIT_HOLD"

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestPostgres_DatabasesAreApart(t *testing.T) {
	t.Parallel()
	one, two := open(t, Postgres(t)), open(t, Postgres(t))
	for _, db := range []*sql.DB{one, two} {
		if _, err := db.ExecContext(t.Context(), `CREATE TABLE same (v TEXT)`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := one.ExecContext(t.Context(), `INSERT INTO same VALUES ('收文')`); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := two.QueryRowContext(t.Context(), `SELECT count(*) FROM same`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != 0 {
		t.Errorf("a row of one database is seen in another")
	}
}

// The product refuses a server that may lose acknowledged commits (D1), so the
// tests' server must be one that it takes.
func TestPostgres_IsDurable_D1(t *testing.T) {
	t.Parallel()
	db := open(t, Postgres(t))
	for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := db.QueryRowContext(t.Context(), `SELECT current_setting($1)`, setting).Scan(&value); err != nil {
			t.Fatal(err)
		}
		if value != "on" {
			t.Errorf("%s = %s", setting, value)
		}
	}
}

func TestPostgres_DropsOnCleanup(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("user", func(t *testing.T) {
		url := Postgres(t)
		db := open(t, url) // still open at the drop: --force must end it
		if err := db.QueryRowContext(t.Context(), `SELECT current_database()`).Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	db := open(t, Postgres(t))
	var n int
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_database WHERE datname = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != 0 {
		t.Errorf("database %s is still there", name)
	}
}

// Two processes at once: each has its own server, and a killed one takes its
// server and folder with it.
func TestPostgres_EndsWithAKilledProcess(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, "-test.run=^TestHold$")
	cmd.Env = append(os.Environ(), holdVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var dir string
	for lines.Scan() {
		if d, ok := strings.CutPrefix(lines.Text(), "holding "); ok {
			dir = d
			break
		}
	}
	if dir == "" {
		t.Fatalf("the other process said nothing: %v", lines.Err())
	}
	if mine, err := sharedServer(); err != nil || mine.dir == dir {
		t.Fatalf("both processes use %s (%v)", dir, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed: an error by design
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s is still there", dir)
		case <-tick.C:
		}
	}
}

// TestHold is the other process of the test above; alone it does nothing.
func TestHold(t *testing.T) {
	if os.Getenv(holdVariable) == "" {
		return
	}
	Postgres(t)
	s, err := sharedServer()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("holding " + s.dir)
	<-t.Context().Done() // until killed
}

func TestHasPrograms_NeedsAllOfThem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	names := []string{"postgres", "initdb", "pg_ctl", "createdb", "dropdb"}
	for _, name := range names {
		if hasPrograms(dir) {
			t.Fatalf("taken without %s", name)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if !hasPrograms(dir) {
		t.Error("not taken with all of them")
	}
}
