package realtime

import (
	"net/http"
	"strconv"
	"strings"
)

const (
	extensions = "Sec-Websocket-Extensions"
	// agreed is what we say yes to, and have the library see as the offer: it answers in the same words. Each message is
	// compressed by itself, both ways.
	agreed = "permessage-deflate; client_no_context_takeover; server_no_context_takeover"
)

// agree decides about the compression that a page offers: the request that comes back offers what we take, or nothing.
func agree(r *http.Request) (_ *http.Request, deflates bool) {
	if len(r.Header[extensions]) == 0 {
		return r, false
	}
	deflates = offersDeflate(r.Header[extensions])
	r = r.Clone(r.Context())
	r.Header.Del(extensions)
	if deflates {
		r.Header.Set(extensions, agreed)
	}
	return r, deflates
}

// offersDeflate says whether one of the offers is one that we can keep (RFC 7692, 7.1).
func offersDeflate(offers []string) bool {
	for _, line := range offers {
		for offer := range strings.SplitSeq(line, ",") {
			name, parameters, more := strings.Cut(offer, ";")
			if strings.EqualFold(strings.TrimSpace(name), "permessage-deflate") && (!more || canKeep(parameters)) {
				return true
			}
		}
	}
	return false
}

// canKeep says whether we can do as the parameters of an offer want it. Each may be there once, and none that is unknown.
func canKeep(parameters string) bool {
	seen := map[string]bool{}
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, valued := strings.Cut(strings.TrimSpace(parameter), "=")
		if seen[name] || !known(name, value, valued) {
			return false
		}
		seen[name] = true
	}
	return true
}

// known says whether a parameter is one that we can do. A smaller window for what we send is not: ours has 32 KB.
func known(name, value string, valued bool) bool {
	switch name {
	case "client_no_context_takeover", "server_no_context_takeover":
		return !valued
	case "client_max_window_bits": // how much the page can; we take all
		return !valued || isWindow(value)
	}
	return false
}

// isWindow says whether a value is the logarithm of a window's size.
func isWindow(value string) bool {
	bits, err := strconv.Atoi(strings.Trim(value, `"`))
	return err == nil && bits >= 8 && bits <= 15 && strings.Trim(value, `"`) == strconv.Itoa(bits)
}
