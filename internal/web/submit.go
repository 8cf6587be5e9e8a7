package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/web/ui"
)

// Failed is a form that was not accepted: its page is shown again with what was
// typed, what is wrong, and the refusal if a rule refused. nil means no failure.
type Failed struct {
	Form   string // id of the form, where a page has several
	Values url.Values
	Issues []form.Issue
	err    error
}

// Status is that of the page that shows it: 200 where nothing failed.
func (f *Failed) Status() int {
	switch {
	case f == nil:
		return http.StatusOK
	case f.err != nil:
		return statusOf(f.err)
	}
	return http.StatusUnprocessableEntity
}

// Of tells whether it is this form that failed.
func (f *Failed) Of(form string) bool { return f != nil && f.Form == form }

// Fill puts what was typed and what is wrong into the form that failed.
func (f *Failed) Fill(v ui.FormView) ui.FormView {
	if f.Of(v.ID) {
		v.Values, v.Issues = f.Values, f.Issues
	}
	return v
}

// wholeNumber is a number of a form; the field has been checked.
func wholeNumber(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Try reads a form's fields and carries out use with them. What people can mend
// comes back as Failed: a field, a refusal, something that changed meanwhile.
func (c *Call) Try(id string, fields []form.Field, use func(v map[string]string) error) (*Failed, error) {
	values, issues := c.Decode(fields)
	if len(issues) > 0 {
		return &Failed{Form: id, Values: c.typed, Issues: issues}, nil
	}
	return c.failure(id, fields, use(values))
}

// Do is a form from its reading to its end: carried out with Try; where that failed
// its page is shown again, otherwise the reader goes on with one line of what was
// done.
func (c *Call) Do(id string, fields []form.Field, again func(*Call, *Failed) error, said, to string, use func(v map[string]string) error) error {
	return c.DoThen(id, fields, again, use, func() error { return c.done(said, to) })
}

// DoThen is Do with an end of its own: what use made is shown, or where it is.
func (c *Call) DoThen(id string, fields []form.Field, again func(*Call, *Failed) error, use func(v map[string]string) error, then func() error) error {
	failed, err := c.Try(id, fields, use)
	switch {
	case err != nil:
		return err
	case failed != nil:
		return again(c, failed)
	}
	return then()
}

func (c *Call) failure(id string, fields []form.Field, err error) (*Failed, error) {
	if err == nil {
		return nil, nil
	}
	failed := &Failed{Form: id, Values: c.typed}
	if r, ok := errors.AsType[*norm.Refusal](err); ok {
		failed.err = r
		if r.Field != "" {
			failed.Issues = []form.Issue{{Field: r.Field, Message: r.Title}}
		}
		return failed, nil
	}
	switch errs.KindOf(err) {
	case errs.Invalid:
		if len(fields) > 0 {
			failed.Issues = []form.Issue{{Field: fields[0].Name, Message: errs.Public(err)}}
		}
		failed.err = err
		return failed, nil
	case errs.Stale:
		failed.err = err
		return failed, nil
	default:
		return nil, err
	}
}

// Show shows a page, with what failed above its body.
func (c *Call) Show(failed *Failed, title string, crumbs []ui.Link, body g.Node) error {
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(failed.Status(), ui.Page{Title: title, Shell: shell, Crumbs: crumbs, Flash: c.flash(), Body: c.withFailure(failed, body)})
}

func (c *Call) withFailure(failed *Failed, body g.Node) g.Node {
	if failed == nil || failed.err == nil {
		return body
	}
	if r := c.refusal(failed.err, nil); r != nil {
		return ui.WithRefusal(r, body)
	}
	if len(failed.Issues) > 0 {
		return body // told at the field
	}
	return ui.WithRefusal(&ui.Refusal{Title: errs.Public(failed.err), Detail: "没有改动。"}, body)
}
