package runner_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/backup"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/testkit/cases"
)

// matters is a table of the tests' own: the runner knows no kind.
const matters = `CREATE TABLE cases ( -- evidence
	id         TEXT PRIMARY KEY,
	title      TEXT NOT NULL,
	rev        BIGINT NOT NULL,
	touched_at BIGINT NOT NULL
);
CREATE TABLE file ( -- evidence
	id   TEXT PRIMARY KEY,
	hash TEXT NOT NULL
);
`

func migrations(t testing.TB) []store.Migration {
	t.Helper()
	all := testkit.Migrations(t, audit.Migrations, store.Migrations, runner.Migrations)
	return append(all, store.Migration{Version: 9000, Name: "matters", SQL: matters})
}

func newRunner(t testing.TB, db *store.DB) *runner.Runner {
	t.Helper()
	catalogue, err := norm.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := runner.New(runner.Options{DB: db, Norm: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func each(t *testing.T, test func(t *testing.T, r *runner.Runner, clk *clock.Manual)) {
	t.Helper()
	testkit.EachDB(t, migrations(t), func(t *testing.T, db *store.DB, clk *clock.Manual) {
		test(t, newRunner(t, db), clk)
		cases.Verify(t, db)
	})
}

func request(person, key string) runner.Request {
	return runner.Request{Actor: runner.Actor{PersonID: person, Via: "test"}, Key: key, Action: "test.open"}
}

// open makes a matter with a number.
func open(ctx context.Context, r *runner.Runner, req runner.Request, title string, then func(ctx context.Context, w *runner.Work, id string) error) (runner.Answer, error) {
	return r.Do(ctx, req, func(ctx context.Context, w *runner.Work) (runner.Answer, error) {
		id := w.NewID()
		if err := w.Insert(ctx, "cases", store.Row{"id": id, "title": title, "rev": int64(1), "touched_at": w.Millis()}); err != nil {
			return runner.Answer{}, err
		}
		number, err := w.Number(ctx, "收", id, func(year int, n int64) string { return fmt.Sprintf("收〔%d〕%d号", year, n) })
		if err != nil {
			return runner.Answer{}, err
		}
		if then != nil {
			if err := then(ctx, w, id); err != nil {
				return runner.Answer{}, err
			}
		}
		return runner.Answer{CaseID: id, Message: number}, nil
	})
}

func count(t testing.TB, db *store.DB, query string, args ...any) int64 {
	t.Helper()
	n, err := store.Value[int64](t.Context(), db.Read(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDo_SameKeyGivesTheSameAnswer_G_06(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		var wait sync.WaitGroup
		answers := make([]runner.Answer, 20)
		for i := range answers {
			wait.Go(func() {
				var err error
				if answers[i], err = open(t.Context(), r, request("p1", "same"), "一次", nil); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for _, a := range answers {
			if a.CaseID != answers[0].CaseID {
				t.Fatalf("%+v and %+v", a, answers[0])
			}
		}
		if n := count(t, r.DB(), `SELECT COUNT(*) FROM cases`); n != 1 {
			t.Errorf("%d cases", n)
		}
	})
}

func TestDo_NumbersStayGapless_G_02(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		var wait sync.WaitGroup
		broken := errors.New("broken")
		for i := range 60 {
			wait.Go(func() {
				_, err := open(t.Context(), r, request("p1", fmt.Sprint(i)), "编号", func(context.Context, *runner.Work, string) error {
					switch i % 3 {
					case 0:
						return broken
					case 1:
						return &norm.Refusal{Clause: "1-02-1.1", Title: "没有登记"}
					}
					return nil
				})
				if _, refused := errors.AsType[*norm.Refusal](err); (i%3 == 0) != errors.Is(err, broken) || (i%3 == 1) != refused {
					t.Errorf("attempt %d: %v", i, err)
				}
			})
		}
		wait.Wait()
		if n := count(t, r.DB(), `SELECT COUNT(*) FROM number`); n != 20 {
			t.Errorf("%d numbers", n)
		}
		if n := count(t, r.DB(), `SELECT MAX(n) FROM number`); n != 20 {
			t.Errorf("the highest is %d: a failed attempt used one up", n)
		}
	})
}

func TestDo_RefusalSavesNothingButItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		refuse := func(context.Context, *runner.Work, string) error {
			return &norm.Refusal{Clause: "1-02-1.1", RuleVersion: "1", Title: "没有登记", Inputs: map[string]any{"organ": "某局"}}
		}
		for range 2 { // the same attempt again is kept once
			_, err := open(t.Context(), r, request("p1", "k"), "拒绝", refuse)
			if _, ok := errors.AsType[*norm.Refusal](err); !ok {
				t.Fatal(err)
			}
		}
		if n := count(t, r.DB(), `SELECT COUNT(*) FROM cases`); n != 0 {
			t.Errorf("%d cases were half-saved", n)
		}
		if n := count(t, r.DB(), `SELECT COUNT(*) FROM refusal WHERE inputs LIKE '%某局%'`); n != 1 {
			t.Errorf("%d refusals", n)
		}
		if _, err := open(t.Context(), r, request("p1", "k"), "后来可以", nil); err != nil {
			t.Errorf("the refused attempt used its key up: %v", err)
		}
	})
}

func TestRefuse_KeepsNoInputsOfAMarking_1_04_6(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		err := r.Refuse(t.Context(), request("p1", "k"), &norm.Refusal{Clause: "1-04-6", Title: "没有保存", Inputs: map[string]any{"text": "机密"}})
		if _, ok := errors.AsType[*norm.Refusal](err); !ok {
			t.Fatal(err)
		}
		if n := count(t, r.DB(), `SELECT COUNT(*) FROM refusal WHERE inputs = '{}'`); n != 1 {
			t.Error("inputs of 1-04-6 were kept")
		}
	})
}

