// Package certify is the layout certificate (1-03-K3): Check measures finished
// pages against GB/T 9704-2012 and tells, article by article, what was measured,
// what is wanted, where, and what to do. It reads only the marks and what the
// document says; it does not ask the composer, so that a fault of the composer
// fails it.
//
// CheckForeign looks over somebody else's PDF or DOCX as far as lines of text
// with their sizes and places show.
package certify
