// Package errs gives every error that leaves the program a kind and a public
// text. The cause stays inside: it is logged with the request id and never
// shown to people (reliability.md, logs and error pages).
package errs

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an error is; pages and API choose their
// status by it (kernel.md, One struct).
type Kind uint8

// The kinds, with the HTTP status that both faces answer.
const (
	Internal    Kind = iota // 500: a fault of the program
	Malformed               // 400: the request cannot be read
	NotSignedIn             // 401: no session or token
	NotAllowed              // 403: may see it, may not do it
	NotFound                // 404: unknown or invisible, the same answer
	Stale                   // 409: somebody acted first (G-05)
	TooLarge                // 413: over a limit
	Invalid                 // 422: fields that do not validate
	TooMany                 // 429: locked out or flooding
	Unavailable             // 503: disk full, read-only or busy; reading goes on
)

// Error is an error with a text that may be shown to people.
type Error struct {
	Kind   Kind
	Public string // Chinese, for people
	Cause  error  // private; may be nil
}

// New returns an error of a kind with its public text.
func New(kind Kind, public string) *Error { return &Error{Kind: kind, Public: public} }

// Newf is New with a format for the public text.
func Newf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Public: fmt.Sprintf(format, args...)}
}

// With returns e with a private cause.
func (e *Error) With(cause error) *Error {
	return &Error{Kind: e.Kind, Public: e.Public, Cause: cause}
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Public + ": " + e.Cause.Error()
	}
	return e.Public
}

func (e *Error) Unwrap() error { return e.Cause }

// Is makes e match the error it was made from by With: same kind, same text.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Public == e.Public
}

// KindOf tells the kind of err; an error without one is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Public tells the text of err that may be shown to people.
func Public(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Public
	}
	return "系统内部出错，已记录"
}

// Wrap annotates *err once per function: defer errs.Wrap(&err, "seal.Use(%s)", id).
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
