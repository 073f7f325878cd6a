// Package chat is Parley's domain: its words, its rules and its use cases.
// Every door (page, socket, program) comes through Service, so no door can skip
// a rule. What it needs of a database it declares in Store; Markdown, hashing
// and limits are handed to it.
package chat

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"net/netip"
	"strings"
	"time"
)

// Service is all that can be done in a place.
type Service struct {
	Deps
	reads   *readMarks
	entered entered
	guests  *sharing[Standing] // where guests stand, who all stand alike
	place   lately[struct{}, Place]
	counts  lately[int64, int64] // members of rooms, by their ids
	waits   lately[waiting, int64]
	tallied tallied
	ranges  rangeTable
	asked   *sharing[struct{}] // for changes of ranges, by pages that open
	book    filterBook
}

// Deps are what a Service is made of.
type Deps struct {
	Store Store
	// Tell announces what happened outside of a transaction. It never waits.
	Tell func(Event)
	// Handles lists the distinct handles that a text names.
	Handles func(body string) []string
	// Render makes a text ready, once, at writing.
	Render func(body string, named map[string]Person) Rendered
	// Emoji writes a single emoji in the one way that is kept; it is not ok for any other text.
	Emoji func(text string) (emoji string, ok bool)
	// HashPassword and CheckPassword may wait for a processor, and refuse with
	// Unavailable when there is none. Checking against no hash takes as long and fails.
	HashPassword  func(ctx context.Context, password string) (string, error)
	CheckPassword func(ctx context.Context, password, hash string) (bool, error)
	// Attempts limits guesses, over all replicas; SignInTries is how many an account
	// has from one address in triesPeriod. An address has ten times as many. SignUps is
	// how many accounts are made from one address in signUpsPeriod. 0: no limit.
	Attempts    Attempts
	SignInTries int
	SignUps     int
	// Floods limits how fast one account speaks, on this replica.
	Floods func(userID int64) (wait time.Duration)
	// Proxies are the networks of proxies before Parley, which no range ban may meet.
	Proxies []netip.Prefix
	Now     func() time.Time
}

// Attempts counts tries under a key.
type Attempts interface {
	// Take counts one try of at most n in a period, and tells how long to wait when there were more.
	Take(ctx context.Context, key string, n int, per time.Duration) (wait time.Duration)
	// Return gives one try back: it was none.
	Return(ctx context.Context, key string)
	// Forget begins the count anew.
	Forget(ctx context.Context, key string)
}

// New makes a Service. Its Run writes read marks.
func New(d Deps) *Service {
	return &Service{Deps: d, reads: newReadMarks(), guests: newSharing[Standing](), asked: newSharing[struct{}]()}
}

// NewNonce names a draft: 128 random bits.
func NewNonce() string { return rand.Text() }

// newCode is a name that nobody guesses, in letters that can be read aloud: 60 random bits.
func newCode() string {
	b := make([]byte, 8)
	rand.Read(b)
	s := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12]
}
