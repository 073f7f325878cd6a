package chaos

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// patient is how long somebody waits for an answer.
const patient = 3 * time.Second

// dice are one person's, for nobody else to throw.
type dice struct{ *rand.Rand }

func newDice(seed, n uint64) *dice { return &dice{rand.New(rand.NewPCG(seed, n))} }

// between is a random time.
func (d *dice) between(least, most time.Duration) time.Duration {
	return least + time.Duration(d.Int64N(int64(most-least)))
}

// account is somebody with a session, or a guest.
type account struct {
	handle string // empty: a guest
	cookie string
	client *http.Client
	ear    *ear // of whoever may not know what waits; nil: a moderator's, or a suspect's to whom it answers
}

// ways is the transport of all accounts.
var ways = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 20 * time.Second}

func newAccount(handle string) *account {
	return &account{handle: handle, client: &http.Client{
		Timeout: patient, Transport: ways,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// header is what each request carries.
func (a *account) header(base string) http.Header {
	h := http.Header{"Origin": {base}}
	if a.cookie != "" {
		h.Set("Cookie", a.cookie)
	}
	return h
}

// do sends a request; a form makes it a post.
func (a *account) do(ctx context.Context, base, path string, form url.Values, header ...string) (answer, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return answer{}, err
	}
	r.Header = a.header(base)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := a.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	a.ear.hear(string(text))
	return answer{res.StatusCode, res.Header, string(text)}, err
}

// must sends a form that is taken. A session that begins with it is kept.
func (a *account) must(t *testing.T, base, path string, form url.Values) {
	t.Helper()
	got, err := a.do(t.Context(), base, path, form)
	if err != nil || got.status != http.StatusSeeOther {
		t.Fatalf("%s: POST %s: %d, %v\n%.500s", a.handle, path, got.status, err, got.body)
	}
	if c := (&http.Response{Header: got.header}).Cookies(); len(c) > 0 && a.cookie == "" {
		a.cookie = c[0].Name + "=" + c[0].Value
	}
}

// persist sends a form until the answer is no failure of the place, and says what that is.
func (a *account) persist(ctx context.Context, base, path string, form url.Values) (answer, error) {
	for {
		got, err := a.do(ctx, base, path, form)
		if err == nil && !isTrouble(got.status) {
			return got, nil
		}
		if !rest(ctx, 100*time.Millisecond) {
			return got, fmt.Errorf("POST %s: %d, %v: %w", path, got.status, err, ctx.Err())
		}
	}
}

// isTrouble says whether a status is about the place and not about what was asked: its outcome is unknown.
func isTrouble(status int) bool {
	return status >= 500 || status == http.StatusTooManyRequests
}

// rest waits, and says whether to go on.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
