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

// StartSeries lets the next number of a series and year be last+1; false if a
// number of it has been drawn already (G-02).
func StartSeries(ctx context.Context, tx *Tx, series string, year int, last int64) (bool, error) {
	n, err := Exec(ctx, tx, `INSERT INTO series (name, year, last) SELECT $1, CAST($2 AS BIGINT), CAST($3 AS BIGINT)
		WHERE NOT EXISTS (SELECT 1 FROM number WHERE series = $4 AND year = $5)
		ON CONFLICT (name, year) DO UPDATE SET last = excluded.last`, series, year, last, series, year)
	return n == 1, err
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
