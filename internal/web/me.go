package web

import (
	"slices"
	"strings"
	"time"

	g "maragu.dev/gomponents"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web/ui"
)

// me is one's own page: posts, password, sessions, tokens, absences, proxies,
// how pages look.
func (w *Web) me(c *Call) error { return c.mePage(nil) }

func (c *Call) mePage(failed *Failed) error {
	page := ui.TablePage{Title: "个人设置", Lead: c.who.Name + " · 登录名 " + c.who.Login, Actions: []ui.Link{{Label: "修改密码", Href: "/password", Icon: ui.IconKey}, {Label: "动态码", Href: "/me/code", Icon: ui.IconPolicy}}}
	parts := []func(*Failed) (ui.TablePart, error){c.myPosts, c.mySessions}
	if !c.holds("xitong", "anquan", "shenji") {
		parts = append(parts, c.myAbsences, c.myProxies, c.myTokens)
	}
	for _, part := range append(parts, c.myPages) {
		p, err := part(failed)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, p)
	}
	return c.Show(failed, page.Title, nil, ui.Tables(page))
}

// Stamp writes an instant to the minute, "--" for none.
func Stamp(ms int64) string { return numberOr(clock.Minute(ms), "--") }

func (c *Call) myPosts(*Failed) (ui.TablePart, error) {
	now := clock.Millis(c.web.now())
	posts, err := org.DatedPosts(c.Context(), c.web.q(), org.PostsAsked{At: now, PersonID: []string{c.who.PersonID}})
	if err != nil {
		return ui.TablePart{}, err
	}
	charges, err := org.DatedCharges(c.Context(), c.web.q(), c.who.PersonID, now)
	t := ui.Table{Caption: "我的岗位", Columns: []ui.Column{{Label: "岗位", Title: true}, {Label: "自", LabelM: true}}, Empty: &ui.Empty{Title: "还没有岗位", Lead: "岗位由系统管理员任命。"}}
	for _, p := range posts {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.Dept+" "+p.PostName(), clock.Day(p.FromAt))})
	}
	for _, x := range charges {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells("分管"+x.Dept, clock.Day(x.FromAt))})
	}
	return ui.TablePart{Title: "我的岗位", Note: "由系统管理员任命", Table: t}, err
}

func (c *Call) mySessions(*Failed) (ui.TablePart, error) {
	sessions, err := c.web.Account.Sessions(c.Context(), c.who.PersonID, c.secret)
	t := ui.Table{Caption: "登录中的浏览器", Columns: []ui.Column{{Label: "浏览器", Title: true}, {Label: "地址", LabelM: true}, {Label: "登录时间", LabelM: true}, {Label: "最近操作", LabelM: true}, {Label: "操作"}}}
	for _, s := range sessions {
		name, end := ui.Cell{Text: browserOf(s.Agent)}, ui.Cell{}
		if s.Current {
			name.Note = "就是现在这个"
		} else {
			end.Acts = []ui.RowAct{{Label: "结束", About: name.Text + " " + Stamp(s.MadeAt), Action: "/me/sessions/" + s.ID, Hidden: c.token()}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Text: s.Address}, {Text: Stamp(s.MadeAt)}, {Text: Stamp(s.SeenAt)}, end}})
	}
	part := ui.TablePart{Title: "登录中的浏览器", Note: "不认识的，马上结束并修改密码", Table: t}
	if len(sessions) > 1 {
		part.Below = ui.Fold("结束其他全部登录", false, ui.Said("", []string{"只留现在这个浏览器；接口令牌不受影响。"}, ui.PostButton("结束其他全部登录", "/me/sessions", c.token(), "btn-plain")))
	}
	return part, err
}

