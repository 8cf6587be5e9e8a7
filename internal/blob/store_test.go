package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

// place is one of the two kinds, with a way behind the store's back.
type place struct {
	*testing.T
	*blob.Store
	damage func(hash string, data []byte)
}

// each runs a test on a folder and on a bucket.
func each(t *testing.T, test func(p place)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(place{t, open(t, blob.Options{Where: dir}), func(hash string, data []byte) {
			if err := os.WriteFile(filepath.Join(dir, hash[:2], hash), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}})
	})
	t.Run("bucket", func(t *testing.T) {
		t.Parallel()
		back := s3mem.New()
		if err := back.CreateBucket("files"); err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(gofakes3.New(back).Server())
		t.Cleanup(server.Close)
		test(place{t, open(t, blob.Options{Where: where(server) + "/files/bureau?tls=off", Key: "key", Secret: "secret"}), func(hash string, data []byte) {
			if _, err := back.PutObject("files", "bureau/"+hash[:2]+"/"+hash, map[string]string{}, bytes.NewReader(data), int64(len(data)), nil); err != nil {
				t.Fatal(err)
			}
		}})
	})
}

func where(server *httptest.Server) string {
	return "s3://" + strings.TrimPrefix(server.URL, "http://")
}

func open(t *testing.T, o blob.Options) *blob.Store {
	t.Helper()
	s, err := blob.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (p place) put(data string) string {
	p.Helper()
	hash, err := p.Put(p.Context(), []byte(data))
	if err != nil {
		p.Fatal(err)
	}
	return hash
}

func (p place) holds(hash, want string) {
	p.Helper()
	if got, err := p.Read(p.Context(), hash); err != nil || string(got) != want {
		p.Errorf("%d bytes, %v", len(got), err)
	}
}

// large is more than what a reader takes at once, and 17 MB: past the size at
// which S3 clients like to send in parts.
var large = strings.Repeat("规矩", 17<<20/6)

func TestStore_GivesBackWhatWasPut(t *testing.T) {
	t.Parallel()
	each(t, func(p place) {
		for _, data := range []string{"信", large} {
			hash := p.put(data)
			p.holds(hash, data)
			if again := p.put(data); again != hash || hash != testkit.SHA256(data) {
				p.Errorf("%s and %s", hash, again)
			}
			f, size, err := p.Open(p.Context(), hash)
			if err != nil || size != int64(len(data)) {
				p.Fatal(size, err)
			}
			if at, err := f.Seek(-int64(min(3, len(data))), io.SeekEnd); err != nil || at != int64(len(data)-min(3, len(data))) {
				p.Error(at, err)
			}
			if tail, err := io.ReadAll(f); err != nil || !strings.HasSuffix(data, string(tail)) {
				p.Errorf("%q %v", tail, err)
			}
			if err := f.Close(); err != nil {
				p.Error(err)
			}
			if err := p.Verify(p.Context(), hash); err != nil {
				p.Error(err)
			}
		}
	})
}

func TestStore_MissingAndStrangeNames(t *testing.T) {
	t.Parallel()
	each(t, func(p place) {
		for _, hash := range []string{testkit.SHA256("nothing"), "", "..", "../../etc/passwd", strings.ToUpper(p.put("信")), "zz" + testkit.SHA256("x")[2:]} {
			if _, _, err := p.Open(p.Context(), hash); !errors.Is(err, store.ErrNotFound) {
				p.Errorf("open %q: %v", hash, err)
			}
			if err := p.Verify(p.Context(), hash); !errors.Is(err, store.ErrNotFound) {
				p.Errorf("verify %q: %v", hash, err)
			}
		}
	})
}

// What was changed behind the store's back is never handed out, and putting the
// same file again mends it.
func TestStore_DamageIsFoundAndMended_D6(t *testing.T) {
	t.Parallel()
	each(t, func(p place) {
		hash := p.put(large)
		for _, bad := range []string{large[1:], large + "x", "x" + large[1:], ""} {
			p.damage(hash, []byte(bad))
			if _, _, err := p.Open(p.Context(), hash); !errors.Is(err, blob.ErrDamaged) || errs.Public(err) != "这个文件已损坏，可从备份恢复" {
				p.Errorf("open: %v", err)
			}
			if _, err := p.Read(p.Context(), hash); !errors.Is(err, blob.ErrDamaged) {
				p.Errorf("read: %v", err)
			}
			f, _, err := p.Stream(p.Context(), hash)
			if err != nil {
				p.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, f); !errors.Is(err, blob.ErrDamaged) {
				p.Errorf("stream: %v", err)
			}
			if err := f.Close(); err != nil {
				p.Error(err)
			}
		}
		p.put(large)
		p.holds(hash, large)
	})
}

func TestSweep_OnlyWhatIsOldAndHasNoRow(t *testing.T) {
	t.Parallel()
	each(t, func(p place) {
		named, lost := p.put("有行"), p.put("没有行")
		rows := func(_ context.Context, hash string) (bool, error) { return hash == named, nil }
		sweep := func(before time.Time, want int) {
			p.Helper()
			if n, err := p.Sweep(p.Context(), before, rows); err != nil || n != want {
				p.Errorf("%d removed, %v", n, err)
			}
		}
		hour := time.Now().Add(time.Hour) //nolint:forbidigo // files are dated by the machine
		sweep(hour.Add(-2*time.Hour), 0)
		p.holds(lost, "没有行")
		sweep(hour, 1)
		p.holds(named, "有行")
		if _, err := p.Read(p.Context(), lost); !errors.Is(err, store.ErrNotFound) {
			p.Errorf("the orphan is still there: %v", err)
		}
		broken := errors.New("the database is away")
		if _, err := p.Sweep(p.Context(), hour, func(context.Context, string) (bool, error) { return false, broken }); !errors.Is(err, broken) {
			p.Error(err)
		}
		p.holds(named, "有行")
	})
}

// A temporary file that a killed process left goes as well, a young one stays.
func TestSweep_RemainsOfABrokenPut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dead := errors.New("dead")
	s := open(t, blob.Options{Where: dir, Failpoints: func(name string) error {
		if name != "before-sync" {
			return nil
		}
		found, err := filepath.Glob(dir + "/*/.*")
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		return errors.Join(dead, os.Link(found[0], found[0]+"left"))
	}})
	if _, err := s.Put(t.Context(), []byte("信")); !errors.Is(err, dead) {
		t.Fatal(err)
	}
	none := func(context.Context, string) (bool, error) { return false, nil }
	now := time.Now() //nolint:forbidigo // files are dated by the machine
	for _, c := range []struct {
		before time.Time
		remain int
	}{{now.Add(-time.Hour), 1}, {now.Add(time.Hour), 0}} {
		if _, err := s.Sweep(t.Context(), c.before, none); err != nil {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(dir + "/*/.*"); err != nil || len(left) != c.remain {
			t.Errorf("%d remain, want %d: %v", len(left), c.remain, err)
		}
	}
}

// Each way of failing has its word for people; only a broken disk is fatal.
func TestPut_FailingDisk_D2(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at    string
		err   error
		says  string
		fatal bool
	}{
		"full":            {"before-sync", syscall.ENOSPC, "磁盘已满", false},
		"over the quota":  {"before-sync", syscall.EDQUOT, "磁盘已满", false},
		"read-only":       {"before-rename", syscall.EROFS, "只读", false},
		"input or output": {"before-rename", syscall.EIO, "系统内部出错", true},
		"fsync":           {"before-sync", store.ErrFatal, "系统内部出错", true},
	} {
		fatal := false
		dir := t.TempDir()
		s := open(t, blob.Options{Where: dir, OnFatal: func(error) { fatal = true }, Failpoints: func(point string) error {
			if point == c.at {
				return c.err
			}
			return nil
		}})
		_, err := s.Put(t.Context(), []byte("信"))
		if !strings.Contains(errs.Public(err), c.says) || errors.Is(err, store.ErrFatal) != c.fatal || fatal != c.fatal {
			t.Errorf("%s: %v, fatal %v", name, err, fatal)
		}
		if left, _ := filepath.Glob(dir + "/*/*"); len(left) != 0 {
			t.Errorf("%s: something was left: %v", name, left)
		}
	}
}

