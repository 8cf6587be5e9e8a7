package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"guiju.cn/guiju/internal/audit"
	"guiju.cn/guiju/internal/errs"
	"guiju.cn/guiju/internal/ident"
)

// Serve listens until ctx ends, then lets running requests finish. The address
// is printed as “listening on http://…”.
func (a *App) Serve(ctx context.Context, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Serve")
	if err := a.faces(); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", a.Config.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	scheme := "http"
	if a.Config.TLSCert != "" {
		scheme = "https"
	}
	if _, err := fmt.Fprintf(out, "listening on %s://%s\n", scheme, listener.Addr()); err != nil {
		return err
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	worked := make(chan struct{})
	go func() { defer close(worked); a.work(work) }()
	served := make(chan error, 1)
	go func() {
		if scheme == "https" {
			served <- server.ServeTLS(listener, a.Config.TLSCert, a.Config.TLSKey)
			return
		}
		served <- server.Serve(listener)
	}()
	select {
	case err = <-served:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err = server.Shutdown(grace); errors.Is(err, context.DeadlineExceeded) {
			err = server.Close() // event streams stay open as long as they may
		}
	}
	stopWork()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Handler is pages, API and health in one.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/api/", a.API.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if _, err := a.DB.Read().ExecContext(r.Context(), "SELECT 1"); err != nil {
			http.Error(w, "数据库不可用", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.Handle("/", a.Web.Handler())
	return mux
}

// work is the periodic work of a cluster, done by the one node that holds the
// lease: each second the committed leaves go into the signed tree, each minute
// due steps are reminded of.
func (a *App) work(ctx context.Context) {
	node := ident.Secret()
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-second.C:
		}
		held, err := a.DB.Lease(ctx, "work", node, leaseTime)
		if err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "lease", "error", err)
		}
		if !held {
			continue
		}
		if err := a.sequence(ctx); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "audit tree", "error", err)
		}
		if n%60 == 0 {
			if err := a.Engine.Remind(ctx); err != nil && ctx.Err() == nil {
				a.log.ErrorContext(ctx, "reminders", "error", err)
			}
		}
	}
}

// leaseTime is how long another node waits before it takes over.
const leaseTime = 10 * time.Second

// sequence puts what was committed into the tree; checkpoints are also written beside the keys, to be carried off the machine.
func (a *App) sequence(ctx context.Context) error {
	for {
		cp, more, err := audit.Sequence(ctx, a.DB, a.Signer)
		if err != nil || !more {
			return err
		}
		f, err := os.OpenFile(filepath.Join(a.Config.Keys, "checkpoints.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = f.WriteString(cp.Line())
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
}
