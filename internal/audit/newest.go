package audit

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// newestLeaves is how far back VerifyNewest goes at least, if there are as many.
const newestLeaves = 1000

// VerifyNewest looks at what was written last, after the disk or the database has
// failed (D2): the newest checkpoint and its root, the leaves since a checkpoint
// about a thousand leaves ago, what waits to be sequenced, and every row and file
// that these leaves vouch for. file checks a stored file.
func VerifyNewest(ctx context.Context, db *store.DB, file func(ctx context.Context, hash string) error, pub *Public) (_ *Report, err error) {
	defer errs.Wrap(&err, "audit.VerifyNewest")
	v := newVerifier()
	err = db.Snapshot(ctx, func(ctx context.Context, q store.Querier) error {
		n := newest{v, q}
		if err := n.checkpoint(ctx, pub); err != nil {
			return err
		}
		if err := n.leaves(ctx); err != nil {
			return err
		}
		if err := n.ends(ctx); err != nil {
			return err
		}
		return n.promised(ctx, db.Tables(), file)
	})
	return v.done(), err
}

type newest struct {
	*verifier
	q store.Querier
}

func (n newest) rows(ctx context.Context, query string, args ...any) (all []store.Row, err error) {
	err = store.EachRow(ctx, n.q, func(row store.Row) error { all = append(all, row); return nil }, query, args...)
	return all, err
}

// checkpoint compares the newest signature and root with the stored tree.
func (n newest) checkpoint(ctx context.Context, pub *Public) error {
	rows, err := n.rows(ctx, `SELECT * FROM audit_checkpoint ORDER BY size DESC LIMIT 1`)
	if err != nil || len(rows) == 0 {
		return err
	}
	cp := checkpointOf(rows[0])
	n.signed(cp, pub)
	root, err := tlog.TreeHash(cp.Size, n.tree(ctx))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err != nil || root.String() != cp.Root {
		n.report.find("与签名的树根不符", "audit_checkpoint", fmt.Sprint(cp.Size))
	}
	return nil
}

// tree reads the stored hashes.
func (n newest) tree(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, idx := range indexes {
			text, err := store.Value[string](ctx, n.q, `SELECT hash FROM audit_hash WHERE idx = $1`, idx)
			if err != nil {
				return nil, err
			}
			if out[i], err = tlog.ParseHash(text); err != nil {
				return nil, store.ErrNotFound.With(err) // what stands there is no hash
			}
		}
		return out, nil
	})
}

func (n newest) leaves(ctx context.Context) error {
	from, err := store.Value[int64](ctx, n.q, `SELECT COALESCE(MAX(size), 0) FROM audit_checkpoint WHERE size <= $1`, n.report.Sequenced-newestLeaves)
	if err != nil {
		return err
	}
	// The tree may hold two leaves of a chain in another order than the chain (clocks of
	// two nodes): so a chain is read from its first leaf here to its end.
	rows, err := n.rows(ctx, `SELECT l.* FROM audit_leaf l JOIN (SELECT chain, MIN(seq) AS first FROM audit_leaf WHERE tree_index >= $1 OR tree_index IS NULL GROUP BY chain) AS c
		ON l.chain = c.chain AND l.seq >= c.first`, from)
	if err != nil {
		return err
	}
	byChain := map[string][]storedLeaf{}
	for _, row := range rows {
		l, readable := parseLeaf(row)
		if !readable {
			n.report.find("不能读取的留痕", "audit_leaf", l.id)
			continue
		}
		byChain[l.chain] = append(byChain[l.chain], l)
	}
	for chain, leaves := range byChain {
		n.chain(chain, leaves, false)
	}
	return n.inTree(ctx, from)
}

// inTree compares the leaves since from with what the tree holds of them.
func (n newest) inTree(ctx context.Context, from int64) error {
	for index := from; index < n.report.Sequenced; index++ {
		computed, ok := n.verifier.tree[index]
		if !ok {
			n.report.find("树中缺失", "audit_leaf", fmt.Sprint(index))
			continue
		}
		hashes, err := n.tree(ctx).ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || hashes[0] != computed {
			n.report.find("与树不符", "audit_leaf", fmt.Sprint(index))
		}
	}
	return nil
}

// ends compares the chains' ends.
func (n newest) ends(ctx context.Context) error {
	for chain := range n.last {
		rows, err := n.rows(ctx, `SELECT * FROM audit_chain WHERE chain = $1`, chain)
		if err != nil {
			return err
		}
		for _, row := range rows {
			n.end(row)
		}
	}
	return nil
}

// promised looks at every row that the leaves vouch for.
func (n newest) promised(ctx context.Context, tables []store.Table, file func(ctx context.Context, hash string) error) error {
	known := map[string]bool{}
	for _, t := range tables {
		known[t.Name] = t.Class == store.Evidence
	}
	for key := range n.verifier.promised {
		if !known[key.table] { // its name goes into the query
			continue
		}
		rows, err := n.rows(ctx, "SELECT * FROM "+key.table+" WHERE id = $1", key.id)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := n.row(ctx, key.table, row, file); err != nil {
				return err
			}
		}
	}
	return nil
}
