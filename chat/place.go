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
	// AutoHide is how many reliable reports hide a message until it is decided; 0: none do.
	AutoHide int64
	// An account is new for NewFor, and until it has written NewPosts messages.
	NewFor   time.Duration
	NewPosts int64
	// RemovedDays is how many days removed words are kept, to be brought back.
	RemovedDays int64
	// KeepDays is how many days messages are kept where their room says nothing else; 0: for ever.
	KeepDays int64
	// Logo is the revision of the place's picture; 0: it has none.
	Logo int64
	// RaidUntil is when the raid measures of the whole place end; zero: there are none.
	RaidUntil time.Time
	// More than WaveAccounts who come within WaveFor are a wave; with 0 no number is.
	WaveAccounts int64
	WaveFor      time.Duration
}

// Totals is how much there is in the place.
type Totals struct {
	Accounts, Waiting int64
	Rooms, Messages   int64
	Invites           int64 // that still let somebody in
}
