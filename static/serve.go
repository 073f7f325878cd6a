package static

import (
	"net/http"
	"strconv"
	"strings"
)

// serve answers with an asset as the browser takes it; present says that it asked for what the asset is now.
func (a *asset) serve(w http.ResponseWriter, r *http.Request, present bool) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	encoding, ok := choose(r.Header.Values("Accept-Encoding"), a.packed)
	if !ok {
		http.Error(w, "Every encoding of this file is refused.", http.StatusNotAcceptable)
		return
	}
	h.Set("ETag", a.etag(encoding))
	h.Set("Cache-Control", "no-store")
	if present {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), a.etag(encoding)) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	a.write(w, r, encoding)
}

// etag names the bytes of an asset in an encoding: each has its own.
func (a *asset) etag(encoding string) string {
	if encoding == identity {
		return `"` + a.hash + `"`
	}
	return `"` + a.hash + "-" + encoding + `"`
}

// write sends an asset in an encoding.
func (a *asset) write(w http.ResponseWriter, r *http.Request, encoding string) {
	body, h := a.body, w.Header()
	if encoding != identity {
		body = a.packed[encoding]
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Type", a.contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}
