package ui

import (
	"bytes"
	"compress/gzip"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
	g "maragu.dev/gomponents"
	"pgregory.net/rapid"

	"guiju.cn/guiju/internal/form"
)

func parsed(t testing.TB, text string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// find gives the elements for which match holds, in order.
func find(doc *html.Node, match func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func byClass(name string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		v, _ := attr(n, "class")
		return strings.Contains(" "+v+" ", " "+name+" ")
	}
}

func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

// D11: no inline script, style or handler; ids once; labels and descriptions
// lead somewhere; every form that changes something carries the form token.
func TestPages_KeepTheRules(t *testing.T) {
	t.Parallel()
	for name, p := range gallery() {
		doc := parsed(t, rendered(t, p))
		ids := map[string]bool{}
		for _, n := range find(doc, func(*html.Node) bool { return true }) {
			if id, ok := attr(n, "id"); ok {
				if ids[id] {
					t.Errorf("%s: id %q twice", name, id)
				}
				ids[id] = true
			}
		}
		for _, n := range find(doc, func(*html.Node) bool { return true }) {
			if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
				t.Errorf("%s: inline %s", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s>", name, n.Data, a.Key)
				}
				if a.Key == "for" || a.Key == "form" || a.Key == "aria-describedby" || a.Key == "aria-labelledby" {
					for ref := range strings.FieldsSeq(a.Val) {
						if !ids[ref] {
							t.Errorf("%s: <%s %s=%q> leads nowhere", name, n.Data, a.Key, ref)
						}
					}
				}
			}
		}
	}
}

func TestSafeHref(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"/a?b=c#d": "/a?b=c#d", "?p=2": "?p=2", "#x": "#x", "https://www.gov.cn/": "https://www.gov.cn/", "page.html": "page.html",
		"": "#", "javascript:alert(1)": "#", "JaVaScRiPt:x": "#", " javascript:x": "#", "java\nscript:x": "#", "data:text/html,x": "#", "//evil.example/": "#", `/\evil.example`: "#", "vbscript:x": "#", "https:evil": "#", "file:///etc": "#",
	} {
		if got := SafeHref(addr); got != want {
			t.Errorf("SafeHref(%q) = %q, want %q", addr, got, want)
		}
	}
}

func TestSafeHref_NeverLeavesByAnotherScheme(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		got := SafeHref(rapid.String().Draw(t, "addr"))
		u, err := url.Parse(got)
		if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || strings.HasPrefix(got, "//") {
			t.Fatalf("%q", got)
		}
	})
}

// naughty is put into every string of every struct: it must come out as text,
// in no tag, no attribute beyond its own, and no address of another scheme.
var naughty = []string{
	`"'><script>alert(1)</script><img src=x onerror=alert(2)>`,
	"javascript:alert(3)",
	"</textarea></title></select><script>alert(4)</script>",
	"//evil.example/\u0000\u202e{{.}}",
}

// spoil fills every string, also below slices and pointers, with a text.
func spoil(v reflect.Value, with string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(with)
	case reflect.Pointer:
		if v.IsNil() && v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if !v.IsNil() {
			spoil(v.Elem(), with)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Field(i).CanSet() {
				spoil(v.Field(i), with)
			}
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[[]g.Node]() {
			return
		}
		if v.Len() == 0 && v.Type() != reflect.TypeFor[[]form.Field]() {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			spoil(v.Index(i), with)
		}
	default:
	}
}

