package arch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "guiju.cn/guiju"

// pkg is what `go list -json` says about one package.
type pkg struct {
	ImportPath, Dir, Name, Doc string

	GoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports                 []string
}

// rel is the package's path inside the module: "internal/web/ui".
func (p pkg) rel() string { return inModule(p.ImportPath) }

// inModule gives a path inside the module, or "" for what is outside it.
func inModule(path string) string {
	if rest, ok := strings.CutPrefix(path, module+"/"); ok {
		return rest
	}
	return ""
}

// files are all Go files of the package, with their folders.
func (p pkg) files() []string {
	var all []string
	for _, group := range [][]string{p.GoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles} {
		for _, name := range group {
			all = append(all, filepath.Join(p.Dir, name))
		}
	}
	return all
}

// root is the folder of the module.
func root(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// list tells all packages of the module.
func list(t *testing.T) []pkg {
	t.Helper()
	// -e: a package that does not compile is the compiler's to complain about.
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json", "./...")
	cmd.Dir = root(t)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for decoder := json.NewDecoder(out); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		// npm packages may carry Go files.
		if !strings.Contains(p.ImportPath, "/node_modules/") {
			all = append(all, p)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("go list names no package")
	}
	return all
}

// unit tells the line of the table that a path falls under, and its level.
func unit(path string) (name string, level int, ok bool) {
	for name = path; name != "."; name = filepath.Dir(name) {
		if level, ok = levels[name]; ok {
			return name, level, true
		}
	}
	return "", 0, false
}

// specification tells "seal" for internal/work/seal and what is below it.
func specification(path string) string {
	rest, ok := strings.CutPrefix(path, "internal/work/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// within tells whether path is folder or below it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func TestImports_PointDown(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		for _, imported := range p.Imports {
			if why := forbidden(p.rel(), imported); why != "" {
				t.Errorf("%s imports %s\n\twhy not: %s", p.rel(), imported, why)
			}
		}
	}
}

// forbidden says why the package at path may not import what it imports, or
// "" if it may.
func forbidden(path, imported string) string {
	from, level, ok := unit(path)
	if !ok {
		return fmt.Sprintf("%s has no level yet: give it a line in internal/arch/layers_test.go and in design.md", path)
	}
	for _, driver := range drivers {
		if within(imported, driver) && from != "internal/store" {
			return "only internal/store knows which database it is; elsewhere the same SQL must run on both"
		}
	}
	if imported == "net/http" && level <= engine {
		return "L0–L3 know nothing of HTTP, so that pages, API, command and jobs can all use them alike"
	}
	if imported == "flag" && level < wiring {
		return "only app and cmd read configuration; everything else is handed what it needs"
	}
	target := inModule(imported)
	if target == "" {
		return ""
	}
	to, toLevel, ok := unit(target)
	switch {
	case !ok:
		return fmt.Sprintf("%s has no level yet: give it a line in internal/arch/layers_test.go and in design.md", target)
	case toLevel == scaffolding:
		return "it is for tests only and must not reach the program"
	case specification(path) != "" && specification(target) != "":
		return betweenSpecifications(path, target)
	case from == "internal/public" && (target == "internal/web" || to == "internal/account"):
		return "the public listener shares nothing of the inside's sessions, so that a hole there opens nothing here (1-09-3)"
	case from == to, level == programs, level == scaffolding:
		return ""
	case toLevel > level:
		return fmt.Sprintf("imports point down only: L%d must not know L%d; declare a small interface and let app wire it", level, toLevel)
	case toLevel == level && siblings[from][to] == "":
		return "within a level only with a reason (siblings in internal/arch/layers_test.go): " +
			"declare a small interface and let app wire it"
	}
	return ""
}

func betweenSpecifications(path, target string) string {
	if specification(path) == specification(target) {
		return ""
	}
	return "one specification never imports another: it declares a small interface that app wires, or reacts to an outbox event, " +
		"so that each can be read, tested and changed alone"
}

// The rules themselves, tried on made-up imports: a rule that cannot fail
// proves nothing.
func TestForbidden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, imported string
		want           string // part of the reason; "" if allowed
	}{
		{"internal/work/seal", module + "/internal/work/outgoing", "never imports another"},
		{"internal/work/seal", module + "/internal/work/seal/migrations", ""},
		{"internal/work/seal", module + "/internal/web/ui", ""},
		{"internal/flow", "net/http", "know nothing of HTTP"},
		{"internal/pdf", "net/http", "know nothing of HTTP"},
		{"internal/web", "net/http", ""},
		{"internal/flow", module + "/internal/web", "point down"},
		{"internal/flow", module + "/internal/api", "point down"},
		{"internal/store", module + "/internal/org", "point down"},
		{"internal/org", module + "/internal/audit", ""},
		{"internal/org", module + "/internal/runner", ""},
		{"internal/audit", module + "/internal/org", "within a level"},
		{"internal/web", module + "/internal/api", "within a level"},
		{"internal/work/seal", "github.com/jackc/pgx/v5/stdlib", "which database"},
		{"internal/store", "modernc.org/sqlite", ""},
		{"internal/store/sqlite", "modernc.org/sqlite/lib", ""},
		{"internal/web", module + "/internal/testkit", "tests only"},
		{"internal/public", module + "/internal/web", "sessions"},
		{"internal/public", module + "/internal/web/ui", ""},
		{"internal/desk", "flag", "configuration"},
		{"internal/surprise", "fmt", "no level yet"},
		{"internal/web", module + "/internal/surprise", "no level yet"},
		{"cmd/guiju", module + "/internal/app", ""},
	} {
		got := forbidden(c.path, c.imported)
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s imports %s: %q, want %q", c.path, c.imported, got, c.want)
		}
	}
}

// Drivers in tests would tie those to one database.
func TestImports_DriversInTests(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		if from, _, _ := unit(p.rel()); from == "internal/store" || from == "internal/testkit" {
			continue
		}
		for _, imported := range append(p.TestImports, p.XTestImports...) {
			for _, driver := range drivers {
				if within(imported, driver) {
					t.Errorf("a test of %s imports %s\n\twhy not: a test opens databases through internal/store, "+
						"so that it runs on both", p.rel(), imported)
				}
			}
		}
	}
}

func TestPackages_SayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		if len(p.GoFiles) > 0 && p.Doc == "" {
			t.Errorf("%s has no package comment\n\twhy: who opens a folder should learn in two lines what it is for", p.rel())
		}
	}
}

func TestSiblings_AreOfOneLevel(t *testing.T) {
	t.Parallel()
	for from, allowed := range siblings {
		for to, why := range allowed {
			if levels[from] != levels[to] || why == "" {
				t.Errorf("siblings: %s → %s is not within a level, or has no reason", from, to)
			}
		}
	}
}
