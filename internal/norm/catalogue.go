// Package norm is the catalogue of the bureau's work specifications: clauses,
// responsibilities, record forms, key control points, settings. Nothing can be
// cited that is not in it. Refusals, which cite, are defined here too.
//
// The data are the TOML files of package norms. Load checks them strictly, so
// that a slip in a file edited by hand stops the start and is named.
package norm

import (
	"fmt"
	"slices"
)

// Kind is how a clause is enforced (norms/README, Enforcement kinds).
type Kind string

// The kinds.
const (
	Block    Kind = "block"
	Step     Kind = "step"
	Due      Kind = "due"
	Register Kind = "register"
	Report   Kind = "report"
	Check    Kind = "check"
)

// Name is the kind as people read it; "" for one that does not exist.
func (k Kind) Name() string {
	switch k {
	case Block:
		return "硬性阻断"
	case Step:
		return "必经环节"
	case Due:
		return "时限督办"
	case Register:
		return "台账留痕"
	case Report:
		return "定期通报"
	case Check:
		return "定期自查"
	default:
		return ""
	}
}

// Spec is one specification, or the general rules with the id "G".
type Spec struct {
	ID               string     `toml:"id"`
	Name             string     `toml:"name"`
	Note             string     `toml:"note"` // a reading or correction (订正) that holds for all of it
	Basis            []Basis    `toml:"basis"`
	Clauses          []Clause   `toml:"clause"`
	Responsibilities []Clause   `toml:"responsibility"`
	Forms            []Form     `toml:"form"`
	Papers           []string   `toml:"papers"` // printed besides the record forms
	Keys             []KeyPoint `toml:"key"`
	Flows            []Flow     `toml:"flow"`
	Settings         []Setting  `toml:"setting"`
	Lists            []List     `toml:"list"`
}

// All lists the clauses, then the responsibilities.
func (s Spec) All() []Clause { return slices.Concat(s.Clauses, s.Responsibilities) }

// Basis is a rule that a specification rests on.
type Basis struct {
	Cited   string `toml:"cited"`   // as the specification names it (原引)
	Current string `toml:"current"` // what is in force (现行), where that differs
}

// Enforced says whether a clause's enforcement exists in the program.
type Enforced string

// The two answers; pages say 计划中 for Planned.
const (
	Built   Enforced = "built"
	Planned Enforced = "planned"
)

// Clause is a clause, part of one, a general rule (G), or a responsibility (R).
type Clause struct {
	ID          string   `toml:"id"`
	Text        string   `toml:"text"` // restated; for a responsibility made of Post and Duty
	Post        string   `toml:"post"` // responsibilities only
	Duty        string   `toml:"duty"` // responsibilities only
	Kinds       []Kind   `toml:"kinds"`
	System      string   `toml:"system"`       // what the system does about it, for people
	NoException bool     `toml:"no_exception"` // 特事登记 is never possible
	Derived     bool     `toml:"derived"`      // ◇: not in the original wording
	Enforced    Enforced `toml:"enforced"`
	Where       string   `toml:"where"`   // package that enforces it, when built
	Test        string   `toml:"test"`    // "package pattern" of the tests that prove it
	Pending     string   `toml:"pending"` // part of System that is not built yet
	Own         bool     `toml:"-"`       // Text is the bureau's own (Overlay)
}

// Built tells whether its enforcement exists; Pending may still name a part.
func (c Clause) Built() bool { return c.Enforced == Built }

// KindNames lists the kinds as people read them.
func (c Clause) KindNames() []string {
	names := make([]string, len(c.Kinds))
	for i, k := range c.Kinds {
		names[i] = k.Name()
	}
	return names
}

// Form is a record form with its columns in order.
type Form struct {
	ID      string   `toml:"id"`
	Name    string   `toml:"name"`
	Columns []string `toml:"columns"`
	Derived bool     `toml:"derived"`
}

// KeyPoint is a key control point ※; ◇ if it was derived.
type KeyPoint struct {
	ID      string `toml:"id"`
	Name    string `toml:"name"`
	Derived bool   `toml:"derived"`
}

