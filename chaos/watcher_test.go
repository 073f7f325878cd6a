package chaos

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/chaos/history"
	"parley/chaos/page"
)

// watcher is a reader with a page that runs live.js, in its model: see package page. This file has what the page does
// about its socket, as static/live.js does it.
type watcher struct {
	run  *run
	name string
	room string
	who  *account
	dice *dice
	slow bool          // dawdles over each frame
	wake chan struct{} // the person looks at the page: it dials at once
	hear func(body string)

	mu     sync.Mutex // guards what follows
	screen *page.Screen
	opened time.Time // when the open socket was opened; zero: there is none
	over   string    // why the page stopped for good
}

const (
	silence   = 45 * time.Second // of a socket that is dead
	mostFrame = 16 << 20
)

// watch keeps the page open until ctx ends.
func (w *watcher) watch(ctx context.Context) {
	for !w.load(ctx) {
		if !rest(ctx, 100*time.Millisecond) {
			return
		}
	}
	for tries := 0; ctx.Err() == nil && w.stopped() == ""; {
		base := w.run.place.somewhere(w.dice)
		open, code := w.dial(ctx, base)
		if open > 5*time.Second {
			tries = 0
		}
		wait := time.Duration(0)
		switch {
		case open == 0 || code == websocket.StatusPolicyViolation:
			wait = w.ask(ctx, base)
		case code == websocket.StatusServiceRestart:
			wait = w.dice.between(0, 2*time.Second)
		case code == websocket.StatusTryAgainLater:
			tries = max(tries, 3)
		}
		if code == websocket.StatusPolicyViolation {
			w.stop("its socket was closed for good")
		}
		if w.pause(ctx, max(wait, w.backoff(tries))) {
			tries = 0
		} else {
			tries++
		}
		w.run.reconnects.Add(1)
	}
}

func (w *watcher) backoff(n int) time.Duration {
	most := min(30*time.Second, 250*time.Millisecond<<min(n, 10))
	return w.dice.between(most/2, most*3/2)
}

// pause waits, and says whether the person came back to the page.
func (w *watcher) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-w.wake:
		return true
	}
	return false
}

// load opens the page.
func (w *watcher) load(ctx context.Context) bool {
	got, err := w.who.do(ctx, w.run.place.somewhere(w.dice), "/rooms/"+w.room, nil)
	if err != nil || got.status != http.StatusOK {
		return false
	}
	d, ok := page.ReadDocument(got.body)
	if ok {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.screen = page.Open(d, w.saw)
	}
	return ok
}

func (w *watcher) saw(a page.Article, rev int64) {
	w.run.deliveries.Add(1)
	w.run.history.Saw(w.name, w.room, a, rev)
	if w.hear != nil {
		w.hear(a.Text)
	}
}

// dial opens a socket and follows it. It tells how long that was open, 0: it never was, and the code of its end.
func (w *watcher) dial(ctx context.Context, base string) (time.Duration, websocket.StatusCode) {
	rev, epoch := w.at()
	query := url.Values{"room": {w.room}, "since": {fmt.Sprint(rev)}, "epoch": {epoch}, "meta": {"-1"}}
	limited, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	conn, _, err := websocket.Dial(limited, strings.Replace(base, "http", "ws", 1)+"/ws?"+query.Encode(), &websocket.DialOptions{HTTPHeader: w.who.header(base)})
	if err != nil {
		return 0, -1
	}
	defer conn.CloseNow()
	conn.SetReadLimit(mostFrame)
	opened := time.Now()
	w.open(opened)
	defer w.open(time.Time{})
	leave := time.AfterFunc(time.Duration(w.dice.ExpFloat64()*float64(8*time.Second)), func() {
		if !w.run.quiet.Load() {
			conn.CloseNow()
		}
	})
	defer leave.Stop()
	code := w.follow(ctx, base, conn)
	return max(1, time.Since(opened)), code
}

// follow takes what comes down the socket, until it ends, and is the code of that.
func (w *watcher) follow(ctx context.Context, base string, conn *websocket.Conn) websocket.StatusCode {
	for {
		limited, cancel := context.WithTimeout(ctx, silence)
		_, frame, err := conn.Read(limited)
		cancel()
		if err != nil {
			return websocket.CloseStatus(err)
		}
		w.who.ear.hear(string(frame))
		if w.ingest(string(frame)) {
			w.catchUp(ctx, base)
		}
		if w.slow && !w.run.quiet.Load() && !rest(ctx, w.dice.between(0, 1200*time.Millisecond)) {
			return -1
		}
	}
}

func (w *watcher) ingest(frame string) (lacks bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.screen.Ingest(frame)
	return w.screen.Lacks()
}

// catchUp asks until the page has everything that a frame spoke of.
func (w *watcher) catchUp(ctx context.Context, base string) {
	for n := 0; ctx.Err() == nil && w.stopped() == ""; n++ {
		wait := w.ask(ctx, base)
		w.mu.Lock()
		lacks := w.screen.Lacks()
		w.mu.Unlock()
		if wait == 0 && !lacks {
			return
		}
		rest(ctx, max(wait, w.backoff(n)))
	}
}

// ask fetches what changed, and is how long to wait before asking again; 0: it was answered.
func (w *watcher) ask(ctx context.Context, base string) time.Duration {
	w.run.catchUps.Add(1)
	rev, epoch := w.at()
	query := url.Values{"since": {fmt.Sprint(rev)}, "epoch": {epoch}}
	got, err := w.who.do(ctx, base, "/rooms/"+w.room+"/messages?"+query.Encode(), nil, "HX-Request", "true")
	switch {
	case err != nil:
		return time.Second
	case got.status == http.StatusUnauthorized, got.status == http.StatusForbidden, got.status == http.StatusNotFound:
		w.stop(fmt.Sprint("what changed answers ", got.status))
		return 0
	case got.status != http.StatusOK:
		after, _ := strconv.Atoi(got.header.Get("Retry-After"))
		return max(time.Second, time.Duration(after)*time.Second)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.screen.Answer(got.body) {
		return time.Second
	}
	return 0
}

func (w *watcher) at() (rev int64, epoch string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.screen.Rev(), w.screen.Epoch()
}

func (w *watcher) open(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opened = at
}

func (w *watcher) stop(why string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = why
}

func (w *watcher) stopped() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.over
}

// where implements reader.
func (w *watcher) where() (name, room string) { return w.name, w.room }

// since implements reader.
func (w *watcher) since() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.opened
}

// shows implements reader.
func (w *watcher) shows(r history.Room) bool {
	rev, _ := w.at()
	return rev >= r.Rev
}

// renewal implements reader.
func (w *watcher) renewal() time.Duration { return 0 }

// visit implements reader.
func (w *watcher) visit() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// seen implements reader.
func (w *watcher) seen() history.Screen {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.screen.Rest()
	return history.Screen{Who: w.name, Room: w.room, Articles: slices.Clone(w.screen.Articles()), Wrongs: w.screen.Wrongs()}
}
