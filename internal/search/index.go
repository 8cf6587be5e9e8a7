package search

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of entries and of their words.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Index writes and searches the entries. Use New.
type Index struct {
	db *store.DB
	w  words
}

// New gives the index of a database.
func New(db *store.DB) *Index {
	if db.Postgres() {
		return &Index{db, tsvector{}}
	}
	return &Index{db, fts5{}}
}

// Case is what every entry is of.
type Case struct {
	ID, Kind string
	At       int64 // when it was begun, UTC milliseconds
}

// An entry's number sorts by time: milliseconds, then a place among the cases of
// that millisecond, then the entry of the case: 0 itself, its files from 1 on.
const (
	partBits  = 10
	placeBits = 11
	timeShift = partBits + placeBits
	caseParts = 1 << partBits
)

// first is the number of the first entry at or after an instant.
func first(millis int64) int64 { return millis << timeShift }

// entry is a row without its words.
type entry struct {
	Doc   int64  `db:"doc"`
	Texts string `db:"texts"`
}

// Put makes texts the case's own entry. The caller's transaction holds the case.
func (x *Index) Put(ctx context.Context, tx *store.Tx, c Case, texts []Text) (err error) {
	defer errs.Wrap(&err, "search.Put(%s)", c.ID)
	was, err := x.lock(ctx, tx, c.ID)
	if errors.Is(err, store.ErrNotFound) {
		was, err = x.claim(ctx, tx, c)
	}
	if err != nil {
		return err
	}
	return x.write(ctx, tx, was, texts)
}

// PutFile makes texts the entry of a file of the case, which has its own entry
// already; store.ErrNotFound if it has not. Files past the first thousand of a
// case are left out.
func (x *Index) PutFile(ctx context.Context, tx *store.Tx, c Case, fileID string, texts []Text) (err error) {
	defer errs.Wrap(&err, "search.PutFile(%s)", fileID)
	own, err := x.lock(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	was, err := store.One[entry](ctx, tx, `SELECT doc, texts FROM search_entry WHERE case_id = $1 AND file_id = $2`, c.ID, fileID)
	if errors.Is(err, store.ErrNotFound) {
		if was.Doc, err = store.Value[int64](ctx, tx, `SELECT MAX(doc) + 1 FROM search_entry WHERE case_id = $1`, c.ID); err != nil {
			return err
		}
		if was.Doc >= own.Doc+caseParts {
			return nil
		}
		_, err = store.Exec(ctx, tx, `INSERT INTO search_entry (doc, case_id, file_id, kind, texts) VALUES ($1, $2, $3, $4, '')`, was.Doc, c.ID, fileID, c.Kind)
	}
	if err != nil {
		return err
	}
	return x.write(ctx, tx, was, texts)
}

// lock reads the case's own entry and keeps others from writing any entry of the
// case until the transaction ends.
func (x *Index) lock(ctx context.Context, tx *store.Tx, caseID string) (entry, error) {
	return store.One[entry](ctx, tx, `UPDATE search_entry SET kind = kind WHERE case_id = $1 AND file_id = '' RETURNING doc, texts`, caseID)
}

// claim takes a number for a new case: the next of its millisecond, or of a
// later one where another transaction is just taking that.
func (x *Index) claim(ctx context.Context, tx *store.Tx, c Case) (entry, error) {
	for at := c.At; at < c.At+1000; at++ {
		doc, err := store.Value[int64](ctx, tx, `SELECT COALESCE(MAX(doc) + $1, $2) FROM search_entry WHERE doc >= $3 AND doc < $4 AND file_id = ''`,
			int64(caseParts), first(at), first(at), first(at+1))
		if err != nil {
			return entry{}, err
		}
		n, err := store.Exec(ctx, tx, `INSERT INTO search_entry (doc, case_id, file_id, kind, texts) VALUES ($1, $2, '', $3, '')
			ON CONFLICT (doc) DO NOTHING`, doc, c.ID, c.Kind)
		if err != nil || n == 1 {
			return entry{Doc: doc}, err
		}
	}
	return entry{}, fmt.Errorf("search: no number left for a case of %d", c.At)
}

func (x *Index) write(ctx context.Context, tx *store.Tx, was entry, texts []Text) error {
	body, err := json.Marshal(texts)
	if err != nil || string(body) == was.Texts {
		return err
	}
	return x.w.put(ctx, tx, entry{was.Doc, string(body)}, terms(texts))
}

// border stands between the texts of an entry, so that no phrase is found across.
const border = "‖"

// mostTerms bounds an entry: PostgreSQL counts positions up to 16,383.
const mostTerms = 16383

func terms(texts []Text) []string {
	var all []string
	for _, t := range texts {
		cut := units(t.Text)
		for i := range cut {
			all = append(all, term(cut, i))
		}
		all = append(all, border)
	}
	return all[:min(len(all), mostTerms)]
}

// Own reads the texts of a case's own entry; store.ErrNotFound without one.
func (x *Index) Own(ctx context.Context, q store.Querier, caseID string) ([]Text, error) {
	body, err := store.Value[string](ctx, q, `SELECT texts FROM search_entry WHERE case_id = $1 AND file_id = ''`, caseID)
	if err != nil {
		return nil, err
	}
	var texts []Text
	return texts, json.Unmarshal([]byte(body), &texts)
}

// DropFiles removes the entry of a file, or of every file of the case for "".
func (x *Index) DropFiles(ctx context.Context, tx *store.Tx, caseID, fileID string) (err error) {
	defer errs.Wrap(&err, "search.DropFiles(%s)", caseID)
	if _, err := x.lock(ctx, tx, caseID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	docs, err := store.Column[int64](ctx, tx, `SELECT doc FROM search_entry WHERE case_id = $1 AND file_id <> '' AND (file_id = $2 OR $3 = '')`, caseID, fileID, fileID)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := x.w.drop(ctx, tx, doc); err != nil {
			return err
		}
	}
	return nil
}

// Clear removes every entry; the first step of making the index again.
func (x *Index) Clear(ctx context.Context, tx *store.Tx) (err error) {
	defer errs.Wrap(&err, "search.Clear")
	if _, err := store.Exec(ctx, tx, `DELETE FROM search_entry`); err != nil {
		return err
	}
	return x.w.clear(ctx, tx)
}

// Purge drops what removed entries have left behind in the files of the index,
// in small transactions, so that others can write meanwhile. PostgreSQL does so
// by itself (autovacuum).
func (x *Index) Purge(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "search.Purge")
	for step := 0; ; step++ {
		done := false
		if err := x.db.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			done, err = x.w.purge(ctx, tx, step == 0)
			return err
		}); err != nil || done {
			return err
		}
	}
}
