package web

import (
	"fmt"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// moduleIcon is a module's picture in the navigation.
func moduleIcon(id string) ui.Icon {
	icons := map[string]ui.Icon{
		"seal": ui.IconSeal, "incoming": ui.IconIncoming, "outgoing": ui.IconOutgoing, "secrecy": ui.IconSecrecy, "reception": ui.IconReception, "meeting": ui.IconMeeting,
		"vehicle": ui.IconCar, "archive": ui.IconArchive, "petition": ui.IconPetition, "security": ui.IconSafety, "supply": ui.IconAssets,
	}
	return icons[id]
}

// module is the page of a specification: what is in hand and with whom, and the
// way to its registers, ledgers and reports.
func (w *Web) module(c *Call) error {
	m, ok := w.Modules.Find(c.PathValue("module"))
	if !ok {
		return store.ErrNotFound
	}
	if list := c.URL.Query().Get("list"); list != "" {
		return c.moduleList(m, list)
	}
	page := pageNumber(c)
	hands, total, err := w.Engine.InHand(c.Context(), w.q(), c.who.PersonID, flow.KindIDs(m.Kinds), flow.Page{Skip: (page - 1) * listMost, Most: listMost})
	if err != nil {
		return err
	}
	t, err := c.HandTable(hands, &ui.Empty{Title: "没有办理中的" + m.Name})
	if err != nil {
		return err
	}
	view := ui.TablePage{Title: m.Name, Lead: "工作规范 " + m.Spec, Tabs: c.moduleTabs(m, "/work/"+m.ID), Actions: c.moduleStarts(m)}
	view.Parts = []ui.TablePart{{Title: "办理中", Note: totalText(total) + " 项", Table: t, Pager: pages(c.Request, page, int(total), len(hands))}}
	view.Parts = append(view.Parts, ui.TablePart{Title: "流程", Note: fmt.Sprintf("%d 个", len(m.Kinds)), Below: ui.Links(flows(m))})
	return c.page(m.Name, nil, ui.Tables(view))
}

// flows lead to the charts of a module's kinds.
func flows(m *module.Module) []ui.Link {
	var links []ui.Link
	for _, k := range m.Kinds {
		links = append(links, ui.Link{Label: k.Name + "流程图", Href: "/kinds/" + k.ID, Icon: ui.IconFlow})
	}
	return links
}

// tabsMost is how many registers, or reports, stand as tabs of their own; more are
// behind one.
const tabsMost = 3

// moduleTabs are the sub-pages that every specification has: in hand, its own
// pages, registers and ledgers, reports.
func (c *Call) moduleTabs(m *module.Module, here string) []ui.Tab {
	tabs := []ui.Tab{{Label: "办理中", Href: "/work/" + m.ID}}
	for _, p := range m.Pages {
		if p.ReadBy(c.duties) {
			tabs = append(tabs, ui.Tab{Label: p.Label, Href: p.Href})
		}
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == here
	}
	tabs = append(tabs, folded(c.registersOf(m), ui.Tab{Label: "登记表", Href: "/work/" + m.ID + "?list=registers"}, here)...)
	return append(tabs, folded(c.reportsOf(m), ui.Tab{Label: "统计通报", Href: "/work/" + m.ID + "?list=reports"}, here)...)
}

// folded gives the tabs, or one for all of them where they are many.
func folded(tabs []ui.Tab, all ui.Tab, here string) []ui.Tab {
	all.Current = all.Href == here
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == here
		all.Current = all.Current || tabs[i].Current
	}
	if len(tabs) > tabsMost {
		return []ui.Tab{all}
	}
	return tabs
}

func (c *Call) registersOf(m *module.Module) []ui.Tab {
	var tabs []ui.Tab
	for _, r := range m.Registers {
		if r.ReadBy(c.duties) {
			tabs = append(tabs, ui.Tab{Label: r.Title, Href: "/registers/" + r.ID})
		}
	}
	return tabs
}

func (c *Call) reportsOf(m *module.Module) []ui.Tab {
	var tabs []ui.Tab
	for _, r := range m.Reports {
		if r.ReadBy(c.duties) {
			tabs = append(tabs, ui.Tab{Label: r.Title, Href: "/reports/" + r.ID})
		}
	}
	return tabs
}

// moduleList is the page behind the one tab of many registers, or reports.
func (c *Call) moduleList(m *module.Module, list string) error {
	title, note, tabs := "登记表", "怎样写入", c.registersOf(m)
	if list == "reports" {
		title, note, tabs = "统计通报", "工作规范", c.reportsOf(m)
	}
	notes := map[string]ui.Cell{}
	for _, r := range m.Registers {
		notes["/registers/"+r.ID] = ui.Cell{Text: numberOr(r.Source, "--")}
	}
	for _, r := range m.Reports {
		note := ui.Cell{Text: "--"}
		if r.Clause != "" {
			note = ui.Cell{Text: r.Clause, Href: "/norms/clauses/" + r.Clause}
		}
		notes["/reports/"+r.ID] = note
	}
	t := ui.Table{Caption: title, Columns: []ui.Column{{Label: title, Title: true}, {Label: note, Title: true}}, Empty: &ui.Empty{Title: "没有你能看的" + title}}
	for _, tab := range tabs {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: tab.Label, Href: tab.Href}, notes[tab.Href]}})
	}
	view := ui.TablePage{Title: m.Name + title, Lead: "工作规范 " + m.Spec, Tabs: c.moduleTabs(m, "/work/"+m.ID+"?list="+list), Parts: []ui.TablePart{{Title: title, Table: t}}}
	return c.page(view.Title, nil, ui.Tables(view))
}

// moduleStarts are what the person may begin, and the flows to look at.
func (c *Call) moduleStarts(m *module.Module) []ui.Link {
	var links []ui.Link
	for _, k := range c.startable() {
		if owner, _ := c.web.Modules.Of(k.ID); owner == m {
			links = append(links, ui.Link{Label: k.StartLabel(), Href: "/start/" + k.ID, Icon: ui.IconPlus})
		}
	}
	return links
}

// HandTable draws cases in hand: with whom, since when, until when.
func (c *Call) HandTable(hands []flow.Hand, empty *ui.Empty) (ui.Table, error) {
	days, err := c.web.Calendar.Days(c.Context(), c.web.q())
	if err != nil {
		return ui.Table{}, err
	}
	now := c.web.now()
	t := ui.Table{Caption: "办理中", Empty: empty, Columns: []ui.Column{
		{Label: "编号"}, {Label: "标题", Title: true}, {Label: "环节"}, {Label: "轮到", LabelM: true}, {Label: "到手", LabelM: true}, {Label: "时限"}, {Label: "催办", Right: true, HideM: true},
	}}
	for _, x := range hands {
		step, due := x.Step, ui.Cell{Text: "--"}
		if x.Key {
			step += " ※"
		}
		if x.DueAt != 0 {
			due = ui.Cell{Text: days.DueText(clock.FromMillis(x.DueAt), now), Tone: c.DueTone(x.DueAt)}
		}
		if x.Paused != 0 {
			due = ui.Cell{Text: "已挂起"}
		}
		title := x.Title
		if x.Urgency != "" {
			title = "【" + x.Urgency + "】" + title
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: numberOr(x.Number, "--")}, {Text: title, Href: "/cases/" + x.CaseID}, {Text: step}, {Text: x.Who}, {Text: held(now, x.Since)}, due, {Text: numberOr(number(x.Urged), "--")},
		}})
	}
	return t, nil
}
