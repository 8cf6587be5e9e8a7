package norm

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The number of rows of each specification's table: nothing may get lost.
func TestCatalogue_HoldsEveryRow(t *testing.T) {
	t.Parallel()
	want := map[string]int{"G": 9, "1-01": 18, "1-02": 13, "1-03": 11, "1-04": 16, "1-05": 13, "1-06": 12, "1-07": 15, "1-08": 8, "1-09": 11, "1-10": 11, "1-11": 10}
	for _, spec := range catalogue(t).Specs() {
		if got := len(spec.Clauses); got != want[spec.ID] {
			t.Errorf("%s has %d rows, want %d", spec.ID, got, want[spec.ID])
		}
	}
}

// Where the papers the catalogue was made from are at hand, their ids are all in it.
func TestCatalogue_EqualsThePapers(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	entries, err := os.ReadDir("../../../shared/norms")
	if err != nil {
		t.Logf("the papers are not beside this checkout: %v", err)
		return
	}
	row := regexp.MustCompile(`(?m)^\| (G-\d\d|1-\d\d-[R\d.]+)`)
	for _, e := range entries {
		text, err := os.ReadFile("../../../shared/norms/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range row.FindAllStringSubmatch(string(text), -1) {
			if _, ok := c.Clause(m[1]); !ok {
				t.Errorf("%s: %s is not in the catalogue", e.Name(), m[1])
			}
		}
	}
}

func TestLoad_Refuses(t *testing.T) {
	t.Parallel()
	head := "id = \"1-02\"\nname = \"公文收文\"\nbasis = \"x\"\n"
	clause := "[[clause]]\nid = \"1-02-1\"\ntext = \"t\"\nkinds = [\"block\"]\nsystem = \"s\"\nwhere = \"\"\n"
	for name, text := range map[string]string{
		"unknown key":          head + "colour = \"red\"\n" + clause,
		"clause twice":         head + clause + clause,
		"id of another":        head + strings.ReplaceAll(clause, "1-02-1", "1-03-1"),
		"ill-formed id":        head + strings.ReplaceAll(clause, "1-02-1", "1-02-x"),
		"unknown kind":         head + strings.ReplaceAll(clause, "block", "hope"),
		"no text":              head + strings.ReplaceAll(clause, "text = \"t\"", "text = \"\""),
		"no system":            head + strings.ReplaceAll(clause, "system = \"s\"", "system = \"\""),
		"setting without unit": head + clause + "[[setting]]\nid = \"1-02.x\"\nclause = \"1-02-1\"\ndefault = \"1\"\nunit = \"\"\nmeaning = \"m\"\n",
		"setting of no clause": head + clause + "[[setting]]\nid = \"1-02.x\"\nclause = \"1-02-9\"\ndefault = \"1\"\nunit = \"日\"\nmeaning = \"m\"\n",
	} {
		if _, err := load(fstest.MapFS{"a.toml": {Data: []byte(text)}}, nil); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
	if _, err := load(fstest.MapFS{"a.toml": {Data: []byte(head + clause)}}, nil); err != nil {
		t.Errorf("a right one: %v", err)
	}
}

func TestLoad_OverlayReplacesWordingAndKeepsIDs(t *testing.T) {
	t.Parallel()
	c, err := Load(fstest.MapFS{"wording.toml": {Data: []byte("\"1-02-1.1\" = \"本局原文\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if clause, _ := c.Clause("1-02-1.1"); clause.Text != "本局原文" {
		t.Errorf("text = %q", clause.Text)
	}
	if _, err := Load(fstest.MapFS{"wording.toml": {Data: []byte("\"1-02-99\" = \"x\"\n")}}); err == nil {
		t.Error("wording for a clause that does not exist was taken")
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	if found := c.Search("１－０２－１．３"); len(found) == 0 || found[0].ID != "1-02-1.3" {
		t.Errorf("full-width id: %v", found)
	}
	if found := c.Search("陪餐 三分之一"); len(found) == 0 || found[0].ID != "1-05-4.3" {
		t.Errorf("words: %v", found)
	}
	if found := c.Search("  "); found != nil {
		t.Errorf("nothing asked: %v", found)
	}
}

func TestRefusal_UnknownClauseOrForbiddenException_IsNotGiven(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for _, r := range []*Refusal{{Clause: "1-02-77"}, {Clause: "1-01-6.4", MayExcept: "juzhang"}} {
		if r.Check(c) == nil {
			t.Errorf("%s was let pass", r.Clause)
		}
	}
	if err := (&Refusal{Clause: "1-02-1.2", MayExcept: "juzhang"}).Check(c); err != nil {
		t.Error(err)
	}
}