// Flow is a flow in words; what runs is defined in the specification's package.
type Flow struct {
	Name string `toml:"name"`
	Text string `toml:"text"`
}

// List is a closed list of values of a specification.
type List struct {
	ID     string   `toml:"id"`
	Name   string   `toml:"name"`
	Values []string `toml:"values"`
}

// Citation is what may be said about a clause where it is cited.
type Citation struct {
	ID        string
	Text      string
	System    string
	MayExcept bool // whether 特事登记 is possible at all
}

// Catalogue is all of it, by id. It does not change; Load makes it.
type Catalogue struct {
	specs    []Spec
	clauses  map[string]Clause
	specOf   map[string]string
	forms    map[string]Form
	keys     map[string]KeyPoint
	settings map[string]Setting
	lists    map[string]List
	version  string
}

// Version names this state of the catalogue, a bureau's own wording included:
// the SHA-256 of its canonical form, 64 hex digits.
func (c *Catalogue) Version() string { return c.version }

// ShortVersion is the version as people are shown it: the first 12 hex digits.
func (c *Catalogue) ShortVersion() string { return c.version[:12] }

// Specs lists the general rules, then the specifications in order.
func (c *Catalogue) Specs() []Spec { return slices.Clone(c.specs) }

// Spec finds a specification by id: "1-02", or "G".
func (c *Catalogue) Spec(id string) (Spec, bool) {
	i := slices.IndexFunc(c.specs, func(s Spec) bool { return s.ID == id })
	if i < 0 {
		return Spec{}, false
	}
	return c.specs[i], true
}

// SpecOf tells the id of the specification that a clause belongs to, or "".
func (c *Catalogue) SpecOf(clause string) string { return c.specOf[clause] }

// Clause finds a clause, general rule or responsibility by id.
func (c *Catalogue) Clause(id string) (Clause, bool) {
	clause, ok := c.clauses[id]
	return clause, ok
}

// Cite is for wiring and refusals: an id that is not in the catalogue cannot be
// cited and gives an error.
func (c *Catalogue) Cite(id string) (Citation, error) {
	clause, ok := c.clauses[id]
	if !ok {
		return Citation{}, fmt.Errorf("norm: no clause %q in the catalogue", id)
	}
	return Citation{ID: clause.ID, Text: clause.Text, System: clause.System, MayExcept: !clause.NoException}, nil
}

// Form finds a record form by id.
func (c *Catalogue) Form(id string) (Form, bool) {
	f, ok := c.forms[id]
	return f, ok
}

// KeyPoint finds a key control point by id.
func (c *Catalogue) KeyPoint(id string) (KeyPoint, bool) {
	k, ok := c.keys[id]
	return k, ok
}

// Setting finds a setting by id: "1-02.to-leader".
func (c *Catalogue) Setting(id string) (Setting, bool) {
	s, ok := c.settings[id]
	return s, ok
}

// Settings lists all settings in the order of the specifications.
func (c *Catalogue) Settings() []Setting {
	var all []Setting
	for _, s := range c.specs {
		all = append(all, s.Settings...)
	}
	return all
}

// ConfirmSetting is the setting of how many working days there are to make an
// exception from a clause good: the clause's own, else that of all.
func (c *Catalogue) ConfirmSetting(clause, otherwise string) string {
	for _, s := range c.specs {
		for _, set := range s.Settings {
			if set.Clause == clause && set.Confirms {
				return set.ID
			}
		}
	}
	return otherwise
}

// List finds a list of values by id: "1-02.doc-kind".
func (c *Catalogue) List(id string) (List, bool) {
	l, ok := c.lists[id]
	return l, ok
}

// Check tells whether a refusal may be given: its clause is in the catalogue,
// and an exception is offered only where the clause allows one.
func (r *Refusal) Check(c *Catalogue) error {
	citation, err := c.Cite(r.Clause)
	if err != nil {
		return err
	}
	if r.MayExcept != "" && !citation.MayExcept {
		return fmt.Errorf("norm: clause %s allows no exception, %q was offered one", r.Clause, r.MayExcept)
	}
	return nil
}
