package app_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// points are all failpoints of a running program (D14); the migrations' stand in
// internal/store.
var points = map[string]string{
	"before-commit": "register", "after-commit": "register",
	"before-sync": "upload", "before-rename": "upload", "after-rename": "upload", "after-folder-sync": "upload",
	"before-send": "send", "after-send": "send",
}

// failing is a bureau served by a child process that fails at a point when told.
type failing struct {
	*program
	c     app.Config
	child *exec.Cmd
}

// failpointChild serves. The file “arm” in the folder says at which point to fail
// once, and how: by an error, or by dying there.
func failpointChild(folder, db string) {
	arm := filepath.Join(folder, "arm")
	c := app.Config{Data: filepath.Join(folder, "data"), Keys: filepath.Join(folder, "keys"), DB: db, Fonts: "../../fonts", Addr: "127.0.0.1:0"}
	c.Failpoints = func(name string) error {
		text, _ := os.ReadFile(arm) // not armed: no file, no text
		point, how, _ := strings.Cut(string(text), " ")
		if mine := point == name && os.Remove(arm) == nil; !mine { // or another goroutine was first
			return nil
		}
		if how == "die" {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return errs.New(errs.Unavailable, "停电")
	}
	a, err := app.Open(context.Background(), c, clock.System(), slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err == nil {
		err = a.Serve(context.Background(), os.Stdout)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func (f *failing) start() {
	f.t.Helper()
	self, err := os.Executable()
	if err != nil {
		f.t.Fatal(err)
	}
	f.child = exec.Command(self, "failpoint-child", filepath.Dir(f.c.Data), f.c.DB)
	said := &bytes.Buffer{}
	f.child.Stderr = said
	out, err := f.child.StdoutPipe()
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.child.Start(); err != nil {
		f.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		f.t.Fatalf("%v, %v\n%s", err, f.child.Wait(), said)
	}
	f.url = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
}

// fail arms a point, tries, and after a death starts again. It gives what try
// gives: "" if no answer came.
func (f *failing) fail(point, how string, try func() string) (answer string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(f.c.Data), "arm"), []byte(point+" "+how), 0o600); err != nil {
		f.t.Fatal(err)
	}
	answer = try()
	if how == "die" {
		_ = f.child.Wait() // it has killed itself
		if status, ok := f.child.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
			f.t.Fatalf("%s: the child ended otherwise: %v", point, f.child.ProcessState)
		}
		f.start()
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(f.c.Data), "arm")); err == nil {
		f.t.Errorf("%s was not reached", point)
	}
	return answer
}

// request gives the id in the answer, "" if there was none or no success.
func (f *failing) request(path, key, kind string, body []byte) string {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, f.url+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Authorization", "Bearer "+f.tokens["wenshu"])
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(res.Body)
	_ = res.Body.Close() // read or broken off
	if err != nil || res.StatusCode != http.StatusCreated {
		return ""
	}
	return string(text)
}

func TestFailpoints_NothingHalfSavedAndTheSameKeyTheSameAnswer_D14(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := settings(t, db())
			found(t, c)
			f := &failing{program: &program{t: t, data: c.Data, tokens: map[string]string{}}, c: c}
			f.start()
			defer func() { _ = f.child.Process.Kill() }()
			f.bearer("wenshu")
			n := 0
			for point, what := range points {
				for _, how := range []string{"error", "die"} {
					n++
					switch what {
					case "register":
						f.registers(point, how, n)
					case "upload":
						f.uploads(point, how)
					case "send":
						f.sends(point, how)
					}
				}
			}
			f.sound(n)
		})
	}
}

// registers: whatever was answered, the same key gives one case.
func (f *failing) registers(point, how string, n int) {
	f.t.Helper()
	key := ident.Secret()
	body := fmt.Appendf(nil, `{"fields":{"source":"纸质","copies":1},"ahead":{"review":{"verdict":"受理"},"register":{"title":"停电时登记","organ":"云泽市统计局","doc_number":"云统函〔2026〕%d号","received_on":"2026-11-24","doc_kind":"函","class":"办件","copies":1}}}`, 2000+n)
	try := func() string { return f.request("/cases/incoming", key, "application/json", body) }
	first := f.fail(point, how, try)
	second, third := try(), try()
	if first != "" && first != second || second == "" || second != third {
		f.t.Errorf("%s %s: %q, then %q, then %q", point, how, first, second, third)
	}
}

