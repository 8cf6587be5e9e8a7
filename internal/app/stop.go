package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/backup"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/store"
)

// ErrDoubt says that the program does not serve data it cannot vouch for.
var ErrDoubt = errors.New("没有启动")

// ExitCode is what the program ends with: 3 if the disk or the database has
// failed, or what was written last does not hold (D2).
func ExitCode(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, store.ErrFatal), errors.Is(err, ErrDoubt):
		return 3
	}
	return 1
}

// stopMark is a file that says that a node has stopped because its disk or
// database failed. It stands in the data folder and beside the keys, for one of
// the two disks may be the one that failed.
const stopMark = "STOPPED"

func (a *App) stopMarks() []string {
	return []string{filepath.Join(a.Config.Data, stopMark), filepath.Join(a.Config.Keys, stopMark)}
}

// fatal says clearly why the program ends (D2), leaves the mark and ends at once:
// after a failed write nothing may be acknowledged any more.
func (a *App) fatal(err error) {
	a.log.Error("磁盘或数据库出错，已停止运行；没有应答的都没有保存。修好后再启动，启动时先核验最近的留痕", "error", err)
	text := a.clk.Now().In(clock.Shanghai).Format("2006-01-02 15:04:05") + " " + err.Error() + "\n"
	for _, mark := range a.stopMarks() {
		if err := os.WriteFile(mark, []byte(text), 0o600); err != nil {
			a.log.Error("没有写下停止标记", "error", err)
		}
	}
	os.Exit(ExitCode(store.ErrFatal))
}

// checkAfterStop verifies what was written last, if the program has stopped for
// a failing disk or database: it serves only if all of it holds.
func (a *App) checkAfterStop(ctx context.Context) error {
	stopped, said := false, ""
	for _, mark := range a.stopMarks() {
		text, err := os.ReadFile(mark)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		stopped, said = true, said+string(text) // nothing in it if the disk was full as well
	}
	if !stopped {
		return nil
	}
	first, _, _ := strings.Cut(said, "\n")
	a.log.WarnContext(ctx, "上次因磁盘或数据库出错而停止，先核验最近的留痕", "stopped", first)
	problems, err := a.DB.Check(ctx)
	if err != nil {
		return err
	}
	report, err := audit.VerifyNewest(ctx, a.DB, backup.Live{DB: a.DB, Check: a.Blobs.Verify}.File, a.Signer.Public())
	if err != nil {
		return err
	}
	for _, f := range report.Findings {
		problems = append(problems, f.String())
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w：上次停止（%s）之后，最近的记录有 %d 处不对：\n  %s\n"+
			"用 guiju verify 核对全部；用 guiju restore 备份文件 --data 新目录 恢复最近的备份，再从新目录启动", ErrDoubt, first, len(problems), strings.Join(problems, "\n  "))
	}
	a.log.InfoContext(ctx, "最近的留痕完好，继续启动", "leaves", report.Leaves, "rows", report.Rows, "files", report.Files)
	return a.forgetStop()
}

// forgetStop takes the marks away, because everything was found as it was written.
func (a *App) forgetStop() error {
	for _, mark := range a.stopMarks() {
		if err := os.Remove(mark); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
