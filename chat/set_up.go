package chat

import (
	"cmp"
	"context"
)

// SetUpForm is the first start: the place, its first administrator and its first room.
type SetUpForm struct {
	Name, Handle, Email, Password, Room string
}

// SetUp begins the place. It can be done once.
func (s *Service) SetUp(ctx context.Context, f SetUpForm, address string) (User, Room, error) {
	if place, err := s.Store.Place(ctx); err != nil || !place.SetUpAt.IsZero() {
		return User{}, Room{}, cmp.Or(err, errSetUp) // before anything costs time
	}
	name, err := cleanLine("name", f.Name, "Give the place a name.", maxName)
	if err != nil {
		return User{}, Room{}, err
	}
	u, err := SignUpForm{Handle: f.Handle, Email: f.Email, Password: f.Password}.clean()
	if err != nil {
		return User{}, Room{}, err
	}
	room, err := NewRoom{Name: f.Room, Kind: Open}.clean()
	if err != nil {
		return User{}, Room{}, renameField(err, "name", "room")
	}
	hash, err := s.HashPassword(ctx, f.Password)
	if err != nil {
		return User{}, Room{}, err
	}
	u.Role, u.CreatedAt = RoleAdministrator, s.Now()
	var made Room
	defer s.place.drop(struct{}{})
	err = s.Store.Tx(ctx, Scope{}, func(tx Tx) error {
		place, err := tx.Place(ctx)
		if err != nil {
			return err
		}
		if !place.SetUpAt.IsZero() {
			return errSetUp
		}
		place.Name, place.SetUpAt, place.SignUp = name, s.Now(), SignUpOpen
		if err := tx.SavePlace(ctx, place); err != nil {
			return err
		}
		if u, err = tx.AddUser(ctx, u, hash, 0); err != nil {
			return err
		}
		a := Actor{User: u, Address: address}
		if err := tx.AddAudit(ctx, s.entry(a, "set_up", 0, 0)); err != nil {
			return err
		}
		made, err = s.addRoom(ctx, tx, a, room)
		return err
	})
	return u, made, err
}

func renameField(err error, from, to string) error {
	if e, ok := err.(*Error); ok && e.Field == from {
		moved := *e
		moved.Field = to
		return &moved
	}
	return err
}
