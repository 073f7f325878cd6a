package chat

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// RangeBan keeps everybody but the place's moderators and administrators out who
// comes from a network; or it is the record that all who came by an invite were banned.
type RangeBan struct {
	ID       int64
	Network  netip.Prefix // not valid: it is about an invite
	InviteID int64        // 0: it is about a network
	Code     string       // of the invite
	By       int64
	ByName   string
	Reason   string // whom it meets reads it
	At       time.Time
	Until    time.Time // zero: for good, which networks never are: addresses change hands
	LiftedAt time.Time // zero: it was not taken back
	Reading  bool      // public rooms are not read from there either
	Accounts int64     // how many were banned with the invite
}

// InForce says whether it still stands.
func (b RangeBan) InForce(now time.Time) bool {
	return b.LiftedAt.IsZero() && (b.Until.IsZero() || now.Before(b.Until))
}

// Refusal is what somebody hears who comes from there.
func (b RangeBan) Refusal(now time.Time) error {
	left := b.Until.Sub(now)
	return &Error{Kind: Forbidden, Range: &b, RetryAfter: left, Message: fmt.Sprintf(
		"Nobody comes in from your network just now. Reason: %s Try again %s.", sentence(b.Reason), after(left))}
}

// sentence ends words with a stop.
func sentence(words string) string {
	if strings.HasSuffix(words, ".") || strings.HasSuffix(words, "!") || strings.HasSuffix(words, "?") {
		return words
	}
	return words + "."
}

// How wide a network can be that is banned, in bits that all of its addresses share, and for how long.
const (
	widestIPv4  = 8
	widestIPv6  = 16
	maxRangeBan = 366 * 24 * time.Hour
)

// ParseNetwork reads an address or a network, as "203.0.113.9", "203.0.113.0/24" or "2001:db8::/32".
func ParseNetwork(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	p, err := netip.ParsePrefix(text)
	if addr, addrErr := netip.ParseAddr(text); addrErr == nil {
		p, err = netip.PrefixFrom(addr.WithZone(""), addr.BitLen()), nil
	}
	if err == nil && p.Addr().Is4In6() && p.Bits() >= 96 {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
	}
	switch {
	case err != nil:
		return p, invalid("network", "Type an address, like 203.0.113.9, or a network, like 203.0.113.0/24 or 2001:db8::/32.")
	case p.Addr().Is4() && p.Bits() < widestIPv4, p.Addr().Is6() && p.Bits() < widestIPv6:
		return p, invalid("network", "This is too large a part of the internet: a network is /8 at the widest, and /16 of IPv6.")
	}
	return p.Masked(), nil
}

// RangeForm is a network as a moderator asks to ban it.
type RangeForm struct {
	Network string
	For     time.Duration // up to 366 days
	Reason  string
	Reading bool   // public rooms are not read from there either
	Confirm string // the network of which they have seen whom its ban meets
}

// Unconfirmed is the field of the refusal of a ban whose maker has not seen whom it meets.
const Unconfirmed = "confirm"

// clean checks the form, and makes the ban of it. proxies are the networks that may not be met.
func (f RangeForm) clean(proxies []netip.Prefix) (b RangeBan, err error) {
	b.Reading = f.Reading
	if b.Network, err = ParseNetwork(f.Network); err != nil {
		return b, err
	}
	if reservedIn(b.Network, proxies) {
		return b, invalid("network", "This network holds the machine that Parley runs on, or a proxy before it: everybody would be met.")
	}
	if b.Reason, err = cleanLine("reason", f.Reason, "Say why. Whom it meets will read it.", maxReason); err != nil {
		return b, err
	}
	if f.For <= 0 || f.For > maxRangeBan {
		return b, invalid("for", "Choose for how long: a year is the most, since addresses change hands.")
	}
	return b, nil
}

// reservedIn says whether a network holds loopback or unspecified addresses, or those of proxies.
func reservedIn(n netip.Prefix, proxies []netip.Prefix) bool {
	for _, p := range append([]netip.Prefix{
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("::/127"),
	}, proxies...) {
		if n.Overlaps(p) {
			return true
		}
	}
	return false
}

// RangeReach is whom a range ban would meet.
type RangeReach struct {
	Network  netip.Prefix
	Accounts []Person // that signed in from there last, and are signed in; at most 200
	Staff    int      // how many more there are whom it leaves alone
	Own      bool     // the moderator comes from there
}

// Plea is a person's word against a range ban that meets them. There is one, once;
// granted, the ban does not bind them.
type Plea struct {
	ID        int64
	RangeID   int64
	UserID    int64
	Body      string
	At        time.Time
	DecidedAt time.Time // zero: nobody has yet
	DecidedBy int64
	Granted   bool
	Answer    string
}

// Open says whether nobody has decided it.
func (p Plea) Open() bool { return p.DecidedAt.IsZero() }
