package admin

import (
	"context"
	"embed"
	"errors"
	"net/http"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

//go:embed migrations
var files embed.FS

// Migrations is the table of verifications, and an index for finding leaves.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Deps is what the pages need.
type Deps struct {
	Engine   *flow.Engine
	Account  *account.Service
	Org      *org.Service
	Ruling   *ruling.Service
	Dual     *ruling.Dual
	Bureau   *bureau.Service
	Calendar *calendar.Service
	Modules  module.Set
	Fonts    *font.Set
	// Verify checks the whole record, by the same verifier as the command.
	Verify func(ctx context.Context) (*audit.Report, error)
	// PublicKey is the key by which checkpoints are verified, as PEM.
	PublicKey []byte
}

// Admin is the pages. Use New.
type Admin struct{ Deps }

// New fails on a missing dependency.
func New(d Deps) (*Admin, error) {
	if d.Engine == nil || d.Account == nil || d.Org == nil || d.Ruling == nil || d.Dual == nil || d.Bureau == nil || d.Calendar == nil || d.Fonts == nil || d.Verify == nil {
		return nil, errors.New("admin: a dependency is missing")
	}
	return &Admin{d}, nil
}

// Policies beside web's own.
const (
	system   web.Policy = "xitong"
	auditor  web.Policy = "shenji"
	logs     web.Policy = "anquan,shenji"
	office   web.Policy = "bangongshizhuren"
	officers web.Policy = "xitong,anquan,shenji,bangongshizhuren,juzhang"
	ending   web.Policy = "xitong,bangongshizhuren"
)

// Routes are the pages.
func (a *Admin) Routes() []web.Route {
	route := func(method, path string, policy web.Policy, handle func(*web.Call) error) web.Route {
		return web.Route{Method: method, Path: path, Policy: policy, Handle: handle}
	}
	return []web.Route{
		route("GET", "/admin", web.Admins, a.home),
		route("GET", "/admin/all", web.Admins, a.all),

		route("GET", "/people", web.Admins, a.people),
		route("POST", "/people", system, a.hire),
		route("GET", "/people/import", system, a.showImport),
		route("POST", "/people/import", system, a.importPeople),
		route("GET", "/people/import/template", system, a.template),
		route("GET", "/people/{id}", web.SignedIn, a.person),
		route("POST", "/people/{id}", system, a.rename),
		route("POST", "/people/{id}/posts", system, a.appoint),
		route("POST", "/people/{id}/password", system, a.resetPassword),
		route("POST", "/people/{id}/unlock", web.Admins, a.unlock),
		route("POST", "/people/{id}/sessions", web.Admins, a.endSessions),
		route("POST", "/people/{id}/disable", system, a.disable),
		route("POST", "/people/{id}/enable", system, a.enable),
		route("POST", "/people/{id}/proxy", office, a.giveProxy),
		route("POST", "/people/{id}/absence", office, a.recordAbsence),
		route("GET", "/people/{id}/leave", officers, a.leaving),
		route("POST", "/people/{id}/leave", system, a.leave),
		route("POST", "/people/{id}/drafts", system, a.dropDrafts),
		route("POST", "/people/{id}/posts/{holding}", system, a.endPost),
		route("POST", "/people/{id}/proxies/{proxy}", ending, a.endProxy),
		route("POST", "/people/{id}/absences/{absence}", office, a.endAbsence),

		route("GET", "/departments", web.Admins, a.departments),
		route("POST", "/departments", system, a.addDepartment),
		route("GET", "/departments/{id}", web.Admins, a.department),
		route("POST", "/departments/{id}", system, a.renameDepartment),
		route("POST", "/departments/{id}/move", system, a.moveDepartment),
		route("POST", "/departments/{id}/dissolve", system, a.dissolve),
		route("GET", "/charges", web.Admins, a.charges),
		route("POST", "/charges", system, a.setCharge),
		route("POST", "/charges/{id}", system, a.endCharge),
		route("GET", "/standins", web.Admins, a.standIns),
		route("POST", "/standins", system, a.addStandIn),
		route("POST", "/standins/proposed", system, a.acceptStandIns),
		route("POST", "/standins/{id}", system, a.endStandIn),
		route("POST", "/standins/{id}/move", system, a.moveStandIn),

		route("GET", "/settings", web.SignedIn, a.settings),
		route("GET", "/settings/{id}", web.SignedIn, a.setting),
		route("POST", "/settings/{id}", web.SignedIn, a.set),
		route("GET", "/fonts", web.Admins, a.fonts),
		route("GET", "/security", web.Admins, a.security),
		route("GET", "/accounts", logs, a.accounts),

		route("GET", "/audit", auditor, a.audit),
		route("GET", "/audit/leaves", auditor, a.leaves),
		route("GET", "/audit/chains/{chain}", auditor, a.chain),
		route("GET", "/audit/key", auditor, a.key),
		route("POST", "/audit/verify", auditor, a.askVerify),
		route("GET", "/audit/refusals", auditor, a.refusals),
		route("GET", "/dual", web.Admins, a.dual),
		route("POST", "/dual", web.Admins, a.askDual),
		route("POST", "/dual/{id}", web.Admins, a.decideDual),

		route("GET", "/setup", web.Admins, a.setup),
		route("GET", "/setup/{step}", web.Admins, a.setupStep),
		route("POST", "/setup/{step}", web.Admins, a.setupSave),
		route("POST", "/setup/rules/{rule}", system, a.endRule),
		route("GET", "/setup/rules/{rule}", web.Admins, a.ruleFile),
	}
}

// home is where an administrator begins.
func (a *Admin) home(c *web.Call) error {
	opened, err := bureau.Opened(c.Context(), c.Q())
	switch {
	case err != nil:
		return err
	case !opened && !c.Holds("shenji"):
		return web.Redirect("/setup")
	case c.Holds("shenji"):
		return web.Redirect("/audit")
	case c.Holds("anquan"):
		return web.Redirect("/security")
	}
	return web.Redirect("/people")
}

// Nav is the navigation of the three administrators: each sees first what they
// look after themselves.
func (a *Admin) Nav(c *web.Call) ([]ui.NavItem, error) {
	opened, err := bureau.Opened(c.Context(), c.Q())
	if err != nil {
		return nil, err
	}
	waiting, err := a.Dual.Waiting(c.Context(), c.Q(), c.Who().PersonID, ownPosts(c))
	if err != nil {
		return nil, err
	}
	people := []ui.NavItem{
		c.Item("用户与岗位", "/people", ui.IconPeople), c.Item("科室", "/departments", ui.IconBuilding), c.Item("分管", "/charges", ui.IconTie), c.Item("顶岗表", "/standins", ui.IconStandIn),
	}
	settings, two := c.Item("设置", "/settings", ui.IconSettings), c.Item("两人核准", "/dual", ui.IconCheck)
	two.Count, two.Hot = int(waiting), true
	security, accounts := c.Item("登录安全", "/security", ui.IconKey), c.Item("账号记录", "/accounts", ui.IconTable)
	var items []ui.NavItem
	if !opened {
		items = append(items, c.Item("启用准备", "/setup", ui.IconRocket))
	}
	switch {
	case c.Holds("shenji"):
		items = append(items, c.Item("审计", "/audit", ui.IconAudit), accounts, two)
		items = append(items, people...)
		items = append(items, settings, security, c.Item("迎检", "/inspection", ui.IconChart))
	case c.Holds("anquan"):
		items = append(items, security, accounts, two)
		items = append(items, people...)
		items = append(items, settings)
	default:
		items = append(items, people...)
		items = append(items, settings, c.Item("公文字体", "/fonts", ui.IconTextSize), two, security)
	}
	return append(items, c.Item("工作规范", "/norms", ui.IconNorm)), nil
}

// all lists the pages, for phones, whose tabs hold five.
func (a *Admin) all(c *web.Call) error {
	items, err := a.Nav(c)
	if err != nil {
		return err
	}
	group := ui.StartGroup{Label: "管理", Icon: ui.IconSettings}
	for _, i := range items {
		group.Items = append(group.Items, ui.StartItem{Label: i.Label, Href: i.Href})
	}
	return c.Page(http.StatusOK, "全部", nil, ui.Tiles("全部", "", []ui.StartGroup{group}))
}

// ownPosts are the codes of the posts that the person holds themselves.
func ownPosts(c *web.Call) []string {
	var posts []string
	for _, d := range c.Duties() {
		if d.Own() && d.Post != "" {
			posts = append(posts, d.Post)
		}
	}
	return posts
}
