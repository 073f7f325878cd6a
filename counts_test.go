package main

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func TestPrometheusReadsWhatIsCounted(t *testing.T) {
	t.Parallel()
	m := newCounts()
	m.observe("/rooms/{room}", "GET", 200, 3*time.Millisecond)
	m.observe("/rooms/{room}", "GET", 200, 30*time.Millisecond)
	m.limited(`a "quoted" limit`)
	m.realtime().Viewers(2)
	m.committed(3, time.Millisecond)
	answer := httptest.NewRecorder()
	m.ServeHTTP(answer, nil)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	all, err := parser.TextToMetricFamilies(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if v := all["parley_viewers"].GetMetric()[0].GetGauge().GetValue(); v != 2 {
		t.Errorf("%v viewers", v)
	}
	request := all["parley_http_request_duration_seconds"].GetMetric()[0]
	if h := request.GetHistogram(); h.GetSampleCount() != 2 || h.GetBucket()[2].GetUpperBound() != .005 || h.GetBucket()[2].GetCumulativeCount() != 1 {
		t.Errorf("requests are %v", request)
	}
	for _, l := range request.GetLabel() {
		if want := map[string]string{"route": "/rooms/{room}", "method": "GET", "code": "200"}[l.GetName()]; l.GetValue() != want {
			t.Errorf("%s is %q, want %q", l.GetName(), l.GetValue(), want)
		}
	}
	if l := all["parley_rate_limited_total"].GetMetric()[0].GetLabel()[0]; l.GetValue() != `a "quoted" limit` {
		t.Errorf("the limit is %q", l.GetValue())
	}
	for _, name := range []string{"parley_commit_batch_size", "parley_messages_posted_total", "go_goroutines", "process_resident_memory_bytes"} {
		if all[name] == nil {
			t.Errorf("%s is not there", name)
		}
	}
}
