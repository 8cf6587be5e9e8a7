package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// FormView is a form made of form.Fields: what is typed stays (Values), what is
// wrong is said on top and at the field (Issues).
type FormView struct {
	ID      string // of the form element and prefix of its fields' ids; "f" if empty
	Fields  []form.Field
	Groups  []FormGroup // headings over parts of a long form; nil = none
	Values  url.Values
	Issues  []form.Issue
	Options map[string][]form.Option // by field name, or else by Field.OptionsFrom
	Files   map[string]File          // what is known of the ids in Files and Signature fields
	Lookup  map[string]string        // by field name: address that gives ComboOptions for ?q=
	Hidden  []KV
	Action  string
	Submit  string // the verb; "" draws no button row
	More    []Verb // other submit buttons: 存草稿
	Cancel  string // address of 取消; "" = none
	Saved   string // 草稿已保存 09:20
	Upload  string // address that takes a file by XHR and answers {"id":…,"name":…}
	Accept  string // kinds of files, as said to people and to the browser: ".pdf,.docx"
	FileTip string // types, count, size, said before choosing
	Danger  bool   // the verb cannot be undone
	Told    bool   // a refusal above says what is wrong: no summary
	Focus   string // name of the field that is looked at first
	Reads   string // name of the button that reads an uploaded file: pressed by itself after an upload
	// Secret are the fields that are typed unseen: name → autocomplete, as
	// "current-password" or "new-password".
	Secret map[string]string
}

// FormGroup puts a heading over fields, named in order. A field in no group
// stands at the end.
type FormGroup struct {
	Title, Lead string
	Fields      []string
}

// File is a stored file in a list.
type File struct {
	ID    string
	Name  string
	Note  string // 6 页 · 412 KB
	Href  string // download
	Read  string // reading pane; "" = none
	Thumb string // picture of the first page
	Tag   Tag
}

func (v FormView) id() string {
	if v.ID == "" {
		return "f"
	}
	return v.ID
}

// Form draws the whole form: summary of what is wrong, fields, buttons.
func Form(v FormView) g.Node {
	kind := "btn-primary"
	if v.Danger {
		kind = "btn-danger-o"
	}
	return h.Form(h.Class("form"), h.ID(v.id()), sent(v.Action), v.encoding(), v.keep(), g.If(v.Reads != "", h.Data("reads", v.Reads)), hidden(v.Hidden),
		ErrorSummary(v), FieldSet(v, ""),
		g.If(v.Submit != "", h.Div(h.Class("row-b"), button(v.Submit, kind, h.Data("main", "")),
			g.Map(v.More, func(b Verb) g.Node { return verb(b, "btn-plain") }),
			g.If(v.Cancel != "", h.A(h.Class("btn btn-plain"), href(v.Cancel), g.Text("取消"))),
			space(), h.Span(h.Class("muted sm"), h.Role("status"), g.Text(v.Saved)))))
}

// keep names the form for the script that keeps typed text over a swap.
func (v FormView) keep() g.Node { return h.Data("keep", v.Action) }

func (v FormView) encoding() g.Node {
	if slices.ContainsFunc(v.Fields, func(f form.Field) bool { return f.Kind == form.Files }) {
		return h.EncType("multipart/form-data")
	}
	return nil
}

// ErrorSummary is the list of what is wrong, with links to the fields; nothing
// if nothing is.
func ErrorSummary(v FormView) g.Node {
	if len(v.Issues) == 0 || v.Told {
		return nil
	}
	return h.Div(h.Class("esum"), h.Role("alert"), h.TabIndex("-1"), h.Data("focus", ""),
		h.H2(icon(IconRefused), g.Text(fmt.Sprintf("没有保存：有 %d 处要改", len(v.Issues)))),
		h.Ul(g.Map(v.Issues, func(i form.Issue) g.Node { return h.Li(h.A(h.Href("#"+v.fieldID(i.Field)), g.Text(i.Message))) })))
}

// fieldID is the id of a field's control; names keep only what an id may hold.
func (v FormView) fieldID(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
	return v.id() + "-" + strings.ReplaceAll(clean, ".", "-")
}

