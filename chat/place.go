package chat

import "time"

// SignUpPolicy says who may make an account.
type SignUpPolicy string

// The policies.
const (
	SignUpOpen     SignUpPolicy = "open"
	SignUpInvite   SignUpPolicy = "invite"
	SignUpApproval SignUpPolicy = "approval"
	SignUpClosed   SignUpPolicy = "closed"
)

// Place is this installation: what its administrators call it and decide for it.
type Place struct {
	Name      string // empty: not set up yet
	Welcome   string // one line, for the pages before signing in
	SignUp    SignUpPolicy
	TimeZone  string // IANA name; times in messages are given in it
	AccentHue int64  // 0–360
	SetUpAt   time.Time
}

// Totals is how much there is in the place.
type Totals struct {
	Accounts, Waiting int64
	Rooms, Messages   int64
	Invites           int64 // that still let somebody in
}
