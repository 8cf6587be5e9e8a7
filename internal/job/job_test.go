package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"guiju.cn/guiju/internal/clock"
	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/store"
	"guiju.cn/guiju/internal/testkit"
)

type desk struct {
	*testing.T
	db  *store.DB
	clk *clock.Manual
}

func each(t *testing.T, test func(d desk)) {
	t.Helper()
	migrations, err := job.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, migrations, func(t *testing.T, db *store.DB, clk *clock.Manual) { test(desk{t, db, clk}) })
}

func (d desk) add(j job.Job) {
	d.Helper()
	err := d.db.Write(d.Context(), func(ctx context.Context, tx *store.Tx) error { return job.Add(ctx, tx, j) })
	if err != nil {
		d.Fatal(err)
	}
}

func (d desk) queue(h job.Handler) *job.Queue {
	d.Helper()
	q, err := job.New(d.db, map[string]job.Handler{"x": h}, slog.New(slog.DiscardHandler))
	if err != nil {
		d.Fatal(err)
	}
	return q
}

func (d desk) run(q *job.Queue) int {
	d.Helper()
	n, err := q.Run(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func TestAdd_StandsOnlyWithItsTransaction(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		undone := errors.New("undone")
		err := d.db.Write(d.Context(), func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(job.Add(ctx, tx, job.Job{Kind: "x"}), undone)
		})
		if !errors.Is(err, undone) {
			d.Fatal(err)
		}
		if n := d.run(d.queue(func(context.Context, job.Job) error { return nil })); n != 0 {
			d.Errorf("%d jobs of a transaction that never was", n)
		}
	})
}

// A waiting job takes no second one of its key; a taken one does, for what
// changed since.
func TestAdd_TheSameKeyWaitsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		var done []string
		q := d.queue(func(_ context.Context, j job.Job) error {
			done = append(done, j.Payload)
			if j.Payload == "1" {
				d.add(job.Job{Kind: "x", Key: "k", Payload: "3"})
			}
			return nil
		})
		d.add(job.Job{Kind: "x", Key: "k", Payload: "1"})
		d.add(job.Job{Kind: "x", Key: "k", Payload: "2"})
		d.add(job.Job{Kind: "other", Key: "k"})
		d.run(q)
		if fmt.Sprint(done) != "[1 3]" {
			d.Error(done)
		}
	})
}

func TestRun_AtItsTimeAndAgainAfterAFailure(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		var seen []int64
		q := d.queue(func(_ context.Context, j job.Job) error {
			seen = append(seen, j.Attempts)
			switch j.Attempts {
			case 1:
				return errors.New("the other side is away")
			case 2:
				panic("a fault of the program")
			}
			return nil
		})
		d.add(job.Job{Kind: "x", RunAt: clock.Millis(d.clk.Now().Add(time.Hour))})
		d.run(q)
		if len(seen) != 0 {
			d.Fatal("before its time")
		}
		d.clk.Advance(time.Hour)
		for want := 1; want <= 3; want++ {
			d.run(q)
			d.run(q) // not yet again
			if len(seen) != want {
				d.Fatalf("%v, want %d attempts", seen, want)
			}
			_, failing, err := job.Waiting(d.Context(), d.db)
			if err != nil || failing != map[bool]int64{true: 1, false: 0}[want < 3] {
				d.Errorf("after attempt %d: %d failing, %v", want, failing, err)
			}
			d.clk.Advance(5 * time.Second)
		}
		d.clk.Advance(8 * 24 * time.Hour)
		if err := job.Clean(d.Context(), d.db); err != nil {
			d.Fatal(err)
		}
		if n, err := store.Value[int64](d.Context(), d.db.Read(), `SELECT COUNT(*) FROM job`); err != nil || n != 0 {
			d.Errorf("%d rows kept, %v", n, err)
		}
	})
}

// Ten nodes at once do each job once; what a dead node had taken is taken over
// after its lease.
func TestRun_ManyNodes(t *testing.T) {
	t.Parallel()
	each(t, func(d desk) {
		const jobs = 100
		for i := range jobs {
			d.add(job.Job{Kind: "x", Payload: fmt.Sprint(i)})
		}
		var mu sync.Mutex
		var done []string
		var nodes sync.WaitGroup
		for range 10 {
			nodes.Go(func() {
				q := d.queue(func(_ context.Context, j job.Job) error {
					mu.Lock()
					defer mu.Unlock()
					done = append(done, j.Payload)
					return nil
				})
				if _, err := q.Run(d.Context()); err != nil {
					d.Error(err)
				}
			})
		}
		nodes.Wait()
		slices.Sort(done)
		if n := len(slices.Compact(slices.Clone(done))); n != jobs || len(done) != jobs {
			d.Errorf("%d jobs done %d times", n, len(done))
		}

		dying, die := context.WithCancel(d.Context())
		d.add(job.Job{Kind: "x", Payload: "left behind"})
		dead := d.queue(func(context.Context, job.Job) error { die(); return nil })
		if _, err := dead.Run(dying); err == nil {
			d.Fatal("a dead node marked its job as done")
		}
		alive := d.queue(func(context.Context, job.Job) error { return nil })
		if n := d.run(alive); n != 0 {
			d.Error("a leased job was taken")
		}
		d.clk.Advance(6 * time.Minute)
		if n := d.run(alive); n != 1 {
			d.Error("a dead node keeps its job")
		}
	})
}
