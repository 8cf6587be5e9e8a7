package norm

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"guiju.cn/guiju/internal/errs"
)

// OverlayFile is where a bureau writes its own wording: lines of the form
// "1-02-1.1" = "……", one id each.
const OverlayFile = "wording.toml"

// Overlay gives a catalogue in which the texts named in fsys's OverlayFile stand
// instead of the restated ones. Ids, kinds and everything else stay; an id that
// is not in the catalogue, or an empty text, is an error. Without the file
// nothing changes.
func (c *Catalogue) Overlay(fsys fs.FS) (_ *Catalogue, err error) {
	defer errs.Wrap(&err, "norm.Overlay(%s)", OverlayFile)
	text, err := fs.ReadFile(fsys, OverlayFile)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	wording := map[string]string{}
	if _, err := toml.Decode(string(text), &wording); err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(wording)) {
		if _, ok := c.clauses[id]; !ok {
			return nil, fmt.Errorf("%s: no such clause", id)
		}
		if strings.TrimSpace(wording[id]) == "" {
			return nil, fmt.Errorf("%s: empty wording", id)
		}
	}
	specs := slices.Clone(c.specs)
	for i := range specs {
		specs[i].Clauses = reworded(specs[i].Clauses, wording)
		specs[i].Responsibilities = reworded(specs[i].Responsibilities, wording)
	}
	return index(specs)
}

func reworded(clauses []Clause, wording map[string]string) []Clause {
	out := slices.Clone(clauses)
	for i := range out {
		if own, ok := wording[out[i].ID]; ok {
			out[i].Text, out[i].Own = strings.TrimSpace(own), true
		}
	}
	return out
}
