package admin

import (
	"fmt"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// lastStep is the page that opens the bureau.
const lastStep = "open"

// setup is the checklist of the first run: what is done, what is missing, where.
func (a *Admin) setup(c *web.Call) error {
	all, facts, err := a.check(c.Context(), c.Q())
	if err != nil {
		return err
	}
	list := ui.Checklist{Title: "启用准备", Note: "可以随时离开，再来时接着做"}
	missing := 0
	for _, s := range all {
		item := ui.CheckItem{Title: s.title, Href: s.address(), Note: s.note, Missing: s.lines, State: ui.CheckDone}
		if s.who != "" && !c.Holds(s.who) {
			item.Who = org.PostName(s.who)
		}
		switch {
		case len(s.lines) > 0 && s.optional:
			item.State = ui.CheckOptional
		case len(s.lines) > 0:
			item.State = ui.CheckMissing
			missing++
		}
		list.Items = append(list.Items, item)
	}
	view := ui.TablePage{Title: "启用准备", Lead: fmt.Sprintf("还缺 %d 项，做完就能正式办事", missing), Top: ui.ChecklistBox(list)}
	switch {
	case facts.said.Opened.At != 0:
		view.Lead = "已于 " + clock.Day(facts.said.Opened.At) + " 正式启用；还缺的接着补上"
	case missing == 0:
		view.Lead = "都齐了，可以正式启用"
	}
	view.Parts = []ui.TablePart{a.openPart(c, facts, missing)}
	return c.Show(nil, view.Title, nil, ui.Tables(view))
}

func (s step) address() string {
	if s.href != "" {
		return s.href
	}
	return "/setup/" + s.id
}

// openPart is the last step: the button that begins real work.
func (a *Admin) openPart(c *web.Call, facts *setupFacts, missing int) ui.TablePart {
	part := ui.TablePart{Title: "正式启用"}
	switch said := facts.said.Opened; {
	case said.At != 0:
		part.Below = ui.Said("", []string{"已于 " + web.Stamp(said.At) + " 正式启用。"})
	case missing > 0:
		part.Below = ui.Said("", []string{fmt.Sprintf("还缺 %d 项。启用以前，业务岗位的人可以登录、看规范，不能发起事项。", missing)})
	case !c.Holds("xitong"):
		part.Below = ui.Said("", []string{"都齐了，由系统管理员正式启用。"})
	default:
		part.Below = ui.Said("", []string{"启用以后开始正式编号、留痕，不能退回到准备。"}, ui.PostButton("正式启用", "/setup/"+lastStep, c.Token(), "btn-primary"))
	}
	return part
}

func (a *Admin) setupStep(c *web.Call) error { return a.stepPage(c, c.PathValue("step"), nil) }

// stepPage is one page of the wizard.
func (a *Admin) stepPage(c *web.Call, id string, failed *web.Failed) error {
	all, facts, err := a.check(c.Context(), c.Q())
	if err != nil {
		return err
	}
	var links []ui.Link
	at := -1
	for i, s := range all {
		links = append(links, ui.Link{Label: s.title, Href: s.address(), Current: s.id == id})
		if s.id == id && s.draw != nil {
			at = i
		}
	}
	if at < 0 {
		return store.ErrNotFound
	}
	s := all[at]
	part, err := s.draw(c, failed, facts)
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: s.title, Lead: s.note, Top: ui.Steps("启用准备的步骤", links), Parts: []ui.TablePart{part}}
	if len(s.lines) > 0 {
		view.Parts = append([]ui.TablePart{{Title: "还缺", Below: ui.Said("", s.lines)}}, view.Parts...)
	}
	next := ui.Link{Label: "下一步：正式启用", Href: "/setup"}
	if at+1 < len(all) {
		next = ui.Link{Label: "下一步：" + all[at+1].title, Href: all[at+1].address()}
	}
	view.Actions = []ui.Link{{Label: "回到清单", Href: "/setup"}, next}
	return c.Show(failed, s.title, []ui.Link{{Label: "启用准备", Href: "/setup"}, {Label: s.title}}, ui.Tables(view))
}

// setupSave carries out a step's form.
func (a *Admin) setupSave(c *web.Call) error {
	id := c.PathValue("step")
	if id == lastStep {
		return c.Do("open", nil, func(*web.Call, *web.Failed) error { return web.Redirect("/setup") }, "已正式启用", "/setup", func(map[string]string) error {
			return a.Bureau.Open(c.Context(), c.Actor(), c.Key(), a.Missing)
		})
	}
	for _, s := range a.steps() {
		if s.id != id || s.save == nil {
			continue
		}
		failed, err := s.save(c)
		switch {
		case err != nil:
			return err
		case failed != nil:
			return a.stepPage(c, id, failed)
		}
		return c.Done("已保存", "/setup/"+id)
	}
	return store.ErrNotFound
}

// stepForm is a form of the wizard, for the 系统管理员 to send.
func stepForm(c *web.Call, failed *web.Failed, id, submit string, fields []form.Field, values map[string][]string) ui.FormView {
	view := *c.FormView(fields, values, nil, nil)
	view.ID, view.Action, view.Submit, view.Hidden = id, "/setup/"+id, submit, c.Token()
	if !c.Holds("xitong") {
		view.Submit = ""
	}
	return failed.Fill(view)
}
