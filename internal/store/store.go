package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
)

// Config says which database to open.
type Config struct {
	// URL is postgres://… or the path of an SQLite file.
	URL   string
	Clock clock.Clock
	// Migrations of every package, in any order; versions are unique.
	Migrations []Migration
	// Upgrade lets Open bring an older schema up to date.
	Upgrade bool
	// Unsynced does not wait for the disk: only for a database that is made again if
	// the machine stops meanwhile, as `guiju demo` makes one.
	Unsynced bool
	// OnFatal is called once when the disk fails or the database is corrupt
	// (reliability.md D2): the program must say so and exit.
	OnFatal func(error)
	// Failpoints is nil but in tests (D14): an error it returns is as if the
	// database had failed at that point.
	Failpoints func(name string) error
}

// DB is an open database. Use Open.
type DB struct {
	cfg     Config
	dialect dialect
	write   *sql.DB // SQLite: one connection; PostgreSQL: the pool
	read    *sql.DB
	tables  []Table
	queue   chan *request
	stopped chan struct{}
	broken  atomic.Pointer[error] // the first fatal error: nothing is written after it
	closing sync.Once
}

// Tx is one request's transaction; its time stands still.
type Tx struct {
	Querier
	now time.Time
}

// Now tells the transaction's time.
func (tx *Tx) Now() time.Time { return tx.now }

// Querier is what both a transaction and the pool of readers can do.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// writeTimeout bounds one request's work inside the writer.
const writeTimeout = 30 * time.Second

// Open opens the database, migrates it and checks that it keeps what it
// acknowledges (D1).
func Open(ctx context.Context, cfg Config) (_ *DB, err error) {
	defer errs.Wrap(&err, "store.Open")
	if cfg.Clock == nil {
		return nil, errors.New("store: no clock")
	}
	if cfg.Failpoints == nil {
		cfg.Failpoints = func(string) error { return nil }
	}
	db := &DB{cfg: cfg, queue: make(chan *request, 256), stopped: make(chan struct{})}
	if db.tables, err = TablesOf(cfg.Migrations); err != nil {
		return nil, err
	}
	if IsPostgres(cfg.URL) {
		db.dialect = postgres{}
	} else {
		db.dialect = sqlite{cfg.URL}
	}
	if err := db.dialect.open(ctx, db); err != nil {
		return nil, db.translate(err)
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(db.translate(err), db.closePools())
	}
	if db.dialect.singleWriter() {
		go db.runWriter()
	} else {
		close(db.stopped)
	}
	return db, nil
}

// IsPostgres tells of an address whether it is PostgreSQL's; otherwise it is the
// path of an SQLite file.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Close waits for the writer and closes the pools.
func (db *DB) Close() error {
	err := error(nil)
	db.closing.Do(func() {
		close(db.queue)
		<-db.stopped
		err = db.closePools()
	})
	return err
}

func (db *DB) closePools() error {
	if db.read == db.write {
		return db.write.Close()
	}
	return errors.Join(db.write.Close(), db.read.Close())
}

// Read is the pool of readers: for lists and pages, outside any transaction.
func (db *DB) Read() Querier { return translating{db.read, db} }

// Now is the time by the clock the database was opened with.
func (db *DB) Now() time.Time { return db.cfg.Clock.Now() }

// Postgres tells whether the database is PostgreSQL (many nodes are possible).
func (db *DB) Postgres() bool { return !db.dialect.singleWriter() }

// Snapshot runs fn on one consistent view of the whole database.
func (db *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, q Querier) error) (err error) {
	defer errs.Wrap(&err, "store.Snapshot")
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.dialect.snapshot()})
	if err != nil {
		return db.translate(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return fn(ctx, translating{tx, db})
}

// Write runs fn as one transaction and returns after its commit. An error of fn
// rolls back what fn wrote and nothing else. fn may run more than once on
// PostgreSQL (deadlock): it must have no effects but those on tx.
func (db *DB) Write(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.dialect.singleWriter() {
		return db.enqueue(ctx, fn)
	}
	return db.writeAlone(ctx, fn)
}

const deadlockTries = 5

func (db *DB) writeAlone(ctx context.Context, fn func(context.Context, *Tx) error) error {
	var err error
	for range deadlockTries {
		if err = db.writeOnce(ctx, fn); !errors.Is(err, errRetry) {
			return err
		}
	}
	return errs.New(errs.Unavailable, "同时办理的人太多，没有保存，稍后再试").With(err)
}

func (db *DB) writeOnce(ctx context.Context, fn func(context.Context, *Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return db.translate(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	if err := db.run(ctx, tx, fn); err != nil {
		return err
	}
	return db.commit(tx)
}

// commit is the one place where anything becomes true. After the first fatal
// error nothing does: a second fsync may say that all is well (D2).
func (db *DB) commit(tx *sql.Tx) error {
	if err := db.stillSound(); err != nil {
		return err
	}
	if err := db.cfg.Failpoints("before-commit"); err != nil {
		return db.translate(err)
	}
	if err := tx.Commit(); err != nil {
		return db.translate(err)
	}
	return db.translate(db.cfg.Failpoints("after-commit"))
}

func (db *DB) stillSound() error {
	if err := db.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// run calls fn and turns a panic into an error, so that one faulty request
// cannot take the writer down.
func (db *DB) run(ctx context.Context, q Querier, fn func(context.Context, *Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("store: panic in a transaction: %v", p)
		}
	}()
	return fn(ctx, &Tx{Querier: translating{q, db}, now: db.cfg.Clock.Now()})
}

// translate gives an error of the driver its kind, at the store's border. The
// first fatal one is told before anybody can be answered.
func (db *DB) translate(err error) error {
	if err == nil {
		return nil
	}
	known := errs.KindOf(err) != errs.Internal || errors.Is(err, ErrConflict) || errors.Is(err, errRetry) || errors.Is(err, ErrFatal)
	if !known {
		err = db.dialect.translate(err)
	}
	if errors.Is(err, ErrFatal) && db.broken.CompareAndSwap(nil, &err) && db.cfg.OnFatal != nil {
		db.cfg.OnFatal(err)
	}
	return err
}

// translating is a Querier whose errors have their kinds.
type translating struct {
	q  Querier
	db *DB
}

// QueryContext is Querier's.
func (t translating) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := t.q.QueryContext(ctx, query, args...)
	return rows, t.db.translate(err)
}

// ExecContext is Querier's.
func (t translating) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	res, err := t.q.ExecContext(ctx, query, args...)
	return res, t.db.translate(err)
}

// met gives an error that came while rows were read its kind.
func met(q Querier, err error) error {
	switch q := q.(type) {
	case *Tx:
		return met(q.Querier, err)
	case translating:
		return q.db.translate(err)
	}
	return err
}

// Check lets the database look for damage in its own structure, which is another
// thing than what stands in it; it gives what it finds. Only SQLite can do that.
func (db *DB) Check(ctx context.Context) ([]string, error) {
	if db.Postgres() {
		return nil, nil
	}
	found, err := Column[string](ctx, db.Read(), "PRAGMA integrity_check(20)")
	if err != nil || len(found) == 1 && found[0] == "ok" {
		return nil, err
	}
	return found, nil
}
