package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/web/ui"
)

const listMost = 50

// boxes are the tabs of a person's desk.
var boxes = []struct {
	box         flow.Box
	path, label string
}{
	{flow.Todo, "/todo", "待办"}, {flow.Done, "/done", "已办"}, {flow.Mine, "/mine", "我发起"}, {flow.Copies, "/copies", "传阅"},
}

func (w *Web) list(box flow.Box) func(*Call) error {
	return func(c *Call) error {
		if c.holds("xitong", "anquan", "shenji") {
			return redirect("/admin")
		}
		days, err := w.Calendar.Days(c.Context(), w.q())
		if err != nil {
			return err
		}
		kind, page := c.URL.Query().Get("kind"), pageNumber(c)
		items, total, err := w.Engine.List(c.Context(), w.q(), c.who.PersonID, box, kind, flow.Page{Skip: (page - 1) * listMost, Most: listMost})
		if err != nil {
			return err
		}
		n, err := w.Engine.Count(c.Context(), w.q(), c.who.PersonID)
		if err != nil {
			return err
		}
		view := c.todoView(box, kind, items, total, n, days)
		view.Pager = pages(c.Request, page, int(total), len(items))
		if box == flow.Todo {
			if view.Rail, err = c.rail(days); err != nil {
				return err
			}
		}
		return c.page(view.Title, nil, ui.Todo(view))
	}
}

func pageNumber(c *Call) int {
	n, err := strconv.Atoi(c.URL.Query().Get("page"))
	if err != nil || n < 1 || n > 10000 {
		return 1
	}
	return n
}

func (c *Call) todoView(box flow.Box, kind string, items []flow.Item, total int64, n flow.Counts, days calendar.Days) ui.TodoList {
	now := c.web.now()
	view := ui.TodoList{Total: totalText(total) + " 件"}
	for _, b := range boxes {
		tab := ui.Tab{Label: b.label, Href: b.path, Current: b.box == box}
		switch b.box {
		case flow.Todo:
			tab.Count = number(n.Todo)
		case flow.Mine:
			tab.Count = number(n.Mine)
		case flow.Copies:
			tab.Count = unread(n.Unread)
		case flow.Done:
		}
		if tab.Current {
			view.Title = b.label
		}
		view.Tabs = append(view.Tabs, tab)
	}
	view.Tabs = append(view.Tabs, ui.Tab{Label: "草稿", Href: "/drafts", Count: number(n.Drafts)})
	view.Kinds = &ui.SelectFilter{Action: c.URL.Path, Name: "kind", Label: "业务", Value: kind, Options: []form.Option{{Label: "全部业务"}}}
	for _, k := range c.web.Engine.Kinds() {
		view.Kinds.Options = append(view.Kinds.Options, form.Option{Value: k.ID, Label: k.Name})
	}
	view.Fact = fmt.Sprintf("%s %s", now.In(clock.Shanghai).Format("1 月 2 日"), calendar.Weekday(now))
	if box == flow.Todo {
		byKind := c.URL.Query().Get("by") == "kind"
		view.Grouped = []ui.Link{{Label: "按时限", Href: "/todo", Current: !byKind}, {Label: "按业务", Href: "/todo?by=kind", Current: byKind}}
		view.Fact += fmt.Sprintf(" · 你有 %d 件事项等待办理", n.Todo)
		view.Counts = dueCounts(c.URL.Query().Get("due"), n)
		view.Groups = c.groups(items, c.URL.Query().Get("due"), days)
		if byKind {
			view.Groups = c.byKind(items, days)
		}
	} else if len(items) > 0 {
		view.Groups = []ui.TodoGroup{{Label: view.Title, Note: totalText(total) + " 件", Rows: c.rows(box, items, days)}}
	}
	view.Empty = c.emptyList(box, kind)
	return view
}

