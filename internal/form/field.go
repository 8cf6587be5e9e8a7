package form

import (
	"net/url"
	"slices"
	"strings"
)

// Kind is the kind of a field: what it holds, how it is decoded and drawn.
type Kind string

// The kinds of fields.
const (
	Text        Kind = "text"
	LongText    Kind = "longtext"
	Number      Kind = "number" // int64, with Unit
	Money       Kind = "money"  // int64 fen, typed and shown in yuan
	DateKind    Kind = "date"   // clock.Date
	TimeKind    Kind = "time"   // time.Time, typed as 2026-11-24 09:30 (Shanghai)
	Choice      Kind = "choice" // one of Options
	Choices     Kind = "choices"
	Bool        Kind = "bool"
	Person      Kind = "person"      // person id
	People      Kind = "people"      // person ids, order kept
	Department  Kind = "department"  // department id
	Departments Kind = "departments" // department ids
	CaseLink    Kind = "case"        // case id
	Files       Kind = "files"       // blob ids
	Signature   Kind = "signature"   // drawn: blob id of a PNG
	Lines       Kind = "lines"       // table of lines: a slice of structs
)

// Option is one choice of a Choice or Choices field.
type Option struct{ Value, Label string }

// Field is one field of a form, read once from the struct tags of a Schema's
// type. Everything that draws, decodes, lists, exports or documents a field
// reads it from here.
type Field struct {
	Name     string // name in HTML, JSON and prefill: snake_case
	Label    string
	Hint     string
	Unit     string // shown after a Number
	Kind     Kind
	Required bool
	MaxRunes int   // Text and LongText; 0 = the kind's default (200, 4000)
	Min, Max int64 // Number and Money, if Bounded
	Bounded  bool
	Options  []Option
	// OptionsFrom names a source that the page fills Options from at request
	// time (people, departments, leaders …).
	OptionsFrom string
	Width       string  // "s", "m", "l", "full": fits the content
	Lines       []Field // the columns of a Lines field
	Column      bool    // stands in lists
	Hidden      bool    // decoded like others, but not drawn: it comes with the address
	Apart       bool    // not in the record of a case: an id, a hash, or what its page shows in a box of its own
	Ordered     bool    // of People, Departments: the order in which they are chosen counts
	Scan        bool    // a scanner types into it: it has the focus, and Enter goes on to the next field
	// When says that the field is asked for only where another has one of some
	// values; elsewhere it is not shown, not required, and what was sent is dropped.
	When *When
}

// When is a condition on another field of the form.
type When struct {
	Field  string
	Values []string
}

// Holds tells whether the condition holds for what was typed.
func (w *When) Holds(values url.Values) bool {
	return w == nil || slices.Contains(w.Values, strings.TrimSpace(values.Get(w.Field)))
}

// Issue is one thing wrong with one field, told at the field.
type Issue struct {
	Field   string `json:"field"` // Name, or name.3.sub for line 3 of a Lines field
	Message string `json:"message"`
}
