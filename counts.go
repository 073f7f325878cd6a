package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"parley/realtime"
)

// counts are what operators watch. There are no labels of people or rooms.
type counts struct {
	set      *metrics.Set
	viewers  *metrics.Gauge
	lagging  *metrics.Gauge
	brokerUp *metrics.Gauge
	post     *metrics.Counter
	replays  *metrics.Counter
	behind   *metrics.Counter
	signIns  *metrics.Counter
	lag      *metrics.PrometheusHistogram
	rows     *metrics.PrometheusHistogram
	commit   *metrics.PrometheusHistogram
	batch    *metrics.PrometheusHistogram

	requests sync.Map     // of requestKind to *metrics.PrometheusHistogram
	missed   atomic.Int64 // envelopes not sent, wherever: for the page of health
}

// requestKind is how requests are told apart.
type requestKind struct {
	route, method string
	code          int
}

// The bounds of what should take milliseconds, and of whole requests, in seconds.
var (
	instants     = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5}
	requestTimes = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}
)

func newCounts() *counts {
	metrics.ExposeMetadata(true)
	s := metrics.NewSet()
	return &counts{
		set:      s,
		viewers:  s.NewGauge("parley_viewers", nil),                                                                    // open pages that are live here
		lagging:  s.NewGauge("parley_lagging_viewers", nil),                                                            // whose queue overflowed, and who have not caught up
		brokerUp: s.NewGauge("parley_broker_up", nil),                                                                  // 1 while the broker carries between replicas
		post:     s.NewCounter("parley_messages_posted_total"),                                                         // accepted
		replays:  s.NewCounter("parley_post_replays_total"),                                                            // posts answered with the first message of their nonce
		behind:   s.NewCounter("parley_heal_behind_total"),                                                             // rooms that healing found behind
		signIns:  s.NewCounter("parley_sign_in_failures_total"),                                                        // tries that failed
		lag:      s.NewPrometheusHistogramExt("parley_delivery_lag_seconds", instants),                                 // from commit to the write on a socket
		commit:   s.NewPrometheusHistogramExt("parley_commit_duration_seconds", instants),                              // of a transaction, until it is durable
		batch:    s.NewPrometheusHistogramExt("parley_commit_batch_size", []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}), // acts and posts in one
		rows:     s.NewPrometheusHistogramExt("parley_catchup_rows", []float64{0, 1, 5, 20, 50, 100, 500}),             // messages read in one catch-up
	}
}

// by is a counter with one label.
func (m *counts) by(name, label, value string) *metrics.Counter {
	return m.set.GetOrCreateCounter(fmt.Sprintf("%s{%s=%q}", name, label, value))
}

func (m *counts) realtime() realtime.Metrics {
	return realtime.Metrics{
		Viewers: func(d int) { m.viewers.Add(float64(d)) }, Lagging: func(d int) { m.lagging.Add(float64(d)) },
		Closed:     func(code int) { m.by("parley_viewer_closes_total", "code", closeCode(code)).Inc() },              // by WebSocket close code
		Gap:        func(where string) { m.by("parley_gaps_total", "where", where).Inc() },                            // frames that did not follow the one before
		Lost:       func(where string) { m.missed.Add(1); m.by("parley_envelopes_lost_total", "where", where).Inc() }, // envelopes not sent; healing repairs them
		HealBehind: func(n int) { m.behind.Add(n) },
		Lag:        func(d time.Duration) { m.lag.Update(d.Seconds()) },
		CatchUp:    func(rows int) { m.rows.Update(float64(rows)) },
		BrokerUp: func(up bool) {
			m.brokerUp.Set(0)
			if up {
				m.brokerUp.Set(1)
			}
		},
	}
}

// closeCode names the codes that browsers and Parley close with; a page may send any other.
func closeCode(code int) string {
	if code < 1000 || code > 1015 {
		return "other"
	}
	return strconv.Itoa(code)
}

func (m *counts) observe(route, method string, code int, took time.Duration) {
	kind := requestKind{route, method, code}
	h, ok := m.requests.Load(kind)
	if !ok {
		h, _ = m.requests.LoadOrStore(kind, m.set.GetOrCreatePrometheusHistogramExt(
			fmt.Sprintf("parley_http_request_duration_seconds{route=%q,method=%q,code=\"%d\"}", route, method, code), requestTimes))
	}
	h.(*metrics.PrometheusHistogram).Update(took.Seconds())
}

func (m *counts) committed(jobs int, took time.Duration) {
	m.batch.Update(float64(jobs))
	m.commit.Update(took.Seconds())
}

func (m *counts) posted(replay bool) {
	if replay {
		m.replays.Inc()
		return
	}
	m.post.Inc()
}

func (m *counts) signInFailed()        { m.signIns.Inc() }
func (m *counts) limited(limit string) { m.by("parley_rate_limited_total", "limit", limit).Inc() }

// ServeHTTP writes all, with what the process and Go's runtime take, as Prometheus reads it.
func (m *counts) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}

// local is the handler for the main listener: none when metrics have one of their own.
func (m *counts) local(addr string) http.Handler {
	if addr != "" {
		return nil
	}
	return m
}

// serve opens the metrics' own listener, which profiles too; none without an address.
func (m *counts) serve(addr string, servers *sync.WaitGroup) (*http.Server, error) {
	if addr == "" {
		return nil, nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("PARLEY_METRICS_ADDR: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", m)
	mux.Handle("/debug/pprof/", profiles())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	servers.Go(func() { _ = srv.Serve(ln) })
	return srv, nil
}
