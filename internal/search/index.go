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
	Kind  string `db:"kind"`
	Texts string `db:"texts"`
}

// Put makes texts the case's own entry. The caller's transaction holds the case.
func (x *Index) Put(ctx context.Context, tx *store.Tx, c Case, texts []Text) (err error) {
	defer errs.Wrap(&err, "search.Put(%s)", c.ID)
	was, err := lock(ctx, tx, c.ID)
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
func (x *Index) PutFile(ctx context.Context, tx *store.Tx, caseID, fileID string, texts []Text) (err error) {
	defer errs.Wrap(&err, "search.PutFile(%s)", fileID)
	own, err := lock(ctx, tx, caseID)
	if err != nil {
		return err
	}
	was, err := store.One[entry](ctx, tx, `SELECT doc, kind, texts FROM search_entry WHERE case_id = $1 AND file_id = $2`, caseID, fileID)
	if errors.Is(err, store.ErrNotFound) {
		if was.Doc, err = store.Value[int64](ctx, tx, `SELECT MAX(doc) + 1 FROM search_entry WHERE doc >= $1 AND doc < $2`, own.Doc, own.Doc+caseParts); err != nil {
			return err
		}
		if was.Doc == own.Doc+caseParts {
			return nil
		}
		_, err = store.Exec(ctx, tx, `INSERT INTO search_entry (doc, case_id, file_id, kind, texts) VALUES ($1, $2, $3, $4, '')`, was.Doc, caseID, fileID, own.Kind)
	}
	if err != nil {
		return err
	}
	return x.write(ctx, tx, was, texts)
}

// Lock keeps other transactions from writing entries of the case until this one
// ends; store.ErrNotFound if it has none.
func (x *Index) Lock(ctx context.Context, tx *store.Tx, caseID string) (err error) {
	defer errs.Wrap(&err, "search.Lock(%s)", caseID)
	_, err = lock(ctx, tx, caseID)
	return err
}

// lock reads the case's own entry, locked.
func lock(ctx context.Context, tx *store.Tx, caseID string) (entry, error) {
	return store.One[entry](ctx, tx, `UPDATE search_entry SET kind = kind WHERE case_id = $1 AND file_id = '' RETURNING doc, kind, texts`, caseID)
}

// claim takes a number for a case that has none: the next of its millisecond, or
// of a later one where another transaction has just taken that. Entries with one
// number are of one case: who sees it sees all of them.
func (x *Index) claim(ctx context.Context, tx *store.Tx, c Case) (entry, error) {
	if err := x.Drop(ctx, tx, c.ID); err != nil { // files that lost their case's own entry
		return entry{}, err
	}
	for at := c.At; at < c.At+1000; at++ {
		last, err := store.Value[int64](ctx, tx, `SELECT COALESCE(MAX(doc), $1) FROM search_entry WHERE doc >= $2 AND doc < $3`, first(at)-1, first(at), first(at+1))
		if err != nil {
			return entry{}, err
		}
		doc := (last>>partBits + 1) << partBits
		n, err := store.Exec(ctx, tx, `INSERT INTO search_entry (doc, case_id, file_id, kind, texts) VALUES ($1, $2, '', $3, '')
			ON CONFLICT DO NOTHING`, doc, c.ID, c.Kind)
		if err != nil || n == 1 {
			return entry{Doc: doc}, err
		}
		if was, err := lock(ctx, tx, c.ID); !errors.Is(err, store.ErrNotFound) {
			return was, err // it was this very case that the other wrote
		}
	}
	return entry{}, fmt.Errorf("search: no number left for a case of %d", c.At)
}

func (x *Index) write(ctx context.Context, tx *store.Tx, was entry, texts []Text) error {
	body, err := json.Marshal(texts)
	if err != nil || string(body) == was.Texts {
		return err
	}
	return x.w.put(ctx, tx, was.Doc, string(body), terms(texts))
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

// Drop removes every entry of a case.
func (x *Index) Drop(ctx context.Context, tx *store.Tx, caseID string) (err error) {
	defer errs.Wrap(&err, "search.Drop(%s)", caseID)
	return x.drop(ctx, tx, caseID, `SELECT doc FROM search_entry WHERE case_id = $1`, caseID)
}

// DropFile removes the entry of one file, if it has one.
func (x *Index) DropFile(ctx context.Context, tx *store.Tx, caseID, fileID string) (err error) {
	defer errs.Wrap(&err, "search.DropFile(%s)", fileID)
	return x.drop(ctx, tx, caseID, `SELECT doc FROM search_entry WHERE case_id = $1 AND file_id = $2`, caseID, fileID)
}

func (x *Index) drop(ctx context.Context, tx *store.Tx, caseID, which string, args ...any) error {
	if _, err := lock(ctx, tx, caseID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	docs, err := store.Column[int64](ctx, tx, which, args...)
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
