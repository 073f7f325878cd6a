package handlers

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// deadlines is an answer that notes until when its connection may be read.
type deadlines struct {
	http.ResponseWriter
	reading []time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.reading = append(d.reading, t)
	return nil
}

// What is longer under way than its body took keeps its connection: see awaitedBody.
func TestOnlyTheBodyOfARequestHasToComeInTime(t *testing.T) {
	t.Parallel()
	var h Handlers
	d := &deadlines{ResponseWriter: httptest.NewRecorder()}
	h.bound(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(d, httptest.NewRequest(http.MethodGet, "/rooms", nil))
	if len(d.reading) > 0 {
		t.Errorf("without a body the deadlines are %v", d.reading)
	}
	h.bound(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if len(d.reading) != 1 || d.reading[0].IsZero() {
			t.Errorf("before the body is read the deadlines are %v", d.reading)
		}
		if _, err := io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
	})).ServeHTTP(d, httptest.NewRequest(http.MethodPost, "/rooms", strings.NewReader("name=value")))
	if n := len(d.reading); n != 2 || !d.reading[1].IsZero() {
		t.Errorf("after it was read the deadlines are %v", d.reading)
	}
}
