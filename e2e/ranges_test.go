package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/internal/testenv"
)

// withAddress has a request come from an address, as the proxy that is trusted tells it.
type withAddress struct {
	http.RoundTripper
	address string
}

func (w withAddress) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("X-Forwarded-For") == "" { // of somebody who has gone elsewhere the last address counts
		r.Header.Set("X-Forwarded-For", w.address)
	}
	return w.RoundTripper.RoundTrip(r)
}

// from is the same person at an address.
func (p *person) from(address string) *person {
	way := *p.http
	way.Transport = withAddress{way.Transport, address}
	return &person{handle: p.handle, base: p.base, http: &way}
}

// status is what a page answers.
func (p *person) status(t *testing.T, path string) int {
	t.Helper()
	answer, err := p.http.Get(p.base + path)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// socket opens somebody's page of the lounge at an address.
func (p *person) socket(t *testing.T, address string) (*testenv.Socket, *http.Response, error) {
	t.Helper()
	return testenv.TryDial(t, p.base+"/ws?room=lounge&since=0", http.Header{
		"Cookie": {"parley=" + p.cookie(t)}, "Origin": {p.base}, "X-Forwarded-For": {address},
	})
}

// answers waits until a page answers so, no longer than other replicas may take that Redis does not reach.
func (p *person) answers(t *testing.T, path string, want int) {
	t.Helper()
	took := within(t, dropLimitNoBroker, fmt.Sprintf("%s hears %d at %s", p.handle, want, path), func() error {
		got := p.status(t, path)
		return no(got == want, "it answers %d", got)
	})
	t.Logf("%s hears %d after %v", p.handle, want, took)
}

func TestRangeBansReachOtherReplicasWithoutRedis(t *testing.T) {
	t.Parallel()
	p := newCluster(t)
	ana, other := p.admin.at(p.replicas[0].URL), p.replicas[1].URL
	const inside, outside = "203.0.113.7", "198.51.100.7"
	kip, bo := p.person(t, "kip").at(other).from(inside), p.person(t, "bo").at(other).from(inside)
	kip.send(t, "/rooms/lounge/join", nil)
	open, _, err := kip.socket(t, inside)
	if err != nil {
		t.Fatal(err)
	}
	away, _, err := kip.socket(t, outside)
	if err != nil {
		t.Fatal(err)
	}
	open.ReadUntil(t, "<live-frame")
	if err := p.redis.Stop(); err != nil {
		t.Fatal(err)
	}

	ana.send(t, "/desk/ranges", url.Values{"network": {"203.0.113.0/24"}, "confirm": {"203.0.113.0/24"}, "for": {"1h"}, "reason": {"a flood"}})
	began := time.Now()
	if code := open.Closed(t); code != websocket.StatusServiceRestart {
		t.Errorf("the page from there ends with %d", code)
	}
	if took := time.Since(began); took > dropLimitNoBroker {
		t.Errorf("it ends after %v", took)
	} else {
		t.Logf("the page from there ends after %v", took)
	}
	if _, answer, err := kip.socket(t, inside); err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
		t.Errorf("it comes back: %v, %v", answer, err)
	}
	kip.answers(t, "/rooms/lounge", http.StatusForbidden)
	bo.answers(t, "/rooms/lounge", http.StatusForbidden)
	if got := kip.from(outside).status(t, "/rooms/lounge"); got != http.StatusOK {
		t.Errorf("from elsewhere they hear %d", got)
	}
	ana.post(t, "lounge", "who is still here")
	away.ReadUntil(t, "who is still here")

	kip.send(t, "/ranges/1/appeal", url.Values{"body": {"it is the library's"}})
	ana.send(t, "/desk/plea-1", url.Values{"do": {"grant"}, "reason": {"of course"}})
	kip.answers(t, "/rooms/lounge", http.StatusOK)
	if got := bo.status(t, "/rooms/lounge"); got != http.StatusForbidden {
		t.Errorf("who did not appeal hears %d", got)
	}
	ana.send(t, "/desk/ranges/1/lift", nil)
	bo.answers(t, "/rooms/lounge", http.StatusOK)
}
