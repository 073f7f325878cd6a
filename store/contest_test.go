package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/chat"
)

// talk is the use cases on a store, as a replica has them on which people speak.
func (s *site) talk() *chat.Service {
	return chat.New(chat.Deps{
		Store: s.DB, Now: time.Now, Tell: func(chat.Event) {}, Handles: func(string) []string { return nil },
		Render: func(body string, _ map[string]chat.Person) chat.Rendered {
			return chat.Rendered{HTML: "<p>" + body + "</p>", Plain: body}
		},
		Floods: func(int64) time.Duration { return 0 },
	})
}

// contest is two replicas, an administrator, and bob, who has been in the lounge for long.
func (s *site) contest() (one, two *chat.Service, ana chat.Actor, bob chat.Actor, r chat.Room) {
	s.t.Helper()
	_, ana = s.place(time.Now)
	u := s.user("bob")
	if err := s.Exec(s.t.Context(), `UPDATE users SET created_at = 1 WHERE id = $1`, u.ID); err != nil {
		s.t.Fatal(err)
	}
	r = s.room("lounge", u)
	return s.talk(), s.replica().talk(), ana, chat.Actor{User: u}, r
}

// sayIn says something in the lounge.
func sayIn(ctx context.Context, p *chat.Service, a chat.Actor, body string) (chat.Posted, error) {
	return p.Post(ctx, a, "lounge", chat.Draft{Body: body, Nonce: chat.NewNonce()})
}

// at runs an act on each of two replicas n times, all at once.
func at(n int, one, two *chat.Service, act func(*chat.Service)) {
	var all sync.WaitGroup
	for range n {
		all.Go(func() { act(one) })
		all.Go(func() { act(two) })
	}
	all.Wait()
}

// tally counts outcomes by their kind.
type tally struct {
	mu   sync.Mutex
	seen map[chat.Kind]int
}

func (c *tally) note(err error) {
	kind := chat.Kind("ok")
	if err != nil {
		kind = chat.KindOf(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[chat.Kind]int{}
	}
	c.seen[kind]++
}

func (c *tally) want(t *testing.T, want map[chat.Kind]int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if fmt.Sprint(c.seen) != fmt.Sprint(want) {
		t.Errorf("the answers are %v, want %v", c.seen, want)
	}
}

func TestOfTwentyPostsAtOnceTheSlowModeOfARaidTakesOne(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, bob, _ := s.contest()
		if err := one.StartRaid(t.Context(), ana, "lounge", time.Hour); err != nil {
			t.Fatal(err)
		}
		var answers tally
		at(10, one, two, func(p *chat.Service) {
			_, err := sayIn(t.Context(), p, bob, "me first")
			answers.note(err)
		})
		answers.want(t, map[chat.Kind]int{"ok": 1, chat.TooSoon: 19})
	})
}

func TestOfTwoDecisionsAboutAHoldOneCountsAndTheOtherIsTold(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, bob, r := s.contest()
		if _, err := one.SetControls(t.Context(), ana, "lounge", chat.Controls{Approve: chat.Approval(chat.ApproveAll)}); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			held, err := sayIn(t.Context(), one, bob, "may I")
			if err != nil || held.Hold == nil {
				t.Fatal(held, err)
			}
			before := s.standing(r, bob.User).Room.LastSeq
			var answers tally
			at(1, one, two, func(p *chat.Service) {
				answers.note(p.DecideHold(t.Context(), ana, held.Hold.ID, p == one, ""))
			})
			answers.want(t, map[chat.Kind]int{"ok": 1, chat.Conflict: 1})
			h, err := s.Hold(t.Context(), held.Hold.ID)
			shown := s.standing(r, bob.User).Room.LastSeq - before
			if err != nil || h.Published != (shown == 1) || shown > 1 {
				t.Errorf("published %t, and %d messages are shown, %v", h.Published, shown, err)
			}
			if n := s.count(`SELECT COUNT(*) FROM audit WHERE subject = $1`, fmt.Sprintf("hold:%d", h.ID)); n != 1 {
				t.Errorf("%d decisions are noted", n)
			}
		}
	})
}

func TestOfTwoDecisionsAboutAJoinOneCountsAndTheOtherIsTold(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, _, _ := s.contest()
		for i := range 10 {
			handle := fmt.Sprint("new", i)
			u := s.user(handle)
			if err := s.Exec(t.Context(), `UPDATE users SET state = 'waiting' WHERE id = $1`, u.ID); err != nil {
				t.Fatal(err)
			}
			var answers tally
			at(1, one, two, func(p *chat.Service) { answers.note(p.Approve(t.Context(), ana, handle, p == one)) })
			answers.want(t, map[chat.Kind]int{"ok": 1, chat.Conflict: 1})
			if n := s.count(`SELECT COUNT(*) FROM audit WHERE act IN ('account_approved', 'account_refused') AND user_id = $1`, u.ID); n != 1 {
				t.Errorf("%d decisions are noted", n)
			}
		}
	})
}

