package handlers_test

import (
	"context"
	"sync/atomic"
	"testing"

	"parley/chat"
)

// interrupted is a store on which something happens, one time, right after a standing was read.
type interrupted struct {
	chat.Store
	then atomic.Pointer[func()]
}

func (i *interrupted) Standing(ctx context.Context, slug string, userID int64) (chat.Standing, error) {
	st, err := i.Store.Standing(ctx, slug, userID)
	if then := i.then.Swap(nil); then != nil {
		(*then)()
	}
	return st, err
}

// Whoever loses their place between the first look at it and the joining of the hub would read on: no envelope names a
// page that is not here yet, and healing looks at what comes later.
func TestARightThatEndsWhileASocketOpensRefusesIt(t *testing.T) {
	t.Parallel()
	db := &interrupted{}
	s := newSite(t, options{store: func(s chat.Store) chat.Store {
		db.Store = s
		return db
	}})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	s.room("Attic", chat.Private, false, ana, bo)
	other := bo.dial("attic")
	then := func() {
		if err := s.chat.RemoveMember(t.Context(), ana.actor(), "attic", "bo"); err != nil {
			t.Error(err)
		}
		other.Closed(t) // this replica has heard of it
	}
	db.then.Store(&then)
	if code := refused(t, s, "/ws?room=attic&since=0", bo.handshake()); code != 404 {
		t.Errorf("the socket is answered with %d", code)
	}
}
