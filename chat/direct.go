package chat

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
)

// maxDirect is how many people a direct conversation may have.
const maxDirect = 50

// OpenDirect finds the conversation of the actor and these people, or begins it.
func (s *Service) OpenDirect(ctx context.Context, a Actor, handles []string) (Room, error) {
	if !a.SignedIn() {
		return Room{}, errSignIn
	}
	people, err := s.directPeople(ctx, a, handles)
	if err != nil {
		return Room{}, err
	}
	key := directKey(people)
	room, err := s.Store.DirectRoom(ctx, key)
	if err == nil {
		return room, s.comeBack(ctx, a, room)
	}
	if !IsNotFound(err) {
		return room, err
	}
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		if err := maySpeak(ctx, tx, a.User.ID, s.Now()); err != nil {
			return err
		}
		if err := mayBegin(ctx, tx, a.User); err != nil {
			return err
		}
		room, err = s.addDirect(ctx, tx, a, people, key)
		return err
	})
	if err != nil { // somebody else may have begun it at the same moment
		if found, again := s.Store.DirectRoom(ctx, key); again == nil {
			return found, s.comeBack(ctx, a, found)
		}
	}
	return room, err
}

// comeBack lets the actor into their conversation again, if they left it.
func (s *Service) comeBack(ctx context.Context, a Actor, room Room) error {
	st, err := s.Store.StandingByID(ctx, room.ID, a.User.ID)
	if err != nil || st.IsMember() {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, room.ID, a.User.ID)
		if err != nil || st.IsMember() {
			return err
		}
		return s.putMember(ctx, tx, st.Room, a.User.ID, RoleMember)
	})
}

func (s *Service) directPeople(ctx context.Context, a Actor, handles []string) ([]Person, error) {
	for i, h := range handles {
		handles[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(h), "@"))
	}
	handles = slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(handles, func(h string) bool {
		return h == "" || h == a.User.Handle
	}))))
	if len(handles) == 0 {
		return nil, invalid("people", "Name at least one person to talk with.")
	}
	if len(handles) >= maxDirect {
		return nil, invalid("people", fmt.Sprintf("A conversation has at most %d people. Make a private room for more.", maxDirect))
	}
	people, err := s.Store.UsersByHandle(ctx, handles)
	if err != nil {
		return nil, err
	}
	for _, h := range handles {
		if !slices.ContainsFunc(people, func(p Person) bool { return p.Handle == h }) {
			return nil, nobody("people", h)
		}
	}
	return append(people, a.User.Person()), nil
}

func directKey(people []Person) string {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	slices.Sort(ids)
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", ","), "[]")
}

func (s *Service) addDirect(ctx context.Context, tx Tx, a Actor, people []Person, key string) (Room, error) {
	room, err := tx.AddRoom(ctx, Room{
		Slug: "d-" + strings.ToLower(rand.Text()[:16]), Name: names(people), Kind: Direct,
		Epoch: NewNonce(), CreatedBy: a.User.ID, CreatedAt: s.Now(),
	}, key)
	if err != nil {
		return Room{}, err
	}
	for _, p := range people {
		if err := s.putMember(ctx, tx, room, p.ID, RoleMember); err != nil {
			return Room{}, err
		}
	}
	return room, nil
}

// names joins people's names, as far as a room's name reaches.
func names(people []Person) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = p.Name
	}
	joined := []rune(strings.Join(all, ", "))
	return string(joined[:min(len(joined), maxRoomName)])
}
