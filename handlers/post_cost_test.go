package handlers_test

import (
	"context"
	"crypto/rand"
	"sync/atomic"
	"testing"

	"parley/chat"
)

// asked counts what is asked of a store beside the transaction of a post.
type asked struct {
	chat.Store
	standings, posts, others *atomic.Int64
}

func (s asked) Standing(ctx context.Context, slug string, userID int64) (chat.Standing, error) {
	s.standings.Add(1)
	return s.Store.Standing(ctx, slug, userID)
}

func (s asked) Post(ctx context.Context, p chat.Posting) (chat.Posted, error) {
	s.posts.Add(1)
	return s.Store.Post(ctx, p)
}

func (s asked) Sidebar(ctx context.Context, userID int64) ([]chat.RoomListing, error) {
	s.others.Add(1)
	return s.Store.Sidebar(ctx, userID)
}

func (s asked) UsersByHandle(ctx context.Context, handles []string) ([]chat.Person, error) {
	s.others.Add(1)
	return s.Store.UsersByHandle(ctx, handles)
}

func (s asked) Message(ctx context.Context, roomID, seq int64) (chat.Message, error) {
	s.others.Add(1)
	return s.Store.Message(ctx, roomID, seq)
}

func TestAPostAsksForNothingBesideItsTransaction(t *testing.T) {
	t.Parallel()
	n := asked{standings: new(atomic.Int64), posts: new(atomic.Int64), others: new(atomic.Int64)}
	s := newSite(t, options{store: func(db chat.Store) chat.Store { n.Store = db; return n }})
	ana := s.setUp()
	ana.say("lounge", "the first asks where she stands")
	n.standings.Store(0)
	n.posts.Store(0)
	a := ana.htmx().send("lounge", "the second does not", rand.Text()).want(t, 201)
	if a.doc(t).Find(`textarea[aria-label*="lounge"], label:contains("lounge"), textarea[placeholder*="lounge"]`).Length() == 0 {
		t.Errorf("the fresh composer does not name its room: %s", a.body)
	}
	ana.say("lounge", "nor does the third")
	if n.posts.Load() != 2 || n.standings.Load() != 0 || n.others.Load() != 0 {
		t.Errorf("two posts are %d transactions, %d readings of a standing and %d others", n.posts.Load(), n.standings.Load(), n.others.Load())
	}
}

func TestWhoMayNoLongerReadARoomHearsThatThereIsNoneAlsoOfWhatTheyPosted(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana, bo := s.setUp(), s.somebody("bo", chat.RoleMember)
	attic := s.room("Attic", chat.Private, false, ana, bo)
	nonce := rand.Text()
	bo.send(attic, "mine", nonce).want(t, 303)
	bo.send(attic, "mine", nonce).want(t, 303)
	ana.post("/rooms/attic/members/bo/remove").want(t, 303)
	for _, p := range []*person{bo, bo.htmx()} {
		p.send(attic, "mine", nonce).want(t, 404)
		p.send(attic, "more", rand.Text()).want(t, 404)
	}
}