func TestRefuse_AFloodIsCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		for i := range 50 {
			err := r.Refuse(t.Context(), request("p1", fmt.Sprint(i)), &norm.Refusal{Clause: "G-04", Title: "没有办理"})
			if _, ok := errors.AsType[*norm.Refusal](err); !ok {
				t.Fatal(err)
			}
		}
		if n := count(t, r.DB(), `SELECT COUNT(*) FROM refusal`); n > 12 {
			t.Errorf("%d rows", n)
		}
		if n := count(t, r.DB(), `SELECT CAST(SUM(times) AS BIGINT) FROM refusal`); n != 50 {
			t.Errorf("counted %d times", n)
		}
	})
}

func TestRefuse_OutsideTheCatalogueIsAFault(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		err := r.Refuse(t.Context(), request("p1", "k"), &norm.Refusal{Clause: "1-02-99", Title: "没有"})
		if _, ok := errors.AsType[*norm.Refusal](err); ok || err == nil {
			t.Errorf("a clause that does not exist was cited: %v", err)
		}
	})
}

func TestDo_WithoutAKeyOrCase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *runner.Runner, _ *clock.Manual) {
		if _, err := open(t.Context(), r, request("p1", ""), "x", nil); errs.KindOf(err) != errs.Malformed {
			t.Errorf("no key: %v", err)
		}
		req := request("p1", "k")
		req.CaseID = "06gyrj1yg2mz5fydt9ssb3fj5g"
		if _, err := open(t.Context(), r, req, "x", nil); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no case: %v", err)
		}
	})
}

