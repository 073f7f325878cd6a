package handlers_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"parley/chat"
)

// watched is a store that notes what is read while it watches. What is not in its
// list then fails.
type watched struct {
	chat.Store
	real chat.Store

	mu    sync.Mutex // guards reads
	reads []string
}

func (w *watched) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads = append(w.reads, what)
}

// taken tells what was read since the last time.
func (w *watched) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	reads := w.reads
	w.reads = nil
	slices.Sort(reads)
	return reads
}

func (w *watched) Standing(ctx context.Context, slug string, userID int64) (chat.Standing, error) {
	w.note("standing")
	return w.real.Standing(ctx, slug, userID)
}

func (w *watched) StandingIn(ctx context.Context, slug string, userID int64, session string) (chat.Standing, error) {
	w.note("standing in")
	return w.real.StandingIn(ctx, slug, userID, session)
}

func (w *watched) Visit(ctx context.Context, slug string, u chat.User) (chat.Standing, []chat.RoomListing, error) {
	w.note("visit")
	return w.real.Visit(ctx, slug, u)
}

func (w *watched) Sidebar(ctx context.Context, userID int64) ([]chat.RoomListing, error) {
	w.note("sidebar")
	return w.real.Sidebar(ctx, userID)
}

func (w *watched) User(ctx context.Context, id int64) (chat.User, error) {
	w.note("user")
	return w.real.User(ctx, id)
}

func (w *watched) Newest(ctx context.Context, roomID int64, limit int) (chat.Window, error) {
	w.note("newest")
	return w.real.Newest(ctx, roomID, limit)
}

func (w *watched) Place(ctx context.Context) (chat.Place, error) {
	w.note("place")
	return w.real.Place(ctx)
}

func (w *watched) MemberCount(ctx context.Context, roomID int64) (int64, error) {
	w.note("members")
	return w.real.MemberCount(ctx, roomID)
}

func (w *watched) Tx(ctx context.Context, scope chat.Scope, fn func(chat.Tx) error) error {
	return w.real.Tx(ctx, scope, fn) // read marks are written beside requests
}

func TestAWarmRoomReadsItsReadersSidebarAlone(t *testing.T) {
	var w *watched
	s := newSite(t, options{store: func(db chat.Store) chat.Store { w = &watched{Store: db, real: db}; return w }})
	ana := s.setUp()
	ana.say("lounge", "hello")
	ana.get("/rooms/lounge").want(t, 200)
	w.Store = nil // whatever else is read now panics, which is no 200
	w.taken()
	ana.get("/rooms/lounge").want(t, 200)
	reads := w.taken()
	reads = slices.DeleteFunc(reads, func(what string) bool { return what == "user" }) // belongs to every request
	for range 2 {                                                                      // a second may have passed before the first
		if fmt.Sprint(reads) == "[visit]" {
			return
		}
		ana.get("/rooms/lounge").want(t, 200)
		reads = slices.DeleteFunc(w.taken(), func(what string) bool { return what == "user" })
	}
	t.Errorf("it reads %v", reads)
}

func TestTheNumberOfMembersFollowsAtOnceWhoJoinsAndLeaves(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleMember)
	square := s.room("Square", chat.Open, false, ana)
	count := func() string { return ana.get("/rooms/square").doc(t).Find("aside .num").Last().Text() }
	for _, c := range []struct {
		act  func()
		want string
	}{
		{func() {}, "1"},
		{func() { bo.post("/rooms/square/join").want(t, 303) }, "2"},
		{func() { bo.post("/rooms/square/leave").want(t, 303) }, "1"},
		{func() { bo.say(square, "hello") }, "2"}, // which makes a member
	} {
		if c.act(); count() != c.want {
			t.Errorf("%s people, want %s", count(), c.want)
		}
	}
}
