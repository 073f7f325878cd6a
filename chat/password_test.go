package chat

import (
	"strings"
	"testing"
)

func TestPasswordsThatAnybodyGuessesAreRefused(t *testing.T) {
	u := User{Handle: "anabel", Email: "anabel@example.org"}
	for _, password := range []string{
		"", "ninechars", "éééééé", strings.Repeat("a", 201), "aaaaaaaaaa", "0123456789", "9876543210", "1234567890", "abcdefghijk",
		"password123", "PassWord123", "qwertyuiop", "anabelanabel", "Anabel@Example.org",
	} {
		if err := checkPassword(password, u); KindOf(err) != Invalid || Field(err) != "password" {
			t.Errorf("%q: %v", password, err)
		} else if password != "" && strings.Contains(err.Error(), password) {
			t.Errorf("the refusal tells %q", password)
		}
	}
	for _, password := range []string{"a lamp in the fog", "tenletters", "ééééèèèèêê", strings.Repeat("ab c", 50), "anabel goes home"} {
		if err := checkPassword(password, u); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}
