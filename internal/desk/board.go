package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/web"
	"guiju.cn/guiju/internal/web/ui"
)

// boardMost bounds the steps that 督办台 looks at.
const boardMost = 1000

// board is 督办台: with whom every open step is, for how long, until when
// (1-02-R3). Everybody sees it over what they may see.
func (d *Desk) board(c *web.Call) error {
	kind := c.URL.Query().Get("module")
	var kinds []string
	if m, ok := d.Modules.Find(kind); ok {
		kinds = flow.KindIDs(m.Kinds)
	}
	hands, total, err := d.Engine.InHand(c.Context(), c.Q(), c.Who().PersonID, kinds, flow.Page{Most: boardMost})
	if err != nil {
		return err
	}
	late := c.URL.Query().Get("due")
	view := ui.Board{Title: "督办台", Lead: "在谁处、多久、何时到期", Figures: d.figures(c, hands, total)}
	leaders, err := leaders(c)
	if err != nil {
		return err
	}
	view.Bars = bars(hands, leaders, c.Now().UnixMilli())
	shown := slices.DeleteFunc(slices.Clone(hands), func(x flow.Hand) bool { return late != "" && dueSort(x, c) != late })
	t, err := c.HandTable(shown, &ui.Empty{Title: "没有在办的事项"})
	if err != nil {
		return err
	}
	filter := &ui.SelectFilter{Action: "/desk", Name: "module", Label: "业务", Value: kind, Options: []form.Option{{Label: "全部业务"}}}
	for _, m := range d.Modules {
		filter.Options = append(filter.Options, form.Option{Value: m.ID, Label: m.Name})
	}
	view.Parts = []ui.TablePart{{Title: "在办事项", Note: fmt.Sprintf("%d 项", len(shown)), Filter: filter, Table: t}}
	return c.Page(http.StatusOK, "督办台", nil, ui.BoardPage(view))
}

// dueSort is overdue, today or later, as the figures link to them.
func dueSort(x flow.Hand, c *web.Call) string {
	switch c.DueTone(x.DueAt) {
	case ui.Red:
		return "overdue"
	case ui.Amber:
		return "today"
	case ui.Plain, ui.Green, ui.Blue:
	}
	return "later"
}

func (d *Desk) figures(c *web.Call, hands []flow.Hand, total int64) []ui.Figure {
	overdue, today, urged := 0, 0, 0
	for _, x := range hands {
		switch dueSort(x, c) {
		case "overdue":
			overdue++
		case "today":
			today++
		}
		if x.Urged > 0 {
			urged++
		}
	}
	n := fmt.Sprint(total)
	if total > boardMost {
		n = "1,000+"
	}
	return []ui.Figure{
		{Label: "在办", Value: n, Href: "/desk"}, {Label: "已超期", Value: fmt.Sprint(overdue), Tone: ui.Red, Href: "/desk?due=overdue"},
		{Label: "今天到期", Value: fmt.Sprint(today), Tone: ui.Amber, Href: "/desk?due=today"}, {Label: "催办过", Value: fmt.Sprint(urged)},
	}
}

// bars are how many are with each leader, department and post, and how many of
// them are overdue.
func bars(hands []flow.Hand, leaders map[string]bool, now int64) []ui.BarBox {
	boxes := []ui.BarBox{{Title: "在局领导处", Note: "件数，含超期"}, {Title: "在科室", Note: "件数，含超期"}, {Title: "在办公室各岗", Note: "件数，含超期"}}
	type sum struct{ n, late int64 }
	sums := map[int]map[string]*sum{0: {}, 1: {}, 2: {}}
	for _, x := range hands {
		at, name := place(x, leaders)
		if sums[at][name] == nil {
			sums[at][name] = &sum{}
		}
		sums[at][name].n++
		if x.DueAt > 0 && x.DueAt < now && x.Paused == 0 {
			sums[at][name].late++
		}
	}
	var out []ui.BarBox
	for i, box := range boxes {
		for name, s := range sums[i] {
			bar := ui.Bar{Label: name, Value: fmt.Sprintf("%d 件", s.n), N: s.n}
			if s.late > 0 {
				bar.Value, bar.Tone = fmt.Sprintf("%d 件，超期 %d", s.n, s.late), ui.Red
			}
			box.Of = max(box.Of, s.n)
			box.Bars = append(box.Bars, bar)
		}
		slices.SortFunc(box.Bars, func(a, b ui.Bar) int {
			if a.N != b.N {
				return int(b.N - a.N)
			}
			return strings.Compare(a.Label, b.Label)
		})
		if len(box.Bars) > 0 {
			out = append(out, box)
		}
	}
	return out
}

// leaders are the ids of the bureau's leaders.
func leaders(c *web.Call) (map[string]bool, error) {
	people, err := org.WorkingPeople(c.Context(), c.Q(), c.Now().UnixMilli())
	found := map[string]bool{}
	for _, p := range people {
		if info, ok := org.PostByCode(p.Post); ok && info.Leader {
			found[p.PersonID] = true
		}
	}
	return found, err
}

// place tells in which group a step stands, and under which name.
func place(x flow.Hand, leaders map[string]bool) (group int, name string) {
	who, _, _ := strings.Cut(x.Who, "（")
	switch x.Principal.Sort() {
	case "leader":
		return 0, who
	case "head", "member":
		return 1, x.Who
	case "person":
		if leaders[x.Principal.Object()] {
			return 0, who
		}
		return 1, who
	}
	if info, ok := org.PostByCode(x.Principal.Object()); ok && info.Leader {
		return 0, who
	}
	return 2, x.Who
}
