package norm

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guiju.cn/guiju/norms"
)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// holdings are the numbers of rows, responsibilities among them, of forms and of
// key points that each specification has in the papers.
var holdings = []struct {
	spec                              string
	rows, responsibilities, forms, ks int
}{
	{"G", 9, 0, 0, 0},
	{"1-01", 18, 3, 1, 3}, {"1-02", 13, 4, 2, 4}, {"1-03", 11, 4, 1, 4}, {"1-04", 16, 4, 1, 4},
	{"1-05", 13, 4, 2, 3}, {"1-06", 12, 4, 1, 4}, {"1-07", 15, 3, 6, 5}, {"1-08", 8, 3, 6, 3},
	{"1-09", 11, 5, 4, 4}, {"1-10", 11, 4, 2, 3}, {"1-11", 10, 3, 6, 3},
}

func TestCatalogue_HoldsEveryRow(t *testing.T) {
	t.Parallel()
	specs := catalogue(t).Specs()
	if len(specs) != len(holdings) {
		t.Fatalf("%d specifications, want %d", len(specs), len(holdings))
	}
	for i, want := range holdings {
		s := specs[i]
		if s.ID != want.spec {
			t.Errorf("%s stands where %s should", s.ID, want.spec)
		}
		if got := [4]int{len(s.All()), len(s.Responsibilities), len(s.Forms), len(s.Keys)}; got != [4]int{want.rows, want.responsibilities, want.forms, want.ks} {
			t.Errorf("%s: rows, responsibilities, forms, key points = %v, want %+v", s.ID, got, want)
		}
		if s.ID != "G" && len(s.Flows) == 0 && s.ID != "1-10" {
			t.Errorf("%s has no flow", s.ID)
		}
	}
}

// Where the papers that the catalogue was made from stand beside the checkout,
// every row of theirs is in it with the same text, kinds and mark.
func TestCatalogue_EqualsThePapers(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	files, err := filepath.Glob("../../../shared/norms/*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Log("the papers are not beside this checkout; TestCatalogue_HoldsEveryRow stands alone")
		return
	}
	row := regexp.MustCompile(`(?m)^\| (G-\d\d|1-\d\d-[R\d.]+)( ◇)? \| (.*?) \| (.*?) \|`)
	seen := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range row.FindAllStringSubmatch(string(text), -1) {
			seen++
			clause, ok := c.Clause(m[1])
			kinds := make([]string, len(clause.Kinds))
			for i, k := range clause.Kinds {
				kinds[i] = string(k)
			}
			if !ok || clause.Text != m[3] || strings.Join(kinds, ", ") != m[4] || clause.Derived != (m[2] != "") {
				t.Errorf("%s: the paper's %q is %+v", file, m[0], clause)
			}
		}
	}
	if seen != len(c.clauses) {
		t.Errorf("the papers have %d rows, the catalogue %d", seen, len(c.clauses))
	}
}

func TestCatalogue_NoExceptionsAreTheNineOfThePapers(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range catalogue(t).Specs() {
		for _, clause := range s.All() {
			if clause.NoException {
				got = append(got, clause.ID)
			}
		}
	}
	want := []string{"1-01-6.4", "1-02-3.2", "1-04-1.2", "1-04-4", "1-04-6", "1-04-8.2", "1-05-3", "1-07-2", "1-07-3.2"}
	if !slices.Equal(got, want) {
		t.Errorf("no exception for %v, want %v", got, want)
	}
}

// unproved are built without a test of their own: a debt that may only shrink.
var unproved []string

// What the catalogue calls built exists: its package is there, and the tests it
// names are found in their package.
func TestCatalogue_BuiltClausesHaveTheirPackageAndTests(t *testing.T) {
	t.Parallel()
	var without []string
	for _, s := range catalogue(t).Specs() {
		for _, clause := range s.All() {
			if !clause.Built() {
				continue
			}
			if sources, err := filepath.Glob("../../" + clause.Where + "/*.go"); err != nil || len(sources) == 0 {
				t.Errorf("%s is built in %s, which has no source: %v", clause.ID, clause.Where, err)
			}
			if clause.Test == "" {
				without = append(without, clause.ID)
				continue
			}
			pkg, pattern, _ := strings.Cut(clause.Test, " ")
			if !slices.ContainsFunc(testsIn(t, pkg), regexp.MustCompile(pattern).MatchString) {
				t.Errorf("%s: no test of %s matches %s", clause.ID, pkg, pattern)
			}
		}
	}
	if !slices.Equal(without, unproved) {
		t.Errorf("built without a test: %v, known: %v", without, unproved)
	}
}

