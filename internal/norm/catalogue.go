// Package norm is the catalogue of the bureau's work specifications: clauses,
// responsibilities, record forms, key control points, settings. Nothing can be
// cited that is not in it. Refusals, which cite, are defined here too.
package norm

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/norms"
)

// Kinds of enforcement with their names (norms/README).
var Kinds = map[string]string{
	"block": "硬性阻断", "step": "必经环节", "due": "时限督办", "register": "台账留痕", "report": "定期通报", "check": "定期自查",
}

// Spec is one specification.
type Spec struct {
	ID       string     `toml:"id"`
	Name     string     `toml:"name"`
	Basis    string     `toml:"basis"`   // as the specification names it (原引)
	Current  string     `toml:"current"` // what is in force, where that differs (现行)
	Clauses  []Clause   `toml:"clause"`
	Forms    []Form     `toml:"form"`
	Keys     []KeyPoint `toml:"key"`
	Settings []Setting  `toml:"setting"`
	Lists    []List     `toml:"list"`
}

// Clause is a clause, part of one, or a responsibility (R).
type Clause struct {
	ID          string   `toml:"id"`
	Text        string   `toml:"text"`
	Kinds       []string `toml:"kinds"`
	System      string   `toml:"system"` // what the system does about it
	Where       string   `toml:"where"`  // package that enforces it; "" = planned
	NoException bool     `toml:"no_exception"`
	Derived     bool     `toml:"derived"` // ◇
}

// Built tells whether its enforcement is built; otherwise the pages say 计划中.
func (c Clause) Built() bool { return c.Where != "" }

