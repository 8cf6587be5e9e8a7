package form

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
)

// Schema is the form of a struct type.
type Schema[T any] struct {
	fields []Field
	index  []int // field → struct field
	lines  map[string]lineSchema
}

// lineSchema is the form of one line of a Lines field.
type lineSchema struct {
	typ    reflect.Type
	fields []Field
	index  []int
}

// New reads T's tags: name, label, kind, rule, options, from, unit, hint, width,
// column, ordered, scan, hidden, apart, when. It fails on a bad tag, a name used twice, or a Go type that does not
// fit the kind.
func New[T any]() (*Schema[T], error) {
	typ := reflect.TypeFor[T]()
	s := &Schema[T]{lines: map[string]lineSchema{}}
	var err error
	if s.fields, s.index, err = readFields(typ, s.lines); err != nil {
		return nil, fmt.Errorf("form: %s: %w", typ.Name(), err)
	}
	return s, nil
}

// Must is New for forms that are part of the program; a fault in one shows when
// the program starts.
func Must[T any]() *Schema[T] {
	s, err := New[T]()
	if err != nil {
		panic(err)
	}
	return s
}

// Fields lists the fields in order.
func (s *Schema[T]) Fields() []Field { return s.fields }

func readFields(typ reflect.Type, lines map[string]lineSchema) ([]Field, []int, error) {
	if typ.Kind() != reflect.Struct {
		return nil, nil, fmt.Errorf("not a struct")
	}
	var fields []Field
	var index []int
	seen := map[string]bool{}
	for i := range typ.NumField() {
		sf := typ.Field(i)
		f, err := readField(sf)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", sf.Name, err)
		}
		if seen[f.Name] {
			return nil, nil, fmt.Errorf("%s: the name %q is used twice", sf.Name, f.Name)
		}
		if f.When != nil && !seen[f.When.Field] {
			return nil, nil, fmt.Errorf("%s: when names no field before it: %q", sf.Name, f.When.Field)
		}
		seen[f.Name] = true
		if f.Kind == Lines {
			if lines == nil || sf.Type.Kind() != reflect.Slice {
				return nil, nil, fmt.Errorf("%s: lines must be a slice of structs, one level deep", sf.Name)
			}
			sub, subIndex, err := readFields(sf.Type.Elem(), nil)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", sf.Name, err)
			}
			f.Lines = sub
			lines[f.Name] = lineSchema{sf.Type.Elem(), sub, subIndex}
		}
		fields, index = append(fields, f), append(index, i)
	}
	return fields, index, nil
}

// goTypes are the Go types each kind is held in.
var goTypes = map[Kind]reflect.Type{
	Text: reflect.TypeFor[string](), LongText: reflect.TypeFor[string](), Number: reflect.TypeFor[int64](),
	Money: reflect.TypeFor[int64](), DateKind: reflect.TypeFor[clock.Date](), TimeKind: reflect.TypeFor[int64](),
	Choice: reflect.TypeFor[string](), Choices: reflect.TypeFor[[]string](), Bool: reflect.TypeFor[bool](),
	Person: reflect.TypeFor[string](), People: reflect.TypeFor[[]string](), Department: reflect.TypeFor[string](),
	Departments: reflect.TypeFor[[]string](), CaseLink: reflect.TypeFor[string](), Files: reflect.TypeFor[[]string](),
	Signature: reflect.TypeFor[string](),
}

// taken are names that a browser has for something else of a form: a field of that
// name hides it from scripts.
var taken = []string{"form", "submit", "elements", "dataset", "attributes", "children", "closest", "matches", "parentNode"}

func readField(sf reflect.StructField) (Field, error) {
	tag := sf.Tag
	f := Field{
		Name: tag.Get("name"), Label: tag.Get("label"), Hint: tag.Get("hint"), Unit: tag.Get("unit"), Kind: Kind(tag.Get("kind")),
		OptionsFrom: tag.Get("from"), Width: tag.Get("width"), Column: tag.Get("column") == "yes", Ordered: tag.Get("ordered") == "yes",
		Scan: tag.Get("scan") == "yes", Hidden: tag.Get("hidden") == "yes", Apart: tag.Get("apart") == "yes",
	}
	if f.Name == "" || f.Label == "" {
		return f, fmt.Errorf("needs a name and a label")
	}
	if slices.Contains(taken, f.Name) {
		return f, fmt.Errorf("the name %q is the browser's own", f.Name)
	}
	if want, ok := goTypes[f.Kind]; f.Kind != Lines && (!ok || sf.Type != want) {
		return f, fmt.Errorf("kind %q does not fit the type %s", f.Kind, sf.Type)
	}
	if condition := tag.Get("when"); condition != "" {
		name, values, ok := strings.Cut(condition, "=")
		if !ok {
			return f, fmt.Errorf("when %q is not field=value", condition)
		}
		f.When = &When{Field: name, Values: strings.Split(values, "|")}
	}
	if options := tag.Get("options"); options != "" {
		for _, option := range strings.Split(options, "|") {
			value, label, ok := strings.Cut(option, "=")
			if !ok {
				label = value
			}
			f.Options = append(f.Options, Option{value, label})
		}
	}
	if (f.Kind == Choice || f.Kind == Choices) && len(f.Options) == 0 && f.OptionsFrom == "" {
		return f, fmt.Errorf("a choice without options")
	}
	f.MaxRunes = map[Kind]int{Text: 200, LongText: 4000}[f.Kind]
	return f, readRule(&f, tag.Get("rule"))
}

func readRule(f *Field, rule string) error {
	for part := range strings.SplitSeq(rule, ",") {
		name, value, _ := strings.Cut(part, "=")
		if name == "" {
			continue
		}
		if name == "required" {
			f.Required = true
			continue
		}
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return fmt.Errorf("rule %q: %w", part, err)
		}
		switch {
		case name == "max" && (f.Kind == Text || f.Kind == LongText):
			f.MaxRunes = int(n)
		case name == "max" && (f.Kind == Number || f.Kind == Money):
			f.Max, f.Bounded = n, true
		case name == "min" && (f.Kind == Number || f.Kind == Money):
			f.Min, f.Bounded = n, true
		default:
			return fmt.Errorf("rule %q does not fit the kind %q", part, f.Kind)
		}
	}
	return nil
}
