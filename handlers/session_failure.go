package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
)

// savedSessions tells an error of saving a session from one of reading it.
type savedSessions struct{ scs.CtxStore }

// unsaved is the error of a session that was read, and could not be saved.
type unsaved struct{ error }

func (u unsaved) Unwrap() error { return u.error }

func (s savedSessions) CommitCtx(ctx context.Context, hash string, data []byte, expiry time.Time) error {
	if err := s.CtxStore.CommitCtx(ctx, hash, data, expiry); err != nil {
		return unsaved{err}
	}
	return nil
}

// sessionFailed answers a request whose session cannot be read or saved, in the
// place of the answer that was about to begin. What a GET changes in a session,
// such as which room was seen last, is not worth a page: reading goes on while
// nothing can be saved.
func (h *Handlers) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	if _, ok := errors.AsType[unsaved](err); ok && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		h.Log.Warn("a session is not saved", "request", visitOf(r).id, "err", err)
		return
	}
	h.fail(w, r, err)
	if a, ok := w.(*answer); ok {
		a.given = true
	}
}

// answer lets nothing follow an answer that was given in the place of another.
type answer struct {
	http.ResponseWriter
	given bool
}

// oneAnswer stands before sessions, which are saved when an answer begins.
func oneAnswer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(&answer{ResponseWriter: w}, r) })
}

func (a *answer) WriteHeader(code int) {
	if !a.given {
		a.ResponseWriter.WriteHeader(code)
	}
}

func (a *answer) Write(b []byte) (int, error) {
	if a.given {
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap lets answers that go on find what they need.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
