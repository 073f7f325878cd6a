// Package handlers is Parley's edge: it finds who acts, calls chat, and answers
// with what views renders. It decides nothing.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"parley/chat"
	"parley/realtime"
	"parley/views"
)

// Config is what the edge needs to know of the program it is in.
type Config struct {
	Chat     *chat.Service
	Hub      *realtime.Hub
	Render   realtime.Render
	Sessions scs.CtxStore
	Tickets  *Tickets
	Ready    func() error                        // whether the database answers, for /readyz
	Health   func(context.Context) []views.Check // how everything stands, within about a second
	// MakeBackup copies the place into a file; nil where the database has its own tool for that.
	MakeBackup func(context.Context) (Backup, error)

	Metrics http.Handler // for this machine; nil: they have a listener of their own

	BaseURL        *url.URL       // nil: this machine only, on any port
	TrustedProxies []netip.Prefix // whose X-Forwarded-* headers are believed
	SetUpCode      string         // asked of whoever sets the place up from another machine
	Build          string         // names this build in ETags
	Log            *slog.Logger
	Observe        func(route, method string, code int, took time.Duration) // a request is over
	Posted         func(replay bool)                                        // a message was accepted
	Seen           func(session string)                                     // it was used now
	SignInFailed   func()
	Limited        func(limit string)
	Now            func() time.Time
}

// Handlers answers requests.
type Handlers struct {
	Config
	sessions  *scs.SessionManager
	hosts     hosts
	draining  atomic.Bool
	echoes    atomic.Int64 // diagnostic sockets that are open
	tails     tails
	parts     parts
	guests    guestPages
	desks     deskWatch
	backingUp atomic.Bool
}

// New makes the edge.
func New(c Config) *Handlers {
	h := &Handlers{Config: c, hosts: hosts{base: c.BaseURL}}
	h.sessions = h.newSessions()
	return h
}

// Drain makes /readyz refuse, so that a load balancer sends nobody here any more.
func (h *Handlers) Drain() { h.draining.Store(true) }
