package ui

import (
	"strconv"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"guiju.cn/guiju/internal/web/static"
)

// Editor is the page where a long text is written beside its pages. Without script
// it is a form with a plain text field; with it (editor.js, loaded on this page
// alone) the text is written in paragraphs, kept by itself, and set as one types.
type Editor struct {
	Title, Lead string
	Refusal     *Refusal
	Notice      []string // what an import changed or guessed
	Form        FormView // Action, Hidden, Values, Issues, Options; its fields by the groups below
	Groups      []FormGroup
	Body        string      // name of the field that holds the text
	Folded      []FormGroup // rarely changed, folded up below the text
	Verbs       []Verb      // the first is the main one
	Note        string      // name of a field for a few words on what was changed; "" = none
	NoteValue   string
	Preview     string // address that answers with pages and findings; also shows a PDF
	Import      string // name of the button that reads a file; "" = none
	Pictures    string // address of a file by its id, without the id
	Saved       string // 草稿已保存 09:20
	Cancel      string
	Pages       []PageImage // as they were last set, before script takes over
}

// EditorPage draws an Editor.
func EditorPage(e Editor) g.Node {
	v := e.Form
	v.Groups = e.Groups
	return g.Group{
		h.Link(h.Rel("stylesheet"), h.Href(static.Path("editor.css"))), h.Script(h.Src(static.Path("editor.js")), h.Defer()),
		Head(e.Title, e.Lead),
		h.Form(h.Class("form ed"), h.ID(v.id()), h.Method("post"), h.Action(SafeHref(v.Action)), h.EncType("multipart/form-data"), g.Attr("novalidate"), g.Attr("data-guard"),
			h.Data("editor", v.fieldID(e.Body)), h.Data("preview", SafeHref(e.Preview)), h.Data("pictures", SafeHref(e.Pictures)), h.Data("upload", SafeHref(v.Upload)),
			hidden(v.Hidden),
			h.Div(h.Class("stack"), RefusalPanel(e.Refusal), e.notice(), ErrorSummary(e.Form),
				box("", nil, h.Div(h.Class("pad"), FieldSet(e.part(e.Groups), ""))),
				e.text(),
				h.Details(h.Class("box"), g.If(e.wrongIn(e.Folded), g.Attr("open")), h.Summary(g.Text("版记、公开、审查和会签"), icon(IconDown)), h.Div(h.Class("pad"), FieldSet(e.part(e.Folded), ""))),
				e.actions()),
			h.Aside(h.Class("ed-r stack"), h.Aria("label", "版面和校对"), e.pages(), e.findings())),
	}
}

// part is the form with the fields of some groups only.
func (e Editor) part(groups []FormGroup) FormView {
	v := e.Form
	v.Fields, v.Groups = nil, groups
	for _, grp := range groups {
		for _, name := range grp.Fields {
			for _, f := range e.Form.Fields {
				if f.Name == name {
					v.Fields = append(v.Fields, f)
				}
			}
		}
	}
	return v
}

func (e Editor) wrongIn(groups []FormGroup) bool {
	for _, f := range e.part(groups).Fields {
		if e.Form.issue(f.Name) != "" {
			return true
		}
	}
	return false
}

func (e Editor) notice() g.Node {
	if len(e.Notice) == 0 {
		return nil
	}
	return box("导入时改动和没有认出的地方", nil, h.Ul(h.Class("writes pad"), g.Map(e.Notice, func(s string) g.Node { return h.Li(g.Text(s)) })))
}

// text is the field of the text, with tools that only work with script.
func (e Editor) text() g.Node {
	v := e.part([]FormGroup{{Fields: []string{e.Body}}})
	v.Groups = nil
	id := v.fieldID(e.Body)
	tool := func(name, label string, mark Icon) g.Node {
		return h.Button(h.Type("button"), h.Class("btn btn-plain btn-sm"), h.Data("tool", name), icon(mark), g.Text(label))
	}
	tools := h.Div(h.Class("ed-t js-only"), h.Role("toolbar"), h.Aria("label", "正文工具"), h.Aria("controls", id),
		tool("undo", "撤销", IconLeft), tool("redo", "重做", IconRight), tool("table", "表格", IconTable), tool("picture", "图片", IconFile), tool("attachment", "附件", IconPlus))
	value := ""
	if list := v.Values[e.Body]; len(list) > 0 {
		value = list[len(list)-1]
	}
	issue := v.issue(e.Body)
	return box("正文和附件", g.Group{space(), e.importer()},
		tools,
		h.Div(class("ed-b", when(issue != "", "err")),
			h.Label(h.Class("vh"), h.For(id), g.Text("正文和附件")),
			g.If(issue != "", h.P(h.Class("emsg"), h.ID(id+"-e"), quiet("错误："), g.Text(issue))),
			h.Textarea(h.Class("form-control"), h.ID(id), h.Name(e.Body), h.Rows("24"), h.Aria("describedby", id+"-h"), g.Text(value)),
			h.P(h.Class("hint"), h.ID(id+"-h"), g.Text("一段一行；层次写作 一、（一）1.（1）；表格的栏用制表符隔开；单独一行“附件1”起是附件，下一行是附件标题。署名、日期、版记由系统排。"))))
}

