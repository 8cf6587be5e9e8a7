// Package audit keeps the evidence that nothing was changed behind the
// program's back (G-03, reliability.md D7).
//
// A use case writes its evidence rows through a Book, which hashes each row as
// the database returned it, salted. Seal writes one leaf with these hashes,
// chained to the leaf before it in the same chain (a case, “org”, …), in the
// caller's transaction. Sequence puts committed leaves into a Merkle tree
// (golang.org/x/mod/sumdb/tlog, SHA-256) and signs checkpoints with SM2. Verify
// reads everything again, from a database or an export, and names every row
// that was changed, is missing or was added.
//
// The salt stands beside the leaf's body, not in it: when a field must lawfully
// be erased, row and salt go and the hash stays.
//
// Checkpoints are also written beside the keys, to be carried off the machine:
// what was cut off together with its checkpoints is found by those alone.
// VerifyNewest is the short look that a start takes after the disk has failed.
//
// A leaf is in the tree about a second after its commit; until then only the
// chain of its case covers it.
package audit