func testsIn(t *testing.T, pkg string) []string {
	t.Helper()
	files, err := filepath.Glob("../../" + pkg + "/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// ux.md, Wording: words that people do not get to read.
func TestCatalogue_NoBannedWords(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(norms.Files, "*.toml")
	if err != nil || len(files) != len(holdings) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(norms.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"登陆", "其它", "帐号", "帐户", "非法", "无效", "您", "！", "退回"} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s says %s", file, word)
			}
		}
	}
}

func TestCatalogue_FindsByID(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	if s, ok := c.Setting("1-02.to-leader"); !ok || s.Default != "1" || s.Unit != "工作日" || s.Clause != "1-02-1.2" {
		t.Errorf("setting: %+v %v", s, ok)
	}
	for id, hours := range map[string]string{"tejiti": "24", "teji": "72", "jiaji": "120", "pingji": "240"} {
		if s, _ := c.Setting("1-02.hours-" + id); s.Default != hours || s.Unit != "小时" || !s.Unverified {
			t.Errorf("%s: %+v", id, s)
		}
	}
	if f, ok := c.Form("1-07-F6"); !ok || f.Name != "车辆维修保养登记表" {
		t.Errorf("form: %+v %v", f, ok)
	}
	if k, ok := c.KeyPoint("1-02-K4"); !ok || k.Name != "原件收回" || !k.Derived {
		t.Errorf("key point: %+v %v", k, ok)
	}
	if l, ok := c.List("1-02.doc-kind"); !ok || len(l.Values) != 15 {
		t.Errorf("list: %+v %v", l, ok)
	}
	if r, ok := c.Clause("1-01-R2"); !ok || r.Post != "分管领导" || r.Text != "分管领导：对需用印的文档审核签字" || c.SpecOf(r.ID) != "1-01" {
		t.Errorf("responsibility: %+v %v", r, ok)
	}
	if s, ok := c.Spec("1-02"); !ok || s.Basis[0].Current == "" || s.Name != "公文收文" {
		t.Errorf("spec: %+v %v", s, ok)
	}
	if _, ok := c.Spec("1-12"); ok {
		t.Error("there is a 1-12")
	}
	if n := len(c.Settings()); n != len(c.settings) {
		t.Errorf("%d settings listed, %d known", n, len(c.settings))
	}
	if clause, _ := c.Clause("1-02-1.1"); !slices.Equal(clause.KindNames(), []string{"硬性阻断", "台账留痕"}) {
		t.Errorf("kinds: %v", clause.KindNames())
	}
}

func TestCite_UnknownIDCannotBeCited(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	got, err := c.Cite("1-01-6.4")
	if err != nil || got.MayExcept || got.Text == "" || got.System == "" {
		t.Errorf("%+v %v", got, err)
	}
	for _, id := range []string{"", "1-02", "1-02-77", "1-02-K1", "1-02-F1"} {
		if _, err := c.Cite(id); err == nil {
			t.Errorf("%q was cited", id)
		}
	}
}

func TestRefusal_UnknownClauseOrForbiddenException_IsNotGiven(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for _, r := range []*Refusal{{Clause: "1-02-77"}, {Clause: ""}, {Clause: "1-01-6.4", MayExcept: "juzhang"}} {
		if r.Check(c) == nil {
			t.Errorf("%s was let pass", r.Clause)
		}
	}
	for _, r := range []*Refusal{{Clause: "1-02-1.2", MayExcept: "juzhang"}, {Clause: "1-01-6.4"}} {
		if err := r.Check(c); err != nil {
			t.Error(err)
		}
	}
}
