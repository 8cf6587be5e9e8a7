package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/norm"
	"guiju.cn/guiju/internal/store"
)

// refusalChain is the audit chain of refusals: the case itself was not changed.
const refusalChain = "refusal"

// noInputs is the clause whose inputs are never kept (kernel.md, The runner, 6).
const noInputs = "1-04-6"

// flood is how many refusals of one person under one clause within a minute get
// rows of their own; further ones are counted on the newest.
const flood = 10

// Refuse keeps a refusal as evidence and gives it back as the error to answer.
// The runner calls it; so do checks that refuse before any transaction (files).
func (r *Runner) Refuse(ctx context.Context, req Request, refusal *norm.Refusal) error {
	if err := refusal.Check(r.norm); err != nil {
		return fmt.Errorf("runner: %w", err)
	}
	err := r.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := keepRefusal(ctx, tx, r.note, req, refusal); err != nil {
			return err
		}
		return r.told(ctx, tx, refusal)
	})
	if err != nil {
		return errors.Join(refusal, fmt.Errorf("runner: the refusal was not kept: %w", err))
	}
	return refusal
}

func keepRefusal(ctx context.Context, tx *store.Tx, note string, req Request, refusal *norm.Refusal) error {
	book := audit.Open(tx)
	if err := writeRefusal(ctx, tx, book, req, refusal); err != nil {
		return err
	}
	if !book.Touched() {
		return nil
	}
	return book.Seal(ctx, audit.Fact{
		Chain: refusalChain, Actor: req.Actor.PersonID, Via: req.Actor.Via, Action: req.Action, Note: note,
	})
}

func writeRefusal(ctx context.Context, tx *store.Tx, book *audit.Book, req Request, refusal *norm.Refusal) error {
	key := req.Actor.PersonID + "/" + req.Key + "/" + refusal.Clause
	if req.Key == "" {
		key += ident.Secret()
	}
	type kept struct {
		ID    string `db:"id"`
		UKey  string `db:"ukey"`
		Times int64  `db:"times"`
	}
	recent, err := store.All[kept](ctx, tx, `SELECT id, ukey, times FROM refusal
		WHERE actor_id = $1 AND clause = $2 AND (at > $3 OR ukey = $4) ORDER BY at DESC, id DESC LIMIT 50`,
		req.Actor.PersonID, refusal.Clause, clock.Millis(tx.Now().Add(-time.Minute)), key)
	if err != nil {
		return err
	}
	for _, row := range recent {
		if row.UKey == key {
			return nil // the same attempt again
		}
	}
	if len(recent) >= flood {
		return book.Update(ctx, "refusal", recent[0].ID, store.Row{"times": recent[0].Times + 1}, nil)
	}
	inputs := []byte("{}")
	if refusal.Clause != noInputs && refusal.Inputs != nil {
		if inputs, err = json.Marshal(refusal.Inputs); err != nil {
			return err
		}
	}
	return book.Insert(ctx, "refusal", store.Row{
		"id": ident.New(tx.Now()), "ukey": key, "at": clock.Millis(tx.Now()), "actor_id": req.Actor.PersonID,
		"case_id": req.CaseID, "action": req.Action, "clause": refusal.Clause,
		"rule_version": refusal.RuleVersion, "title": refusal.Title, "inputs": string(inputs), "times": int64(1),
	})
}
