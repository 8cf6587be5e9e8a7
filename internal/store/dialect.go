package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"guiju.cn/guiju/internal/errs"
)

// ErrFatal marks the first I/O or corruption error: writing must stop (D2).
var ErrFatal = errors.New("store: the disk or the database is damaged")

// ErrConflict marks a broken unique index: a rule across rows that is kept by
// the database itself.
var ErrConflict = errors.New("store: a unique index refuses this row")

// errRetry marks a deadlock or a serialization failure of PostgreSQL.
var errRetry = errors.New("store: try again")

var (
	errDiskFull = errs.New(errs.Unavailable, "磁盘已满，没有保存；可以继续查阅，腾出空间后再办理")
	errReadOnly = errs.New(errs.Unavailable, "数据目录只读，没有保存；可以继续查阅")
	errBusy     = errs.New(errs.Unavailable, "数据库正忙，没有保存，稍后再试")
	errUnknown  = errs.New(errs.Unavailable, "与数据库的连接中断，不能确定是否已保存；刷新后再看，重复提交不会办两次")
)

// dialect is all that differs between the two databases.
type dialect interface {
	open(ctx context.Context, db *DB) error
	singleWriter() bool
	snapshot() sql.IsolationLevel
	goose() goose.Dialect
	pick(m Migration) string
	translate(err error) error
}

type sqlite struct{ path string }

// open sets everything in the DSN: busy_timeout first, WAL, FULL, foreign keys;
// one writer connection and a pool of readers (D1, style.md rule 9). What a query
// sorts stays in memory: no file outside the data folder, neither for its
// contents' sake nor for a full /tmp.
func (d sqlite) open(ctx context.Context, db *DB) (err error) {
	base := "file:" + (&url.URL{Path: db.cfg.URL}).EscapedPath() +
		"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=cache_size(-8000)&_pragma=temp_store(MEMORY)"
	if db.cfg.Unsynced {
		base = strings.Replace(base, "synchronous(FULL)", "synchronous(OFF)", 1)
	}
	if db.write, err = sql.Open("sqlite", base+"&_txlock=immediate"); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", base+"&_pragma=query_only(ON)"); err != nil {
		return err
	}
	db.read.SetMaxOpenConns(max(4, runtime.NumCPU()*2))
	db.read.SetMaxIdleConns(4)
	return d.translate(db.write.PingContext(ctx))
}

func (sqlite) singleWriter() bool           { return true }
func (sqlite) snapshot() sql.IsolationLevel { return sql.LevelDefault }
func (sqlite) goose() goose.Dialect         { return goose.DialectSQLite3 }

// pick makes tables STRICT, so that '9x' cannot stand in a BIGINT column.
func (sqlite) pick(m Migration) string {
	s := strings.ReplaceAll(m.SQL, "BIGINT", "INTEGER")
	s = strings.ReplaceAll(s, "\n);", "\n) STRICT;")
	return s + m.SQLite
}

func (d sqlite) translate(err error) error {
	e, ok := errors.AsType[*modernc.Error](err)
	if !ok {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		return fmt.Errorf("%w: %w", ErrConflict, err)
	case sqlite3.SQLITE_FULL:
		return errDiskFull.With(err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return errReadOnly.With(err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return errBusy.With(err)
	case sqlite3.SQLITE_IOERR:
		if known := d.cannotWrite(e.Code()); known != nil {
			return known.With(err)
		}
		return fmt.Errorf("%w: %w", ErrFatal, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrFatal, err)
	}
	return err
}

// cannotWrite asks the folder itself why a write failed, for SQLite tells only a
// full disk apart: over the quota and read-only are no damage. A failed fsync,
// read or anything else is never asked about.
func (d sqlite) cannotWrite(code int) *errs.Error {
	switch code {
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_DELETE, sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE:
	default:
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(d.path), ".probe-")
	if err == nil {
		_, err = f.WriteAt(make([]byte, 64<<10), 0)
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return errDiskFull
	case errors.Is(err, syscall.EROFS):
		return errReadOnly
	}
	return nil
}

type postgres struct{}

func (postgres) open(ctx context.Context, db *DB) (err error) {
	if db.write, err = sql.Open("pgx", db.cfg.URL); err != nil {
		return err
	}
	db.read = db.write
	db.write.SetMaxOpenConns(20)
	db.write.SetMaxIdleConns(10)
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := db.write.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return postgres{}.translate(err)
		}
		if value == "off" {
			return fmt.Errorf("PostgreSQL runs with %s=off: it would lose what it acknowledged", name)
		}
	}
	return nil
}

func (postgres) singleWriter() bool           { return false }
func (postgres) snapshot() sql.IsolationLevel { return sql.LevelRepeatableRead }
func (postgres) goose() goose.Dialect         { return goose.DialectPostgres }
func (postgres) pick(m Migration) string      { return m.SQL + m.Postgres }

func (postgres) translate(err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		if pgconn.SafeToRetry(err) || errors.Is(err, sql.ErrConnDone) {
			return errBusy.With(err)
		}
		if _, isConn := errors.AsType[*pgconn.ConnectError](err); isConn {
			return errBusy.With(err)
		}
		if _, isNet := errors.AsType[net.Error](err); isNet || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) {
			return errUnknown.With(err)
		}
		return err
	}
	switch {
	case e.Code == "23505" || e.Code == "23503" || e.Code == "23514":
		return fmt.Errorf("%w: %w", ErrConflict, err)
	case e.Code == "40P01" || e.Code == "40001":
		return fmt.Errorf("%w: %w", errRetry, err)
	case e.Code == "53100":
		return errDiskFull.With(err)
	case e.Code == "25006":
		return errReadOnly.With(err)
	case strings.HasPrefix(e.Code, "57P") || strings.HasPrefix(e.Code, "08"):
		return errUnknown.With(err)
	case strings.HasPrefix(e.Code, "53") || e.Code == "55P03":
		return errBusy.With(err)
	case strings.HasPrefix(e.Code, "58") || e.Code == "XX001" || e.Code == "XX002": // I/O, corrupt data, corrupt index
		return fmt.Errorf("%w: %w", ErrFatal, err)
	}
	return err
}