// FieldSet draws the fields alone. formID ties them to a form that stands
// elsewhere on the page ("" = they are inside it).
func FieldSet(v FormView, formID string) g.Node {
	if len(v.Groups) == 0 {
		return h.Div(h.Class("field"), g.Map(v.Fields, func(f form.Field) g.Node { return v.field(f, formID) }))
	}
	var out g.Group
	done := map[string]bool{}
	for _, grp := range v.Groups {
		var inside g.Group
		for _, name := range grp.Fields {
			if i := slices.IndexFunc(v.Fields, func(f form.Field) bool { return f.Name == name }); i >= 0 && !done[name] {
				done[name] = true
				inside = append(inside, v.field(v.Fields[i], formID))
			}
		}
		out = append(out, h.FieldSet(h.Class("fgrp"), h.Legend(g.Text(grp.Title)), g.If(grp.Lead != "", h.P(h.Class("hint"), g.Text(grp.Lead))), h.Div(h.Class("field"), inside)))
	}
	var rest g.Group
	for _, f := range v.Fields {
		if !done[f.Name] {
			rest = append(rest, v.field(f, formID))
		}
	}
	if len(rest) > 0 {
		out = append(out, h.Div(h.Class("field"), rest))
	}
	return out
}

// issue is the message of a field; that of a Lines field covers the table, its
// cells have their own.
func (v FormView) issue(name string) string {
	for _, i := range v.Issues {
		if i.Field == name {
			return i.Message
		}
	}
	return ""
}

func (v FormView) options(f form.Field) []form.Option {
	if list, ok := v.Options[f.Name]; ok {
		return list
	}
	if list, ok := v.Options[f.OptionsFrom]; ok && f.OptionsFrom != "" {
		return list
	}
	return f.Options
}

// width of a field in the grid of six columns.
func width(f form.Field) string {
	if f.Width != "" {
		return map[string]string{"s": "w-s", "m": "w-m", "l": "w-l", "full": "w-full"}[f.Width]
	}
	switch f.Kind {
	case form.LongText, form.Files, form.Signature, form.Lines, form.People, form.Departments, form.Choices:
		return "w-full"
	case form.Number, form.Money, form.DateKind, form.TimeKind, form.Choice, form.Bool:
		return "w-s"
	default:
		return "w-m"
	}
}

// grouped tells whether a field is several controls under one legend.
func grouped(f form.Field, n int) bool {
	switch f.Kind {
	case form.Choices, form.People, form.Departments, form.Lines:
		return true
	case form.Choice:
		return f.Required && n > 0 && n <= 4
	default:
		return false
	}
}

func (v FormView) field(f form.Field, formID string) g.Node {
	if f.Hidden {
		return h.Input(h.Type("hidden"), h.Name(f.Name), g.If(formID != "", h.FormAttr(formID)), h.Value(strings.Join(v.Values[f.Name], "")))
	}
	c := control{view: v, field: f, name: f.Name, id: v.fieldID(f.Name), form: formID, issue: v.issue(f.Name)}
	label := g.Group{g.Text(f.Label), g.If(!f.Required && f.Kind != form.Bool, h.Span(h.Class("opt"), g.Text("（选填）")))}
	around := g.Group{class(width(f), when(c.issue != "", "err")), v.condition(f)}
	notes := g.Group{
		g.If(f.Hint != "" || f.Kind == form.Files && v.FileTip != "", h.P(h.Class("hint"), h.ID(c.id+"-h"), g.Text(strings.Trim(f.Hint+"；"+fileTip(v, f), "；")))),
		g.If(c.issue != "", h.P(h.Class("emsg"), h.ID(c.id+"-e"), quiet("错误："), g.Text(c.issue))),
	}
	if grouped(f, len(v.options(f))) {
		return h.FieldSet(around, h.ID(c.id), h.TabIndex("-1"), c.described(), h.Legend(h.Class("form-label"), label), notes, c.draw())
	}
	if f.Kind == form.Bool {
		return h.Div(around, notes, c.draw())
	}
	return h.Div(around, h.Label(h.Class("form-label"), h.For(c.id), label), notes, c.draw())
}

// condition says on what a field depends; the script shows and hides it, without
// script it always stands.
func (v FormView) condition(f form.Field) g.Node {
	if f.When == nil {
		return nil
	}
	return g.Group{h.Data("when", f.When.Field), h.Data("is", strings.Join(f.When.Values, "|")), g.If(!f.When.Holds(v.Values), h.Data("off", ""))}
}

func fileTip(v FormView, f form.Field) string {
	if f.Kind != form.Files {
		return ""
	}
	return v.FileTip
}

// ComboOptions is the answer to a lookup: options whose label matched.
func ComboOptions(list []form.Option) g.Node {
	return g.Map(list, func(o form.Option) g.Node {
		return h.Li(h.Role("option"), h.Data("value", o.Value), g.Text(o.Label))
	})
}
