package handlers

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// worthwhile is the size in bytes from which a page is compressed: below it the
// answer fits into one packet anyway.
const worthwhile = 1400

// writePage sends a whole page, compressed where the reader takes it.
func (h *Handlers) writePage(w http.ResponseWriter, r *http.Request, code int, s *sheet) {
	hd := w.Header()
	hd.Set("Content-Type", "text/html; charset=utf-8")
	hd.Add("Vary", "Accept-Encoding")
	if s.size() < worthwhile || !takesGzip(r) {
		hd.Set("Content-Length", strconv.Itoa(s.size()))
		w.WriteHeader(code)
		s.writeTo(w)
		return
	}
	b := zipped.Get().(*bytes.Buffer)
	defer zipped.Put(b)
	b.Reset()
	s.gzip(b, &h.parts)
	hd.Set("Content-Encoding", "gzip")
	hd.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes()) // the reader may be gone
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}
