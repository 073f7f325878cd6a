package chat

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// The passwords of at least ten characters among the 30,000 most common ones
// in the lists of zxcvbn 4.4.2 (MIT licence, Dropbox Inc.).
//
//go:embed common_passwords.txt
var commonList string

var commonPasswords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonList) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

const (
	minPassword = 10
	maxPassword = 200
)

// checkPassword says what is wrong with a password that somebody chose.
func checkPassword(password string, u User) error {
	lower := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return invalid("password", fmt.Sprintf("A password has at least %d characters. A few words in a row make a good one.", minPassword))
	case n > maxPassword:
		return invalid("password", fmt.Sprintf("A password has at most %d characters.", maxPassword))
	case commonPasswords()[lower], monotonous(lower), lower == u.Email, strings.Trim(lower, u.Handle) == "":
		return invalid("password", "This password is among the first that anybody would guess. Choose another.")
	}
	return nil
}

// monotonous says whether a text is one character again and again, or a run like 1234567890.
func monotonous(text string) bool {
	same, up, down := true, true, true
	for i := 1; i < len(text); i++ {
		d := int(text[i]) - int(text[i-1])
		same = same && d == 0
		up = up && (d == 1 || d == -9)
		down = down && (d == -1 || d == 9)
	}
	return same || up || down
}

// ChangePassword gives the actor another password, and signs out everything but this browser.
func (s *Service) ChangePassword(ctx context.Context, a Actor, current, password string) error {
	if !a.SignedIn() {
		return errSignIn
	}
	if err := s.confirm(ctx, a, current); err != nil {
		return err
	}
	return s.setPassword(ctx, a, a.User, password, a.Session, nil)
}

// confirm asks for the actor's present password (field "current"), with a limit of tries.
func (s *Service) confirm(ctx context.Context, a Actor, password string) error {
	tries := fmt.Sprintf("password:%d", a.User.ID)
	if wait := s.take(ctx, tries, s.SignInTries, triesPeriod); wait > 0 {
		return tooManyTries(wait)
	}
	known, err := s.Store.PasswordHash(ctx, a.User.ID)
	if err != nil {
		return err
	}
	ok, err := s.CheckPassword(ctx, password, known)
	switch {
	case err != nil:
		return err
	case !ok:
		return invalid("current", "This is not your present password.")
	}
	s.Attempts.Forget(ctx, tries)
	return nil
}

// setPassword writes a new password and ends the person's other sessions. also runs in the same transaction.
func (s *Service) setPassword(ctx context.Context, a Actor, u User, password, keep string, also func(Tx) error) error {
	if err := checkPassword(password, u); err != nil {
		return err
	}
	hash, err := s.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{u.ID}}, func(tx Tx) error {
		if also != nil {
			if err := also(tx); err != nil {
				return err
			}
		}
		if err := tx.SetPassword(ctx, u.ID, hash, s.Now()); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID, "", keep); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.entry(a, "password_changed", u.ID, 0))
	})
}
