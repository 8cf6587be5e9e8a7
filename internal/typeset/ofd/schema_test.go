package ofd_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// element is what the schema of GB/T 33190-2016 says of an element this package
// writes: its attributes by pattern (“!” first: it must be there), its children in
// order (“?” may be absent, “+” any number but none, “*” any number), and its text.
type element struct {
	attributes map[string]string
	children   []string
	choice     bool // the children may come in any order and number
	text       string
}

const (
	number = `-?\d+(\.\d+)?`
	id     = `[1-9]\d*`
	four   = number + `( ` + number + `){3}`
	loc    = `[A-Za-z_0-9./]+`
	rgb    = `\d{1,3} \d{1,3} \d{1,3}`
)

func object(more map[string]string) map[string]string {
	all := map[string]string{"!ID": id, "!Boundary": four, "CTM": number + `( ` + number + `){5}`}
	for k, v := range more {
		all[k] = v
	}
	return all
}

var schema = map[string]element{
	"OFD":          {attributes: map[string]string{"!Version": `1\.0`, "!DocType": "OFD"}, children: []string{"DocBody+"}},
	"DocBody":      {children: []string{"DocInfo", "DocRoot"}},
	"DocInfo":      {children: []string{"DocID", "Title?", "CreationDate?", "Creator?"}},
	"DocID":        {text: `[0-9a-f]{32}`},
	"Title":        {text: `(?s).*`},
	"CreationDate": {text: `\d{4}-\d\d-\d\d`},
	"Creator":      {text: `.+`},
	"DocRoot":      {text: loc},

	"Document":    {children: []string{"CommonData", "Pages"}},
	"CommonData":  {children: []string{"MaxUnitID", "PageArea", "PublicRes*", "DocumentRes*"}},
	"MaxUnitID":   {text: id},
	"PageArea":    {children: []string{"PhysicalBox"}},
	"PhysicalBox": {text: four},
	"PublicRes":   {text: loc},
	"DocumentRes": {text: loc},
	"Pages":       {children: []string{"Page+"}},
	"Pages/Page":  {attributes: map[string]string{"!ID": id, "!BaseLoc": loc}},

	"Res":         {attributes: map[string]string{"!BaseLoc": loc}, children: []string{"Fonts", "MultiMedias"}, choice: true},
	"Fonts":       {children: []string{"Font+"}},
	"Font":        {attributes: map[string]string{"!ID": id, "!FontName": ".+", "FamilyName": ".+"}, children: []string{"FontFile?"}},
	"FontFile":    {text: loc},
	"MultiMedias": {children: []string{"MultiMedia+"}},
	"MultiMedia":  {attributes: map[string]string{"!ID": id, "!Type": "Image"}, children: []string{"MediaFile"}},
	"MediaFile":   {text: loc},

	"Page":            {children: []string{"Area?", "Content?"}},
	"Area":            {children: []string{"PhysicalBox"}},
	"Content":         {children: []string{"Layer+"}},
	"Layer":           {attributes: map[string]string{"!ID": id, "Type": "Body"}, children: []string{"TextObject", "PathObject", "ImageObject"}, choice: true},
	"TextObject":      {attributes: object(map[string]string{"!Font": id, "!Size": number}), children: []string{"FillColor?", "TextCode+"}},
	"TextCode":        {attributes: map[string]string{"X": number, "Y": number, "DeltaX": number + `( ` + number + `)*`}, text: `(?s).+`},
	"PathObject":      {attributes: object(map[string]string{"LineWidth": number, "Stroke": "false", "Fill": "true"}), children: []string{"StrokeColor?", "FillColor?", "AbbreviatedData"}},
	"FillColor":       {attributes: map[string]string{"!Value": rgb}},
	"StrokeColor":     {attributes: map[string]string{"!Value": rgb}},
	"AbbreviatedData": {text: `([ML] ` + number + ` ` + number + `|C)( ([ML] ` + number + ` ` + number + `|C))*`},
	"ImageObject":     {attributes: object(map[string]string{"!ResourceID": id})},
}

// node is an element as it was read.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	text     string
}

func parse(t *testing.T, data string) *node {
	t.Helper()
	top := &node{}
	stack := []*node{top}
	for decoder := xml.NewDecoder(strings.NewReader(data)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return top.children[0]
		}
		if err != nil {
			t.Fatal(err)
		}
		now := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Space != "http://www.ofdspec.org/2016" {
				t.Errorf("%s is in the name space %q", token.Name.Local, token.Name.Space)
			}
			n := &node{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" {
					n.attrs[a.Name.Local] = a.Value
				}
			}
			now.children = append(now.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			now.text += string(token)
		}
	}
}

// conforms checks an element and what is in it.
func (n *node) conforms(t *testing.T, parent string) {
	t.Helper()
	rule, ok := schema[parent+"/"+n.name]
	if !ok {
		if rule, ok = schema[n.name]; !ok {
			t.Errorf("%s in %s is not in the schema", n.name, parent)
			return
		}
	}
	for name, value := range n.attrs {
		pattern, ok := rule.attributes[name]
		if !ok {
			pattern, ok = rule.attributes["!"+name]
		}
		if !ok || !matches(pattern, value) {
			t.Errorf("%s has %s=%q", n.name, name, value)
		}
	}
	for name := range rule.attributes {
		if must, ok := strings.CutPrefix(name, "!"); ok && n.attrs[must] == "" {
			t.Errorf("%s has no %s", n.name, must)
		}
	}
	if rule.text == "" && strings.TrimSpace(n.text) != "" || rule.text != "" && !matches(rule.text, n.text) {
		t.Errorf("%s holds %q", n.name, n.text)
	}
	n.order(t, rule)
	for _, child := range n.children {
		child.conforms(t, n.name)
	}
}

func (n *node) order(t *testing.T, rule element) {
	t.Helper()
	i := 0
	for _, want := range rule.children {
		if rule.choice {
			break
		}
		name := strings.TrimRight(want, "?+*")
		count := 0
		for i < len(n.children) && n.children[i].name == name && (count == 0 || strings.ContainsAny(want, "+*")) {
			i, count = i+1, count+1
		}
		if count == 0 && !strings.ContainsAny(want, "?*") {
			t.Errorf("%s has no %s where it belongs", n.name, name)
		}
	}
	for ; i < len(n.children); i++ {
		if !rule.choice || !slices.Contains(rule.children, n.children[i].name) {
			t.Errorf("%s stands in %s where it does not belong", n.children[i].name, n.name)
		}
	}
}

func matches(pattern, s string) bool { return regexp.MustCompile(`^(` + pattern + `)$`).MatchString(s) }

// The check itself must be able to fail.
func TestConforms_Fails(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"order":     `<o:DocInfo xmlns:o="http://www.ofdspec.org/2016"><o:Title>a</o:Title><o:DocID>00000000000000000000000000000000</o:DocID></o:DocInfo>`,
		"attribute": `<o:FillColor xmlns:o="http://www.ofdspec.org/2016"/>`,
		"value":     `<o:FillColor xmlns:o="http://www.ofdspec.org/2016" Value="red"/>`,
		"unknown":   `<o:Layer xmlns:o="http://www.ofdspec.org/2016" ID="1"><o:Table/></o:Layer>`,
	} {
		probe := &testing.T{}
		parse(t, data).conforms(probe, "")
		if !probe.Failed() {
			t.Errorf("%s: it passes", name)
		}
	}
}
