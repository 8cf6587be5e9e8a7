package web

import (
	"bytes"
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/sheet"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/typeset/paper"
	"guiju.cn/guiju/internal/typeset/pdf"
	"guiju.cn/guiju/internal/web/ui"
)

// ExportMost bounds an export; more is asked for by a narrower filter.
const ExportMost = 5000

func (w *Web) registers(c *Call) error {
	t := ui.Table{Caption: "登记表", Columns: []ui.Column{{Label: "编号"}, {Label: "登记表", Title: true}, {Label: "业务"}}, Empty: &ui.Empty{Title: "还没有登记表"}}
	for _, m := range w.Modules {
		for _, r := range m.Registers {
			if r.ReadBy(c.duties) {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: numberOr(formNumber(r.ID), "--")}, {Text: r.Title, Href: "/registers/" + r.ID}, {Text: m.Name}}})
			}
		}
	}
	return c.page("登记表", nil, ui.Tables(ui.TablePage{Title: "登记表", Lead: "由办理自动写入，不重复填写", Parts: []ui.TablePart{{Title: "全部登记表", Table: t}}}))
}

func (w *Web) register(c *Call) error {
	r, ok := w.Modules.Register(c.PathValue("form"))
	if !ok || !r.ReadBy(c.duties) {
		return store.ErrNotFound
	}
	filter, issues := ReadFilter(r, c.URL.Query())
	ask := module.Ask{Filter: filter, Duties: c.duties, Limit: r.LimitFor(w.Engine, c.who.PersonID, c.duties)}
	switch c.URL.Query().Get("format") {
	case "":
	case "xlsx", "pdf":
		ask.Page = flow.Page{Most: ExportMost}
		rows, err := r.Rows(c.Context(), w.q(), ask)
		if err != nil {
			return err
		}
		return c.export(r, rows, c.URL.Query().Get("format"))
	default:
		return errs.New(errs.Malformed, "没有这种格式")
	}
	page := pageNumber(c)
	ask.Page = flow.Page{Skip: (page - 1) * listMost, Most: listMost}
	rows, err := r.Rows(c.Context(), w.q(), ask)
	if err != nil {
		return err
	}
	if r.Filters, err = offered(c, r); err != nil {
		return err
	}
	view := c.registerView(r, rows, filter)
	view.Pager = pages(c.Request, page, int(rows.Count), len(rows.Rows))
	if len(issues) > 0 {
		view.Source = issues[0].Message
	}
	return c.page(r.Title, []ui.Link{{Label: "登记表", Href: "/registers"}, {Label: r.Title}}, ui.Register(view))
}

// offered fills in what filters offer from a source of the register's own.
func offered(c *Call, r module.Register) ([]form.Field, error) {
	if r.Choices == nil {
		return r.Filters, nil
	}
	choices, err := r.Choices(c.Context(), c.web.q())
	fields := slices.Clone(r.Filters)
	for i, f := range fields {
		if f.OptionsFrom != "" {
			fields[i].Options = choices[f.OptionsFrom]
		}
	}
	return fields, err
}

// ReadFilter takes the filters of a register from the address, as forgiving as
// any form.
func ReadFilter(r module.Register, q url.Values) (map[string]string, []form.Issue) {
	filter := map[string]string{}
	var issues []form.Issue
	for _, f := range r.Filters {
		value, msg := form.ParseOne(f, q.Get(f.Name))
		if msg != "" {
			issues = append(issues, form.Issue{Field: f.Name, Message: msg})
			continue
		}
		filter[f.Name] = value
	}
	return filter, issues
}

