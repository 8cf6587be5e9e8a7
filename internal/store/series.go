package store

import (
	"context"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
)

// NextNumber draws the next number of a series and year from its locked row
// (G-02, D4): gapless, for a transaction that fails gives it back.
func NextNumber(ctx context.Context, tx *Tx, series string, year int) (int64, error) {
	return Value[int64](ctx, tx, `INSERT INTO series (name, year, last) VALUES ($1, $2, 1)
		ON CONFLICT (name, year) DO UPDATE SET last = series.last + 1 RETURNING last`, series, year)
}

// Lease makes a node the one of its cluster that does some periodic work, or
// renews that, for a while; false if another node holds it.
func (db *DB) Lease(ctx context.Context, name, node string, life time.Duration) (held bool, err error) {
	defer errs.Wrap(&err, "store.Lease(%s)", name)
	err = db.Write(ctx, func(ctx context.Context, tx *Tx) error {
		n, err := Exec(ctx, tx, `INSERT INTO leader (name, node, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE
			SET node = excluded.node, until = excluded.until WHERE leader.node = excluded.node OR leader.until < $4`,
			name, node, clock.Millis(tx.Now().Add(life)), clock.Millis(tx.Now()))
		held = n == 1
		return err
	})
	return held, err
}
