package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web/ui"
)

// desk is 督办台: with whom every open step is, for how long, until when
// (1-02-R3).
func (w *Web) desk(c *Call) error {
	days, err := w.Calendar.Days(c.Context(), w.q())
	if err != nil {
		return err
	}
	type row struct {
		CaseID    string        `db:"case_id"`
		Title     string        `db:"title"`
		Number    string        `db:"number"`
		Node      string        `db:"node"`
		Kind      string        `db:"kind"`
		Version   int           `db:"flow_version"`
		Principal org.Principal `db:"principal"`
		OpenedAt  int64         `db:"opened_at"`
		DueAt     int64         `db:"due_at"`
		Urged     int64         `db:"urged"`
	}
	b := new(store.Query).Add(`SELECT t.case_id, c.title, c.number, t.node, c.kind, c.flow_version, t.principal, t.opened_at, t.due_at, t.urged
		FROM task t JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND t.kind = 'step' AND `)
	w.Engine.VisibleTo(b, "t.case_id", c.who.PersonID, c.duties).Add(` ORDER BY CASE WHEN t.due_at = 0 THEN 1 ELSE 0 END, t.due_at, t.id LIMIT 500`)
	rows, err := store.All[row](c.Context(), w.q(), b.SQL(), b.Args()...)
	if err != nil {
		return err
	}
	now := w.now()
	t := ui.Table{Caption: "在办事项", Columns: []ui.Column{{Label: "编号"}, {Label: "标题", Title: true}, {Label: "环节"}, {Label: "轮到"}, {Label: "到手", Right: true}, {Label: "时限"}, {Label: "催办", Right: true}}, Empty: &ui.Empty{Title: "没有在办的事项"}}
	overdue, today := 0, 0
	with := map[string]int64{}
	var order []string
	for _, r := range rows {
		who, err := org.Describe(c.Context(), w.q(), r.Principal)
		if err != nil {
			return err
		}
		if with[who] == 0 {
			order = append(order, who)
		}
		with[who]++
		tone := ui.Plain
		if r.DueAt != 0 {
			tone = c.dueTone(r.DueAt)
		}
		switch tone {
		case ui.Red:
			overdue++
		case ui.Amber:
			today++
		case ui.Plain, ui.Green, ui.Blue:
		}
		step := r.Node
		if k, ok := w.Engine.Kind(r.Kind); ok && k.DefinitionOf(r.Version) != nil {
			n, _ := k.DefinitionOf(r.Version).Node(r.Node)
			step = n.Name
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: numberOr(r.Number, "未登记")}, {Text: r.Title, Href: "/cases/" + r.CaseID}, {Text: step}, {Text: who},
			{Text: held(now, r.OpenedAt)}, {Text: numberOr(days.DueText(clock.FromMillis(r.DueAt), now), "--"), Tone: tone}, {Text: fmt.Sprint(r.Urged)}}})
	}
	board := ui.Board{Title: "督办台", Lead: "在谁处、多久、何时到期", Parts: []ui.TablePart{{Title: "在办事项", Note: fmt.Sprintf("%d 项", len(rows)), Table: t}},
		Figures: []ui.Figure{{Label: "在办", Value: fmt.Sprint(len(rows))}, {Label: "已超期", Value: fmt.Sprint(overdue), Tone: ui.Red}, {Label: "今天到期", Value: fmt.Sprint(today), Tone: ui.Amber}}}
	bars := ui.BarBox{Title: "在谁处", Note: "件数"}
	for _, who := range order {
		bars.Of = max(bars.Of, with[who])
		bars.Bars = append(bars.Bars, ui.Bar{Label: who, Value: fmt.Sprintf("%d 件", with[who]), N: with[who]})
	}
	if len(bars.Bars) > 0 {
		board.Bars = []ui.BarBox{bars}
	}
	return c.page("督办台", nil, ui.BoardPage(board))
}

func held(now time.Time, since int64) string {
	d := now.Sub(clock.FromMillis(since))
	if d < 24*time.Hour {
		return fmt.Sprintf("%d 小时", int(d.Hours()))
	}
	return fmt.Sprintf("%d 天", int(d.Hours()/24))
}

