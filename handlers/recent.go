package handlers

import (
	"context"
	"net/http"
	"strings"

	"parley/chat"
)

// recent lets requests that change nothing, and posts, which are judged anew in
// their transaction, find a session and its account as they were a moment ago. A
// page that stays open is judged anew when it has begun ([chat.Service.Admit]).
func recent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if reads || isPost(r) {
			r = r.WithContext(chat.Recent(r.Context()))
		}
		next.ServeHTTP(w, r)
	})
}

// signedOutMeanwhile makes the request of somebody whose transaction found the
// session ended a guest's, with a new session that may keep a draft.
func (h *Handlers) signedOutMeanwhile(r *http.Request, refusal error) (*http.Request, error) {
	ctx, a := r.Context(), actorOf(r)
	if chat.KindOf(refusal) != chat.SignIn || !a.SignedIn() {
		return r, nil
	}
	guest := chat.Actor{Address: a.Address}
	return r.WithContext(context.WithValue(ctx, actorKey{}, guest)), h.sessions.Destroy(ctx)
}

// isPost says whether a request goes to [Handlers.createMessage], and to no other door.
func isPost(r *http.Request) bool {
	room, ok := strings.CutPrefix(r.URL.Path, "/rooms/")
	room, messages := strings.CutSuffix(room, "/messages")
	return r.Method == http.MethodPost && ok && messages && !strings.Contains(room, "/")
}