// browserOf shortens what a browser says of itself: Chrome 108，Windows.
func browserOf(agent string) string {
	found := func(names ...string) string {
		for i := 0; i+1 < len(names); i += 2 {
			at := strings.Index(agent, names[i])
			if at < 0 {
				continue
			}
			version, _, _ := strings.Cut(strings.TrimPrefix(agent[at+len(names[i]):], "/"), ".")
			if strings.HasSuffix(names[i], "/") && len(version) <= 4 {
				return names[i+1] + " " + version
			}
			return names[i+1]
		}
		return ""
	}
	browser := found("Edg/", "Edge", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	system := found("Android", "安卓", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS X", "macOS", "Linux", "Linux")
	if browser == "" {
		if r := []rune(agent); len(r) > 40 {
			return string(r[:40])
		}
		return numberOr(agent, "未知的程序")
	}
	return strings.TrimSuffix(browser+"，"+system, "，")
}

func (w *Web) endSession(c *Call) error {
	return c.Do("session", nil, (*Call).mePage, "已结束一个登录", "/me", func(map[string]string) error {
		return w.Account.EndSession(c.Context(), c.who.PersonID, c.PathValue("id"))
	})
}

func (w *Web) endOthers(c *Call) error {
	if err := w.Account.EndOthers(c.Context(), c.who.PersonID, c.secret); err != nil {
		return err
	}
	return c.done("已结束其他全部登录", "/me")
}

var (
	fontField     = form.Field{Name: "size", Label: "字号", Kind: form.Choice, Required: true, Width: "full", Options: []form.Option{{Value: "", Label: "标准 16"}, {Value: "l", Label: "大 18"}, {Value: "xl", Label: "特大 20"}}}
	shortcutField = form.Field{Name: "shortcuts", Label: "启用单键快捷键（如 / 搜索、n 新建）", Kind: form.Bool, Width: "full"}
)

func (c *Call) myPages(*Failed) (ui.TablePart, error) {
	yes := map[bool]string{true: "yes", false: "no"}[c.who.Shortcuts]
	return ui.TablePart{Title: "页面显示", Note: "跟着账号走，换一台电脑也一样", Below: g.Group{
		ui.Form(ui.FormView{ID: "font", Action: "/me/font", Hidden: append(c.token(), ui.KV{Name: "back", Value: "/me"}), Submit: "改字号", Fields: []form.Field{fontField}, Values: map[string][]string{"size": {c.who.Font}}}),
		ui.Form(ui.FormView{ID: "keys", Action: "/me/shortcuts", Hidden: c.token(), Submit: "保存快捷键", Fields: []form.Field{shortcutField}, Values: map[string][]string{"shortcuts": {yes}}}),
	}}, nil
}

func (w *Web) font(c *Call) error {
	if err := w.Account.SetPreferences(c.Context(), c.who.PersonID, c.typed.Get("size"), c.who.Shortcuts); err != nil {
		return err
	}
	return redirect(localPath(c.typed.Get("back")))
}

func (w *Web) shortcuts(c *Call) error {
	on := slices.Contains(c.typed["shortcuts"], "yes")
	if err := w.Account.SetPreferences(c.Context(), c.who.PersonID, c.who.Font, on); err != nil {
		return err
	}
	return c.done(map[bool]string{true: "已启用快捷键", false: "已关闭快捷键"}[on], "/me")
}

// scopes of tokens, in words.
var scopes = map[string]string{"read": "只读", "write": "读写"}

var tokenFields = []form.Field{
	{Name: "name", Label: "用途", Kind: form.Text, Required: true, Width: "m", MaxRunes: 60},
	{Name: "scope", Label: "范围", Kind: form.Choice, Required: true, Options: []form.Option{{Value: "read", Label: "只读"}, {Value: "write", Label: "读写"}}},
	{Name: "days", Label: "有效期", Kind: form.Number, Unit: "天", Required: true, Width: "s", Min: 1, Max: 366, Bounded: true, Hint: "最长 366 天，到期自动停用"},
}

func (c *Call) myTokens(failed *Failed) (ui.TablePart, error) {
	tokens, err := c.web.Account.Tokens(c.Context(), c.who.PersonID)
	t := ui.Table{Caption: "接口令牌", Columns: []ui.Column{{Label: "用途", Title: true}, {Label: "范围", LabelM: true}, {Label: "生成", LabelM: true}, {Label: "有效期至", LabelM: true}, {Label: "最近使用", LabelM: true}, {Label: "操作"}},
		Empty: &ui.Empty{Title: "没有接口令牌", Lead: "别的程序用令牌代你调用接口，权限与你相同。"}}
	for _, k := range tokens {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: k.Name}, {Text: scopes[k.Scope]}, {Text: clock.Day(k.MadeAt)}, {Text: clock.Day(k.EndsAt)}, {Text: Stamp(k.UsedAt)},
			{Acts: []ui.RowAct{{Label: "停用", About: k.Name, Action: "/me/tokens/" + k.ID, Hidden: c.token(), Danger: true}}}}})
	}
	view := failed.Fill(ui.FormView{ID: "token", Action: "/me/tokens", Hidden: c.token(), Submit: "生成令牌", Fields: tokenFields, Values: map[string][]string{"days": {"90"}}})
	return ui.TablePart{Title: "接口令牌", Note: "改密码、换岗位都会停用全部令牌", Table: t, Below: ui.Fold("生成令牌", failed.Of("token"), ui.Form(view))}, err
}