func (c *Call) registerView(r module.Register, rows module.Rows, filter map[string]string) ui.RegisterView {
	here := "/registers/" + r.ID
	q := url.Values{}
	for name, value := range filter {
		if value != "" {
			q.Set(name, value)
		}
	}
	with := func(format string) string {
		v := url.Values{}
		for name := range q {
			v.Set(name, q.Get(name))
		}
		v.Set("format", format)
		return here + "?" + v.Encode()
	}
	view := ui.RegisterView{
		Title: r.Title, FormID: formNumber(r.ID), Source: r.Source, Action: here, Reset: here, Used: len(q),
		Actions: []ui.Link{{Label: "导出 Excel", Href: with("xlsx"), Icon: ui.IconDownload}, {Label: "打印登记表", Href: with("pdf"), Icon: ui.IconPrint}},
		Print:   ui.PrintHead{Unit: "单位：" + c.Bureau(), Period: period(filter), By: "打印：" + c.who.Name, Sign: signLines(r)},
	}
	view.Filters = filters(r.Filters, filter)
	for _, f := range r.Filters {
		if filter[f.Name] == "" {
			continue
		}
		rest := url.Values{}
		for name := range q {
			if name != f.Name {
				rest.Set(name, q.Get(name))
			}
		}
		view.Chips = append(view.Chips, ui.Chip{Label: f.Label + " " + chosen(f, filter[f.Name]), Href: here + "?" + rest.Encode()})
	}
	if m, ok := c.web.Modules.OfRegister(r.ID); ok {
		view.Tabs = c.moduleTabs(m, here)
	}
	view.Table = registerTable(r, rows, len(q) > 0, here)
	return view
}

// chosen is a filter's value as people read it.
func chosen(f form.Field, value string) string {
	if i := slices.IndexFunc(f.Options, func(o form.Option) bool { return o.Value == value }); i >= 0 {
		return f.Options[i].Label
	}
	return value
}

func signLines(r module.Register) []string {
	var lines []string
	for _, s := range r.Signers {
		lines = append(lines, s+"：")
	}
	return lines
}

func period(filter map[string]string) string {
	if filter["from"] == "" && filter["to"] == "" {
		return "期间：全部"
	}
	return "期间：" + filter["from"] + "～" + filter["to"]
}

// filters draws from and to as one range.
func filters(fields []form.Field, filter map[string]string) []ui.Filter {
	var out []ui.Filter
	for _, f := range fields {
		switch {
		case f.Name == "from":
			out = append(out, ui.Filter{Kind: ui.FilterRange, Label: strings.TrimSuffix(f.Label, "自"), Name: "from", Value: filter["from"], Name2: "to", Value2: filter["to"]})
		case f.Name == "to":
		case f.Kind == form.Choice:
			out = append(out, ui.Filter{Kind: ui.FilterSelect, Label: f.Label, Name: f.Name, Value: filter[f.Name], Options: append([]form.Option{{Label: "全部"}}, f.Options...)})
		default:
			out = append(out, ui.Filter{Label: f.Label, Name: f.Name, Value: filter[f.Name], Hint: f.Hint})
		}
	}
	return out
}

func registerTable(r module.Register, rows module.Rows, filtered bool, here string) ui.Table {
	t := ui.Table{Caption: r.Title, Empty: &ui.Empty{Title: "还没有登记", Lead: r.Source}}
	if filtered {
		t.Empty = &ui.Empty{Title: "没有符合筛选的登记", Actions: []ui.Link{{Label: "清除筛选", Href: here}}}
	}
	var shown []int
	for i, col := range r.Columns {
		if !col.Compact {
			shown = append(shown, i)
			t.Columns = append(t.Columns, ui.Column{Label: col.Title, Right: col.Right, Title: col.Wide, LabelM: !col.Wide})
		}
	}
	for _, row := range rows.Rows {
		line := ui.Row{Void: row.Void, Tone: ui.Tone(row.Tone)}
		for _, i := range shown {
			cell := ui.Cell{Text: row.Cells[i]}
			if r.Columns[i].Wide {
				cell.Href = pageOf(r, row)
			}
			line.Cells = append(line.Cells, cell)
		}
		t.Rows = append(t.Rows, line)
	}
	if len(rows.Rows) > 0 && rows.Totals != nil {
		for n, i := range shown {
			text := rows.Totals[i]
			if n == 0 {
				text = "全部合计（不含作废）"
			}
			t.Foot = append(t.Foot, ui.Cell{Text: text})
		}
	}
	return t
}