// KindNames lists the kinds as people read them.
func (c Clause) KindNames() []string {
	names := make([]string, len(c.Kinds))
	for i, k := range c.Kinds {
		names[i] = Kinds[k]
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

// KeyPoint is a key control point ※.
type KeyPoint struct {
	ID      string `toml:"id"`
	Name    string `toml:"name"`
	Derived bool   `toml:"derived"`
}

// Setting is a value a bureau may change, with its default.
type Setting struct {
	ID      string `toml:"id"`
	Clause  string `toml:"clause"`
	Default string `toml:"default"`
	Unit    string `toml:"unit"`
	Meaning string `toml:"meaning"`
}

// List is a closed list of values of a specification.
type List struct {
	Name   string   `toml:"name"`
	Values []string `toml:"values"`
}

// Catalogue is all of it, by id. Use Load.
type Catalogue struct {
	specs    []Spec
	clauses  map[string]Clause
	specOf   map[string]string
	forms    map[string]Form
	keys     map[string]KeyPoint
	settings map[string]Setting
	version  string
}

// Load reads the embedded specifications. overlay, which may be nil, holds a
// file wording.toml in which a bureau replaces texts by id; ids stay.
func Load(overlay fs.FS) (_ *Catalogue, err error) {
	defer errs.Wrap(&err, "norm.Load")
	return load(norms.Files, overlay)
}

func load(files, overlay fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		return nil, err
	}
	c := &Catalogue{
		clauses: map[string]Clause{}, specOf: map[string]string{}, forms: map[string]Form{},
		keys: map[string]KeyPoint{}, settings: map[string]Setting{},
	}
	wording, err := readWording(overlay)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		sum.Write(text)
		if err := c.add(string(text), wording); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for id := range wording {
		return nil, fmt.Errorf("wording.toml: no clause %s", id)
	}
	c.version = hex.EncodeToString(sum.Sum(nil))[:12]
	return c, c.checkSettings()
}

func readWording(overlay fs.FS) (map[string]string, error) {
	wording := map[string]string{}
	if overlay == nil {
		return wording, nil
	}
	text, err := fs.ReadFile(overlay, "wording.toml")
	if errors.Is(err, fs.ErrNotExist) {
		return wording, nil
	}
	if err != nil {
		return nil, err
	}
	_, err = toml.Decode(string(text), &wording)
	return wording, err
}

func (c *Catalogue) add(text string, wording map[string]string) error {
	var spec Spec
	meta, err := toml.Decode(text, &spec)
	if err != nil {
		return err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("unknown key %s", unknown[0])
	}
	if spec.ID == "" || spec.Name == "" || len(spec.Clauses) == 0 {
		return errors.New("needs an id, a name and clauses")
	}
	for i := range spec.Clauses {
		clause := &spec.Clauses[i]
		if own, ok := wording[clause.ID]; ok {
			clause.Text = own
			delete(wording, clause.ID)
		}
		if err := c.addClause(spec.ID, *clause); err != nil {
			return err
		}
	}
	for _, f := range spec.Forms {
		if f.Name == "" || len(f.Columns) == 0 || c.forms[f.ID].ID != "" || !strings.HasPrefix(f.ID, spec.ID+"-F") {
			return fmt.Errorf("form %q: id, name or columns", f.ID)
		}
		c.forms[f.ID] = f
	}
	for _, k := range spec.Keys {
		if k.Name == "" || c.keys[k.ID].ID != "" || !strings.HasPrefix(k.ID, spec.ID+"-K") {
			return fmt.Errorf("key point %q: id or name", k.ID)
		}
		c.keys[k.ID] = k
	}
	for _, s := range spec.Settings {
		if s.Default == "" || s.Unit == "" || s.Meaning == "" || c.settings[s.ID].ID != "" {
			return fmt.Errorf("setting %q: needs a default, a unit and a meaning, once", s.ID)
		}
		c.settings[s.ID] = s
	}
	c.specs = append(c.specs, spec)
	return nil
}

var clauseID = regexp.MustCompile(`^(G-\d\d|1-\d\d-(R?\d+)(\.\d+)?)$`)

func (c *Catalogue) addClause(spec string, clause Clause) error {
	switch {
	case !clauseID.MatchString(clause.ID) || !strings.HasPrefix(clause.ID, spec+"-"):
		return fmt.Errorf("clause %q: not an id of %s", clause.ID, spec)
	case c.clauses[clause.ID].ID != "":
		return fmt.Errorf("clause %s stands twice", clause.ID)
	case clause.Text == "" || clause.System == "" || len(clause.Kinds) == 0:
		return fmt.Errorf("clause %s: needs a text, kinds and what the system does", clause.ID)
	}
	for _, k := range clause.Kinds {
		if Kinds[k] == "" {
			return fmt.Errorf("clause %s: no kind %q", clause.ID, k)
		}
	}
	c.clauses[clause.ID] = clause
	c.specOf[clause.ID] = spec
	return nil
}

func (c *Catalogue) checkSettings() error {
	for _, s := range c.settings {
		if _, ok := c.clauses[s.Clause]; !ok {
			return fmt.Errorf("setting %s belongs to no clause", s.ID)
		}
	}
	return nil
}

// Version names this state of the catalogue: 12 hex digits of its SHA-256.
func (c *Catalogue) Version() string { return c.version }

// Specs lists the general rules and the specifications in order.
func (c *Catalogue) Specs() []Spec { return c.specs }

// Spec finds a specification by id: "1-02", or "G".
func (c *Catalogue) Spec(id string) (Spec, bool) {
	i := slices.IndexFunc(c.specs, func(s Spec) bool { return s.ID == id })
	if i < 0 {
		return Spec{}, false
	}
	return c.specs[i], true
}

// SpecOf tells which specification a clause belongs to.
func (c *Catalogue) SpecOf(clause string) string { return c.specOf[clause] }

// Clause finds a clause or responsibility by id.
func (c *Catalogue) Clause(id string) (Clause, bool) {
	clause, ok := c.clauses[id]
	return clause, ok
}

// Cite is Clause for wiring: an unknown id cannot be cited.
func (c *Catalogue) Cite(id string) (Clause, error) {
	clause, ok := c.clauses[id]
	if !ok {
		return clause, fmt.Errorf("no clause %q in the catalogue", id)
	}
	return clause, nil
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

// Setting finds a setting by id.
func (c *Catalogue) Setting(id string) (Setting, bool) {
	s, ok := c.settings[id]
	return s, ok
}

// Search finds clauses by id or words, spaces and full-width forms forgiven;
// exact ids first.
func (c *Catalogue) Search(q string) []Clause {
	words := strings.Fields(strings.ToLower(norm.NFKC.String(q)))
	if len(words) == 0 {
		return nil
	}
	var exact, rest []Clause
	for _, spec := range c.specs {
		for _, clause := range spec.Clauses {
			id := strings.ToLower(clause.ID)
			text := id + " " + strings.ToLower(norm.NFKC.String(clause.Text+" "+clause.System+" "+spec.Name))
			if id == words[0] {
				exact = append(exact, clause)
			} else if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
				rest = append(rest, clause)
			}
		}
	}
	return append(exact, rest...)
}

// Check tells whether a refusal may be given: its clause is in the catalogue,
// and an exception is offered only where the clause allows one.
func (r *Refusal) Check(c *Catalogue) error {
	clause, err := c.Cite(r.Clause)
	if err != nil {
		return err
	}
	if r.MayExcept != "" && clause.NoException {
		return fmt.Errorf("clause %s allows no exception", r.Clause)
	}
	return nil
}
