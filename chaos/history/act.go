package history

import (
	"strings"
	"time"
)

// Outcome is what is known of an act.
type Outcome int

// An act whose answer was lost is Unknown: it may have taken effect, or still do.
const (
	Unknown Outcome = iota
	Done
	Refused
)

// Kind is what somebody did to a message.
type Kind string

// The kinds of act.
const (
	Post    Kind = "post"
	Edit    Kind = "edit"
	Remove  Kind = "remove"
	Restore Kind = "restore" // what a moderator does who undoes a removal
	React   Kind = "react"   // an emoji put under it, or taken away again: once, for a second try would undo the first
)

// Act is one try to do something to a message. Several tries of a post under one nonce are one act; of an edit and a
// removal each is one, for each may take effect by itself, and late.
type Act struct {
	Kind     Kind
	Room     string
	Nonce    string // names the message
	Body     string // what it is to say; empty for a removal
	Quote    int64  // seq of the message that a post answers; 0: none
	Seq      int64  // that the answer named; 0: unknown
	Who      string // of whom moderators take notice; empty: somebody whom none of their acts concern
	Held     int64  // the hold that the answer named; 0: none
	Again    bool   // under the nonce of an earlier act, whose outcome was known
	Called   time.Duration
	Answered time.Duration // of no meaning while Unknown
	Outcome  Outcome
}

// Read is one message as somebody found it.
type Read struct {
	Room, Nonce      string
	Exists, Removed  bool
	Body             string
	Called, Answered time.Duration
}

// Key is the nonce that every body in a run begins with.
func Key(body string) string {
	key, _, _ := strings.Cut(body, " ")
	return key
}
