// Package module says what a specification package (internal/work/NAME) hands to
// the rest: its kinds of cases, its registers and ledgers, its reports, its
// recurring checks, and what a person holds by it. Pages, API, desk and jobs are
// made from these values alone, so that a new specification needs no page of its
// own for any of them.
package module
