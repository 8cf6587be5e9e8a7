// Package cff reads the Compact Font Format (Adobe TN 5176), plain or keyed by
// CID, runs its charstrings (TN 5177) and writes subsets keyed by CID. In a subset
// the subroutines are written out where they are called, so that none remain: that
// costs little once compressed, and some renderers refuse pruned subroutine tables.
package cff
