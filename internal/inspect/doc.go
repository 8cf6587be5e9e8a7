// Package inspect looks at rendered pages before they are sealed (1-01-6.4, F5):
// blank and nearly blank ones, letterheads and signatures without a body, text that
// nobody sees, places of a form that are not filled in. It is pure: pages in,
// findings out.
//
// Ink counts, not what a file says of itself: a page is divided into cells of about
// 3 mm, and a cell has ink where enough of its pixels differ from the paper around
// them. Grey or yellow paper, the noise of a scanner, dust, shadows at the edge and
// what shines through from the back are paper. Text and its places, where a page has
// any, tell what the ink says.
package inspect
