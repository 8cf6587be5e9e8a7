package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
	"guiju.cn/guiju/internal/web"
)

// browser is a person's, signed in before anything goes wrong.
func (n *node) browser(login string) *http.Client {
	n.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		n.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute}
	if status, _ := n.post(c, "/login", url.Values{"login": {login}, "password": {web.DemoPassword}}); status != http.StatusSeeOther {
		n.Fatalf("%s does not get in: %d", login, status)
	}
	return c
}

func (n *node) read(res *http.Response, err error) (int, string) {
	n.Helper()
	if err != nil {
		n.Fatalf("%v\n%s", err, n.said)
	}
	text, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		n.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func (n *node) get(c *http.Client, path string) (int, string) {
	n.Helper()
	return n.read(c.Get(n.url + path))
}

func (n *node) post(c *http.Client, path string, values url.Values) (int, string) {
	n.Helper()
	return n.read(c.PostForm(n.url+path, values))
}

var hidden = regexp.MustCompile(`name="(csrf|key|task|task_version|content_version)" value="([^"]*)"`)

// page is a form as a browser holds it: its hidden values.
func page(text string) url.Values {
	values := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(text, -1) {
		if values.Get(m[1]) == "" {
			values.Set(m[1], m[2])
		}
	}
	return values
}

// registration is a filled-in form.
func registration(text, title string) url.Values {
	v := page(text)
	for name, value := range map[string]string{"source": "纸质", "title": title, "organ": "云泽市统计局", "received_on": "2026-11-24", "doc_kind": "函", "class": "办件", "copies": "1", "verdict": "受理"} {
		v.Set(name, value)
	}
	return v
}

// onTmpfs lets a node run on a file system of its own over the bureau's data folder,
// with some room left in KiB, in a mount namespace that ends with it.
func (b *bureau) onTmpfs(room int) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		const script = `set -e; cp -a "$1/data" "$1/copy"; mount -t tmpfs -o "size=$(($(du -sk "$1/copy" | cut -f1) + $2))k,mode=700" tmpfs "$1/data"; cp -a "$1/copy/." "$1/data"; dir=$1; shift 2; exec "$@"`
		unshare, err := exec.LookPath("unshare")
		if err != nil {
			b.Fatal("unshare is missing: apt-get install util-linux")
		}
		args := []string{unshare, "--mount", "/bin/sh", "-c", script, "sh", b.dir, strconv.Itoa(room)}
		if os.Getuid() != 0 {
			args[1] = "--map-root-user"
			args = append(args[:2], append([]string{"--mount"}, args[2:]...)...)
		}
		cmd.Path, cmd.Args = unshare, append(args, cmd.Args...)
	}
}

