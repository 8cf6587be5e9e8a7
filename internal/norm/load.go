package norm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/norms"
)

// Load reads and checks the embedded specifications, then replaces wordings by
// those of the overlays, in order; a nil overlay is none. An error names the
// file and the id of everything at fault.
func Load(overlays ...fs.FS) (_ *Catalogue, err error) {
	defer errs.Wrap(&err, "norm.Load")
	c, err := load(norms.Files)
	for _, overlay := range overlays {
		if err == nil && overlay != nil {
			c, err = c.Overlay(overlay)
		}
	}
	return c, err
}

func load(files fs.FS) (*Catalogue, error) {
	names, err := fs.Glob(files, "*.toml")
	if err != nil {
		return nil, err
	}
	var specs []Spec
	check := checker{ids: map[string]bool{}, clauses: map[string]bool{}}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		check.file = name
		spec, ok := check.decode(string(text))
		if !ok {
			continue
		}
		check.spec(&spec)
		specs = append(specs, spec)
	}
	if len(check.faults) > 0 {
		return nil, errors.Join(check.faults...)
	}
	return index(specs)
}

// index makes the catalogue of specifications that were checked.
func index(specs []Spec) (*Catalogue, error) {
	c := &Catalogue{
		specs: specs, clauses: map[string]Clause{}, specOf: map[string]string{}, forms: map[string]Form{},
		keys: map[string]KeyPoint{}, settings: map[string]Setting{}, lists: map[string]List{},
	}
	for _, s := range specs {
		for _, clause := range s.All() {
			c.clauses[clause.ID], c.specOf[clause.ID] = clause, s.ID
		}
		for _, f := range s.Forms {
			c.forms[f.ID] = f
		}
		for _, k := range s.Keys {
			c.keys[k.ID] = k
		}
		for _, set := range s.Settings {
			c.settings[set.ID] = set
		}
		for _, l := range s.Lists {
			c.lists[l.ID] = l
		}
	}
	// JSON of the structs, not the files: comments and line ends do not count.
	canonical, err := json.Marshal(specs)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	c.version = hex.EncodeToString(sum[:])
	return c, nil
}

// The forms of ids, to be put after the specification's own.
var (
	specID           = regexp.MustCompile(`^(G|1-\d\d)$`)
	clauseID         = regexp.MustCompile(`^(G-\d\d|1-\d\d-[1-9]\d*(\.[1-9]\d*)?)$`)
	responsibilityID = regexp.MustCompile(`^1-\d\d-R[1-9]\d*$`)
	formID           = regexp.MustCompile(`^1-\d\d-F[1-9]\d*$`)
	keyID            = regexp.MustCompile(`^1-\d\d-K[1-9]\d*$`)
	namedID          = regexp.MustCompile(`^(G|1-\d\d)\.[a-z]+(-[a-z]+)*$`)
)

// checker collects what is wrong, so that a person mends a file in one go.
type checker struct {
	file    string
	faults  []error
	ids     map[string]bool
	clauses map[string]bool
}

func (k *checker) fault(id, format string, args ...any) {
	k.faults = append(k.faults, fmt.Errorf("%s: %s: %s", k.file, id, fmt.Sprintf(format, args...)))
}

func (k *checker) decode(text string) (Spec, bool) {
	var spec Spec
	meta, err := toml.Decode(text, &spec)
	if err != nil {
		k.fault("not readable", "%v", err)
		return spec, false
	}
	for _, key := range meta.Undecoded() {
		k.fault(spec.ID, "unknown key %s", key)
	}
	return spec, true
}

// id checks one: well formed, of this specification, not used before.
func (k *checker) id(spec, id string, form *regexp.Regexp) {
	own := strings.HasPrefix(id, spec+"-") || strings.HasPrefix(id, spec+".")
	switch {
	case !form.MatchString(id) || !own && id != spec:
		k.fault(strconv.Quote(id), "ill-formed id, or one of another specification than %s", spec)
	case k.ids[id]:
		k.fault(id, "stands twice")
	}
	k.ids[id] = true
}

// filled checks that none of the named texts is empty: name, value, name, ….
func (k *checker) filled(id string, pairs ...string) {
	for pair := range slices.Chunk(pairs, 2) {
		if strings.TrimSpace(pair[1]) == "" {
			k.fault(id, "needs %s", pair[0])
		}
	}
}

