// Package bureau keeps what a bureau says of itself before and while it works
// with the program: its name, that it holds no state secrets here, which rules it
// has adopted, where its paper numbers had come to, and when real work began.
// Each statement is evidence with who made it; the newest of a fact counts.
//
//	set up ── Open ──▶ opened (nothing begins before; it is never closed again)
package bureau