// A full disk: people are told on the page and by the API, nothing typed is lost,
// nothing is half-saved, reading goes on; with room again the very same form is
// taken, once.
func TestDisk_Full_D2(t *testing.T) {
	t.Parallel()
	b := found(t, "")
	n := b.serve(b.onTmpfs(10 << 10))
	if err := n.signIn("wenshu"); err != nil {
		t.Fatal(err)
	}
	wenshu, zhuren := n.browser("wenshu"), n.browser("bangongshizhuren")
	_, form := n.get(wenshu, "/start/incoming")
	filled := registration(form, "磁盘满时登记的函")
	status, opened, err := n.call("wenshu", http.MethodPost, "/cases/incoming", "before", letter("云统函〔2026〕700号"))
	if err != nil || status != http.StatusCreated {
		t.Fatal(status, opened, err)
	}
	proposal := "/cases/" + opened["case_id"].(string)
	_, casePage := n.get(zhuren, proposal)

	fill := fmt.Sprintf("/proc/%d/root%s/data/fill", n.cmd.Process.Pid, b.dir)
	saved := n.untilFull(fill)

	status, text := n.post(wenshu, "/start/incoming", filled)
	if status != http.StatusServiceUnavailable || !strings.Contains(text, "磁盘已满，没有保存") || !strings.Contains(text, "磁盘满时登记的函") {
		t.Errorf("the form: %d", status)
	}
	if again := page(text); again.Get("key") != filled.Get("key") {
		t.Error("the form that comes back is another attempt")
	}
	act := page(casePage)
	act.Set("action", "approve")
	act.Set("opinion", "拟请局长批示，请不要丢。")
	act.Set("class", "办件")
	act.Set("together", "依次")
	if status, text := n.post(zhuren, proposal, act); status != http.StatusServiceUnavailable && status != http.StatusUnprocessableEntity || !strings.Contains(text, "请不要丢") {
		t.Errorf("an opinion: %d", status)
	}
	for _, path := range []string{"/todo", "/registers/1-02-F1", proposal} {
		if status, _ := n.get(wenshu, path); status != http.StatusOK {
			t.Errorf("reading %s does not go on: %d", path, status)
		}
	}
	if status, text := n.post(wenshu, "/login", url.Values{"login": {"juzhang"}, "password": {web.DemoPassword}}); status != http.StatusServiceUnavailable {
		t.Errorf("log-in: %d %s", status, text)
	}

	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if status, text := n.post(wenshu, "/start/incoming", filled); status != http.StatusSeeOther {
			t.Fatalf("with room again: %d %s", status, text)
		}
	}
	n.is("磁盘满时登记的函", 1)
	n.is("关于报送情况的函", saved+1)
	nsenter := exec.CommandContext(t.Context(), "nsenter", "--target", fmt.Sprint(n.cmd.Process.Pid), "--mount")
	if os.Getuid() != 0 {
		nsenter.Args = append(nsenter.Args, "--user", "--preserve-credentials")
	}
	nsenter.Args = append(nsenter.Args, b.command("verify").Args...)
	if text, code := output(t, nsenter); code != 0 {
		t.Errorf("verify: %d %s", code, text)
	}
	n.stop()
}

// untilFull fills the disk and registers until nothing more is taken; it gives
// how many were.
func (n *node) untilFull(fill string) (saved int) {
	n.Helper()
	f, err := os.Create(fill)
	if err != nil {
		n.Fatal(err)
	}
	chunk := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(chunk)
	}
	if err := f.Close(); !errors.Is(err, syscall.ENOSPC) && err != nil {
		n.Fatal(err)
	}
	for i := range 2000 { // the write-ahead log may have room of its own
		status, answer, err := n.call("wenshu", http.MethodPost, "/cases/incoming", fmt.Sprint("fill", i), letter(fmt.Sprintf("云统函〔2026〕%d号", 1000+i)))
		switch {
		case err != nil:
			n.Fatalf("%v\n%s", err, n.said)
		case status == http.StatusServiceUnavailable && strings.Contains(answer["title"].(string), "磁盘已满"):
			return saved
		case status != http.StatusCreated:
			n.Fatalf("%d %v", status, answer)
		}
		saved++
	}
	n.Fatal("the disk does not get full")
	return 0
}

// is asks the API how many cases have a title.
func (n *node) is(title string, want int) {
	n.Helper()
	got, cursor := 0, ""
	for {
		_, answer, err := n.call("wenshu", http.MethodGet, "/cases?q="+url.QueryEscape(title)+"&cursor="+cursor, "", nil)
		if err != nil {
			n.Fatal(err)
		}
		items, _ := answer["items"].([]any)
		got += len(items)
		if cursor, _ = answer["cursor"].(string); cursor == "" {
			break
		}
	}
	if got != want {
		n.Errorf("%d cases %s, want %d", got, title, want)
	}
}

