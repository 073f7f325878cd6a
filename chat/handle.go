package chat

import (
	"context"
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var handleForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{1,31}$`)

// reservedHandles would be taken for something else.
var reservedHandles = map[string]bool{"room": true, "all": true, "everyone": true, "here": true, "parley": true, "system": true}

func cleanHandle(handle string) (string, error) {
	handle = strings.ToLower(norm.NFKC.String(strings.TrimPrefix(strings.TrimSpace(handle), "@")))
	switch {
	case handle == "":
		return handle, invalid("handle", "Choose a handle: the short name by which others mention you.")
	case !handleForm.MatchString(handle):
		return handle, invalid("handle", "A handle has 2 to 32 small Latin letters, digits, dots, hyphens and underscores, and begins with a letter or digit.")
	case reservedHandles[handle]:
		return handle, invalid("handle", fmt.Sprintf("The handle %s is kept for Parley itself. Choose another.", handle))
	}
	return handle, nil
}

// cleanEmail checks an address; none is fine.
func cleanEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if email == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > 254 {
		return email, invalid("email", "This is not an e-mail address. Leave it empty if you have none.")
	}
	return email, nil
}

func nobody(field, handle string) error {
	return invalid(field, fmt.Sprintf("There is nobody here with the handle @%s.", handle))
}

// userFor finds the person whose handle was typed into a field.
func (s *Service) userFor(ctx context.Context, field, handle string) (User, error) {
	handle = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(handle), "@"))
	u, err := s.Store.UserByHandle(ctx, handle)
	if IsNotFound(err) {
		return User{}, nobody(field, handle)
	}
	return u, err
}
