package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Verify checks an export offline, with nothing but the public key: every row
// and file that was changed, is missing or was added is named. migrations are
// those of this version's schema.
func Verify(ctx context.Context, path string, migrations []store.Migration, pub *audit.Public) (_ *audit.Report, err error) {
	defer errs.Wrap(&err, "backup.Verify")
	tables, err := store.TablesOf(migrations)
	if err != nil {
		return nil, err
	}
	src := &export{path: path, tables: tables, files: map[string]error{}}
	if err := src.hashFiles(); err != nil {
		return nil, err
	}
	return audit.Verify(ctx, src, pub)
}

// export is an audit.Source; each table is one pass over the file.
type export struct {
	path   string
	tables []store.Table
	files  map[string]error
}

func (e *export) Tables() []store.Table { return e.tables }

func (e *export) Each(_ context.Context, table string, visit func(store.Row) error) error {
	return e.pass(func(name string, body io.Reader) error {
		if tableOf(name) != table {
			return nil
		}
		return rows(body, visit)
	})
}

func (e *export) File(_ context.Context, hash string) error {
	err, there := e.files[hash]
	if !there {
		return errors.New("缺失")
	}
	return err
}

func (e *export) hashFiles() error {
	return e.pass(func(name string, body io.Reader) error {
		hash, ok := strings.CutPrefix(name, "files/")
		if !ok {
			return nil
		}
		sum := sha256.New()
		if _, err := io.Copy(sum, io.LimitReader(body, fileLimit)); err != nil {
			return err
		}
		e.files[hash] = nil
		if hex.EncodeToString(sum.Sum(nil)) != hash {
			e.files[hash] = errors.New("已被改动")
		}
		return nil
	})
}

func (e *export) pass(visit func(string, io.Reader) error) error {
	f, err := os.Open(e.path)
	if err != nil {
		return err
	}
	return errors.Join(each(f, visit), f.Close())
}

// Live is the running database and its files as an audit.Source.
type Live struct {
	DB    *store.DB
	Q     store.Querier                                // one view of the database (DB.Snapshot), where work goes on meanwhile; nil: DB as it is
	Check func(ctx context.Context, hash string) error // re-hashes a stored file
}

// Tables lists the tables of the schema.
func (l Live) Tables() []store.Table { return l.DB.Tables() }

// Each reads a table's rows.
func (l Live) Each(ctx context.Context, table string, visit func(store.Row) error) error {
	q := l.Q
	if q == nil {
		q = l.DB.Read()
	}
	return store.EachRow(ctx, q, visit, "SELECT * FROM "+table)
}

// File re-hashes a stored file.
func (l Live) File(ctx context.Context, hash string) error {
	if err := l.Check(ctx, hash); err != nil {
		return errors.New("缺失或已被改动")
	}
	return nil
}
