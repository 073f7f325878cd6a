package chat

import "net/netip"

// Neighbours are the addresses that limits count as one: an IPv4 address alone, and of IPv6 all that share the 64 bits which
// name a link (RFC 4291, 2.5.1), since whoever has one of those has them all. What is no address stands for itself.
func Neighbours(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil || at.Is4() || at.Is4In6() {
		return address
	}
	return netip.PrefixFrom(at.WithZone(""), 64).Masked().String()
}
