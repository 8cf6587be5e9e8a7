package arch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is where a file surely has two jobs; about 400 is the aim.
const maxLines = 800

// unfinished is spelled in two parts so that this file does not contain it.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)

func TestFiles(t *testing.T) {
	t.Parallel()
	base := root(t)
	for _, p := range list(t) {
		for _, file := range p.files() {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, err := filepath.Rel(base, file)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range faults(filepath.ToSlash(name), src) {
				t.Error(fault)
			}
		}
	}
}

// faults tells what is wrong with the Go file at name inside the module.
func faults(name string, src []byte) []string {
	var found []string
	add := func(what, why string) { found = append(found, name+" "+what+"\n\twhy: "+why) }
	if n := bytes.Count(src, []byte("\n")); n > maxLines {
		add("is too long", "past 800 lines a file has two jobs; divide it by subject")
	}
	if unfinished.Match(src) {
		add("says "+string(unfinished.Find(src)), "what is unfinished is an issue, not a comment")
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		add("cannot be parsed: "+err.Error(), "the rules below need it")
		return found
	}
	_, level, _ := unit(filepath.ToSlash(filepath.Dir(name)))
	test := strings.HasSuffix(name, "_test.go")
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				add("has an init function", "nothing happens by importing: wiring is the explicit list in internal/app")
			}
		case *ast.BasicLit:
			if word := badWord(n); word != "" && !test {
				add("says "+word+" in "+n.Value, "words for people follow docs/glossary.md and CONTRIBUTING.md: "+badWords[word])
			}
		case *ast.CallExpr:
			selector, ok := n.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch call := selector.Sel.Name; call {
			case "Skip", "Skipf", "SkipNow":
				if test || level == scaffolding {
					add("calls "+call, "a skipped test passes silently where something is missing; it must fail and name the command")
				}
			case "Getenv", "LookupEnv", "Environ":
				if isOS(selector.X) && !test && level < wiring {
					add("reads the environment", "only app and cmd read configuration; everything else is handed what it needs")
				}
			}
		}
		return true
	})
	return found
}

// badWords must not stand in texts for people, with what stands instead.
var badWords = map[string]string{
	"登陆":     "登录",
	"其它":     "其他",
	"帐号":     "账号",
	"帐户":     "账户",
	"非法":     "say what is the matter, with the numbers",
	"无效":     "say what is the matter, with the numbers",
	"您":      "你",
	"！":      "no exclamation marks",
	"请检查后重试": "say what is the matter",
	"操作失败":   "say what did not happen",
	"操作成功":   "say what was done",
}

var han = regexp.MustCompile(`\p{Han}`)

// badWord tells the first bad word of a text, or "". A text without a Chinese
// character is not for people: full-width signs that are read forgivingly.
func badWord(lit *ast.BasicLit) string {
	if lit.Kind != token.STRING || !han.MatchString(lit.Value) {
		return ""
	}
	for _, word := range slices.Sorted(maps.Keys(badWords)) {
		if strings.Contains(lit.Value, word) {
			return word
		}
	}
	return ""
}

func isOS(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "os"
}

// The rules themselves, tried on made-up files.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"internal/flow/a.go", "package flow\n", ""},
		{"internal/flow/a.go", "package flow\n" + strings.Repeat("\n", maxLines), "too long"},
		{"internal/flow/a.go", "package flow // TO" + "DO later\n", "says"},
		{"internal/flow/a.go", "package flow\nfunc init() {}\n", "init function"},
		{"internal/flow/a_test.go", "package flow\nfunc f(t T) { t.Skip() }\n", "calls Skip"},
		{"internal/testkit/a.go", "package testkit\nfunc f(t T) { t.Skipf(``) }\n", "calls Skipf"},
		{"internal/flow/a.go", "package flow\nfunc f(r R) { r.Skip() }\n", ""},
		{"internal/flow/a.go", "package flow\nvar v = os.Getenv(`V`)\n", "environment"},
		{"internal/app/a.go", "package app\nvar v = os.Getenv(`V`)\n", ""},
		{"internal/flow/a.go", "package flow\nvar v = `帐号已停用`\n", "账号"},
		{"internal/flow/a.go", "package flow\nvar v = `已办结！`\n", "exclamation"},
		{"internal/flow/a.go", "package flow\nvar v = `！`\n", ""},
		{"internal/flow/a_test.go", "package flow\nvar v = `您`\n", ""},
		{"internal/flow/a.go", "package\n", "cannot be parsed"},
	} {
		got := strings.Join(faults(c.name, []byte(c.src)), "\n")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q gives %q, want %q", c.name, c.src, got, c.want)
		}
	}
}
