// Package ident makes the text ids of stored rows: 48 bits of time and 80 bits
// of chance in 26 characters that sort by time, so that new rows stand at the
// end of an index on both databases.
package ident

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// alphabet is Crockford's: no I, L, O or U, in ascending order.
var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New makes an id for a row born at now.
func New(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // crypto/rand.Read never fails
	return encoding.EncodeToString(b[:])
}

// Nth makes the n-th id of one transaction: those of one instant sort in the order
// in which they were made, with 64 bits of chance behind it.
func Nth(now time.Time, n uint16) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16|uint64(n))
	_, _ = rand.Read(b[8:]) // crypto/rand.Read never fails
	return encoding.EncodeToString(b[:])
}

// Secret makes an unguessable text of 32 characters: session ids, tokens, keys
// of idempotency.
func Secret() string {
	var b [20]byte
	_, _ = rand.Read(b[:])
	return encoding.EncodeToString(b[:])
}

// Valid tells whether s has the form of an id (26 characters of the alphabet).
func Valid(s string) bool {
	if len(s) != 26 {
		return false
	}
	_, err := encoding.DecodeString(s)
	return err == nil
}
