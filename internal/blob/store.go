// Package blob keeps attachments by the SHA-256 of their contents, outside the
// database: a file is on disk, synced, before the row that names it (D6). What
// comes in is checked first, in memory: type by content, size, archives, and
// markings (G-07, 1-04-6).
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
)

// Store is a folder of files named by hash.
type Store struct {
	root *os.Root
	// Failpoints is nil but in tests (D14).
	Failpoints func(name string) error
	now        func() string
}

// OpenStore opens the folder, which must exist.
func OpenStore(dir string) (_ *Store, err error) {
	defer errs.Wrap(&err, "blob.OpenStore")
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Store{root: root, now: ident.Secret}, nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.root.Close() }

func (s *Store) fail(name string) error {
	if s.Failpoints == nil {
		return nil
	}
	return s.Failpoints(name)
}

func place(hash string) string { return hash[:2] + "/" + hash }

// Put stores data and gives its hash; storing it again changes nothing. After
// it returns the file survives a power cut.
func (s *Store) Put(_ context.Context, data []byte) (hash string, err error) {
	defer errs.Wrap(&err, "blob.Put")
	sum := sha256.Sum256(data)
	hash = hex.EncodeToString(sum[:])
	if info, err := s.root.Stat(place(hash)); err == nil && info.Size() == int64(len(data)) {
		return hash, nil
	}
	if err := s.root.Mkdir(hash[:2], 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", translate(err)
	}
	temp := hash[:2] + "/." + s.now()
	if err := s.write(temp, data); err != nil {
		return "", errors.Join(translate(err), ignoreMissing(s.root.Remove(temp)))
	}
	if err := s.fail("before-rename"); err != nil {
		return "", errors.Join(err, ignoreMissing(s.root.Remove(temp)))
	}
	if err := s.root.Rename(temp, place(hash)); err != nil {
		return "", translate(err)
	}
	return hash, translate(s.syncFolders(hash[:2]))
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (s *Store) write(name string, data []byte) error {
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = s.fail("before-sync")
	}
	if err == nil {
		if err = f.Sync(); err != nil {
			err = fmt.Errorf("%w: %w", store.ErrFatal, err)
		}
	}
	return errors.Join(err, f.Close())
}

func (s *Store) syncFolders(names ...string) error {
	for _, name := range append(names, ".") {
		dir, err := s.root.Open(name)
		if err != nil {
			return err
		}
		if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
			return fmt.Errorf("%w: %w", store.ErrFatal, err)
		}
	}
	return nil
}

func translate(err error) error {
	switch {
	case err == nil || errors.Is(err, store.ErrFatal):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return errs.New(errs.Unavailable, "磁盘已满，文件没有保存；腾出空间后再上传").With(err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return errs.New(errs.Unavailable, "文件目录只读，文件没有保存").With(err)
	case errors.Is(err, syscall.EIO):
		return fmt.Errorf("%w: %w", store.ErrFatal, err)
	}
	return err
}

// Open gives a stored file, after its bytes were found to have its hash, and its
// size; store.ErrNotFound without one.
func (s *Store) Open(ctx context.Context, hash string) (_ io.ReadSeekCloser, size int64, err error) {
	defer errs.Wrap(&err, "blob.Open")
	if !validHash(hash) {
		return nil, 0, store.ErrNotFound
	}
	f, err := s.root.Open(place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, store.ErrNotFound
	}
	if err != nil {
		return nil, 0, translate(err)
	}
	size, err = check(ctx, f, hash)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, size, nil
}

// ErrDamaged says that a stored file is not what its hash says.
var ErrDamaged = errors.New("blob: the file is damaged")

func check(ctx context.Context, f io.Reader, hash string) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	sum := sha256.New()
	size, err := io.Copy(sum, f)
	if err != nil {
		return 0, translate(err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return 0, errs.New(errs.Internal, "这个文件已损坏，可从备份恢复").With(ErrDamaged)
	}
	return size, nil
}

// Verify re-hashes a stored file.
func (s *Store) Verify(ctx context.Context, hash string) error {
	f, _, err := s.Open(ctx, hash)
	if err != nil {
		return err
	}
	return f.Close()
}

// Read gives a stored file whole.
func (s *Store) Read(ctx context.Context, hash string) (_ []byte, err error) {
	f, _, err := s.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}

// Remove takes a file away for good, because it was lawfully erased (G-03); one
// that is not there is no error.
func (s *Store) Remove(_ context.Context, hash string) error {
	if !validHash(hash) {
		return store.ErrNotFound
	}
	err := s.root.Remove(place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return translate(err)
	}
	return translate(s.syncFolders(hash[:2]))
}

func validHash(hash string) bool {
	raw, err := hex.DecodeString(hash)
	return err == nil && len(raw) == sha256.Size
}
