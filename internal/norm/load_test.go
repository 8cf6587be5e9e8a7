package norm

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

const sample = `id = "1-02"
name = "公文收文"
[[basis]]
cited = "本局规定"
[[clause]]
id = "1-02-1.1"
text = "逐一登记"
kinds = ["block"]
system = "登记时取号。"
enforced = "built"
where = "internal/work/incoming"
test = "internal/work/incoming _1_02_1_1$"
[[clause]]
id = "1-02-1.2"
text = "及时送签"
kinds = ["due", "step"]
system = "按期提醒。"
enforced = "planned"
[[responsibility]]
id = "1-02-R1"
post = "局长"
duty = "审批"
kinds = ["step"]
system = "批示环节。"
enforced = "planned"
[[form]]
id = "1-02-F1"
name = "登记表"
columns = ["收文号", "标题"]
[[key]]
id = "1-02-K1"
name = "登记"
[[flow]]
name = "办件"
text = "签收 → 登记"
[[setting]]
id = "1-02.to-leader"
clause = "1-02-1.2"
name = "送领导时限"
default = "1"
unit = "工作日"
meaning = "多久内送领导"
valid_from = "2026-01-01"
[[list]]
id = "1-02.class"
name = "阅件或办件"
values = ["办件", "阅件"]
`

func TestLoad_TakesARightFile(t *testing.T) {
	t.Parallel()
	if _, err := load(fstest.MapFS{"a.toml": {Data: []byte(sample)}}); err != nil {
		t.Fatal(err)
	}
}

// Each fault is named with the file and the id.
func TestLoad_NamesTheFault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, new, id, says string }{
		{"not TOML", `name = "登记表"`, `name = `, "", "not readable"},
		{"unknown key", `name = "登记表"`, "name = \"登记表\"\ncolour = \"red\"", "1-02", "unknown key form.colour"},
		{"specification", `id = "1-02"`, `id = "2-02"`, "2-02", "ill-formed"},
		{"no name", `name = "公文收文"`, `name = ""`, "1-02", "needs name"},
		{"no basis", "[[basis]]\ncited = \"本局规定\"\n", "", "1-02", "needs a basis"},
		{"basis without a title", `cited = "本局规定"`, `cited = ""`, "1-02 basis", "needs cited"},
		{"clause twice", `id = "1-02-1.2"`, `id = "1-02-1.1"`, "1-02-1.1", "stands twice"},
		{"clause of another", `id = "1-02-1.2"`, `id = "1-03-1.2"`, "1-03-1.2", "ill-formed"},
		{"clause ill-formed", `id = "1-02-1.2"`, `id = "1-02-x"`, "1-02-x", "ill-formed"},
		{"clause with a zero", `id = "1-02-1.2"`, `id = "1-02-0"`, "1-02-0", "ill-formed"},
		{"no text", `text = "逐一登记"`, `text = " "`, "1-02-1.1", "needs text"},
		{"no system", `system = "登记时取号。"`, ``, "1-02-1.1", "needs system"},
		{"no kinds", `kinds = ["block"]`, `kinds = []`, "1-02-1.1", "needs kinds"},
		{"unknown kind", `kinds = ["block"]`, `kinds = ["hope"]`, "1-02-1.1", `kind "hope"`},
		{"kind twice", `kinds = ["block"]`, `kinds = ["block", "block"]`, "1-02-1.1", `kind "block"`},
		{"enforced how", `enforced = "built"`, `enforced = "nearly"`, "1-02-1.1", "enforced is built or planned"},
		{"built nowhere", `where = "internal/work/incoming"`, `where = ""`, "1-02-1.1", "needs where"},
		{"planned somewhere", `enforced = "built"`, `enforced = "planned"`, "1-02-1.1", "what is planned"},
		{"test without a pattern", ` _1_02_1_1$"`, `"`, "1-02-1.1", "not a package and a pattern"},
		{"test that does not compile", `_1_02_1_1$`, `(`, "1-02-1.1", "not a package and a pattern"},
		{"clause with a post", `text = "逐一登记"`, "text = \"逐一登记\"\npost = \"文书\"", "1-02-1.1", "for responsibilities"},
		{"responsibility without a post", `post = "局长"`, ``, "1-02-R1", "needs post"},
		{"responsibility with a text", `duty = "审批"`, "duty = \"审批\"\ntext = \"x\"", "1-02-R1", "instead of text"},
		{"responsibility ill-formed", `id = "1-02-R1"`, `id = "1-02-9"`, "1-02-9", "ill-formed"},
		{"form ill-formed", `id = "1-02-F1"`, `id = "1-02-G1"`, "1-02-G1", "ill-formed"},
		{"form without columns", `columns = ["收文号", "标题"]`, ``, "1-02-F1", "needs columns"},
		{"column twice", `["收文号", "标题"]`, `["标题", "标题"]`, "1-02-F1", "stands twice"},
		{"key point without a name", `name = "登记"`, ``, "1-02-K1", "needs name"},
		{"flow without a text", `text = "签收 → 登记"`, ``, "1-02 flow 办件", "needs text"},
		{"setting without unit", `unit = "工作日"`, ``, "1-02.to-leader", "needs unit"},
		{"setting without default", `default = "1"`, ``, "1-02.to-leader", "needs default"},
		{"setting without meaning", `meaning = "多久内送领导"`, ``, "1-02.to-leader", "needs meaning"},
		{"setting that is no number", `default = "1"`, `default = "一"`, "1-02.to-leader", "须为整数"},
		{"setting below zero", `default = "1"`, `default = "-1"`, "1-02.to-leader", "须为整数"},
		{"setting neither yes nor no", `unit = "工作日"`, `unit = "是否"`, "1-02.to-leader", "只能是“是”或“否”"},
		{"setting beyond its limit", `unit = "工作日"`, "unit = \"工作日\"\nmin = 2\nmax = 5", "1-02.to-leader", "2 至 5 工作日"},
		{"limits the wrong way", `unit = "工作日"`, "unit = \"工作日\"\nmin = 1\nmax = -1", "1-02.to-leader", "no limits"},
		{"setting without a date", `valid_from = "2026-01-01"`, `valid_from = "2026-02-30"`, "1-02.to-leader", "not a date"},
		{"setting of no clause", `clause = "1-02-1.2"`, `clause = "1-02-9"`, "1-02.to-leader", `clause "1-02-9"`},
		{"setting ill-formed", `id = "1-02.to-leader"`, `id = "1-02.To"`, "1-02.To", "ill-formed"},
		{"list without values", `values = ["办件", "阅件"]`, ``, "1-02.class", "needs values"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(sample, c.old) {
				t.Fatalf("%q is not in the sample", c.old)
			}
			text := strings.Replace(sample, c.old, c.new, 1)
			_, err := load(fstest.MapFS{"9.toml": {Data: []byte(text)}})
			if err == nil {
				t.Fatal("loaded")
			}
			for _, want := range []string{"9.toml", c.id, c.says} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not name %s", err, want)
				}
			}
		})
	}
}

