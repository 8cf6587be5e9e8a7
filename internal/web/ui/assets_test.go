package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guiju.cn/guiju/internal/web/static"
)

const source = "../../../assets/src/"

var comments = regexp.MustCompile(`(?s)/\*.*?\*/`)

// tooNew is what Chromium 92 does not understand (ux.md §1).
var tooNew = regexp.MustCompile(`color-mix\(|oklch\(|oklab\(|:has\(|@layer|@container|light-dark\(|\d(dvh|svh|lvh|cqw)\b|@scope|:popover-open|anchor\(|@starting-style|text-wrap:|accent-color|inset-inline|subgrid`)

func readCSS(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(source, name))
	if err != nil {
		t.Fatal(err)
	}
	return comments.ReplaceAllString(string(b), "")
}

func TestCSS_WorksInChromium92(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"office.css", "nojs.css", "editor.css"} {
		css := readCSS(t, name)
		if hit := tooNew.FindString(css); hit != "" {
			t.Errorf("%s uses %s", name, hit)
		}
		if hit := nested(css); hit != "" {
			t.Errorf("%s nests rules at %q", name, hit)
		}
		if strings.Contains(css, "https:") || strings.Contains(css, "url(") || strings.Contains(css, "@import") {
			t.Errorf("%s loads something", name)
		}
	}
	if built, ok := static.File("app.css"); ok {
		if hit := tooNew.FindString(comments.ReplaceAllString(string(built), "")); hit != "" {
			t.Errorf("the built CSS uses %s", hit)
		}
	}
}

// nested gives the head of a rule inside a rule that is no at-rule, or "".
func nested(css string) string {
	var open []bool // whether each open block is an at-rule's
	from := 0
	for i, r := range css {
		switch r {
		case '{':
			head := strings.TrimSpace(css[from:i])
			for _, at := range open {
				if !at {
					return head
				}
			}
			open = append(open, strings.HasPrefix(head, "@"))
			from = i + 1
		case '}':
			open = open[:len(open)-1]
			from = i + 1
		case ';':
			from = i + 1
		}
	}
	return ""
}

// All width breakpoints are for screens, or A4 comes out in the phone's layout.
func TestCSS_BreakpointsAreForScreens(t *testing.T) {
	t.Parallel()
	for _, m := range regexp.MustCompile(`@media[^{]*width[^{]*`).FindAllString(readCSS(t, "office.css")+readCSS(t, "editor.css"), -1) {
		if !strings.HasPrefix(m, "@media screen and") {
			t.Errorf("%s", m)
		}
	}
}

// Every class a page uses has a rule, so that a changed name is noticed.
func TestCSS_KnowsTheClassesOfThePages(t *testing.T) {
	t.Parallel()
	css := readCSS(t, "office.css") + readCSS(t, "nojs.css") + readCSS(t, "editor.css")
	hooks := map[string]bool{ // no rule of their own: words that only tell parts apart
		"one": true, "cid": true, "zoom": true, "figs": true, "read": true, "reader": true, "bl": true, "bv": true, "pv": true, "disabled": true, "active": true, "page-item": true,
		"w-m": true, "lf": true, "danger": true, "size": true, "tot": true, "chart": true, "form-check-input": true, "form-control": true, "form-select": true,
	}
	missing := map[string]string{}
	for name, p := range gallery() {
		for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(rendered(t, p), -1) {
			for class := range strings.FieldsSeq(m[1]) {
				if !hooks[class] && !regexp.MustCompile(`\.`+regexp.QuoteMeta(class)+`\b`).MatchString(css) {
					missing[class] = name
				}
			}
		}
	}
	for class, page := range missing {
		t.Errorf("no rule for .%s of %s", class, page)
	}
}

// ux.md §11, where the assets are built.
func TestBudget_Assets(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]int{"app.css": 40 << 10, "app.js": 25 << 10, "icons.svg": 6 << 10, "editor.js": 12 << 10, "editor.css": 2 << 10} {
		if built, ok := static.File(name); ok && zipped(built) > most {
			t.Errorf("%s: %d bytes gz, at most %d", name, zipped(built), most)
		}
	}
}

func TestWords_InTheScript(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(source + "*.ts")
	if err != nil || len(files) == 0 {
		t.Fatal("no script found", err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if hit := regexp.MustCompile(`登陆|其它|帐号|非法|无效|您|！`).FindString(string(b)); hit != "" {
			t.Errorf("%s says %s", file, hit)
		}
		if hit := regexp.MustCompile(`localStorage|sessionStorage|innerHTML|eval\(|https?://`).FindString(string(b)); hit != "" {
			t.Errorf("%s uses %s", file, hit)
		}
	}
}