// pageOf is the page behind a line: its case, or the thing's own.
func pageOf(r module.Register, row module.Row) string {
	switch {
	case row.Link != "":
		return row.Link
	case row.CaseID != "":
		return "/cases/" + row.CaseID
	case r.Detail != nil:
		return "/registers/" + r.ID + "/" + row.ID
	}
	return ""
}

func (c *Call) export(r module.Register, rows module.Rows, format string) error {
	filter, _ := ReadFilter(r, c.URL.Query())
	return c.exportAs(r, rows, filter, format)
}

// exportAs answers with rows as XLSX or PDF.
func (c *Call) exportAs(r module.Register, rows module.Rows, filter map[string]string, format string) error {
	data, kind, err := Export(ExportAsk{Register: r, Rows: rows, Filter: filter, Format: format, Bureau: c.Bureau(), By: c.who.Name, At: c.web.now(), Note: c.note(), Fonts: c.web.Fonts})
	if err != nil {
		return err
	}
	how := "inline"
	if format == "xlsx" {
		how = "attachment"
	}
	c.ResponseWriter.Header().Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": r.Title + "." + format}))
	return c.bytes(kind, "", data)
}

// ExportAsk is a register to be written as a file.
type ExportAsk struct {
	Register   module.Register
	Rows       module.Rows
	Filter     map[string]string
	Format     string // xlsx or pdf
	Bureau, By string
	At         time.Time
	Note       string
	Fonts      *font.Set
}

// Export writes the register with all its columns, as XLSX with a cover or as
// the printed form, and tells its type.
func Export(a ExportAsk) (data []byte, kind string, err error) {
	var out bytes.Buffer
	printed := a.By + " " + a.At.In(clock.Shanghai).Format("2006-01-02 15:04")
	if a.Format == "xlsx" {
		err := sheet.Write(&out, registerSheet(a.Register, a.Rows, [][2]string{
			{"单位", a.Bureau}, {"登记表", strings.TrimSpace(formNumber(a.Register.ID) + " " + a.Register.Title)}, {"期间", period(a.Filter)}, {"导出", printed}, {"说明", a.Note},
		}))
		return out.Bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", err
	}
	doc := paper.Register{
		Title: a.Register.Title, Unit: "单位：" + a.Bureau, Period: period(a.Filter), Printed: "打印：" + printed, Signers: a.Register.Signers, Foot: a.Note,
	}
	if a.Rows.Totals != nil {
		doc.Grid.Totals = append([]string{"合计"}, a.Rows.Totals[1:]...)
	}
	for _, col := range a.Register.Columns {
		align := paper.Left
		if col.Right {
			align = paper.Right
		}
		doc.Grid.Columns = append(doc.Grid.Columns, paper.Column{Title: col.Title, Weight: col.Weight, Align: align})
	}
	for _, row := range a.Rows.Rows {
		doc.Grid.Rows = append(doc.Grid.Rows, paper.Row{Cells: row.Cells, Void: row.Void})
	}
	err = pdf.Write(&out, a.Fonts, pdf.Info{Title: doc.Title}, doc.Pages(a.Fonts))
	return out.Bytes(), "application/pdf", err
}

func registerSheet(r module.Register, rows module.Rows, cover [][2]string) sheet.Sheet {
	s := sheet.Sheet{Title: r.Title, Cover: cover, Totals: rows.Totals}
	for _, col := range r.Columns {
		s.Columns = append(s.Columns, col.Title)
	}
	for _, row := range rows.Rows {
		s.Rows = append(s.Rows, row.Cells)
	}
	return s
}

// formNumber is the number that a form has in its specification; other registers
// have none.
func formNumber(id string) string {
	if id == "" || id[0] < '0' || id[0] > '9' {
		return ""
	}
	return id
}
