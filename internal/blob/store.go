// Package blob keeps attachments by the SHA-256 of their contents, outside the
// database: a file is stored for good before the row that names it (D6). What
// comes in is checked first, in memory: type by content, size, archives, and
// markings (G-07, 1-04-6).
//
// Files stand in a folder, or in a bucket of S3-compatible storage under the same
// names, so that one can be copied into the other.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/store"
)

// shelf is where files stand. A name that is not there is store.ErrNotFound.
type shelf interface {
	// put stores data whole or not at all, over what was there; once it returns
	// the file survives a power cut.
	put(ctx context.Context, hash string, data []byte) error
	open(ctx context.Context, hash string) (_ io.ReadSeekCloser, size int64, err error)
	has(ctx context.Context, hash string) error
	remove(ctx context.Context, hash string) error
	// old visits every file last put before a time; remains of broken attempts
	// that are as old are removed.
	old(ctx context.Context, before time.Time, visit func(hash string)) error
	// translate gives an error met while reading its kind.
	translate(err error) error
	Close() error
}

// Store keeps files by hash. Use Open.
type Store struct {
	shelf   shelf
	onFatal func(error)
}

// Options of Open.
type Options struct {
	// Where is a folder, or s3://host[:port]/bucket[/prefix][?region=…&tls=off].
	Where string
	// Key and Secret open the bucket; they never stand in Where.
	Key, Secret string
	// OnFatal is called when the disk fails (D2): the program must say so and
	// exit. It may be nil.
	OnFatal func(error)
	// Failpoints is nil but in tests (D14).
	Failpoints func(name string) error
}

// Open opens the folder or bucket, which must exist.
func Open(ctx context.Context, o Options) (_ *Store, err error) {
	defer errs.Wrap(&err, "blob.Open")
	s := &Store{onFatal: o.OnFatal}
	if s.onFatal == nil {
		s.onFatal = func(error) {}
	}
	if o.Failpoints == nil {
		o.Failpoints = func(string) error { return nil }
	}
	if strings.HasPrefix(o.Where, scheme) {
		s.shelf, err = openBucket(ctx, o)
	} else {
		s.shelf, err = openFolder(o.Where, o.Failpoints)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.shelf.Close() }

// noticed tells of the first failing disk before anybody is answered (D2).
func (s *Store) noticed(err error) error {
	if errors.Is(err, store.ErrFatal) {
		s.onFatal(err)
	}
	return err
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func validHash(hash string) bool {
	raw, err := hex.DecodeString(hash)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(hash) == hash
}

// place is a file's name on the shelf; no user's name is part of it.
func place(hash string) string { return hash[:2] + "/" + hash }

// Put stores data and gives its hash; storing it again writes it again, which
// mends a damaged file and makes it young for Sweep.
func (s *Store) Put(ctx context.Context, data []byte) (hash string, err error) {
	defer errs.Wrap(&err, "blob.Put")
	hash = hashOf(data)
	return hash, s.noticed(s.shelf.put(ctx, hash, data))
}

// Keep makes sure, after the row that names a file was committed, that Sweep on
// another node has not taken the file for one without a row.
func (s *Store) Keep(ctx context.Context, hash string, data []byte) (err error) {
	defer errs.Wrap(&err, "blob.Keep")
	if err := s.shelf.has(ctx, hash); !errors.Is(err, store.ErrNotFound) {
		return s.noticed(err)
	}
	return s.noticed(s.shelf.put(ctx, hash, data))
}

// Open gives a stored file, after its bytes were found to have its hash, and its
// size; store.ErrNotFound without one.
func (s *Store) Open(ctx context.Context, hash string) (_ io.ReadSeekCloser, size int64, err error) {
	defer errs.Wrap(&err, "blob.Open")
	f, size, err := s.opened(ctx, hash)
	if err != nil {
		return nil, 0, err
	}
	if _, err = io.Copy(io.Discard, f); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(s.noticed(err), f.Close())
	}
	return f.ReadSeekCloser, size, nil
}

// Stream gives a stored file for one pass: reading its end fails if the bytes do
// not have its hash.
func (s *Store) Stream(ctx context.Context, hash string) (_ io.ReadCloser, size int64, err error) {
	defer errs.Wrap(&err, "blob.Stream")
	f, size, err := s.opened(ctx, hash)
	if err != nil {
		return nil, 0, err
	}
	return f, size, nil
}

// Verify re-hashes a stored file.
func (s *Store) Verify(ctx context.Context, hash string) error {
	f, _, err := s.Stream(ctx, hash)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, f)
	return errors.Join(s.noticed(err), f.Close())
}

// Read gives a stored file whole.
func (s *Store) Read(ctx context.Context, hash string) (_ []byte, err error) {
	defer errs.Wrap(&err, "blob.Read")
	f, _, err := s.opened(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err := io.ReadAll(f)
	return data, s.noticed(err)
}

func (s *Store) opened(ctx context.Context, hash string) (*checked, int64, error) {
	if !validHash(hash) {
		return nil, 0, store.ErrNotFound
	}
	f, size, err := s.shelf.open(ctx, hash)
	if err != nil {
		return nil, 0, s.noticed(err)
	}
	return &checked{ReadSeekCloser: f, shelf: s.shelf, sum: sha256.New(), want: hash}, size, nil
}

// ErrDamaged says that a stored file is not what its hash says.
var ErrDamaged = errors.New("blob: the file is damaged")

// checked hashes what is read from the start and compares at the end.
type checked struct {
	io.ReadSeekCloser
	shelf shelf
	sum   hash.Hash
	want  string
}

// Read is io.Reader's.
func (c *checked) Read(p []byte) (int, error) {
	n, err := c.ReadSeekCloser.Read(p)
	_, _ = c.sum.Write(p[:n]) // a hash takes everything
	if err == nil {
		return n, nil
	}
	if !errors.Is(err, io.EOF) {
		return n, c.shelf.translate(err)
	}
	if hex.EncodeToString(c.sum.Sum(nil)) != c.want {
		return n, errs.New(errs.Internal, "这个文件已损坏，可从备份恢复").With(ErrDamaged)
	}
	return n, io.EOF
}

// Named tells whether a row names a file.
type Named func(ctx context.Context, hash string) (bool, error)

// Sweep removes files last put before a time that no row names: their upload
// broke off between file and row. It gives how many it removed.
func (s *Store) Sweep(ctx context.Context, before time.Time, named Named) (removed int, err error) {
	defer errs.Wrap(&err, "blob.Sweep")
	var found []string
	if err := s.shelf.old(ctx, before, func(hash string) { found = append(found, hash) }); err != nil {
		return 0, s.noticed(err)
	}
	for _, hash := range found {
		gone, err := s.Drop(ctx, hash, named)
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

// Drop removes a file unless a row names it, and tells whether it did. A row that
// is committed while the file goes gets it back: here if it is seen now, by Keep
// if it comes later.
func (s *Store) Drop(ctx context.Context, hash string, named Named) (gone bool, err error) {
	defer errs.Wrap(&err, "blob.Drop")
	if is, err := named(ctx, hash); err != nil || is {
		return false, err
	}
	data, err := s.Read(ctx, hash)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	damaged := errors.Is(err, ErrDamaged)
	if err != nil && !damaged {
		return false, err
	}
	if err := s.shelf.remove(ctx, hash); err != nil {
		return false, s.noticed(err)
	}
	if is, err := named(ctx, hash); err != nil || !is {
		return true, err
	}
	if damaged { // nothing worth putting back
		return true, ErrDamaged
	}
	return false, s.noticed(s.shelf.put(ctx, hash, data))
}
