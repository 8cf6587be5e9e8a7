package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/ident"
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
	view := ui.Login{Bureau: c.web.Bureau, System: system, Action: "/login", Name: name, Message: message, Code: hidden != nil,
		Hidden: append(hidden, ui.KV{Name: "to", Value: localPath(c.FormValue("to"))})}
	if c.web.Demo {
		if err := c.demoAccounts(&view); err != nil {
			return err
		}
	}
	return c.show(status, ui.Page{Title: "登录", Bureau: c.web.Bureau + system, Body: ui.LoginPage(view)})
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

var passwordFields = []form.Field{
	{Name: "old", Label: "现在的密码", Kind: form.Text, Required: true, Width: "m"},
	{Name: "new", Label: "新密码", Kind: form.Text, Required: true, Width: "m", Hint: "不少于 10 位，含大写、小写、数字、符号中的三类"},
	{Name: "again", Label: "再输一次新密码", Kind: form.Text, Required: true, Width: "m"},
}

func (w *Web) showPassword(c *Call) error { return c.passwordPage(http.StatusOK, nil) }

func (c *Call) passwordPage(status int, issues []form.Issue) error {
	view := ui.FormView{Fields: passwordFields, Issues: issues, Action: "/password", Hidden: c.token(), Submit: "修改密码"}
	body := ui.FormPageNode(ui.FormPage{Title: "修改密码", Lead: "改后其他地方的登录和令牌都会结束", Form: view})
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: "修改密码", Shell: shell, Body: body})
}

func (w *Web) password(c *Call) error {
	if c.typed.Get("new") != c.typed.Get("again") {
		return c.passwordPage(http.StatusUnprocessableEntity, []form.Issue{{Field: "again", Message: "两次输入的新密码不同"}})
	}
	err := w.Account.ChangePassword(c.Context(), c.who, c.typed.Get("old"), c.typed.Get("new"))
	if errs.KindOf(err) == errs.Invalid && err != nil {
		return c.passwordPage(http.StatusUnprocessableEntity, []form.Issue{{Field: "new", Message: errs.Public(err)}})
	}
	if err != nil {
		return err
	}
	return c.done("密码已修改，用新密码登录", "/login")
}

// me is one's own page: sessions, tokens, proxies, absences.
func (w *Web) me(c *Call) error {
	sessions, err := w.Account.Sessions(c.Context(), c.who.PersonID, c.secret)
	if err != nil {
		return err
	}
	tokens, err := w.Account.Tokens(c.Context(), c.who.PersonID)
	if err != nil {
		return err
	}
	choices, err := c.choices()
	if err != nil {
		return err
	}
	page := ui.TablePage{Title: "个人设置", Lead: c.who.Name + " · " + c.posts(), Actions: []ui.Link{{Label: "修改密码", Href: "/password"}, {Label: "动态码", Href: "/me/code"}}}
	t := ui.Table{Caption: "登录", Columns: []ui.Column{{Label: "浏览器", Title: true}, {Label: "地址"}, {Label: "登录时间"}, {Label: "最近操作"}}}
	for _, s := range sessions {
		name := s.Agent
		if s.Current {
			name = "本次登录 · " + name
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(name, s.Address, clock.FromMillis(s.MadeAt).Format("01-02 15:04"), clock.FromMillis(s.SeenAt).Format("01-02 15:04"))})
	}
	page.Parts = append(page.Parts, ui.TablePart{Title: "登录中的设备", Table: t, Below: ui.PostButton("结束其他全部登录", "/me/end-sessions", c.token(), "btn-plain")})
	t = ui.Table{Caption: "令牌", Columns: []ui.Column{{Label: "名称", Title: true}, {Label: "范围"}, {Label: "有效期至"}}, Empty: &ui.Empty{Title: "没有接口令牌"}}
	for _, k := range tokens {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(k.Name, map[string]string{"read": "只读", "write": "读写"}[k.Scope], clock.FromMillis(k.EndsAt).Format("2006-01-02"))})
	}
	page.Parts = append(page.Parts, ui.TablePart{Title: "接口令牌", Table: t, Below: ui.Form(ui.FormView{ID: "token", Action: "/me/tokens", Hidden: c.token(), Submit: "生成令牌", Fields: []form.Field{
		{Name: "name", Label: "用途", Kind: form.Text, Required: true, Width: "m"},
		{Name: "scope", Label: "范围", Kind: form.Choice, Required: true, Options: []form.Option{{Value: "read", Label: "只读"}, {Value: "write", Label: "读写"}}}}})})
	page.Parts = append(page.Parts, ui.TablePart{Title: "授权代理", Note: "外出时请他人代你办理；记录中写明代理谁", Below: ui.Form(ui.FormView{ID: "proxy", Action: "/me/proxy", Hidden: append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}), Submit: "授权代理", Options: choices, Fields: []form.Field{
		{Name: "taker", Label: "代理人", Kind: form.Person, Required: true, OptionsFrom: "people"},
		{Name: "from", Label: "自", Kind: form.DateKind, Required: true}, {Name: "to", Label: "至", Kind: form.DateKind, Required: true},
		{Name: "reason", Label: "原因", Kind: form.Text, Required: true, Width: "m"}}})})
	page.Parts = append(page.Parts, ui.TablePart{Title: "登记外出", Note: "外出期间轮到你的岗位的事项，按顶岗表转给顶岗的人", Below: ui.Form(ui.FormView{ID: "away", Action: "/me/absence", Hidden: append(c.token(), ui.KV{Name: "key", Value: ident.Secret()}), Submit: "登记外出", Fields: []form.Field{
		{Name: "from", Label: "自", Kind: form.DateKind, Required: true}, {Name: "to", Label: "至", Kind: form.DateKind, Required: true},
		{Name: "reason", Label: "原因", Kind: form.Text, Required: true, Width: "m"}}})})
	return c.page("个人设置", nil, ui.Tables(page))
}

