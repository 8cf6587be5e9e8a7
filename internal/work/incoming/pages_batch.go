package incoming

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// batchMost is how many documents are registered at once.
const batchMost = 40

// batchFields are the fields of one document of a batch, in the order in which a
// clerk reads a letter's head.
var batchFields = []string{"title", "organ", "doc_number", "doc_date", "urgency", "doc_kind", "class", "copies", "pages", "enclosures", "received_on", "deadline", "wants_answer", "twin", "twin_reason"}

var takeField = form.Field{Name: "take", Label: "登记这一件", Kind: form.Bool, Width: "full"}

var sourceField = form.Field{Name: "source", Label: "来源", Kind: form.Choice, Required: true, Options: ui.Choose("公文交换", "公文交换", onPaper, onPaper, "传真", "传真", "电报", "电报", "其他", "其他"), Width: "full"}

// showBatch takes the PDFs of a batch.
func showBatch(c *web.Call) error { return batchStart(c, http.StatusOK, nil) }

func batchStart(c *web.Call, status int, issues []form.Issue) error {
	f := c.FormView([]form.Field{
		{Name: "files", Label: "来文 PDF", Kind: form.Files, Required: true, Hint: fmt.Sprintf("一次可选至多 %d 件，一个文件是一件来文。带密级标志的文件不能上传。", batchMost)}, sourceField,
	}, url.Values{"source": {"公文交换"}}, issues, nil)
	f.Action, f.Submit, f.Hidden = "/incoming/batch", "读取并列出", append(c.Token(), ui.KV{Name: "step", Value: "read"})
	return c.Page(status, "成批登记", nil, ui.Batch(ui.BatchPage{Title: "成批登记", Lead: "一次放入多件 PDF，逐件读出标题、文号、机关、日期，核对后一起登记", Tabs: c.ModuleTabs("incoming", "/incoming/batch"), Form: f}))
}

// batchRow is one document of a batch as it stands on the page.
type batchRow struct {
	file, key string
	values    url.Values
	issues    []form.Issue
	refusal   *ui.Refusal
}

// doBatch reads the PDFs, or registers what was confirmed.
func doBatch(c *web.Call) error {
	if c.Typed().Get("step") == "read" {
		return readBatch(c)
	}
	return registerBatch(c)
}

func readBatch(c *web.Call) error {
	ids := slices.DeleteFunc(c.Typed()["files"], func(id string) bool { return id == "" })
	if len(ids) == 0 || len(ids) > batchMost {
		return batchStart(c, http.StatusUnprocessableEntity, []form.Issue{{Field: "files", Message: fmt.Sprintf("选择 1 至 %d 个 PDF", batchMost)}})
	}
	var rows []batchRow
	for _, id := range ids {
		row := batchRow{file: id, key: ident.Secret(), values: url.Values{
			"take": {"yes"}, "received_on": {string(clock.DateOf(c.Now()))}, "copies": {"1"}, "class": {toHandle}, "doc_kind": {"通知"},
		}}
		proposed, err := proposeFor(c, id)
		if err != nil {
			return err
		}
		for name, value := range proposed {
			if value != "" {
				row.values.Set(name, value)
			}
		}
		rows = append(rows, row)
	}
	return batchPage(c, http.StatusOK, c.Typed().Get("source"), rows, nil)
}

// proposeFor reads one PDF; another sort of file proposes nothing.
func proposeFor(c *web.Call, id string) (map[string]string, error) {
	file, data, err := c.FileData(id)
	if err != nil || file.Type != "application/pdf" {
		return nil, err
	}
	pages, err := c.Texts(data)
	if err != nil {
		return nil, err
	}
	return Propose(pages), nil
}

// batchPage lists the documents with their first pages, each with its fields.
func batchPage(c *web.Call, status int, source string, rows []batchRow, done []ui.Link) error {
	schema := form.Must[Registration]()
	page := ui.BatchPage{
		Title: "成批登记", Lead: fmt.Sprintf("%d 件待登记；每件单独取号，登记不了的留在这里", len(rows)), Tabs: c.ModuleTabs("incoming", "/incoming/batch"), Done: done,
		Action: "/incoming/batch", Submit: fmt.Sprintf("登记勾选的 %d 件", len(rows)), Note: "逐件签收、登记、初审并取收文号；Ctrl+Enter",
		Hidden: append(c.Token(), ui.KV{Name: "step", Value: "register"}, ui.KV{Name: "source", Value: source}, ui.KV{Name: "rows", Value: fmt.Sprint(len(rows))}),
	}
	for i, row := range rows {
		prefix := fmt.Sprintf("r%d.", i)
		page.Hidden = append(page.Hidden, ui.KV{Name: prefix + "file", Value: row.file}, ui.KV{Name: prefix + "key", Value: row.key})
		out := ui.BatchRow{Refusal: row.refusal}
		file, _, err := c.FileData(row.file)
		if err != nil {
			return err
		}
		out.Title, out.Note, out.Link = file.Name, fmt.Sprintf("%d 页", file.Pages), ui.Link{Label: "看全文", Href: "/files/" + file.ID + "/read"}
		if file.Type == "application/pdf" {
			out.Picture = "/files/" + file.ID + "/page/1"
		}
		fields := []form.Field{takeField}
		for _, name := range batchFields {
			at := slices.IndexFunc(schema.Fields(), func(f form.Field) bool { return f.Name == name })
			fields = append(fields, schema.Fields()[at])
		}
		out.Form = *c.FormView(prefixed(fields, prefix), prefixValues(row.values, prefix), prefixIssues(row.issues, prefix), nil)
		out.Form.ID = fmt.Sprintf("b%d", i)
		if i == 0 {
			out.Form.Focus = prefix + "title"
		}
		page.Rows = append(page.Rows, out)
	}
	return c.Page(status, page.Title, nil, ui.Batch(page))
}