// hub wakes the event streams of this node after each commit.
type hub struct {
	mu      sync.Mutex
	waiting map[chan struct{}]bool
}

func newHub() *hub { return &hub{waiting: map[chan struct{}]bool{}} }

func (h *hub) join() (chan struct{}, func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ch := make(chan struct{}, 1)
	h.waiting[ch] = true
	return ch, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waiting, ch)
	}
}

func (h *hub) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.waiting {
		select {
		case ch <- struct{}{}:
		default: // it is awake already
		}
	}
}

func (c *Call) counts() (map[string]int64, error) {
	n, err := c.web.Engine.Count(c.Context(), c.web.q(), c.who.PersonID)
	return map[string]int64{"todo": n.Todo, "mine": n.Mine, "copies": n.Unread, "remind": n.Notices}, err
}

func (w *Web) countsJSON(c *Call) error {
	n, err := c.counts()
	if err != nil {
		return err
	}
	return c.json(n)
}

// events streams the counts: at once, after commits (at most each second), and
// every 30 seconds for what other nodes did. It ends with the session.
func (w *Web) events(c *Call) error {
	control := http.NewResponseController(c.ResponseWriter)
	if err := control.SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	c.ResponseWriter.Header().Set("Content-Type", "text/event-stream")
	c.ResponseWriter.Header().Set("Cache-Control", "no-store")
	c.wrote = true
	wake, leave := w.hub.join()
	defer leave()
	last := ""
	for {
		if _, _, err := w.Account.Look(c.Context(), c.secret); err != nil {
			return nil // the session has ended: so does the stream
		}
		n, err := c.counts()
		if err != nil {
			return nil // the reader left, or the database is away: the browser comes back
		}
		text, err := json.Marshal(n)
		if err != nil {
			return err
		}
		if string(text) != last {
			last = string(text)
			if _, err := fmt.Fprintf(c.ResponseWriter, "data: %s\n\n", text); err != nil {
				return nil // the reader left
			}
			if err := control.Flush(); err != nil {
				return nil // the reader left
			}
		}
		if !wait(c, wake) {
			return nil
		}
	}
}

// wait for a commit, 30 seconds, or the reader's leaving.
func wait(c *Call, wake chan struct{}) bool {
	timer := time.NewTimer(30 * time.Second)
	defer timer.Stop()
	select {
	case <-wake:
		pause := time.NewTimer(time.Second)
		defer pause.Stop()
		select {
		case <-pause.C:
			return true
		case <-c.Context().Done():
			return false
		}
	case <-timer.C:
		return true
	case <-c.Context().Done():
		return false
	}
}

// drafts lists forms that were begun and put aside.
func (w *Web) drafts(c *Call) error {
	n, err := w.Engine.Count(c.Context(), w.q(), c.who.PersonID)
	if err != nil {
		return err
	}
	kept, err := flow.Drafts(c.Context(), w.q(), c.who.PersonID)
	if err != nil {
		return err
	}
	view := c.todoView(flow.Mine, "", nil, n.Drafts, n, calendar.Days{})
	view.Title, view.Kinds = "草稿", nil
	view.Empty = &ui.Empty{Title: "没有草稿", Lead: "填写到一半的表单存为草稿后会出现在这里。"}
	for i := range view.Tabs {
		view.Tabs[i].Current = view.Tabs[i].Href == "/drafts"
	}
	group := ui.TodoGroup{Label: "草稿", Note: fmt.Sprintf("%d 件", len(kept))}
	for _, d := range kept {
		row := ui.TodoRow{ID: d.ID, Title: numberOr(d.Title, "（未填标题）"), Href: "/start/" + d.Kind + "?draft=" + d.ID, Verb: "继续填写", Notes: []string{"保存于 " + clock.FromMillis(d.SavedAt).Format("01-02 15:04")}}
		if k, ok := w.Engine.Kind(d.Kind); ok {
			row.Kind = k.Name
		}
		group.Rows = append(group.Rows, row)
	}
	if len(kept) > 0 {
		view.Groups = []ui.TodoGroup{group}
	}
	return c.page("草稿", nil, ui.Todo(view))
}
