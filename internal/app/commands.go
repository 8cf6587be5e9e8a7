package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/backup"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/secret"
)

// Backup writes the export while work goes on; the file is complete and synced
// before it gets its name.
func (a *App) Backup(ctx context.Context, path string) (err error) {
	defer errs.Wrap(&err, "app.Backup")
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = backup.Write(ctx, a.DB, a.Blobs, f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path+".part"))
	}
	return os.Rename(path+".part", path)
}

// Restore fills an empty data folder from an export and makes the derived
// tables again.
func (a *App) Restore(ctx context.Context, path string) (err error) {
	defer errs.Wrap(&err, "app.Restore")
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := backup.Restore(ctx, a.DB, a.Blobs, f); err != nil {
		return err
	}
	if _, err := a.Engine.Rebuild(ctx); err != nil {
		return err
	}
	return a.checkKeys(ctx)
}

// ErrKeys says that the data is restored and the keys it needs are not here.
var ErrKeys = errors.New("数据已恢复，密钥目录里的密钥不是这份数据的：从原机的密钥目录复制 data.key 和 audit.key，再启动")

func (a *App) checkKeys(ctx context.Context) error {
	if _, err := secret.OpenKeyring(ctx, a.DB, filepath.Join(a.Config.Keys, "data.key")); err != nil {
		return errors.Join(ErrKeys, err)
	}
	return nil
}

// Verify checks the running data, also against checkpoints that were carried off
// the machine.
func (a *App) Verify(ctx context.Context, out io.Writer, carried ...audit.Checkpoint) error {
	report, err := a.verify(ctx, carried...)
	if err != nil {
		return err
	}
	if err := say(out, report); err != nil {
		return err
	}
	return a.forgetStop()
}

// VerifyFile checks an export offline with the public key alone.
func VerifyFile(ctx context.Context, path, keyFile string, out io.Writer, carried ...audit.Checkpoint) (err error) {
	defer errs.Wrap(&err, "app.VerifyFile")
	if keyFile == "" {
		return errors.New("离线核验需要 -public-key（由 guiju key 输出）")
	}
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	pub, err := audit.ParsePublic(text)
	if err != nil {
		return err
	}
	migrations, err := Migrations()
	if err != nil {
		return err
	}
	report, err := backup.Verify(ctx, path, migrations, pub, carried...)
	if err != nil {
		return err
	}
	return say(out, report)
}

// ReadCheckpoints reads checkpoints.log, or a copy of it; "" gives none.
func ReadCheckpoints(path string) ([]audit.Checkpoint, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return audit.ParseLines(string(text))
}

// ErrFound says that verification found something.
var ErrFound = errors.New("核验发现问题")

func say(out io.Writer, r *audit.Report) error {
	for _, f := range r.Findings {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(out, "留痕 %d 条（入树 %d），记录 %d 行，文件 %d 个，问题 %d 处\n", r.Leaves, r.Sequenced, r.Rows, r.Files, len(r.Findings)); err != nil {
		return err
	}
	if !r.OK() {
		return ErrFound
	}
	return nil
}
