package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
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

// migrate brings the schema up to date, each step in its transaction (D15). A
// database that already holds something is copied first where it is one file.
func (db *DB) migrate(ctx context.Context) error {
	steps := make([]*goose.Migration, 0, len(db.cfg.Migrations))
	for _, m := range db.cfg.Migrations {
		text := db.dialect.pick(m)
		up := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, text)
			return err
		}
		steps = append(steps, goose.NewGoMigration(m.Version, &goose.GoFunc{RunTx: up}, nil))
	}
	options := []goose.ProviderOption{goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true)}
	if db.Postgres() {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(db.dialect.goose(), db.write, nil, options...)
	if err != nil {
		return err
	}
	if err := db.copyBeforeMigration(ctx, provider); err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

func (db *DB) copyBeforeMigration(ctx context.Context, provider *goose.Provider) error {
	from, to, err := provider.GetVersions(ctx)
	if err != nil || db.Postgres() || from == 0 || from == to {
		return err
	}
	copyTo := fmt.Sprintf("%s.before-%d", strings.TrimSuffix(db.cfg.URL, ".db"), to)
	_, err = db.write.ExecContext(ctx, "VACUUM INTO $1", copyTo)
	if err != nil && strings.Contains(err.Error(), "already exists") {
		return nil // an earlier attempt at this migration made the copy
	}
	if err != nil {
		return errors.Join(errors.New("no copy before the migration"), err)
	}
	return nil
}
