package handlers

import (
	"net/http"

	"parley/views"
)

// placeHealth says how the place stands. Looking takes a second at most.
func (h *Handlers) placeHealth(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "Health", "admin/health")
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.HealthPage(p, h.Health(r.Context())))
}
