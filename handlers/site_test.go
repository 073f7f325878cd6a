package handlers_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-chi/chi/v5"

	"parley/chat"
	"parley/handlers"
	"parley/limit"
	"parley/markup"
	"parley/realtime"
	"parley/store"
	"parley/views"
)

// site is a whole place in this process: a real database, the broker of one
// process, and the edge that is tested.
type site struct {
	*httptest.Server
	t    *testing.T
	chat *chat.Service
	h    *handlers.Handlers
	log  *logBuffer
	file string // of its database
}

type options struct {
	config  func(*handlers.Config)
	tries   int
	signUps int
	floods  func(int64) time.Duration
	store   func(chat.Store) chat.Store // what stands before the database; nil: nothing
	now     func() time.Time            // what chat takes for the time; nil: the time
}

func newSite(t *testing.T, o options) *site {
	t.Helper()
	s := &site{t: t, log: &logBuffer{}, file: filepath.Join(t.TempDir(), "parley.db")}
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var announcer *realtime.Announcer
	db, err := store.Open(t.Context(), s.file, func(e chat.Event) { s.chat.Hear(e); announcer.Announce(e) })
	if err != nil {
		t.Fatal(err)
	}
	render := realtime.Render{Message: func(m chat.Message) string { return views.Fragment(m, views.Clock{}) }, Room: func(r chat.Room) string { return views.LiveRoom(r, views.Clock{}, time.Now()) }}
	hub := realtime.NewHub(realtime.HubConfig{Broker: realtime.NewMemory(), Source: realtime.NewSource(db, render), Log: log, Limits: realtime.DefaultLimits})
	announcer = realtime.NewAnnouncer(hub, render)
	if o.floods == nil {
		o.floods = func(int64) time.Duration { return 0 }
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.store == nil {
		o.store = func(db chat.Store) chat.Store { return db }
	}
	m := markup.New()
	s.chat = chat.New(chat.Deps{
		Store: o.store(db), Tell: announcer.Announce, Now: o.now, Handles: m.Handles, Emoji: markup.Emoji,
		Render: func(body string, named map[string]chat.Person) chat.Rendered {
			people := map[string]markup.Mention{}
			var ids []int64
			for h, p := range named {
				people[h] = markup.Mention{ID: p.ID, Handle: p.Handle, Name: p.Name}
				ids = append(ids, p.ID)
			}
			r := m.Render(body, people)
			return chat.Rendered{HTML: r.HTML, Plain: r.Plain, Mentions: ids}
		},
		HashPassword: keep, CheckPassword: check, Attempts: limit.NewMemory(time.Now), SignInTries: o.tries, SignUps: o.signUps, Floods: o.floods, Proxies: loopback,
	})
	c := handlers.Config{
		Chat: s.chat, Hub: hub, Render: render, Sessions: db.SessionStore(), Tickets: handlers.NewTickets([]byte("test key"), time.Now),
		Ready: func() error { return db.Ping(context.Background()) }, SetUpCode: "CODE", Build: "test", Log: log, Now: time.Now,
		Health: func(context.Context) []views.Check {
			return []views.Check{{State: views.Bad, Title: "The disk is full", About: "Make room."}, {Title: "Database", About: "sqlite"}}
		},
		MakeBackup: func(ctx context.Context) (handlers.Backup, error) { return s.backup(ctx) },
		Observe:    func(string, string, int, time.Duration) {}, Posted: func(bool) {}, SignInFailed: func() {}, Seen: func(string) {}, Limited: func(string) {},
	}
	if o.config != nil {
		o.config(&c)
	}
	s.h = handlers.New(c)
	s.Server = httptest.NewServer(s.h.Routes())
	s.run(hub, announcer, db)
	return s
}

// loopback is where the proxy of these tests would stand.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// keep and check are passwords without the time that hashing takes.
func keep(_ context.Context, password string) (string, error) { return "kept " + password, nil }

func check(_ context.Context, password, kept string) (bool, error) {
	return kept == "kept "+password, nil
}

// run starts what works beside the requests, and ends it after the test in order.
func (s *site) run(hub *realtime.Hub, announcer *realtime.Announcer, db *store.DB) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{}, 3)
	for _, fn := range []func(){
		func() { announcer.Run(ctx) },
		func() { _ = hub.Run(ctx) },
		func() { s.chat.Run(ctx, func(error) {}) },
	} {
		go func() { fn(); done <- struct{}{} }()
	}
	s.t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		stop()
		for range 3 {
			<-done
		}
		if err := db.Close(); err != nil {
			s.t.Error(err)
		}
	})
}

// person is somebody with a browser; without a user, a guest.
type person struct {
	*http.Client
	s      *site
	user   chat.User
	cookie string
	header http.Header // sent with each request
}

// guest is a browser that is not signed in and follows no redirects.
func (s *site) guest() *person {
	p := &person{s: s, header: http.Header{}}
	jar := &cookies{p: p}
	p.Client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return p
}

