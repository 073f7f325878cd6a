package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
)

// browser is a session as the manager keeps it, under a hash.
func (s *site) browser(hash, sid string, u chat.User) error {
	data, err := sessionData(u, sid, "")
	return errors.Join(err, s.SessionStore().CommitCtx(s.t.Context(), hash, data, time.Now().Add(time.Hour)))
}

// sessionData is a session with what was typed in it.
func sessionData(u chat.User, sid, typed string) ([]byte, error) {
	return scs.GobCodec{}.Encode(time.Now().Add(time.Hour), map[string]any{
		"user": u.ID, "sid": sid, "device": "Firefox", "address": "::1", "draft-body": typed,
	})
}

func (s *site) found(hash string) bool {
	s.t.Helper()
	_, found, err := s.SessionStore().Find(hash)
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

func TestSessionsTellWhoseTheyAre(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		if err := errors.Join(s.browser("h1", "s1", ann), s.browser("h2", "s2", ann), s.browser("h3", "", chat.User{})); err != nil {
			t.Fatal(err)
		}
		seen := time.Now().Add(time.Minute)
		if err := s.Touch(t.Context(), map[string]time.Time{"s1": seen, "s2": seen.Add(-time.Hour)}); err != nil {
			t.Fatal(err)
		}
		all, err := s.Sessions(t.Context(), ann.ID)
		if err != nil || len(all) != 2 || all[0].ID != "s1" || all[0].Device != "Firefox" || all[0].Address != "::1" {
			t.Fatalf("got %+v, %v", all, err)
		}
		if !sameMicros(all[0].SeenAt, seen) || all[0].CreatedAt.IsZero() || all[1].SeenAt.Before(all[1].CreatedAt) {
			t.Fatalf("got %+v", all)
		}
		if guests, err := s.Sessions(t.Context(), 0); err != nil || len(guests) != 0 {
			t.Fatalf("nobody has sessions %+v, %v", guests, err)
		}
		if !s.found("h3") || s.found("h4") {
			t.Fatal("a guest's session is lost, or an unknown one is found")
		}
	})
}

func TestASessionThatHasEndedIsNotRevived(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		for i := range 4 {
			if err := s.browser(fmt.Sprint("h", i), fmt.Sprint("s", i), ann); err != nil {
				t.Fatal(err)
			}
		}
		end := func(id, except string) {
			s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.EndSessions(t.Context(), ann.ID, id, except) })
		}
		end("s0", "")
		if s.found("h0") || !s.found("h1") {
			t.Fatal("the wrong session ended")
		}
		end("", "s1")
		if !s.found("h1") || s.found("h2") || s.found("h3") {
			t.Fatal("the wrong sessions ended")
		}
		if err := s.SessionStore().Delete("h1"); err != nil {
			t.Fatal(err)
		}
		for i := range 4 { // requests that were under way save what they have
			if err := s.browser(fmt.Sprint("h", i), fmt.Sprint("s", i), ann); err != nil {
				t.Fatal(err)
			}
			if s.found(fmt.Sprint("h", i)) {
				t.Fatalf("session %d came back", i)
			}
		}
		if n := s.count(`SELECT COUNT(*) FROM sessions WHERE LENGTH(data) > 0`); n != 0 {
			t.Fatalf("%d ended sessions keep their data", n)
		}
	})
}

func TestWhatHasExpiredIsNotFoundAndIsSwept(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		if err := s.browser("h", "s", ann); err != nil {
			t.Fatal(err)
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.UseTicket(t.Context(), "ticket", time.Now().Add(time.Minute)) })
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return errors.Join(tx.Claim(t.Context(), "hold-1", ann.ID, time.Now().Add(-7*24*time.Hour)), tx.Claim(t.Context(), "hold-2", ann.ID, time.Now()))
		})
		s.SetNow(func() time.Time { return time.Now().Add(2 * time.Hour) })
		if s.found("h") {
			t.Fatal("an expired session was found")
		}
		if err := s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := s.count(`SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM tickets)`); n != 0 {
			t.Fatalf("%d rows are left", n)
		}
		for query, want := range map[string]int64{`SELECT COUNT(*) FROM claims`: 1, `SELECT COUNT(*) FROM claims WHERE subject = 'hold-2'`: 1} {
			if n := s.count(query); n != want {
				t.Errorf("%s: %d", query, n)
			}
		}
	})
}

func TestTheSessionManagerKeepsItsSessionsHere(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		m := scs.New()
		m.Store, m.HashTokenInStore = s.SessionStore(), true
		visit := func(cookie *http.Cookie, do func(ctx context.Context)) *http.Cookie {
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
			if cookie != nil {
				r.AddCookie(cookie)
			}
			m.LoadAndSave(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { do(r.Context()) })).ServeHTTP(w, r)
			if set := w.Result().Cookies(); len(set) > 0 {
				return set[0]
			}
			return cookie
		}
		before := visit(nil, func(ctx context.Context) { m.Put(ctx, "theme", "dark") })
		after := visit(before, func(ctx context.Context) {
			if err := m.RenewToken(ctx); err != nil {
				t.Error(err)
			}
			m.Put(ctx, "user", ann.ID)
			m.Put(ctx, "sid", "the session")
		})
		visit(after, func(ctx context.Context) {
			if m.GetInt64(ctx, "user") != ann.ID || m.GetString(ctx, "theme") != "dark" {
				t.Error("the session was lost")
			}
		})
		visit(before, func(ctx context.Context) {
			if m.Exists(ctx, "theme") {
				t.Error("the token from before signing in is still good")
			}
		})
		if n := s.count(`SELECT COUNT(*) FROM sessions WHERE hash = $1 OR hash = $2`, before.Value, after.Value); n != 0 {
			t.Error("a token is kept in clear")
		}
		if all, err := s.Sessions(t.Context(), ann.ID); err != nil || len(all) != 1 || all[0].ID != "the session" {
			t.Errorf("got %+v, %v", all, err)
		}
	})
}
