package store_test

import (
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// place is the use cases on a store, at a moment, with an administrator.
func (s *site) place(now func() time.Time) (*chat.Service, chat.Actor) {
	s.t.Helper()
	var ana chat.User
	s.must(chat.Scope{}, func(tx chat.Tx) (err error) {
		u := person("ana")
		u.Role = chat.RoleAdministrator
		ana, err = tx.AddUser(s.t.Context(), u, "", 0)
		return err
	})
	return chat.New(chat.Deps{Store: s.DB, Now: now, Tell: func(chat.Event) {}}), chat.Actor{User: ana}
}

// age makes a message so many days older.
func (s *site) age(days int, all ...chat.Message) {
	s.t.Helper()
	for _, m := range all {
		if err := s.Exec(s.t.Context(), `UPDATE messages SET posted_at = $1 WHERE id = $2`, time.Now().AddDate(0, 0, -days).UnixMicro(), m.ID); err != nil {
			s.t.Fatal(err)
		}
	}
}

// eraseAll erases batch after batch, as the program does in time.
func (s *site) eraseAll(p *chat.Service, now *time.Time) (batches int) {
	s.t.Helper()
	for more, err := p.EraseSome(s.t.Context()); ; more, err = p.EraseSome(s.t.Context()) {
		if err != nil {
			s.t.Fatal(err)
		}
		if !more {
			return batches
		}
		batches++
		if *now = now.Add(3 * time.Second); batches > 50 {
			s.t.Fatal("it does not end")
		}
	}
}

// everywhere counts the rows of all tables that hold words.
func (s *site) everywhere(words string) (n int64) {
	s.t.Helper()
	for _, at := range []string{"messages.body", "messages.html", "messages.plain", "messages.quote_text", "edits.body", "removed_messages.body",
		"removed_edits.body", "holds.body"} {
		table, column, _ := strings.Cut(at, ".")
		n += s.count(`SELECT COUNT(*) FROM `+table+` WHERE `+column+` LIKE $1`, "%"+words+"%")
	}
	return n
}

func TestMessagesAreErasedWhenTheyAreOlderThanTheyAreKept(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		now := time.Now()
		p, ana := s.place(func() time.Time { return now })
		bob := s.user("bob")
		r, other := s.room("lounge", bob), s.room("attic", bob)
		first := s.say(r, bob, "secret one")
		if err := s.edit(first, "secret two"); err != nil {
			t.Fatal(err)
		}
		gone := s.say(r, bob, "secret three")
		if err := s.remove(gone); err != nil {
			t.Fatal(err)
		}
		answer := s.post(reply(draft(r, bob, "answer-nonce", "what did you say?"), first.Seq))
		elsewhere := s.say(other, bob, "an old word")
		s.age(40, first, gone, elsewhere)

		if err := p.KeepRoomMessages(t.Context(), ana, "attic", chat.Forever, false); err != nil {
			t.Fatal(err)
		}
		e, err := p.Expiry(t.Context(), ana, 30)
		if err != nil || e.Messages != 1 || len(e.Rooms) != 1 || e.Rooms[0].Room.Slug != "lounge" || now.Sub(e.Oldest) < 39*24*time.Hour {
			t.Fatalf("it would erase %+v, %v", e, err)
		}
		if err := p.KeepMessages(t.Context(), ana, 30, false); chat.Field(err) != chat.Expiring {
			t.Fatalf("without a confirmation: %v", err)
		}
		if n := s.eraseAll(p, &now); n != 0 {
			t.Fatal("something is erased before anybody confirmed it")
		}
		if err := p.KeepMessages(t.Context(), ana, 30, true); err != nil {
			t.Fatal(err)
		}
		rev := s.standing(r, bob).Room.Rev
		s.eraseAll(p, &now)
		if n := s.everywhere("secret"); n != 0 {
			t.Errorf("%d rows still hold the words", n)
		}
		if m := s.message(first); !m.Removed() || m.RemovedBy != chat.RemovedByAge || m.Rev != rev+1 {
			t.Errorf("the first is %+v", m)
		}
		if m := s.message(answer); m.Rev != rev+1 || !m.Quote.Removed || m.Body == "" {
			t.Errorf("what answers it is %+v", m)
		}
		if m := s.message(elsewhere); m.Removed() {
			t.Error("a room that keeps messages for ever lost one")
		}
		if room := s.standing(r, bob).Room; room.Rev != rev+1 || room.LastSeq != 3 {
			t.Errorf("the room is at %d, its last seq is %d", room.Rev, room.LastSeq)
		}
		if n := s.count(`SELECT COUNT(*) FROM removals WHERE by_user = -1`); n != 0 {
			t.Errorf("%d records of nothing are left", n)
		}
		if e, err := p.Expiry(t.Context(), ana, 30); err != nil || e.Messages != 0 {
			t.Errorf("afterwards %+v would be erased, %v", e, err)
		}
	})
}

