package chat

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxName = 60
	maxBio  = 500
)

// ProfileForm is what people change of themselves.
type ProfileForm struct{ Name, Email, Bio, TimeZone string }

// SaveProfile changes the actor's name, address, bio and time zone.
func (s *Service) SaveProfile(ctx context.Context, a Actor, f ProfileForm) (User, error) {
	if !a.SignedIn() {
		return User{}, errSignIn
	}
	u, err := f.clean()
	if err != nil {
		return a.User, err
	}
	if err := s.mayShow(ctx, a, Standing{User: a.User}, f.changedIn(a.User)...); err != nil {
		return a.User, err
	}
	var saved User
	err = s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		if saved, err = tx.User(ctx, a.User.ID); err != nil {
			return err
		}
		if saved.Name != u.Name || saved.Bio != u.Bio {
			if err := maySpeak(ctx, tx, a.User.ID, s.Now()); err != nil {
				return err
			}
		}
		saved.Name, saved.Email, saved.Bio, saved.TimeZone = u.Name, u.Email, u.Bio, u.TimeZone
		return tx.SaveUser(ctx, saved)
	})
	return saved, err
}

// changedIn lists what others will read anew.
func (f ProfileForm) changedIn(u User) (lines []shown) {
	if f.Name != u.Name {
		lines = append(lines, shown{"name", f.Name})
	}
	if f.Bio != u.Bio {
		lines = append(lines, shown{"bio", f.Bio})
	}
	return lines
}

func (f ProfileForm) clean() (u User, err error) {
	if u.Name, err = cleanLine("name", f.Name, "Say how others shall call you.", maxName); err != nil {
		return u, err
	}
	if u.Email, err = cleanEmail(f.Email); err != nil {
		return u, err
	}
	u.Bio = strings.TrimSpace(strings.ReplaceAll(f.Bio, "\r\n", "\n"))
	if !utf8.ValidString(u.Bio) || strings.ContainsRune(u.Bio, 0) || utf8.RuneCountInString(u.Bio) > maxBio {
		return u, invalid("bio", "Say it in 500 characters or fewer, as plain text.")
	}
	u.TimeZone, err = cleanZone(f.TimeZone)
	return u, err
}

// cleanZone checks the name of a time zone; none is fine.
func cleanZone(zone string) (string, error) {
	zone = strings.TrimSpace(zone)
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		return zone, invalid("time_zone", "This time zone is not known. They are named like Europe/Lisbon.")
	}
	return zone, nil
}

// SetAvatar gives the actor a picture, already decoded, cut and encoded anew; nil goes back to the generated one.
func (s *Service) SetAvatar(ctx context.Context, a Actor, image []byte) error {
	if !a.SignedIn() {
		return errSignIn
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		if image != nil {
			if err := maySpeak(ctx, tx, a.User.ID, s.Now()); err != nil {
				return err
			}
		}
		_, err := tx.SetAvatar(ctx, a.User.ID, image)
		return err
	})
}

// Avatar reads a person's uploaded picture; NotFound if they have none.
func (s *Service) Avatar(ctx context.Context, userID int64) (image []byte, rev int64, err error) {
	return s.Store.Avatar(ctx, userID)
}

// Person reads what people may know of one another.
func (s *Service) Person(ctx context.Context, a Actor, handle string) (User, error) {
	if !a.SignedIn() {
		return User{}, errSignIn
	}
	u, err := s.Store.UserByHandle(ctx, strings.ToLower(handle))
	if err == nil && u.State != Active {
		return User{}, refuse(NotFound, "There is nobody here with this handle.")
	}
	u.Email = ""
	return u, err
}

// Suggestions lists people the actor may want to write to.
func (s *Service) Suggestions(ctx context.Context, a Actor) ([]Person, error) {
	people, err := s.Store.FindUsers(ctx, "", 13)
	others := people[:0]
	for _, p := range people {
		if p.ID != a.User.ID {
			others = append(others, p)
		}
	}
	return others, err
}
