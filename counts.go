package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/realtime"
)

// metrics counts what operators watch. There are no labels of people or rooms.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	viewers  prometheus.Gauge
	lagging  prometheus.Gauge
	brokerUp prometheus.Gauge
	closes   *prometheus.CounterVec
	gaps     *prometheus.CounterVec
	lost     *prometheus.CounterVec
	limits   *prometheus.CounterVec
	post     prometheus.Counter
	replays  prometheus.Counter
	behind   prometheus.Counter
	signIns  prometheus.Counter
	lag      prometheus.Histogram
	rows     prometheus.Histogram
	commit   prometheus.Histogram
	batch    prometheus.Histogram
}

func newMetrics() *metrics {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	f := promauto.With(reg)
	counter := func(name, help string) prometheus.Counter {
		return f.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	vec := func(name, help, label string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return f.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	return &metrics{
		registry: reg,
		requests: f.NewHistogramVec(prometheus.HistogramOpts{Name: "parley_http_request_duration_seconds", Help: "Time of a request.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}}, []string{"route", "method", "code"}),
		viewers:  gauge("parley_viewers", "Open pages that are live here."),
		lagging:  gauge("parley_lagging_viewers", "Pages whose queue overflowed and who have not caught up."),
		brokerUp: gauge("parley_broker_up", "1 while the broker carries between replicas."),
		closes:   vec("parley_viewer_closes_total", "Live pages that ended, by WebSocket close code.", "code"),
		gaps:     vec("parley_gaps_total", "Frames that did not follow the one before.", "where"),
		lost:     vec("parley_envelopes_lost_total", "Envelopes not sent; healing repairs them.", "where"),
		limits:   vec("parley_rate_limited_total", "Requests refused by a limit.", "limit"),
		post:     counter("parley_messages_posted_total", "Messages accepted."),
		replays:  counter("parley_post_replays_total", "Posts answered with the first message of their nonce."),
		behind:   counter("parley_heal_behind_total", "Rooms that healing found behind."),
		signIns:  counter("parley_sign_in_failures_total", "Tries to sign in that failed."),
		lag:      f.NewHistogram(prometheus.HistogramOpts{Name: "parley_delivery_lag_seconds", Help: "From commit to the write on a socket.", Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5}}),
		commit:   f.NewHistogram(prometheus.HistogramOpts{Name: "parley_commit_duration_seconds", Help: "Time of a transaction, from its beginning until it is durable.", Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5}}),
		batch:    f.NewHistogram(prometheus.HistogramOpts{Name: "parley_commit_batch_size", Help: "Acts and posts in a transaction.", Buckets: []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}}),
		rows:     f.NewHistogram(prometheus.HistogramOpts{Name: "parley_catchup_rows", Help: "Messages read in one catch-up.", Buckets: []float64{0, 1, 5, 20, 50, 100, 500}}),
	}
}

func (m *metrics) realtime() realtime.Metrics {
	return realtime.Metrics{
		Viewers: func(d int) { m.viewers.Add(float64(d)) }, Lagging: func(d int) { m.lagging.Add(float64(d)) },
		Closed:     func(code int) { m.closes.WithLabelValues(strconv.Itoa(code)).Inc() },
		Gap:        func(where string) { m.gaps.WithLabelValues(where).Inc() },
		Lost:       func(where string) { m.lost.WithLabelValues(where).Inc() },
		HealBehind: func(n int) { m.behind.Add(float64(n)) },
		Lag:        func(d time.Duration) { m.lag.Observe(d.Seconds()) },
		CatchUp:    func(rows int) { m.rows.Observe(float64(rows)) },
		BrokerUp: func(up bool) {
			m.brokerUp.Set(0)
			if up {
				m.brokerUp.Set(1)
			}
		},
	}
}

func (m *metrics) observe(route, method string, code int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(code)).Observe(took.Seconds())
}

func (m *metrics) committed(jobs int, took time.Duration) {
	m.batch.Observe(float64(jobs))
	m.commit.Observe(took.Seconds())
}

func (m *metrics) posted(replay bool) {
	if replay {
		m.replays.Inc()
		return
	}
	m.post.Inc()
}

func (m *metrics) signInFailed()        { m.signIns.Inc() }
func (m *metrics) limited(limit string) { m.limits.WithLabelValues(limit).Inc() }

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// local is the handler for the main listener: none when metrics have one of their own.
func (m *metrics) local(addr string) http.Handler {
	if addr != "" {
		return nil
	}
	return m.handler()
}

// serve opens the metrics' own listener, which profiles too; none without an address.
func (m *metrics) serve(addr string, servers *sync.WaitGroup) (*http.Server, error) {
	if addr == "" {
		return nil, nil
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("PARLEY_METRICS_ADDR: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", m.handler())
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	servers.Go(func() { _ = srv.Serve(ln) })
	return srv, nil
}
