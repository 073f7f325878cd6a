package handlers

import (
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// worthwhile is the size in bytes from which a page is compressed: below it the
// answer fits into one packet anyway.
const worthwhile = 1400

var compressors = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
	return z
}}

// writePage sends a whole page, compressed where the reader takes it.
func writePage(w http.ResponseWriter, r *http.Request, code int, page []byte) {
	hd := w.Header()
	hd.Set("Content-Type", "text/html; charset=utf-8")
	hd.Add("Vary", "Accept-Encoding")
	if len(page) < worthwhile || !takesGzip(r) {
		w.WriteHeader(code)
		_, _ = w.Write(page) // the reader may be gone
		return
	}
	hd.Set("Content-Encoding", "gzip")
	w.WriteHeader(code)
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(w)
	_, _ = z.Write(page)
	_ = z.Close()
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