func TestEscaping_EveryTextOfEveryStruct_D11(t *testing.T) {
	t.Parallel()
	draws := map[string]func(bad string) g.Node{
		"todo": func(bad string) g.Node { v := sampleTodo(true); spoil(reflect.ValueOf(&v).Elem(), bad); return Todo(v) },
		"case": func(bad string) g.Node {
			v := sampleCase(true)
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return CasePage(v)
		},
		"register": func(bad string) g.Node {
			v := sampleRegister()
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return Register(v)
		},
		"form": func(bad string) g.Node {
			v := sampleForm(true)
			fields := v.Form.Fields
			for i := range fields {
				kind, lines := fields[i].Kind, fields[i].Lines
				spoil(reflect.ValueOf(&fields[i]).Elem(), bad)
				fields[i].Kind, fields[i].Lines = kind, lines
			}
			for name := range v.Form.Values {
				v.Form.Values[name] = []string{bad}
			}
			v.Form.Values[bad] = []string{bad}
			return FormPageNode(v)
		},
		"login":   func(bad string) g.Node { var v Login; spoil(reflect.ValueOf(&v).Elem(), bad); return LoginPage(v) },
		"message": func(bad string) g.Node { var v Message; spoil(reflect.ValueOf(&v).Elem(), bad); return MessagePage(v) },
		"confirm": func(bad string) g.Node { var v Confirm; spoil(reflect.ValueOf(&v).Elem(), bad); return ConfirmPage(v) },
		"start":   func(bad string) g.Node { var v StartPage; spoil(reflect.ValueOf(&v).Elem(), bad); return Start(v) },
		"board":   func(bad string) g.Node { var v Board; spoil(reflect.ValueOf(&v).Elem(), bad); return BoardPage(v) },
		"holdings": func(bad string) g.Node {
			var v Holdings
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return HoldingsPage(v)
		},
		"chart":   func(bad string) g.Node { var v Chart; spoil(reflect.ValueOf(&v).Elem(), bad); return ChartPage(v) },
		"reading": func(bad string) g.Node { var v Reading; spoil(reflect.ValueOf(&v).Elem(), bad); return ReadingPage(v) },
		"search":  func(bad string) g.Node { var v SearchPage; spoil(reflect.ValueOf(&v).Elem(), bad); return Search(v) },
		"norms": func(bad string) g.Node {
			var v NormList
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return NormListPage(v)
		},
		"spec": func(bad string) g.Node { var v Spec; spoil(reflect.ValueOf(&v).Elem(), bad); return SpecPage(v) },
		"clause": func(bad string) g.Node {
			var v ClauseView
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return ClausePage(v)
		},
		"found": func(bad string) g.Node {
			var v NormSearch
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return NormSearchPage(v)
		},
		"editor": func(bad string) g.Node {
			v := sampleEditor()
			fields, groups, folded := v.Form.Fields, v.Groups, v.Folded
			v.Form.Fields, v.Groups, v.Folded = nil, nil, nil
			spoil(reflect.ValueOf(&v).Elem(), bad)
			v.Form.Fields, v.Groups, v.Folded, v.Body = fields, groups, folded, "body"
			v.Form.Values = url.Values{"title": {bad}, "body": {bad}}
			return EditorPage(v)
		},
		"compare": func(bad string) g.Node {
			var v Compare
			spoil(reflect.ValueOf(&v).Elem(), bad)
			return ComparePage(v)
		},
		"tables": func(bad string) g.Node { var v TablePage; spoil(reflect.ValueOf(&v).Elem(), bad); return Tables(v) },
	}
	for name, draw := range draws {
		for _, bad := range naughty {
			shell := sampleShell("")
			spoil(reflect.ValueOf(shell).Elem(), bad)
			checkEscaped(t, name, rendered(t, Page{Title: bad, Shell: shell, Flash: []Flash{{Text: bad, Links: []Link{{Label: bad, Href: bad}}}}, Crumbs: []Link{{Label: bad, Href: bad}}, Body: draw(bad)}))
		}
	}
}

func checkEscaped(t *testing.T, name, out string) {
	t.Helper()
	if strings.Contains(out, "<script>") || strings.Contains(out, "<img src=x") {
		t.Errorf("%s: a text became a tag", name)
	}
	addresses := map[string]bool{"href": true, "src": true, "action": true, "formaction": true, "data-hx-post": true, "data-url": true, "data-lookup": true, "data-events": true, "data-poll": true, "data-preview": true, "data-pictures": true, "data-upload": true}
	for _, n := range find(parsed(t, out), func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.ContainsAny(a.Key, `"'<>`) {
				t.Errorf("%s: a text became the attribute %s of <%s>", name, a.Key, n.Data)
			}
			if addresses[a.Key] && SafeHref(a.Val) != a.Val {
				t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
			}
		}
	}
}

func TestForm_ErrorsLinkToTheirFields(t *testing.T) {
	t.Parallel()
	doc := parsed(t, rendered(t, gallery()["form-wrong"]))
	links := find(find(doc, byClass("esum"))[0], func(n *html.Node) bool { return n.Data == "a" })
	if len(links) != 3 {
		t.Fatalf("%d links in the summary", len(links))
	}
	for _, l := range links {
		to, _ := attr(l, "href")
		hits := find(doc, func(n *html.Node) bool { id, ok := attr(n, "id"); return ok && "#"+id == to })
		if len(hits) != 1 {
			t.Errorf("%s leads to %d elements", to, len(hits))
			continue
		}
		if v, _ := attr(hits[0], "aria-invalid"); v != "true" {
			t.Errorf("%s is not marked", to)
		}
	}
}

