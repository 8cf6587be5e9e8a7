package audit

import (
	"context"
	"encoding/json"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Written is a leaf as an auditor reads it.
type Written struct {
	ID, Chain    string
	Seq, At      int64
	Actor, Via   string // person id, "" for the program; page, api, command …
	Action, Note string
	Rows         []Entry
	Prev, Hash   string
	TreeIndex    int64 // -1: not in the tree yet
	Sound        bool  // its body has this hash, and in a chain follows on the one before
}

type writtenRow struct {
	ID    string `db:"id"`
	Chain string `db:"chain"`
	Seq   int64  `db:"seq"`
	Body  string `db:"body"`
	Hash  string `db:"hash"`
	Index int64  `db:"tree_index"`
}

const writtenColumns = `id, chain, seq, body, hash, COALESCE(tree_index, -1) AS tree_index`

func (r writtenRow) read() Written {
	w := Written{ID: r.ID, Chain: r.Chain, Seq: r.Seq, Hash: r.Hash, TreeIndex: r.Index}
	var l leaf
	if err := json.Unmarshal([]byte(r.Body), &l); err != nil {
		return w // not sound, and that is what is told
	}
	w.At, w.Actor, w.Via, w.Action, w.Note, w.Rows, w.Prev = l.At, l.Actor, l.Via, l.Action, l.Note, l.Rows, l.Prev
	w.Sound = tlog.RecordHash([]byte(r.Body)).String() == r.Hash && l.Chain == r.Chain && l.Seq == r.Seq
	return w
}

// Find narrows Leaves; an empty member does not.
type Find struct {
	Chain    string // a case's id, or org, ruling, account …
	Actor    string // person id
	Action   string // the beginning of an action's name: incoming., org.appoint
	From, To int64  // UTC milliseconds, From counted, To not; needed where no chain is named
}

func (f Find) where() *store.Query {
	b := new(store.Query).Add(`1 = 1`)
	if f.Chain != "" {
		b.Add(` AND chain = ?`, f.Chain)
	}
	if f.From != 0 {
		b.Add(` AND at >= ?`, f.From)
	}
	if f.To != 0 {
		b.Add(` AND at < ?`, f.To)
	}
	if f.Actor != "" {
		b.Add(` AND body LIKE ? ESCAPE '\'`, `%"actor":"`+literal(f.Actor)+`"%`)
	}
	if f.Action != "" {
		b.Add(` AND body LIKE ? ESCAPE '\'`, `%"action":"`+literal(f.Action)+`%`)
	}
	return b
}

// literal makes a pattern of a text that stands for itself.
func literal(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// Leaves gives a page of leaves, newest first, and how many there are (capped at
// 1,000: “1,000+”).
func Leaves(ctx context.Context, q store.Querier, f Find, skip, most int) (_ []Written, count int64, err error) {
	defer errs.Wrap(&err, "audit.Leaves")
	where := f.where()
	if count, err = store.Value[int64](ctx, q, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM audit_leaf WHERE `+where.SQL()+` LIMIT 1001) AS capped`, where.Args()...); err != nil {
		return nil, 0, err
	}
	where.Add(` ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`, most, skip)
	rows, err := store.All[writtenRow](ctx, q, `SELECT `+writtenColumns+` FROM audit_leaf WHERE `+where.SQL(), where.Args()...)
	all := make([]Written, 0, len(rows))
	for _, r := range rows {
		all = append(all, r.read())
	}
	return all, count, err
}

// chainMost bounds how much of a chain is read at once.
const chainMost = 2000

// ChainOf reads a chain from its first leaf on and holds each against the one
// before it; whole tells that it ends where the program says.
func ChainOf(ctx context.Context, q store.Querier, chain string) (_ []Written, whole bool, err error) {
	defer errs.Wrap(&err, "audit.ChainOf(%s)", chain)
	rows, err := store.All[writtenRow](ctx, q, `SELECT `+writtenColumns+` FROM audit_leaf WHERE chain = $1 ORDER BY seq LIMIT $2`, chain, chainMost)
	if err != nil || len(rows) == 0 {
		return nil, false, errOr(err)
	}
	prev := ""
	all := make([]Written, 0, len(rows))
	for i, r := range rows {
		w := r.read()
		w.Sound = w.Sound && w.Prev == prev && w.Seq == int64(i)+1
		prev = w.Hash
		all = append(all, w)
	}
	type end struct {
		Seq  int64  `db:"seq"`
		Hash string `db:"hash"`
	}
	e, err := store.One[end](ctx, q, `SELECT seq, hash FROM audit_chain WHERE chain = $1`, chain)
	return all, e.Seq == int64(len(all)) && e.Hash == prev || len(all) == chainMost, err
}

func errOr(err error) error {
	if err == nil {
		return store.ErrNotFound
	}
	return err
}

// Checkpoints lists the newest signed states of the tree.
func Checkpoints(ctx context.Context, q store.Querier, most int) ([]Checkpoint, error) {
	return store.All[Checkpoint](ctx, q, `SELECT size, root, at, signature FROM audit_checkpoint ORDER BY size DESC LIMIT $1`, most)
}
