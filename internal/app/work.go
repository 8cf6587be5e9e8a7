package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"guiju.cn/guiju/internal/account"
	"guiju.cn/guiju/internal/admin"
	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/bureau"
	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/flow"
	"guiju.cn/guiju/internal/ident"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/ruling"
	"guiju.cn/guiju/internal/runner"
	"guiju.cn/guiju/internal/store"
)

// periodic is what the cluster does by the clock: one job for each period.
var periodic = []struct {
	kind  string
	every time.Duration
}{
	{"remind", time.Minute},
	{"papers", 24 * time.Hour},
	{"exceptions", 24 * time.Hour},
	{"recurring", time.Hour},
	{"clean", 24 * time.Hour},
}

// handlers are the kinds of jobs.
func (a *App) handlers() map[string]job.Handler {
	all := map[string]job.Handler{
		"remind": func(ctx context.Context, _ job.Job) error {
			return errors.Join(a.Engine.Remind(ctx), a.Engine.PassBy(ctx))
		},
		"papers":      func(ctx context.Context, _ job.Job) error { return a.Paper.Remind(ctx) },
		"exceptions":  func(ctx context.Context, _ job.Job) error { return a.tellOfExceptions(ctx) },
		"remove-file": func(ctx context.Context, j job.Job) error { return a.removeFile(ctx, j.Payload) },
		"recurring":   func(ctx context.Context, _ job.Job) error { return a.issueRecurring(ctx) },
		"clean":       func(ctx context.Context, _ job.Job) error { return a.Clean(ctx, a.DB.Now()) },

		flow.JobIndexFile:  func(ctx context.Context, j job.Job) error { return a.indexFile(ctx, j.Payload) },
		flow.JobPurgeIndex: func(ctx context.Context, _ job.Job) error { return a.Search.Purge(ctx) },
		jobIndexCases:      func(ctx context.Context, j job.Job) error { return a.indexCases(ctx, j.Payload) },
		admin.VerifyJob:    func(ctx context.Context, j job.Job) error { return a.Admin.RunVerify(ctx, j.Payload) },
	}
	if a.Config.Failpoints != nil {
		for kind, do := range all {
			all[kind] = a.failing(do)
		}
	}
	return all
}

// failing is a handler with the failpoints of the outbox (D14), in tests alone.
func (a *App) failing(do job.Handler) job.Handler {
	return func(ctx context.Context, j job.Job) error {
		if err := a.Config.Failpoints("before-send"); err != nil {
			return err
		}
		if err := do(ctx, j); err != nil {
			return err
		}
		return a.Config.Failpoints("after-send")
	}
}

// work runs until ctx ends: each second the node that holds the lease puts the
// committed leaves into the signed tree and adds the jobs of a new period; every
// node does jobs, beside that, for reading a file takes longer than the tree may
// wait; and hears of what the others commit.
func (a *App) work(ctx context.Context) {
	var all sync.WaitGroup
	node, last := ident.Secret(), map[string]int64{}
	all.Go(func() { a.eachSecond(ctx, "lead", func() error { return a.lead(ctx, node, last) }) })
	all.Go(func() {
		a.report(ctx, "index", a.fillIndex(ctx))
		a.eachSecond(ctx, "jobs", func() error { _, err := a.Jobs.Run(ctx); return err })
	})
	all.Go(func() { a.listen(ctx) })
	all.Wait()
}

// leaseTime is how long another node waits before it takes over.
const leaseTime = 10 * time.Second

func (a *App) eachSecond(ctx context.Context, what string, do func() error) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-second.C:
		}
		a.report(ctx, what, do())
	}
}

// report logs what went wrong in the background, unless the program is ending.
func (a *App) report(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "background work failed", "what", what, "error", err)
	}
}

// lead does what only one node of a cluster may.
func (a *App) lead(ctx context.Context, node string, last map[string]int64) error {
	held, err := a.DB.Lease(ctx, "work", node, leaseTime)
	if err != nil || !held {
		return err
	}
	if err := a.sequence(ctx); err != nil {
		return err
	}
	return a.schedule(ctx, last)
}

// schedule adds the job of each period that has begun; last remembers which.
func (a *App) schedule(ctx context.Context, last map[string]int64) error {
	now := a.DB.Now()
	for _, p := range periodic {
		slot := now.UnixMilli() / p.every.Milliseconds()
		if last[p.kind] == slot {
			continue
		}
		err := a.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return job.Add(ctx, tx, job.Job{Kind: p.kind, Key: fmt.Sprint(slot)})
		})
		if err != nil {
			return err
		}
		last[p.kind] = slot
	}
	return nil
}

// heardMost is how often other nodes are told, at most: many commits are one
// announcement.
const heardMost = 200 * time.Millisecond

