package store_test

import (
	"fmt"
	"slices"
	"testing"

	"parley/chat"
)

// full makes a room of n messages.
func full(t *testing.T, s *site, n int) chat.Room {
	t.Helper()
	u := s.user("ann")
	r := s.room("full", u)
	for i := range n {
		s.post(draft(r, u, fmt.Sprint("n", i), fmt.Sprint("message ", i+1)))
	}
	return r
}

// span is what a window shows: its first and last seq, and what else there is.
func span(w chat.Window, err error) string {
	if err != nil {
		return err.Error()
	}
	if len(w.Messages) == 0 {
		return fmt.Sprint("nothing ", w.AtStart, w.AtEnd)
	}
	for i, m := range w.Messages {
		if m.Seq != w.Messages[0].Seq+int64(i) {
			return "out of order"
		}
	}
	return fmt.Sprint(w.Messages[0].Seq, "–", w.Messages[len(w.Messages)-1].Seq, " ", w.AtStart, w.AtEnd, " rev ", w.Room.Rev)
}

func TestWindowsSayWhatElseThereIs(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		r, ctx := full(t, s, 12), t.Context()
		empty := s.room("empty")
		for _, c := range []struct {
			name, got, want string
		}{
			{"the newest", span(s.Newest(ctx, r.ID, 5)), "8–12 false true rev 12"},
			{"all", span(s.Newest(ctx, r.ID, 12)), "1–12 true true rev 12"},
			{"none", span(s.Newest(ctx, empty.ID, 5)), "nothing true true"},
			{"older", span(s.Before(ctx, r.ID, 8, 5)), "3–7 false false rev 12"},
			{"the oldest", span(s.Before(ctx, r.ID, 3, 5)), "1–2 true false rev 12"},
			{"exactly the oldest", span(s.Before(ctx, r.ID, 6, 5)), "1–5 true false rev 12"},
			{"nothing older", span(s.Before(ctx, r.ID, 1, 5)), "nothing true false"},
			{"newer", span(s.After(ctx, r.ID, 2, 5)), "3–7 false false rev 12"},
			{"the end", span(s.After(ctx, r.ID, 9, 5)), "10–12 false true rev 12"},
			{"exactly the end", span(s.After(ctx, r.ID, 7, 5)), "8–12 false true rev 12"},
			{"nothing newer", span(s.After(ctx, r.ID, 12, 5)), "nothing false true"},
			{"from the start", span(s.After(ctx, r.ID, 0, 5)), "1–5 true false rev 12"},
			{"around", span(s.Around(ctx, r.ID, 6, 5)), "4–8 false false rev 12"},
			{"around the first", span(s.Around(ctx, r.ID, 1, 5)), "1–3 true false rev 12"},
			{"around the last", span(s.Around(ctx, r.ID, 12, 5)), "10–12 false true rev 12"},
			{"no room", span(s.Newest(ctx, 99, 5)), "There is no such room."},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
			}
		}
	})
}

func TestAThreadShowsItsFirstMessageAndItsLastAnswers(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		s.say(r, u, "before")
		root := s.say(r, u, "root")
		for i := range 4 {
			s.post(reply(draft(r, u, fmt.Sprint("n", i), "answer"), root.Seq))
			s.say(r, u, "between")
		}
		for limit, want := range map[int]string{10: "[2 3 5 7 9] true", 4: "[2 3 5 7 9] true", 2: "[2 7 9] false"} {
			w, err := s.Thread(t.Context(), r.ID, root.Seq, limit)
			if err != nil {
				t.Fatal(err)
			}
			var seqs []int64
			for _, m := range w.Messages {
				seqs = append(seqs, m.Seq)
			}
			if got := fmt.Sprint(seqs, " ", w.AtStart); got != want {
				t.Errorf("at most %d: got %s, want %s", limit, got, want)
			}
		}
		_, err := s.Thread(t.Context(), r.ID, 99, 5)
		wantKind(t, err, chat.NotFound)
	})
}

