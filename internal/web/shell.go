package web

import (
	"net/http"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/web/ui"
)

const system = "综合办公系统"

// token is the form token of the session.
func (c *Call) token() []ui.KV { return []ui.KV{{Name: "csrf", Value: c.who.CSRF}} }

// posts names the person's own posts: 文书 · 印章管理员.
func (c *Call) posts() string {
	var names []string
	for _, d := range c.duties {
		if d.For == "" && d.Principal.Sort() == "post" && !slices.Contains(names, d.PostName) {
			names = append(names, d.PostName)
		}
	}
	return strings.Join(names, " · ")
}

func (c *Call) shell() (*ui.Shell, error) {
	s := &ui.Shell{
		Bureau: c.Bureau(), System: system, Demo: c.web.Demo, Person: c.who.Name, Posts: c.posts(), Me: "/me",
		TextSize: c.who.Font, TextSizeAction: "/me/font", LogoutAction: "/logout", Hidden: c.token(), Back: c.URL.RequestURI(),
		KeysOff: !c.who.Shortcuts, LoginHref: "/login",
	}
	if c.who.MustChange { // no other page opens yet
		s.TextSizeAction = ""
		return s, nil
	}
	if c.holds("xitong", "anquan", "shenji") {
		items, err := c.web.AdminNav(c)
		if err != nil {
			return nil, err
		}
		s.Nav = []ui.NavGroup{{Label: "管理", Items: items}}
		s.Tabs = append(items[:3:3], c.item("", "全部", "/admin/all", ui.IconTable, 0, false), c.item("", "我的", "/me", ui.IconUser, 0, false))
		return s, nil
	}
	n, err := c.web.Engine.Count(c.Context(), c.web.q(), c.who.PersonID)
	if err != nil {
		return nil, err
	}
	s.SearchHref, s.Query, s.Reminders, s.RemindHref = "/search", "", int(n.Notices), "/notices"
	if c.URL.Path == "/search" {
		s.Query = c.URL.Query().Get("q")
	}
	s.Events, s.Poll = "/events", "/counts"
	if len(c.startable()) > 0 {
		s.NewHref = "/new"
	}
	s.Nav = c.staffNav(n)
	s.Tabs = []ui.NavItem{
		c.item("todo", "待办", "/todo", ui.IconInbox, int(n.Todo), true), c.item("copies", "传阅", "/copies", ui.IconCirculate, int(n.Unread), false),
		c.item("", "新建", "/new", ui.IconPlus, 0, false), c.item("", "登记表", "/registers", ui.IconTable, 0, false), c.item("", "我的", "/me", ui.IconUser, 0, false),
	}
	return s, nil
}

func (c *Call) item(key, label, href string, icon ui.Icon, count int, hot bool) ui.NavItem {
	path := c.URL.Path
	return ui.NavItem{Key: key, Label: label, Href: href, Icon: icon, Count: count, Hot: hot, Current: path == href || strings.HasPrefix(path, href+"/")}
}

func (c *Call) staffNav(n flow.Counts) []ui.NavGroup {
	press := func(i ui.NavItem, keys string) ui.NavItem { i.Press = keys; return i }
	mine := ui.NavGroup{Label: "我的工作", Items: []ui.NavItem{
		press(c.item("todo", "待办", "/todo", ui.IconInbox, int(n.Todo), true), "g d"),
		press(c.item("", "已办", "/done", ui.IconDone, 0, false), "g y"),
		press(c.item("mine", "我发起", "/mine", ui.IconSend, int(n.Mine), false), "g w"),
		press(c.item("copies", "传阅", "/copies", ui.IconCirculate, int(n.Unread), false), "g c"),
		press(c.item("", "日程", "/calendar", ui.IconCalendar, 0, false), "g r"),
	}}
	work := ui.NavGroup{Label: "业务办理"}
	for _, m := range c.web.Modules {
		item := c.item("", m.Name, "/work/"+m.ID, moduleIcon(m.ID), 0, false)
		for _, p := range m.Pages {
			item.Current = item.Current || c.item("", "", p.Href, "", 0, false).Current
		}
		work.Items = append(work.Items, item)
	}
	watch := ui.NavGroup{Label: "监督", Items: []ui.NavItem{
		c.item("", "督办台", "/desk", ui.IconWatch, 0, false), c.item("", "特事登记", "/exceptions", ui.IconAlert, 0, false), c.item("", "登记表", "/registers", ui.IconTable, 0, false),
		c.item("", "工作规范", "/norms", ui.IconNorm, 0, false),
	}}
	if c.holds("juzhang", "shuji", "bangongshizhuren", "jijianzuzhang") {
		watch.Items = append(watch.Items, c.item("", "迎检", "/inspection", ui.IconAudit, 0, false))
	}
	return []ui.NavGroup{mine, work, watch}
}

// startable are the kinds the person may start a case of.
func (c *Call) startable() []*flow.Kind {
	var kinds []*flow.Kind
	for _, k := range c.web.Engine.Kinds() {
		if _, may := k.MayStart(c.duties); may {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// errorPage words an error for people: what happened, and the way on.
func (c *Call) errorPage(status int, err error) ui.Page {
	title := errs.Public(err)
	back := []ui.Link{{Label: "回到待办", Href: "/todo"}}
	m := ui.Message{Code: status, Title: title, Lines: []string{"没有保存任何内容。"}, Actions: back, Refusal: c.refusal(err, nil), Kept: c.kept()}
	switch status {
	case http.StatusNotFound:
		m = ui.NotFound("/search")
	case http.StatusConflict, http.StatusUnprocessableEntity:
		if m.Refusal != nil {
			m.Title, m.Lines = "没有办理", nil
		}
	case http.StatusInternalServerError:
		m = ui.Fault(c.id, m.Kept)
	case http.StatusServiceUnavailable:
		m = ui.Busy(title)
		m.Kept = c.kept()
	}
	page := ui.Page{Title: m.Title, Bureau: c.Bureau(), Body: ui.MessagePage(m)}
	if c.duties != nil {
		if shell, err := c.shell(); err == nil {
			page.Shell = shell
		}
	}
	return page
}

// kept is what was typed, so that nothing is lost on an error page.
func (c *Call) kept() []ui.Pair {
	var pairs []ui.Pair
	for _, name := range []string{"opinion", "title", "result", "reason"} {
		if text := strings.TrimSpace(c.typed.Get(name)); text != "" {
			pairs = append(pairs, ui.Pair{Label: map[string]string{"opinion": "意见", "title": "标题", "result": "承办结果", "reason": "理由"}[name], Value: text, Wide: true})
		}
	}
	return pairs
}
