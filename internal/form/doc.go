// Package form reads a form once from the struct tags of a Go type and gives
// from it everything a face needs: fields to draw, forgiving decoding,
// validation with messages at the field, columns, canonical JSON and the JSON
// schema of the API (kernel.md, One struct). It knows no HTML.
//
// The types are input only; stored rows are their own.
package form
