package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/errs"
)

const (
	maxLines  = 200
	maxValues = 200
)

// Decode reads what a page sent. A name that is no field of the form is an
// issue, as is a scalar sent twice (deny by default). The value is only to be
// used without issues.
func (s *Schema[T]) Decode(values url.Values) (T, []Issue) {
	var out T
	issues := s.unknown(values)
	v := reflect.ValueOf(&out).Elem()
	for i, f := range s.fields {
		if !f.When.Holds(values) {
			continue
		}
		if f.Kind == Lines {
			issues = append(issues, s.decodeLines(f, v.Field(s.index[i]), values)...)
			continue
		}
		issues = append(issues, setField(f, f.Name, v.Field(s.index[i]), values[f.Name])...)
	}
	return out, issues
}

func (s *Schema[T]) unknown(values url.Values) []Issue {
	var issues []Issue
	for name := range values {
		head, _, _ := strings.Cut(name, ".")
		known := slices.ContainsFunc(s.fields, func(f Field) bool {
			return f.Name == name || f.Kind == Lines && f.Name == head
		})
		if !known {
			issues = append(issues, Issue{name, "表单里没有这一项"})
		}
	}
	sort.Slice(issues, func(i, j int) bool { return issues[i].Field < issues[j].Field })
	return issues
}

// many tells whether a kind holds several values.
func many(k Kind) bool {
	return k == Choices || k == People || k == Departments || k == Files
}

func setField(f Field, name string, target reflect.Value, typed []string) []Issue {
	if many(f.Kind) {
		list, msg := parseMany(f, typed)
		if msg != "" {
			return []Issue{{name, msg}}
		}
		target.Set(reflect.ValueOf(list))
		return nil
	}
	if f.Kind == Bool && len(typed) > 1 { // a checkbox behind its hidden "no"
		typed = typed[len(typed)-1:]
	}
	if len(typed) > 1 {
		return []Issue{{name, f.Label + "只能填一个值"}}
	}
	value, msg := parse(f, strings.Join(typed, ""))
	if msg != "" {
		return []Issue{{name, msg}}
	}
	target.Set(reflect.ValueOf(value))
	return nil
}

func parseMany(f Field, typed []string) ([]string, string) {
	var list []string
	for _, one := range typed {
		if msg := unclean(f, one); msg != "" {
			return nil, msg
		}
		one = strings.TrimSpace(one)
		if one == "" || slices.Contains(list, one) {
			continue
		}
		if f.Kind == Choices {
			value, msg := parseChoice(f, one)
			if msg != "" {
				return nil, msg
			}
			one = value.(string)
		}
		list = append(list, one)
	}
	switch {
	case len(list) == 0 && f.Required:
		return nil, askFor(f)
	case len(list) > maxValues:
		return nil, fmt.Sprintf("%s不能多于 %d 项", f.Label, maxValues)
	}
	return list, ""
}

// decodeLines reads items.0.name, items.1.name …; lines left empty are dropped.
func (s *Schema[T]) decodeLines(f Field, target reflect.Value, values url.Values) []Issue {
	lines := s.lines[f.Name]
	rows := map[int]url.Values{}
	var issues []Issue
	for name, typed := range values {
		rest, ok := strings.CutPrefix(name, f.Name+".")
		if !ok {
			continue
		}
		at, sub, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(at)
		known := slices.ContainsFunc(lines.fields, func(l Field) bool { return l.Name == sub })
		if err != nil || n < 0 || n >= maxLines || !known {
			issues = append(issues, Issue{name, fmt.Sprintf("%s没有这一项，或多于 %d 行", f.Label, maxLines)})
			continue
		}
		if rows[n] == nil {
			rows[n] = url.Values{}
		}
		rows[n][sub] = typed
	}
	order := make([]int, 0, len(rows))
	for n, row := range rows {
		if !blank(row) {
			order = append(order, n)
		}
	}
	sort.Ints(order)
	out := reflect.MakeSlice(target.Type(), 0, len(order))
	for i, n := range order {
		line := reflect.New(lines.typ).Elem()
		for j, l := range lines.fields {
			name := fmt.Sprintf("%s.%d.%s", f.Name, i, l.Name)
			issues = append(issues, setField(l, name, line.Field(lines.index[j]), rows[n][l.Name])...)
		}
		out = reflect.Append(out, line)
	}
	if out.Len() == 0 {
		out = reflect.Zero(target.Type())
		if f.Required {
			issues = append(issues, Issue{f.Name, askFor(f)})
		}
	}
	target.Set(out)
	return issues
}

func blank(row url.Values) bool {
	for _, typed := range row {
		if strings.TrimSpace(strings.Join(typed, "")) != "" {
			return false
		}
	}
	return true
}

// DecodeJSON reads what the API was sent, by the same checks as Decode. What is
// no JSON object at all is errs.Malformed; anything else wrong is an issue.
func (s *Schema[T]) DecodeJSON(text []byte) (T, []Issue, error) {
	var zero T
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var object map[string]any
	if err := dec.Decode(&object); err != nil {
		return zero, nil, errs.New(errs.Malformed, "内容不是 JSON 对象").With(err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return zero, nil, errs.New(errs.Malformed, "JSON 对象之后还有内容")
	}
	values, issues := url.Values{}, []Issue(nil)
	for name, v := range object {
		issues = append(issues, s.flatten(values, name, v)...)
	}
	out, more := s.Decode(values)
	return out, append(issues, more...), nil
}

// kindOf is the kind of a field, or of one in a line: items.3.name.
func (s *Schema[T]) kindOf(name string) Kind {
	fields := s.fields
	if parts := strings.Split(name, "."); len(parts) == 3 {
		fields, name = s.lines[parts[0]].fields, parts[2]
	}
	for _, f := range fields {
		if f.Name == name {
			return f.Kind
		}
	}
	return Text
}

// flatten turns a JSON value into what a page would have sent.
func (s *Schema[T]) flatten(values url.Values, name string, v any) []Issue {
	switch v := v.(type) {
	case nil:
	case string:
		values.Add(name, v)
	case json.Number:
		values.Add(name, typedNumber(s.kindOf(name), v))
	case bool:
		values.Add(name, strconv.FormatBool(v))
	case []any:
		return s.flattenList(values, name, v)
	default:
		return []Issue{{name, "值的类型不对"}}
	}
	return nil
}

// typedNumber is a number as one would type it: the API gives fen and milliseconds.
func typedNumber(kind Kind, n json.Number) string {
	whole, err := n.Int64()
	switch {
	case err == nil && kind == Money:
		return typedMoney(whole)
	case err == nil && kind == TimeKind:
		return typedTime(whole)
	}
	return n.String()
}

func (s *Schema[T]) flattenList(values url.Values, name string, list []any) []Issue {
	var issues []Issue
	for i, one := range list {
		switch one := one.(type) {
		case string:
			if !many(s.kindOf(name)) {
				return []Issue{{name, "值的类型不对"}}
			}
			values.Add(name, one)
		case map[string]any:
			for sub, v := range one {
				issues = append(issues, s.flatten(values, fmt.Sprintf("%s.%d.%s", name, i, sub), v)...)
			}
		default:
			return []Issue{{name, "值的类型不对"}}
		}
	}
	return issues
}
