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
	"guiju.cn/guiju/internal/web/ui"
)

func held(now time.Time, since int64) string {
	d := now.Sub(clock.FromMillis(since))
	switch {
	case d < time.Hour:
		return "不到 1 小时"
	case d < 24*time.Hour:
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
		row := ui.TodoRow{ID: d.ID, Title: numberOr(d.Title, "（未填标题）"), Href: "/start/" + d.Kind + "?draft=" + d.ID, Verb: "继续填写", Notes: []string{"保存于 " + clock.Short(d.SavedAt)}}
		if k, ok := w.Engine.Kind(d.Kind); ok {
			row.Kind = k.Name
		}
		if d.CaseID != "" {
			row.Href = "/cases/" + d.CaseID
		}
		group.Rows = append(group.Rows, row)
	}
	if len(kept) > 0 {
		view.Groups = []ui.TodoGroup{group}
	}
	return c.page("草稿", nil, ui.Todo(view))
}
