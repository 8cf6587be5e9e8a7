package web

import (
	"errors"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web/ui"
)

// remedyForm tells how a remedy of a case's page is carried out: the address
// and hidden values of its action form.
type remedyForm struct {
	action string
	hidden []ui.KV
	fields []form.Field
}

// refusal draws what was refused; nil if err is no refusal. on is nil outside
// of a case's page.
func (c *Call) refusal(err error, on *remedyForm) *ui.Refusal {
	r, ok := errors.AsType[*norm.Refusal](err)
	if !ok && errs.KindOf(err) == errs.Unavailable {
		return &ui.Refusal{Title: errs.Public(err), Detail: "填写的内容仍在这一页，恢复后再提交，不会重复办理。"}
	}
	if !ok {
		return nil
	}
	view := &ui.Refusal{Title: r.Title, Detail: r.Detail, Clause: "工作规范 " + r.Clause, ClauseHref: "/norms/clauses/" + r.Clause}
	if strings.HasPrefix(r.Clause, "G-") {
		view.Clause = "通则 " + r.Clause
	}
	if clause, ok := c.web.Engine.Runner().Norm().Clause(r.Clause); ok {
		view.ClauseText, view.Reading = clause.Text, clause.System
	}
	if r.MayExcept != "" {
		view.MayExcept = org.PostName(r.MayExcept)
		view.ExceptHref = "/exceptions/new?clause=" + r.Clause
		if on != nil && strings.HasPrefix(on.action, "/cases/") {
			view.ExceptHref = "/exceptions/new?case=" + strings.TrimPrefix(on.action, "/cases/") + "&clause=" + r.Clause
		}
	}
	for _, m := range r.Remedies {
		if remedy, ok := remedyOf(m, on); ok {
			view.Remedies = append(view.Remedies, remedy)
		}
	}
	return view
}

// remedyOf turns a remedy into its button: a link, a value put into a field, or
// an action with its values.
func remedyOf(m norm.Remedy, on *remedyForm) (ui.Remedy, bool) {
	if strings.HasPrefix(m.Action, "/") {
		return ui.Remedy{Label: m.Label, Href: m.Action}, true
	}
	if on == nil {
		return ui.Remedy{}, false
	}
	if m.Action == "approve" && len(m.Prefill) == 1 {
		for name, value := range m.Prefill {
			return ui.Remedy{Label: m.Label, Field: name, Value: value}, true
		}
	}
	if m.Action == "return" {
		return ui.Remedy{Label: m.Label, Href: "#ret-to"}, true
	}
	return ui.Remedy{}, false
}