func TestOldMessagesAreErasedInBatchesByOneReplicaAtATime(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		now := time.Now()
		p, ana := s.place(func() time.Time { return now })
		bob := s.user("bob")
		r := s.room("lounge", bob)
		for range 130 {
			s.say(r, bob, "secret")
		}
		if err := s.Exec(t.Context(), `UPDATE messages SET posted_at = posted_at - $1`, int64(40*24*time.Hour/time.Microsecond)); err != nil {
			t.Fatal(err)
		}
		recent := s.say(r, bob, "hello")
		if err := p.KeepMessages(t.Context(), ana, 30, true); err != nil {
			t.Fatal(err)
		}
		for range 3 { // the second and third come too soon
			if more, err := p.EraseSome(t.Context()); err != nil || !more {
				t.Fatal(more, err)
			}
		}
		if n := s.count(`SELECT COUNT(*) FROM messages WHERE body = 'secret'`); n != 30 {
			t.Errorf("%d are left after a batch", n)
		}
		if s.message(recent).Removed() {
			t.Error("a recent message is gone")
		}
		changes := s.changes(r.ID)
		if c := changes[len(changes)-1]; len(c.Messages) != 100 || c.Reset || c.To != c.From+1 {
			t.Errorf("pages hear of %d messages, (%d, %d]", len(c.Messages), c.From, c.To)
		}
		now = now.Add(3 * time.Second)
		if n := s.eraseAll(p, &now); n != 1 {
			t.Errorf("the rest took %d batches", n)
		}
		if n := s.everywhere("secret"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestOnlyAdministratorsKeepMessagesLongerThanThePlace(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		p, ana := s.place(time.Now)
		bob := s.user("bob")
		r := s.room("lounge")
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.PutMember(t.Context(), chat.Member{RoomID: r.ID, UserID: bob.ID, Role: chat.RoleOwner, JoinedAt: time.Now()})
		})
		if err := p.KeepMessages(t.Context(), ana, 30, false); err != nil {
			t.Fatal(err)
		}
		owner := chat.Actor{User: bob}
		for _, days := range []int64{31, chat.Forever} {
			if err := p.KeepRoomMessages(t.Context(), owner, "lounge", days, false); chat.Field(err) != "keep_days" {
				t.Errorf("an owner keeps them for %d days: %v", days, err)
			}
			if err := p.KeepRoomMessages(t.Context(), ana, "lounge", days, false); err != nil {
				t.Errorf("an administrator: %v", err)
			}
		}
		if err := p.KeepRoomMessages(t.Context(), owner, "lounge", 7, false); err != nil {
			t.Error(err)
		}
		if got := s.standing(r, bob).Room.KeepDays; got != 7 {
			t.Errorf("the room keeps them for %d days", got)
		}
		if err := p.KeepMessages(t.Context(), owner, 1, true); chat.KindOf(err) != chat.Forbidden {
			t.Errorf("an owner set the place: %v", err)
		}
	})
}