func TestLoad_SameSpecificationInTwoFiles(t *testing.T) {
	t.Parallel()
	_, err := load(fstest.MapFS{"a.toml": {Data: []byte(sample)}, "b.toml": {Data: []byte(sample)}})
	if err == nil || !strings.Contains(err.Error(), "b.toml: 1-02: stands twice") {
		t.Errorf("%v", err)
	}
}

func TestVersion_CountsWhatIsSaidNotHowItIsWritten(t *testing.T) {
	t.Parallel()
	version := func(text string) string {
		c, err := load(fstest.MapFS{"a.toml": {Data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		return c.Version()
	}
	first := version(sample)
	if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(first) {
		t.Errorf("version %q", first)
	}
	if version("# 注\n"+strings.ReplaceAll(sample, "\n", "\r\n")) != first {
		t.Error("a comment or line ends changed the version")
	}
	if version(strings.Replace(sample, "逐一登记", "逐件登记", 1)) == first {
		t.Error("another text has the same version")
	}
	if c := catalogue(t); c.ShortVersion() != c.Version()[:12] || catalogue(t).Version() != c.Version() {
		t.Error("the version is not stable")
	}
}

func TestOverlay_ReplacesWordingAndKeepsIDs(t *testing.T) {
	t.Parallel()
	plain := catalogue(t)
	own, err := Load(nil, fstest.MapFS{OverlayFile: {Data: []byte("\"1-02-1.1\" = \"本局原文\"\n\"1-02-R1\" = \"局长：本局原文\"\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"1-02-1.1": "本局原文", "1-02-R1": "局长：本局原文"} {
		before, _ := plain.Clause(id)
		after, _ := own.Clause(id)
		if after.Text != want || !after.Own || before.Own || after.System != before.System {
			t.Errorf("%s: %+v", id, after)
		}
	}
	if spec, _ := own.Spec("1-02"); spec.Clauses[0].Text != "本局原文" {
		t.Error("the specification still has the restated text")
	}
	if found := own.Search("本局原文"); len(found) != 2 {
		t.Errorf("search: %v", found)
	}
	if own.Version() == plain.Version() {
		t.Error("the version does not show the bureau's wording")
	}
}

func TestOverlay_Refuses(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for text, says := range map[string]string{
		"\"1-02-99\" = \"x\"\n": "1-02-99", "\"1-02-F1\" = \"x\"\n": "1-02-F1",
		"\"1-02-1.1\" = \" \"\n": "empty wording", "1-02-1.1 = ": OverlayFile, "\"1-02-1.1\" = 3\n": OverlayFile,
	} {
		if _, err := c.Overlay(fstest.MapFS{OverlayFile: {Data: []byte(text)}}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if same, err := c.Overlay(fstest.MapFS{}); err != nil || same.Version() != c.Version() {
		t.Errorf("no file: %v", err)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for q, first := range map[string]string{
		"1-02-1.3": "1-02-1.3", "１－０２－１．３": "1-02-1.3", " 1 - 02 - 1。3 ": "1-02-1.3", "1—02—1.3": "1-02-1.3", "g-04": "G-04", "Ｇ－０４": "G-04",
		"1-02-r1": "1-02-R1", "1-02": "1-02-1.1", "陪餐 三分之一": "1-05-4.3", "陪餐　人数": "1-05-4.3", "陪 餐 人 数": "1-05-4.3", "逐一分类": "1-02-1.1",
		"空白稿纸": "1-01-6.4", "30 年": "1-08-4",
	} {
		if found := c.Search(q); len(found) == 0 || found[0].ID != first {
			ids := make([]string, len(found))
			for i, f := range found {
				ids[i] = f.ID
			}
			t.Errorf("%q finds %v, want %s first", q, ids, first)
		}
	}
	if found := c.Search("1-02"); len(found) < 13 {
		t.Errorf("1-02 finds %d, want all 13 rows first", len(found))
	}
	for _, q := range []string{"", " 　", "驴唇马嘴"} {
		if found := c.Search(q); len(found) != 0 {
			t.Errorf("%q finds %v", q, found)
		}
	}
}
