package web

import (
	"bytes"
	"mime"
	"net/url"
	"time"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/pdf"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// What packages above web (desk, work/*) use for the pages that the shared ones
// cannot be. Their routes are registered with Add, each with its policy, and
// stand in the one table that the tests walk.

// Add registers routes of a package above; before Handler.
func (w *Web) Add(routes ...Route) { w.more = append(w.more, routes...) }

// Who is who asks.
func (c *Call) Who() account.Identity { return c.who }

// Duties are what the person may act as, read at this request.
func (c *Call) Duties() []org.Duty { return c.duties }

// Holds tells whether the person holds one of the posts themselves.
func (c *Call) Holds(posts ...string) bool { return c.holds(posts...) }

// Q is for reading.
func (c *Call) Q() store.Querier { return c.web.q() }

// Now is the time by the database's clock.
func (c *Call) Now() time.Time { return c.web.now() }

// Actor is the person as use cases take them.
func (c *Call) Actor() runner.Actor { return c.actor() }

// Typed are the posted values.
func (c *Call) Typed() url.Values { return c.typed }

// Token gives the hidden values every form carries: form token and a new key of
// idempotency.
func (c *Call) Token() []ui.KV {
	return append(c.token(), ui.KV{Name: "key", Value: ident.Secret()})
}

// Key is the posted key of idempotency.
func (c *Call) Key() string { return c.typed.Get("key") }

// Page shows body inside the shell.
func (c *Call) Page(status int, title string, crumbs []ui.Link, body g.Node) error {
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: title, Shell: shell, Crumbs: crumbs, Flash: c.flash(), Body: body})
}

// Item is an item of the navigation, marked where the reader is on its page.
func (c *Call) Item(label, href string, icon ui.Icon) ui.NavItem {
	return c.item("", label, href, icon, 0, false)
}

// Redirect leads on to another page; a handler answers with it as with an error.
func Redirect(to string) error { return redirect(to) }

// Name names a person or department for people; its id if it is unknown.
func (c *Call) Name(kind form.Kind, id string) string { return c.nameOf(kind, id) }

// FilterForm draws filters with the options of people and departments.
func (c *Call) FilterForm(action string, fields []form.Field, filter map[string]string) (*ui.FilterForm, error) {
	return c.filterForm(action, fields, filter)
}

// ExportAs answers with rows as XLSX or PDF.
func (c *Call) ExportAs(r module.Register, rows module.Rows, filter map[string]string, format string) error {
	return c.exportAs(r, rows, filter, format)
}

// ProxyFields are the form of a proxy.
func ProxyFields() []form.Field { return proxyFields }

// AbsenceFields are the form of an absence.
func AbsenceFields() []form.Field { return absenceFields }

// Whole reads from and to of these forms as whole days in Shanghai.
func Whole(v map[string]string) (from, to time.Time) { return whole(v) }

// Lasts writes a period of whole days.
func Lasts(fromMs, toMs int64) string { return lasts(fromMs, toMs) }

// GiveProxy reads the form of a proxy for somebody else's duties.
func (c *Call) GiveProxy(v map[string]string, giverID string) error { return c.proxyFrom(v, giverID) }

// KindOptions are the kinds of cases, for a proxy that is for some only.
func (c *Call) KindOptions() []form.Option { return c.kindOptions() }

// Done goes on to another page with one line of what was done.
func (c *Call) Done(text, to string) error { return c.done(text, to) }

// Refusal draws a refusal; nil if err is none.
func (c *Call) Refusal(err error) *ui.Refusal { return c.refusal(err, nil) }

// Choices are the options of people and departments that fields let choose.
func (c *Call) Choices(fields []form.Field) (map[string][]form.Option, error) {
	return c.choices(fields)
}

// FormView is a form of fields with what was typed and what is wrong with it.
func (c *Call) FormView(fields []form.Field, values url.Values, issues []form.Issue, choices map[string][]form.Option) *ui.FormView {
	return c.formView(fields, values, issues, choices)
}

// PageNumber is the ?page= of a list.
func (c *Call) PageNumber() int { return pageNumber(c) }

// Pager gives the links to the pages of a list.
func (c *Call) Pager(total, shown int) *ui.Pager {
	return pages(c.Request, c.PageNumber(), total, shown)
}

// Send answers with a file shown in the browser, or taken as a download.
func (c *Call) Send(kind, name string, data []byte) error { return c.bytes(kind, name, data) }

// Download answers with a file to be kept under its name.
func (c *Call) Download(kind, name string, data []byte) error {
	c.ResponseWriter.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return c.bytes(kind, "", data)
}

// Decode reads fields by themselves, as filters and small forms have them.
func (c *Call) Decode(fields []form.Field) (map[string]string, []form.Issue) {
	values := map[string]string{}
	var issues []form.Issue
	for _, f := range fields {
		value, msg := form.ParseOne(f, c.typed.Get(f.Name))
		if msg != "" {
			issues = append(issues, form.Issue{Field: f.Name, Message: msg})
		}
		values[f.Name] = value
	}
	return values, issues
}

// Engine starts cases and acts on them.
func (c *Call) Engine() *flow.Engine { return c.web.Engine }

// Days is the calendar in force.
func (c *Call) Days() (calendar.Days, error) { return c.web.Calendar.Days(c.Context(), c.Q()) }

// FileData reads an uploaded file that the person may see.
func (c *Call) FileData(id string) (flow.File, []byte, error) {
	f, err := c.web.Engine.FileFor(c.Context(), c.Q(), c.who.PersonID, id)
	if err != nil {
		return f, nil, err
	}
	data, err := c.web.Blobs.Read(c.Context(), f.Hash)
	return f, data, err
}

// Keep stores a file that the program made of an upload, checked like one.
func (c *Call) Keep(key, name string, data []byte) (id string, err error) {
	id, _, err = c.web.StoreUpload(c.Context(), c.actor(), key, name, bytes.NewReader(data))
	return id, err
}

// JSON answers a script of the page.
func (c *Call) JSON(v any) error { return c.json(v) }

// ChoicesOf are the options of fields of a kind's; v is nil where a case is begun.
func (c *Call) ChoicesOf(k *flow.Kind, v *flow.View, fields []form.Field) (map[string][]form.Option, error) {
	return c.choicesOf(k, v, fields)
}

// Texts reads the text of a PDF, page by page.
func (c *Call) Texts(pdfFile []byte) ([]pdf.PageText, error) {
	pages, _, err := c.web.PDF.Text(c.Context(), pdfFile)
	return pages, err
}

// Pages are the pages of the first PDF among files as pictures, and its name.
func (c *Call) Pages(ids []string) ([]ui.PageImage, string) { return c.preview(ids) }

// ModuleTabs are the tabs of a specification's pages, with this one open.
func (c *Call) ModuleTabs(module, here string) []ui.Tab {
	m, ok := c.web.Modules.Find(module)
	if !ok {
		return nil
	}
	return c.moduleTabs(m, here)
}

// TablePart draws a table of a kind or module as part of a page.
func TablePart(t flow.Table) ui.TablePart { return tablePart(t) }

// SendRegister answers with lines as a printed form or a spreadsheet (pdf, xlsx).
func (c *Call) SendRegister(r module.Register, rows module.Rows, format string) error {
	return c.export(r, rows, format)
}

// Deny says that the page is for certain posts.
func Deny(posts ...string) error {
	return errs.Newf(errs.NotAllowed, "这个页面只对%s开放", org.PostNames(posts))
}
