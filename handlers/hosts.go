package handlers

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"parley/chat"
)

// hosts says by which names Parley may be called. Without a base URL it is this
// machine only, on any port: a name that somebody points at 127.0.0.1 is refused.
type hosts struct{ base *url.URL }

func (h hosts) allow(host string) bool {
	if h.base != nil {
		return strings.EqualFold(withPort(host, h.base.Scheme), withPort(h.base.Host, h.base.Scheme))
	}
	return loopbackName(host)
}

// withPort names the port that a scheme implies.
func withPort(host, scheme string) string {
	switch {
	case (&url.URL{Host: host}).Port() != "":
		return host
	case scheme == "https":
		return host + ":443"
	}
	return host + ":80"
}

// loopbackName says whether a host, on any port, is a name of this machine.
func loopbackName(host string) bool {
	name := host
	if n, _, err := net.SplitHostPort(host); err == nil {
		name = n
	}
	switch strings.ToLower(strings.Trim(name, "[]")) {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}

// allowOrigin says whether a page of this origin may open a socket here.
func (h hosts) allowOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || (h.base != nil && u.Scheme != h.base.Scheme) {
		return false
	}
	return h.allow(u.Host)
}

// checkHost refuses requests for a host that is not ours, with 421.
func (h *Handlers) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !h.hosts.allow(r.Host) {
			http.Error(w, "Parley is not served under this name. Whoever runs it sets PARLEY_BASE_URL to the address people use.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// checkOrigin judges a handshake: a browser says where its page is from, and
// must, when it brings a cookie.
func (h *Handlers) checkOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	switch {
	case origin == "" && r.Header.Get("Cookie") == "":
		return nil
	case origin != "" && h.hosts.allowOrigin(origin):
		return nil
	}
	return &chat.Error{Kind: chat.Forbidden, Message: "Live updates are for Parley's own pages only."}
}

// peer is the address the connection comes from.
func peer(r *http.Request) netip.Addr {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

func (h *Handlers) trusts(a netip.Addr) bool {
	for _, p := range h.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// clientAddress is where a request comes from: the right-most hop that is not a
// proxy of ours (OWASP ASVS 5.0, 4.1.3).
func (h *Handlers) clientAddress(r *http.Request) netip.Addr {
	at := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && h.trusts(at); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
	}
	return at
}

// local says whether a request comes from this machine itself, through no proxy.
func (h *Handlers) local(r *http.Request) bool {
	for _, forwarding := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"} {
		if len(r.Header[forwarding]) > 0 {
			return false
		}
	}
	return peer(r).IsLoopback()
}
