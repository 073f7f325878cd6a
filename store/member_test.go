package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/chat"
)

func (s *site) read(marks ...chat.ReadMark) {
	s.t.Helper()
	s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.MarkRead(s.t.Context(), marks) })
}

func TestUnreadAndMentionsCountFromTheReadMark(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		for i := range 4 {
			p := draft(r, ann, fmt.Sprint("n", i), "@bob")
			p.Rendered.Mentions = []int64{bob.ID, bob.ID}
			s.post(p)
		}
		s.read(chat.ReadMark{UserID: bob.ID, RoomID: r.ID, Seq: 1})
		listing := func(u chat.User) chat.RoomListing {
			all, err := s.Sidebar(t.Context(), u.ID)
			if err != nil || len(all) != 1 {
				t.Fatalf("got %+v, %v", all, err)
			}
			return all[0]
		}
		if l := listing(bob); l.Unread() != 3 || l.Mentions != 3 {
			t.Fatalf("bob has %d unread, %d mentions: %+v", l.Unread(), l.Mentions, l)
		}
		if all, err := s.Directory(t.Context(), bob.ID); err != nil || len(all) != 1 || all[0].LastMessage != "@bob" || all[0].LastAt.IsZero() {
			t.Fatalf("bob finds %+v, %v", all, err)
		}
		if l := listing(ann); l.Unread() != 0 {
			t.Fatalf("ann has %d of her own messages unread", l.Unread())
		}
		all, err := s.MentionsOf(t.Context(), bob.ID, 3)
		if err != nil || len(all) != 3 || all[0].Seq != 4 || all[0].Slug != "a" {
			t.Fatalf("got %+v, %v", all, err)
		}
	})
}

func TestAnAuthorWhoIsBehindStaysBehind(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		s.say(r, ann, "one")
		s.say(r, bob, "two")
		if st := s.standing(r, bob); st.Member.LastReadSeq != 0 || st.Member.LastPostAt.IsZero() {
			t.Fatalf("bob is %+v", st.Member)
		}
	})
}

func TestAReadMarkNeverGoesBackNorPastTheEnd(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob, eve := s.user("ann"), s.user("bob"), s.user("eve")
		r := s.room("a", ann, bob)
		for range 5 {
			s.say(r, ann, "hello")
		}
		mark := func(seq int64) chat.ReadMark { return chat.ReadMark{UserID: bob.ID, RoomID: r.ID, Seq: seq} }
		for _, c := range []struct{ seqs, want int64 }{{3, 3}, {2, 3}, {99, 5}, {1, 5}} {
			s.read(mark(c.seqs-1), mark(c.seqs), mark(c.seqs-2), chat.ReadMark{UserID: eve.ID, RoomID: r.ID, Seq: 1})
			if got := s.standing(r, bob).Member.LastReadSeq; got != c.want {
				t.Fatalf("after a mark at %d it stands at %d, not %d", c.seqs, got, c.want)
			}
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.PutMember(t.Context(), chat.Member{RoomID: r.ID, UserID: bob.ID, Role: chat.RoleModerator, JoinedAt: time.Now()})
		})
		if m := s.standing(r, bob).Member; m.Role != chat.RoleModerator || m.LastReadSeq != 5 {
			t.Fatalf("a new role moved the mark: %+v", m)
		}
		if s.count(`SELECT COUNT(*) FROM members`) != 2 {
			t.Fatal("a mark made a member")
		}
	})
}

func TestManyMarksAreWrittenAtOnce(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		u := s.user("ann")
		r := s.room("a", u)
		s.say(r, s.user("bob"), "hello")
		marks := []chat.ReadMark{{UserID: u.ID, RoomID: r.ID, Seq: 1}}
		for i := range 12_000 {
			marks = append(marks, chat.ReadMark{UserID: int64(1000 + i), RoomID: r.ID, Seq: 1})
		}
		s.read(marks...)
		if s.standing(r, u).Member.LastReadSeq != 1 {
			t.Fatal("the mark was not written")
		}
	})
}

