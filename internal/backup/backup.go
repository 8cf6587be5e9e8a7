// Package backup writes and reads the one logical export: every table that is
// evidence or state, from one snapshot, and every file they name. It is the
// backup, the input of offline verification, and the way from SQLite to
// PostgreSQL. Derived tables are made again after a restore.
//
// The export is a gzipped tar: manifest.json, tables/NAME/0001.jsonl …,
// files/HASH.
package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// Files is where attachments stand (package blob).
type Files interface {
	Stream(ctx context.Context, hash string) (io.ReadCloser, int64, error)
	Put(ctx context.Context, data []byte) (string, error)
}

// Manifest is the first entry of an export.
type Manifest struct {
	Format int            `json:"format"`
	MadeAt string         `json:"made_at"`
	Tables []string       `json:"tables"`
	Rows   map[string]int `json:"-"`
}

const (
	format    = 1
	chunkSize = 4 << 20
	fileLimit = 1 << 30

	filesFolder = "files/"
)

// Write exports the database and its files while work goes on.
func Write(ctx context.Context, db *store.DB, files Files, w io.Writer) (err error) {
	defer errs.Wrap(&err, "backup.Write")
	zip := gzip.NewWriter(w)
	out := &writer{tar: tar.NewWriter(zip), at: db.Now()}
	if err := db.Snapshot(ctx, func(ctx context.Context, q store.Querier) error { return out.database(ctx, db, q) }); err != nil {
		return err
	}
	for _, hash := range out.hashes {
		if err := out.file(ctx, files, hash); err != nil {
			return err
		}
	}
	return errors.Join(out.tar.Close(), zip.Close())
}

type writer struct {
	tar    *tar.Writer
	at     time.Time
	hashes []string
}

func (w *writer) entry(name string, data []byte) error {
	err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(data)), ModTime: w.at, Format: tar.FormatPAX})
	if err != nil {
		return err
	}
	_, err = w.tar.Write(data)
	return err
}

