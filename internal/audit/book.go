package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"

	"golang.org/x/mod/sumdb/tlog"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations are the tables of leaves, chains, tree and checkpoints.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Book collects the evidence rows that one transaction writes.
type Book struct {
	tx   *store.Tx
	salt string
	rows map[entryKey]string
}

type entryKey struct{ table, id string }

// Entry is one evidence row in a leaf.
type Entry struct {
	Table string `json:"t"`
	ID    string `json:"id"`
	Hash  string `json:"h"`
}

// Fact says who did what; it stands in the leaf in clear.
type Fact struct {
	Chain  string // the case's id, or the name of a chain without a case
	Actor  string // person id; "" for the system's own jobs
	Via    string // page, api, command, job, demo
	Action string // name of the use case, e.g. incoming.register
	Note   string // e.g. 示范数据
}

// leaf is what is hashed and chained.
type leaf struct {
	Chain  string  `json:"chain"`
	Seq    int64   `json:"seq"`
	Prev   string  `json:"prev"`
	At     int64   `json:"at"`
	Actor  string  `json:"actor"`
	Via    string  `json:"via"`
	Action string  `json:"action"`
	Note   string  `json:"note,omitempty"`
	Rows   []Entry `json:"rows"`
}

// Open begins a book for a transaction.
func Open(tx *store.Tx) *Book {
	return &Book{tx: tx, salt: ident.Secret(), rows: map[entryKey]string{}}
}

// Insert writes an evidence row.
func (b *Book) Insert(ctx context.Context, table string, row store.Row) error {
	stored, err := store.Insert(ctx, b.tx, table, row)
	return b.note(table, stored, err)
}

// Update changes an evidence row if every column of when still has its value;
// store.ErrNotFound if it does not.
func (b *Book) Update(ctx context.Context, table, id string, set, when store.Row) error {
	stored, err := store.Update(ctx, b.tx, table, id, set, when)
	return b.note(table, stored, err)
}

func (b *Book) note(table string, stored store.Row, err error) error {
	if err != nil {
		return fmt.Errorf("audit: %s: %w", table, err)
	}
	id, ok := stored["id"].(string)
	if !ok {
		return fmt.Errorf("audit: a row of %s has no text id", table)
	}
	b.rows[entryKey{table, id}], err = rowHash(b.salt, stored)
	return err
}

// Touched tells whether anything was written.
func (b *Book) Touched() bool { return len(b.rows) > 0 }

// rowHash is SHA-256 over the salt and the row's canonical JSON. NULL columns
// are left out, so that a column added later does not change older rows.
func rowHash(salt string, row store.Row) (string, error) {
	present := make(store.Row, len(row))
	for name, value := range row {
		if value != nil {
			present[name] = value
		}
	}
	text, err := canonical(present)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(salt+"\n"), text...))
	return hex.EncodeToString(sum[:]), nil
}

// canonical is JSON with sorted keys and nothing escaped that need not be.
func canonical(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// Seal writes the leaf of everything the transaction wrote. It must be the last
// write: a row changed afterwards would not be covered.
func (b *Book) Seal(ctx context.Context, fact Fact) (err error) {
	defer errs.Wrap(&err, "audit.Seal(%s)", fact.Chain)
	now := b.tx.Now()
	// The chain's row is locked from here to the commit, so that two leaves
	// cannot take the same place.
	type place struct {
		Seq  int64  `db:"seq"`
		Hash string `db:"hash"`
	}
	at, err := store.One[place](ctx, b.tx, `INSERT INTO audit_chain (chain, seq, hash) VALUES ($1, 1, '')
		ON CONFLICT (chain) DO UPDATE SET seq = audit_chain.seq + 1 RETURNING seq, hash`, fact.Chain)
	if err != nil {
		return err
	}
	body, err := canonical(leaf{
		Chain: fact.Chain, Seq: at.Seq, Prev: at.Hash, At: clock.Millis(now),
		Actor: fact.Actor, Via: fact.Via, Action: fact.Action, Note: fact.Note, Rows: b.entries(),
	})
	if err != nil {
		return err
	}
	hash := tlog.RecordHash(body).String()
	if _, err := store.Exec(ctx, b.tx, `INSERT INTO audit_leaf (id, chain, seq, body, salt, hash, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		ident.New(now), fact.Chain, at.Seq, string(body), b.salt, hash, clock.Millis(now)); err != nil {
		return err
	}
	_, err = store.Exec(ctx, b.tx, `UPDATE audit_chain SET hash = $1 WHERE chain = $2`, hash, fact.Chain)
	return err
}

func (b *Book) entries() []Entry {
	all := make([]Entry, 0, len(b.rows))
	for key, hash := range b.rows {
		all = append(all, Entry{key.table, key.id, hash})
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Table != all[j].Table {
			return all[i].Table < all[j].Table
		}
		return all[i].ID < all[j].ID
	})
	return all
}
