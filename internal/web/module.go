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

// moduleTabs are the sub-pages that every specification has: in hand, registers
// and ledgers, reports, and the flows themselves.
func (c *Call) moduleTabs(m *module.Module, here string) []ui.Tab {
	tabs := []ui.Tab{{Label: "办理中", Href: "/work/" + m.ID}}
	for _, r := range m.Registers {
		if r.ReadBy(c.duties) {
			tabs = append(tabs, ui.Tab{Label: r.Title, Href: "/registers/" + r.ID})
		}
	}
	for _, r := range m.Reports {
		if r.ReadBy(c.duties) {
			tabs = append(tabs, ui.Tab{Label: r.Title, Href: "/reports/" + r.ID})
		}
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == here
	}
	return tabs
}

// moduleStarts are what the person may begin.
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
