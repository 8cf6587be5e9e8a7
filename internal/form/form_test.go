package form_test

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
)

type line struct {
	Item string `name:"item" label:"品名" kind:"text" rule:"required,max=20"`
	N    int64  `name:"n" label:"数量" kind:"number" rule:"required,min=1,max=99"`
	Cost int64  `name:"cost" label:"金额" kind:"money"`
	At   int64  `name:"at" label:"时间" kind:"time"`
}

type sample struct {
	Title string     `name:"title" label:"标题" kind:"text" rule:"required,max=10"`
	Words string     `name:"words" label:"说明" kind:"longtext"`
	N     int64      `name:"n" label:"份数" kind:"number" unit:"份" rule:"min=1,max=15"`
	Money int64      `name:"money" label:"金额" kind:"money"`
	Day   clock.Date `name:"day" label:"日期" kind:"date"`
	Kind  string     `name:"kind" label:"种类" kind:"choice" options:"a=甲|b=乙"`
	Who   []string   `name:"who" label:"人员" kind:"people" from:"people"`
	Yes   bool       `name:"yes" label:"同意" kind:"bool"`
	Items []line     `name:"items" label:"明细" kind:"lines"`
}

var schema = form.Must[sample]()

func one(name, value string) url.Values {
	return url.Values{"title": {"题"}, "n": {"1"}, name: {value}}
}

func TestDecode_IsForgiving(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed string
		want        any
		got         func(sample) any
	}{
		{"n", " １５ 份 ", int64(15), func(s sample) any { return s.N }},
		{"money", "1,234.5元", int64(123450), func(s sample) any { return s.Money }},
		{"money", "-3.05", int64(-305), func(s sample) any { return s.Money }},
		{"day", "2026年1月2日", clock.Date("2026-01-02"), func(s sample) any { return s.Day }},
		{"day", "20260102", clock.Date("2026-01-02"), func(s sample) any { return s.Day }},
		{"day", "２０２６．１．２", clock.Date("2026-01-02"), func(s sample) any { return s.Day }},
		{"kind", "乙", "b", func(s sample) any { return s.Kind }},
		{"title", "  题目　", "题目", func(s sample) any { return s.Title }},
	} {
		v, issues := schema.Decode(one(c.name, c.typed))
		if len(issues) > 0 || c.got(v) != c.want {
			t.Errorf("%s %q: %v %v", c.name, c.typed, c.got(v), issues)
		}
	}
}

func TestDecode_SaysWhatIsWrongAtTheField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, want string }{
		{"title", "  ", "填写标题"}, {"title", "一二三四五六七八九十百", "标题不能超过 10 字，现有 11 字"},
		{"title", "a\x00b", "标题含有控制字符，删去后再提交"}, {"title", "a\u202eb", "标题含有改变文字方向的隐藏字符，删去后再提交"},
		{"title", "\xff", "标题含有无法识别的字符"}, {"n", "16", "份数不能多于 15 份"}, {"n", "0", "份数不能少于 1 份"}, {"n", "一", "份数须为整数，如 15"},
		{"day", "2026-02-30", "日期不是日历上有的日期"}, {"day", "tomorrow", "日期须为日期，如 2026-11-24"}, {"kind", "丙", "种类不在可选的范围内"},
		{"money", "1.234", "金额须为金额，如 1234.50"}, {"colour", "red", "表单里没有这一项"},
	} {
		_, issues := schema.Decode(one(c.name, c.typed))
		if len(issues) != 1 || issues[0].Field != c.name || issues[0].Message != c.want {
			t.Errorf("%s %q: %v", c.name, c.typed, issues)
		}
	}
	twice := one("n", "1")
	twice["n"] = []string{"1", "2"}
	if _, issues := schema.Decode(twice); len(issues) != 1 {
		t.Errorf("a scalar sent twice: %v", issues)
	}
}

func TestDecode_Lines(t *testing.T) {
	t.Parallel()
	v, issues := schema.Decode(url.Values{"title": {"题"}, "n": {"1"}, "items.0.item": {"纸"}, "items.0.n": {"2"}, "items.3.item": {""}, "items.7.item": {"笔"}, "items.7.n": {"100"}})
	if len(v.Items) != 2 || len(issues) != 1 || issues[0].Field != "items.1.n" {
		t.Errorf("%+v %v", v.Items, issues)
	}
	if _, issues := schema.Decode(url.Values{"title": {"题"}, "n": {"1"}, "items.999.item": {"x"}}); len(issues) == 0 {
		t.Error("line 999 passed")
	}
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	v, issues, err := schema.DecodeJSON([]byte(`{"title":"题","n":3,"money":305,"who":["x","y"],"yes":true,"items":[{"item":"纸","n":2}]}`))
	if err != nil || len(issues) > 0 || v.Money != 305 || len(v.Who) != 2 || !v.Yes || v.Items[0].N != 2 {
		t.Errorf("%+v %v %v", v, issues, err)
	}
	const noon = 1764043200000 // 2025-11-25 12:00 in Shanghai
	v, issues, err = schema.DecodeJSON(fmt.Appendf(nil, `{"title":"题","n":3,"money":-305,"items":[{"item":"纸","n":2,"cost":305,"at":%d}]}`, noon))
	if err != nil || len(issues) > 0 || v.Money != -305 || v.Items[0].Cost != 305 || v.Items[0].At != noon {
		t.Errorf("%+v %v %v", v, issues, err)
	}
	if _, _, err := schema.DecodeJSON([]byte(`{"title":`)); errs.KindOf(err) != errs.Malformed {
		t.Errorf("%v", err)
	}
	if _, issues, err := schema.DecodeJSON([]byte(`{"title":{"a":1},"colour":"red"}`)); err != nil || len(issues) < 2 {
		t.Errorf("%v %v", issues, err)
	}
}

