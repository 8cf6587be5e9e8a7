package app

import (
	"context"
	"fmt"
	"io"

	"guiju.cn/guiju/internal/blob"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/store"
)

// jobIndexCases fills the index while the program runs; its payload is the case
// after which it goes on.
const jobIndexCases = "index-cases"

// Reindex makes every derived table again; the texts of files are read by the
// running program, in the background.
func (a *App) Reindex(ctx context.Context, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Reindex")
	cases, err := a.Engine.Rebuild(ctx)
	if err != nil {
		return err
	}
	files, err := store.Value[int64](ctx, a.DB.Read(), `SELECT COUNT(*) FROM job WHERE kind = $1 AND done_at = 0`, flow.JobIndexFile)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "已重建 %d 件事项的检索索引；%d 个文件的正文由运行中的系统随后读取\n", cases, files)
	return err
}

// fillIndex begins to index what the index lacks.
func (a *App) fillIndex(ctx context.Context) error {
	n, err := a.Engine.Unindexed(ctx)
	if err != nil || n == 0 {
		return err
	}
	a.log.InfoContext(ctx, "the search index is being filled", "cases", n)
	return a.indexFrom(ctx, "")
}

func (a *App) indexFrom(ctx context.Context, after string) error {
	return a.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return job.Add(ctx, tx, job.Job{Kind: jobIndexCases, Key: "after " + after, Payload: after})
	})
}

// indexCases does some cases and leaves the rest to the next job, so that no job
// outlives its lease.
func (a *App) indexCases(ctx context.Context, after string) error {
	last, _, err := a.Engine.IndexCases(ctx, after)
	if err != nil || last == "" {
		return err
	}
	return a.indexFrom(ctx, last)
}

// indexFile reads a file's text and makes it found. One that cannot be read is
// found by its name.
func (a *App) indexFile(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "app.indexFile(%s)", id)
	f, err := flow.FileByID(ctx, a.DB.Read(), id)
	if err != nil || f.Hash == "" {
		return err
	}
	data, err := a.Blobs.Read(ctx, f.Hash)
	if err != nil {
		return err
	}
	text, err := blob.Text(ctx, a.PDF, f.Type, data)
	if err != nil && errs.KindOf(err) != errs.Unavailable && ctx.Err() == nil { // trying again would not help
		a.log.WarnContext(ctx, "a file's text cannot be read", "file", id, "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	return a.Engine.IndexFile(ctx, f, text)
}
