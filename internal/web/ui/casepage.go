package ui

import (
	"fmt"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// Case is the page of one case. Put it into a Page with Act set if it has an
// action card.
type Case struct {
	Title   string
	State   Tag    // 办理中
	Marks   []Tag  // 已超期, 特急, 会签中
	Facts   []Fact // 编号, 第 3 步，共 5 步, 到手, 应于
	Actions []Link // 打印审批单
	Tabs    []Tab
	Prev    string // neighbours in the list one came from
	Next    string

	Refusal *Refusal
	Kept    []Pair // what was typed into a form that is not here any more
	Notice  string
	Check   *Check
	Fill    *FormView // 本环节填写: sent together with the action card
	Record  []Record
	Extra   []g.Node // boxes of the kind itself, made with Box
	Files   []FileList
	Flow    Flow
	Opinion []Opinion
	Act     *Act
	Related []Link
	History []Change // who did what, newest first
}

// Fact is one fact of the strip under the title.
type Fact struct {
	Label string // 编号, 应于
	Value string
	After string // 前办结, or ，轮到 …
	Href  string
	Tone  Tone
}

// Check compares what was approved with what is asked, line by line.
type Check struct {
	Title       string // 核对：批准的内容与要盖的文件
	Left, Right string // heads of the two columns
	Rows        []CheckRow
}

// CheckRow is one line of a Check; Result says it in words: 相符, 多 5 份.
type CheckRow struct {
	Item, Left, Right, Result string
	OK                        bool
}

// Record is the record as a paper form. Several are drawn one under the other.
type Record struct {
	Title string
	Note  string // 11-23 16:20 由 赵晓明 提交
	Rows  []Pair
	Table *Table // lines below the pairs
	Files []File
	Pages []PageImage
	Links []Link // at the right of the head
}

// Pair is a label with its value; Wide ones take a whole line.
type Pair struct {
	Label, Value string
	Href         string
	Wide         bool
}

// FileList is a box of files.
type FileList struct {
	Title string
	Files []File
}

// StepState is where a step of the flow stands.
type StepState string

// The states of a step.
const (
	Ahead   StepState = ""
	Done    StepState = "done"
	Now     StepState = "now"
	Skipped StepState = "skipd"
)

// Step is a step of the flow position.
type Step struct {
	State  StepState
	Key    bool // ※
	Name   string
	Detail string // who, or whose turn
	Time   string // done at, or due
}

// Flow is the flow position.
type Flow struct {
	Note  string // 第 3 步，共 5 步
	Steps []Step
	Chart string // address of the drawing
}

// Opinion is one opinion, shown newest first.
type Opinion struct {
	Who, Role string // 孙立 · 副局长 · 签发
	Time      string
	Text      string
	Sign      string // picture of a handwritten signature
	Reader    bool   // read only: not an opinion of an approver
}

// CasePage draws the page of a case.
func CasePage(c Case) g.Node {
	left := h.Div(h.Class("stack"), Notice(c.Notice), checkBox(c.Check), c.fill(), g.If(c.Fill == nil, g.Map(c.Files, fileBox)),
		g.Map(c.Record, record), g.Group(c.Extra), g.If(c.Fill != nil, g.Map(c.Files, fileBox)), c.history())
	right := h.Div(h.Class("stack"), flowBox(c.Flow), opinionBox(c.Opinion), c.related(), actCard(c.Act))
	return g.Group{c.head(), h.Div(h.Class("case of-case"), h.Div(h.Class("stack"), RefusalPanel(c.Refusal), g.If(len(c.Kept) > 0, kept(c.Kept)), c.wrong(), left), right)}
}

// RecordBox is a record as a box, for Extra.
func RecordBox(r Record) g.Node { return record(r) }

func (c Case) head() g.Node {
	return h.Div(h.Class("phead"),
		h.Div(h.Class("ph"), h.H1(g.Text(c.Title)),
			h.Div(h.Class("facts"), tag(c.State), g.Map(c.Marks, tag), g.Map(c.Facts, fact))),
		c.neighbours(), buttons(c.Actions, false, "btn-sm")) // after the facts: phones show them below
}

func (c Case) neighbours() g.Node {
	if c.Prev == "" && c.Next == "" {
		return nil
	}
	step := func(label, addr, key string, mark Icon) g.Node {
		return g.If(addr != "", h.A(h.Class("btn btn-plain btn-sm"), href(addr), h.Data("press", key), g.Attr("title", label+"（"+key+"）"), icon(mark), quiet(label)))
	}
	return h.Div(h.Class("acts only-d"), step("上一件", c.Prev, "[", IconLeft), step("下一件", c.Next, "]", IconRight))
}

func fact(f Fact) g.Node {
	value := g.Node(h.B(class("num", tone(f.Tone)), g.Text(f.Value)))
	if f.Href != "" {
		value = h.A(h.Class("u"), href(f.Href), g.Text(f.Value))
	}
	return h.Span(g.If(f.Label != "", g.Text(f.Label+" ")), value, g.If(f.After != "", g.Text(after(f.After))))
}

// after sets a space before what is no punctuation.
func after(text string) string {
	if strings.HasPrefix(text, "，") || strings.HasPrefix(text, "（") {
		return text
	}
	return " " + text
}

func checkBox(c *Check) g.Node {
	if c == nil {
		return nil
	}
	wrong := 0
	for _, r := range c.Rows {
		if !r.OK {
			wrong++
		}
	}
	result := g.Node(h.Span(h.Class("ok"), g.Text("✓ 全部相符")))
	if wrong > 0 {
		result = h.Span(h.Class("no"), g.Textf("%d 项不符", wrong))
	}
	col := func(t string) g.Node { return h.Th(h.Role("columnheader"), h.Scope("col"), g.Text(t)) }
	return box(c.Title, g.Group{space(), result}, h.Table(h.Class("chk"), h.Role("table"), h.Caption(h.Class("vh"), g.Text(c.Title)),
		h.THead(h.Role("rowgroup"), h.Tr(h.Role("row"), col("项目"), col(c.Left), col(c.Right), col("结果"))),
		h.TBody(h.Role("rowgroup"), g.Map(c.Rows, c.row))))
}

func (c Check) row(r CheckRow) g.Node {
	result := h.Td(h.Role("cell"), h.Class("ok"), g.Text("✓ "+r.Result))
	if !r.OK {
		result = h.Td(h.Role("cell"), h.Class("no"), g.Text("✕ "+r.Result))
	}
	right := g.Node(g.Text(r.Right))
	if !r.OK {
		right = h.B(right)
	}
	return h.Tr(h.Role("row"), class(when(!r.OK, "bad")), h.Th(h.Role("rowheader"), h.Scope("row"), g.Text(r.Item)),
		h.Td(h.Role("cell"), h.Data("l", c.Left), g.Text(r.Left)), h.Td(h.Role("cell"), h.Data("l", c.Right), right), result)
}

// fill are the fields of the step; they belong to the form of the action card.
func (c Case) fill() g.Node {
	if c.Fill == nil {
		return nil
	}
	owner := ""
	if c.Act != nil {
		owner = actForm
	}
	return box("本环节填写", nil, FieldSet(*c.Fill, owner))
}

// wrong is the summary of what is wrong with the step's fields; where a refusal
// stands, it says it already.
func (c Case) wrong() g.Node {
	if c.Fill == nil || c.Refusal != nil {
		return nil
	}
	return ErrorSummary(*c.Fill)
}

func kept(rows []Pair) g.Node {
	return record(Record{Title: "你填写的内容还在", Note: "可以复制", Rows: rows})
}

func record(r Record) g.Node {
	head := g.Group{g.If(r.Note != "", h.Span(h.Class("muted sm"), g.Text(r.Note))), g.If(len(r.Links) > 0, space()), g.Map(r.Links, func(l Link) g.Node { return link(l) })}
	return box(r.Title, head,
		g.If(len(r.Pages) > 0, sheets(r.Pages)),
		g.If(len(r.Rows) > 0, paper(r.Title, r.Rows)),
		g.Iff(r.Table != nil, func() g.Node { return scroll(r.Table.Caption, r.Table.Node()) }),
		g.If(len(r.Files) > 0, files(r.Files)))
}

func paper(title string, rows []Pair) g.Node {
	return h.Table(h.Class("paper"), h.Caption(h.Class("vh"), g.Text(title)), h.TBody(g.Map(pairs(rows), paperRow)))
}

// Facts are rows as on a paper form, with buttons below: what one decides on.
func Facts(title string, rows []Pair, buttons ...g.Node) g.Node {
	return g.Group{paper(title, rows), h.Div(h.Class("row-b pad"), g.Group(buttons))}
}

// pairs puts narrow pairs two in a line.
func pairs(list []Pair) [][]Pair {
	var out [][]Pair
	for _, p := range list {
		n := len(out)
		if n > 0 && len(out[n-1]) == 1 && !out[n-1][0].Wide && !p.Wide {
			out[n-1] = append(out[n-1], p)
			continue
		}
		out = append(out, []Pair{p})
	}
	return out
}

func paperRow(row []Pair) g.Node {
	return h.Tr(g.Map(row, func(p Pair) g.Node {
		return g.Group{h.Th(h.Scope("row"), g.Text(p.Label)), h.Td(g.If(len(row) == 1, h.ColSpan("3")), pairValue(p))}
	}))
}

func pairValue(p Pair) g.Node {
	if p.Value == "" {
		return g.Text("--")
	}
	return link(Link{Label: p.Value, Href: p.Href}, h.Class("pv"))
}

func files(list []File) g.Node {
	return h.Ul(h.Class("files pad"), g.Map(list, func(f File) g.Node {
		return h.Li(
			g.If(f.Thumb != "", h.Img(h.Class("thumb"), h.Src(SafeHref(f.Thumb)), h.Alt("第 1 页的样子"), h.Loading("lazy"), h.Width("48"), h.Height("68"))),
			g.If(f.Thumb == "", icon(IconFile)), fileName(f),
			g.If(f.Note != "", h.Span(h.Class("muted xs"), g.Text(f.Note))), space(),
			g.If(f.Read != "", h.A(h.Class("sm"), href(f.Read), g.Text("阅读"), quiet("："+f.Name))))
	}))
}

func fileBox(l FileList) g.Node {
	return box(l.Title, h.Span(h.Class("muted sm"), g.Textf("%d 份", len(l.Files))), files(l.Files))
}

func flowBox(f Flow) g.Node {
	if len(f.Steps) == 0 {
		return nil
	}
	keys := false
	for _, s := range f.Steps {
		keys = keys || s.Key
	}
	head := g.Group{
		h.Span(h.Class("muted sm"), g.Text(f.Note)), space(),
		g.If(keys, h.Span(h.Class("xs muted"), h.Aria("hidden", "true"), h.Span(h.Class("key"), g.Text("※")), g.Text(" 关键控制点"))),
		g.If(f.Chart != "", h.A(href(f.Chart), icon(IconFlow), g.Text("流程图"))),
	}
	return h.Section(h.Class("box"), h.ID("flow"), h.Header(h.H2(g.Text("流程位置")), head), FlowList(f.Steps))
}

// FlowList is the list of steps; it is also the text beside the chart.
func FlowList(list []Step) g.Node {
	var out g.Group
	for i, s := range list {
		mark, says := g.Node(g.Text(fmt.Sprint(i+1))), map[StepState]string{Done: "已办：", Now: "正在办：", Skipped: "跳过：", Ahead: "未到："}[s.State]
		if s.State == Done {
			mark = icon(IconCheck)
		}
		out = append(out, h.Li(class(string(s.State)), g.If(s.State == Now, h.Aria("current", "step")),
			h.Span(h.Class("n"), h.Aria("hidden", "true"), mark),
			h.Div(h.B(quiet(says), g.Text(s.Name), g.If(s.Key, g.Group{g.Text(" "), keyMark()})), g.If(s.Detail != "", h.Small(g.Text(s.Detail)))),
			g.If(s.Time != "", h.Span(h.Class("at"), g.Text(s.Time)))))
	}
	return h.Ol(h.Class("flow"), out)
}

func opinionBox(list []Opinion) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Section(h.Class("box said"), h.Header(h.H2(g.Text("意见")), h.Span(h.Class("muted sm"), g.Textf("%d 条", len(list)))), Opinions(list))
}

