package chat

import (
	"context"
	"fmt"
	"slices"
)

// Join makes the actor a member of a room that everybody may join.
func (s *Service) Join(ctx context.Context, a Actor, slug string) error {
	st, err := s.reading(ctx, a, slug)
	switch {
	case err != nil:
		return err
	case !a.SignedIn():
		return errSignIn
	case st.IsMember():
		return nil
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		if err := st.MayRead(); err != nil || st.IsMember() {
			return err
		}
		if err := st.MayCome(s.Now()); err != nil {
			return err
		}
		return s.putMember(ctx, tx, st.Room, a.User.ID, RoleMember)
	})
}

// putMember adds somebody who has read all there is so far, and tells them.
func (s *Service) putMember(ctx context.Context, tx Tx, room Room, userID int64, role Role) error {
	m := Member{RoomID: room.ID, UserID: userID, Role: role, LastReadSeq: room.LastSeq, JoinedAt: s.Now()}
	if err := tx.PutMember(ctx, m); err != nil {
		return err
	}
	tx.Tell(Event{Kind: MemberChanged, Room: room, Users: []int64{userID}})
	return nil
}

// Leave ends the actor's membership.
func (s *Service) Leave(ctx context.Context, a Actor, slug string) error {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	if !st.IsMember() {
		return nil
	}
	return s.dropMember(ctx, a, st.Room, a.User.ID, func(tx Tx, st, _ Standing) error {
		return keepOwner(ctx, tx, st, "You are the last owner of this room. Make somebody else an owner before you leave.")
	})
}

// keepOwner refuses that the last owner of a private room goes while others stay
// in it: nobody could manage it any more.
func keepOwner(ctx context.Context, tx Tx, st Standing, sentence string) error {
	if st.Room.Kind != Private || st.Member.Role != RoleOwner {
		return nil
	}
	others, err := tx.Members(ctx, st.Room.ID)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(m MemberListing) bool { return m.UserID == st.User.ID })
	if len(others) == 0 || slices.ContainsFunc(others, func(m MemberListing) bool { return m.Role == RoleOwner }) {
		return nil
	}
	return refuse(Conflict, sentence)
}

// MemberCount tells how many people are in a room, for pages: it may be a second old.
func (s *Service) MemberCount(ctx context.Context, st Standing) (int64, error) {
	return s.counts.read(st.Room.ID, s.Now(), func() (int64, error) { return s.Store.MemberCount(ctx, st.Room.ID) })
}

// Hear takes note of what has become durable. It does not wait, and is called
// before whoever did it gets their answer.
func (s *Service) Hear(e Event) {
	if e.Kind == MemberChanged {
		s.counts.drop(e.Room.ID)
	}
}

// Members lists a room's people. Guests learn how many they are, not who.
func (s *Service) Members(ctx context.Context, a Actor, st Standing) ([]MemberListing, error) {
	if !a.SignedIn() {
		return nil, nil
	}
	return s.Store.Members(ctx, st.Room.ID)
}

// AddMember brings somebody into a room. In a direct conversation that opens a
// new one, which is returned: what was said before stays with those who heard it.
func (s *Service) AddMember(ctx context.Context, a Actor, slug, handle string) (Room, error) {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return Room{}, err
	}
	if st.Room.Kind == Direct {
		return s.widenDirect(ctx, a, st, handle)
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err == nil && u.State != Active {
		err = nobody("handle", u.Handle)
	}
	if err != nil {
		return Room{}, err
	}
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: []int64{u.ID}, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		if err := st.MayInvite(); err != nil {
			return err
		}
		if err := st.MayCome(s.Now()); err != nil {
			return err
		}
		other, err := tx.StandingByID(ctx, st.Room.ID, u.ID)
		if err != nil || other.IsMember() {
			return err
		}
		if _, banned := Longest(other.Sanctions, Ban); banned {
			return invalid("handle", "This person is banned. Lift the ban first.")
		}
		if err := s.putMember(ctx, tx, st.Room, u.ID, RoleMember); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "member_added", u.ID, st.Room.ID))
	})
	return st.Room, err
}

func (s *Service) widenDirect(ctx context.Context, a Actor, st Standing, handle string) (Room, error) {
	if !st.IsMember() {
		return Room{}, NoRoom()
	}
	members, err := s.Store.Members(ctx, st.Room.ID)
	if err != nil {
		return Room{}, err
	}
	handles := []string{handle}
	for _, m := range members {
		handles = append(handles, m.Person.Handle)
	}
	room, err := s.OpenDirect(ctx, a, handles)
	if Field(err) == "people" {
		err = invalid("handle", err.Error())
	}
	return room, err
}

// RemoveMember takes somebody's place in a room away; what they have open of a
// private room ends at once.
func (s *Service) RemoveMember(ctx context.Context, a Actor, slug, handle string) error {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return err
	}
	if u.ID == a.User.ID {
		return s.Leave(ctx, a, slug)
	}
	return s.dropMember(ctx, a, st.Room, u.ID, func(tx Tx, st, other Standing) error {
		if err := st.MayRank(other, RoleMember); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "member_removed", u.ID, st.Room.ID))
	})
}

// dropMember ends a membership if judge allows, and revokes what it allowed to read.
func (s *Service) dropMember(ctx context.Context, a Actor, room Room, userID int64, judge func(tx Tx, st, other Standing) error) error {
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: []int64{userID}, Rooms: []int64{room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, room.ID, a.User.ID)
		if err != nil {
			return err
		}
		other, err := tx.StandingByID(ctx, room.ID, userID)
		if err != nil || !other.IsMember() {
			return err
		}
		if err := judge(tx, st, other); err != nil {
			return err
		}
		if err := tx.RemoveMember(ctx, room.ID, userID); err != nil {
			return err
		}
		tx.Tell(Event{Kind: MemberChanged, Room: st.Room, Users: []int64{userID}})
		other.Member = Member{}
		if other.MayRead() == nil {
			return nil
		}
		return revoke(ctx, tx, Access{UserID: userID, RoomID: room.ID})
	})
}

// revoke notes a right that was taken away and tells it.
func revoke(ctx context.Context, tx Tx, lost Access) error {
	lost, err := tx.Revoke(ctx, lost)
	if err != nil {
		return err
	}
	tx.Tell(Event{Kind: AccessLost, Access: lost})
	return nil
}

// SetRole gives a member another rank. Nobody gives one higher than their own, or acts on an equal.
func (s *Service) SetRole(ctx context.Context, a Actor, slug, handle string, role Role) error {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return err
	}
	if role != RoleMember && role != RoleModerator && role != RoleOwner {
		return invalid("role", "Choose member, moderator or owner.")
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: []int64{u.ID}, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		other, err := tx.StandingByID(ctx, st.Room.ID, u.ID)
		if err != nil {
			return err
		}
		if err := st.MayRank(other, role); err != nil {
			return err
		}
		if role != RoleOwner {
			const sentence = "This is the last owner of the room. Make somebody else an owner first."
			if err := keepOwner(ctx, tx, other, sentence); err != nil {
				return err
			}
		}
		other.Member.Role = role
		if err := tx.PutMember(ctx, other.Member); err != nil {
			return err
		}
		tx.Tell(Event{Kind: MemberChanged, Room: st.Room, Users: []int64{u.ID}})
		e := s.entry(a, "role_changed", u.ID, st.Room.ID)
		e.Detail = fmt.Sprintf(`{"role":%q}`, role)
		return tx.AddAudit(ctx, e)
	})
}
