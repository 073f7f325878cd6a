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
	for name, body := range map[string]io.Reader{"without a body": nil, "with one": strings.NewReader("name=value")} {
		method := http.MethodGet
		if body != nil {
			method = http.MethodPost
		}
		d := &deadlines{ResponseWriter: httptest.NewRecorder()}
		h.bound(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if body != nil && (len(d.reading) != 1 || d.reading[0].IsZero()) {
				t.Errorf("%s: before it is read the deadlines are %v", name, d.reading)
			}
			if _, err := io.ReadAll(r.Body); err != nil {
				t.Error(err)
			}
		})).ServeHTTP(d, httptest.NewRequest(method, "/rooms", body))
		if n := len(d.reading); n > 0 && !d.reading[n-1].IsZero() {
			t.Errorf("%s: the deadline stands after it was read", name)
		}
	}
}