func TestEachFindsTheRoomsThatTheyMayFind(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		s.roomOf(chat.Room{Slug: "public", Kind: chat.Open, Public: true}, ann, bob)
		s.roomOf(chat.Room{Slug: "open", Kind: chat.Open})
		s.roomOf(chat.Room{Slug: "news", Kind: chat.Announcement}, ann)
		s.roomOf(chat.Room{Slug: "private", Kind: chat.Private}, ann)
		s.roomOf(chat.Room{Slug: "direct", Kind: chat.Direct}, ann, bob)
		old := s.roomOf(chat.Room{Slug: "aged", Kind: chat.Open})
		old.ArchivedAt = time.Now()
		s.must(chat.Scope{Rooms: []int64{old.ID}}, func(tx chat.Tx) (err error) {
			old, err = tx.SaveRoom(t.Context(), old)
			return err
		})
		if old.Meta != 1 || !old.Archived() {
			t.Fatalf("the archived room is %+v", old)
		}
		slugs := func(all []chat.RoomListing, err error) (list []string) {
			for _, l := range all {
				list = append(list, fmt.Sprint(l.Slug, l.Members, l.Member.Role, len(l.People)))
			}
			return append(list, fmt.Sprint(err))
		}
		for _, c := range []struct {
			name string
			got  []string
			want string
		}{
			{"guest", slugs(s.Directory(t.Context(), 0)), "[public20 <nil>]"},
			{"ann", slugs(s.Directory(t.Context(), ann.ID)), "[news1member0 open00 private1member0 public2member0 aged00 <nil>]"},
			{"bob", slugs(s.Directory(t.Context(), bob.ID)), "[news10 open00 public2member0 aged00 <nil>]"},
			{"bob's sidebar", slugs(s.Sidebar(t.Context(), bob.ID)), "[direct0member1 public0member0 <nil>]"},
		} {
			if got := fmt.Sprint(c.got); got != c.want {
				t.Errorf("%s finds %s, not %s", c.name, got, c.want)
			}
		}
	})
}

func TestASidebarNamesTheOthersOfEachConversationByName(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob, cleo := s.user("ann"), s.user("bob"), s.user("cleo")
		s.roomOf(chat.Room{Slug: "three", Name: "a", Kind: chat.Direct}, cleo, ann, bob)
		s.roomOf(chat.Room{Slug: "alone", Name: "b", Kind: chat.Direct}, ann)
		s.roomOf(chat.Room{Slug: "open", Name: "c", Kind: chat.Open}, ann, bob, cleo)
		s.roomOf(chat.Room{Slug: "two", Name: "d", Kind: chat.Direct}, cleo, ann)
		all, err := s.Sidebar(t.Context(), ann.ID)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, l := range all {
			got += l.Slug
			for _, p := range l.People {
				got += " " + p.Handle
			}
			got += ";"
		}
		if want := "alone;open;three bob cleo;two cleo;"; got != want {
			t.Errorf("ann sees %q, want %q", got, want)
		}
	})
}

func TestMembersAreCountedAsTheyAreListed(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		for _, want := range []int{2, 1} {
			all, err := s.Members(t.Context(), r.ID)
			n, err2 := s.MemberCount(t.Context(), r.ID)
			if err := errors.Join(err, err2); err != nil || len(all) != want || n != int64(want) {
				t.Errorf("%d are listed and %d counted, want %d: %v", len(all), n, want, err)
			}
			bob.State = chat.Closed
			s.must(chat.Scope{Users: []int64{bob.ID}}, func(tx chat.Tx) error { return tx.SaveUser(t.Context(), bob) })
		}
	})
}

func TestWhatAPageAsksIsOneStatementEach(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.room("a", ann, bob)
		s.roomOf(chat.Room{Slug: "two", Name: "d", Kind: chat.Direct}, bob, ann)
		s.say(r, ann, "hello")
		reads := s.CountReads()
		for what, ask := range map[string]func() error{
			"standing": func() error { _, err := s.Standing(t.Context(), "a", ann.ID); return err },
			"sidebar":  func() error { _, err := s.Sidebar(t.Context(), ann.ID); return err },
			"newest":   func() error { _, err := s.Newest(t.Context(), r.ID, 50); return err },
			"members":  func() error { _, err := s.MemberCount(t.Context(), r.ID); return err },
			"place":    func() error { _, err := s.Place(t.Context()); return err },
		} {
			before := reads.Load()
			if err := ask(); err != nil {
				t.Fatal(err)
			}
			if n := reads.Load() - before; n != 1 {
				t.Errorf("%s takes %d statements", what, n)
			}
		}
	})
}

