package handlers

import "net/http"

// statusWriter remembers with which status a request was answered.
type statusWriter struct {
	http.ResponseWriter
	status int // 0: it was not answered yet
}

// WriteHeader lets a second status of the same answer fall under the table: the first one is on its way.
func (w *statusWriter) WriteHeader(code int) {
	if w.status != 0 {
		return
	}
	if code >= 200 || code == http.StatusSwitchingProtocols { // other ones announce an answer
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController, which does everything else.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
