package store

import (
	"fmt"
	"strings"
)

// Query builds one SQL text with its values, numbering $n in order, so that no
// placeholder is reused or out of order on either database.
type Query struct {
	text strings.Builder
	args []any
}

// Add appends a piece in which every ? stands for the next value.
func (b *Query) Add(piece string, args ...any) *Query {
	for _, arg := range args {
		before, after, found := strings.Cut(piece, "?")
		if !found {
			panic("store: more values than ? in " + piece) // a fault of the program
		}
		b.args = append(b.args, arg)
		fmt.Fprintf(&b.text, "%s$%d", before, len(b.args))
		piece = after
	}
	if strings.Contains(piece, "?") {
		panic("store: more ? than values in " + piece)
	}
	b.text.WriteString(piece)
	return b
}

// In appends column IN (…), or a condition that never holds for no values.
func (b *Query) In(column string, values []string) *Query {
	if len(values) == 0 {
		return b.Add("1 = 0")
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return b.Add(column+" IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")+")", args...)
}

// SQL gives the text; Args its values.
func (b *Query) SQL() string { return b.text.String() }

// Args gives the values in the order of their placeholders.
func (b *Query) Args() []any { return b.args }

// Like is the pattern of what holds a text, for LIKE ? ESCAPE '!'.
func Like(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}
