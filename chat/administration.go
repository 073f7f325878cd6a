package chat

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

var (
	errAdmin = &Error{Kind: Forbidden, Message: "Only administrators of the place do this."}
	errSetUp = refuse(Conflict, "This place has been set up already. Sign in.")
)

// administer runs an act of the place's administrators on some people. Who may
// is judged with the actor locked: a rank that was just lost counts no more.
func (s *Service) administer(ctx context.Context, a Actor, users []int64, act func(Tx) error) error {
	if !a.IsAdmin() {
		return errAdmin
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: users}, func(tx Tx) error {
		u, err := tx.User(ctx, a.User.ID)
		if err != nil {
			return err
		}
		if !(Actor{User: u}).IsAdmin() {
			return errAdmin
		}
		return act(tx)
	})
}

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
		made, err = s.addRoom(ctx, tx, Actor{User: u, Address: address}, room)
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

// Place reads what the place is called and how it is run.
func (s *Service) Place(ctx context.Context) (Place, error) { return s.Store.Place(ctx) }

// SavePlace changes the place.
func (s *Service) SavePlace(ctx context.Context, a Actor, p Place) error {
	if !a.IsAdmin() {
		return errAdmin
	}
	var err error
	if p.Name, err = cleanLine("name", p.Name, "Give the place a name.", maxName); err != nil {
		return err
	}
	if p.Welcome, err = cleanLine("welcome", p.Welcome, "", maxTopic); err != nil {
		return err
	}
	if p.TimeZone, err = cleanZone(p.TimeZone); err != nil {
		return err
	}
	switch {
	case p.SignUp != SignUpOpen && p.SignUp != SignUpInvite && p.SignUp != SignUpApproval && p.SignUp != SignUpClosed:
		return invalid("sign_up", "Choose who may make an account.")
	case p.AccentHue < 0 || p.AccentHue > 360:
		return invalid("accent_hue", "The accent's hue is a number from 0 to 360.")
	}
	return s.administer(ctx, a, nil, func(tx Tx) error {
		was, err := tx.Place(ctx)
		if err != nil {
			return err
		}
		p.SetUpAt = was.SetUpAt
		if err := tx.SavePlace(ctx, p); err != nil {
			return err
		}
		e := s.entry(a, "place_changed", 0, 0)
		e.Detail = fmt.Sprintf(`{"sign_up":%q}`, p.SignUp)
		return tx.AddAudit(ctx, e)
	})
}

// People lists accounts for administrators; those who wait come first.
func (s *Service) People(ctx context.Context, a Actor) ([]User, error) {
	if !a.IsAdmin() {
		return nil, errAdmin
	}
	return s.Store.Users(ctx, 1000)
}

// SetPlaceRole gives an account another rank in the place.
func (s *Service) SetPlaceRole(ctx context.Context, a Actor, handle string, role Role) error {
	if !a.IsAdmin() {
		return errAdmin
	}
	if role != RoleMember && role != RoleModerator && role != RoleAdministrator {
		return invalid("role", "Choose member, moderator or administrator.")
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return err
	}
	if u.ID == a.User.ID {
		return refuse(Forbidden, "Nobody changes their own rank. Ask another administrator.")
	}
	return s.administer(ctx, a, []int64{u.ID}, func(tx Tx) error {
		u, err := tx.User(ctx, u.ID)
		if err != nil || u.Role == role {
			return err
		}
		lower := !role.AtLeast(u.Role)
		u.Role = role
		if err := tx.SaveUser(ctx, u); err != nil {
			return err
		}
		if lower { // what the higher rank let them see ends now
			if err := revoke(ctx, tx, Access{UserID: u.ID}); err != nil {
				return err
			}
		}
		e := s.entry(a, "role_changed", u.ID, 0)
		e.Detail = fmt.Sprintf(`{"role":%q}`, role)
		return tx.AddAudit(ctx, e)
	})
}

// resetLife is how long a link for a new password works.
const resetLife = 24 * time.Hour

// MakeResetLink makes the secret part of a link that lets somebody choose a new password, once.
func (s *Service) MakeResetLink(ctx context.Context, a Actor, handle string) (string, error) {
	if !a.IsAdmin() {
		return "", errAdmin
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return "", err
	}
	secret := rand.Text()
	err = s.administer(ctx, a, []int64{u.ID}, func(tx Tx) error {
		if err := tx.AddResetLink(ctx, u.ID, a.User.ID, hashSecret(secret), s.Now().Add(resetLife)); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "reset_link_made", u.ID, 0))
	})
	return secret, err
}

// hashSecret is how secrets of high entropy are kept.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	return hex.EncodeToString(sum[:])
}

// ResetFor tells whom a reset link lets in.
func (s *Service) ResetFor(ctx context.Context, secret string) (User, error) {
	u, err := s.Store.UserByResetLink(ctx, hashSecret(secret), s.Now())
	if IsNotFound(err) {
		return u, refuse(NotFound, "This link has been used, or is too old. Ask an administrator for a new one.")
	}
	return u, err
}

// ResetPassword chooses a new password by a reset link, which is then used up.
func (s *Service) ResetPassword(ctx context.Context, secret, password, address string) (User, error) {
	u, err := s.ResetFor(ctx, secret)
	if err != nil {
		return u, err
	}
	a := Actor{User: u, Address: address}
	return u, s.setPassword(ctx, a, u, password, "", func(tx Tx) error {
		return tx.UseResetLink(ctx, hashSecret(secret), s.Now())
	})
}

// Administrators lists who can help somebody that cannot sign in. Only names, for guests too.
func (s *Service) Administrators(ctx context.Context) ([]Person, error) {
	users, err := s.Store.Users(ctx, 1000)
	var admins []Person
	for _, u := range users {
		if u.Role == RoleAdministrator && u.State == Active {
			admins = append(admins, u.Person())
		}
	}
	return admins, err
}

// Totals counts what there is, for administrators.
func (s *Service) Totals(ctx context.Context, a Actor) (Totals, error) {
	if !a.IsAdmin() {
		return Totals{}, errAdmin
	}
	return s.Store.Totals(ctx, s.Now())
}
