package outgoing

import (
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/form"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/web"
)

// Pages are those that the shared ones cannot be: the editor with its live pages,
// comparisons, the files of a document, receipts, and where each document is.
type Pages struct {
	d    Deps
	form *form.Schema[Document]
	def  *flow.Definition
}

// NewPages needs what New needs.
func NewPages(d Deps) *Pages {
	f := newForms()
	return &Pages{d: d, form: f.document, def: definition(f)}
}

// Routes are registered by app.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/outgoing/edit", Policy: web.Staff, Handle: p.showNew},
		{Method: "POST", Path: "/outgoing/edit", Policy: web.Staff, Handle: p.postNew},
		{Method: "POST", Path: "/outgoing/preview", Policy: web.Staff, Handle: p.preview},
		{Method: "GET", Path: "/outgoing/track", Policy: web.Staff, Handle: p.track},
		{Method: "GET", Path: "/outgoing/{id}/edit", Policy: web.Staff, Handle: p.showEdit},
		{Method: "POST", Path: "/outgoing/{id}/edit", Policy: web.Staff, Handle: p.postEdit},
		{Method: "GET", Path: "/outgoing/{id}/page/{n}", Policy: web.Staff, Handle: p.pagePicture},
		{Method: "GET", Path: "/outgoing/{id}/file/{format}", Policy: web.Staff, Handle: p.file},
		{Method: "GET", Path: "/outgoing/{id}/compare", Policy: web.Staff, Handle: p.compare},
		{Method: "GET", Path: "/outgoing/{id}/receipts", Policy: web.Staff, Handle: p.showReceipts},
		{Method: "POST", Path: "/outgoing/{id}/receipts", Policy: web.Staff, Handle: p.postReceipts},
	}
}

// see gives a document to who asks, if they may see it.
func see(c *web.Call) (*flow.View, error) {
	v, err := c.Engine().See(c.Context(), c.Q(), c.Actor(), c.PathValue("id"), c.URL.Query().Get("task"))
	if err == nil && v.Kind.ID != Kind {
		return nil, store.ErrNotFound
	}
	return v, err
}