// uploads: the same key gives one file, whole.
func (f *failing) uploads(point, how string) {
	f.t.Helper()
	key := ident.Secret()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "信.txt")
	if err == nil {
		_, err = io.WriteString(part, "停电时上传 "+point+how)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		f.t.Fatal(err)
	}
	try := func() string { return f.request("/files", key, form.FormDataContentType(), body.Bytes()) }
	first := f.fail(point, how, try)
	second, third := try(), try()
	if first != "" || second == "" || second != third {
		f.t.Errorf("%s %s: %q, then %q, then %q", point, how, first, second, third)
	}
}

// sends: a job of a committed transaction is done, however often its worker fails.
func (f *failing) sends(point, how string) {
	f.t.Helper()
	var hash string
	f.inside(func(a *app.App) error {
		var err error
		if hash, err = a.Blobs.Put(f.t.Context(), []byte("要清除 "+point+how)); err != nil {
			return err
		}
		// Periodic jobs of this minute must not be what fails. Those that died with
		// the child before this one are free after five minutes.
		if err := f.later(a); err != nil {
			return err
		}
		return f.until(a, `SELECT COUNT(*) FROM job WHERE done_at = 0 AND run_at < `+fmt.Sprint(a.DB.Now().UnixMilli()), 0)
	})
	f.fail(point, how, func() string {
		f.inside(func(a *app.App) error {
			return a.DB.Write(f.t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return job.Add(ctx, tx, job.Job{Kind: "remove-file", Key: hash, Payload: hash})
			})
		})
		if how == "error" {
			f.inside(func(a *app.App) error {
				return f.until(a, `SELECT COUNT(*) FROM job WHERE ukey = '`+hash+`' AND failure <> ''`, 1)
			})
		}
		return ""
	})
	f.inside(func(a *app.App) error {
		if err := errors.Join(f.later(a), f.until(a, `SELECT COUNT(*) FROM job WHERE ukey = '`+hash+`' AND done_at > 0`, 1)); err != nil {
			return err
		}
		if err := a.Blobs.Verify(f.t.Context(), hash); !errors.Is(err, store.ErrNotFound) {
			f.t.Errorf("%s %s: what was to be removed is there: %v", point, how, err)
		}
		return nil
	})
}

// inside works on the child's data beside it.
func (f *failing) inside(do func(a *app.App) error) {
	f.t.Helper()
	a, err := app.Open(f.t.Context(), f.c, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		f.t.Fatal(err)
	}
	if err := errors.Join(do(a), a.Close()); err != nil {
		f.t.Fatal(err)
	}
}

// later: no job's lease holds any more, as five minutes later.
func (f *failing) later(a *app.App) error {
	return a.DB.Write(f.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `UPDATE job SET lease_until = 0 WHERE done_at = 0`)
		return err
	})
}

// until waits for the child's workers.
func (f *failing) until(a *app.App, query string, want int64) (err error) {
	f.t.Helper()
	testkit.Wait(f.t, query, func() bool {
		var n int64
		n, err = store.Value[int64](f.t.Context(), a.DB.Read(), query)
		return err != nil || n == want
	})
	return err
}

// sound looks at everything in the end.
func (f *failing) sound(n int) {
	f.t.Helper()
	f.inside(func(a *app.App) error {
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM cases WHERE title = '停电时登记'`:                                                         4,
			`SELECT COUNT(*) FROM (SELECT series FROM number GROUP BY series, year HAVING COUNT(*) <> MAX(n)) AS gaps`: 0,
			`SELECT COUNT(*) FROM file WHERE name = '信.txt'`:                                                           8,
			`SELECT COUNT(DISTINCT hash) FROM file WHERE name = '信.txt'`:                                               8,
		} {
			if got, err := store.Value[int64](f.t.Context(), a.DB.Read(), query); err != nil || got != want {
				f.t.Errorf("%s: %d, want %d, %v", query, got, want, err)
			}
		}
		if err := a.Clean(f.t.Context(), a.DB.Now().Add(25*time.Hour)); err != nil {
			return err
		}
		var said strings.Builder
		if err := a.Verify(f.t.Context(), &said); err != nil {
			f.t.Errorf("after %d failures: %v %s", n, err, said.String())
		}
		return nil
	})
}
