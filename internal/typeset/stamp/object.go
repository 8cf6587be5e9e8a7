package stamp

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// A value of a PDF is a raw (number, string, name, true, null: as it stands in the
// file), ref, array or *dict.
type value any

type raw string

type ref struct{ number, generation int }

type array []value

// dict keeps its entries in their order.
type dict struct {
	keys   []string
	values map[string]value
}

func newDict() *dict { return &dict{values: map[string]value{}} }

func (d *dict) get(key string) value {
	if d == nil {
		return nil
	}
	return d.values[key]
}

func (d *dict) set(key string, v value) {
	if _, ok := d.values[key]; !ok {
		d.keys = append(d.keys, key)
	}
	d.values[key] = v
}

func (d *dict) clone() *dict {
	c := newDict()
	if d != nil {
		for _, key := range d.keys {
			c.set(key, d.values[key])
		}
	}
	return c
}

// write is the value as it stands in a file; renumber says what references become.
func write(b *strings.Builder, v value, renumber func(ref) ref) {
	switch v := v.(type) {
	case raw:
		b.WriteString(string(v))
	case ref:
		v = renumber(v)
		b.WriteString(strconv.Itoa(v.number) + " " + strconv.Itoa(v.generation) + " R")
	case array:
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, e, renumber)
		}
		b.WriteByte(']')
	case *dict:
		b.WriteString("<<")
		for _, key := range v.keys {
			b.WriteString(key)
			b.WriteByte(' ')
			write(b, v.values[key], renumber)
		}
		b.WriteString(">>")
	default:
		b.WriteString("null")
	}
}

func same(r ref) ref { return r }

// errDamaged is a file that cannot be read; people get the words of refusal.
var errDamaged = errors.New("stamp: damaged")

// lexer reads values.
type lexer struct {
	data []byte
	at   int
}

const whitespace, delimiters = "\x00\t\n\f\r ", "()<>[]{}/%"

func (l *lexer) skip() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case strings.IndexByte(whitespace, c) >= 0:
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// token reads a word, a number, a string, or one of the signs << >> [ ] { }.
func (l *lexer) token() raw {
	l.skip()
	if l.at >= len(l.data) {
		return ""
	}
	from := l.at
	rest := l.data[from:]
	switch c := rest[0]; {
	case c == '(':
		l.literal()
	case bytes.HasPrefix(rest, []byte("<<")), bytes.HasPrefix(rest, []byte(">>")):
		l.at += 2
	case c == '<':
		if end := bytes.IndexByte(rest, '>'); end >= 0 {
			l.at += end + 1
		} else {
			l.at = len(l.data)
		}
	case strings.IndexByte("[]{}>)", c) >= 0:
		l.at++
	default: // a name begins with /, a word with anything else
		for l.at++; l.at < len(l.data) && strings.IndexByte(whitespace+delimiters, l.data[l.at]) < 0; l.at++ {
		}
	}
	return raw(l.data[from:l.at])
}

// literal moves behind a string in parentheses.
func (l *lexer) literal() {
	depth := 0
	for ; l.at < len(l.data); l.at++ {
		switch l.data[l.at] {
		case '\\':
			l.at++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.at++
				return
			}
		}
	}
	l.at = len(l.data)
}

const maxDepth = 50

func (l *lexer) value(depth int) (value, error) {
	if depth > maxDepth {
		return nil, errDamaged
	}
	switch t := l.token(); t {
	case "", ">>", "]", "}", "{", ")", ">":
		return nil, errDamaged
	case "[":
		return l.array(depth)
	case "<<":
		return l.dict(depth)
	default:
		return l.reference(t), nil
	}
}

func (l *lexer) array(depth int) (value, error) {
	a := array{}
	for {
		before := l.at
		if l.token() == "]" {
			return a, nil
		}
		l.at = before
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

func (l *lexer) dict(depth int) (value, error) {
	d := newDict()
	for {
		key := l.token()
		if key == ">>" {
			return d, nil
		}
		if !strings.HasPrefix(string(key), "/") {
			return nil, errDamaged
		}
		v, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d.set(string(key), v)
	}
}

// reference looks whether a number begins “12 0 R”.
func (l *lexer) reference(first raw) value {
	before := l.at
	number, ok := whole(first)
	if !ok {
		return first
	}
	if generation, ok := whole(l.token()); ok && l.token() == "R" {
		return ref{number, generation}
	}
	l.at = before
	return first
}

// whole is a number that counts something.
func whole(v value) (n int, ok bool) {
	t, ok := v.(raw)
	if !ok || len(t) > 10 || t == "" || strings.Trim(string(t), "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(string(t))
	return n, err == nil
}

func number(v value) (f float64, ok bool) {
	t, ok := v.(raw)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(t), 64)
	return f, err == nil && f > -1e6 && f < 1e6
}
