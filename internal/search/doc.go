// Package search is the Chinese full-text index: what a case holds and what its
// files say, found by any two characters in a row, newest first, among what the
// reader may see.
//
// A text becomes units: the characters of a run of Chinese, and whole words of
// letters or digits. The index holds for each character the pair with the one
// after it, at the end of a run the character alone, and whole words. So a
// phrase of any length is a sequence of neighbouring terms, and one character is
// the beginning of a term. Widths, cases and all brackets are folded:
// 云政办函〔2026〕87号 is found by 云政办函2026, by [2026]87 and by 87号.
//
// One entry is the case itself, one each of its files; all words of a query must
// stand in the same entry. The entries are derived: Clear and writing them again
// gives the same index. What callers hand over is what is kept, so nothing that
// was refused (1-04-6) and nothing that is sealed may be handed over.
//
// SQLite keeps the terms in an FTS5 table without contents, PostgreSQL in a
// tsvector with a GIN index; both made here, in the same way (decision 0029).
package search
