package views

import (
	"slices"

	"parley/chat"
)

// in lists the accounts in any of these states.
func (v PeopleView) in(states ...chat.UserState) []chat.User {
	var some []chat.User
	for _, u := range v.Users {
		if slices.Contains(states, u.State) {
			some = append(some, u)
		}
	}
	return some
}
