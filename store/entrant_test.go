package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
)

func TestACrowdThatComesAtOnceFindsEachWhereTheyStand(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob, eve := s.user("ann"), s.user("bob"), s.user("eve")
		s.room("a", ann, bob)
		s.room("b", bob)
		if err := errors.Join(s.browser("h1", "s1", ann), s.browser("h2", "s2", bob), s.browser("h3", "s3", eve), s.browser("h4", "s4", eve)); err != nil {
			t.Fatal(err)
		}
		s.replica().endSession(eve, "s4")
		stands := func(slug string, u chat.User, session string) string {
			st, err := s.StandingIn(t.Context(), slug, u.ID, session)
			if err != nil {
				return string(chat.KindOf(err))
			}
			return fmt.Sprint(st.Room.Slug, " ", st.User.Handle, " ", st.IsMember())
		}
		var crowd sync.WaitGroup
		for range 40 {
			for _, c := range []struct {
				slug, session, want string
				who                 chat.User
			}{
				{"a", "s1", "a ann true", ann},
				{"b", "s1", "b ann false", ann},
				{"a", "s2", "a bob true", bob},
				{"b", "s2", "b bob true", bob},
				{"a", "s3", "a eve false", eve},
				{"a", "s4", string(chat.SignIn), eve},   // it has ended
				{"a", "s1", string(chat.SignIn), bob},   // it is another's
				{"a", "", string(chat.SignIn), bob},     // there is none
				{"c", "s1", string(chat.NotFound), ann}, // there is no such room
			} {
				crowd.Go(func() {
					if got := stands(c.slug, c.who, c.session); got != c.want {
						t.Errorf("%s in %s with %s: got %q, want %q", c.who.Handle, c.slug, c.session, got, c.want)
					}
				})
			}
		}
		crowd.Wait()
	})
}

func TestACrowdThatComesAtOnceFindsEachTheirSession(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		users := map[string]int64{}
		for i := range 40 {
			hash, u := fmt.Sprint("h", i), s.user(fmt.Sprint("user", i))
			if err := s.browser(hash, fmt.Sprint("s", i), u); err != nil {
				t.Fatal(err)
			}
			users[hash] = u.ID
		}
		var crowd sync.WaitGroup
		for i := range 50 {
			hash := fmt.Sprint("h", i)
			crowd.Go(func() {
				data, found, err := s.SessionStore().FindCtx(t.Context(), hash)
				if _, is := users[hash]; err != nil || found != is {
					t.Errorf("%s: %v, %v", hash, found, err)
				}
				if !found {
					return
				}
				if _, said, err := (scs.GobCodec{}).Decode(data); err != nil || said["user"] != users[hash] {
					t.Errorf("%s is the session of %v, %v", hash, said["user"], err)
				}
			})
		}
		crowd.Wait()
	})
}
