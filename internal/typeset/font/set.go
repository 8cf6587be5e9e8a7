package font

import (
	"slices"
	"sync"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/typeset/page"
	"guiju.cn/guiju/internal/typeset/sfnt"
)

// Set are the fonts of a folder by role. It may be used by several at once.
type Set struct {
	dir string

	mu     sync.RWMutex
	chains map[page.Role]chain // nil until the folder was read
	found  map[key]Glyph
}

type key struct {
	role page.Role
	r    rune
}

// chain is the fonts of a role, tried in this order.
type chain []link

type link struct {
	*member
	own     bool // of the bureau
	foreign bool // its digits and Latin are taken from 宋体
}

// OpenSet names the folder. It is read when the first character is needed, and
// again as long as there is no font in it.
func OpenSet(dir string) *Set {
	return &Set{dir: dir, found: map[key]Glyph{}}
}

// load gives a role's chain.
func (s *Set) load(role page.Role) (c chain, err error) {
	defer errs.Wrap(&err, "font.Set(%s)", s.dir)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chains == nil {
		all, err := scan(s.dir)
		if err != nil {
			return nil, err
		}
		s.chains = map[page.Role]chain{}
		for _, role := range Roles {
			s.chains[role] = makeChain(all, role)
		}
	}
	return s.chains[role], nil
}

// makeChain lines up what is usual for a role, what is usual for 宋体, and then
// whatever else there is.
func makeChain(all []*member, role page.Role) chain {
	var c chain
	add := func(f family) {
		for _, m := range f.of(all) {
			if !slices.ContainsFunc(c, func(l link) bool { return l.member == m }) {
				c = append(c, link{member: m, own: !f.free, foreign: f.foreign})
			}
		}
	}
	for _, f := range slices.Concat(families(role), families(page.Song)) {
		add(f)
	}
	for _, m := range all {
		if !slices.ContainsFunc(c, func(l link) bool { return l.member == m }) {
			c = append(c, link{member: m})
		}
	}
	return c
}

// Glyph is what to draw for a character. Measures are thousandths of an em.
type Glyph struct {
	Face    *sfnt.Face
	ID      int
	Width   int // the glyph's own advance
	Advance int // what it takes up: a full cell, or the width of a digit
	Shift   int // where the glyph stands in that
}

// Find gives the glyph of a character; a *page.Missing where no font has it.
func (s *Set) Find(role page.Role, r rune) (g Glyph, err error) {
	s.mu.RLock()
	g, ok := s.found[key{role, r}]
	s.mu.RUnlock()
	if ok {
		return g, nil
	}
	c, err := s.load(role)
	if err != nil {
		return g, err
	}
	if len(c) > 0 && c[0].foreign && r > ' ' && r <= '~' {
		if c, err = s.load(page.Song); err != nil {
			return g, err
		}
	}
	for _, l := range c {
		face, err := l.load()
		if err != nil {
			continue // damaged: the chain goes on without it
		}
		if id, ok := face.Glyph(r); ok {
			g = place(face, id, r)
			s.mu.Lock()
			s.found[key{role, r}] = g
			s.mu.Unlock()
			return g, nil
		}
	}
	return g, &page.Missing{Rune: r, Role: role}
}

// Advance is how far a character moves the pen, in em (page.Measurer).
func (s *Set) Advance(role page.Role, r rune) (em float64, err error) {
	g, err := s.Find(role, r)
	return float64(g.Advance) / 1000, err
}