// listen hears what other nodes commit, and tells them of this node's commits.
func (a *App) listen(ctx context.Context) {
	committed := make(chan struct{}, 1)
	wake := func() {
		a.Web.Changed()
		select {
		case committed <- struct{}{}:
		default: // told soon anyway
		}
	}
	a.wake.Store(&wake)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-committed:
				a.report(ctx, "announce", a.DB.Announce(ctx))
				pause(ctx, heardMost)
			}
		}
	}()
	for ctx.Err() == nil {
		a.report(ctx, "listen", a.DB.Listen(ctx, a.Web.Changed))
		pause(ctx, 5*time.Second) // the pages poll meanwhile
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// sequence puts what was committed into the tree; checkpoints are also written
// beside the keys, to be carried off the machine.
func (a *App) sequence(ctx context.Context) error {
	for {
		cp, more, err := audit.Sequence(ctx, a.DB, a.Signer)
		if err != nil || !more {
			return err
		}
		if err := appendLine(filepath.Join(a.Config.Keys, "checkpoints.log"), cp.Line()); err != nil {
			return err
		}
	}
}

// appendLine adds a line to a file. What a full disk or a power cut has left of the one
// before is taken away first: with the next behind it, it would read as a forged
// checkpoint.
func appendLine(path, line string) (err error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	tail := make([]byte, min(info.Size(), 64<<10)) // a line is far shorter
	if _, err := f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
		return err
	}
	if torn := len(tail) - 1 - bytes.LastIndexByte(tail, '\n'); torn > 0 {
		if err := f.Truncate(info.Size() - int64(torn)); err != nil {
			return err
		}
	}
	_, err = f.WriteString(line)
	return err
}

// tellWhoAllowed asks who allowed an exception to confirm it, in the transaction
// that records it (G-09): one tap from the notice.
func tellWhoAllowed(ctx context.Context, tx *store.Tx, e ruling.Exception) error {
	text := fmt.Sprintf("确认特事登记（%s）：%s，%s 前", e.Clause, e.What, clock.Short(e.DueAt))
	return flow.Notify(ctx, tx, flow.Notice{Key: "exception/" + e.ID, PersonID: e.AllowedBy, Link: "/exceptions/" + e.ID, Text: text})
}

// tellOfExceptions reminds those whose exceptions are due within the set days,
// and tells the 局长 of the quarter that has ended (G-09).
func (a *App) tellOfExceptions(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "app.tellOfExceptions")
	waiting, err := a.Ruling.Unconfirmed(ctx, a.DB.Read())
	if err != nil {
		return err
	}
	today := clock.DateOf(a.DB.Now())
	from := today.QuarterStart().AddDays(-1).QuarterStart()
	n, late, err := a.Ruling.Between(ctx, a.DB.Read(), from, today.QuarterStart())
	if err != nil {
		return err
	}
	return a.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, e := range waiting {
			text := "特事登记即将到补办期限：" + e.What
			if e.DueAt < clock.Millis(tx.Now()) {
				text = "特事登记逾期未补办，这项权限暂停使用：" + e.What
			}
			if err := flow.Notify(ctx, tx, flow.Notice{Key: "exception/" + e.ID + "/" + string(today), PersonID: e.AllowedBy, Link: "/exceptions/" + e.ID, Text: text}); err != nil {
				return err
			}
		}
		if n == 0 {
			return nil
		}
		text := fmt.Sprintf("上季度（%s 起）特事登记 %d 件，其中逾期补办或还没有补办 %d 件", from, n, late)
		return flow.NotifyPost(ctx, tx, "juzhang", flow.Notice{Key: "exceptions/" + string(from), Link: "/exceptions/quarter?from=" + string(from), Text: text})
	})
}

// issueRecurring brings the checks of the periods that have begun: each case once,
// whichever node gets to it and however often (norms: check).
func (a *App) issueRecurring(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "app.issueRecurring")
	if opened, err := bureau.Opened(ctx, a.DB.Read()); err != nil || !opened {
		return err
	}
	today := clock.DateOf(a.DB.Now())
	for _, m := range a.Modules {
		for _, r := range m.Recurring {
			period := r.Period(today)
			if period == "" {
				continue
			}
			due, err := r.Issue(ctx, a.DB.Read(), today)
			if err != nil {
				return err
			}
			for _, x := range due {
				key := strings.Join([]string{"recurring", r.ID, period, x.Key}, "/")
				if _, err := a.Engine.Issue(ctx, key, flow.IssueInput{Kind: x.Kind, Content: x.Content, For: x.For}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// removeFile takes an erased file from the store, unless somebody has uploaded
// the same contents since.
func (a *App) removeFile(ctx context.Context, hash string) error {
	_, err := a.Blobs.Drop(ctx, hash, a.fileNamed)
	return err
}

func (a *App) fileNamed(ctx context.Context, hash string) (bool, error) {
	n, err := store.Value[int64](ctx, a.DB.Read(), `SELECT COUNT(*) FROM file WHERE hash = $1`, hash)
	return n > 0, err
}

// orphanTime is how old a file without a row is when it is removed; an upload
// takes minutes.
const orphanTime = 24 * time.Hour

// Clean forgets what is of no more use: jobs done, sessions ended, keys of
// requests so old that nobody repeats them, and files whose row never came. now
// is what the age of files counts to.
func (a *App) Clean(ctx context.Context, now time.Time) error {
	_, err := a.Blobs.Sweep(ctx, now.Add(-orphanTime), a.fileNamed)
	return errors.Join(err, job.Clean(ctx, a.DB), account.Clean(ctx, a.DB), runner.Clean(ctx, a.DB))
}