func TestBucket_FailuresAreToldAndFatalToNobody(t *testing.T) {
	t.Parallel()
	answer := ""
	back := s3mem.New()
	if err := back.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	inner := gofakes3.New(back).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer == "" {
			inner.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `<Error><Code>`+answer+`</Code></Error>`)
	}))
	defer server.Close()
	s := open(t, blob.Options{Where: where(server) + "/files?tls=off", Key: "key", Secret: "secret", OnFatal: func(err error) { t.Error(err) }})
	for code, says := range map[string]string{"AccessDenied": "密钥", "QuotaExceeded": "已满", "SlowDownForever": "暂时不能用"} {
		answer = code
		if _, err := s.Put(t.Context(), []byte("信")); errs.KindOf(err) != errs.Unavailable || !strings.Contains(errs.Public(err), says) {
			t.Errorf("%s: %v", code, err)
		}
	}
	server.Close()
	if _, err := s.Read(t.Context(), testkit.SHA256("信")); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("away: %v", err)
	}
}

func TestOpen_WhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	defer server.Close()
	host, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for where, says := range map[string]string{
		t.TempDir() + "/missing":                       "no such file",
		"s3://key:secret@" + host.Host + "/b?tls=off":  "不写在地址里",
		"s3://" + host.Host:                            "须是",
		"s3://" + host.Host + "/b?tls=off&colour=blue": "须是",
		"s3://" + host.Host + "/nothing?tls=off":       "没有桶 nothing",
	} {
		if _, err := blob.Open(t.Context(), blob.Options{Where: where, Key: "k", Secret: "s"}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", where, err)
		}
	}
}
