package store_test

import (
	"testing"

	"parley/chat"
)

func TestAllRoomsAreListedForAdministratorsButNoConversations(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ana, bob := s.user("ana"), s.user("bob")
		s.roomOf(chat.Room{Slug: "attic", Kind: chat.Private}, bob)
		s.roomOf(chat.Room{Slug: "d-1", Kind: chat.Direct}, ana, bob)
		lounge := s.room("lounge", ana, bob)
		s.say(lounge, bob, "hello")
		all, total, err := s.AllRooms(t.Context(), ana.ID, "", 1, 0)
		if err != nil || total != 2 || len(all) != 1 || all[0].Slug != "attic" || all[0].Members != 1 || all[0].Member.Role != "" {
			t.Fatalf("%+v of %d, %v", all, total, err)
		}
		all, total, err = s.AllRooms(t.Context(), ana.ID, "LOUNGE", 10, 0)
		if err != nil || total != 1 || len(all) != 1 || all[0].Members != 2 || all[0].Member.Role != chat.RoleMember || all[0].LastAt.IsZero() || all[0].LastMessage != "" {
			t.Errorf("%+v of %d, %v", all, total, err)
		}
	})
}

func TestThePictureOfThePlaceHasANewRevisionEachTime(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		for want, image := range [][]byte{1: []byte("red"), 2: []byte("blue")} {
			if image == nil {
				continue
			}
			s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SetLogo(t.Context(), image) })
			got, rev, err := s.Logo(t.Context())
			if p, _ := s.Place(t.Context()); err != nil || string(got) != string(image) || rev != int64(want) || p.Logo != rev {
				t.Errorf("%q at %d, the place says %d, %v", got, rev, p.Logo, err)
			}
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SetLogo(t.Context(), nil) })
		if _, _, err := s.Logo(t.Context()); !chat.IsNotFound(err) {
			t.Errorf("a picture that was removed: %v", err)
		}
	})
}
