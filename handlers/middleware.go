package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"parley/chat"
)

const (
	bodyTime  = 15 * time.Second // a request's body must be here by then
	writeTime = 30 * time.Second // and its answer be taken; live answers set their own
	maxForm   = 1 << 20          // bytes of a form
	maxUpload = 8 << 20          // bytes of a picture
	avatarURL = "/settings/avatar"
	logoURL   = "/admin/logo"
)

// uploads says whether a picture is sent to a path.
func uploads(path string) bool { return path == avatarURL || path == logoURL }

type visitKey struct{}

// visit is what is known of a request before anybody acts.
type visit struct {
	id      string // for the log and the problem page
	address string
	header  http.Header // of the answer
}

func visitOf(r *http.Request) visit {
	v, _ := r.Context().Value(visitKey{}).(visit)
	return v
}

func addressOf(r *http.Request) string { return visitOf(r).address }

// note gives a request its id and address, logs it by its route (never its
// query or its secrets), and answers a panic.
func (h *Handlers) note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := h.Now()
		v := visit{id: rand.Text()[:12], address: h.clientAddress(r).String(), header: w.Header()}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		ww := &statusWriter{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				h.Log.Error("panic", "request", v.id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if ww.status == 0 {
					h.fail(ww, r, fmt.Errorf("panic: %v", p))
				}
			}
			h.observe(r, v, ww.status, h.Now().Sub(began))
		}()
		next.ServeHTTP(ww, r)
	})
}

func (h *Handlers) observe(r *http.Request, v visit, code int, took time.Duration) {
	route := chi.RouteContext(r.Context()).RoutePattern()
	if code == 0 {
		code = http.StatusOK
	}
	h.Observe(route, knownMethod(r.Method), code, took)
	h.Log.Debug("request", "request", v.id, "route", route, "method", r.Method, "code", code, "ms", took.Milliseconds(), "address", v.address)
}

// headAsGet answers HEAD as GET, without the body: no door tells them apart.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			chi.RouteContext(r.Context()).RouteMethod = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// knownMethod is a method as metrics name it: whoever makes methods up makes no series.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return method
	}
	return "other"
}

// bound gives a request its limits of time and size.
func (h *Handlers) bound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		now := time.Now()
		_ = rc.SetWriteDeadline(now.Add(writeTime))
		if r.ContentLength != 0 {
			_ = rc.SetReadDeadline(now.Add(bodyTime))
			r.Body = &awaitedBody{r.Body, rc}
		}
		limit := int64(maxForm)
		if uploads(r.URL.Path) {
			limit = maxUpload
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// awaitedBody is a request's body until which is read the connection has a deadline. net/http goes on reading
// behind it, and would take the deadline of that for the end of the connection: it cancels, without closing it, the contexts
// of this request and of all that come on it later.
type awaitedBody struct {
	io.ReadCloser
	rc *http.ResponseController
}

func (b *awaitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.rc.SetReadDeadline(time.Time{})
	}
	return n, err
}

// policy is the Content-Security-Policy of a page; nonce may be empty, framed
// pages may stand in a frame of our own.
func policy(nonce string, framed bool) string {
	n, ancestors := "", "'none'"
	if nonce != "" {
		n = " 'nonce-" + nonce + "'"
	}
	if framed {
		ancestors = "'self'"
	}
	return "default-src 'none'; script-src 'self'" + n + "; style-src 'self'" + n +
		"; img-src 'self' blob:; media-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors " + ancestors +
		"; require-trusted-types-for 'script'; trusted-types htmx live"
}

// allowStyle lets a page carry one style by its hash: pages of guests have no nonce.
func (v visit) allowStyle(rules string) {
	sum := sha256.Sum256([]byte(rules))
	hash := " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	const where = "; style-src 'self'"
	v.header.Set("Content-Security-Policy", strings.Replace(v.header.Get("Content-Security-Policy"), where, where+hash, 1))
}

// guard sets what every answer carries.
func (h *Handlers) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := rand.Text()
		hd := w.Header()
		hd.Set("Content-Security-Policy", policy(nonce, false))
		hd.Set("X-Content-Type-Options", "nosniff")
		hd.Set("Referrer-Policy", "same-origin")
		hd.Set("Cross-Origin-Opener-Policy", "same-origin")
		hd.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		hd.Set("Cache-Control", "no-store")
		if h.secure() {
			hd.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r.WithContext(templ.WithNonce(r.Context(), nonce)))
	})
}

// crossOrigin refuses posts that another site's page sends.
func (h *Handlers) crossOrigin() func(http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	if h.BaseURL != nil {
		_ = p.AddTrustedOrigin(h.BaseURL.Scheme + "://" + h.BaseURL.Host) // a proxy may change the Host
	}
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.fail(w, r, &chat.Error{Kind: chat.Forbidden, Message: "This form was sent from another site. Open the page here and send it again."})
	}))
	return p.Handler
}
