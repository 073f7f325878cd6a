package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// crowd is many people who post as fast as they are answered, each message under its nonce until it is acknowledged.
type crowd struct {
	room    string
	people  []*person
	stop    context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex // guards what follows
	acked   map[string]int64
	refused []error // what no poster may be told
}

// gather lets n people talk in a room until they are dismissed.
func (p *place) gather(t *testing.T, room string, n int) *crowd {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	c := &crowd{room: room, people: p.sessions(t, n), stop: stop, acked: map[string]int64{}}
	for _, who := range c.people {
		c.running.Go(func() { c.talk(ctx, who) })
	}
	t.Cleanup(func() { c.dismiss(t) })
	return c
}

// sessions makes accounts that are signed in.
func (p *place) sessions(t *testing.T, n int) (people []*person) {
	t.Helper()
	out, err := p.replicas[0].Command("user", "sessions", strconv.Itoa(n))
	if err != nil {
		t.Fatal(err)
	}
	way := &http.Transport{MaxIdleConnsPerHost: n}
	t.Cleanup(way.CloseIdleConnections)
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		people = append(people, &person{handle: fields[1], base: p.url, http: &http.Client{
			Timeout: 10 * time.Second, Transport: withCookie{way, fields[2]},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}})
	}
	return people
}

// withCookie adds a session to every request.
type withCookie struct {
	http.RoundTripper
	cookie string
}

func (w withCookie) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Cookie", w.cookie)
	return w.RoundTripper.RoundTrip(r)
}

func (c *crowd) talk(ctx context.Context, who *person) {
	for ctx.Err() == nil {
		nonce := rand.Text()
		at, err := who.persist(ctx, "/rooms/"+c.room+"/messages", url.Values{"body": {"said under " + nonce}, "nonce": {nonce}})
		seq, _ := strconv.ParseInt(path.Base(at), 10, 64)
		c.mu.Lock()
		if err == nil {
			c.acked[nonce] = seq
		} else if ctx.Err() == nil {
			c.refused = append(c.refused, err)
		}
		c.mu.Unlock()
	}
}

// dismiss ends all talk; what is under way may be stored or not.
func (c *crowd) dismiss(t *testing.T) {
	t.Helper()
	c.stop()
	c.running.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := errors.Join(c.refused...); err != nil {
		t.Error(err)
	}
	c.refused = nil
}

// acknowledged are the nonces that were answered so far, with the seq that each was told.
func (c *crowd) acknowledged() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make(map[string]int64, len(c.acked))
	for nonce, seq := range c.acked {
		all[nonce] = seq
	}
	return all
}

// untilAcknowledged waits until n more messages are acknowledged.
func (c *crowd) untilAcknowledged(t *testing.T, n int) {
	t.Helper()
	want := len(c.acknowledged()) + n
	within(t, patience, fmt.Sprint(n, " messages are acknowledged"), func() error {
		got := len(c.acknowledged())
		return no(got >= want, "%d of %d", got, want)
	})
}

// wantKept checks a room in which only the crowd has spoken: every acknowledged message is stored where it was said to be, each
// nonce once, and seqs and revs are dense.
func (p *place) wantKept(t *testing.T, room string, acked map[string]int64) {
	t.Helper()
	rows, err := p.db.Query(`SELECT m.seq, m.rev, m.nonce, m.body, r.rev, r.last_seq FROM messages m JOIN rooms r ON r.id = m.room_id
		WHERE r.slug = $1 ORDER BY m.seq`, room)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	stored := map[string]int64{}
	var n, rev, last int64
	for rows.Next() {
		var seq, at int64
		var nonce, body string
		if err := rows.Scan(&seq, &at, &nonce, &body, &rev, &last); err != nil {
			t.Fatal(err)
		}
		if n++; seq != n || at != n {
			t.Fatalf("message %d has seq %d and rev %d", n, seq, at)
		}
		if stored[nonce] != 0 || body != "said under "+nonce {
			t.Errorf("%s is stored twice, or as %q", nonce, body)
		}
		stored[nonce] = seq
	}
	if err := rows.Err(); err != nil || rev != n || last != n {
		t.Errorf("%d messages in a room at rev %d, last seq %d: %v", n, rev, last, err)
	}
	for nonce, seq := range acked {
		if stored[nonce] != seq {
			t.Errorf("%s was acknowledged as %d and is stored as %d", nonce, seq, stored[nonce])
		}
	}
}