func (w *writer) database(ctx context.Context, db *store.DB, q store.Querier) error {
	m := Manifest{Format: format, MadeAt: w.at.UTC().Format(time.RFC3339)}
	for _, t := range db.Tables() {
		if t.Class != store.Derived {
			m.Tables = append(m.Tables, t.Name)
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := w.entry("manifest.json", text); err != nil {
		return err
	}
	for _, name := range m.Tables {
		if err := w.table(ctx, q, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	w.hashes, err = store.Column[string](ctx, q, `SELECT DISTINCT hash FROM file ORDER BY hash`)
	return err
}

func (w *writer) table(ctx context.Context, q store.Querier, name string) error {
	var chunk bytes.Buffer
	enc := json.NewEncoder(&chunk)
	enc.SetEscapeHTML(false)
	n := 0
	flush := func() error {
		if chunk.Len() == 0 {
			return nil
		}
		n++
		err := w.entry(fmt.Sprintf("tables/%s/%06d.jsonl", name, n), chunk.Bytes())
		chunk.Reset()
		return err
	}
	err := store.EachRow(ctx, q, func(row store.Row) error {
		if err := enc.Encode(row); err != nil {
			return err
		}
		if chunk.Len() < chunkSize {
			return nil
		}
		return flush()
	}, "SELECT * FROM "+name)
	return errors.Join(err, flush())
}

func (w *writer) file(ctx context.Context, files Files, hash string) error {
	r, size, err := files.Stream(ctx, hash)
	if err != nil {
		return fmt.Errorf("file %s: %w", hash, err)
	}
	defer func() { _ = r.Close() }() // only read
	err = w.tar.WriteHeader(&tar.Header{Name: filesFolder + hash, Mode: 0o600, Size: size, ModTime: w.at, Format: tar.FormatPAX})
	if err != nil {
		return err
	}
	_, err = io.Copy(w.tar, r)
	return err
}

// errEnough ends a walk early.
var errEnough = errors.New("enough")

// each walks the entries of an export to its very end, unless visit gives
// errEnough.
func each(r io.Reader, visit func(name string, body io.Reader) error) error {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("not an export: %w", err)
	}
	archive := tar.NewReader(zip)
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return atEnd(zip)
		}
		if err != nil {
			return err
		}
		if err := visit(head.Name, archive); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// atEnd reads up to the checksum; nothing may stand behind the archive.
func atEnd(zip *gzip.Reader) error {
	more, err := io.Copy(io.Discard, zip)
	if err == nil && more > 0 {
		err = errors.New("not an export: something stands behind its end")
	}
	return errors.Join(err, zip.Close())
}

// rows reads the lines of one table entry.
func rows(body io.Reader, each func(store.Row) error) error {
	dec := json.NewDecoder(body)
	dec.UseNumber()
	for {
		row := store.Row{}
		if err := dec.Decode(&row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

func tableOf(entry string) string {
	rest, ok := strings.CutPrefix(entry, "tables/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// batch is how many rows of a restore share a transaction.
const batch = 500

// Restore fills an empty, migrated database and an empty file store.
func Restore(ctx context.Context, db *store.DB, files Files, r io.Reader) (err error) {
	defer errs.Wrap(&err, "backup.Restore")
	known := map[string]store.Class{}
	for _, t := range db.Tables() {
		known[t.Name] = t.Class
	}
	if n, err := store.Value[int64](ctx, db.Read(), `SELECT COUNT(*) FROM audit_leaf`); err != nil || n > 0 {
		return errors.Join(err, errors.New("the database is not empty"))
	}
	cleared := map[string]bool{} // a large table has several entries
	return each(r, func(name string, body io.Reader) error {
		switch {
		case name == "manifest.json":
			return checkManifest(body)
		case strings.HasPrefix(name, filesFolder):
			return restoreFile(ctx, files, strings.TrimPrefix(name, filesFolder), body)
		case known[tableOf(name)] == store.State:
			// What this program wrote when it started gives way.
			if table := tableOf(name); !cleared[table] {
				if err := clear(ctx, db, table); err != nil {
					return err
				}
				cleared[table] = true
			}
			return restoreRows(ctx, db, tableOf(name), body)
		case known[tableOf(name)] == store.Evidence:
			return restoreRows(ctx, db, tableOf(name), body)
		}
		return fmt.Errorf("%s is nothing this version knows", name)
	})
}

func clear(ctx context.Context, db *store.DB, table string) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.Exec(ctx, tx, "DELETE FROM "+table)
		return err
	})
}

func checkManifest(body io.Reader) error {
	var m Manifest
	if err := json.NewDecoder(body).Decode(&m); err != nil {
		return err
	}
	if m.Format != format {
		return fmt.Errorf("export format %d; this version reads %d", m.Format, format)
	}
	return nil
}

func restoreFile(ctx context.Context, files Files, hash string, body io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(body, fileLimit))
	if err != nil {
		return err
	}
	got, err := files.Put(ctx, data)
	if err == nil && got != hash {
		return fmt.Errorf("file %s has the contents of %s", hash, got)
	}
	return err
}

func restoreRows(ctx context.Context, db *store.DB, table string, body io.Reader) error {
	var waiting []store.Row
	flush := func() error {
		err := db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, row := range waiting {
				if _, err := store.Insert(ctx, tx, table, row); err != nil {
					return err
				}
			}
			return nil
		})
		waiting = waiting[:0]
		return err
	}
	err := rows(body, func(row store.Row) error {
		for name, value := range row {
			if n, ok := value.(json.Number); ok {
				i, err := n.Int64()
				if err != nil {
					return err
				}
				row[name] = i
			}
		}
		if waiting = append(waiting, row); len(waiting) < batch {
			return nil
		}
		return flush()
	})
	return errors.Join(err, flush())
}
