package chaos

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"

	"parley/chaos/history"
	"parley/chaos/page"
)

// leaver is a member of the private room who loses the right to read it, and goes on trying at every replica, also by
// means that no page has.
type leaver struct {
	run  *run
	who  *account
	dice *dice
}

// doors are where the room can be read, besides its socket.
var doors = []string{"/rooms/den/messages?since=0", "/rooms/den", "/rooms/den/messages?before=1000000"}

// follow reads all it can get until ctx ends.
func (l *leaver) follow(ctx context.Context) {
	for ctx.Err() == nil {
		base := l.run.place.replicas[l.dice.IntN(replicas)].URL
		l.socket(ctx, base)
		if got, err := l.who.do(ctx, base, doors[l.dice.IntN(len(doors))], nil, "HX-Request", "true"); err == nil {
			l.hears(got.body)
		}
		rest(ctx, l.dice.between(100*time.Millisecond, 500*time.Millisecond))
	}
}

func (l *leaver) socket(ctx context.Context, base string) {
	limited, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	conn, _, err := websocket.Dial(limited, strings.Replace(base, "http", "ws", 1)+"/ws?room=den&since=-1", &websocket.DialOptions{HTTPHeader: l.who.header(base)})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(mostFrame)
	for {
		_, frame, err := conn.Read(ctx)
		if err != nil {
			return
		}
		l.who.ear.hear(string(frame))
		l.hears(string(frame))
	}
}

// hears notes each message whose words are in a text.
func (l *leaver) hears(text string) {
	for _, f := range page.Frames(text) {
		for _, a := range f.Articles {
			l.run.history.Hears(l.who.handle, a.Text, l.run.now())
		}
	}
	d, _ := page.ReadDocument(text)
	for _, a := range d.Articles {
		l.run.history.Hears(l.who.handle, a.Text, l.run.now())
	}
}

// revokeAll takes the right to read from all of a window, one after another: the first by a ban before anything breaks.
func (r *run) revokeAll(ctx context.Context, leavers []*leaver, n int, length time.Duration) {
	ways := []string{"banned here", "removed", "banned", "banned", "signed out", "banned here"}[n%2*leaving:]
	for i, l := range leavers {
		within := time.Duration(0)
		if i == 0 {
			within = time.Second
		}
		r.revoke(ctx, l, ways[i], within)
		if !rest(ctx, length/time.Duration(len(leavers)+1)) {
			return
		}
	}
}

// revoke takes the right to read away from somebody: their membership, their session, or all by a ban from the room or the
// place. What is said later than within (0: 2 s) after it must not reach them.
func (r *run) revoke(ctx context.Context, l *leaver, how string, within time.Duration) {
	var got answer
	var err error
	switch how {
	case "removed":
		got, err = r.place.admin.persist(ctx, r.place.url, "/rooms/den/members/"+l.who.handle+"/remove", url.Values{})
	case "banned", "banned here":
		form := url.Values{"kind": {"ban"}, "reason": {"For good"}}
		if how == "banned here" {
			form.Set("room", "den")
		}
		got, err = r.place.admin.persist(ctx, r.place.url, "/people/"+l.who.handle+"/sanctions", form)
	case "signed out":
		got, err = l.who.persist(ctx, r.place.url, "/sign-out", url.Values{})
	}
	if err != nil || got.status != http.StatusSeeOther && got.status != http.StatusNotFound { // 404: an earlier try did it
		r.history.Odd("%s could not be %s: %d, %v", l.who.handle, how, got.status, err)
		return
	}
	r.history.Revoked(history.Revocation{Who: l.who.handle, At: r.now(), Within: within})
	r.revoked.Add(1)
}
