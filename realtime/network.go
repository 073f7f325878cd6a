package realtime

import "net/netip"

// judgeNetwork sends all pages away to come back that were opened from a network:
// who comes back is judged, and may read there or not.
func (h *Hub) judgeNetwork(d Drop) {
	network, err := netip.ParsePrefix(d.Network)
	if err != nil { // of a later release
		return
	}
	for _, v := range h.people.all() {
		if d.Rev > v.floor.Load() && inNetwork(network, v.viewing.Address) {
			v.End(restarting, "who may come in from this network has changed")
		}
	}
}

func inNetwork(network netip.Prefix, address string) bool {
	at, err := netip.ParseAddr(address)
	return err == nil && network.Contains(at.Unmap().WithZone(""))
}
