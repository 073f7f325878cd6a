package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parley/chat"
	"parley/internal/testenv"
)

func TestRevsAndSeqsAreDenseUnderConcurrentPostsEditsAndRemovals(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		people := s.users(20)
		rooms := []chat.Room{s.room("a", people...), s.room("b", people...), s.room("c", people...)}
		replicas := []*site{s, s.replica()}
		var wg sync.WaitGroup
		for i, u := range people {
			wg.Go(func() { busy(t, replicas[i%2], rooms, u, i) })
		}
		wg.Wait()
		for _, r := range rooms {
			checkDense(t, replicas, r)
		}
	})
}

// busy posts eight messages, edits every third and removes every fourth.
func busy(t *testing.T, s *site, rooms []chat.Room, u chat.User, i int) {
	for n := range 8 {
		m, err := s.Post(t.Context(), draft(rooms[(n+i)%3], u, fmt.Sprintf("n%d", n), fmt.Sprint("words ", n)))
		if err != nil {
			t.Error(err)
			return
		}
		if n%3 == 0 {
			err = s.edit(m.Message, "other words")
		}
		if n%4 == 0 {
			err = errors.Join(err, s.remove(m.Message))
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// checkDense compares a room with what the replicas told of it: changes that
// follow each other without a gap, and at the end hold what the room holds.
func checkDense(t *testing.T, replicas []*site, r chat.Room) {
	t.Helper()
	var all []chat.Change
	byFrom := func(a, b chat.Change) int { return int(a.From - b.From) }
	for _, s := range replicas {
		if !slices.IsSortedFunc(s.changes(r.ID), byFrom) {
			t.Fatal("changes were told out of order")
		}
		all = append(all, s.changes(r.ID)...)
	}
	slices.SortFunc(all, byFrom)
	shown, at := map[int64]chat.Message{}, int64(0)
	for _, c := range all {
		if c.From != at || c.To <= at {
			t.Fatalf("a change from %d to %d follows revision %d", c.From, c.To, at)
		}
		at = c.To
		for _, m := range c.Messages {
			if m.Rev <= c.From || m.Rev > c.To {
				t.Fatalf("a change from %d to %d holds revision %d", c.From, c.To, m.Rev)
			}
			shown[m.Seq] = m
		}
	}
	w, err := replicas[0].Newest(t.Context(), r.ID, 1000)
	if err != nil || w.Room.Rev != at || w.Room.LastSeq != int64(len(w.Messages)) {
		t.Fatalf("%d messages stand at revision %d, seq %d; %d was told; %v", len(w.Messages), w.Room.Rev, w.Room.LastSeq, at, err)
	}
	for i, m := range w.Messages {
		if diff := cmp.Diff(m, shown[int64(i+1)]); diff != "" {
			t.Fatalf("what was told differs from what is kept: %s", diff)
		}
	}
}

func TestARetryAnswersWithTheFirstMessageAndPostsNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		first := s.post(draft(r, u, "nonce", "hello"))
		again := draft(r, u, "nonce", "hello")
		again.Judge = func(chat.Standing, time.Time) error { return errors.New("a retry was judged") }
		if diff := cmp.Diff(first, s.post(again)); diff != "" {
			t.Fatal(diff)
		}
		if room := s.standing(r, u).Room; room.Rev != 1 || room.LastSeq != 1 {
			t.Fatalf("the room is at revision %d, seq %d", room.Rev, room.LastSeq)
		}
	})
}

func TestAnotherMessageUnderAKnownNonceIsAConflict(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u, other := s.user("ann"), s.user("bob")
		r, second := s.room("a", u, other), s.room("b", u)
		s.post(draft(r, u, "nonce", "hello"))
		_, err := s.Post(t.Context(), draft(r, u, "nonce", "something else"))
		wantKind(t, err, chat.Conflict)
		elsewhere := draft(second, u, "nonce", "hello")
		elsewhere.Digest = "digest with the other room in it"
		_, err = s.Post(t.Context(), elsewhere)
		wantKind(t, err, chat.Conflict)
		s.post(draft(r, other, "nonce", "another author's nonce is another one"))
	})
}

func TestTheSameNonceInOneBatchPostsOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u, other := s.user("ann"), s.user("bob")
		r := s.room("a", u, other)
		release := s.hold(r)
		beside := make(chan error, 1)
		go func() {
			_, err := s.Post(t.Context(), draft(r, other, "nonce", "hello"))
			beside <- err
		}()
		s.queued(1)
		got := make(chan chat.Message, 3)
		refused := make(chan error, 3)
		for i, body := range []string{"hello", "hello", "another"} {
			go func() {
				m, err := s.Post(t.Context(), draft(r, u, "nonce", body))
				got <- m.Message
				refused <- err
			}()
			s.queued(i + 2)
		}
		release()
		if err := <-beside; err != nil {
			t.Fatal(err)
		}
		byID, conflicts := map[int64]int{}, 0
		for range 3 {
			m, err := <-got, <-refused
			byID[m.ID]++
			if err != nil {
				wantKind(t, err, chat.Conflict)
				conflicts++
			}
		}
		if len(byID) != 2 || byID[0] != 1 || conflicts != 1 {
			t.Fatalf("got messages %v and %d conflicts", byID, conflicts)
		}
		if n := s.count(`SELECT COUNT(*) FROM messages`); n != 2 {
			t.Fatalf("%d messages stand", n)
		}
		if all := s.changes(r.ID); len(all) != 1 {
			t.Fatalf("the batch fell apart into %d", len(all))
		}
	})
}

func TestTheSameNonceAtTwoReplicasPostsOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		rooms := []chat.Room{s.room("a", u), s.room("b", u)}
		replicas := []*site{s, s.replica()}
		var wg sync.WaitGroup
		for n := range 10 {
			nonce := fmt.Sprint("nonce", n)
			for i := range 8 {
				wg.Go(func() {
					p := draft(rooms[i/2%2], u, nonce, "hello")
					p.Digest = fmt.Sprint(p.RoomID)
					_, err := replicas[i%2].Post(t.Context(), p)
					if err != nil && chat.KindOf(err) != chat.Conflict {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if n := s.count(`SELECT COUNT(*) FROM messages`); n != 10 {
			t.Fatalf("%d messages stand under 10 nonces", n)
		}
	})
}

func TestANonceThatAnotherReplicaTakesMeanwhileIsAConflict(t *testing.T) {
	s := open(t, testenv.Postgres(t)) // SQLite has one writer at a time
	u := s.user("ann")
	here, there, other := s.room("a", u), s.room("b", u), s.replica()
	p := draft(here, u, "nonce", "here")
	p.Judge = func(chat.Standing, time.Time) error {
		other.post(draft(there, u, "nonce", "there"))
		return nil
	}
	_, err := s.Post(t.Context(), p)
	wantKind(t, err, chat.Conflict)
	if room := s.standing(here, u).Room; room.Rev != 0 {
		t.Fatalf("the room is at revision %d", room.Rev)
	}
}

func TestARefusedPostTakesNoRevision(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		p := draft(r, u, "n1", "hello")
		p.Judge = func(chat.Standing, time.Time) error { return &chat.Error{Kind: chat.Forbidden, Message: "No."} }
		_, err := s.Post(t.Context(), p)
		wantKind(t, err, chat.Forbidden)
		if m := s.say(r, u, "next"); m.Seq != 1 || m.Rev != 1 {
			t.Fatalf("the next message has seq %d, revision %d", m.Seq, m.Rev)
		}
	})
}

func TestAJudgeSeesThePostsBeforeIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		slow := func(st chat.Standing, now time.Time) error {
			if now.Sub(st.Member.LastPostAt) < time.Hour {
				return &chat.Error{Kind: chat.TooSoon, Message: "Slow mode is on."}
			}
			return nil
		}
		var wg sync.WaitGroup
		accepted := make(chan int64, 20)
		for i := range 20 {
			wg.Go(func() {
				p := draft(r, u, fmt.Sprint("n", i), "hello")
				p.Judge = slow
				m, err := s.Post(t.Context(), p)
				if err == nil {
					accepted <- m.Seq
				} else if chat.KindOf(err) != chat.TooSoon {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(accepted) != 1 {
			t.Fatalf("%d of 20 simultaneous posts were accepted", len(accepted))
		}
	})
}

func TestWhoComesBackSpokeAlsoWhenTheirWordsWait(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		p := draft(r, u, "n1", "hello")
		p.Waits = func(chat.Standing, time.Time) chat.Wait {
			return chat.Wait{Reason: "In this room every message waits."}
		}
		held, err := s.Post(t.Context(), p)
		if err != nil || held.Hold == nil {
			t.Fatalf("got %+v, %v", held, err)
		}
		s.must(chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
			return errors.Join(tx.RemoveMember(t.Context(), r.ID, u.ID), tx.PutMember(t.Context(), chat.Member{RoomID: r.ID, UserID: u.ID, Role: chat.RoleMember}))
		})
		if at := s.standing(r, u).Member.LastPostAt; !at.Equal(held.Hold.At) {
			t.Errorf("they spoke at %v, not at %v", at, held.Hold.At)
		}
	})
}

func TestAPostIntoAnUnknownRoomIsNotFound(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		_, err := s.Post(t.Context(), draft(chat.Room{ID: 99}, s.user("ann"), "n", "hello"))
		wantKind(t, err, chat.NotFound)
	})
}

func TestWhoJoinsByPostingHasReadUpToTheirMessage(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann)
		s.say(r, ann, "one")
		p := draft(r, bob, "n", "two")
		p.JoinAs = chat.RoleMember
		s.post(p)
		if st := s.standing(r, bob); st.Member.Role != chat.RoleMember || st.Member.LastReadSeq != 2 {
			t.Fatalf("bob is %+v", st.Member)
		}
		s.say(r, s.user("eve"), "from outside")
		if s.count(`SELECT COUNT(*) FROM members`) != 2 {
			t.Fatal("somebody became a member who should not have")
		}
	})
}

func TestAPanicOfAJudgeRefusesOnlyItsPost(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		release := s.hold(r)
		errs := make(chan error, 2)
		for i, judge := range []func(chat.Standing, time.Time) error{
			func(chat.Standing, time.Time) error { panic("a mistake") },
			func(chat.Standing, time.Time) error { return nil },
		} {
			p := draft(r, u, fmt.Sprint("n", i), "hello")
			p.Judge = judge
			go func() {
				_, err := s.Post(t.Context(), p)
				errs <- err
			}()
			s.queued(i + 1)
		}
		release()
		a, b := <-errs, <-errs
		if (a == nil) == (b == nil) || chat.KindOf(errors.Join(a, b)) != chat.Internal {
			t.Fatalf("got %v and %v", a, b)
		}
	})
}

func TestACallerWhoGoesAwayDoesNotHarmItsBatch(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		release := s.hold(r)
		ctx, cancel := context.WithCancel(t.Context())
		gone, stays := make(chan error, 1), make(chan error, 1)
		during := make(chan struct{})
		// An act is in the middle of its statements when its caller goes away.
		go func() {
			gone <- s.Tx(ctx, chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
				cancel()
				<-during
				_, err := tx.NextRev(ctx, r.ID)
				return err
			})
		}()
		s.queued(1)
		go func() {
			_, err := s.Post(t.Context(), draft(r, u, "n", "hello"))
			stays <- err
		}()
		s.queued(2)
		release()
		<-ctx.Done()
		close(during)
		if err := errors.Join(<-gone, <-stays); err != nil {
			t.Fatal(err)
		}
		if room := s.standing(r, u).Room; room.Rev != 2 {
			t.Fatalf("the room is at revision %d", room.Rev)
		}
	})
}

func TestACallerWhoGoesAwayBeforeItsTurnPostsNothing(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		release := s.hold(r)
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error, 1)
		go func() {
			_, err := s.Post(ctx, draft(r, u, "n", "hello"))
			gone <- err
		}()
		s.queued(1)
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		release()
		if m := s.say(r, u, "next"); m.Seq != 1 {
			t.Fatalf("the next message has seq %d", m.Seq)
		}
	})
}
