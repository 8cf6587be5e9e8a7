package app

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"guiju.cn/guiju/internal/job"
	"guiju.cn/guiju/internal/store"
)

// metrics is what Prometheus reads: how long requests take, what waits, how
// often a clause refused. It names no person and no case.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics(db *store.DB) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "guiju_request_seconds", Help: "Time to answer a request, by method and status.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"method", "status"})}
	m.registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &stored{db})
	return m
}

// stored are the figures that the database knows, read when they are asked for.
type stored struct{ db *store.DB }

var (
	jobsDue     = prometheus.NewDesc("guiju_jobs_due", "Jobs that are due and not done.", nil, nil)
	jobsFailing = prometheus.NewDesc("guiju_jobs_failing", "Jobs that have failed and are tried again.", nil, nil)
	unsequenced = prometheus.NewDesc("guiju_audit_unsequenced", "Committed leaves that are not in the signed tree yet.", nil, nil)
	openTasks   = prometheus.NewDesc("guiju_tasks_open", "Open steps.", []string{"overdue"}, nil)
	refusals    = prometheus.NewDesc("guiju_refusals_total", "Refusals by clause.", []string{"clause"}, nil)
)

// Describe is prometheus.Collector's.
func (s *stored) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobsDue, jobsFailing, unsequenced, openTasks, refusals} {
		ch <- d
	}
}

// Collect is prometheus.Collector's; what cannot be read is told as invalid.
func (s *stored) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, n int64, err error, labels ...string) {
		if err != nil {
			ch <- prometheus.NewInvalidMetric(d, err)
			return
		}
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	due, failing, err := job.Waiting(ctx, s.db)
	gauge(jobsDue, due, err)
	gauge(jobsFailing, failing, err)
	n, err := store.Value[int64](ctx, s.db.Read(), `SELECT COUNT(*) FROM audit_leaf WHERE tree_index IS NULL`)
	gauge(unsequenced, n, err)
	for label, where := range map[string]string{"yes": `due_at > 0 AND due_at < $1`, "no": `(due_at = 0 OR due_at >= $1)`} {
		n, err := store.Value[int64](ctx, s.db.Read(), `SELECT COUNT(*) FROM task WHERE state = 'open' AND kind = 'step' AND `+where, s.db.Now().UnixMilli())
		gauge(openTasks, n, err, label)
	}
	type row struct {
		Clause string `db:"clause"`
		N      int64  `db:"n"`
	}
	rows, err := store.All[row](ctx, s.db.Read(), `SELECT clause, CAST(SUM(times) AS BIGINT) AS n FROM refusal GROUP BY clause`)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(refusals, err)
	}
	for _, r := range rows {
		ch <- prometheus.MustNewConstMetric(refusals, prometheus.CounterValue, float64(r.N), r.Clause)
	}
}

// handler answers this machine alone: the figures are for its operator.
func (m *metrics) handler() http.Handler {
	serve := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, ErrorHandling: promhttp.ContinueOnError})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if addr, parsed := netip.ParseAddr(host); err != nil || parsed != nil || !addr.IsLoopback() {
			http.NotFound(w, r)
			return
		}
		serve.ServeHTTP(w, r)
	})
}

// measure times every request but the open streams.
func (m *metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			next.ServeHTTP(w, r)
			return
		}
		said := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		timer := prometheus.NewTimer(prometheus.ObserverFunc(func(s float64) {
			m.requests.WithLabelValues(r.Method, strconv.Itoa(said.status)).Observe(s)
		}))
		defer timer.ObserveDuration()
		next.ServeHTTP(said, r)
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader is http.ResponseWriter's.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
