package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"parley/metrics"
	"parley/realtime"
)

// counts are what operators watch. There are no labels of people or rooms.
type counts struct {
	registry *metrics.Registry
	requests *metrics.By[metrics.Histogram]
	viewers  *metrics.Gauge
	lagging  *metrics.Gauge
	brokerUp *metrics.Gauge
	closes   *metrics.By[metrics.Counter]
	gaps     *metrics.By[metrics.Counter]
	lost     *metrics.By[metrics.Counter]
	limits   *metrics.By[metrics.Counter]
	post     *metrics.Counter
	replays  *metrics.Counter
	behind   *metrics.Counter
	signIns  *metrics.Counter
	lag      *metrics.Histogram
	rows     *metrics.Histogram
	commit   *metrics.Histogram
	batch    *metrics.Histogram
}

// instants are the bounds, in seconds, of what should take milliseconds.
var instants = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5}

func newCounts() *counts {
	r := metrics.NewRegistry()
	return &counts{
		registry: r,
		requests: r.HistogramBy("parley_http_request_duration_seconds", "Time of a request.", []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}, "route", "method", "code"),
		viewers:  r.Gauge("parley_viewers", "Open pages that are live here."),
		lagging:  r.Gauge("parley_lagging_viewers", "Pages whose queue overflowed and who have not caught up."),
		brokerUp: r.Gauge("parley_broker_up", "1 while the broker carries between replicas."),
		closes:   r.CounterBy("parley_viewer_closes_total", "Live pages that ended, by WebSocket close code.", "code"),
		gaps:     r.CounterBy("parley_gaps_total", "Frames that did not follow the one before.", "where"),
		lost:     r.CounterBy("parley_envelopes_lost_total", "Envelopes not sent; healing repairs them.", "where"),
		limits:   r.CounterBy("parley_rate_limited_total", "Requests refused by a limit.", "limit"),
		post:     r.Counter("parley_messages_posted_total", "Messages accepted."),
		replays:  r.Counter("parley_post_replays_total", "Posts answered with the first message of their nonce."),
		behind:   r.Counter("parley_heal_behind_total", "Rooms that healing found behind."),
		signIns:  r.Counter("parley_sign_in_failures_total", "Tries to sign in that failed."),
		lag:      r.Histogram("parley_delivery_lag_seconds", "From commit to the write on a socket.", instants),
		commit:   r.Histogram("parley_commit_duration_seconds", "Time of a transaction, from its beginning until it is durable.", instants),
		batch:    r.Histogram("parley_commit_batch_size", "Acts and posts in a transaction.", []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}),
		rows:     r.Histogram("parley_catchup_rows", "Messages read in one catch-up.", []float64{0, 1, 5, 20, 50, 100, 500}),
	}
}

func (m *counts) realtime() realtime.Metrics {
	return realtime.Metrics{
		Viewers: func(d int) { m.viewers.Add(d) }, Lagging: func(d int) { m.lagging.Add(d) },
		Closed:     func(code int) { m.closes.With(strconv.Itoa(code)).Inc() },
		Gap:        func(where string) { m.gaps.With(where).Inc() },
		Lost:       func(where string) { m.lost.With(where).Inc() },
		HealBehind: func(n int) { m.behind.Add(n) },
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

func (m *counts) observe(route, method string, code int, took time.Duration) {
	m.requests.With(route, method, strconv.Itoa(code)).Observe(took.Seconds())
}

func (m *counts) committed(jobs int, took time.Duration) {
	m.batch.Observe(float64(jobs))
	m.commit.Observe(took.Seconds())
}

func (m *counts) posted(replay bool) {
	if replay {
		m.replays.Inc()
		return
	}
	m.post.Inc()
}

func (m *counts) signInFailed()        { m.signIns.Inc() }
func (m *counts) limited(limit string) { m.limits.With(limit).Inc() }

// local is the handler for the main listener: none when metrics have one of their own.
func (m *counts) local(addr string) http.Handler {
	if addr != "" {
		return nil
	}
	return m.registry
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
	mux.Handle("/metrics", m.registry)
	mux.Handle("/debug/pprof/", profiles())
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	servers.Go(func() { _ = srv.Serve(ln) })
	return srv, nil
}
