package views

import (
	"net/netip"
	"time"

	"parley/chat"
)

// RangesURL is where moderators of the place ban networks; RangeURL is where somebody reads why they are met.
const RangesURL = "/desk/ranges"

// RangeURL is the page of a range ban for whom it meets.
func RangeURL(ban int64) string { return "/ranges/" + id(ban) }

// RangesView is the page of range bans.
type RangesView struct {
	Ranges []chat.RangeBan
	Reach  *chat.RangeReach // of what was typed; nil: it was not, or is not right
	Form   Form
	Now    time.Time
}

// RangeBanView is what somebody reads whom a range ban meets.
type RangeBanView struct {
	Ban            chat.RangeBan
	Plea           chat.Plea // the zero one: they have not appealed
	Administrators []chat.Person
	Form           Form
	Now            time.Time
}

var rangeTerms = []option{
	{"1h", "1 hour", ""}, {"24h", "1 day", ""}, {"168h", "7 days", ""}, {"720h", "30 days", ""}, {"2160h", "90 days", ""}, {"8760h", "1 year", ""},
}

func (v RangesView) standing() []chat.RangeBan { return v.pick(true) }

func (v RangesView) over() []chat.RangeBan { return v.pick(false) }

func (v RangesView) pick(stands bool) (some []chat.RangeBan) {
	for _, b := range v.Ranges {
		if b.InForce(v.Now) == stands {
			some = append(some, b)
		}
	}
	return some
}

// rangeName is what is banned: a network, or who came by an invite.
func rangeName(b chat.RangeBan) string {
	if !b.Network.IsValid() {
		return "…/join/" + b.Code
	}
	return networkName(b.Network)
}

// networkName is a network as it is typed: one address without a length.
func networkName(n netip.Prefix) string {
	if n.IsSingleIP() {
		return n.Addr().String()
	}
	return n.String()
}

// rangeUntil is how long it stands, in a sentence.
func rangeUntil(p Page, b chat.RangeBan) string {
	if b.Until.IsZero() {
		return "For good."
	}
	return "Until " + p.Clock().Stamp(b.Until) + "."
}

// rangeOver says in a word why it does not stand any more.
func rangeOver(b chat.RangeBan) string {
	if !b.LiftedAt.IsZero() {
		return "Lifted"
	}
	return "Over"
}

// reachWords say whom a ban would meet: "3 active accounts signed in from there last."
func reachWords(r chat.RangeReach) string {
	words := "No active account signed in from there last."
	if n := len(r.Accounts); n > 0 {
		words = Count(int64(n), "One active account signed in from there last.", "%s active accounts signed in from there last.")
	}
	if r.Staff > 0 {
		words += Count(int64(r.Staff), " One more is a moderator's, which it leaves alone.", " %s more are moderators', which it leaves alone.")
	}
	if r.Own {
		words += " You come from there yourself."
	}
	return words
}

// listStop is what stands behind the i-th of n names in a sentence.
func listStop(i, n int) string {
	if i == n-1 {
		return "."
	}
	return ","
}