func (w *Web) font(c *Call) error {
	if err := w.Account.SetPreferences(c.Context(), c.who.PersonID, c.typed.Get("size"), c.who.Shortcuts); err != nil {
		return err
	}
	return redirect(localPath(c.typed.Get("back")))
}

func (w *Web) endSessions(c *Call) error {
	if err := w.Account.EndAll(c.Context(), c.who.PersonID, c.who.PersonID); err != nil {
		return err
	}
	return c.done("全部登录已结束，重新登录", "/login")
}

func (w *Web) makeToken(c *Call) error {
	secret, err := w.Account.MakeToken(c.Context(), c.who.PersonID, strings.TrimSpace(c.typed.Get("name")), c.typed.Get("scope"), 90*24*time.Hour)
	if err != nil {
		return err
	}
	return c.page("接口令牌", nil, ui.MessagePage(ui.Message{Title: "令牌已生成", Lines: []string{"只显示这一次，抄下后妥善保管：", secret}, Actions: []ui.Link{{Label: "回到个人设置", Href: "/me"}}}))
}

// period reads from and to as whole days in Shanghai.
func (c *Call) period() (from, to time.Time, err error) {
	dates := map[string]clock.Date{}
	for _, f := range []form.Field{{Name: "from", Label: "自", Kind: form.DateKind, Required: true}, {Name: "to", Label: "至", Kind: form.DateKind, Required: true}} {
		value, msg := form.ParseOne(f, c.typed.Get(f.Name))
		if msg != "" {
			return from, to, errs.New(errs.Invalid, msg)
		}
		dates[f.Name] = clock.Date(value)
	}
	return dates["from"].Time(0, 0), dates["to"].AddDays(1).Time(0, 0), nil
}

func (w *Web) giveProxy(c *Call) error {
	from, to, err := c.period()
	if err != nil {
		return err
	}
	if _, err := w.Org.GiveProxy(c.Context(), c.actor(), c.typed.Get("key"), c.typed.Get("taker"), nil, from, to, c.typed.Get("reason")); err != nil {
		return err
	}
	return c.done("已授权代理", "/me")
}

func (w *Web) absence(c *Call) error {
	from, to, err := c.period()
	if err != nil {
		return err
	}
	if _, err := w.Org.RecordAbsence(c.Context(), c.actor(), c.typed.Get("key"), from, to, c.typed.Get("reason")); err != nil {
		return err
	}
	return c.done("已登记外出", "/me")
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
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: clock.FromMillis(n.At).Format("01-02 15:04")}, {Text: text, Href: noticeLink(n)}}})
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

var codeField = []form.Field{{Name: "code", Label: "手机上显示的 6 位动态码", Kind: form.Text, Required: true, Width: "s"}}

// showCode offers one-time codes: the secret is shown once, to be typed or
// scanned into an authenticator.
func (w *Web) showCode(c *Call) error {
	secret, _, err := w.Account.NewCode(c.who)
	if err != nil {
		return err
	}
	return c.codePage(http.StatusOK, secret, nil)
}

func (c *Call) codePage(status int, secret string, issues []form.Issue) error {
	view := ui.FormView{Fields: codeField, Issues: issues, Action: "/me/code", Hidden: append(c.token(), ui.KV{Name: "secret", Value: secret}), Submit: "启用动态码", Cancel: "/me"}
	page := ui.FormPage{Title: "动态码", Lead: "在手机的身份验证器里新增账号，输入密钥 " + secret + "，再填显示的 6 位数字；以后登录都要动态码", Form: view}
	shell, err := c.shell()
	if err != nil {
		return err
	}
	return c.show(status, ui.Page{Title: page.Title, Shell: shell, Body: ui.FormPageNode(page)})
}

func (w *Web) turnOnCode(c *Call) error {
	err := w.Account.TurnOnCode(c.Context(), c.who, c.typed.Get("secret"), c.typed.Get("code"))
	if err != nil && errs.KindOf(err) == errs.Invalid {
		return c.codePage(http.StatusUnprocessableEntity, c.typed.Get("secret"), []form.Issue{{Field: "code", Message: errs.Public(err)}})
	}
	if err != nil {
		return err
	}
	return c.done("已启用动态码", "/me")
}
