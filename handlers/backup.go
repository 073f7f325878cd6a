package handlers

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
	"parley/views"
)

// Backup is a file with everything the place knows. Close removes it.
type Backup interface {
	io.ReadCloser
	Size() int64 // in bytes
}

func (h *Handlers) showBackup(w http.ResponseWriter, r *http.Request) error {
	p, err := h.adminFrame(r, "Backup", "admin/health")
	if err != nil {
		return err
	}
	return h.render(w, r, http.StatusOK, views.BackupPage(p, views.Form{}, h.MakeBackup != nil))
}

// takeBackup sends a backup to an administrator who gives their password again, one at a time.
func (h *Handlers) takeBackup(w http.ResponseWriter, r *http.Request) error {
	file, err := h.backUp(r)
	if err != nil {
		return h.refuse(w, r, err, func(f views.Form) (templ.Component, error) {
			p, err := h.adminFrame(r, "Backup", "admin/health")
			return views.BackupPage(p, f, h.MakeBackup != nil), err
		})
	}
	defer func() { _ = file.Close() }()
	hd := w.Header()
	hd.Set("Content-Type", "application/vnd.sqlite3")
	hd.Set("Content-Length", fmt.Sprint(file.Size()))
	hd.Set("Content-Disposition", `attachment; filename="parley-`+h.Now().UTC().Format(time.DateOnly)+`.db"`)
	if _, err := io.Copy(patient{w}, file); err != nil { // a file that breaks off must not look whole
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (h *Handlers) backUp(r *http.Request) (file Backup, err error) {
	if h.MakeBackup == nil {
		return nil, &chat.Error{Kind: chat.Conflict, Message: "This place is kept in PostgreSQL: back it up with pg_dump."}
	}
	err = h.Chat.Backup(r.Context(), actorOf(r), r.PostFormValue("current"), func() error {
		if !h.backingUp.CompareAndSwap(false, true) {
			return &chat.Error{Kind: chat.Conflict, Message: "A backup is being made already. Try again in a moment."}
		}
		defer h.backingUp.Store(false)
		file, err = h.MakeBackup(r.Context())
		return err
	})
	if err != nil && file != nil {
		_ = file.Close()
	}
	return file, err
}

// patient gives a large answer time for each part anew.
type patient struct{ http.ResponseWriter }

func (p patient) Write(b []byte) (int, error) {
	_ = http.NewResponseController(p.ResponseWriter).SetWriteDeadline(time.Now().Add(writeTime))
	return p.ResponseWriter.Write(b)
}
