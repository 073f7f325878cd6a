package static

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"parley/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types htmx live"

// A stage is a server with one scripted room, "lounge": its page, its socket, and whatever else a test wants answered.
type stage struct {
	*httptest.Server
	mux      *http.ServeMux
	dials    chan *dial      // each socket that the page opened
	asked    chan url.Values // each catch-up that the page asked for
	posts    chan url.Values // each message that the page posted
	marks    chan string     // each read mark
	log      string          // attributes of the list
	articles string          // what the list holds
	body     string          // attributes of the body
	aside    string          // stands before the list
	replying string          // what the form has more that answers a message

	mu      sync.Mutex       // guards what follows
	answer  http.HandlerFunc // answers a catch-up; nil: 500
	refuse  int              // the status of a refused socket; 0: accepted
	receive http.HandlerFunc // answers a post; nil: 201 with a fresh composer
	nonces  int
}

type dial struct {
	query url.Values
	conn  *websocket.Conn
	said  chan string // what the page said
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{
		mux: http.NewServeMux(), dials: make(chan *dial, 100), asked: make(chan url.Values, 100),
		posts: make(chan url.Values, 100), marks: make(chan string, 100),
		log: `data-rev="0" data-epoch="e1" data-meta="1" data-end`, body: `data-user="7"`,
	}
	s.Server = httptest.NewServer(s.mux)
	t.Cleanup(s.CloseClientConnections)
	t.Cleanup(s.Server.Close)
	s.mux.Handle("/static/", Handler())
	s.mux.HandleFunc("GET /rooms/lounge", s.page)
	s.mux.HandleFunc("GET /rooms/lounge/{seq}", s.page)
	s.mux.HandleFunc("GET /ws", s.socket)
	s.mux.HandleFunc("GET /rooms/lounge/messages", s.catchUp)
	s.mux.HandleFunc("POST /rooms/lounge/messages", s.post)
	s.mux.HandleFunc("POST /rooms/lounge/read", s.mark)
	s.mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	return s
}

func (s *stage) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>lounge</title>
<meta name="htmx-config" content='{"noSwap":[204,304,"4xx","5xx"],"history":false}'>
<link rel="stylesheet" href="%s"><script defer src="%s"></script><script type="module" src="%s"></script></head>
<body %s><div class="app"><main class="main"><p class="conn" id="conn" role="status" data-closed="Reading has ended." data-closed-404="This room is gone."><span>Connection lost.</span></p>
<div id="announcer" class="vh" aria-live="polite" data-one="New message from {name}" data-from="{n} new messages from {names}" data-many="{n} new messages"></div>
%s
<div class="scroller" id="scroller" tabindex="0"><div class="log track" id="log" role="log" data-room="lounge" %s>%s</div></div>
%s
<template id="not-sent"><p class="strip bad" role="alert"><span>Not sent. Your words are kept here.</span><button class="btn danger">Try again</button></p></template>
<template id="older-template"><p id="older"><a href="?before=0" hx-get="/rooms/lounge/messages?before=0" hx-trigger="intersect once, click" hx-swap="outerHTML" hx-target="#older">Older messages</a></p></template>
</main></div></body></html>`, URL("app.css"), URL("htmx.js"), URL("live.js"), s.body, s.aside, s.log, s.articles,
		strings.Replace(s.composer(""), `<div id="post">`, `<div id="post">`+s.replying, 1))
}

// composer renders the form with a nonce of its own.
func (s *stage) composer(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nonces++
	return fmt.Sprintf(`<form class="composer track" id="composer" method="post" action="/rooms/lounge/messages" hx-post="/rooms/lounge/messages" hx-swap="outerHTML" hx-status:422="swap:outerHTML">
