package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// detail is the page of one thing of a ledger: what it is, its history, and what
// can be begun for it.
func (w *Web) detail(c *Call) error {
	r, ok := w.Modules.Register(c.PathValue("form"))
	if !ok || r.Detail == nil || !r.ReadBy(c.duties) {
		return store.ErrNotFound
	}
	d, err := r.Detail(c.Context(), w.q(), c.PathValue("id"))
	if err != nil {
		return err
	}
	rec := ui.Record{Title: r.Title}
	for _, f := range d.Facts {
		rec.Rows = append(rec.Rows, ui.Pair{Label: f.Label, Value: f.Value})
	}
	view := ui.TablePage{Title: d.Title, Lead: d.State, Top: ui.RecordBox(rec)}
	for _, t := range d.Tables {
		view.Parts = append(view.Parts, tablePart(t))
	}
	for _, s := range d.Starts {
		if k, ok := w.Engine.Kind(s.Kind); ok {
			if _, may := k.MayStart(c.duties); may {
				view.Actions = append(view.Actions, ui.Link{Label: s.Label, Href: "/start/" + s.Kind + "?" + values(s.Prefill).Encode()})
			}
		}
	}
	return c.page(d.Title, []ui.Link{{Label: r.Title, Href: "/registers/" + r.ID}, {Label: d.Title}}, ui.Tables(view))
}

func values(m map[string]string) url.Values {
	v := url.Values{}
	for name, value := range m {
		v.Set(name, value)
	}
	return v
}

func tablePart(t flow.Table) ui.TablePart {
	part := ui.TablePart{Title: t.Title, Note: t.Note, Table: plainTable(t)}
	part.Table.Empty = &ui.Empty{Title: "没有记录"}
	return part
}

// report is a periodic statistic of a specification: page, XLSX, PDF.
func (w *Web) report(c *Call) error {
	r, ok := w.Modules.Report(c.PathValue("report"))
	if !ok {
		return store.ErrNotFound
	}
	if !r.ReadBy(c.duties) {
		return Deny(r.Sees...)
	}
	from, to, err := c.Period()
	if err != nil {
		return err
	}
	tables, err := r.Make(c.Context(), w.q(), from, to)
	if err != nil {
		return err
	}
	query := "from=" + string(from) + "&to=" + string(to.AddDays(-1))
	if format := c.URL.Query().Get("format"); format == "xlsx" || format == "pdf" {
		return c.exportReport(r, tables, from, to, format)
	}
	here := "/reports/" + r.ID
	view := ui.TablePage{Title: r.Title, Lead: string(from) + " 至 " + string(to.AddDays(-1)), Filters: PeriodForm(here, from, to),
		Actions: []ui.Link{{Label: "导出 Excel", Href: here + "?format=xlsx&" + query, Icon: ui.IconDownload}, {Label: "打印", Href: here + "?format=pdf&" + query, Icon: ui.IconPrint}}}
	if m, ok := w.Modules.OfReport(r.ID); ok {
		view.Tabs = c.moduleTabs(m, here)
	}
	for _, t := range tables {
		view.Parts = append(view.Parts, tablePart(t))
	}
	return c.page(r.Title, nil, ui.Tables(view))
}

// exportReport writes the tables one under the other, as one table with the
// widest one's columns.
func (c *Call) exportReport(r module.Report, tables []flow.Table, from, to clock.Date, format string) error {
	joined := module.Register{ID: "", Title: r.Title}
	rows := module.Rows{}
	for _, t := range tables {
		for len(joined.Columns) < len(t.Columns) {
			joined.Columns = append(joined.Columns, t.Columns[len(joined.Columns)])
		}
	}
	line := func(cells ...string) {
		rows.Rows = append(rows.Rows, module.Row{Cells: append(cells, make([]string, len(joined.Columns)-len(cells))...)})
	}
	for i, t := range tables {
		if len(tables) > 1 {
			line(t.Title)
			if i > 0 || len(t.Columns) < len(joined.Columns) {
				var heads []string
				for _, col := range t.Columns {
					heads = append(heads, col.Title)
				}
				line(heads...)
			}
		}
		for _, row := range t.Rows {
			line(row.Cells...)
		}
		if t.Totals != nil {
			line(t.Totals...)
		}
	}
	data, kind, err := Export(ExportAsk{Register: joined, Rows: rows, Filter: map[string]string{"from": string(from), "to": string(to.AddDays(-1))}, Format: format, Bureau: c.Bureau(), By: c.who.Name, At: c.web.now(), Note: c.note(), Fonts: c.web.Fonts})
	if err != nil {
		return err
	}
	if format == "xlsx" {
		return c.Download(kind, r.Title+".xlsx", data)
	}
	return c.bytes(kind, r.Title+".pdf", data)
}

var periodFields = []form.Field{{Name: "from", Label: "自", Kind: form.DateKind}, {Name: "to", Label: "至", Kind: form.DateKind}}

// Period is ?from= and ?to= (the last day, which counts), by default this year up
// to today. to is given as the day after.
func (c *Call) Period() (from, to clock.Date, err error) {
	today := clock.DateOf(c.web.now())
	from, to = clock.Date(fmt.Sprintf("%d-01-01", today.Year())), today
	for i, target := range []*clock.Date{&from, &to} {
		f := periodFields[i]
		typed := c.URL.Query().Get(f.Name)
		if typed == "" {
			continue
		}
		value, msg := form.ParseOne(f, typed)
		if msg != "" {
			return from, to, errs.New(errs.Malformed, msg)
		}
		*target = clock.Date(value)
	}
	return from, to.AddDays(1), nil
}

// PeriodForm is the row of filters for Period.
func PeriodForm(action string, from, to clock.Date) *ui.FilterForm {
	return &ui.FilterForm{Action: action, Reset: action, Filters: []ui.Filter{{Kind: ui.FilterRange, Label: "期间", Name: "from", Value: string(from), Name2: "to", Value2: string(to.AddDays(-1))}}}
}

// scan goes to the page behind a scanned code; the scanner is a keyboard that
// types into the field of this page.
func (w *Web) scan(c *Call) error {
	code := strings.TrimSpace(c.URL.Query().Get("code"))
	view := ui.ScanPage{Action: "/scan", Code: code}
	if id, ok := strings.CutPrefix(code, "guiju:"); ok {
		return redirect("/cases/" + url.PathEscape(id)) // of a printed form of a case
	}
	if code != "" {
		href, err := w.Modules.Scan(c.Context(), w.q(), code)
		if err == nil {
			return redirect(href)
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		view.Message = "没有这个码，核对后再扫"
	}
	return c.Page(http.StatusOK, "扫码", nil, ui.Scan(view))
}
