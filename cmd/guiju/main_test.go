package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"guiju.cn/guiju/internal/web"
)

// The test binary is the program itself when it is called as one: what is tested
// here is the whole process, from its flags to its exit code.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-test.") {
		main()
		os.Exit(0)
	}
	os.Exit(runAll(m))
}

// demoFolder holds the one demo bureau on SQLite, of which tests get a copy.
var demoFolder string

var makeDemo sync.Once

func runAll(m *testing.M) int {
	var err error
	if demoFolder, err = os.MkdirTemp("", "guiju-demo-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(demoFolder) }()
	return m.Run()
}

// bureau is a demo bureau on disk, with the program to run on it.
type bureau struct {
	*testing.T
	dir   string // holds data and keys
	flags []string
}

// found makes a demo bureau; db is "" for SQLite.
func found(t *testing.T, db string) *bureau {
	t.Helper()
	b := in(t, t.TempDir(), db)
	if db != "" {
		b.must("demo")
		return b
	}
	makeDemo.Do(func() { in(t, demoFolder, "").must("demo") })
	if err := os.CopyFS(b.dir, os.DirFS(demoFolder)); err != nil {
		t.Fatal(err)
	}
	return b
}

// in is a bureau of some folder.
func in(t *testing.T, dir, db string) *bureau {
	t.Helper()
	fonts, err := filepath.Abs("../../fonts")
	if err != nil {
		t.Fatal(err)
	}
	b := &bureau{t, dir, []string{"--data", dir + "/data", "--keys", dir + "/keys", "--fonts", fonts}}
	if db != "" {
		b.flags = append(b.flags, "--db", db)
	}
	return b
}

// commandTime ends a command that should have ended by itself: one that serves what it
// should refuse to serve.
const commandTime = 5 * time.Minute

// command is the program with a subcommand's arguments and the bureau's flags.
func (b *bureau) command(args ...string) *exec.Cmd {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	all := append(strings.Fields(args[0]), b.flags...) // “user list” is one name
	ctx, stop := context.WithTimeout(context.WithoutCancel(b.Context()), commandTime)
	b.Cleanup(stop)
	return exec.CommandContext(ctx, self, append(all, args[1:]...)...)
}

// run gives what a command printed and its exit code.
func (b *bureau) run(args ...string) (text string, code int) {
	b.Helper()
	return output(b.T, b.command(args...))
}

func output(t *testing.T, cmd *exec.Cmd) (string, int) {
	t.Helper()
	text, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(text), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text), 0
}

func (b *bureau) must(args ...string) string {
	b.Helper()
	text, code := b.run(args...)
	if code != 0 {
		b.Fatalf("guiju %v: exit code %d\n%s", args, code, text)
	}
	return text
}

// node is a serving process.
type node struct {
	*testing.T
	cmd    *exec.Cmd
	url    string
	said   *lines
	tokens sync.Map
}

// lines is what a process writes, readable while it does.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write is io.Writer's.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// serve starts the program and waits until it listens; change may alter the
// command first.
func (b *bureau) serve(change ...func(cmd *exec.Cmd)) *node {
	b.Helper()
	n := &node{T: b.T, cmd: b.command("serve", "--addr", "127.0.0.1:0"), said: &lines{}}
	for _, c := range change {
		c(n.cmd)
	}
	n.cmd.Stderr = n.said
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = n.cmd.Process.Kill() }) // it has mostly ended by then
	for in := bufio.NewReader(out); n.url == ""; { // behind the accounts of a demo bureau
		line, err := in.ReadString('\n')
		if err != nil {
			b.Fatalf("it does not serve: %v, %v\n%s", err, n.cmd.Wait(), n.said)
		}
		if url, ok := strings.CutPrefix(line, "listening on "); ok {
			n.url = strings.TrimSpace(url)
		}
	}
	return n
}

// stop ends the process as an operator does; it must end well.
func (n *node) stop() {
	n.Helper()
	if err := errors.Join(n.cmd.Process.Signal(syscall.SIGTERM), n.cmd.Wait()); err != nil {
		n.Errorf("%v\n%s", err, n.said)
	}
}

// kill ends the process as a power cut does.
func (n *node) kill() {
	n.Helper()
	if err := n.cmd.Process.Kill(); err != nil {
		n.Error(err)
	}
	_ = n.cmd.Wait() // killed: an error by design
}

// ended waits for the process to end by itself and gives its exit code.
func (n *node) ended(within time.Duration) int {
	n.Helper()
	done := make(chan struct{})
	go func() { _ = n.cmd.Wait(); close(done) }()
	select {
	case <-done:
		return n.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		n.Fatalf("it goes on\n%s", n.said)
		return 0
	}
}

// signIn gets a token before anything goes wrong.
func (n *node) signIn(login string) error {
	status, answer, err := n.call("", http.MethodPost, "/session", "", map[string]string{"login": login, "password": web.DemoPassword})
	if err != nil || status != http.StatusOK {
		return errors.Join(err, errors.New(login+" does not get in"))
	}
	n.tokens.Store(login, answer["token"])
	return nil
}

// call asks the API; an error means that no answer came.
func (n *node) call(login, method, path, key string, body any) (status int, answer map[string]any, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(n.Context()), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, n.url+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	if token, ok := n.tokens.Load(login); ok {
		req.Header.Set("Authorization", "Bearer "+token.(string))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	raw, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return 0, nil, err
	}
	return res.StatusCode, answer, json.Unmarshal(raw, &answer)
}

// letter is what registers an incoming document in one step.
func letter(number string, files ...string) map[string]any {
	register := map[string]any{"title": "关于报送情况的函", "organ": "云泽市统计局", "doc_number": number, "received_on": "2026-11-24", "doc_kind": "函", "class": "办件", "copies": 1, "files": files}
	return map[string]any{"fields": map[string]any{"source": "纸质", "copies": 1}, "ahead": map[string]any{"register": register, "review": map[string]any{"verdict": "受理"}}}
}
