// Package paper lays out what an office prints besides documents: registers (tables
// of any length with repeated heads, totals and places to sign) and forms of one case
// (labelled cells, opinions that grow over pages, lists of items). It gives pages
// for the writers, and knows no fonts and no file format.
//
// They look as an official makes them by hand: title in 黑体, text in 宋体, lines of
// half a point, labels in the middle of their cells.
package paper
