package job

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
)

//go:embed migrations
var files embed.FS

// Migrations is the table of jobs.
func Migrations() ([]store.Migration, error) { return store.MigrationsIn(files) }

// Job is one piece of work.
type Job struct {
	ID       string `db:"id"`
	Kind     string `db:"kind"`     // names the handler
	Key      string `db:"ukey"`     // what makes it the same job as another; "" for none
	Payload  string `db:"payload"`  // for the handler alone
	RunAt    int64  `db:"run_at"`   // UTC milliseconds; 0 = now
	Attempts int64  `db:"attempts"` // this one included
}

// Add puts a job into the caller's transaction. One with the key of a job that
// still waits adds nothing.
func Add(ctx context.Context, tx *store.Tx, j Job) error {
	id := ident.New(tx.Now())
	if j.Key == "" {
		j.Key = id
	}
	if j.RunAt == 0 {
		j.RunAt = clock.Millis(tx.Now())
	}
	_, err := store.Exec(ctx, tx, `INSERT INTO job (id, kind, ukey, payload, run_at, lease_until, attempts, failure, done_at)
		VALUES ($1, $2, $3, $4, $5, 0, 0, '', 0) ON CONFLICT (kind, ukey) WHERE attempts = 0 DO NOTHING`, id, j.Kind, j.Key, j.Payload, j.RunAt)
	return err
}

const (
	leaseTime = 5 * time.Minute // after which another node takes a job over
	batchMost = 20
	longest   = time.Hour // between two attempts
	keptDone  = 7 * 24 * time.Hour
)

// Handler does the work of one kind; an error means that it is tried again.
type Handler func(ctx context.Context, j Job) error

// Queue takes jobs and does them. Use New.
type Queue struct {
	db       *store.DB
	handlers map[string]Handler
	log      *slog.Logger
}

// New gives a queue for these kinds; a job of another kind waits for a node that
// knows it.
func New(db *store.DB, handlers map[string]Handler, log *slog.Logger) (*Queue, error) {
	if db == nil || len(handlers) == 0 || log == nil {
		return nil, errors.New("job: no database, handlers or log")
	}
	return &Queue{db, handlers, log}, nil
}

// Run does what is due until nothing is left, and tells how many jobs it tried.
// Failing jobs are logged and kept; an error is the database's.
func (q *Queue) Run(ctx context.Context) (tried int, err error) {
	defer errs.Wrap(&err, "job.Run")
	for ctx.Err() == nil {
		jobs, err := q.take(ctx)
		if err != nil || len(jobs) == 0 {
			return tried, err
		}
		for _, j := range jobs {
			tried++
			if err := q.settle(ctx, j, q.do(ctx, j)); err != nil {
				return tried, err
			}
		}
	}
	return tried, ctx.Err()
}

// take leases due jobs to this node.
func (q *Queue) take(ctx context.Context) (taken []Job, err error) {
	kinds := make([]string, 0, len(q.handlers))
	for kind := range q.handlers {
		kinds = append(kinds, kind)
	}
	err = q.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		taken = nil
		now := clock.Millis(tx.Now())
		b := new(store.Query).Add(`SELECT id, kind, ukey, payload, run_at, attempts FROM job WHERE done_at = 0 AND run_at <= ? AND lease_until <= ? AND `, now, now)
		b.In("kind", kinds).Add(` ORDER BY run_at, id LIMIT ?`, batchMost)
		due, err := store.All[Job](ctx, tx, b.SQL(), b.Args()...)
		if err != nil {
			return err
		}
		for _, j := range due {
			n, err := store.Exec(ctx, tx, `UPDATE job SET lease_until = $1, attempts = attempts + 1 WHERE id = $2 AND lease_until <= $3 AND done_at = 0`,
				clock.Millis(tx.Now().Add(leaseTime)), j.ID, now)
			if err != nil {
				return err
			}
			if n == 1 {
				j.Attempts++
				taken = append(taken, j)
			}
		}
		return nil
	})
	return taken, err
}

func (q *Queue) do(ctx context.Context, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil { // one faulty job must not stop the others
			err = fmt.Errorf("job: panic: %v", p)
		}
	}()
	return q.handlers[j.Kind](ctx, j)
}

// settle marks a job as done, or for another attempt later.
func (q *Queue) settle(ctx context.Context, j Job, failed error) error {
	if failed != nil {
		q.log.ErrorContext(ctx, "job failed", "kind", j.Kind, "key", j.Key, "attempt", j.Attempts, "error", failed)
	}
	return q.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if failed == nil {
			_, err := store.Exec(ctx, tx, `UPDATE job SET done_at = $1, failure = '' WHERE id = $2`, clock.Millis(tx.Now()), j.ID)
			return err
		}
		_, err := store.Exec(ctx, tx, `UPDATE job SET lease_until = $1, failure = $2 WHERE id = $3`,
			clock.Millis(tx.Now().Add(pause(j.Attempts))), failed.Error(), j.ID)
		return err
	})
}

// pause doubles from two seconds to an hour.
func pause(attempts int64) time.Duration {
	if attempts > 11 {
		return longest
	}
	return min(longest, time.Second<<attempts)
}

// Clean forgets jobs that were done a week ago.
func Clean(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, `DELETE FROM job WHERE done_at > 0 AND done_at < $1`, clock.Millis(tx.Now().Add(-keptDone)))
		return err
	})
}

// Waiting tells how many jobs are due and not done, and how many of them have
// failed at least once.
func Waiting(ctx context.Context, db *store.DB) (due, failing int64, err error) {
	type counts struct {
		Due     int64 `db:"due"`
		Failing int64 `db:"failing"`
	}
	n, err := store.One[counts](ctx, db.Read(), `SELECT COUNT(*) AS due, COUNT(CASE WHEN failure <> '' THEN 1 END) AS failing
		FROM job WHERE done_at = 0 AND run_at <= $1`, clock.Millis(db.Now()))
	return n.Due, n.Failing, err
}