func TestCatchUpReadsEachChangedMessageAsItIsNow(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		r := full(t, s, 6)
		second, err := s.Message(t.Context(), r.ID, 2)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.edit(second, "edited"); err != nil {
				t.Fatal(err)
			}
		}
		c, err := s.Changes(t.Context(), r.ID, 5, 10)
		if err != nil || c.Reset || c.From != 5 || c.To != 8 || c.Epoch != "epoch of full" || c.Slug != "full" {
			t.Fatalf("got %+v, %v", c, err)
		}
		if len(c.Messages) != 2 || c.Messages[0].Seq != 2 || c.Messages[0].Body != "edited" || c.Messages[1].Seq != 6 {
			t.Fatalf("got %+v", c.Messages)
		}
		if c, err = s.Changes(t.Context(), r.ID, 8, 10); err != nil || c.Reset || c.From != 8 || c.To != 8 || len(c.Messages) != 0 {
			t.Fatalf("got %+v, %v", c, err)
		}
	})
}

func TestCatchUpHoldsTombstones(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		r := full(t, s, 3)
		second, err := s.Message(t.Context(), r.ID, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.remove(second); err != nil {
			t.Fatal(err)
		}
		c, err := s.Changes(t.Context(), r.ID, 3, 10)
		if err != nil || c.To != 4 || len(c.Messages) != 1 || c.Messages[0].Seq != 2 || !c.Messages[0].Removed() {
			t.Fatalf("got %+v, %v", c, err)
		}
	})
}

func TestCatchUpPastTheLimitBeginsAnew(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		r := full(t, s, 60)
		for _, c := range []struct {
			name  string
			since int64
			limit int
			reset bool
			count int
		}{
			{"as many as the limit", 50, 10, false, 10},
			{"one more than the limit", 49, 10, true, 50},
			{"all but a few", 2, 500, false, 58},
			{"asked for", -1, 500, true, 50},
			{"from a revision that the room has not had", 61, 500, true, 50},
			{"nothing", 60, 10, false, 0},
		} {
			got, err := s.Changes(t.Context(), r.ID, c.since, c.limit)
			if err != nil || got.Reset != c.reset || len(got.Messages) != c.count || got.To != 60 {
				t.Errorf("%s: got reset %t, %d messages to %d, %v", c.name, got.Reset, len(got.Messages), got.To, err)
			}
			if c.reset && (got.Messages[0].Seq != 11 || got.From != 0) {
				t.Errorf("%s: begins at seq %d, from %d", c.name, got.Messages[0].Seq, got.From)
			}
		}
	})
}

func TestAReadNeverShowsHalfAChange(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for i := range 60 {
				if _, err := s.Post(t.Context(), draft(r, u, fmt.Sprint("n", i), "hello")); err != nil {
					t.Error(err)
				}
			}
		}()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			w, err := s.Newest(t.Context(), r.ID, 100)
			if err != nil || int64(len(w.Messages)) != w.Room.Rev {
				t.Fatalf("revision %d shows %d messages, %v", w.Room.Rev, len(w.Messages), err)
			}
			c, err := s.Changes(t.Context(), r.ID, 0, 100)
			if err != nil || int64(len(c.Messages)) != c.To {
				t.Fatalf("revision %d catches up with %d messages, %v", c.To, len(c.Messages), err)
			}
		}
	})
}

func TestHeadsLeaveUnknownRoomsOut(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		r := full(t, s, 3)
		heads, err := s.Heads(t.Context(), []int64{99, r.ID})
		want := []chat.Head{{RoomID: r.ID, Epoch: "epoch of full", Rev: 3}}
		if err != nil || !slices.Equal(heads, want) {
			t.Fatalf("got %+v, %v", heads, err)
		}
		if heads, err = s.Heads(t.Context(), nil); err != nil || len(heads) != 0 {
			t.Fatalf("got %+v, %v", heads, err)
		}
	})
}