// broken makes system calls of a node fail with an error until undo is called.
func (n *node) broken(calls, code string) (undo func()) {
	n.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		n.Fatal("strace is missing, with which disks are made to fail: apt-get install strace")
	}
	cmd := exec.CommandContext(n.Context(), strace, "-f", "-p", fmt.Sprint(n.cmd.Process.Pid), "-e", "trace="+calls, "-e", "inject="+calls+":error="+code, "-o", "/dev/null")
	said := &lines{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		n.Fatal(err)
	}
	testkit.Wait(n.T, "strace attaches", func() bool { return strings.Contains(said.String(), "attached") })
	return func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // ended by the signal
	}
}

// A disk that turns read-only is told and is no damage; writing goes on by itself.
func TestDisk_ReadOnly_D2(t *testing.T) {
	t.Parallel()
	n := found(t, "").serve()
	if err := n.signIn("wenshu"); err != nil {
		t.Fatal(err)
	}
	undo := n.broken("pwrite64", "EROFS")
	status, answer, err := n.call("wenshu", http.MethodPost, "/cases/incoming", "k", letter("云统函〔2026〕701号"))
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(answer["title"].(string), "数据目录只读") {
		t.Errorf("%d %v %v", status, answer, err)
	}
	n.is("关于报送情况的函", 0)
	undo()
	if status, answer, err := n.call("wenshu", http.MethodPost, "/cases/incoming", "k", letter("云统函〔2026〕701号")); err != nil || status != http.StatusCreated {
		t.Errorf("writable again: %d %v %v", status, answer, err)
	}
	n.is("关于报送情况的函", 1)
	n.stop()
}

// The first failed fsync ends the program with a clear line and leaves a mark; the
// next start verifies what was written last. If that holds it serves, if not it
// says what is wrong and how to restore.
func TestDisk_FailedSync_D2(t *testing.T) {
	t.Parallel()
	b := found(t, "")
	n := b.serve()
	if err := n.signIn("wenshu"); err != nil {
		t.Fatal(err)
	}
	undo := n.broken("fsync", "EIO")
	if _, answer, err := n.call("wenshu", http.MethodPost, "/cases/incoming", "k", letter("云统函〔2026〕702号")); err == nil {
		t.Errorf("something was answered: %v", answer)
	}
	if code := n.ended(time.Minute); code != 3 || !strings.Contains(n.said.String(), "磁盘或数据库出错，已停止运行") {
		t.Errorf("exit code %d\n%s", code, n.said)
	}
	undo()

	n = b.serve()
	if said := n.said.String(); !strings.Contains(said, "先核验最近的留痕") || !strings.Contains(said, "完好") {
		t.Errorf("the next start does not say that it verified: %s", said)
	}
	n.kill()
	if n = b.serve(); strings.Contains(n.said.String(), "核验") {
		t.Error("the mark stays although all was well")
	}
	undo = n.broken("fsync", "EIO")
	n.ended(time.Minute) // its workers write each second
	undo()
	hash := b.damage()
	text, code := b.run("serve", "--addr", "127.0.0.1:0")
	for _, want := range []string{"没有启动", "文件已被改动：file ", "guiju verify", "guiju restore 备份文件"} {
		if code != 3 || !strings.Contains(text, want) {
			t.Errorf("exit code %d, no %q: %s", code, want, text)
		}
	}
	if text, code := b.run("serve", "--addr", "127.0.0.1:0"); code != 3 {
		t.Errorf("the second try serves: %d %s", code, text)
	}
	if text, code := b.run("verify"); code != 1 || !strings.Contains(text, "文件已被改动") {
		t.Errorf("verify: %d %s (%s)", code, text, hash)
	}
}

// damage changes the newest file and gives its name.
func (b *bureau) damage() string {
	b.Helper()
	db := b.database()
	defer func() { _ = db.Close() }()
	hash, err := store.Value[string](b.Context(), db.Read(), `SELECT hash FROM file WHERE hash <> '' ORDER BY uploaded_at DESC, id DESC LIMIT 1`)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "data", "files", hash[:2], hash), []byte("%PDF- x"), 0o600); err != nil {
		b.Fatal(err)
	}
	return hash
}
