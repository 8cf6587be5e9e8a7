// Command december serves a demo bureau on the first working hours of December, for
// the browser tests of what the calendar brings then. It takes the settings of
// guiju serve. The clock runs on from there.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"guiju.cn/guiju/internal/app"
	"guiju.cn/guiju/internal/clock"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}

// ahead is the system's clock, moved.
type ahead struct{ by time.Duration }

// Now tells the moved time.
func (a ahead) Now() time.Time { return clock.System().Now().Add(a.by) }

func run(ctx context.Context, args []string) (err error) {
	var c app.Config
	set := flag.NewFlagSet("december", flag.ContinueOnError)
	c.Flags(set)
	c.ServeFlags(set)
	if err := set.Parse(args); err != nil {
		return err
	}
	if err := c.Fill(set); err != nil {
		return err
	}
	now := clock.System().Now()
	morning := clock.Date(fmt.Sprintf("%d-12-01", now.In(clock.Shanghai).Year())).Time(9, 0)
	if morning.Before(now) { // December has begun: it comes by itself
		morning = now
	}
	a, err := app.Open(ctx, c, ahead{morning.Sub(now)}, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.Serve(ctx, os.Stdout)
}
