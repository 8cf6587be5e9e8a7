// Package stamp puts a QR code and a line of text on every page of somebody else's
// PDF (1-01: what is sealed carries its number on each page) and leaves the page as it
// was otherwise. It appends to the file, as PDF provides for: the original stands
// unchanged at the beginning of the rendition, byte for byte, signatures included.
//
// It reads only what it needs: the tables of objects (also compressed ones), the tree
// of pages. A file whose tables are damaged is searched for its objects; one that is
// encrypted, or has no pages even so, is refused with words for people.
package stamp
