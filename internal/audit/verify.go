package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"

	"golang.org/x/mod/sumdb/tlog"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Source is what is verified: a database or an export. Each reads a table's
// rows; the tables of this package come first.
type Source interface {
	Tables() []store.Table
	Each(ctx context.Context, table string, each func(store.Row) error) error
	// File checks the stored file with that hash: nil, or what is wrong.
	File(ctx context.Context, hash string) error
}

// Finding is one thing that is not as it was written.
type Finding struct {
	What  string // 已被改动 缺失 多出 …
	Table string
	ID    string
}

func (f Finding) String() string { return fmt.Sprintf("%s：%s %s", f.What, f.Table, f.ID) }

// Report is the outcome of Verify; no findings means that all is as written.
type Report struct {
	Leaves, Rows, Files, Sequenced int64
	Findings                       []Finding
}

// OK tells that nothing was found.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

func (r *Report) find(what, table, id string) {
	r.Findings = append(r.Findings, Finding{what, table, id})
}

// verifier holds what the leaves promise.
type verifier struct {
	report    *Report
	promised  map[entryKey]promise // the newest per row
	lastChain map[entryKey]string  // chain of the newest promise
	last      map[string]chainEnd
	tree      map[int64]tlog.Hash // record hashes by tree index
}

// promise is what the newest leaf that names a row says of it. Leaves of the same
// millisecond in different chains have no order: the row must be as one of them
// says.
type promise struct {
	at    int64
	hash  []string
	salt  []string
	found bool
}

func (p promise) holds(row store.Row) (bool, error) {
	for i, salt := range p.salt {
		hash, err := rowHash(salt, row)
		if err != nil || hash == p.hash[i] {
			return err == nil, err
		}
	}
	return false, nil
}

type chainEnd struct {
	seq  int64
	hash string
}

// Verify reads everything and compares it with leaves, chains, tree and signed
// checkpoints. pub may be nil: signatures are then not looked at. carried are
// checkpoints that were kept elsewhere: without them, nobody can see that the
// newest records were cut off together with their checkpoints.
func Verify(ctx context.Context, src Source, pub *Public, carried ...Checkpoint) (_ *Report, err error) {
	defer errs.Wrap(&err, "audit.Verify")
	v := newVerifier()
	if err := v.leaves(ctx, src); err != nil {
		return nil, err
	}
	if err := v.chains(ctx, src); err != nil {
		return nil, err
	}
	if err := v.checkpoints(ctx, src, pub, carried); err != nil {
		return nil, err
	}
	for _, table := range src.Tables() {
		if table.Class == store.Evidence {
			if err := v.rows(ctx, src, table.Name); err != nil {
				return nil, err
			}
		}
	}
	return v.done(), nil
}

func newVerifier() *verifier {
	return &verifier{report: &Report{}, promised: map[entryKey]promise{}, lastChain: map[entryKey]string{}, last: map[string]chainEnd{}, tree: map[int64]tlog.Hash{}}
}

// done names what was promised and not found, and sorts.
func (v *verifier) done() *Report {
	for key, p := range v.promised {
		if !p.found {
			v.report.find("缺失", key.table, key.id)
		}
	}
	sort.Slice(v.report.Findings, func(i, j int) bool {
		a, b := v.report.Findings[i], v.report.Findings[j]
		return a.Table+a.ID+a.What < b.Table+b.ID+b.What
	})
	return v.report
}

// leaves collects all leaves and checks them chain by chain in order.
func (v *verifier) leaves(ctx context.Context, src Source) error {
	byChain := map[string][]storedLeaf{}
	err := src.Each(ctx, "audit_leaf", func(row store.Row) error {
		l, readable := parseLeaf(row)
		if !readable {
			v.report.find("不能读取的留痕", "audit_leaf", l.id)
		} else {
			byChain[l.chain] = append(byChain[l.chain], l)
		}
		return nil
	})
	for chain, leaves := range byChain {
		v.chain(chain, leaves, true)
	}
	return err
}

type storedLeaf struct {
	id, chain, salt, hash string
	seq, at, index        int64 // index -1: not yet in the tree
	computed              tlog.Hash
	body                  leaf
}

func parseLeaf(row store.Row) (storedLeaf, bool) {
	l := storedLeaf{id: text(row["id"]), chain: text(row["chain"]), salt: text(row["salt"]), hash: text(row["hash"]), index: -1}
	l.seq, _ = number(row["seq"])
	l.at, _ = number(row["at"])
	if n, ok := number(row["tree_index"]); ok {
		l.index = n
	}
	body := []byte(text(row["body"]))
	l.computed = tlog.RecordHash(body)
	return l, json.Unmarshal(body, &l.body) == nil
}

// chain looks at the leaves of a chain, all of them or those since some leaf.
func (v *verifier) chain(chain string, leaves []storedLeaf, whole bool) {
	sort.Slice(leaves, func(i, j int) bool { return leaves[i].seq < leaves[j].seq })
	end := chainEnd{}
	if !whole {
		end = chainEnd{leaves[0].seq - 1, leaves[0].body.Prev}
	}
	for _, l := range leaves {
		v.report.Leaves++
		ok := l.computed.String() == l.hash && l.body.Chain == chain && l.body.Seq == l.seq && l.body.At == l.at
		if !ok {
			v.report.find("已被改动", "audit_leaf", l.id)
		}
		if l.seq != end.seq+1 || l.body.Prev != end.hash {
			v.report.find("前后不连", "audit_leaf", l.id)
		}
		end = chainEnd{l.seq, l.hash}
		if l.index >= 0 {
			v.tree[l.index] = l.computed
		}
		for _, entry := range l.body.Rows {
			v.promise(entryKey{entry.Table, entry.ID}, chain, l, entry.Hash)
		}
	}
	v.last[chain] = end
}

