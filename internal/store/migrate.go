package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"guiju.cn/guiju/internal/errs"
)

// Migration is one step of the schema: a text for both databases and, where it
// must be, an addition for one of them.
type Migration struct {
	Version          int64
	Name             string
	SQL              string
	SQLite, Postgres string
}

// Table is one table of the schema and its class.
type Table struct {
	Name  string
	Class Class
}

// Class says what a table's rows are (kernel.md, Evidence and derived tables).
type Class string

// The classes.
const (
	Evidence Class = "evidence"
	State    Class = "state"
	Derived  Class = "derived"
)

var fileName = regexp.MustCompile(`^(\d+)_(\w+?)(\.sqlite|\.postgres)?\.sql$`)

// MigrationsIn reads NNNN_name.sql, with NNNN_name.sqlite.sql and
// NNNN_name.postgres.sql beside it, from the folder "migrations" of a package's
// embedded files.
func MigrationsIn(fsys fs.FS) (_ []Migration, err error) {
	defer errs.Wrap(&err, "store.MigrationsIn")
	entries, err := fs.ReadDir(fsys, "migrations")
	if err != nil {
		return nil, err
	}
	byVersion := map[int64]*Migration{}
	for _, entry := range entries {
		parts := fileName.FindStringSubmatch(entry.Name())
		if parts == nil {
			return nil, fmt.Errorf("%s: not the name of a migration", entry.Name())
		}
		text, err := fs.ReadFile(fsys, "migrations/"+entry.Name())
		if err != nil {
			return nil, err
		}
		version, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil {
			return nil, err
		}
		m := byVersion[version]
		if m == nil {
			m = &Migration{Version: version, Name: parts[2]}
			byVersion[version] = m
		}
		switch parts[3] {
		case ".sqlite":
			m.SQLite = string(text)
		case ".postgres":
			m.Postgres = string(text)
		default:
			m.SQL = string(text)
		}
	}
	all := make([]Migration, 0, len(byVersion))
	for _, m := range byVersion {
		all = append(all, *m)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Version < all[j].Version })
	return all, nil
}

var createTable = regexp.MustCompile(`CREATE TABLE (\w+) \((?: -- (\w+))?`)

// TablesOf lists the tables in the order in which they are made, which is also
// an order in which they can be filled.
func TablesOf(migrations []Migration) ([]Table, error) {
	sorted := append([]Migration(nil), migrations...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Version < sorted[j].Version })
	var tables []Table
	for i, m := range sorted {
		if i > 0 && sorted[i-1].Version == m.Version {
			return nil, fmt.Errorf("migrations %s and %s have the same version %d", sorted[i-1].Name, m.Name, m.Version)
		}
		for _, parts := range createTable.FindAllStringSubmatch(m.SQL, -1) {
			class := Class(parts[2])
			if class != Evidence && class != State && class != Derived {
				return nil, fmt.Errorf("migration %d: table %s says no class", m.Version, parts[1])
			}
			tables = append(tables, Table{Name: parts[1], Class: class})
		}
	}
	return tables, nil
}

// Tables lists every table in an order in which they can be filled.
func (db *DB) Tables() []Table { return db.tables }

// migrate brings the schema up to date, each step in its transaction, so that one
// that was broken off goes on where it stopped (D15). What holds something is
// upgraded only when asked, for another program may be at work on it; SQLite is
// copied first.
func (db *DB) migrate(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	before, waiting, err := db.versions(ctx, provider)
	if err != nil || waiting == 0 {
		return err
	}
	switch {
	case before == 0: // a new database
	case !db.cfg.Upgrade:
		return fmt.Errorf("%w：数据库是第 %d 版，还缺第 %d 版的改动；停下运行中的程序（PostgreSQL 再用 pg_dump 备份），运行 guiju migrate", ErrUpgrade, before, waiting)
	case !db.Postgres():
		if err := db.copyBefore(ctx, waiting); err != nil {
			return errors.Join(errors.New("没有升级：升级前的副本没有写成"), err)
		}
	}
	_, err = provider.Up(ctx)
	return err
}

// ErrUpgrade says that the schema is not this program's.
var ErrUpgrade = errors.New("没有打开数据库")

func (db *DB) provider() (*goose.Provider, error) {
	steps := make([]*goose.Migration, 0, len(db.cfg.Migrations))
	for _, m := range db.cfg.Migrations {
		text := db.dialect.pick(m)
		up := func(ctx context.Context, tx *sql.Tx) error {
			if err := db.cfg.Failpoints("before-migration"); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, text); err != nil {
				return err
			}
			return db.cfg.Failpoints("after-migration")
		}
		steps = append(steps, goose.NewGoMigration(m.Version, &goose.GoFunc{RunTx: up}, nil))
	}
	// Each package counts its own steps: one that comes later may have a lower
	// number than another package's that is there already.
	options := []goose.ProviderOption{goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true)}
	if db.Postgres() {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // seconds, tries
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(db.dialect.goose(), db.write, nil, options...)
}

// versions tells the newest step that the database has, 0 for none, and the first
// that it lacks, 0 for none. A step that this program does not know is a newer
// program's, whatever its number.
func (db *DB) versions(ctx context.Context, provider *goose.Provider) (before, waiting int64, err error) {
	if _, err := provider.GetDBVersion(ctx); err != nil { // makes the table of a new database
		return 0, 0, err
	}
	have, err := Column[int64](ctx, db.Read(), `SELECT version_id FROM `+goose.DefaultTablename+` WHERE version_id > 0 ORDER BY version_id`)
	if err != nil {
		return 0, 0, err
	}
	known := map[int64]bool{}
	for _, step := range provider.ListSources() {
		known[step.Version] = true
		if waiting == 0 && !slices.Contains(have, step.Version) {
			waiting = step.Version
		}
	}
	for _, before = range have {
		if !known[before] {
			return before, waiting, fmt.Errorf("%w：数据库有第 %d 版的改动，本程序没有；用新的程序打开", ErrUpgrade, before)
		}
	}
	return before, waiting, nil
}

// copyBefore copies the database to a file beside it, named after the step that
// comes next; what a broken-off attempt left of it is written over.
func (db *DB) copyBefore(ctx context.Context, next int64) (err error) {
	copyTo := fmt.Sprintf("%s.before-%d", strings.TrimSuffix(db.cfg.URL, ".db"), next)
	part := copyTo + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := db.write.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
		return err
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, copyTo)
}
