package handlers

import (
	"io"
	"net/http"
)

// livez says that the process runs.
func (h *Handlers) livez(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

// readyz says whether a load balancer should send people here: the database
// answers, and this replica is not leaving. A dead Redis makes pages slower, not wrong.
func (h *Handlers) readyz(w http.ResponseWriter, r *http.Request) {
	if h.draining.Load() {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	if err := h.Ready(); err != nil {
		h.Log.Warn("not ready", "err", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ready\n")
}

// metrics answers this machine alone, through no proxy and by no name that
// somebody else could point at it.
func (h *Handlers) metrics(w http.ResponseWriter, r *http.Request) {
	if h.Metrics == nil || !h.local(r) || !(loopbackName(r.Host) || h.hosts.allow(r.Host)) {
		http.NotFound(w, r)
		return
	}
	h.Metrics.ServeHTTP(w, r)
}
