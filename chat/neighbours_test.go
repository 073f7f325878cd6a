package chat

import "testing"

func TestNeighboursAreOneAddressOrOneLink(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.7":            "203.0.113.7",
		"::ffff:203.0.113.7":     "::ffff:203.0.113.7",
		"2001:db8:1:2::7":        "2001:db8:1:2::/64",
		"2001:db8:1:2:a:b:c:d":   "2001:db8:1:2::/64",
		"2001:db8:1:3::7":        "2001:db8:1:3::/64",
		"fe80::1%eth0":           "fe80::/64",
		"":                       "",
		"no address of any kind": "no address of any kind",
	} {
		if got := Neighbours(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}
