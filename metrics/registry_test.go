package metrics

import (
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// written is what a registry answers, without what the runtime and the process tell.
func written(r *Registry) string {
	var t text
	for _, f := range r.families[2:] {
		f.write(&t)
	}
	return string(t.b)
}

// read is what Prometheus' own parser understands of the whole answer.
func read(t *testing.T, r *Registry) map[string]*dto.MetricFamily {
	t.Helper()
	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, nil)
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return families
}

func TestEveryKindIsWrittenInTheTextFormat(t *testing.T) {
	r := NewRegistry()
	posts := r.Counter("posts_total", "Messages accepted.")
	pages := r.Gauge("pages", "Open pages.")
	closes := r.CounterBy("closes_total", "Pages that ended.", "code")
	lag := r.Histogram("lag_seconds", "From commit to socket.", []float64{.005, 1})
	requests := r.HistogramBy("request_seconds", "Time of a request.", []float64{.1}, "route", "code")
	r.CounterBy("unused_total", "Never counted.", "code")

	posts.Inc()
	posts.Add(2)
	pages.Add(3)
	pages.Add(-1)
	closes.With("1012").Inc()
	closes.With("1000").Add(2)
	closes.With("1012").Inc()
	for _, v := range []float64{.0025, .005, .25, 2} { // a bound belongs to its bucket
		lag.Observe(v)
	}
	requests.With("/rooms/{room}", "200").Observe(.5)

	want := `# HELP posts_total Messages accepted.
# TYPE posts_total counter
posts_total 3
# HELP pages Open pages.
# TYPE pages gauge
pages 2
# HELP closes_total Pages that ended.
# TYPE closes_total counter
closes_total{code="1000"} 2
closes_total{code="1012"} 2
# HELP lag_seconds From commit to socket.
# TYPE lag_seconds histogram
lag_seconds_bucket{le="0.005"} 2
lag_seconds_bucket{le="1"} 3
lag_seconds_bucket{le="+Inf"} 4
lag_seconds_sum 2.2575
lag_seconds_count 4
# HELP request_seconds Time of a request.
# TYPE request_seconds histogram
request_seconds_bucket{route="/rooms/{room}",code="200",le="0.1"} 0
request_seconds_bucket{route="/rooms/{room}",code="200",le="+Inf"} 1
request_seconds_sum{route="/rooms/{room}",code="200"} 0.5
request_seconds_count{route="/rooms/{room}",code="200"} 1
`
	if diff := cmp.Diff(want, written(r)); diff != "" {
		t.Error(diff)
	}
	if got := read(t, r)["lag_seconds"].Metric[0].Histogram.GetSampleCount(); got != 4 {
		t.Errorf("Prometheus reads a histogram of %d values, want 4", got)
	}
}

func TestALabelsValueCannotLeaveItsQuotes(t *testing.T) {
	r := NewRegistry()
	const odd = "a\"} 1\nevil 2\\"
	r.CounterBy("odd_total", "Odd values.", "value").With(odd).Inc()
	families := read(t, r)
	if got := families["odd_total"].Metric[0].Label[0].GetValue(); got != odd {
		t.Errorf("Prometheus reads %q, want %q", got, odd)
	}
	if families["evil"] != nil {
		t.Error("a value made a sample of its own")
	}
}

func TestManyCountAtOnceWhileItIsRead(t *testing.T) {
	const goroutines, times = 8, 5000
	r := NewRegistry()
	lag := r.HistogramBy("lag_seconds", "Lag.", []float64{1, 2}, "where")
	hits := r.CounterBy("hits_total", "Hits.", "time") // a new series each time, which all want at once
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for i := range times {
				lag.With("here").Observe(1.5)
				hits.With(strconv.Itoa(i)).Inc()
			}
			_ = written(r)
		})
	}
	all.Wait()
	families := read(t, r)
	if h := families["lag_seconds"].Metric[0].Histogram; h.GetSampleCount() != goroutines*times || h.GetSampleSum() != 1.5*goroutines*times {
		t.Errorf("values were lost: %d, in all %v", h.GetSampleCount(), h.GetSampleSum())
	}
	for _, m := range families["hits_total"].Metric {
		if m.Counter.GetValue() != goroutines {
			t.Fatalf("counts were lost: %v", m)
		}
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	requests := NewRegistry().HistogramBy("request_seconds", "Time.", []float64{.1}, "route", "method", "code")
	if n := testing.AllocsPerRun(100, func() { requests.With("/", "GET", "200").Observe(.5) }); n != 0 {
		t.Errorf("counting a request allocates %v times", n)
	}
}