// Whatever is changed behind the program's back is named: every column of every
// evidence table, a missing row, a row too many, leaves and checkpoints.
func TestVerify_NamesWhatWasChanged_G_03(t *testing.T) {
	t.Parallel()
	testkit.EachDB(t, migrations(t), func(t *testing.T, db *store.DB, clk *clock.Manual) {
		r := newRunner(t, db)
		for i := range 3 {
			clk.Advance(time.Second)
			if _, err := open(t.Context(), r, request("p1", fmt.Sprint(i)), "留痕", nil); err != nil {
				t.Fatal(err)
			}
		}
		_ = r.Refuse(t.Context(), request("p1", "r"), &norm.Refusal{Clause: "G-04", Title: "没有办理"}) // it answers with the refusal
		signer, err := audit.LoadSigner(filepath.Join(t.TempDir(), "audit.key"))
		if err != nil {
			t.Fatal(err)
		}
		if _, more, err := audit.Sequence(t.Context(), db, signer); err != nil || !more {
			t.Fatal(more, err)
		}
		check := func() *audit.Report {
			report, err := audit.Verify(t.Context(), backup.Live{DB: db, Check: func(context.Context, string) error { return nil }}, signer.Public())
			if err != nil {
				t.Fatal(err)
			}
			return report
		}
		if report := check(); !report.OK() || report.Sequenced != 4 {
			t.Fatalf("%+v", report)
		}
		exec := func(query string, args ...any) {
			t.Helper()
			if err := db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := store.Exec(ctx, tx, query, args...)
				return err
			}); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		in := func(report *audit.Report, table, id string) bool {
			for _, f := range report.Findings {
				if f.Table == table && (id == "" || f.ID == id || table == "audit_leaf") {
					return true
				}
			}
			return false
		}
		named := func(what, table, id string) {
			t.Helper()
			if !in(check(), table, id) {
				t.Errorf("%s: %s %s was not named", what, table, id)
			}
		}
		newest := func() *audit.Report { // what is looked at after the disk has failed (D2)
			report, err := audit.VerifyNewest(t.Context(), db, func(context.Context, string) error { return nil }, signer.Public())
			if err != nil {
				t.Fatal(err)
			}
			return report
		}
		if report := newest(); !report.OK() || report.Leaves != 4 {
			t.Fatalf("%+v", report)
		}
		tried := 0
		for _, table := range append(db.Tables(), store.Table{Name: "audit_leaf", Class: store.Evidence}, store.Table{Name: "audit_checkpoint", Class: store.Evidence}) {
			if table.Class != store.Evidence {
				continue
			}
			for _, row := range rowsOf(t, db, table.Name) {
				key, id := "id", row["id"]
				if table.Name == "audit_checkpoint" {
					key, id = "size", row["size"]
				}
				for column, was := range row {
					if column == key || column == "salt" && table.Name == "audit_leaf" {
						continue
					}
					exec("UPDATE "+table.Name+" SET "+column+" = $1 WHERE "+key+" = $2", other(column, was), id)
					named("changed "+column, table.Name, fmt.Sprint(id))
					if !in(newest(), table.Name, fmt.Sprint(id)) && (table.Name != "audit_checkpoint" || id == int64(4)) {
						t.Errorf("changed %s: %s %v was not named among the newest", column, table.Name, id)
					}
					exec("UPDATE "+table.Name+" SET "+column+" = $1 WHERE "+key+" = $2", was, id)
					tried++
				}
			}
		}
		if tried < 40 {
			t.Errorf("only %d columns were tried", tried)
		}
		row := rowsOf(t, db, "cases")[0]
		exec("DELETE FROM cases WHERE id = $1", row["id"])
		named("missing", "cases", row["id"].(string))
		exec("INSERT INTO cases (id, title, rev, touched_at) VALUES ($1, $2, $3, $4)", row["id"], row["title"], row["rev"], row["touched_at"])
		exec("INSERT INTO cases (id, title, rev, touched_at) VALUES ('extra', 'x', 1, 1)")
		named("added", "cases", "extra")
		exec("DELETE FROM cases WHERE id = 'extra'")
		last := rowsOf(t, db, "audit_leaf")
		exec("DELETE FROM audit_leaf WHERE id = $1", last[len(last)-1]["id"])
		if check().OK() {
			t.Error("a leaf that was cut off is not missed")
		}
	})
}

func rowsOf(t *testing.T, db *store.DB, table string) []store.Row {
	t.Helper()
	var rows []store.Row
	if err := store.EachRow(t.Context(), db.Read(), func(r store.Row) error { rows = append(rows, r); return nil }, "SELECT * FROM "+table+" ORDER BY 1"); err != nil {
		t.Fatal(err)
	}
	return rows
}

