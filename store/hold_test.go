package store_test

import (
	"fmt"
	"testing"
	"time"

	"parley/chat"
)

func waits(p chat.Posting, d time.Duration) chat.Posting {
	p.Waits = func(chat.Standing, time.Time) chat.Wait { return chat.Wait{Reason: "It waits.", For: d} }
	return p
}

func TestWhatWaitsTakesNoNumberAndKeepsItsNonce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip := s.user("ann"), s.user("kip")
		r := s.room("a", ann, kip)
		first := s.say(r, ann, "first")
		p := waits(reply(draft(r, kip, "0123456789abcdef", "held"), first.Seq), 0)
		p.Rendered.Mentions = []int64{ann.ID}
		held, err := s.Post(ctx, p)
		if err != nil || held.Hold == nil || held.Hold.ID == 0 {
			t.Fatalf("it answers %+v, %v", held, err)
		}
		again, err := s.Post(ctx, p)
		if err != nil || again.Hold == nil || again.Hold.ID != held.Hold.ID {
			t.Errorf("a retry answers %+v, %v", again, err)
		}
		p.Digest = "other words"
		if _, err := s.Post(ctx, p); chat.KindOf(err) != chat.Conflict {
			t.Errorf("other words under the nonce: %v", err)
		}
		if st := s.standing(r, kip); st.Room.LastSeq != 1 || st.Room.Rev != 1 || st.Held != 1 {
			t.Errorf("the room stands at %d and %d, %d wait", st.Room.LastSeq, st.Room.Rev, st.Held)
		}
		if n := s.count(`SELECT COUNT(*) FROM messages`) + s.count(`SELECT COUNT(*) FROM mentions`); n != 1 {
			t.Errorf("%d rows tell of it", n)
		}

		s.say(r, ann, "between")
		h := *held.Hold
		s.must(chat.Scope{Users: []int64{kip.ID}, Rooms: []int64{r.ID}}, func(tx chat.Tx) error {
			h.DecidedAt, h.Published = time.Now(), true
			if err := tx.SaveHold(ctx, h); err != nil {
				return err
			}
			return tx.Publish(ctx, h)
		})
		m, err := s.Message(ctx, r.ID, 3)
		if err != nil || m.Body != "held" || m.Author.ID != kip.ID || m.Quote.Seq != first.Seq || len(m.Mentions) != 1 {
			t.Errorf("published it is %+v, %v", m, err)
		}
		if changes := s.changes(r.ID); len(changes) != 3 || changes[2].To != 3 {
			t.Errorf("told %d changes", len(changes))
		}
		p.Digest = "digest of held"
		if after, err := s.Post(ctx, p); err != nil || after.Hold != nil || after.Seq != 3 {
			t.Errorf("a retry after it answers %+v, %v", after, err)
		}
		if st := s.standing(r, kip); st.Held != 0 {
			t.Errorf("%d still wait", st.Held)
		}
	})
}

func TestWhatIsDueIsFoundWhenItsTimeHasCome(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		kip := s.user("kip")
		r := s.room("a", kip)
		for i, d := range []time.Duration{time.Hour, time.Minute, 0} {
			p := waits(draft(r, kip, chat.NewNonce(), "late"), d)
			if _, err := s.Post(t.Context(), p); err != nil {
				t.Fatal(i, err)
			}
		}
		for after, want := range map[time.Duration]int{0: 0, 2 * time.Minute: 1, 2 * time.Hour: 2} {
			due, err := s.HoldsDue(t.Context(), time.Now().Add(after), 10)
			if err != nil || len(due) != want {
				t.Errorf("after %s %d are due, want %d: %v", after, len(due), want, err)
			}
		}
		if all, err := s.HoldsOf(t.Context(), r.ID, kip.ID); err != nil || len(all) != 3 {
			t.Errorf("%d wait, %v", len(all), err)
		}
	})
}

func TestANonceIsKeptOnceOverMessagesAndWhatWaits(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		kip := s.user("kip")
		open, other := s.room("open", kip), s.replica()
		delayed := s.room("delayed", kip)
		for i := range 20 {
			nonce := fmt.Sprintf("nonce-%012d", i)
			errs := make(chan error, 2)
			go func() {
				_, err := s.Post(t.Context(), draft(open, kip, nonce, "here"))
				errs <- err
			}()
			go func() {
				_, err := other.Post(t.Context(), waits(draft(delayed, kip, nonce, "there"), 0))
				errs <- err
			}()
			taken := 0
			for range 2 {
				switch err := <-errs; {
				case err == nil:
					taken++
				case chat.KindOf(err) != chat.Conflict:
					t.Error(err)
				}
			}
			if n := s.count(`SELECT (SELECT COUNT(*) FROM messages WHERE nonce = $1) + (SELECT COUNT(*) FROM holds WHERE nonce = $1)`, nonce); n != 1 || taken != 1 {
				t.Fatalf("%d were taken and %d are kept under one nonce", taken, n)
			}
		}
	})
}

func TestWhatIsHeldInAConversationIsDueForNobodyCanDecideIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		talk := s.roomOf(chat.Room{Slug: "talk", Kind: chat.Direct}, ann, kip)
		room := s.room("a", kip)
		for _, r := range []chat.Room{talk, room} {
			if _, err := s.Post(t.Context(), waits(draft(r, kip, chat.NewNonce(), "held"), 0)); err != nil {
				t.Fatal(err)
			}
		}
		due, err := s.HoldsDue(t.Context(), time.Now(), 10)
		if err != nil || len(due) != 1 || due[0].RoomID != talk.ID {
			t.Errorf("due are %+v, %v", due, err)
		}
	})
}
