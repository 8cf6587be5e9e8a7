package testkit

import (
	"crypto/sha256"
	"encoding/hex"
)

// SHA256 gives the hash of a text in hexadecimal.
func SHA256(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
