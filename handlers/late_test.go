package handlers_test

import (
	"context"
	"sync/atomic"
	"testing"

	"parley/chat"
	"parley/internal/testenv"
)

// interrupted is a store on which something happens, one time, right after a room was found or a standing was judged.
type interrupted struct {
	chat.Store
	then, judged atomic.Pointer[func()]
}

func (i *interrupted) StandingIn(ctx context.Context, slug string, userID int64, session string) (chat.Standing, error) {
	st, err := i.Store.StandingIn(ctx, slug, userID, session)
	if then := i.judged.Swap(nil); then != nil {
		(*then)()
	}
	return st, err
}

func (i *interrupted) Standing(ctx context.Context, slug string, userID int64) (chat.Standing, error) {
	st, err := i.Store.Standing(ctx, slug, userID)
	if then := i.then.Swap(nil); then != nil {
		(*then)()
	}
	return st, err
}

// Whoever loses their place before they join the hub, and were judged before, would read on: no envelope names a page that
// is not here yet, and healing looks at what comes later. So they are judged after that, and end like others if they lose it then.
func TestARightThatEndsWhileASocketOpensRefusesIt(t *testing.T) {
	t.Parallel()
	db := &interrupted{}
	s := newSite(t, options{store: func(s chat.Store) chat.Store {
		db.Store = s
		return db
	}})
	ana := s.setUp()
	bo, cy := s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember)
	s.room("Attic", chat.Private, false, ana, bo, cy)
	removed := func(who *person, handle string) *func() {
		other := who.dial("attic")
		then := func() {
			if err := s.chat.RemoveMember(t.Context(), ana.actor(), "attic", handle); err != nil {
				t.Error(err)
			}
			other.Closed(t) // this replica has heard of it
		}
		return &then
	}
	db.then.Store(removed(bo, "bo"))
	if code := refused(t, s, "/ws?room=attic&since=0", bo.handshake()); code != 404 {
		t.Errorf("the socket is answered with %d", code)
	}
	then := removed(cy, "cy")
	db.judged.Store(then)
	if code := testenv.Dial(t, s.URL+"/ws?room=attic&since=0", cy.handshake()).Closed(t); code != 1008 {
		t.Errorf("the socket of whom was let in just before is closed with %d", code)
	}
}