// prefixed are fields under the name of their row.
func prefixed(fields []form.Field, prefix string) []form.Field {
	out := slices.Clone(fields)
	for i := range out {
		out[i].Name = prefix + out[i].Name
		if out[i].When != nil {
			when := *out[i].When
			when.Field = prefix + when.Field
			out[i].When = &when
		}
	}
	return out
}

func prefixValues(values url.Values, prefix string) url.Values {
	out := url.Values{}
	for name, list := range values {
		out[prefix+name] = list
	}
	return out
}

func prefixIssues(issues []form.Issue, prefix string) []form.Issue {
	out := slices.Clone(issues)
	for i := range out {
		out[i].Field = prefix + out[i].Field
	}
	return out
}

// batchRows takes the rows of a page apart again; only files of one's own that no
// case has can be in them.
func batchRows(c *web.Call) ([]batchRow, error) {
	var rows []batchRow
	for i := range batchMost {
		prefix := fmt.Sprintf("r%d.", i)
		row := batchRow{file: c.Typed().Get(prefix + "file"), key: c.Typed().Get(prefix + "key"), values: url.Values{}}
		if row.file == "" {
			break
		}
		if file, _, err := c.FileData(row.file); err != nil || file.CaseID != "" {
			return nil, errors.Join(store.ErrNotFound, err)
		}
		for name, list := range c.Typed() {
			if field, ok := strings.CutPrefix(name, prefix); ok && field != "file" && field != "key" {
				row.values[field] = list
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// registerBatch registers each ticked document as a case of its own, by its own key;
// what is refused stays with its reason and everything typed.
func registerBatch(c *web.Call) error {
	rows, err := batchRows(c)
	if err != nil {
		return err
	}
	source := c.Typed().Get("source")
	var left []batchRow
	var done []ui.Link
	tried := 0
	for _, row := range rows {
		if !slices.Contains(row.values["take"], "yes") {
			left = append(left, row)
			continue
		}
		tried++
		answer, err := registerRow(c, source, &row)
		if err != nil {
			return err
		}
		if answer == nil {
			left = append(left, row)
			continue
		}
		done = append(done, ui.Link{Label: answer.Label + "　" + row.values.Get("title"), Href: answer.Href})
	}
	if len(left) == 0 && len(done) > 0 {
		return c.Done(fmt.Sprintf("已登记 %d 件，%s 起", len(done), strings.SplitN(done[0].Label, "　", 2)[0]), "/incoming")
	}
	status := http.StatusOK
	if tried > len(done) {
		status = http.StatusUnprocessableEntity
	}
	return batchPage(c, status, source, left, done)
}

// registerRow registers one document; nil if it stays, with the reason in the row.
func registerRow(c *web.Call, source string, row *batchRow) (*ui.Link, error) {
	values := maps.Clone(row.values)
	delete(values, "take")
	values["files"] = []string{row.file}
	reg, issues := form.Must[Registration]().Decode(values)
	if source == "" || !slices.ContainsFunc(sourceField.Options, func(o form.Option) bool { return o.Value == source }) {
		issues = append(issues, form.Issue{Field: "take", Message: "选择来源"})
	}
	if row.issues = issues; len(issues) > 0 {
		return nil, nil
	}
	answer, err := c.Engine().Start(c.Context(), c.Actor(), row.key, flow.StartInput{
		Kind: Kind, Fields: Receipt{Source: source, Organ: reg.Organ, Title: reg.Title, Urgency: reg.Urgency, Copies: reg.Copies, Files: reg.Files},
		Ahead: map[string]any{"register": reg, "review": Review{Verdict: "受理"}},
	})
	if err == nil {
		return &ui.Link{Label: answer.Data["number"], Href: "/cases/" + answer.CaseID}, nil
	}
	row.issues = atField(err)
	row.refusal, err = explain(c, err)
	return nil, err
}