func TestValues_DecodeBackToTheSame(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[一-龥a-z0-9]{1,10}`)
	rapid.Check(t, func(t *rapid.T) {
		v := sample{
			Title: text.Draw(t, "title"), Words: rapid.StringMatching(`([一-龥]{0,5}\n)?[a-z]{0,5}`).Draw(t, "words"), N: rapid.Int64Range(1, 15).Draw(t, "n"),
			Money: rapid.Int64Range(-1e9, 1e9).Draw(t, "money"), Kind: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "kind"), Yes: rapid.Bool().Draw(t, "yes"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "lines") {
			v.Items = append(v.Items, line{text.Draw(t, "item"), rapid.Int64Range(1, 99).Draw(t, "n"), rapid.Int64Range(-1e9, 1e9).Draw(t, "cost"), 0})
		}
		v.Words = strings.TrimRight(v.Words, "\n")
		back, issues := schema.Decode(schema.Values(v))
		if len(issues) > 0 || !reflect.DeepEqual(back, v) {
			t.Fatalf("%+v became %+v: %v", v, back, issues)
		}
		stored, err := schema.FromCanonical(schema.Canonical(v))
		if err != nil || !reflect.DeepEqual(stored, v) {
			t.Fatalf("%+v stored as %+v: %v", v, stored, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "1", "2026-11-24", "\x00", "＝cmd", "<script>", strings.Repeat("长", 5000)} {
		f.Add("title", s)
		f.Add("items.0.n", s)
	}
	f.Fuzz(func(_ *testing.T, name, value string) {
		schema.Decode(url.Values{name: {value}}) // it must not panic
	})
}

func TestNormalizeDocNumber(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"云政办函[2026]087号": "云政办函〔2026〕87号", "云政办函（２０２６）87 号": "云政办函〔2026〕87号", "收〔2026〕第3号": "收〔2026〕3号", "便函": "便函",
	} {
		if got := form.NormalizeDocNumber(typed); got != want {
			t.Errorf("%s: %s", typed, got)
		}
	}
}

func TestNew_RefusesBadTags(t *testing.T) {
	t.Parallel()
	type noLabel struct {
		A string `name:"a" kind:"text"`
	}
	type wrongType struct {
		A string `name:"a" label:"a" kind:"number"`
	}
	type browsers struct {
		A bool `name:"form" label:"格式" kind:"bool"`
	}

	type twice struct {
		A string `name:"a" label:"a" kind:"text"`
		B string `name:"a" label:"b" kind:"text"`
	}
	type noOptions struct {
		A string `name:"a" label:"a" kind:"choice"`
	}
	type badRule struct {
		A string `name:"a" label:"a" kind:"text" rule:"min=x"`
	}
	for name, err := range map[string]error{
		"no label": second(form.New[noLabel]()), "wrong type": second(form.New[wrongType]()), "twice": second(form.New[twice]()), "the browser's own name": second(form.New[browsers]()),
		"no options": second(form.New[noOptions]()), "bad rule": second(form.New[badRule]()),
	} {
		if err == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

type conditional struct {
	Verdict string `name:"verdict" label:"结论" kind:"choice" options:"受理|退文" rule:"required"`
	Reason  string `name:"reason" label:"退文理由" kind:"text" rule:"required" when:"verdict=退文"`
}

// What is not asked for is not required, and what was sent of it is dropped.
func TestDecode_AFieldThatDependsOnAnother(t *testing.T) {
	t.Parallel()
	s := form.Must[conditional]()
	if v, issues := s.Decode(url.Values{"verdict": {"受理"}, "reason": {"忘了删的话"}}); len(issues) > 0 || v.Reason != "" {
		t.Errorf("%+v %v", v, issues)
	}
	if _, issues := s.Decode(url.Values{"verdict": {"退文"}}); len(issues) != 1 || issues[0].Field != "reason" {
		t.Errorf("it is not required where it is asked for: %v", issues)
	}
	if v, issues := s.Decode(url.Values{"verdict": {"退文"}, "reason": {"不属本局"}}); len(issues) > 0 || v.Reason != "不属本局" {
		t.Errorf("%+v %v", v, issues)
	}
	if required := s.JSONSchema()["required"].([]string); len(required) != 1 {
		t.Errorf("the schema always requires %v", required)
	}
	type wrong struct {
		Reason  string `name:"reason" label:"理由" kind:"text" when:"verdict=退文"`
		Verdict string `name:"verdict" label:"结论" kind:"text"`
	}
	if _, err := form.New[wrong](); err == nil {
		t.Error("a condition on a field that does not stand before it")
	}
}
