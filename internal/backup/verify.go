package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Verify checks an export offline, with nothing but the public key: every row
// and file that was changed, is missing or was added is named. migrations are
// those of this version's schema; carried are as for audit.Verify.
func Verify(ctx context.Context, path string, migrations []store.Migration, pub *audit.Public, carried ...audit.Checkpoint) (_ *audit.Report, err error) {
	defer errs.Wrap(&err, "backup.Verify")
	tables, err := store.TablesOf(migrations)
	if err != nil {
		return nil, err
	}
	src := &export{path: path, tables: tables, files: map[string]error{}, named: map[string]bool{}}
	extra, err := src.look()
	if err != nil {
		return nil, err
	}
	report, err := audit.Verify(ctx, src, pub, carried...)
	if err != nil {
		return nil, err
	}
	for hash := range src.files {
		if !src.named[hash] {
			extra = append(extra, "files/"+hash)
		}
	}
	slices.Sort(extra)
	for _, name := range extra {
		report.Findings = append(report.Findings, audit.Finding{What: "多出", Table: "export", ID: name})
	}
	return report, nil
}

// export is an audit.Source; each table is one pass over the file, up to where
// the files begin.
type export struct {
	path   string
	tables []store.Table
	files  map[string]error // what is wrong with each, by hash
	named  map[string]bool  // those that a row names
}

// Tables is audit.Source's.
func (e *export) Tables() []store.Table { return e.tables }

// Each is audit.Source's.
func (e *export) Each(_ context.Context, table string, visit func(store.Row) error) error {
	return e.pass(func(name string, body io.Reader) error {
		if strings.HasPrefix(name, filesFolder) {
			return errEnough
		}
		if tableOf(name) != table {
			return nil
		}
		return rows(body, visit)
	})
}

// File is audit.Source's.
func (e *export) File(_ context.Context, hash string) error {
	e.named[hash] = true
	err, there := e.files[hash]
	if !there {
		return errMissing
	}
	return err
}

// look goes over the whole export once: files are hashed, and entries that no
// export has, or not in that place, are named.
func (e *export) look() (extra []string, err error) {
	tables, seen := map[string]bool{}, map[string]bool{}
	for _, t := range e.tables {
		tables[t.Name] = t.Class != store.Derived
	}
	err = e.pass(func(name string, body io.Reader) error {
		hash, isFile := strings.CutPrefix(name, filesFolder)
		inPlace := tables[tableOf(name)] && len(e.files) == 0
		if len(seen) == 0 {
			inPlace = name == "manifest.json"
		}
		switch {
		case seen[name] || !isFile && !inPlace:
			extra = append(extra, name)
		case isFile:
			sum := sha256.New()
			if _, err := io.Copy(sum, io.LimitReader(body, fileLimit)); err != nil {
				return err
			}
			e.files[hash] = nil
			if hex.EncodeToString(sum.Sum(nil)) != hash {
				e.files[hash] = errChanged
			}
		}
		seen[name] = true
		return nil
	})
	return extra, err
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
	Q     store.Querier                                // a snapshot; nil where nobody writes meanwhile
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
	err := l.Check(ctx, hash)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return errMissing
	case errors.Is(err, blob.ErrDamaged):
		return errChanged
	case err != nil:
		return errors.New("读不到（" + errs.Public(err) + "）")
	}
	return nil
}

var (
	errMissing = errors.New("缺失")
	errChanged = errors.New("已被改动")
)
