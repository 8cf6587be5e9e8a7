package testkit

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"guiju.cn/guiju/internal/ident"
)

// pgOwner is the role that owns everything in a temporary server.
const pgOwner = "guiju"

// pgCommandTime bounds one createdb or dropdb on a loaded machine.
const pgCommandTime = 2 * time.Minute

//go:embed pg_watch.sh
var pgWatch string

// sharedServer starts the one server of this test process at its first use. It
// is the package's only shared state: starting a server for each test would
// cost two seconds each.
var sharedServer = sync.OnceValues(startServer)

// Postgres makes an empty database on a temporary PostgreSQL server and returns
// its URL, for use with pgx. The database is dropped when t ends. The server is
// shared by all tests of the process, keeps fsync on as the product demands
// (reliability.md D1), listens only on a socket in its own folder, so that
// several test processes never meet, and ends with the process, however that
// ends. A machine without the programs fails the test and names the command
// that installs them.
func Postgres(t testing.TB) string {
	t.Helper()
	return database(t, "template0")
}

// PostgresFill makes a database of Postgres anew, with what one of PostgresLasting
// holds. Nobody may be connected to either meanwhile.
func PostgresFill(t testing.TB, db, lasting string) {
	t.Helper()
	s, err := sharedServer()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	if err := errors.Join(s.run(t.Context(), "dropdb", databaseOf(db)), s.run(t.Context(), "createdb", "--template="+databaseOf(lasting), databaseOf(db))); err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
}

// PostgresCopy is Postgres, filled at once.
func PostgresCopy(t testing.TB, lasting string) string {
	t.Helper()
	return database(t, databaseOf(lasting))
}

// databaseOf is the name of the database that a URL of server.url names.
func databaseOf(db string) string {
	u, err := url.Parse(db)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

func database(t testing.TB, template string) string {
	t.Helper()
	s, err := sharedServer()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	name := "t_" + ident.Secret()
	if err := s.run(t.Context(), "createdb", "--template="+template, name); err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	t.Cleanup(func() {
		// The test's own context has ended by now.
		ctx := context.WithoutCancel(t.Context())
		if err := s.run(ctx, "dropdb", "--force", name); err != nil {
			t.Errorf("PostgreSQL for tests: %v", err)
		}
	})
	return s.url(name)
}

// PostgresLasting makes an empty database that ends with the process, to be filled
// once and copied for each test.
func PostgresLasting() (string, error) {
	s, err := sharedServer()
	if err != nil {
		return "", err
	}
	name := "t_" + ident.Secret()
	return s.url(name), s.run(context.Background(), "createdb", "--template=template0", name)
}

// server is a running temporary PostgreSQL.
type server struct {
	bin    string    // folder of PostgreSQL's programs
	dir    string    // its data, log and socket
	parent io.Closer // the watcher stops the server when this closes: held open for the life of the process
}

// startServer makes a cluster in a new folder and starts it under the watcher.
func startServer() (*server, error) {
	bin, err := findPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "guiju-pg-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	s := &server{bin: bin, dir: dir}
	if err := s.watch(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// watch starts the watcher, a small shell script in a session of its own, and
// waits until it says that the server answers. Neither a parent-death signal
// (Go may end the thread that it hangs on) nor a clean-up in TestMain (it does
// not run when the process is killed) would be enough.
func (s *server) watch() (err error) {
	attr := &syscall.SysProcAttr{Setsid: true}
	if os.Getuid() == 0 {
		// The server refuses to run as root.
		if attr.Credential, err = unprivileged(); err != nil {
			return err
		}
		if err := os.Chown(s.dir, int(attr.Credential.Uid), int(attr.Credential.Gid)); err != nil {
			return fmt.Errorf("hand over the folder: %w", err)
		}
	}
	cmd := exec.CommandContext(context.Background(), "/bin/sh", "-c", pgWatch, "pg_watch", s.bin, s.dir, pgOwner)
	cmd.Dir = s.dir
	cmd.SysProcAttr = attr
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "LC_ALL=C", "TZ=UTC"}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the watcher: %w", err)
	}
	out := bufio.NewReader(stdout)
	line, err := out.ReadString('\n')
	if line == "ready\n" {
		s.parent = stdin
		return nil
	}
	rest, _ := io.ReadAll(out)
	return fmt.Errorf("the server did not start: %w\n%s%s", errors.Join(err, cmd.Wait()), line, rest)
}

// url names a database the way pgx reads it: the socket's folder as host.
func (s *server) url(database string) string {
	return "postgres://" + pgOwner + "@/" + database + "?host=" + url.QueryEscape(s.dir) + "&sslmode=disable"
}

// run calls one of PostgreSQL's own client programs on the server. Drivers are
// left to internal/store.
func (s *server) run(ctx context.Context, program string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, pgCommandTime)
	defer cancel()
	args = append([]string{"--host=" + s.dir, "--username=" + pgOwner, "--no-password", "--maintenance-db=postgres"}, args...)
	out, err := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...).CombinedOutput() //nolint:gosec // G204: a program found above, own arguments
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, out)
	}
	return nil
}

// findPrograms tells the folder that holds PostgreSQL's server programs: what
// PATH and pg_config say, then where distributions put them, newest first.
func findPrograms() (string, error) {
	var folders []string
	if path, err := exec.LookPath("postgres"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	if out, err := exec.CommandContext(context.Background(), "pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib64/pgsql/bin",
		"/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin",
	} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		for i := len(found) - 1; i >= 0; i-- {
			folders = append(folders, found[i])
		}
	}
	for _, dir := range folders {
		if hasPrograms(dir) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no folder holds its server programs (looked in %s); install them with: make deps",
		strings.Join(folders, ", "))
}

// hasPrograms tells whether everything used here is in one folder, so that
// server and clients are of one version.
func hasPrograms(dir string) bool {
	for _, name := range []string{"postgres", "initdb", "pg_ctl", "createdb", "dropdb"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// unprivileged names who runs the server when the tests run as root.
func unprivileged() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if errU == nil && errG == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody to run it as")
}