<a class="pill" id="pill" href="/rooms/lounge" data-one="1 new" data-many="{n} new" hidden><span></span></a><p class="typing" id="typing"></p>
<div class="box"><div id="post"><input type="hidden" name="nonce" autocomplete="off" value="nonce-%d-000000000000"></div><div class="line"><textarea name="body" id="body" required>%s</textarea><button class="send">Send</button></div></div></form>`, s.nonces, text)
}

func (s *stage) socket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	refuse := s.refuse
	s.mu.Unlock()
	if refuse != 0 {
		w.WriteHeader(refuse)
		return
	}
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	d := &dial{r.URL.Query(), conn, make(chan string, 100)}
	s.dials <- d
	for {
		_, text, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		d.said <- string(text)
	}
}

func (s *stage) catchUp(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	answer := s.answer
	s.mu.Unlock()
	s.asked <- r.URL.Query()
	if answer == nil {
		w.WriteHeader(500)
		return
	}
	answer(w, r)
}

// answers sets what a catch-up is answered with.
func (s *stage) answers(status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func (s *stage) refuses(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = status
}

func (s *stage) receives(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receive = h
}

func (s *stage) post(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	s.mu.Lock()
	receive := s.receive
	s.mu.Unlock()
	s.posts <- r.PostForm
	if receive != nil {
		receive(w, r)
		return
	}
	w.WriteHeader(http.StatusCreated)
	fmt.Fprint(w, s.composer(""))
}

func (s *stage) mark(w http.ResponseWriter, r *http.Request) {
	s.marks <- r.PostFormValue("seq")
	w.WriteHeader(http.StatusNoContent)
}

// open shows the room in a browser and returns when its socket is open.
func (s *stage) open(t *testing.T, options ...testenv.PageOption) (*testenv.Page, *dial) {
	t.Helper()
	page := testenv.Chromium(t, append(options, testenv.Viewport(800, 600))...)
	page.Do(t, chromedp.Navigate(s.URL+"/rooms/lounge"))
	d := next(t, s.dials, "a socket")
	page.Until(t, "document.documentElement.dataset.conn === 'live'")
	return page, d
}

// next waits for what the page does.
func next[T any](t *testing.T, from chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("the page did not do it: %s", what)
	}
	panic("not reached")
}

func (d *dial) send(t *testing.T, html string) {
	t.Helper()
	if err := d.conn.Write(context.Background(), websocket.MessageText, []byte(html)); err != nil {
		t.Fatal(err)
	}
}

// A message is what an article of the list shows.
type message struct {
	seq, rev, author int
	text             string
	day              string // 2026-11-20 when empty
	attrs            string
}

func (m message) String() string {
	if m.author == 0 {
		m.author = 9
	}
	if m.day == "" {
		m.day = "2026-11-20"
	}
	at := fmt.Sprintf("%sT%02d:%02d:00Z", m.day, 8+m.seq/60%10, m.seq%60)
	return fmt.Sprintf(`<article class="msg" id="m-%d" data-seq="%d" data-rev="%d" data-author="%d" %s><span class="avatar" aria-hidden="true">B</span><p class="by"><a class="name" href="/people/bex">Bex</a></p><a class="at" href="#m-%d"><time datetime="%s">%s</time></a><div class="what"><div class="text"><p>%s</p></div></div></article>`,
		1000+m.seq, m.seq, m.rev, m.author, m.attrs, m.seq, at, at[11:16], m.text)
}

func list(ms ...message) string {
	var b strings.Builder
	for _, m := range ms {
		b.WriteString(m.String())
	}
	return b.String()
}

// run is the messages from one seq to another, each with its seq as its rev and its text.
func run(from, to int) (ms []message) {
	for i := from; i <= to; i++ {
		ms = append(ms, message{seq: i, rev: i, text: fmt.Sprint("text ", i)})
	}
	return ms
}

func frame(from, to int, ms ...message) string {
	return fmt.Sprintf(`<live-frame room="lounge" epoch="e1" meta="1" from="%d" to="%d">%s</live-frame>`, from, to, list(ms...))
}

func reset(epoch string, to int, ms ...message) string {
	return fmt.Sprintf(`<live-frame room="lounge" epoch="%s" meta="1" from="0" to="%d" reset>%s</live-frame>`, epoch, to, list(ms...))
}

// shown is the list as a person sees it: seq, rev and text of each message.
func shown(t *testing.T, page *testenv.Page) string {
	t.Helper()
	return testenv.Eval[string](t, page, `[...document.querySelectorAll('#log > article')].map((a) => `+
		`a.dataset.seq + '@' + a.dataset.rev + ' ' + a.querySelector('.text').textContent).join(', ')`)
}

func wantShown(t *testing.T, page *testenv.Page, want string) {
	t.Helper()
	if got := shown(t, page); got != want {
		t.Errorf("the list shows\n%s\nwant\n%s", got, want)
	}
}

func untilRev(t *testing.T, page *testenv.Page, rev int) {
	t.Helper()
	page.Until(t, fmt.Sprintf("document.querySelector('#log').dataset.rev === '%d'", rev))
}