// What a page sends is what form.Schema reads: no other names.
func TestForm_SendsOnlyKnownNames(t *testing.T) {
	t.Parallel()
	view := sampleForm(false).Form
	known := map[string]bool{"csrf": true, "key": true, "verb": true}
	for _, f := range view.Fields {
		known[f.Name] = true
	}
	doc := parsed(t, rendered(t, Page{Body: Form(view)}))
	seen := 0
	for _, n := range find(doc, func(n *html.Node) bool { _, ok := attr(n, "name"); return ok && n.Data != "meta" }) {
		name, _ := attr(n, "name")
		head, _, _ := strings.Cut(name, ".")
		if !known[head] {
			t.Errorf("sends %q", name)
		}
		seen++
	}
	if seen < len(view.Fields) {
		t.Errorf("only %d names", seen)
	}
}

func TestCase_RefusalInFixedOrder(t *testing.T) {
	t.Parallel()
	panel := find(parsed(t, rendered(t, gallery()["case"])), byClass("refuse"))[0]
	said := text(panel)
	at := -1
	for _, part := range []string{"没有用印：申请 20 份，超过签发稿印数 15 份", "这次操作没有写入登记表", "工作规范 1-01-6.1", "公文用印以局领导签发的发文稿为凭", "系统据此核对", "怎样可以办成", "把用印份数改为 15 份", "申请特事登记"} {
		i := strings.Index(said, part)
		if i <= at {
			t.Fatalf("%q stands at %d, after %d", part, i, at)
		}
		at = i
	}
}

func TestCase_FieldsOfTheStepGoWithTheCard(t *testing.T) {
	t.Parallel()
	doc := parsed(t, rendered(t, gallery()["case"]))
	for _, name := range []string{"copies", "waste", "how"} {
		n := find(doc, func(n *html.Node) bool { v, _ := attr(n, "name"); return v == name })
		if len(n) != 1 {
			t.Fatalf("%s: %d", name, len(n))
		}
		if owner, _ := attr(n[0], "form"); owner != actForm {
			t.Errorf("%s belongs to %q", name, owner)
		}
	}
}

func TestRegister_VoidLineStruckAndTotalsUnderTheirColumns(t *testing.T) {
	t.Parallel()
	doc := parsed(t, rendered(t, gallery()["register"]))
	void := find(doc, byClass("void"))
	if len(void) != 1 || len(find(void[0], func(n *html.Node) bool { return n.Data == "del" })) != 1 {
		t.Error("the void line is not struck once")
	}
	foot := find(find(doc, func(n *html.Node) bool { return n.Data == "tfoot" })[0], func(n *html.Node) bool { return n.Data == "td" })
	spans := make([]string, len(foot))
	for i, n := range foot {
		spans[i], _ = attr(n, "colspan")
	}
	// label over four columns, 份数, 废页, and the rest
	if want := []string{"4", "", "", "4"}; !reflect.DeepEqual(spans, want) {
		t.Errorf("spans %q, want %q", spans, want)
	}
}

func TestFragment_HasTitleAndMainOnly(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := gallery()["todo"].RenderFragment(&out); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.HasPrefix(s, "<title>待办 - 云泽市示范局综合办公系统</title><main") || strings.Contains(s, "<html") {
		t.Errorf("%.120s", s)
	}
}

// ux.md §11: the page of the list with fifty rows stays under 25 KB gz and 1,500 nodes.
func TestBudget_FiftyRows(t *testing.T) {
	t.Parallel()
	list := sampleTodo(true)
	for len(list.Groups[2].Rows) < 46 {
		list.Groups[2].Rows = append(list.Groups[2].Rows, list.Groups[2].Rows[0])
	}
	out := rendered(t, Page{Title: "待办", Shell: sampleShell("待办"), Body: Todo(list)})
	if n := zipped([]byte(out)); n > 25<<10 {
		t.Errorf("%d bytes", n)
	}
	if n := len(find(parsed(t, out), func(*html.Node) bool { return true })); n > 1500 {
		t.Errorf("%d nodes", n)
	}
}

func zipped(text []byte) int {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(text)
	_ = z.Close()
	return out.Len()
}

// ux.md §10: the words that never stand in a text for people.
func TestWords(t *testing.T) {
	t.Parallel()
	banned := regexp.MustCompile(`登陆|其它|帐号|帐户|非法|无效|您|！|请检查后重试|操作失败|操作成功|参数错误|根据有关规定`)
	for name, p := range gallery() {
		if hit := banned.FindString(text(parsed(t, rendered(t, p)))); hit != "" {
			t.Errorf("%s says %s", name, hit)
		}
	}
}