func TestMentionsOfRoomsThatOneMayNotReadAreLeftOut(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, bob := s.user("ann"), s.user("bob")
		r := s.roomOf(chat.Room{Slug: "private", Kind: chat.Private}, ann, bob)
		p := draft(r, ann, "n", "@bob")
		p.Rendered.Mentions = []int64{bob.ID}
		s.post(p)
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.RemoveMember(t.Context(), r.ID, bob.ID) })
		if all, err := s.MentionsOf(t.Context(), bob.ID, 10); err != nil || len(all) != 0 {
			t.Fatalf("got %+v, %v", all, err)
		}
	})
}

func TestARoomsNameInURLsAndAConversationAreUnique(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		add := func(slug, key string) error {
			return s.Tx(t.Context(), chat.Scope{Actor: ann.ID}, func(tx chat.Tx) error {
				_, err := tx.AddRoom(t.Context(), chat.Room{Slug: slug, Name: slug, Kind: chat.Direct, Epoch: "e"}, key)
				return err
			})
		}
		if err := errors.Join(add("a", ""), add("b", ""), add("c", "1,2")); err != nil {
			t.Fatal(err)
		}
		wantKind(t, add("a", ""), chat.Conflict)
		wantKind(t, add("d", "1,2"), chat.Conflict)
		if r, err := s.DirectRoom(t.Context(), "1,2"); err != nil || r.Slug != "c" {
			t.Fatalf("got %+v, %v", r, err)
		}
		_, err := s.DirectRoom(t.Context(), "")
		wantKind(t, err, chat.NotFound)
		if taken, err := s.SlugTaken(t.Context(), "a"); err != nil || !taken {
			t.Fatalf("got %t, %v", taken, err)
		}
	})
}

func TestASystemLineTakesASeqAndIsReadByWhoCausedIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann := s.user("ann")
		r := s.room("a", ann)
		s.say(r, ann, "hello")
		var line chat.Message
		s.must(chat.Scope{Rooms: []int64{r.ID}}, func(tx chat.Tx) (err error) {
			line, err = tx.AddSystemLine(t.Context(), chat.Message{RoomID: r.ID, Kind: chat.Renamed, Author: ann.Author(), Body: "New", PostedAt: time.Now()})
			return err
		})
		if got := s.message(line); got.Seq != 2 || got.Rev != 2 || got.Kind != chat.Renamed || got.Body != "New" || got.ID != line.ID {
			t.Fatalf("got %+v", got)
		}
		if st := s.standing(r, ann); st.Member.LastReadSeq != 2 || st.Room.LastSeq != 2 {
			t.Fatalf("got %+v", st)
		}
		if m := s.say(r, ann, "next"); m.Cont {
			t.Fatal("a message goes on a system line")
		}
	})
}

func TestRightsTakenAwayAreNumberedDensely(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		people := s.users(10)
		other := s.replica()
		var wg sync.WaitGroup
		for i, u := range people {
			for n := range 5 {
				wg.Go(func() {
					at := []*site{s, other}[n%2]
					err := at.Tx(t.Context(), chat.Scope{Actor: u.ID, Users: []int64{people[(i+n)%10].ID}}, func(tx chat.Tx) error {
						_, err := tx.Revoke(t.Context(), chat.Access{UserID: u.ID, Session: fmt.Sprint(n)})
						if n == 4 {
							err = errors.Join(err, errors.New("undone"))
						}
						return err
					})
					if (err == nil) == (n == 4) {
						t.Error(n, err)
					}
				})
			}
		}
		wg.Wait()
		all, err := s.AccessAfter(t.Context(), 0)
		if err != nil || len(all) != 40 {
			t.Fatalf("%d rights were taken away, %v", len(all), err)
		}
		for i, a := range all {
			if a.Rev != int64(i+1) {
				t.Fatalf("number %d stands at place %d", a.Rev, i+1)
			}
		}
		if last, err := s.LastAccess(context.Background()); err != nil || last != 40 {
			t.Fatalf("the last is %d, %v", last, err)
		}
	})
}
