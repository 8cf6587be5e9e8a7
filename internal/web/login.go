package web

import (
	"errors"
	"net/http"
	"strings"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web/ui"
)

func (w *Web) showLogin(c *Call) error {
	if c.who.PersonID != "" {
		return redirect("/")
	}
	return c.loginPage(http.StatusOK, "", "", nil)
}

func (c *Call) loginPage(status int, name, message string, hidden []ui.KV) error {
	view := ui.Login{Bureau: c.Bureau(), System: system, Action: "/login", Name: name, Message: message, Code: hidden != nil,
		Hidden: append(hidden, ui.KV{Name: "to", Value: localPath(c.FormValue("to"))})}
	if c.web.Demo {
		if err := c.demoAccounts(&view); err != nil {
			return err
		}
	}
	return c.show(status, ui.Page{Title: "登录", Bureau: c.Bureau() + system, Body: ui.LoginPage(view)})
}

// DemoPassword is that of every account of the demo bureau.
const DemoPassword = "Guiju-demo-2026" //nolint:gosec // G101: shown on the log-in page of the demo

func (c *Call) demoAccounts(view *ui.Login) error {
	people, err := org.WorkingPeople(c.Context(), c.web.q(), c.web.now().UnixMilli())
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range people {
		if info, _ := org.PostByCode(p.Post); !seen[p.Login] {
			seen[p.Login] = true
			view.Demo = append(view.Demo, ui.DemoAccount{Login: p.Login, Person: p.Name, Posts: info.Name})
		}
	}
	view.DemoPassword = DemoPassword
	return nil
}

// localPath keeps a redirect inside this program.
func localPath(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}

func (w *Web) login(c *Call) error {
	name, password, code := c.typed.Get("login"), c.typed.Get("password"), c.typed.Get("code")
	secret, _, err := w.Account.Login(c.Context(), name, password, code, c.address(), c.UserAgent())
	if errors.Is(err, account.ErrCode) {
		return c.loginPage(http.StatusUnauthorized, name, "", []ui.KV{{Name: "login", Value: name}, {Name: "password", Value: password}})
	}
	if kind := errs.KindOf(err); err != nil && (kind == errs.NotSignedIn || kind == errs.TooMany) {
		return c.loginPage(KindStatus(kind), name, errs.Public(err), nil)
	}
	if err != nil {
		return err
	}
	c.setCookie(w.cookie(), secret, 0)
	http.Redirect(c.ResponseWriter, c.Request, localPath(c.typed.Get("to")), http.StatusSeeOther)
	c.wrote = true
	return nil
}

func (w *Web) logout(c *Call) error {
	if err := w.Account.Logout(c.Context(), c.secret); err != nil {
		return err
	}
	c.setCookie(w.cookie(), "", -1)
	http.Redirect(c.ResponseWriter, c.Request, "/login", http.StatusSeeOther)
	c.wrote = true
	return nil
}

// notices lists the reminders and marks them as seen.
func (w *Web) notices(c *Call) error {
	list, err := flow.Notices(c.Context(), w.q(), c.who.PersonID, 100)
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "提醒", Columns: []ui.Column{{Label: "时间"}, {Label: "内容", Title: true}}, Empty: &ui.Empty{Title: "没有提醒"}}
	for _, n := range list {
		text := n.Text
		if n.ReadAt == 0 {
			text = "未读 · " + text
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: clock.Short(n.At)}, {Text: text, Href: noticeLink(n)}}})
	}
	return c.page("提醒", nil, ui.Tables(ui.TablePage{Title: "提醒", Parts: []ui.TablePart{{Table: t, Below: ui.PostButton("全部标为已读", "/notices", c.token(), "btn-plain")}}}))
}

func noticeLink(n flow.Notice) string {
	if n.Link != "" {
		return n.Link
	}
	return "/cases/" + n.CaseID
}

func (w *Web) noticesRead(c *Call) error {
	if err := flow.ReadNotices(c.Context(), w.Engine.Runner().DB(), c.who.PersonID); err != nil {
		return err
	}
	return redirect("/notices")
}