// distinct checks a list of words: some, none empty, none twice.
func (k *checker) distinct(id, what string, words []string) {
	if len(words) == 0 {
		k.fault(id, "needs %s", what)
	}
	for i, w := range words {
		if strings.TrimSpace(w) == "" || slices.Contains(words[:i], w) {
			k.fault(id, "%s: %q is empty or stands twice", what, w)
		}
	}
}

func (k *checker) spec(s *Spec) {
	k.id(s.ID, s.ID, specID)
	k.filled(s.ID, "name", s.Name)
	if len(s.Basis) == 0 || len(s.Clauses) == 0 {
		k.fault(s.ID, "needs a basis and clauses")
	}
	for _, b := range s.Basis {
		k.filled(s.ID+" basis", "cited", b.Cited)
	}
	for _, c := range s.Clauses {
		k.id(s.ID, c.ID, clauseID)
		k.filled(c.ID, "text", c.Text)
		if c.Post != "" || c.Duty != "" {
			k.fault(c.ID, "post and duty are for responsibilities")
		}
		k.clause(c)
	}
	for i := range s.Responsibilities {
		c := &s.Responsibilities[i]
		k.id(s.ID, c.ID, responsibilityID)
		k.filled(c.ID, "post", c.Post, "duty", c.Duty)
		if c.Text != "" {
			k.fault(c.ID, "a responsibility has post and duty instead of text")
		}
		c.Text = c.Post + "：" + c.Duty
		k.clause(*c)
	}
	k.records(s)
	for _, set := range s.Settings {
		k.setting(s.ID, set)
	}
}

func (k *checker) clause(c Clause) {
	k.clauses[c.ID] = true
	k.filled(c.ID, "system", c.System)
	if len(c.Kinds) == 0 {
		k.fault(c.ID, "needs kinds")
	}
	for i, kind := range c.Kinds {
		if kind.Name() == "" || slices.Contains(c.Kinds[:i], kind) {
			k.fault(c.ID, "kind %q is unknown or stands twice", kind)
		}
	}
	switch c.Enforced {
	case Built:
		k.filled(c.ID, "where", c.Where)
	case Planned:
		if c.Where+c.Test+c.Pending != "" {
			k.fault(c.ID, "what is planned has no where, test or pending")
		}
	default:
		k.fault(c.ID, "enforced is built or planned, not %q", c.Enforced)
	}
	if c.Test == "" {
		return
	}
	pkg, pattern, two := strings.Cut(c.Test, " ")
	if _, err := regexp.Compile(pattern); err != nil || !two || pkg == "" || pattern == "" {
		k.fault(c.ID, "test %q is not a package and a pattern", c.Test)
	}
}

// records checks forms, key points, flows and lists.
func (k *checker) records(s *Spec) {
	for _, f := range s.Forms {
		k.id(s.ID, f.ID, formID)
		k.filled(f.ID, "name", f.Name)
		k.distinct(f.ID, "columns", f.Columns)
	}
	for _, p := range s.Keys {
		k.id(s.ID, p.ID, keyID)
		k.filled(p.ID, "name", p.Name)
	}
	for _, f := range s.Flows {
		k.filled(s.ID+" flow "+f.Name, "name", f.Name, "text", f.Text)
	}
	for _, l := range s.Lists {
		k.id(s.ID, l.ID, namedID)
		k.filled(l.ID, "name", l.Name)
		k.distinct(l.ID, "values", l.Values)
	}
}

func (k *checker) setting(spec string, s Setting) {
	k.id(spec, s.ID, namedID)
	k.filled(s.ID, "name", s.Name, "default", s.Default, "unit", s.Unit, "meaning", s.Meaning)
	if _, err := clock.ParseDate(string(s.ValidFrom)); err != nil {
		k.fault(s.ID, "valid_from %q is not a date", s.ValidFrom)
	}
	if !strings.HasPrefix(s.Clause, spec+"-") || !k.clauses[s.Clause] {
		k.fault(s.ID, "clause %q is not in %s", s.Clause, spec)
	}
	if wrong := s.Wrong(s.Default); wrong != "" {
		k.fault(s.ID, "default %q: %s", s.Default, wrong)
	}
	if s.Min < 0 || s.Max != 0 && s.Max < s.Min || s.Holds() != Number && s.Min+s.Max != 0 {
		k.fault(s.ID, "min %d and max %d are no limits of a number", s.Min, s.Max)
	}
}
