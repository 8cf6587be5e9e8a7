package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/clock"
)

// Spec is a Schema without its type, for flow, web and api.
type Spec interface {
	Fields() []Field
	DecodeAny(values url.Values) (any, []Issue)
	DecodeJSONAny(text []byte) (any, []Issue, error)
	ValuesAny(v any) url.Values
	CanonicalAny(v any) []byte
	FromCanonicalAny(text []byte) (any, error)
	ShowAny(v any, names func(kind Kind, id string) string) []Shown
	JSONSchema() map[string]any
}

// Shown is one field as the record shows it.
type Shown struct {
	Field Field
	Text  string     // "" for Lines
	Rows  [][]string // of Lines
}

// Values is what a page would send for v: Decode(Values(v)) is v.
func (s *Schema[T]) Values(v T) url.Values {
	values := url.Values{}
	rv := reflect.ValueOf(v)
	for i, f := range s.fields {
		field := rv.Field(s.index[i])
		if f.Kind != Lines {
			setValues(values, f, f.Name, field)
			continue
		}
		lines := s.lines[f.Name]
		for n := range field.Len() {
			for j, l := range lines.fields {
				setValues(values, l, fmt.Sprintf("%s.%d.%s", f.Name, n, l.Name), field.Index(n).Field(lines.index[j]))
			}
		}
	}
	return values
}

func setValues(values url.Values, f Field, name string, v reflect.Value) {
	if many(f.Kind) {
		for i := range v.Len() {
			values.Add(name, v.Index(i).String())
		}
		return
	}
	if text := typedText(f, v); text != "" {
		values.Set(name, text)
	}
}

// typedText is a scalar as one would type it; zero is nothing typed where zero
// means that.
func typedText(f Field, v reflect.Value) string {
	switch f.Kind {
	case Number:
		if v.Int() == 0 && (!f.Required || f.Min > 0) {
			return ""
		}
		return strconv.FormatInt(v.Int(), 10)
	case Money:
		if v.Int() == 0 && !f.Required {
			return ""
		}
		return typedMoney(v.Int())
	case TimeKind:
		if v.Int() == 0 {
			return ""
		}
		return typedTime(v.Int())
	case Bool:
		if v.Bool() {
			return "1"
		}
		return ""
	case Text, LongText, DateKind, Choice, Person, Department, CaseLink, Signature, Choices, People, Departments, Files, Lines:
	}
	return v.String()
}

func typedMoney(fen int64) string { return strings.ReplaceAll(ShowMoney(fen), ",", "") }

func typedTime(millis int64) string { return clock.FromMillis(millis).Format("2006-01-02 15:04") }

// Canonical is v as JSON with the fields' names as sorted keys; hashes and
// opinions bind to it.
func (s *Schema[T]) Canonical(v T) []byte {
	object := map[string]any{}
	rv := reflect.ValueOf(v)
	for i, f := range s.fields {
		field := rv.Field(s.index[i])
		if f.Kind != Lines {
			object[f.Name] = field.Interface()
			continue
		}
		lines := s.lines[f.Name]
		rows := make([]map[string]any, field.Len())
		for n := range rows {
			rows[n] = map[string]any{}
			for j, l := range lines.fields {
				rows[n][l.Name] = field.Index(n).Field(lines.index[j]).Interface()
			}
		}
		object[f.Name] = rows
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(object); err != nil {
		panic(err) // strings, numbers and lists of them always marshal
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}

// FromCanonical reads what Canonical wrote; fields it does not know stay empty,
// so that a form may gain fields.
func (s *Schema[T]) FromCanonical(text []byte) (T, error) {
	var out T
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		return out, err
	}
	rv := reflect.ValueOf(&out).Elem()
	for i, f := range s.fields {
		raw, ok := object[f.Name]
		if !ok {
			continue
		}
		field := rv.Field(s.index[i])
		if f.Kind == Lines {
			if err := s.linesFrom(f, field, raw); err != nil {
				return out, err
			}
			continue
		}
		if err := json.Unmarshal(raw, field.Addr().Interface()); err != nil {
			return out, fmt.Errorf("form: %s: %w", f.Name, err)
		}
	}
	return out, nil
}

func (s *Schema[T]) linesFrom(f Field, target reflect.Value, raw []byte) error {
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &rows); err != nil || len(rows) == 0 {
		return err
	}
	lines := s.lines[f.Name]
	out := reflect.MakeSlice(target.Type(), len(rows), len(rows))
	for n, row := range rows {
		for j, l := range lines.fields {
			if raw, ok := row[l.Name]; ok {
				if err := json.Unmarshal(raw, out.Index(n).Field(lines.index[j]).Addr().Interface()); err != nil {
					return fmt.Errorf("form: %s.%d.%s: %w", f.Name, n, l.Name, err)
				}
			}
		}
	}
	target.Set(out)
	return nil
}

