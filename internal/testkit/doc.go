// Package testkit holds what tests of several packages share: a PostgreSQL of
// their own, and whatever makes a test short to read. Nothing in the program
// may import it (internal/arch).
package testkit
