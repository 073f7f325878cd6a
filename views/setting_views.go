package views

import (
	"time"

	"parley/chat"
)

// DirectoryView is the list of all rooms.
type DirectoryView struct {
	Rooms   []chat.RoomListing
	MayMake bool
	Query   string
}

// MembersView is the list of a room's people.
type MembersView struct {
	Standing chat.Standing
	Members  []chat.MemberListing
	MayAdd   bool
	MayRank  bool
	Form     Form // field handle
}

// RoomSettingsView is a room's name, topic and kind.
type RoomSettingsView struct {
	Standing chat.Standing
	Form     Form         // fields name, topic, kind, public
	Widens   bool         // the change asked for lets more people read: say how much and ask again
	Messages int64        // how many become readable
	Expiry   *chat.Expiry // what keeping messages for Asked days would erase; nil: nobody asked
	Asked    int64
}

// TokensView lists a person's tokens; Secret is shown once, after it was made.
type TokensView struct {
	Tokens []chat.Token
	Secret string
	Form   Form // field name
}

// SessionsView lists a person's signed-in browsers.
type SessionsView struct {
	Sessions []chat.Session
	Current  string // id of the one that asks
	Now      time.Time
}

// InvitesView lists invites; New is the one just made, shown with its QR code.
type InvitesView struct {
	Invites []chat.Invite
	New     *chat.Invite
	QR      string // SVG path data of New's code, in modules; empty without New
	QRSize  int    // modules on a side
	Form    Form   // fields uses, expires (hours; empty: never)
	Now     time.Time
}

// PersonView is what everybody may see of a person.
type PersonView struct {
	User chat.User
	Self bool
	Now  time.Time // for the hour where they are
	Form Form      // of a report, as it was refused
}

// OverviewView is what administrators see first: how much there is, and who waits for them.
type OverviewView struct {
	Accounts int64
	Waiting  int64 // accounts that ask for approval
	Rooms    int64
	Messages int64
	Here     int64 // pages that are open and live now
	Invites  int64 // that somebody can still come in by
}

// ProblemView is a page that tells why something did not work.
type ProblemView struct {
	Status    int
	Heading   string
	Message   string
	RequestID string // empty: nothing to look up
	SignIn    bool   // signing in may help
}
