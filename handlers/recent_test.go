package handlers_test

import (
	"crypto/rand"
	"net/http"
	"testing"
	"time"

	"parley/chat"
	"parley/store"
)

// elsewhere is another replica of the site's database, without an edge.
func (s *site) elsewhere() *store.DB {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), s.file, func(chat.Event) {})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = db.Close() })
	return db
}

// signOutElsewhere ends all of somebody's sessions on another replica.
func (p *person) signOutElsewhere() {
	p.s.t.Helper()
	err := p.s.elsewhere().Tx(p.s.t.Context(), chat.Scope{Users: []int64{p.user.ID}}, func(tx chat.Tx) error {
		return tx.EndSessions(p.s.t.Context(), p.user.ID, "", "")
	})
	if err != nil {
		p.s.t.Fatal(err)
	}
}

func TestASignOutOnAnotherReplicaEndsWritingAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	phone := ana.again()
	warm := func() {
		t.Helper()
		for _, p := range []*person{ana, phone} {
			p.get("/home").want(t, 200)
			p.say("lounge", "warm")
		}
	}
	warm()
	ana.signOutElsewhere()
	ana.htmx().send("lounge", "still here?", rand.Text()).want(t, 401)
	phone.post("/rooms/lounge/archive").want(t, 303)
	a := phone.send("lounge", "a thought", rand.Text()).want(t, 303)
	if a.location() != "/sign-in?next=%2Frooms%2Flounge" {
		t.Errorf("a post leads to %q", a.location())
	}
	if n := s.somebody("reader", chat.RoleMember).get("/rooms/lounge/messages/3").StatusCode; n != http.StatusNotFound {
		t.Errorf("whoever is signed out posts: %d", n)
	}
	phone.post("/sign-in", "login", "ana", "password", "a lamp in the fog").want(t, 303)
	if text := phone.get("/rooms/lounge").want(t, 200).text(t); text != "a thought" {
		t.Errorf("after signing in the composer holds %q", text)
	}
}

func TestASignOutOnAnotherReplicaEndsReadingWithinASecond(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.get("/home").want(t, 200)
	ana.signOutElsewhere()
	began := time.Now()
	for ana.htmx().get("/home").StatusCode != http.StatusUnauthorized {
		if time.Since(began) > time.Second {
			t.Fatal("a second later she still reads")
		}
	}
}