func TestNothingIsSaidAfterABanThatMetPostsInFlight(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, bob, r := s.contest()
		if _, err := sayIn(t.Context(), one, bob, "the first"); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var posting sync.WaitGroup
		var answers tally
		for i := range 6 {
			posting.Go(func() {
				p := []*chat.Service{one, two}[i%2]
				for ctx.Err() == nil {
					_, err := sayIn(t.Context(), p, bob, "spam")
					answers.note(err)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		x, err := two.Sanction(t.Context(), ana, "bob", chat.SanctionForm{Kind: chat.Ban, Room: "lounge", Reason: "spam", Sweep: chat.AllTime})
		if err != nil {
			t.Fatal(err)
		}
		last := s.standing(r, bob.User).Room.LastSeq
		time.Sleep(50 * time.Millisecond)
		stop()
		posting.Wait()
		st := s.standing(r, bob.User)
		if n := s.count(`SELECT COUNT(*) FROM messages WHERE removed_at = 0`); n != 0 || st.Room.LastSeq != last || st.IsMember() {
			t.Errorf("%d messages are left, the last seq went from %d to %d, and a member: %t", n, last, st.Room.LastSeq, st.IsMember())
		}
		if _, err := one.UndoRemoval(t.Context(), ana, x.RemovalID); err != nil {
			t.Fatal(err)
		}
		if n := s.count(`SELECT COUNT(*) FROM messages WHERE removed_at = 0 AND body <> ''`); n != last {
			t.Errorf("%d of %d are back", n, last)
		}
		if answers.seen["ok"] == 0 || answers.seen[chat.Internal] != 0 {
			t.Errorf("the answers are %v", answers.seen)
		}
	})
}

func TestAnUndoBesideANewSweepLosesNoWords(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, bob, _ := s.contest()
		const said = 20
		for range said {
			if _, err := sayIn(t.Context(), one, bob, "kept"); err != nil {
				t.Fatal(err)
			}
		}
		all := chat.RemoveForm{Room: "lounge", Handle: "bob", Span: chat.AllTime, Reason: "spam"}
		for round := range 10 {
			first, err := one.RemoveMany(t.Context(), ana, all)
			if err != nil || first.Messages != said {
				t.Fatal(round, first, err)
			}
			var second chat.Removal
			at(1, one, two, func(p *chat.Service) {
				var err error
				if p == one {
					_, err = p.UndoRemoval(t.Context(), ana, first.ID)
				} else {
					second, err = p.RemoveMany(t.Context(), ana, all)
				}
				if err != nil {
					t.Error(err)
				}
			})
			shown := s.count(`SELECT COUNT(*) FROM messages WHERE removed_at = 0 AND body = 'kept'`)
			kept := s.count(`SELECT COUNT(*) FROM removed_messages WHERE body = 'kept'`)
			if shown+kept != said || second.Messages != kept {
				t.Fatalf("%d are shown and %d kept, of %d; the second sweep tells of %d", shown, kept, said, second.Messages)
			}
			if second.ID == 0 {
				continue
			}
			if back, err := two.UndoRemoval(t.Context(), ana, second.ID); err != nil || back.Messages != kept {
				t.Fatalf("%d are back, %v", back.Messages, err)
			}
		}
	})
}

func TestAChangedFilterMeetsAllPostsThatBeginAfterIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, _, ana, bob, _ := s.contest()
		form := chat.FilterForm{Name: "Advertising", Kind: chat.FilterWords, Pattern: "dear", Act: chat.FilterRefuse}
		f, err := one.SaveFilter(t.Context(), ana, "", 0, form)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var posting sync.WaitGroup
		var stands sync.RWMutex // written while the filter is changed
		refuses := false
		for range 6 {
			posting.Go(func() {
				for ctx.Err() == nil {
					stands.RLock()
					want := refuses
					_, err := sayIn(t.Context(), one, bob, "cheap")
					stands.RUnlock()
					if want != (chat.KindOf(err) == chat.Invalid) || !want && err != nil {
						t.Errorf("it refuses: %t, and answers %v", want, err)
						return
					}
				}
			})
			posting.Go(func() { // in flight all the time
				for ctx.Err() == nil {
					if _, err := sayIn(t.Context(), one, bob, "cheap"); err != nil && chat.KindOf(err) != chat.Invalid {
						t.Errorf("in flight: %v", err)
						return
					}
				}
			})
		}
		for i := range 10 {
			time.Sleep(10 * time.Millisecond)
			stands.Lock()
			form.Pattern = []string{"cheap", "dear"}[i%2]
			refuses = i%2 == 0
			if _, err := one.SaveFilter(t.Context(), ana, "", f.ID, form); err != nil {
				t.Error(err)
			}
			stands.Unlock()
		}
		time.Sleep(10 * time.Millisecond)
		stop()
		posting.Wait()
	})
}

func TestAPageThatOpensHearsAtOnceWhatAnotherReplicaSaysOfItsNetwork(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, bob, _ := s.contest()
		bob.Address = "203.0.113.7"
		opens := func(want chat.Kind) {
			t.Helper()
			var answers tally
			answers.note(two.JudgeNetwork(t.Context(), bob))
			answers.want(t, map[chat.Kind]int{want: 1})
		}
		opens("ok")
		b, err := one.BanRange(t.Context(), ana, chat.RangeForm{Network: "203.0.113.0/24", Confirm: "203.0.113.0/24", For: time.Hour, Reason: "a flood"})
		if err != nil {
			t.Fatal(err)
		}
		opens(chat.Forbidden)
		if err := one.LiftRange(t.Context(), ana, b.ID, ""); err != nil {
			t.Fatal(err)
		}
		opens("ok")
	})
}