// importer reads a document of somebody's into the page.
func (e Editor) importer() g.Node {
	if e.Import == "" {
		return nil
	}
	return h.Details(h.Class("pop"), h.Data("pop", ""), h.Summary(h.Class("btn btn-plain btn-sm"), icon(IconUpload), g.Text("导入文稿")),
		h.Div(h.Class("panel"), h.P(h.Class("muted sm"), g.Text("Word（.docx）或者文本文件；读出标题、主送、正文、表格、附件，替换现在的内容。")),
			h.Label(h.Class("form-label"), h.For("ed-file"), g.Text("文稿")),
			h.Input(h.Type("file"), h.Class("form-control"), h.ID("ed-file"), h.Name(e.Import+"_file"), h.Accept(".docx,.txt")),
			h.Div(h.Class("row-b"), button("导入", "btn-primary", h.Name(e.Import), h.Value("1")))))
}

func (e Editor) actions() g.Node {
	var verbs g.Group
	for i, v := range e.Verbs {
		kind := "btn-plain"
		if i == 0 {
			kind = "btn-primary"
		}
		verbs = append(verbs, verb(v, kind, g.If(i == 0, h.Data("main", ""))))
	}
	return h.Div(h.Class("ed-a"),
		g.If(e.Note != "", h.Div(h.Class("ed-n"), h.Label(h.Class("form-label"), h.For("ed-note"), g.Text("修改说明"), h.Span(h.Class("opt"), g.Text("（选填）"))),
			h.Input(h.Type("text"), h.Class("form-control"), h.ID("ed-note"), h.Name(e.Note), h.Value(e.NoteValue), h.AutoComplete("off")))),
		h.Div(h.Class("row-b"), verbs,
			h.Button(h.Type("submit"), h.Class("btn btn-plain"), h.FormAction(SafeHref(e.Preview)), h.FormTarget("_blank"), g.Text("看 PDF")),
			g.If(e.Cancel != "", h.A(h.Class("btn btn-plain"), href(e.Cancel), g.Text("返回"))),
			space(), h.Span(h.Class("muted sm"), h.Role("status"), h.Data("saved", ""), g.Text(e.Saved))))
}

// pages are the pages as set; the script fills them in as one types.
func (e Editor) pages() g.Node {
	return h.Section(h.Class("box"), h.Aria("label", "版面"), h.Header(h.H2(g.Text("版面")), h.Span(h.Class("muted sm"), h.Role("status"), h.Data("fit", ""), g.Text(e.count()))),
		h.Div(h.Class("ed-p"), h.TabIndex("0"), h.Role("region"), h.Aria("label", "各页的样子（可滚动）"), h.Data("pages", ""),
			numbered(e.Pages),
			g.If(len(e.Pages) == 0, h.P(h.Class("muted sm pad"), g.Text("写下标题和正文以后，这里显示排好的各页；没有脚本时按“看 PDF”。")))))
}

func numbered(pages []PageImage) g.Node {
	var out g.Group
	for i, p := range pages {
		out = append(out, h.Img(h.Src(SafeHref(p.Src)), h.Alt("第 "+strconv.Itoa(i+1)+" 面"), h.Width(strconv.Itoa(p.Width)), h.Height(strconv.Itoa(p.Height)), h.Loading("lazy")))
	}
	return out
}

func (e Editor) count() string {
	if len(e.Pages) == 0 {
		return ""
	}
	return strconv.Itoa(len(e.Pages)) + " 面"
}

// findings are what the layout and the checker name; the script fills them in.
func (e Editor) findings() g.Node {
	return h.Section(h.Class("box js-only"), h.Aria("label", "格式和校对"), h.Header(h.H2(g.Text("格式和校对")), h.Span(h.Class("muted sm"), h.Data("found", ""))),
		h.Div(h.Data("findings", ""), h.P(h.Class("muted sm pad"), g.Text("还没有检查"))))
}

// Compare is a page that shows two versions of a text word by word.
type Compare struct {
	Title, Lead string
	Actions     []Link
	Filters     *FilterForm // which two versions
	Parts       []ComparePart
}

// ComparePart is one field of both versions.
type ComparePart struct {
	Title  string
	Pieces []ComparePiece
}

// ComparePiece is a piece that stands in both, or in one of them.
type ComparePiece struct {
	Text       string
	Gone, Come bool
}

// ComparePage draws a Compare: what went is struck through, what came is underlined.
func ComparePage(c Compare) g.Node {
	body := g.Group{Head(c.Title, c.Lead, c.Actions...), c.Filters.draw()}
	if len(c.Parts) == 0 {
		body = append(body, emptyNote(&Empty{Title: "两版没有不同"}))
	}
	for _, p := range c.Parts {
		body = append(body, box(p.Title, nil, h.Div(h.Class("cmp pad"), g.Map(p.Pieces, piece))))
	}
	return h.Div(h.Class("stack"), body)
}

func piece(p ComparePiece) g.Node {
	switch {
	case p.Gone:
		return h.Del(quiet("删去："), g.Text(p.Text))
	case p.Come:
		return h.Ins(quiet("加上："), g.Text(p.Text))
	}
	return g.Text(p.Text)
}
