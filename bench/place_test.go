//go:build bench

package bench

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"parley/internal/testenv"
)

// noLimits is all that a bench sets besides its database; it is printed with the figures.
var noLimits = []string{"PARLEY_POST_RATE=0", "PARLEY_SIGN_IN_RATE=0", "PARLEY_SIGN_UP_RATE=0", "PARLEY_SOCKETS_PER_ADDRESS=0", "PARLEY_SOCKETS_PER_ACCOUNT=0"}

// place is the program with people in it.
type place struct {
	*testenv.Parley
	env    []string
	people []person
}

// person is an account with a session.
type person struct {
	handle, cookie string
	client         *http.Client
}

// newPlace starts the program, sets it up with the public room "lounge", and makes n accounts with sessions.
func newPlace(t *testing.T, n int, env ...string) *place {
	t.Helper()
	env = append(env, noLimits...)
	p := &place{Parley: testenv.StartParley(t, env...), env: env}
	admin := person{client: http.DefaultClient}
	answer, err := admin.post(p.URL+"/setup", url.Values{"name": {"Bench"}, "handle": {"ana"}, "email": {"ana@example.org"}, "password": {"a boat in the fog"}, "room": {"lounge"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range answer.Cookies() {
		admin.cookie = c.Name + "=" + c.Value
	}
	p.people = p.accounts(t, n)
	p.people[0] = admin
	p.do(t, 0, "/rooms/lounge/settings", url.Values{"name": {"lounge"}, "kind": {"open"}, "public": {"on"}, "confirm": {"on"}})
	return p
}

// accounts makes n people with sessions by the program's own command.
func (p *place) accounts(t *testing.T, n int) []person {
	t.Helper()
	cmd := exec.Command(testenv.Binary(t), "user", "sessions", fmt.Sprint(n))
	cmd.Env = append(cmd.Environ(), append(p.env, "PARLEY_DATA="+p.Data)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("user sessions: %v", err)
	}
	var all []person
	for line := range bytes.Lines(out) {
		words := strings.Fields(string(line))
		all = append(all, person{handle: words[1], cookie: words[2], client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}})
	}
	return all
}

func (who person) post(to string, form url.Values) (*http.Response, error) {
	r, err := http.NewRequest("POST", to, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if who.cookie != "" {
		r.Header.Set("Cookie", who.cookie)
	}
	client := *who.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return answer, fmt.Errorf("%s answered %s", to, answer.Status)
	}
	return answer, nil
}

// do posts a form as one of the people.
func (p *place) do(t *testing.T, who int, path string, form url.Values) {
	t.Helper()
	if _, err := p.people[who].post(p.URL+path, form); err != nil {
		t.Fatal(err)
	}
}

// say posts a message of so many characters.
func (p *place) say(who int, room string, size int) error { return p.sayAt(p.URL, who, room, size) }

// sayAt posts it at a replica of the place.
func (p *place) sayAt(base string, who int, room string, size int) error {
	body := rand.Text() + strings.Repeat(" words", size/6)
	_, err := p.people[who].post(base+"/rooms/"+room+"/messages", url.Values{"body": {body}, "nonce": {rand.Text()}})
	return err
}

// metric is a number that the program counts, by its name in /metrics.
func (p *place) metric(t *testing.T, name string) float64 {
	t.Helper()
	answer, err := http.Get(p.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("the program counts no %s", name)
	return 0
}