// somebody makes an account with a session.
func (s *site) somebody(handle string, role chat.Role) *person {
	s.t.Helper()
	u, err := s.chat.AddLoadUser(s.t.Context(), chat.User{Handle: handle, Name: strings.ToUpper(handle[:1]) + handle[1:], Role: role, State: chat.Active})
	if err != nil {
		s.t.Fatal(err)
	}
	p := s.guest()
	p.user = u
	if p.cookie, err = s.h.SessionCookie(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (p *person) actor() chat.Actor { return chat.Actor{User: p.user} }

// peek asks for a page that does not end, and tells its status.
func (p *person) peek(path string) int {
	p.s.t.Helper()
	ctx, cancel := context.WithCancel(p.s.t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", p.s.URL+path, nil)
	if err != nil {
		p.s.t.Fatal(err)
	}
	maps.Copy(r.Header, p.header)
	res, err := p.Do(r)
	if err != nil {
		p.s.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// want checks the status of an answer.
func (a answer) want(t *testing.T, code int) answer {
	t.Helper()
	if a.StatusCode != code {
		t.Errorf("%s %s: %d, want %d\n%.2000s", a.Request.Method, a.Request.URL.Path, a.StatusCode, code, a.body)
	}
	return a
}

// nonce and text are what the composer of an answer holds.
func (a answer) nonce(t *testing.T) string {
	t.Helper()
	return a.doc(t).Find(`#composer input[name="nonce"]`).AttrOr("value", "")
}

func (a answer) text(t *testing.T) string {
	t.Helper()
	return strings.TrimPrefix(a.doc(t).Find(`textarea[name="body"]`).Text(), "\n")
}

// answer is a response that was read.
type answer struct {
	*http.Response
	body string
}

func (a answer) location() string { return a.Header.Get("Location") }

func (a answer) doc(t *testing.T) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (p *person) do(method, path, contentType string, body io.Reader) answer {
	p.s.t.Helper()
	r, err := http.NewRequestWithContext(p.s.t.Context(), method, p.s.URL+path, body)
	if err != nil {
		p.s.t.Fatal(err)
	}
	for k, v := range p.header {
		r.Header[k] = v
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	res, err := p.Do(r)
	if err != nil {
		p.s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.s.t.Fatal(err)
	}
	return answer{res, string(b)}
}

func (p *person) get(path string) answer { p.s.t.Helper(); return p.do("GET", path, "", nil) }

func (p *person) post(path string, fields ...string) answer {
	p.s.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return p.do("POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// htmx is the same person, with requests as htmx sends them.
func (p *person) htmx() *person {
	q := *p
	q.header = http.Header{"Hx-Request": {"true"}}
	return &q
}

// with is the same person, whose requests carry one header more.
func (p *person) with(name, value string) *person {
	q := *p
	q.header = p.header.Clone()
	q.header.Set(name, value)
	return &q
}

// send posts what a composer holds.
func (p *person) send(room, body, nonce string, more ...string) answer {
	p.s.t.Helper()
	return p.post("/rooms/"+room+"/messages", append([]string{"body", body, "nonce", nonce}, more...)...)
}

// say posts a message and returns where it stands.
func (p *person) say(room, body string) string {
	p.s.t.Helper()
	a := p.post("/rooms/"+room+"/messages", "body", body, "nonce", rand.Text())
	if a.StatusCode != http.StatusSeeOther {
		p.s.t.Fatalf("%s may not say %q in %s: %d\n%s", p.user.Handle, body, room, a.StatusCode, a.body)
	}
	return a.location()
}

// room makes a room with an owner and members.
func (s *site) room(name string, kind chat.RoomKind, public bool, owner *person, members ...*person) string {
	s.t.Helper()
	r, err := s.chat.CreateRoom(s.t.Context(), owner.actor(), chat.NewRoom{Name: name, Kind: kind, Public: public})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range members {
		if _, err := s.chat.AddMember(s.t.Context(), owner.actor(), r.Slug, m.user.Handle); err != nil {
			s.t.Fatal(err)
		}
	}
	return r.Slug
}

// setUp begins the place without its form.
func (s *site) setUp() *person {
	s.t.Helper()
	u, _, err := s.chat.SetUp(s.t.Context(), chat.SetUpForm{Name: "Tidewater", Handle: "ana", Password: "a lamp in the fog", Room: "lounge"}, "")
	if err != nil {
		s.t.Fatal(err)
	}
	p := s.guest()
	p.user = u
	if p.cookie, err = s.h.SessionCookie(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// cookies keeps the one cookie there is.
type cookies struct{ p *person }

func (c *cookies) SetCookies(_ *url.URL, set []*http.Cookie) {
	for _, k := range set {
		c.p.cookie = k.Name + "=" + k.Value
		if k.MaxAge < 0 {
			c.p.cookie = ""
		}
	}
}

func (c *cookies) Cookies(*url.URL) []*http.Cookie {
	name, value, ok := strings.Cut(c.p.cookie, "=")
	if !ok {
		return nil
	}
	return []*http.Cookie{{Name: name, Value: value}}
}

// routes lists every door there is, "METHOD /pattern".
func (s *site) routes() []string {
	var all []string
	_ = chi.Walk(s.h.Routes().(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if route != "/rooms/{room}/" {
			route = strings.TrimSuffix(route, "/*")
		}
		all = append(all, method+" "+route)
		return nil
	})
	return all
}
