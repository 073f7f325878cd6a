package handlers

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parley/chat"
	"parley/views"
)

// auditColumns are the cells of a line of the file.
var auditColumns = []string{"id", "time", "act", "what", "who", "who_handle", "whom", "whom_handle", "room", "reason", "state", "detail", "subject", "address"}

// auditFile is the audit log as a file (RFC 4180), with the filter of the page. It is written as it is read.
func (h *Handlers) auditFile(w http.ResponseWriter, r *http.Request) error {
	place, err := h.Chat.Place(r.Context())
	if err != nil {
		return err
	}
	f, err := auditFilter(r.URL.Query(), views.ClockIn(place.TimeZone))
	if err != nil {
		return err
	}
	f.Before = 0
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	begun := false
	err = h.Chat.ExportAudit(r.Context(), actorOf(r), f, func(some []chat.AuditRecord) error {
		_ = http.NewResponseController(w).SetWriteDeadline(h.Now().Add(writeTime)) // for each part anew
		if !begun {
			begun = true
			beginFile(w, "audit.csv")
			_ = lines.Write(auditColumns)
		}
		for _, e := range some {
			_ = lines.Write(auditLine(e, h.Now()))
		}
		lines.Flush()
		return lines.Error()
	})
	if err != nil && begun { // a file that breaks off must not look whole
		h.logFailure(r, err)
		panic(http.ErrAbortHandler)
	}
	return err
}

func beginFile(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

func auditLine(e chat.AuditRecord, now time.Time) []string {
	cells := []string{
		strconv.FormatInt(e.ID, 10), e.At.UTC().Format(time.RFC3339), e.Act, views.Sentence(e),
		e.Actor.User.Name, e.Actor.User.Handle, e.Whom.User.Name, e.Whom.User.Handle, e.Room.Slug,
		e.Reason, views.AuditState(e, now), e.Detail, e.Subject, e.Address,
	}
	for i, cell := range cells {
		cells[i] = harmless(cell)
	}
	return cells
}

// harmless keeps spreadsheets from taking a cell for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
