package web

import (
	"net/http"
	"slices"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/web/ui"
)

var passwordFields = []form.Field{
	{Name: "old", Label: "现在的密码", Kind: form.Text, Required: true, Width: "m"},
	{Name: "new", Label: "新密码", Kind: form.Text, Required: true, Width: "m"},
	{Name: "again", Label: "再输一次新密码", Kind: form.Text, Required: true, Width: "m"},
}

func (w *Web) showPassword(c *Call) error { return c.passwordPage(http.StatusOK, nil) }

func (c *Call) passwordPage(status int, issues []form.Issue) error {
	rule, err := c.web.Account.Rule(c.Context())
	if err != nil {
		return err
	}
	fields := slices.Clone(passwordFields)
	fields[1].Hint = rule
	view := ui.FormView{Fields: fields, Issues: issues, Action: "/password", Hidden: c.token(), Submit: "修改密码",
		Secret: map[string]string{"old": "current-password", "new": "new-password", "again": "new-password"}}
	page := ui.FormPage{Title: "修改密码", Lead: "改后其他地方的登录和令牌都会结束，用新密码重新登录", Form: view}
	if c.who.MustChange {
		page.Notice = "现在用的是别人给你的密码，先换成只有自己知道的，再开始办事"
	}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: page.Title, Shell: shell, Body: ui.FormPageNode(page)})
}

func (w *Web) password(c *Call) error {
	if c.typed.Get("new") != c.typed.Get("again") {
		return c.passwordPage(http.StatusUnprocessableEntity, []form.Issue{{Field: "again", Message: "两次输入的新密码不同"}})
	}
	err := w.Account.ChangePassword(c.Context(), c.who, c.typed.Get("old"), c.typed.Get("new"))
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return c.passwordPage(http.StatusUnprocessableEntity, []form.Issue{{Field: "new", Message: errs.Public(err)}})
	}
	if err != nil {
		return err
	}
	return c.done("密码已修改，用新密码登录", "/login")
}
