package store

import (
	"context"
	"encoding/json"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
)

// Job is work that leaves the transaction only after its commit: the outbox and
// the queue are one table (kernel.md, Jobs and outbox).
type Job struct {
	Kind    string
	Key     string // unique per kind; "" for none. A second one is dropped
	Payload any    // written as JSON
	RunAt   time.Time
}

// Enqueue writes a job in the transaction.
func Enqueue(ctx context.Context, tx *Tx, job Job) (err error) {
	defer errs.Wrap(&err, "store.Enqueue(%s)", job.Kind)
	payload, err := json.Marshal(job.Payload)
	if err != nil {
		return err
	}
	if job.RunAt.IsZero() {
		job.RunAt = tx.Now()
	}
	key := any(nil)
	if job.Key != "" {
		key = job.Key
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO job (id, kind, ukey, payload, run_at, lease_until, attempts)
		VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (kind, ukey) DO NOTHING`,
		ident.New(tx.Now()), job.Kind, key, string(payload), clock.Millis(job.RunAt))
	return err
}

// NextNumber draws the next number of a series and year from its locked row
// (G-02, D4): gapless, for a transaction that fails gives it back.
func NextNumber(ctx context.Context, tx *Tx, series string, year int) (int64, error) {
	return Value[int64](ctx, tx, `INSERT INTO series (name, year, last) VALUES ($1, $2, 1)
		ON CONFLICT (name, year) DO UPDATE SET last = series.last + 1 RETURNING last`, series, year)
}
