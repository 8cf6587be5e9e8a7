package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/store"
)

// folder is the shelf on this machine: os.Root only, so that no name leads out.
type folder struct {
	root *os.Root
	fail func(name string) error // the failpoints
}

func openFolder(dir string, fail func(string) error) (*folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &folder{root, fail}, nil
}

func (f *folder) Close() error { return f.root.Close() }

// temporary names begin with this; a hash never does.
const temporary = "."

// put writes a temporary file, syncs it, renames it and syncs the folders (D6).
func (f *folder) put(_ context.Context, hash string, data []byte) error {
	if err := f.root.Mkdir(hash[:2], 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return f.translate(err)
	}
	temp := hash[:2] + "/" + temporary + ident.Secret()
	err := f.write(temp, data)
	if err == nil {
		err = f.fail("before-rename")
	}
	if err == nil {
		err = f.root.Rename(temp, place(hash))
	}
	if err != nil {
		return errors.Join(f.translate(err), ignoreMissing(f.root.Remove(temp)))
	}
	if err := f.fail("after-rename"); err != nil {
		return err
	}
	if err := f.syncFolders(hash[:2]); err != nil {
		return f.translate(err)
	}
	return f.fail("after-folder-sync")
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (f *folder) write(name string, data []byte) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = f.fail("before-sync")
	}
	if err == nil {
		err = synced(file)
	}
	return errors.Join(err, file.Close())
}

// synced makes every failure but a full or read-only disk fatal: what a failed
// fsync left behind is unknown, and a second one would say that all is well (D2).
func synced(file *os.File) error {
	err := file.Sync()
	if err != nil && !full(err) && !errors.Is(err, syscall.EROFS) {
		err = fmt.Errorf("%w: %w", store.ErrFatal, err)
	}
	return err
}

func (f *folder) syncFolders(name string) error {
	for _, name := range []string{name, "."} {
		dir, err := f.root.Open(name)
		if err != nil {
			return err
		}
		if err := errors.Join(synced(dir), dir.Close()); err != nil {
			return err
		}
	}
	return nil
}

func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

func (f *folder) translate(err error) error {
	switch {
	case err == nil || errors.Is(err, store.ErrFatal):
		return err
	case full(err):
		return errs.New(errs.Unavailable, "磁盘已满，文件没有保存；腾出空间后再上传").With(err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return errs.New(errs.Unavailable, "文件目录只读，文件没有保存").With(err)
	case errors.Is(err, syscall.EIO):
		return fmt.Errorf("%w: %w", store.ErrFatal, err)
	}
	return err
}

// found is translate for what may not be there.
func (f *folder) found(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return store.ErrNotFound.With(err)
	}
	return f.translate(err)
}

func (f *folder) open(_ context.Context, hash string) (io.ReadSeekCloser, int64, error) {
	file, err := f.root.Open(place(hash))
	if err != nil {
		return nil, 0, f.found(err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(f.translate(err), file.Close())
	}
	return file, info.Size(), nil
}

func (f *folder) has(_ context.Context, hash string) error {
	_, err := f.root.Stat(place(hash))
	return f.found(err)
}

func (f *folder) remove(_ context.Context, hash string) error {
	if err := ignoreMissing(f.root.Remove(place(hash))); err != nil {
		return f.translate(err)
	}
	return f.translate(f.syncFolders(hash[:2]))
}

func (f *folder) old(ctx context.Context, before time.Time, visit func(hash string)) error {
	err := fs.WalkDir(f.root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err := errors.Join(err, ctx.Err()); err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(before) {
			return ignoreMissing(err)
		}
		switch name := entry.Name(); {
		case validHash(name):
			visit(name)
		case name[:1] == temporary:
			return ignoreMissing(f.root.Remove(path))
		}
		return nil
	})
	return f.translate(err)
}
