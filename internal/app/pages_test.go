package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// page is a page as a reader finds their way in it.
type page struct {
	p      *program
	status int
	root   *html.Node
	body   string
}

func (p *program) look(c *http.Client, path string) page {
	p.t.Helper()
	status, body := p.get(c, path)
	return p.read(status, body)
}

func (p *program) read(status int, body string) page {
	p.t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	return page{p, status, root, body}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// all finds the elements of a kind with a class ("" = any).
func (g page) all(tag, class string) []*html.Node { return elements(g.root, tag, class) }

func words(n *html.Node) string {
	var all strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			all.WriteString(d.Data)
		case d.Data == "td", d.Data == "th", d.Data == "li":
			all.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(all.String()), " ")
}

// row is the text of the first table line that has a text in it; "" without one.
func (g page) row(text string) string {
	for _, tr := range g.all("tr", "") {
		if w := words(tr); strings.Contains(w, text) {
			return w
		}
	}
	return ""
}

func (g page) h1() string {
	for _, n := range g.all("h1", "") {
		return words(n)
	}
	return ""
}

// refused is the heading of the refusal panel; "" without one.
func (g page) refused() string {
	for _, n := range g.all("section", "refuse") {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && d.Data == "h2" {
				return words(d)
			}
		}
	}
	return ""
}

// form finds the form that posts to an address.
func (g page) form(action string) *html.Node {
	g.p.t.Helper()
	for _, f := range g.all("form", "") {
		if attr(f, "action") == action && attr(f, "method") == "post" {
			return f
		}
	}
	g.p.t.Fatalf("%q has no form for %s", g.h1(), action)
	return nil
}

func (g page) has(action string) bool {
	for _, f := range g.all("form", "") {
		if attr(f, "action") == action && attr(f, "method") == "post" {
			return true
		}
	}
	return false
}

// values are what a form sends as it stands.
func values(f *html.Node) url.Values {
	v := url.Values{}
	for n := range f.Descendants() {
		if n.Type != html.ElementNode || attr(n, "name") == "" {
			continue
		}
		checked := false
		for _, a := range n.Attr {
			checked = checked || a.Key == "checked"
		}
		switch kind := attr(n, "type"); {
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			if checked {
				v.Add(attr(n, "name"), attr(n, "value"))
			}
		case n.Data == "input" && kind != "file" && kind != "submit":
			v.Add(attr(n, "name"), attr(n, "value"))
		case n.Data == "select", n.Data == "textarea":
			v.Add(attr(n, "name"), chosen(n))
		}
	}
	return v
}

func chosen(n *html.Node) string {
	if n.Data == "textarea" {
		return words(n)
	}
	for d := range n.Descendants() {
		for _, a := range d.Attr {
			if a.Key == "selected" {
				return attr(d, "value")
			}
		}
	}
	return ""
}

// send submits the form for an address on a page, with changes; a redirect is
// followed.
func (g page) send(c *http.Client, action string, change map[string]string) page {
	g.p.t.Helper()
	v := values(g.form(action))
	for name, value := range change {
		v.Set(name, value)
	}
	res, err := c.PostForm(g.p.url+action, v)
	if err != nil {
		g.p.t.Fatal(err)
	}
	body := closeBody(g.p.t, res)
	if res.StatusCode == http.StatusSeeOther {
		return g.p.look(c, res.Header.Get("Location"))
	}
	return g.p.read(res.StatusCode, body)
}

// sendFile is send of a form that takes a file; without a name the field is left
// empty, as a browser sends it.
func (g page) sendFile(c *http.Client, action, field, name string, data []byte, change map[string]string) page {
	g.p.t.Helper()
	v := values(g.form(action))
	for name, value := range change {
		v.Set(name, value)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, name := range append([]string{"csrf"}, keysBut(v, "csrf")...) {
		for _, value := range v[name] {
			if err := form.WriteField(name, value); err != nil {
				g.p.t.Fatal(err)
			}
		}
	}
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		g.p.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		g.p.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		g.p.t.Fatal(err)
	}
	res, err := c.Post(g.p.url+action, form.FormDataContentType(), &body)
	if err != nil {
		g.p.t.Fatal(err)
	}
	text := closeBody(g.p.t, res)
	if res.StatusCode == http.StatusSeeOther {
		return g.p.look(c, res.Header.Get("Location"))
	}
	return g.p.read(res.StatusCode, text)
}

func keysBut(v url.Values, but string) []string {
	var names []string
	for name := range v {
		if name != but {
			names = append(names, name)
		}
	}
	return names
}
