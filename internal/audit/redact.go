package audit

import (
	"context"
	"encoding/json"
	"strings"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Redact changes an evidence row because something in it must lawfully be erased
// (G-03): unlike with Update, nothing is kept by which the earlier contents could
// be guessed. The leaves that promised it keep their hash and lose their salt;
// other rows that only those leaves vouched for are vouched for anew, if they
// are still as promised.
func (b *Book) Redact(ctx context.Context, table, id string, set store.Row) (err error) {
	defer errs.Wrap(&err, "audit.Redact(%s, %s)", table, id)
	leaves, err := b.promising(ctx, table, id)
	if err != nil {
		return err
	}
	for _, l := range leaves {
		if err := b.renew(ctx, l, entryKey{table, id}); err != nil {
			return err
		}
		if _, err := store.Exec(ctx, b.tx, `UPDATE audit_leaf SET salt = '' WHERE id = $1`, l.ID); err != nil {
			return err
		}
	}
	return b.Update(ctx, table, id, set, nil)
}

type saltedLeaf struct {
	ID   string `db:"id"`
	Body string `db:"body"`
	Salt string `db:"salt"`
}

// promising gives the salted leaves that hold a hash of the row.
func (b *Book) promising(ctx context.Context, table, id string) ([]saltedLeaf, error) {
	// The id is made of letters and digits: no wildcards.
	leaves, err := store.All[saltedLeaf](ctx, b.tx, `SELECT id, body, salt FROM audit_leaf WHERE salt <> '' AND body LIKE $1`, `%"id":"`+id+`"%`)
	if err != nil {
		return nil, err
	}
	var found []saltedLeaf
	for _, l := range leaves {
		if strings.Contains(l.Body, `{"t":"`+table+`","id":"`+id+`"`) {
			found = append(found, l)
		}
	}
	return found, nil
}

// renew vouches for the other rows of a leaf that are as it says.
func (b *Book) renew(ctx context.Context, l saltedLeaf, but entryKey) error {
	var body leaf
	if err := json.Unmarshal([]byte(l.Body), &body); err != nil {
		return err
	}
	for _, entry := range body.Rows {
		key := entryKey{entry.Table, entry.ID}
		if _, done := b.rows[key]; done || key == but {
			continue
		}
		err := store.EachRow(ctx, b.tx, func(row store.Row) error {
			if hash, err := rowHash(l.Salt, row); err != nil || hash != entry.Hash {
				return err // changed since: another leaf vouches for it, or nobody
			}
			return b.note(entry.Table, row, nil)
		}, "SELECT * FROM "+entry.Table+" WHERE id = $1", entry.ID)
		if err != nil {
			return err
		}
	}
	return nil
}
