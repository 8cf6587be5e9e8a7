package store

import (
	"context"
	"database/sql"
	"errors"

	"guiju.cn/guiju/internal/errs"
)

// request is one waiting transaction of the SQLite writer.
type request struct {
	ctx  context.Context
	fn   func(context.Context, *Tx) error
	err  error
	done chan struct{}
}

// batchMost bounds how many requests share one commit.
const batchMost = 64

var errClosed = errs.New(errs.Unavailable, "系统正在停机，没有保存")

func (db *DB) enqueue(ctx context.Context, fn func(context.Context, *Tx) error) (err error) {
	req := &request{ctx: ctx, fn: fn, done: make(chan struct{})}
	defer func() {
		if recover() != nil { // the queue was closed
			err = errClosed
		}
	}()
	select {
	case db.queue <- req:
	case <-ctx.Done():
		return ctx.Err()
	}
	// Once queued, the outcome is awaited: a caller that leaves early would not
	// know whether its change stands.
	<-req.done
	return req.err
}

func (db *DB) runWriter() {
	defer close(db.stopped)
	for first := range db.queue {
		batch := []*request{first}
	fill:
		for len(batch) < batchMost {
			select {
			case req, open := <-db.queue:
				if !open {
					break fill
				}
				batch = append(batch, req)
			default:
				break fill
			}
		}
		db.commitBatch(batch)
	}
}

// commitBatch runs each request in its savepoint and commits once for all. If
// the transaction as a whole fails, nobody is told that anything was saved.
func (db *DB) commitBatch(batch []*request) {
	if err := db.tryBatch(batch); err != nil {
		for _, req := range batch {
			if req.err == nil {
				req.err = err
			}
		}
	}
	for _, req := range batch {
		close(req.done)
	}
}

func (db *DB) tryBatch(batch []*request) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return db.translate(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	for _, req := range batch {
		if err := db.runInSavepoint(tx, req); err != nil {
			return err
		}
	}
	return db.commit(tx)
}

// runInSavepoint answers with an error only if the whole transaction is lost
// (a full disk rolls all of it back).
func (db *DB) runInSavepoint(tx *sql.Tx, req *request) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(req.ctx), writeTimeout)
	defer cancel()
	if _, err := tx.ExecContext(ctx, "SAVEPOINT request"); err != nil {
		return db.translate(err)
	}
	req.err = db.run(ctx, tx, req.fn)
	if req.err != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO request"); err != nil {
			return errors.Join(db.translate(err), req.err)
		}
	}
	_, err := tx.ExecContext(ctx, "RELEASE request")
	return db.translate(err)
}