func (w *Web) makeToken(c *Call) error {
	secret := ""
	return c.DoThen("token", tokenFields, (*Call).mePage, func(v map[string]string) (err error) {
		secret, err = w.Account.MakeToken(c.Context(), c.who.PersonID, v["name"], v["scope"], time.Duration(wholeNumber(v["days"]))*24*time.Hour)
		return err
	}, func() error {
		return c.page("令牌已生成", meCrumbs("令牌已生成"), ui.SecretsPage(ui.Secrets{
			Title: "令牌已生成", Lead: "调用接口时放在 Authorization: Bearer 之后",
			Rows: []ui.Pair{{Label: c.typed.Get("name"), Value: secret}}, Actions: []ui.Link{{Label: "回到个人设置", Href: "/me"}},
		}))
	})
}

func (w *Web) endToken(c *Call) error {
	if err := w.Account.EndToken(c.Context(), c.who.PersonID, c.PathValue("id")); err != nil {
		return err
	}
	return c.done("令牌已停用", "/me")
}

var codeField = []form.Field{{Name: "code", Label: "手机上显示的 6 位动态码", Kind: form.Text, Required: true, Width: "s"}}

// codeLost says how one gets in again without the telephone.
const codeLost = "换手机或手机丢失时，本人不能自己停用：由系统管理员或安全保密管理员提出、另一名管理员核准（两人核准），停用以后重新启用。"

// showCode offers one-time codes: the secret is shown once, as a QR code and as
// text, to be scanned or typed into an authenticator.
func (w *Web) showCode(c *Call) error {
	on, err := w.Account.HasCode(c.Context(), c.who.PersonID)
	if err != nil {
		return err
	}
	if on {
		return c.page("动态码", meCrumbs("动态码"), g.Group{ui.Head("动态码", "登录时除密码外还要输入手机上的 6 位动态码"), ui.Said("已启用", []string{"这个账号登录时要输入动态码。", codeLost}, ui.LinkButton(ui.Link{Label: "回到个人设置", Href: "/me"}, false))})
	}
	secret, err := w.Account.NewCode(c.who)
	if err != nil {
		return err
	}
	return c.codePage(nil, secret)
}

func meCrumbs(title string) []ui.Link {
	return []ui.Link{{Label: "个人设置", Href: "/me"}, {Label: title}}
}

func (c *Call) codePage(failed *Failed, secret string) error {
	picture, err := ui.QR(account.CodeURL(c.Bureau(), c.who.Login, secret), "动态码二维码，内容与下面的密钥相同")
	if err != nil {
		return err
	}
	view := failed.Fill(ui.FormView{ID: "code", Fields: codeField, Action: "/me/code", Hidden: append(c.token(), ui.KV{Name: "secret", Value: secret}), Submit: "启用动态码", Cancel: "/me"})
	body := g.Group{ui.Head("动态码", "启用以后，登录时除密码外还要输入手机上的 6 位动态码"), ui.Narrow(
		ui.Said("一、扫码", []string{"打开手机上的身份验证器，新增账号，扫这个码；不能扫的，手工输入密钥 " + secret + "。"}, picture),
		ui.Titled("二、输入手机上的数字", ui.Form(view)), ui.Said("手机丢了怎么办", []string{codeLost}),
	)}
	return c.Show(failed, "动态码", meCrumbs("动态码"), body)
}

func (w *Web) turnOnCode(c *Call) error {
	secret := c.typed.Get("secret")
	again := func(c *Call, failed *Failed) error { return c.codePage(failed, secret) }
	return c.Do("code", codeField, again, "已启用动态码", "/me", func(v map[string]string) error {
		return w.Account.TurnOnCode(c.Context(), c.who, secret, v["code"])
	})
}