// Show gives v as the record shows it; names resolves ids of people,
// departments, cases and files.
func (s *Schema[T]) Show(v T, names func(kind Kind, id string) string) []Shown {
	rv := reflect.ValueOf(v)
	shown := make([]Shown, len(s.fields))
	for i, f := range s.fields {
		field := rv.Field(s.index[i])
		shown[i].Field = f
		if f.Kind != Lines {
			shown[i].Text = showField(f, field, names)
			continue
		}
		lines := s.lines[f.Name]
		for n := range field.Len() {
			row := make([]string, len(lines.fields))
			for j, l := range lines.fields {
				row[j] = showField(l, field.Index(n).Field(lines.index[j]), names)
			}
			shown[i].Rows = append(shown[i].Rows, row)
		}
	}
	return shown
}

func showField(f Field, v reflect.Value, names func(Kind, string) string) string {
	if many(f.Kind) {
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = v.Index(i).String()
			if f.Kind != Choices {
				parts[i] = names(f.Kind, parts[i])
			}
		}
		return strings.Join(parts, "、")
	}
	switch f.Kind {
	case Bool:
		if v.Bool() {
			return "是"
		}
		return "否"
	case Money:
		return ShowMoney(v.Int()) + " 元"
	case Number:
		return strings.TrimSpace(strconv.FormatInt(v.Int(), 10) + " " + f.Unit)
	case Choice:
		for _, o := range f.Options {
			if o.Value == v.String() {
				return o.Label
			}
		}
	case Person, Department, CaseLink, Signature:
		if v.String() != "" {
			return names(f.Kind, v.String())
		}
	case Text, LongText, DateKind, TimeKind, Choices, People, Departments, Files, Lines:
	}
	return typedText(f, v)
}

// JSONSchema describes the form for OpenAPI 3.1.
func (s *Schema[T]) JSONSchema() map[string]any { return objectSchema(s.fields) }

func objectSchema(fields []Field) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range fields {
		properties[f.Name] = fieldSchema(f)
		if f.Required && f.When == nil {
			required = append(required, f.Name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func fieldSchema(f Field) map[string]any {
	schema := map[string]any{"title": f.Label}
	if f.Hint != "" {
		schema["description"] = f.Hint
	}
	switch f.Kind {
	case Number, Money, TimeKind:
		schema["type"] = "integer"
		if f.Bounded {
			schema["minimum"] = f.Min
			if f.Max > 0 {
				schema["maximum"] = f.Max
			}
		}
	case Bool:
		schema["type"] = "boolean"
	case Choices, People, Departments, Files:
		schema["type"], schema["items"] = "array", map[string]any{"type": "string"}
	case Lines:
		schema["type"], schema["items"] = "array", objectSchema(f.Lines)
	case Text, LongText, DateKind, Choice, Person, Department, CaseLink, Signature:
		schema["type"] = "string"
		if f.MaxRunes > 0 {
			schema["maxLength"] = f.MaxRunes
		}
		if f.Kind == DateKind {
			schema["format"] = "date"
		}
		if f.Kind == Choice && len(f.Options) > 0 {
			values := make([]string, len(f.Options))
			for i, o := range f.Options {
				values[i] = o.Value
			}
			schema["enum"] = values
		}
	}
	return schema
}

// DecodeAny is Decode without the type; so are the following.
func (s *Schema[T]) DecodeAny(values url.Values) (any, []Issue) { return s.Decode(values) }

// DecodeJSONAny is DecodeJSON.
func (s *Schema[T]) DecodeJSONAny(text []byte) (any, []Issue, error) { return s.DecodeJSON(text) }

// ValuesAny is Values.
func (s *Schema[T]) ValuesAny(v any) url.Values { return s.Values(v.(T)) }

// CanonicalAny is Canonical.
func (s *Schema[T]) CanonicalAny(v any) []byte { return s.Canonical(v.(T)) }

// FromCanonicalAny is FromCanonical.
func (s *Schema[T]) FromCanonicalAny(text []byte) (any, error) { return s.FromCanonical(text) }

// ShowAny is Show.
func (s *Schema[T]) ShowAny(v any, names func(Kind, string) string) []Shown {
	return s.Show(v.(T), names)
}