func other(column string, v any) any {
	if v == nil && strings.HasSuffix(column, "_reason") {
		return "x"
	}
	switch v := v.(type) {
	case int64:
		return v + 7
	case string:
		return v + "x"
	}
	return int64(1)
}

// A process that is killed at any moment has lost nothing that it acknowledged,
// and every number is there once.
func TestKill_NothingAcknowledgedIsLost(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func() string{
		"sqlite":   func() string { return filepath.Join(t.TempDir(), "guiju.db") },
		"postgres": func() string { return testkit.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			address := url()
			acknowledged := map[string]bool{}
			for range 12 {
				for _, id := range killed(t, address) {
					acknowledged[id] = true
				}
			}
			db, err := store.Open(t.Context(), store.Config{URL: address, Clock: clock.System(), Migrations: migrations(t)})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			there := map[string]bool{}
			for _, row := range rowsOf(t, db, "cases") {
				there[row["id"].(string)] = true
			}
			for id := range acknowledged {
				if !there[id] {
					t.Errorf("%s was acknowledged and is lost", id)
				}
			}
			if n, highest := count(t, db, `SELECT COUNT(*) FROM number`), count(t, db, `SELECT COALESCE(MAX(n), 0) FROM number`); n != highest || len(acknowledged) == 0 {
				t.Errorf("%d numbers, the highest %d, %d acknowledged", n, highest, len(acknowledged))
			}
			cases.Verify(t, db)
		})
	}
}

// Connections that break at any moment, in the middle of a commit too, are told as
// passing; the same key then settles what became of the attempt (D2, D3).
func TestDo_BrokenConnectionsAreSettledByTheKey_G_06(t *testing.T) {
	t.Parallel()
	url := testkit.Postgres(t)
	connect := func() *store.DB {
		db, err := store.Open(t.Context(), store.Config{URL: url, Clock: clock.System(), Migrations: migrations(t)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	r, other := newRunner(t, connect()), connect()
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Duration(rand.IntN(80)) * time.Millisecond):
				if _, err := store.Column[bool](t.Context(), other.Read(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	const callers, each = 8, 10
	var all sync.WaitGroup
	var broken atomic.Int64
	for i := range callers {
		all.Go(func() {
			for j := range each {
				key := fmt.Sprint(i, "/", j)
				for tries := 0; ; tries++ {
					_, err := open(t.Context(), r, request("p1", key), key, nil)
					if err == nil {
						break
					}
					if broken.Add(1); errs.KindOf(err) != errs.Unavailable || tries > 500 {
						t.Errorf("%v", err)
						break
					}
				}
			}
		})
	}
	all.Wait()
	close(done)
	<-stopped
	if n, highest := count(t, other, `SELECT COUNT(*) FROM cases`), count(t, other, `SELECT MAX(n) FROM number`); n != callers*each || highest != n || broken.Load() == 0 {
		t.Errorf("%d cases, the highest number %d, %d attempts broken", n, highest, broken.Load())
	}
	cases.Verify(t, other)
}

// killed starts a child that registers as fast as it can, kills it after a while
// and gives the ids it had acknowledged.
func killed(t *testing.T, url string) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GUIJU_CHILD="+url)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	lines := bufio.NewScanner(out)
	most := 1 + rand.IntN(40)
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "ack "); ok {
			if ids = append(ids, id); len(ids) == most {
				_ = cmd.Process.Kill()
			}
		}
	}
	_ = cmd.Wait() // killed
	return ids
}

func TestMain(m *testing.M) {
	if url := os.Getenv("GUIJU_CHILD"); url != "" {
		child(url)
	}
	os.Exit(m.Run())
}

func child(url string) {
	t := &fatal{}
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{URL: url, Clock: clock.System(), Migrations: migrations(t)})
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner(t, db)
	for {
		answer, err := open(ctx, r, request("p1", ident.Secret()), "登记", nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("ack " + answer.CaseID)
	}
}

// fatal is a testing.TB for the child.
type fatal struct{ testing.TB }

func (*fatal) Helper() {}

func (*fatal) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}