// promise keeps the newest hash of a row: within a chain the later leaf, whatever
// the clock said, across chains the later time.
func (v *verifier) promise(key entryKey, chain string, l storedLeaf, hash string) {
	old, ok := v.promised[key]
	switch {
	case !ok || l.body.At > old.at || v.lastChain[key] == chain:
		v.promised[key] = promise{at: l.body.At, hash: []string{hash}, salt: []string{l.salt}}
	case l.body.At == old.at:
		old.hash, old.salt = append(old.hash, hash), append(old.salt, l.salt)
		v.promised[key] = old
	default:
		return
	}
	v.lastChain[key] = chain
}

// chains finds leaves cut off at a chain's end, and chains whose end is unknown.
func (v *verifier) chains(ctx context.Context, src Source) error {
	ended := map[string]bool{}
	err := src.Each(ctx, "audit_chain", func(row store.Row) error {
		ended[text(row["chain"])] = true
		v.end(row)
		return nil
	})
	for chain := range v.last {
		if !ended[chain] {
			v.report.find("缺失", "audit_chain", chain)
		}
	}
	return err
}

func (v *verifier) end(row store.Row) {
	chain := text(row["chain"])
	seq, _ := number(row["seq"])
	if end := v.last[chain]; end.seq != seq || end.hash != text(row["hash"]) {
		v.report.find("末尾缺失或多出", "audit_chain", chain)
	}
}

// missingMost bounds how many missing leaves are named one by one, whatever size
// a checkpoint claims.
const missingMost = 100

// checkpoints builds the tree again and compares every signed state.
func (v *verifier) checkpoints(ctx context.Context, src Source, pub *Public, carried []Checkpoint) error {
	all := slices.Clone(carried)
	err := src.Each(ctx, "audit_checkpoint", func(row store.Row) error {
		all = append(all, checkpointOf(row))
		return nil
	})
	if err != nil {
		return err
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Size < all[j].Size })
	g := &grown{hashes: map[int64]tlog.Hash{}}
	leaves := int64(0)
	for index := range v.tree {
		leaves = max(leaves, index+1)
	}
	for _, cp := range all {
		v.signed(cp, pub)
		for ; g.size < min(cp.Size, leaves); g.size++ {
			record, ok := v.tree[g.size]
			if !ok {
				v.report.find("树中缺失", "audit_leaf", fmt.Sprint(g.size))
			}
			if err := g.add(record); err != nil {
				return err
			}
		}
		for index := leaves; index < min(cp.Size, leaves+missingMost); index++ {
			v.report.find("树中缺失", "audit_leaf", fmt.Sprint(index))
		}
		leaves = max(leaves, min(cp.Size, leaves+missingMost)) // named once
		if cp.Size != g.size {
			v.report.find("与签名的树根不符", "audit_checkpoint", fmt.Sprint(cp.Size))
			continue
		}
		root, err := tlog.TreeHash(cp.Size, g)
		if err != nil {
			return err
		}
		if root.String() != cp.Root {
			v.report.find("与签名的树根不符", "audit_checkpoint", fmt.Sprint(cp.Size))
		}
	}
	for index := range v.tree {
		if index >= v.report.Sequenced {
			v.report.find("没有签名的检查点", "audit_leaf", fmt.Sprint(index))
		}
	}
	return nil
}

// grown is the tree as it is built again.
type grown struct {
	size   int64
	hashes map[int64]tlog.Hash
}

// ReadHashes is tlog.HashReader's.
func (g *grown) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, idx := range indexes {
		out[i] = g.hashes[idx]
	}
	return out, nil
}

func (g *grown) add(record tlog.Hash) error {
	stored, err := tlog.StoredHashesForRecordHash(g.size, record, g)
	for i, h := range stored {
		g.hashes[tlog.StoredHashIndex(0, g.size)+int64(i)] = h
	}
	return err
}

func checkpointOf(row store.Row) Checkpoint {
	cp := Checkpoint{Root: text(row["root"]), Signature: text(row["signature"])}
	cp.Size, _ = number(row["size"])
	cp.At, _ = number(row["at"])
	return cp
}

func (v *verifier) signed(cp Checkpoint, pub *Public) {
	if pub != nil && !pub.Check(cp.text(), cp.Signature) {
		v.report.find("签名不符", "audit_checkpoint", fmt.Sprint(cp.Size))
	}
	v.report.Sequenced = cp.Size
}

func (v *verifier) rows(ctx context.Context, src Source, table string) error {
	return src.Each(ctx, table, func(row store.Row) error { return v.row(ctx, table, row, src.File) })
}

// row compares a row with its newest promise; file looks at a stored file.
func (v *verifier) row(ctx context.Context, table string, row store.Row, file func(ctx context.Context, hash string) error) error {
	v.report.Rows++
	id := text(row["id"])
	key := entryKey{table, id}
	p, known := v.promised[key]
	if !known {
		v.report.find("多出", table, id)
		return nil
	}
	p.found = true
	v.promised[key] = p
	holds, err := p.holds(row)
	if err != nil {
		return err
	}
	if !holds {
		v.report.find("已被改动", table, id)
	}
	if hash := text(row["hash"]); table == "file" && hash != "" { // "" was lawfully erased
		v.report.Files++
		if err := file(ctx, hash); err != nil {
			v.report.find("文件"+err.Error(), table, id)
		}
	}
	return nil
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// number reads what a database or JSON gives for a BIGINT.
func number(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	}
	return 0, false
}
