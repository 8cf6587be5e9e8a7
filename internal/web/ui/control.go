package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/form"
)

// control is one input of a form: a field, or a cell of a table of lines.
type control struct {
	view  FormView
	field form.Field
	name  string // as sent
	id    string
	form  string // id of the form it belongs to, if it stands outside of it
	issue string
	says  string // name for readers where no label stands beside it
}

func (c control) values() []string { return c.view.Values[c.name] }

func (c control) value() string {
	if list := c.values(); len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

// described ties hint and error to the control.
func (c control) described() g.Node {
	var ids []string
	if c.says == "" && (c.field.Hint != "" || fileTip(c.view, c.field) != "") {
		ids = append(ids, c.id+"-h")
	}
	if c.issue != "" {
		ids = append(ids, c.id+"-e")
	}
	return g.If(len(ids) > 0, h.Aria("describedby", strings.Join(ids, " ")))
}

// common are the attributes of every single control.
func (c control) common() g.Node {
	return g.Group{
		h.ID(c.id), h.Name(c.name), c.owner(), c.described(),
		g.If(c.issue != "", h.Aria("invalid", "true")), g.If(c.says != "", h.Aria("label", c.says)),
		g.If(c.field.Required && c.says == "", h.Aria("required", "true")), g.If(c.view.Focus != "" && c.view.Focus == c.name || c.field.Scan, h.Data("focus", "")), g.If(c.field.Scan, h.Data("scan", "")),
	}
}

func (c control) owner() g.Node { return g.If(c.form != "", h.FormAttr(c.form)) }

func (c control) draw() g.Node {
	f := c.field
	switch f.Kind {
	case form.LongText:
		return h.Textarea(h.Class("form-control"), c.common(), h.Rows("4"), g.Text(c.value()))
	case form.Number:
		return c.withUnit(f.Unit, "numeric")
	case form.Money:
		return c.withUnit("元", "decimal")
	case form.DateKind:
		return dateInput(f.Label, c.value(), c.common())
	case form.TimeKind:
		return h.Input(h.Type("text"), h.Class("form-control num"), c.common(), h.Value(c.value()), h.AutoComplete("off"), h.Data("time", ""))
	case form.Choice:
		if grouped(f, len(c.view.options(f))) && c.says == "" {
			return c.radios()
		}
		return c.selectBox()
	case form.Person, form.Department:
		return c.selectBox()
	case form.Choices, form.People, form.Departments:
		return c.checks()
	case form.Bool:
		return c.check()
	case form.CaseLink:
		return c.caseLink()
	case form.Files:
		return c.files()
	case form.Signature:
		return c.signature()
	case form.Lines:
		return c.lines()
	default:
		if auto := c.view.Secret[c.name]; auto != "" { // never sent back
			return h.Input(h.Type("password"), h.Class("form-control"), c.common(), h.AutoComplete(auto))
		}
		return h.Input(h.Type("text"), h.Class("form-control"), c.common(), h.Value(c.value()), h.AutoComplete("off"))
	}
}

func (c control) withUnit(unit, mode string) g.Node {
	input := h.Input(h.Type("text"), h.Class("form-control num"), c.common(), g.Attr("inputmode", mode), h.Value(c.value()), h.AutoComplete("off"))
	if unit == "" {
		return input
	}
	return h.Div(h.Class("unit"), input, h.Span(g.Text(unit)))
}

// dateInput is a text field that takes many ways to write a date, with a button
// for the picker where there is script. common holds id, name and label.
func dateInput(label, value string, common g.Node) g.Node {
	return h.Span(h.Class("dt"), h.Input(h.Type("text"), h.Class("form-control num"), common, h.Value(value), h.AutoComplete("off"), h.Data("date", "")),
		h.Button(h.Type("button"), h.Class("js-only"), h.Data("pick", ""), h.Aria("label", "选日期："+label), icon(IconCalendar)))
}

func (c control) selectBox() g.Node {
	list := c.view.options(c.field)
	searchable := len(list) > 12
	named := slices.ContainsFunc(list, func(o form.Option) bool { return o.Value == "" })
	return h.Select(h.Class("form-select"), c.common(), g.If(searchable, h.Data("combo", "")),
		g.If(!named, h.Option(h.Value(""), g.Text(c.unchosen()))), options(list, c.values()))
}

func (c control) unchosen() string {
	if c.field.Required {
		return "选择" + c.field.Label
	}
	return "不选"
}

func (c control) radios() g.Node {
	return h.Div(h.Class("checks"), g.Map(c.view.options(c.field), func(o form.Option) g.Node {
		return h.Label(h.Input(h.Type("radio"), h.Class("form-check-input"), h.Name(c.name), c.owner(), h.Value(o.Value), g.If(c.value() == o.Value, h.Checked())), h.Span(g.Text(o.Label)))
	}))
}

// checks is a list of boxes, with a filter above it where it is long.
func (c control) checks() g.Node {
	list := c.view.options(c.field)
	long := len(list) > 10
	return h.Div(class("pickbox", when(long, "long"), when(c.field.Ordered, "ordered")),
		g.If(long, h.Input(h.Type("search"), h.Class("form-control js-only"), h.Data("narrow", ""), h.Aria("label", "在"+c.field.Label+"中查找"), h.Placeholder("查找"), h.AutoComplete("off"))),
		h.Div(h.Class("checks"), g.Map(inOrder(c.field, list, c.values()), func(o form.Option) g.Node {
			return h.Label(h.Input(h.Type("checkbox"), h.Class("form-check-input"), h.Name(c.name), c.owner(), h.Value(o.Value), g.If(slices.Contains(c.values(), o.Value), h.Checked())), h.Span(g.Text(o.Label)))
		})))
}

// inOrder puts what is chosen first, in its order, where the order counts.
func inOrder(f form.Field, list []form.Option, chosen []string) []form.Option {
	if !f.Ordered {
		return list
	}
	var first, rest []form.Option
	for _, value := range chosen {
		if i := slices.IndexFunc(list, func(o form.Option) bool { return o.Value == value }); i >= 0 {
			first = append(first, list[i])
		}
	}
	for _, o := range list {
		if !slices.Contains(chosen, o.Value) {
			rest = append(rest, o)
		}
	}
	return append(first, rest...)
}

// check is one box; a hidden “no” before it tells an empty box from no answer.
func (c control) check() g.Node {
	on := slices.Contains([]string{"1", "on", "true", "yes", "是"}, c.value())
	return h.Div(h.Class("checks"), h.Input(h.Type("hidden"), h.Name(c.name), c.owner(), h.Value("no")),
		h.Label(h.Input(h.Type("checkbox"), h.Class("form-check-input"), c.common(), h.Value("yes"), g.If(on, h.Checked())), h.Span(g.Text(c.field.Label))))
}

// caseLink is a choice where options are given; else an input that looks up.
func (c control) caseLink() g.Node {
	if list := c.view.options(c.field); len(list) > 0 {
		return c.selectBox()
	}
	addr := c.view.Lookup[c.field.Name]
	return h.Input(h.Type("text"), h.Class("form-control"), c.common(), h.Value(c.value()), h.AutoComplete("off"), dataURL("lookup", addr))
}

// files lists what is there and takes more: as a plain file input, or by XHR
// with progress where there is script and an address.
func (c control) files() g.Node {
	return h.Div(h.Class("up"), h.Data("up", c.name), dataURL("url", c.view.Upload), h.Data("form", c.form),
		h.Ul(h.Class("files"), g.Map(c.values(), func(id string) g.Node {
			if id == "" {
				return nil
			}
			file := c.view.Files[id]
			if file.Name == "" {
				file.Name = "已传的文件"
			}
			return h.Li(icon(IconFile), fileName(file), g.If(file.Note != "", h.Span(h.Class("muted xs"), g.Text(file.Note))), space(),
				h.Label(h.Class("keepit"), h.Input(h.Type("checkbox"), h.Class("form-check-input"), h.Name(c.name), c.owner(), h.Value(id), h.Checked()), g.Text("保留"), quiet("："+file.Name)))
		})),
		h.Input(h.Type("file"), h.Class("form-control no-js"), h.Name(c.name), c.owner(), h.Aria("label", c.field.Label), h.Multiple(), g.If(c.view.Accept != "", h.Accept(c.view.Accept))),
		h.Button(h.Type("button"), h.Class("btn btn-plain js-only"), h.ID(c.id), c.described(), h.Data("choose", ""), icon(IconUpload), g.Text("选择文件"), quiet("："+c.field.Label)),
		h.P(h.Class("xs muted"), h.Role("status"), h.Data("upsay", "")))
}

func fileName(f File) g.Node {
	return h.Span(h.Class("fn"), link(Link{Label: f.Name, Href: f.Href}), g.If(f.Tag.Text != "", g.Group{g.Text(" "), tag(f.Tag)}))
}

// signature is a pad, folded up where a step need not have it, whose picture goes along as a PNG data address; without
// script a scanned signature is uploaded instead.
func (c control) signature() g.Node {
	pad := h.Div(h.Class("sign"), h.Data("sign", ""),
		h.Input(h.Type("hidden"), h.Name(c.name), c.owner(), h.Value(c.value())),
		h.Canvas(h.ID(c.id), h.Width("560"), h.Height("180"), h.TabIndex("0"), h.Role("img"), h.Aria("label", c.field.Label+"：在框内手写"), g.Text("手写签名要用到脚本")),
		h.Div(h.Class("row-b"), h.Button(h.Type("button"), h.Class("btn btn-plain btn-sm js-only"), h.Data("wipe", ""), g.Text("重写")),
			h.Span(h.Class("muted sm"), h.Role("status"), h.Data("signed", ""), g.Text(map[bool]string{true: "已签", false: "在框内手写"}[c.value() != ""]))))
	if c.field.Required || c.form == "" {
		return pad
	}
	return h.Details(h.Class("signin js-only"), g.If(c.value() != "" || c.issue != "", g.Attr("open")), h.Summary(g.Text("在此手写"), icon(IconDown)), pad)
}

// lines is a table with a row for each line and empty ones to fill; empty lines
// are dropped when read.
func (c control) lines() g.Node {
	f := c.field
	n := c.lineCount()
	return g.Group{
		h.Div(h.Class("wide"), h.Table(h.Class("lines"), h.Data("lines", c.name), h.Role("table"), h.Caption(h.Class("vh"), g.Text(f.Label)),
			h.THead(h.Role("rowgroup"), h.Tr(h.Role("row"), h.Th(h.Role("columnheader"), h.Scope("col"), h.Class("no"), g.Text("序号")), g.Map(f.Lines, func(l form.Field) g.Node {
				return h.Th(h.Role("columnheader"), h.Scope("col"), class(width(l)), g.Text(l.Label), g.If(l.Unit != "", h.Span(h.Class("opt"), g.Text("（"+l.Unit+"）"))), g.If(!l.Required, h.Span(h.Class("opt"), g.Text("（选填）"))))
			}), h.Th(h.Role("columnheader"), h.Scope("col"), h.Class("js-only"), quiet("操作")))),
			h.TBody(h.Role("rowgroup"), g.Map(count0(n), func(i int) g.Node { return c.line(i) })))),
		h.Button(h.Type("button"), h.Class("btn btn-plain btn-sm js-only"), h.Data("addline", c.name), icon(IconPlus), g.Text("加一行")),
		h.Span(h.Class("vh"), h.Role("status"), h.Data("linesay", "")),
	}
}

func count0(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// lineCount is the number of typed lines and one more, at least two.
func (c control) lineCount() int {
	most := -1
	for name := range c.view.Values {
		rest, ok := strings.CutPrefix(name, c.name+".")
		if !ok {
			continue
		}
		at, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(at); err == nil && i < 200 {
			most = max(most, i)
		}
	}
	return max(2, most+2)
}

func (c control) line(i int) g.Node {
	return h.Tr(h.Role("row"), h.Td(h.Role("cell"), h.Class("no"), h.Data("no", ""), g.Text(strconv.Itoa(i+1))),
		g.Map(c.field.Lines, func(l form.Field) g.Node {
			name := fmt.Sprintf("%s.%d.%s", c.name, i, l.Name)
			cell := control{view: c.view, field: l, name: name, id: c.view.fieldID(name), form: c.form,
				issue: c.view.issue(name), says: fmt.Sprintf("第 %d 行 %s", i+1, l.Label)}
			return h.Td(h.Role("cell"), class(when(cell.issue != "", "err")), h.Data("l", l.Label),
				g.If(cell.issue != "", h.P(h.Class("emsg"), h.ID(cell.id+"-e"), quiet("错误："), g.Text(cell.issue))), cell.draw())
		}),
		h.Td(h.Role("cell"), h.Class("js-only"), h.Button(h.Type("button"), h.Class("icon-b"), h.Data("delline", ""), h.Aria("label", fmt.Sprintf("删去第 %d 行", i+1)), icon(IconTrash))))
}
