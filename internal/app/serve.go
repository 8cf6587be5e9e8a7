package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"guiju.cn/guiju/internal/errs"
)

// Serve listens until ctx ends, then lets running requests finish. The address
// is printed as “listening on http://…”.
func (a *App) Serve(ctx context.Context, out io.Writer) (err error) {
	defer errs.Wrap(&err, "app.Serve")
	if err := a.checkAfterStop(ctx); err != nil {
		return err
	}
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
	mux.Handle("GET /metrics", a.metrics.handler())
	mux.Handle("/", a.Web.Handler())
	return a.metrics.measure(mux)
}
