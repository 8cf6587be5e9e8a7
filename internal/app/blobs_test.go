package app_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/testkit"
)

// A bureau whose files stand in a bucket is one like any other: letters are read,
// it verifies, and its backup is restored into a folder on the other database.
func TestBlobs_FromABucketToAFolder_D6(t *testing.T) {
	t.Parallel()
	back := s3mem.New()
	if err := back.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	bucket := httptest.NewServer(gofakes3.New(back).Server())
	defer bucket.Close()
	c := settings(t, "")
	c.Blobs, c.BlobsKey, c.BlobsSecret = "s3://"+strings.TrimPrefix(bucket.URL, "http://")+"/files?tls=off", "key", "secret"
	p := startWith(t, c)
	if p.stored() != 0 {
		t.Error("files stand in the folder, not in the bucket")
	}
	letter := p.id("cases", "title", "关于做好2027年重点项目申报工作的通知")
	if status, page := p.get(p.client("wenshu"), "/files/"+p.fileOf(letter)); status != http.StatusOK || !strings.HasPrefix(page, "%PDF-") {
		t.Errorf("the letter: %d", status)
	}
	if err := p.app.Verify(t.Context(), io.Discard); err != nil {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "backup.tgz")
	if err := p.app.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	into := settings(t, testkit.Postgres(t))
	into.Keys = c.Keys
	b, err := app.Open(t.Context(), into, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	if err := b.Restore(t.Context(), file); err != nil && !errors.Is(err, app.ErrKeys) {
		t.Fatal(err)
	}
	var found strings.Builder
	if err := b.Verify(t.Context(), &found); err != nil {
		t.Error(err, found.String())
	}

	hash := p.value(`SELECT hash FROM file WHERE case_id = '` + letter + `'`)
	if _, err := back.DeleteObject("files", hash[:2]+"/"+hash); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if err := p.app.Verify(t.Context(), &said); !errors.Is(err, app.ErrFound) || !strings.Contains(said.String(), "文件缺失") {
		t.Errorf("a missing file: %v %s", err, said.String())
	}
	bucket.Close()
	if status, answer := p.upload(p.clientOf("wenshu"), "信.txt", []byte("好")); status != http.StatusServiceUnavailable || !strings.Contains(answer, "文件存储暂时不能用") {
		t.Errorf("the bucket is away: %d %s", status, answer)
	}
	if status, _ := p.get(p.clientOf("wenshu"), "/cases/"+letter); status != http.StatusOK {
		t.Errorf("reading does not go on: %d", status)
	}
}

// The daily job removes what is left of broken uploads, and nothing that a row
// names, however old.
func TestClean_FilesWithoutARow_D6(t *testing.T) {
	t.Parallel()
	p := start(t, "")
	before := p.stored()
	if _, err := p.app.Blobs.Put(t.Context(), []byte("行没有写成")); err != nil {
		t.Fatal(err)
	}
	if err := p.app.Clean(t.Context(), p.app.DB.Now()); err != nil || p.stored() != before+1 {
		t.Errorf("a young one is gone, %v", err)
	}
	if err := p.app.Clean(t.Context(), p.app.DB.Now().Add(25*time.Hour)); err != nil || p.stored() != before {
		t.Errorf("%d of %d files are left, %v", p.stored(), before, err)
	}
	if err := p.app.Verify(t.Context(), io.Discard); err != nil {
		t.Error(err)
	}
}
