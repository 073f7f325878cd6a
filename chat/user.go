package chat

import "time"

// UserState says whether an account may be used.
type UserState string

// The states of an account.
const (
	Active  UserState = "active"
	Waiting UserState = "waiting" // for an administrator's approval
	Closed  UserState = "closed"
)

// User is an account.
type User struct {
	ID        int64
	Handle    string // lower case, unique, never changes
	Name      string
	Email     string // may be empty
	Role      Role   // in the place: member, moderator or administrator
	State     UserState
	Bio       string
	TimeZone  string // IANA name; empty: the place's
	Avatar    int64  // revision of the uploaded picture; 0: a generated one
	CreatedAt time.Time
	// SanctionedUntil is when nothing stands against them any more; zero: nothing does.
	SanctionedUntil time.Time
	// HeldUntil is when what they write does not wait for a moderator any more; zero: it does not.
	HeldUntil time.Time
}

// Person is what everybody may know of a user.
type Person struct {
	ID     int64
	Handle string
	Name   string
	Avatar int64
}

// Person is the user as others see them.
func (u User) Person() Person { return Person{u.ID, u.Handle, u.Name, u.Avatar} }

// Author is the user as their messages name them.
func (u User) Author() Author { return Author{u.ID, u.Name, u.Handle, u.Avatar} }

// Actor is whoever acts now.
type Actor struct {
	User    User      // zero: a guest
	Session string    // id of the signed-in browser; empty for programs
	Token   int64     // id of the token a program showed; 0 for browsers
	Address string    // where the request came from, for the audit log
	Ban     *Sanction // from the whole place; nil: none
	Range   *RangeBan // that meets them at their address; nil: none
}

// SignedIn says whether the actor has an account that may be used.
func (a Actor) SignedIn() bool { return a.User.ID != 0 && a.User.State == Active }

// IsAdmin says whether the actor runs the place.
func (a Actor) IsAdmin() bool { return a.SignedIn() && a.User.Role == RoleAdministrator }
