package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

const password = "seven boats in the harbour"

// person is somebody with an account and a session, who acts by plain HTTP.
type person struct {
	handle string
	base   string // where they go
	http   *http.Client
}

// newPerson is somebody without an account yet.
func newPerson(t *testing.T, base, handle string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	way := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(way.CloseIdleConnections)
	return &person{handle: handle, base: base, http: &http.Client{
		Jar: jar, Timeout: 10 * time.Second, Transport: way,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func nameOf(handle string) string { return strings.ToUpper(handle[:1]) + handle[1:] }

// at is the same person who goes to another address of the place.
func (p *person) at(base string) *person {
	return &person{handle: p.handle, base: base, http: p.http}
}

// cookie is the session, as a request carries it.
func (p *person) cookie(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(p.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.http.Jar.Cookies(u) {
		if c.Name == "parley" {
			return c.Value
		}
	}
	t.Fatalf("%s has no session", p.handle)
	return ""
}

// send sends a form that is taken, and is where it leads.
func (p *person) send(t *testing.T, path string, form url.Values) string {
	t.Helper()
	at, err := p.try(path, form)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// try is send for what may fail.
func (p *person) try(path string, form url.Values) (string, error) {
	answer, err := p.http.PostForm(p.base+path, form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusSeeOther {
		return "", &refusal{answer.StatusCode, fmt.Sprintf("%s: POST %s: %s\n%.300s", p.handle, path, answer.Status, body)}
	}
	return answer.Header.Get("Location"), nil
}

// get is a page that answers 200.
func (p *person) get(t *testing.T, path string) string {
	t.Helper()
	answer, err := p.http.Get(p.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", path, answer.Status, err)
	}
	return string(body)
}

// post says something, and is the seq of the message.
func (p *person) post(t *testing.T, room, body string) string {
	t.Helper()
	at := p.send(t, "/rooms/"+room+"/messages", url.Values{"body": {body}, "nonce": {rand.Text()}})
	return at[strings.LastIndexByte(at, '/')+1:]
}

func (p *person) edit(t *testing.T, room, seq, body string) {
	t.Helper()
	p.send(t, "/rooms/"+room+"/messages/"+seq+"/edit", url.Values{"body": {body}})
}

func (p *person) remove(t *testing.T, room, seq string) {
	t.Helper()
	p.send(t, "/rooms/"+room+"/messages/"+seq+"/remove", nil)
}

// refusal is an answer that says no.
type refusal struct {
	status int
	words  string
}

func (r *refusal) Error() string { return r.words }

// persist sends a form until it is answered, as a page does that does not know what became of it: through crashes and restarts.
func (p *person) persist(ctx context.Context, path string, form url.Values) (string, error) {
	for {
		at, err := p.try(path, form)
		var no *refusal
		if err == nil || errors.As(err, &no) && no.status < 500 && no.status != http.StatusTooManyRequests {
			return at, err
		}
		select {
		case <-ctx.Done():
			return "", errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
