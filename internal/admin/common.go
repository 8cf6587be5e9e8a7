package admin

import (
	"context"
	"strings"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// perPage is how many lines a list shows.
const perPage = 50

// span writes from when to when: 自 2026-01-01, 2026-01-01 至 2026-06-30.
func span(fromMs, toMs int64) string {
	if toMs == 0 {
		return "自 " + clock.Day(fromMs)
	}
	return clock.Day(fromMs) + " 至 " + clock.Day(toMs)
}

func orDash(text string) string {
	if text == "" {
		return "--"
	}
	return text
}

// departmentOptions are those that people can be appointed to.
func departmentOptions(c *web.Call) ([]form.Option, error) {
	all, err := org.Departments(c.Context(), c.Q())
	var options []form.Option
	for _, d := range all {
		options = append(options, form.Option{Value: d.ID, Label: d.Name})
	}
	return options, err
}

// postOptions are the posts; working leaves the administrators' out.
func postOptions(working bool) []form.Option {
	var options []form.Option
	for _, p := range org.Posts() {
		if !working || !p.Admin {
			options = append(options, form.Option{Value: p.Code, Label: p.Name})
		}
	}
	return options
}

// dateOf is the start of a day that was typed; today is now, so that what is
// appointed today holds at once.
func (a *Admin) dateOf(text string) int64 {
	now := a.Engine.Runner().Now()
	if text == "" || clock.Date(text) == clock.DateOf(now) {
		return clock.Millis(now)
	}
	return clock.Millis(clock.Date(text).Time(0, 0))
}

// action is a row's button.
func action(c *web.Call, label, about, to string, more ...ui.KV) ui.RowAct {
	return ui.RowAct{Label: label, About: about, Action: to, Hidden: append(c.Token(), more...)}
}

func danger(act ui.RowAct) ui.RowAct {
	act.Danger = true
	return act
}

// firstPassword gives somebody a new first password and tells it.
func (a *Admin) firstPassword(ctx context.Context, personID, by string) (string, error) {
	password, err := a.Account.FirstPassword(ctx)
	if err != nil {
		return "", err
	}
	return password, a.Account.SetPassword(ctx, personID, password, by, true)
}

// key derives a key of idempotency for a further use case of one request.
func key(c *web.Call, more string) string {
	if c.Key() == "" {
		return ident.Secret()
	}
	return c.Key() + "-" + more
}

// formBelow is a form that unfolds below a table.
func formBelow(title string, failed *web.Failed, view ui.FormView) g.Node {
	return ui.Fold(title, failed.Of(view.ID), ui.Form(failed.Fill(view)))
}

func joined(texts []string) string { return orDash(strings.Join(texts, "、")) }
