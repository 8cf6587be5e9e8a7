// Package web serves the pages: rendered in Go, working as plain forms, with
// htmx for partial updates. Every route stands in the one table of routes.go
// with its policy; a handler answers with a page or an error, and one adapter
// turns errors into pages. Pages that belong to one specification alone live in
// work/…; those here serve every kind.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/calendar"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/module"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/paper"
	"guiju.cn/guiju/internal/pdf"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/typeset/font"
	"guiju.cn/guiju/internal/web/static"
	"guiju.cn/guiju/internal/web/ui"
)

// Deps is what the pages need.
type Deps struct {
	Engine   *flow.Engine
	Account  *account.Service
	Org      *org.Service
	Ruling   *ruling.Service
	Modules  module.Set
	Blobs    *blob.Store
	PDF      *pdf.Reader
	Fonts    *font.Set
	Calendar *calendar.Service
	Paper    *paper.Service
	// MissingKind is the kind by which a missing copy is reported; "" = none.
	MissingKind string
	// Propose reads a register form's values from an uploaded document's text,
	// by kind; a kind without one proposes nothing.
	Propose map[string]func(pages []pdf.PageText) map[string]string
	// Bureau is the name of the office as it is now.
	Bureau func(ctx context.Context) string
	// AdminNav is the navigation of the three administrators, whose pages stand
	// in a package above.
	AdminNav func(c *Call) ([]ui.NavItem, error)
	Demo     bool
	TLS      bool
	Proxies  []netip.Prefix // whose forwarded addresses count
	Log      *slog.Logger
}

// Web is the pages. Use New.
type Web struct {
	Deps
	more []Route // of packages above: desk, work/*
	hub  *hub
}

// New fails on a missing dependency.
func New(d Deps) (*Web, error) {
	if d.Engine == nil || d.Account == nil || d.Org == nil || d.Ruling == nil || d.Blobs == nil || d.PDF == nil || d.Calendar == nil || d.Paper == nil || d.Log == nil || d.Bureau == nil || d.AdminNav == nil {
		return nil, errors.New("web: a dependency is missing")
	}
	return &Web{Deps: d, hub: newHub()}, nil
}

// Changed tells open pages that counts may have changed; the runner calls it
// after each commit.
func (w *Web) Changed() { w.hub.wake() }

// Handler serves everything but the API.
func (w *Web) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range w.Routes() {
		mux.Handle(route.Method+" "+route.Path, w.serve(route))
	}
	mux.Handle("GET "+static.Prefix, static.Handler())
	// Browsers ask for this where a PDF or a chart stands by itself.
	mux.Handle("GET /favicon.ico", http.RedirectHandler(static.Path("icon.svg"), http.StatusFound))
	mux.Handle("/", w.serve(Route{Policy: SignedIn, Handle: func(*Call) error { return store.ErrNotFound }}))
	return secured(http.NewCrossOriginProtection().Handler(mux))
}

// secured sets the headers of every answer (D11): no inline script or style.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "same-origin")
		head.Set("X-Frame-Options", "DENY")
		next.ServeHTTP(w, r)
	})
}

// now is the time by the database's clock.
func (w *Web) now() time.Time { return w.Engine.Runner().Now() }

func (w *Web) q() store.Querier { return w.Engine.Runner().DB().Read() }
