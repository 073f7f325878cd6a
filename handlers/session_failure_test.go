package handlers_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
	"parley/handlers"
)

// fullSessions are sessions that can be read, and not saved once they are full.
type fullSessions struct {
	scs.CtxStore
	full *atomic.Bool
}

func (s fullSessions) CommitCtx(ctx context.Context, hash string, data []byte, expiry time.Time) error {
	if s.full.Load() {
		return &chat.Error{Kind: chat.Unavailable, Message: "Parley cannot save right now."}
	}
	return s.CtxStore.CommitCtx(ctx, hash, data, expiry)
}

func TestASessionThatCannotBeSavedTakesNoPageAway(t *testing.T) {
	t.Parallel()
	var full atomic.Bool
	s := newSite(t, options{config: func(c *handlers.Config) { c.Sessions = fullSessions{c.Sessions, &full} }})
	ana := s.setUp()
	s.room("Attic", chat.Open, false, ana)
	full.Store(true)
	for _, path := range []string{"/rooms/lounge", "/rooms/attic", "/rooms", "/settings"} {
		if a := ana.get(path); a.StatusCode != 200 || strings.Count(a.body, "<!doctype") != 1 {
			t.Errorf("GET %s answers %d with %d pages", path, a.StatusCode, strings.Count(a.body, "<!doctype"))
		}
	}
	a := ana.post("/settings", "name", "Ana", "handle", "ana").want(t, 503)
	if strings.Count(a.body, "<!doctype") != 1 || !strings.Contains(a.body, "cannot save right now") {
		t.Errorf("a form whose session is not saved answers %s", a.body)
	}
	guest := s.guest()
	a = guest.send("lounge", "half a thought", "0123456789abcdef").want(t, 503)
	if strings.Count(a.body, "<!doctype") != 1 {
		t.Errorf("a text that cannot be kept answers with %d pages", strings.Count(a.body, "<!doctype"))
	}
	full.Store(false)
	ana.get("/rooms/lounge").want(t, 200)
}
