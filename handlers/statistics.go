package handlers

import (
	"net/http"

	"parley/views"
)

// statistics shows what happened in the last days.
func (h *Handlers) statistics(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "Statistics", "admin/statistics")
	if err != nil {
		return err
	}
	counted, err := h.Chat.Statistics(r.Context(), p.Actor, int(number(r.URL.Query().Get("days"), 28)))
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.StatisticsPage(p, views.StatisticsView{Statistics: counted}))
}
