package module

import (
	"context"
	"fmt"
	"slices"

	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/org"
	"guiju.cn/guiju/internal/store"
)

// Module is one specification as the program serves it.
type Module struct {
	ID, Name  string // seal, 印章
	Spec      string // 1-01
	Kinds     []*flow.Kind
	Registers []Register
	Reports   []Report
	Recurring []Recurring
	// Pages are those of its own, as tabs of its page.
	Pages    []Page
	Series   []Series
	FirstRun []FirstRun
	// Held lists what a person holds by this specification (seals, copies …), all
	// of which is handed over before they leave (F23); nil = nothing.
	Held func(ctx context.Context, q store.Querier, personID string) ([]org.HeldThing, error)
	// Scan finds the page behind a scanned code; "" if the code is not of this
	// specification. nil = it has no codes.
	Scan func(ctx context.Context, q store.Querier, code string) (href string, err error)
}

// Page is a page that only this specification has; its route is registered by app.
type Page struct {
	Label, Href string
	Sees        []string // posts; none: all staff
}

// ReadBy tells whether somebody with these duties is shown the tab.
func (p Page) ReadBy(duties []org.Duty) bool { return len(p.Sees) == 0 || org.HoldsAny(duties, p.Sees) }

// Set is the modules of a build, in the order of the specifications.
type Set []*Module

// Check makes sure that ids are used once and only forms of the catalogue are
// named; it is called when the program starts.
func (s Set) Check(c *norm.Catalogue) error {
	seen := map[string]bool{}
	once := func(what, id string) error {
		if id == "" || seen[what+id] {
			return fmt.Errorf("module: %s %q is missing or used twice", what, id)
		}
		seen[what+id] = true
		return nil
	}
	for _, m := range s {
		if err := once("module", m.ID); err != nil {
			return err
		}
		if _, ok := c.Spec(m.Spec); !ok {
			return fmt.Errorf("module: %s names no specification: %q", m.ID, m.Spec)
		}
		for _, k := range m.Kinds {
			if err := once("kind", k.ID); err != nil {
				return err
			}
		}
		for _, r := range m.Registers {
			for _, id := range append([]string{r.ID}, r.Also...) {
				if err := once("register", id); err != nil {
					return err
				}
			}
		}
		for _, r := range m.Reports {
			if err := once("report", r.ID); err != nil {
				return err
			}
		}
		for _, x := range m.Series {
			if err := once("series", x.Name); err != nil {
				return err
			}
		}
		for _, f := range m.FirstRun {
			if err := once("first run", f.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Kinds are those of all modules.
func (s Set) Kinds() []*flow.Kind {
	var all []*flow.Kind
	for _, m := range s {
		all = append(all, m.Kinds...)
	}
	return all
}

// Find gives a module by its id.
func (s Set) Find(id string) (*Module, bool) {
	i := slices.IndexFunc(s, func(m *Module) bool { return m.ID == id })
	if i < 0 {
		return nil, false
	}
	return s[i], true
}

// Of gives the module of a kind.
func (s Set) Of(kind string) (*Module, bool) {
	i := slices.IndexFunc(s, func(m *Module) bool {
		return slices.ContainsFunc(m.Kinds, func(k *flow.Kind) bool { return k.ID == kind })
	})
	if i < 0 {
		return nil, false
	}
	return s[i], true
}

// Register finds a register by its id.
func (s Set) Register(id string) (Register, bool) {
	for _, m := range s {
		for _, r := range m.Registers {
			if r.is(id) {
				return r, true
			}
		}
	}
	return Register{}, false
}

// OfRegister gives the module that keeps a register.
func (s Set) OfRegister(id string) (*Module, bool) {
	i := slices.IndexFunc(s, func(m *Module) bool {
		return slices.ContainsFunc(m.Registers, func(r Register) bool { return r.is(id) })
	})
	if i < 0 {
		return nil, false
	}
	return s[i], true
}

// OfReport gives the module that makes a report.
func (s Set) OfReport(id string) (*Module, bool) {
	i := slices.IndexFunc(s, func(m *Module) bool {
		return slices.ContainsFunc(m.Reports, func(r Report) bool { return r.ID == id })
	})
	if i < 0 {
		return nil, false
	}
	return s[i], true
}

// Report finds a report by its id.
func (s Set) Report(id string) (Report, bool) {
	for _, m := range s {
		for _, r := range m.Reports {
			if r.ID == id {
				return r, true
			}
		}
	}
	return Report{}, false
}

// Held is what a person holds by all modules.
func (s Set) Held(ctx context.Context, q store.Querier, personID string) ([]org.HeldThing, error) {
	var all []org.HeldThing
	for _, m := range s {
		if m.Held == nil {
			continue
		}
		things, err := m.Held(ctx, q, personID)
		if err != nil {
			return nil, err
		}
		all = append(all, things...)
	}
	return all, nil
}

// Scan finds the page behind a scanned code; store.ErrNotFound if no module
// knows it.
func (s Set) Scan(ctx context.Context, q store.Querier, code string) (string, error) {
	for _, m := range s {
		if m.Scan == nil {
			continue
		}
		if href, err := m.Scan(ctx, q, code); err != nil || href != "" {
			return href, err
		}
	}
	return "", store.ErrNotFound
}
