package chat

import (
	"net/netip"
	"testing"
	"time"
)

func TestTheStrictestRangeBanThatMeetsSomebodyCounts(t *testing.T) {
	ban := func(id int64, network string, until time.Duration, reading bool) RangeBan {
		return RangeBan{ID: id, Network: netip.MustParsePrefix(network), Until: now.Add(until), Reading: reading}
	}
	table := newRanges(1, []RangeBan{
		ban(1, "203.0.0.0/16", time.Hour, false), ban(2, "203.0.113.0/24", 2*time.Hour, false), ban(3, "203.0.113.9/32", time.Minute, true),
		ban(4, "198.51.100.0/24", -time.Second, false), ban(5, "2001:db8::/32", time.Hour, false), ban(6, "2001:db8:5::/48", time.Hour, false),
	}, []Pardon{{2, 7}, {5, 8}, {6, 8}})
	for _, c := range []struct {
		at   string
		user int64
		want int64
	}{
		{"203.0.1.1", 0, 1}, {"203.0.113.1", 0, 2}, {"203.0.113.9", 0, 3}, {"203.1.0.1", 0, 0}, {"198.51.100.1", 0, 0},
		{"::ffff:203.0.113.1", 0, 2}, {"2001:db8:9::1", 0, 5}, {"2001:db8:5::1%eth0", 7, 5}, {"2001:db9::1", 0, 0},
		{"203.0.113.1", 7, 1}, {"2001:db8:5::1", 8, 0},
	} {
		got := int64(0)
		if b := table.find(netip.MustParseAddr(c.at), c.user, now); b != nil {
			got = b.ID
		}
		if got != c.want {
			t.Errorf("%s, user %d: ban %d, want %d", c.at, c.user, got, c.want)
		}
	}
}

func BenchmarkFindingARangeBanAmongTenThousand(b *testing.B) {
	var bans []RangeBan
	for i := range maxRanges {
		network := netip.PrefixFrom(netip.AddrFrom4([4]byte{11, byte(i >> 8), byte(i), 0}), 24)
		bans = append(bans, RangeBan{ID: int64(i), Network: network, Until: now.Add(time.Hour)})
	}
	table, at := newRanges(1, bans, nil), netip.MustParseAddr("198.51.100.1")
	for b.Loop() {
		table.find(at, 7, now)
	}
}
