package search

import (
	"context"
	"strconv"
	"strings"

	"guiju.cn/guiju/internal/store"
)

// words is what the two databases do differently: how terms are kept, and asked
// for.
type words interface {
	// put writes the texts of an entry that is there, and its terms.
	put(ctx context.Context, tx *store.Tx, doc int64, texts string, terms []string) error
	drop(ctx context.Context, tx *store.Tx, doc int64) error
	// clear removes all terms; the entries are gone.
	clear(ctx context.Context, tx *store.Tx) error
	// purge does one step of dropping what removed terms left behind.
	purge(ctx context.Context, tx *store.Tx, begin bool) (done bool, err error)
	// match appends FROM and WHERE: the entries e in which q stands.
	match(b *store.Query, q Query)
	// ofOwn is the condition that an entry is of one of the cases in own.
	ofOwn() string
	// doc is the column by which entries come in order without being sorted.
	doc() string
}

// fts5 keeps terms in a table of SQLite's without contents. It is told to part
// them at spaces alone: its own tables end with Unicode 6.1 and take rarer
// characters for punctuation.
type fts5 struct{}

func (fts5) put(ctx context.Context, tx *store.Tx, doc int64, texts string, terms []string) error {
	if _, err := store.Exec(ctx, tx, `UPDATE search_entry SET texts = $1 WHERE doc = $2`, texts, doc); err != nil {
		return err
	}
	_, err := store.Exec(ctx, tx, `INSERT OR REPLACE INTO search_words (rowid, words) VALUES ($1, $2)`, doc, strings.Join(terms, " "))
	return err
}

func (fts5) drop(ctx context.Context, tx *store.Tx, doc int64) error {
	if _, err := store.Exec(ctx, tx, `DELETE FROM search_words WHERE rowid = $1`, doc); err != nil {
		return err
	}
	_, err := store.Exec(ctx, tx, `DELETE FROM search_entry WHERE doc = $1`, doc)
	return err
}

func (fts5) clear(ctx context.Context, tx *store.Tx) error {
	_, err := store.Exec(ctx, tx, `INSERT INTO search_words (search_words) VALUES ('delete-all')`)
	return err
}

// mergePages is how much of the index one step rewrites, 4 KB each.
const mergePages = 500

// purge merges all parts of the index into one, step by step; a merge leaves out
// what was removed. One that changes nothing was the last.
func (fts5) purge(ctx context.Context, tx *store.Tx, begin bool) (done bool, err error) {
	pages := mergePages
	if begin {
		pages = -mergePages // a negative number takes in all parts
	}
	before, err := store.Value[int64](ctx, tx, `SELECT total_changes()`)
	if err != nil {
		return false, err
	}
	if _, err := store.Exec(ctx, tx, `INSERT INTO search_words (search_words, rank) VALUES ('merge', $1)`, pages); err != nil {
		return false, err
	}
	after, err := store.Value[int64](ctx, tx, `SELECT total_changes()`)
	return after-before < 2, err
}

func (fts5) match(b *store.Query, q Query) {
	b.Add(` FROM search_words h JOIN search_entry e ON e.doc = h.rowid WHERE h.search_words MATCH ?`, q.fts5())
}

// ofOwn compares the cases' numbers (partBits), so that SQLite need not read the
// entries of others.
func (fts5) ofOwn() string {
	return `h.rowid >> 10 IN (SELECT doc >> 10 FROM search_entry WHERE file_id = '' AND case_id IN (SELECT case_id FROM own))`
}

func (fts5) doc() string { return "h.rowid" }

// tsvector keeps terms in a column of the entry, on PostgreSQL.
type tsvector struct{}

func (tsvector) put(ctx context.Context, tx *store.Tx, doc int64, texts string, terms []string) error {
	_, err := store.Exec(ctx, tx, `UPDATE search_entry SET texts = $1, words = $2::tsvector WHERE doc = $3`, texts, vector(terms), doc)
	return err
}

// vector writes terms with their places.
func vector(terms []string) string {
	var b strings.Builder
	for i, t := range terms {
		b.WriteString("'" + t + "':" + strconv.Itoa(i+1) + " ")
	}
	return b.String()
}

func (tsvector) drop(ctx context.Context, tx *store.Tx, doc int64) error {
	_, err := store.Exec(ctx, tx, `DELETE FROM search_entry WHERE doc = $1`, doc)
	return err
}

func (tsvector) clear(context.Context, *store.Tx) error { return nil }

func (tsvector) purge(context.Context, *store.Tx, bool) (bool, error) { return true, nil }

// match writes the query into the text: a plan made without knowing the words is
// up to six times slower for common ones.
func (tsvector) match(b *store.Query, q Query) {
	b.Add(` FROM search_entry e WHERE e.words @@ '` + strings.ReplaceAll(q.tsquery(), "'", "''") + `'::tsquery`)
}

func (tsvector) ofOwn() string { return `e.case_id IN (SELECT case_id FROM own)` }

func (tsvector) doc() string { return "e.doc" }