// Opinions is the list of opinions.
func Opinions(list []Opinion) g.Node {
	return h.Ol(h.Class("ops"), g.Map(list, func(o Opinion) g.Node {
		return h.Li(class(when(o.Reader, "reader")),
			h.Div(h.Class("h"), h.B(g.Text(o.Who)), h.Span(h.Class("muted"), g.Text(o.Role)), h.Span(h.Class("at"), g.Text(o.Time))),
			g.If(o.Text != "", h.P(g.Text(o.Text))),
			g.If(o.Sign != "", h.Img(h.Class("signed"), h.Src(SafeHref(o.Sign)), h.Alt(o.Who+"手写签名"), h.Width("140"), h.Height("45"), h.Loading("lazy"))))
	}))
}

func (c Case) related() g.Node {
	if len(c.Related) == 0 {
		return nil
	}
	return box("相关事项", nil, h.Ul(h.Class("files pad"), g.Map(c.Related, func(l Link) g.Node { return h.Li(link(l)) })))
}

func (c Case) history() g.Node {
	if len(c.History) == 0 {
		return nil
	}
	return h.Details(h.Class("box hist"), h.Summary(g.Text("办理记录"), h.Span(h.Class("muted sm"), g.Textf("%d 条", len(c.History))), icon(IconDown)),
		h.Ol(h.Class("log"), g.Map(c.History, func(e Change) g.Node {
			return h.Li(h.Span(h.Class("at"), g.Text(e.Time)), h.Span(h.B(g.Text(e.Who)), g.Text(" "+e.What)))
		})))
}
