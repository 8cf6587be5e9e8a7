// Package ofd writes pages as OFD (GB/T 33190-2016), the national format for
// exchanged documents: the same marks in the same places as in the PDF, with the fonts
// embedded as TrueType subsets (readers differ in what else they take). It does
// not sign; a seal inside OFD needs the bureau's own certificate service (GB/T 38540).
package ofd
