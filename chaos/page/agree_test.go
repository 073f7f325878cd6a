package page

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"parley/internal/testenv"
	"parley/static"
)

// open serves a room to a browser that runs live.js, and to the model.
func open(t *testing.T, r *room) (*testenv.Page, *Screen) {
	t.Helper()
	document := fmt.Sprintf(`<!doctype html><title>lounge</title><body><p id="conn"><span></span></p>
<div id="scroller"><div id="log" data-room="lounge" data-rev="%d" data-epoch="%s" data-meta="1" data-end>%s</div></div>
<template id="older-template"><p id="older"><a href="?before=0">Older</a></p></template><script type="module" src="%s"></script>`,
		r.rev, r.epoch, articlesOf(r.messages), static.URL("live.js"))
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document) })
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /ws", func(w http.ResponseWriter, req *http.Request) {
		if conn, err := websocket.Accept(w, req, nil); err == nil {
			conn.Read(req.Context()) // says nothing: what comes is handed to live.js by the test
		}
	})
	mux.HandleFunc("GET /rooms/lounge/messages", func(w http.ResponseWriter, req *http.Request) {
		since, _ := strconv.Atoi(req.FormValue("since"))
		fmt.Fprint(w, r.since(since, req.FormValue("epoch")))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	browser := testenv.Chromium(t)
	browser.Do(t, chromedp.Navigate(server.URL))
	browser.Until(t, "document.documentElement.dataset.conn === 'live'")
	testenv.Eval[bool](t, browser, fmt.Sprintf("import(%q).then((m) => { globalThis.live = m; return true })", static.URL("live.js")))
	d, ok := ReadDocument(document)
	if !ok {
		t.Fatal("the model sees no list")
	}
	return browser, Open(d, nil)
}

// give hands both the same, and lets both ask for what they lack.
func give(t *testing.T, r *room, browser *testenv.Page, s *Screen, text string) {
	t.Helper()
	s.Ingest(text)
	settle := ""
	for s.Lacks() {
		settle = "await live.catchUp();"
		if !s.Answer(r.since(int(s.Rev()), s.Epoch())) {
			t.Fatal("the model cannot read an answer")
		}
	}
	testenv.Eval[bool](t, browser, fmt.Sprintf("(async () => { live.ingest(%q); %s return true })()", text, settle))
}

const shown = `live.state.epoch + ' ' + live.state.rev + ': ' + [...document.querySelectorAll('#log > article')].map((a) =>
	a.dataset.seq + '@' + a.dataset.rev + ' ' + ('removed' in a.dataset ? '-' : a.querySelector('.text > p').firstChild.data.trim())).join(', ')`

func (s *Screen) shown() string {
	var list []string
	for _, a := range s.list {
		words := a.Text
		if a.Removed {
			words = "-"
		}
		list = append(list, fmt.Sprintf("%d@%d %s", a.Seq, a.Rev, words))
	}
	return fmt.Sprintf("%s %d: %s", s.epoch, s.rev, strings.Join(list, ", "))
}

// seed is SEED, or another one each time.
func seed(t *testing.T) uint64 {
	n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	if err != nil {
		n = rand.Uint64()
	}
	t.Logf("SEED=%d", n)
	return n
}

// What comes is random: frames in order, lost, doubled, late, coalesced, of another room, of another epoch, resets, and
// messages in an older revision than the one shown.
func TestTheModelDoesWhatLiveJSDoes(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(seed(t), 0))
	r := newRoom()
	r.change(rnd, 30)
	browser, s := open(t, r)
	var late []string
	for step := range 400 {
		before := r.rev
		f := r.change(rnd, 1)
		what := rnd.IntN(16)
		switch what {
		case 0, 1: // lost
			continue
		case 2:
			late = append(late, f)
			continue
		case 3:
			f += f
		case 4: // coalesced, and reaching back
			f = r.locked(func() string { return r.frame(max(0, before-rnd.IntN(8))) })
		case 5:
			f = r.change(rnd, 10+rnd.IntN(60))
		case 6:
			f = strings.Replace(f, `"lounge"`, `"other"`, 1) + f
		case 7:
			if rnd.IntN(8) == 0 {
				f = r.locked(r.reset)
			}
		case 8:
			if rnd.IntN(8) == 0 {
				r.restore(rnd)
				f = r.change(rnd, 1)
			}
		case 9:
			older := said{max(1, len(r.messages)-3), max(0, before-20), "an older revision"}.String()
			f = strings.Replace(f, "<article", older+"<article", 1)
		case 10:
			f = r.locked(func() string { return r.wrap(r.rev, "", nil) }) // the heartbeat
		}
		if len(late) > 0 && rnd.IntN(3) == 0 {
			f += late[0]
			late = late[1:]
		}
		give(t, r, browser, s, f)
		if got, want := testenv.Eval[string](t, browser, shown), s.shown(); got != want {
			t.Fatalf("step %d (%d), after %s\nlive.js shows\n%s\nthe model\n%s", step, what, html.EscapeString(f), got, want)
		}
		if wrongs := s.Wrongs(); len(wrongs) > 0 {
			t.Fatalf("step %d (%d): %s", step, what, wrongs[0])
		}
	}
	browser.WantNoProblems(t)
}
