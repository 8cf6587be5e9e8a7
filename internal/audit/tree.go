package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Checkpoint is a signed state of the tree.
type Checkpoint struct {
	Size      int64  `db:"size"`
	Root      string `db:"root"`
	At        int64  `db:"at"`
	Signature string `db:"signature"`
}

// text is what is signed.
func (c Checkpoint) text() []byte {
	return fmt.Appendf(nil, "guiju checkpoint\n%d\n%s\n%d\n", c.Size, c.Root, c.At)
}

// Line is a checkpoint as it is carried off the machine.
func (c Checkpoint) Line() string {
	return fmt.Sprintf("%s %d %s %s\n", clock.FromMillis(c.At).Format(lineTime), c.Size, c.Root, c.Signature)
}

// lineTime keeps the milliseconds, which are signed.
const lineTime = "2006-01-02T15:04:05.000Z07:00"

// ParseLines reads what Line wrote.
func ParseLines(text string) (all []Checkpoint, err error) {
	defer errs.Wrap(&err, "audit.ParseLines")
	for line := range strings.Lines(text) {
		var at string
		var c Checkpoint
		if _, err := fmt.Sscan(line, &at, &c.Size, &c.Root, &c.Signature); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(all)+1, err)
		}
		t, err := time.Parse(lineTime, at)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(all)+1, err)
		}
		c.At = clock.Millis(t)
		all = append(all, c)
	}
	return all, nil
}

// sequenceMost bounds one step of Sequence.
const sequenceMost = 500

// Sequence puts committed leaves into the tree and signs the new state. Only
// the cluster's leader calls it; false means that nothing waited.
func Sequence(ctx context.Context, db *store.DB, signer *Signer) (cp Checkpoint, more bool, err error) {
	defer errs.Wrap(&err, "audit.Sequence")
	type waiting struct {
		ID   string `db:"id"`
		Hash string `db:"hash"`
	}
	err = db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		leaves, err := store.All[waiting](ctx, tx, `SELECT id, hash FROM audit_leaf
			WHERE tree_index IS NULL ORDER BY at, chain, seq LIMIT $1`, sequenceMost)
		if err != nil || len(leaves) == 0 {
			return err
		}
		more = true
		tree, err := openTree(ctx, tx)
		if err != nil {
			return err
		}
		for _, l := range leaves {
			if err := tree.add(ctx, l.ID, l.Hash); err != nil {
				return err
			}
		}
		cp, err = tree.sign(ctx, signer)
		return err
	})
	return cp, more, err
}

type tree struct {
	tx     *store.Tx
	size   int64
	hashes map[int64]tlog.Hash // read or written in this transaction
}

func openTree(ctx context.Context, tx *store.Tx) (*tree, error) {
	size, err := store.Value[int64](ctx, tx, `SELECT COALESCE(MAX(tree_index) + 1, 0) FROM audit_leaf`)
	return &tree{tx: tx, size: size, hashes: map[int64]tlog.Hash{}}, err
}

func (t *tree) add(ctx context.Context, id, hash string) error {
	parsed, err := tlog.ParseHash(hash)
	if err != nil {
		return err
	}
	stored, err := tlog.StoredHashesForRecordHash(t.size, parsed, t.reader(ctx))
	if err != nil {
		return err
	}
	first := tlog.StoredHashIndex(0, t.size)
	for i, h := range stored {
		idx := first + int64(i)
		t.hashes[idx] = h
		if _, err := store.Exec(ctx, t.tx, `INSERT INTO audit_hash (idx, hash) VALUES ($1, $2)`, idx, h.String()); err != nil {
			return err
		}
	}
	_, err = store.Exec(ctx, t.tx, `UPDATE audit_leaf SET tree_index = $1 WHERE id = $2`, t.size, id)
	t.size++
	return err
}

func (t *tree) reader(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, idx := range indexes {
			if h, ok := t.hashes[idx]; ok {
				out[i] = h
				continue
			}
			text, err := store.Value[string](ctx, t.tx, `SELECT hash FROM audit_hash WHERE idx = $1`, idx)
			if err != nil {
				return nil, err
			}
			if out[i], err = tlog.ParseHash(text); err != nil {
				return nil, err
			}
			t.hashes[idx] = out[i]
		}
		return out, nil
	})
}

func (t *tree) sign(ctx context.Context, signer *Signer) (Checkpoint, error) {
	root, err := tlog.TreeHash(t.size, t.reader(ctx))
	if err != nil {
		return Checkpoint{}, err
	}
	cp := Checkpoint{Size: t.size, Root: root.String(), At: clock.Millis(t.tx.Now())}
	if cp.Signature, err = signer.Sign(cp.text()); err != nil {
		return Checkpoint{}, err
	}
	_, err = store.Exec(ctx, t.tx, `INSERT INTO audit_checkpoint (size, root, at, signature) VALUES ($1, $2, $3, $4)`,
		cp.Size, cp.Root, cp.At, cp.Signature)
	return cp, err
}
