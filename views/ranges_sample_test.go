package views

import (
	"net/netip"
	"net/url"

	"parley/chat"
)

func sampleRange(network string) chat.RangeBan {
	b := chat.RangeBan{ID: 3, By: ana.ID, ByName: ana.Name, Reason: "A flood of spam", At: at20(9, 0), Until: at20(12, 0), InviteID: 2, Code: "gull-tern-42", Accounts: 12}
	if network != "" {
		b.Network, b.InviteID = netip.MustParsePrefix(network), 0
	}
	return b
}

// sampleRanges are bans of each kind, before one that is not confirmed.
func sampleRanges() RangesView {
	over := sampleRange("2001:db8::/32")
	over.LiftedAt = at20(9, 30)
	reading := sampleRange("198.51.100.7/32")
	reading.Reading = true
	form := refusedForm(chat.Unconfirmed, "Look at whom it meets, then ban the network.", url.Values{"network": {"203.0.113.0/24"}, "for": {"24h"}, "reason": {"A flood"}})
	return RangesView{
		Ranges: []chat.RangeBan{sampleRange("203.0.113.0/24"), reading, sampleRange(""), over}, Form: form, Now: at20(9, 52),
		Reach: &chat.RangeReach{Network: netip.MustParsePrefix("203.0.113.0/24"), Accounts: []chat.Person{author(mara), author(ana)}, Staff: 1, Own: true},
	}
}

func sampleRangeBan(p chat.Plea) RangeBanView {
	return RangeBanView{Ban: sampleRange("203.0.113.0/24"), Plea: p, Administrators: []chat.Person{author(ana), author(mara)}, Now: at20(9, 52)}
}

// raidedPage is a page of a place under raid measures.
func raidedPage(p Page) Page {
	p.Place.RaidUntil = at20(12, 0)
	return p
}

// raidedLounge is a room that its moderators put under raid measures.
func raidedLounge() chat.Standing {
	st := ownedLounge()
	st.Room.RaidUntil = at20(12, 0)
	return st
}