func totalText(n int64) string {
	if n > 1000 {
		return "1,000+"
	}
	return strconv.FormatInt(n, 10)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func unread(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d 未读", n)
}

func dueCounts(current string, n flow.Counts) []ui.CountFilter {
	return []ui.CountFilter{
		{N: int(n.Overdue), Label: "已超期", Href: "/todo?due=overdue", Tone: ui.Red, Current: current == "overdue"},
		{N: int(n.Today), Label: "今天到期", Href: "/todo?due=today", Tone: ui.Amber, Current: current == "today"},
		{N: int(n.Week), Label: "本周到期", Href: "/todo?due=week", Current: current == "week"},
		{N: int(n.Urged), Label: "被催办", Href: "/todo?due=urged", Current: current == "urged"},
	}
}

// groups puts 待办 under 已超期, 今天到期, 本周到期, 以后 and 无期限.
func (c *Call) groups(items []flow.Item, only string, days calendar.Days) []ui.TodoGroup {
	now := c.web.now()
	names := []string{"已超期", "今天到期", "本周到期", "以后到期", "没有期限"}
	tones := []ui.Tone{ui.Red, ui.Amber, ui.Plain, ui.Plain, ui.Plain}
	keys := []string{"overdue", "today", "week", "later", "none"}
	sorted := make([][]flow.Item, len(names))
	for _, item := range items {
		at := dueGroup(item.DueAt, now.UnixMilli(), clock.DateOf(now))
		if only == "urged" && item.Urged == 0 || only != "" && only != "urged" && keys[at] != only {
			continue
		}
		sorted[at] = append(sorted[at], item)
	}
	var groups []ui.TodoGroup
	for i, group := range sorted {
		if len(group) > 0 {
			groups = append(groups, ui.TodoGroup{Label: names[i], Tone: tones[i], Note: fmt.Sprintf("%d 件", len(group)), Rows: c.rows(flow.Todo, group, days)})
		}
	}
	return groups
}

// byKind puts 待办 under the business each belongs to.
func (c *Call) byKind(items []flow.Item, days calendar.Days) []ui.TodoGroup {
	var groups []ui.TodoGroup
	for _, k := range c.web.Engine.Kinds() {
		var of []flow.Item
		for _, item := range items {
			if item.Kind == k.ID {
				of = append(of, item)
			}
		}
		if len(of) > 0 {
			groups = append(groups, ui.TodoGroup{Label: k.Name, Note: fmt.Sprintf("%d 件", len(of)), Rows: c.rows(flow.Todo, of, days)})
		}
	}
	return groups
}

func dueGroup(due, now int64, today clock.Date) int {
	tomorrow := today.AddDays(1).Time(0, 0)
	nextWeek := tomorrow.AddDate(0, 0, (8-int(tomorrow.Weekday()))%7)
	switch {
	case due == 0:
		return 4
	case due < now:
		return 0
	case due < clock.Millis(tomorrow):
		return 1
	case due < clock.Millis(nextWeek):
		return 2
	}
	return 3
}

func (c *Call) rows(box flow.Box, items []flow.Item, days calendar.Days) []ui.TodoRow {
	rows := make([]ui.TodoRow, len(items))
	for i, item := range items {
		rows[i] = c.row(box, item, days)
	}
	return rows
}

func (c *Call) row(box flow.Box, item flow.Item, days calendar.Days) ui.TodoRow {
	row := ui.TodoRow{ID: item.CaseID, Title: item.Title, Href: "/cases/" + item.CaseID, Number: item.Number}
	kind, ok := c.web.Engine.Kind(item.Kind)
	if ok {
		row.Kind = kind.Name
		if def := kind.DefinitionOf(item.Version); def != nil {
			if n, ok := def.Node(item.Node); ok {
				row.Step, row.Key = n.Name, n.Key != ""
			}
		}
	}
	if item.Urgency != "" {
		row.Tag = ui.Tag{Text: item.Urgency, Tone: urgencyTone(item.Urgency)}
	}
	since := clock.Short(item.At)
	switch box {
	case flow.Todo:
		row.Href += "?task=" + item.TaskID
		row.Verb = "办理"
		if item.Label != "" {
			row.Notes = append(row.Notes, item.Label)
		}
		if item.FromName != "" {
			row.Notes = append(row.Notes, item.FromName+" · "+since+" 到我")
		}
		if item.Urged > 0 {
			row.Notes = append(row.Notes, fmt.Sprintf("已催办 %d 次", item.Urged))
		}
	case flow.Copies:
		row.Verb, row.Unread = "阅读", item.Unread == 1
		row.Notes = []string{item.FromName + " · " + since + " 传阅"}
	case flow.Done, flow.Mine:
		row.Notes = []string{string(item.State), since}
	}
	if item.DueAt != 0 && item.State.Open() {
		row.Due, row.DueTone = days.DueText(clock.FromMillis(item.DueAt), c.web.now()), c.DueTone(item.DueAt)
		row.DueNote = "应于 " + clock.Short(item.DueAt)
	}
	return row
}

func urgencyTone(u string) ui.Tone {
	if strings.HasPrefix(u, "特") {
		return ui.Red
	}
	return ui.Amber
}

// DueTone is red for what is overdue, amber for what is due today.
func (c *Call) DueTone(due int64) ui.Tone {
	now := c.web.now()
	switch dueGroup(due, now.UnixMilli(), clock.DateOf(now)) {
	case 0:
		return ui.Red
	case 1:
		return ui.Amber
	}
	return ui.Plain
}

func (c *Call) emptyList(box flow.Box, kind string) *ui.Empty {
	if kind != "" || c.URL.Query().Get("due") != "" {
		return &ui.Empty{Title: "没有符合筛选的事项", Actions: []ui.Link{{Label: "清除筛选", Href: c.URL.Path}}}
	}
	switch box {
	case flow.Todo:
		return &ui.Empty{Title: "没有待办事项", Lead: "轮到你办理的事项会出现在这里。"}
	case flow.Copies:
		return &ui.Empty{Title: "没有传阅的文件", Lead: "别人传阅给你的文件会出现在这里。"}
	case flow.Mine:
		return &ui.Empty{Title: "你还没有发起事项", Lead: "发起的事项会出现在这里，可看到办到哪一步。"}
	case flow.Done:
	}
	return &ui.Empty{Title: "你还没有办过事项", Lead: "办过的事项会留在这里，换岗后仍可查看。"}
}

// rail is what stands at the right of 待办: unread copies and own cases.
func (c *Call) rail(days calendar.Days) ([]ui.RailBox, error) {
	copies, _, err := c.web.Engine.List(c.Context(), c.web.q(), c.who.PersonID, flow.Copies, "", flow.Page{Most: 5})
	if err != nil {
		return nil, err
	}
	unreadBox := ui.RailBox{Title: "传阅未读", More: ui.Link{Label: "全部", Href: "/copies"}, Empty: "没有未读的传阅"}
	for _, item := range copies {
		if item.Unread == 1 {
			unreadBox.Items = append(unreadBox.Items, ui.RailItem{Title: item.Title, Href: "/cases/" + item.CaseID, Note: item.FromName + " · " + clock.Short(item.At)})
		}
	}
	mine, _, err := c.web.Engine.List(c.Context(), c.web.q(), c.who.PersonID, flow.Mine, "", flow.Page{Most: 20})
	if err != nil {
		return nil, err
	}
	mine = slices.DeleteFunc(mine, func(i flow.Item) bool { return !i.State.Open() })
	mine = mine[:min(len(mine), 5)]
	progress, err := c.web.Engine.ProgressOf(c.Context(), c.web.q(), mine)
	if err != nil {
		return nil, err
	}
	mineBox := ui.RailBox{Title: "我发起的在办", More: ui.Link{Label: "全部", Href: "/mine"}, Empty: "没有在办的事项"}
	for _, item := range mine {
		p := progress[item.CaseID]
		mineBox.Items = append(mineBox.Items, ui.RailItem{Title: item.Title, Href: "/cases/" + item.CaseID, Note: fmt.Sprintf("轮到 %s · 第 %d 步 / 共 %d 步", p.Who, p.Done+1, p.Of), Done: p.Done, Of: p.Of})
	}
	return []ui.RailBox{unreadBox, mineBox}, nil
}

// pages is the pager of a list whose address carries everything.
func pages(r *http.Request, page, total, shown int) *ui.Pager {
	if total == 0 {
		return nil
	}
	first := (page-1)*listMost + 1
	p := &ui.Pager{Summary: fmt.Sprintf("第 %d–%d 条，共 %s 条", first, first+shown-1, totalText(int64(total)))}
	last := (total + listMost - 1) / listMost
	at := func(n int) string {
		q := r.URL.Query()
		q.Set("page", strconv.Itoa(n))
		return r.URL.Path + "?" + q.Encode()
	}
	if page > 1 {
		p.Prev = at(page - 1)
	}
	if page < last {
		p.Next = at(page + 1)
	}
	for n := max(1, page-2); n <= min(last, page+2) && last > 1; n++ {
		p.Pages = append(p.Pages, ui.Link{Label: strconv.Itoa(n), Href: at(n), Current: n == page})
	}
	return p
}
