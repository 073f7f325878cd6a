package handlers_test

import (
	"crypto/rand"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/chat"
	"parley/handlers"
	"parley/internal/testenv"
)

// behindProxy is a place that believes whoever says where a request comes from, with
// a moderator of the place and a room that everybody reads.
func behindProxy(t *testing.T) (s *site, ana *person) {
	t.Helper()
	s = newSite(t, options{config: func(c *handlers.Config) { c.TrustedProxies = loopback }})
	ana = s.setUp()
	s.room("harbour", chat.Open, true, ana)
	return s, ana
}

// from is the same person at an address.
func (p *person) from(address string) *person { return p.with("X-Forwarded-For", address) }

// bansNetwork bans a network as the form does once it is confirmed.
func (p *person) bansNetwork(t *testing.T, network string, more ...string) {
	t.Helper()
	p.post("/desk/ranges", append([]string{"network", network, "for", "1h", "reason", "A flood of spam", "confirm", network}, more...)...).want(t, 303)
}

// openDoors are the doors that a range ban leaves open to guests from there, and to
// whoever is signed in: the others answer 403.
var openDoors = map[string]struct{ guest, signedIn int }{
	"POST /sign-out":                 {303, 303},
	"GET /sign-in":                   {200, 303},
	"POST /sign-in":                  {422, 422},
	"GET /reset/none":                {404, 404},
	"POST /reset/none":               {404, 404},
	"GET /ranges/1":                  {303, 200},
	"POST /ranges/1/appeal":          {303, 422},
	"GET /":                          {303, 0},
	"GET /rooms":                     {200, 0},
	"GET /rooms/harbour/":            {200, 0},
	"GET /rooms/harbour/1":           {200, 0},
	"GET /rooms/harbour/threads/1":   {200, 0},
	"GET /rooms/harbour/messages":    {303, 0},
	"GET /rooms/harbour/messages/1":  {200, 0},
	"GET /rooms/harbour/stream":      {200, 0},
	"GET /rooms/harbour/wait":        {200, 0},
	"GET /rooms/harbour/composer":    {200, 0},
	"GET /rooms/harbour/members":     {303, 0},
	"GET /rooms/harbour/settings":    {303, 0},
	"GET /rooms/harbour/controls":    {303, 0},
	"GET /status/live":               {200, 0},
	"GET /ws":                        {303, 0},
	"GET /livez":                     {200, 200},
	"GET /readyz":                    {200, 200},
	"GET /metrics":                   {404, 404},
	"GET /avatars/1":                 {404, 404},
	"GET /logo":                      {404, 404},
	"GET /rooms/harbour/filters/":    {303, 0},
	"GET /rooms/harbour/filters/new": {303, 0},
	"GET /rooms/harbour/filters/1":   {303, 0},
	"GET /ws/echo":                   {426, 403},
	"POST /api/ws-tickets":           {401, 401},
}

func TestARangeBanClosesEveryDoorButWhatGuestsReadAndTheAppeal(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	kip := s.somebody("kip", chat.RoleMember)
	ana.say("harbour", "ahoy")
	ana.bansNetwork(t, "203.0.113.0/24")
	for _, route := range s.routes() {
		if strings.HasPrefix(route, "GET /static") {
			continue // files that are the same for all
		}
		method, path, _ := strings.Cut(route, " ")
		for param, value := range map[string]string{"{room}": "harbour", "{seq:[0-9]+}": "1", "{handle}": "kip", "{id}": "1", "{secret}": "none", "{code}": "none", "{user}": "1", "{subject}": "report-m-1"} {
			path = strings.ReplaceAll(path, param, value)
		}
		want := openDoors[method+" "+path]
		for who, code := range map[*person]int{s.guest(): want.guest, kip: want.signedIn} {
			if code == 0 {
				code = 403
			}
			if path == "/sign-out" && who == kip {
				continue // they would be out
			}
			who := who.from("203.0.113.77")
			if strings.HasSuffix(path, "/stream") {
				if got := who.peek(path); got != code {
					t.Errorf("%s: %d, want %d", route, got, code)
				}
				continue
			}
			if path != "/" {
				path = strings.TrimSuffix(path, "/")
			}
			if got := who.do(method, path, "application/x-www-form-urlencoded", strings.NewReader("")); got.StatusCode != code {
				t.Errorf("%s for %q: %d, want %d", route, who.user.Handle, got.StatusCode, code)
			}
		}
	}
	kip.from("198.51.100.1").get("/rooms/lounge").want(t, 200)
	mustHold(t, kip.from("203.0.113.77").get("/rooms/lounge").want(t, 403).body, "Nobody comes in from your network just now", "A flood of spam", "Your appeal", "60 minutes left")
	mustHold(t, s.guest().from("203.0.113.77").get("/sign-up").want(t, 403).body, "A flood of spam", "Public rooms can be read from here", "<bdi>ana</bdi>")
	kip.htmx().from("203.0.113.77").post("/rooms/lounge/messages", "body", "hello", "nonce", rand.Text()).want(t, 403)
}

func TestARangeBanLetsStaffInAndNobodyElse(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	for handle, role := range map[string]chat.Role{"kip": chat.RoleMember, "nour": chat.RoleMember} {
		s.guest().post("/sign-up", "handle", handle, "password", "a lamp in the fog").want(t, 303)
		_ = role
	}
	ana.post("/admin/people/nour/role", "role", "moderator").want(t, 303)
	ana.from("203.0.113.77").bansNetwork(t, "203.0.113.0/24")
	ana.from("203.0.113.77").get("/rooms/lounge").want(t, 200)
	for handle, code := range map[string]int{"nour": 303, "ana": 303, "kip": 403} {
		a := s.guest().from("203.0.113.77").post("/sign-in", "login", handle, "password", "a lamp in the fog").want(t, code)
		if code == 403 {
			mustHold(t, a.body, "Nobody comes in from your network", "A flood of spam")
		}
	}
	mustHold(t, s.guest().from("203.0.113.77").get("/sign-in").want(t, 200).body, "From your network only moderators sign in until")
	s.guest().from("203.0.113.77").post("/sign-in", "login", "kip", "password", "not this one").want(t, 422)
}

func TestARangeBanSaysWhomItMeetsBeforeItIsMade(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	for handle, at := range map[string]string{"kip": "203.0.113.7", "bo": "203.0.113.8", "cy": "203.0.114.9", "vera": "2001:db8:1::5"} {
		s.guest().from(at).post("/sign-up", "handle", handle, "name", "Name of "+handle, "password", "a lamp in the fog").want(t, 303)
	}
	ana.post("/admin/people/bo/role", "role", "moderator").want(t, 303)
	form := []string{"network", "203.0.113.0/24", "for", "24h", "reason", "A flood"}
	page := ana.post("/desk/ranges", form...).want(t, 409)
	mustHold(t, page.body, "One active account signed in from there last.", "One more is a moderator&#39;s", "Name of kip")
	mustNotHold(t, page.body, "Name of cy", "Name of vera")
	if page.doc(t).Find(`input[name="reason"]`).AttrOr("value", "") != "A flood" {
		t.Error("what was typed is lost")
	}
	mustHold(t, ana.post("/desk/ranges", "network", "2001:db8::/32", "for", "1h", "reason", "x").want(t, 409).body, "Name of vera")
	nobody := ana.post("/desk/ranges", "network", "198.51.100.7", "for", "1h", "reason", "x").want(t, 409)
	mustHold(t, nobody.body, "No active account signed in from there last.", "Who comes from there later", ">Ban 198.51.100.7<")
	mustNotHold(t, nobody.body, "What they have open")
	ana.post("/desk/ranges", append(form, "confirm", "203.0.114.0/24")...).want(t, 409) // they have seen another
	ana.post("/desk/ranges", append(form, "confirm", "203.0.113.0/24")...).want(t, 303)
	mustHold(t, ana.get("/desk/ranges").want(t, 200).body, "203.0.113.0/24", "A flood", "By <bdi>ana", "Lift")
	mustHold(t, ana.get("/admin/audit").body, "banned 203.0.113.0/24 for 1 day")
	ana.post("/desk/ranges", append(form, "confirm", "203.0.113.0/24")...).want(t, 409) // it stands
	page = ana.post("/desk/ranges", form...).want(t, 409)                               // and that is said before anybody confirms
	mustHold(t, page.body, "This network is banned already.", "See whom it meets")
	ana.post("/desk/ranges/1/lift").want(t, 303)
	s.guest().from("203.0.113.7").get("/sign-up").want(t, 200)
	mustHold(t, ana.get("/desk/ranges").body, "Lifted", "Nothing is banned")
	mustHold(t, ana.get("/admin/audit").body, "lifted the ban of 203.0.113.0/24")
}

func TestNoRangeBanIsTooWideOrMeetsTheProxies(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	s.chat.Proxies = append(slices.Clone(loopback), netip.MustParsePrefix("192.0.2.7/32"))
	for _, network := range []string{"192.0.2.7", "192.0.2.0/24", "", "here", "0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/15", "127.0.0.1", "127.0.0.0/8", "::1", "0.0.0.0", "::ffff:127.0.0.1", "203.0.113.9/33"} {
		ana.post("/desk/ranges", "network", network, "for", "1h", "reason", "x", "confirm", network).want(t, 422)
	}
	for _, d := range []string{"", "0", "-1h", "8785h"} {
		ana.post("/desk/ranges", "network", "203.0.113.9", "for", d, "reason", "x", "confirm", "203.0.113.9/32").want(t, 422)
	}
	ana.post("/desk/ranges", "network", "203.0.113.9", "for", "1h", "confirm", "203.0.113.9/32").want(t, 422)
	ana.post("/desk/ranges", "network", "::ffff:203.0.113.9", "for", "1h", "reason", "x", "confirm", "203.0.113.9/32").want(t, 303)
	mustHold(t, ana.get("/admin/audit").body, "banned 203.0.113.9 for 1 hour")
}

func TestWhatIsOpenFromABannedNetworkEndsAndDoesNotComeBack(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	kip := s.somebody("kip", chat.RoleMember)
	dial := func(p *person, room, address string) (page, http.Header) {
		h := p.handshake()
		h.Set("X-Forwarded-For", address)
		socket := page{testenv.Dial(t, s.URL+"/ws?room="+room+"&since=0", h)}
		socket.ReadUntil(t, "<live-frame")
		return socket, h
	}
	inside, kips := dial(kip, "lounge", "203.0.113.7")
	elsewhere, _ := dial(kip, "lounge", "198.51.100.1")
	staff, anas := dial(ana, "lounge", "203.0.113.7")
	reader, readers := dial(s.guest(), "harbour", "203.0.113.7")
	began := time.Now()
	ana.bansNetwork(t, "203.0.113.0/24")
	for who, socket := range map[string]page{"a member": inside, "staff": staff, "a guest": reader} {
		if code := socket.Closed(t); code != websocket.StatusServiceRestart {
			t.Errorf("the page of %s ends with %d", who, code)
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("pages end after %s", took)
	}
	for path, c := range map[string]struct {
		header http.Header
		want   int
	}{"/ws?room=lounge&since=0": {kips, 403}, "/ws?room=lounge&since=0&staff": {anas, 101}, "/ws?room=harbour&since=0": {readers, 101}} {
		if got := refused(t, s, path, c.header); got != c.want {
			t.Errorf("%s: %d, want %d", path, got, c.want)
		}
	}
	ana.say("lounge", "who is still here")
	elsewhere.ReadUntil(t, "who is still here")
}

func TestARangeBanThatClosesReadingLetsNoGuestRead(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	ana.bansNetwork(t, "2001:db8::/32", "reading", "on")
	mustHold(t, s.guest().from("2001:db8::7").get("/rooms/harbour").want(t, 403).body, "Public rooms cannot be read from here either")
	s.guest().from("2001:db8::7").get("/rooms").want(t, 403)
	s.guest().from("2001:db8::7").get("/sign-in").want(t, 200)
	s.guest().from("2001:db9::7").get("/rooms/harbour").want(t, 200)
}

func TestAnAppealAgainstARangeBanFreesOnePerson(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	kip, bo, vera := s.somebody("kip", chat.RoleMember), s.somebody("bo", chat.RoleMember), s.somebody("vera", chat.RoleModerator)
	vera.bansNetwork(t, "203.0.113.0/24")
	kip.from("203.0.113.7").post("/ranges/1/appeal", "body", "it is the library's").want(t, 303)
	mustHold(t, kip.from("203.0.113.7").get("/ranges/1").want(t, 200).body, "Your appeal was sent")
	kip.from("203.0.113.7").post("/ranges/1/appeal", "body", "again").want(t, 409)
	for _, body := range []string{"it does not meet me", ""} {
		bo.from("198.51.100.1").post("/ranges/1/appeal", "body", body).want(t, 404)
	}
	if got := ana.subjects(t); len(got) != 1 || got[0] != "plea-1" {
		t.Fatalf("the desk has %v", got)
	}
	mustHold(t, ana.get("/desk/plea-1").want(t, 200).body, "it is the library", "Against the ban of a network: A flood of spam", "Grant it")
	mustHold(t, ana.get("/desk?kind=appeal").body, "plea-1")
	vera.post("/desk/plea-1", "do", "grant").want(t, 403) // their own ban
	ana.post("/desk/plea-1", "do", "grant", "reason", "of course").want(t, 303)
	kip.from("203.0.113.7").get("/rooms/lounge").want(t, 200)
	bo.from("203.0.113.7").get("/rooms/lounge").want(t, 403)
	mustHold(t, ana.get("/admin/audit").body, "granted the appeal of", "against the ban of a network")
}

func TestNobodyLiftsTheRangeBanOfAHigherRank(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	vera := s.somebody("vera", chat.RoleModerator)
	ana.bansNetwork(t, "203.0.113.0/24")
	vera.post("/desk/ranges/1/lift").want(t, 403)
	kip := s.somebody("kip", chat.RoleMember).from("203.0.113.7")
	kip.post("/ranges/1/appeal", "body", "it is the library's").want(t, 303)
	for _, do := range []string{"grant", "refuse"} {
		mustHold(t, vera.post("/desk/plea-1", "do", do).want(t, 403).body, "higher rank")
	}
	kip.get("/rooms/lounge").want(t, 403)
	vera.bansNetwork(t, "198.51.100.0/24")
	ana.post("/desk/ranges/2/lift").want(t, 303)
}

func TestProgramsAreMetByARangeBanToo(t *testing.T) {
	t.Parallel()
	s, ana := behindProxy(t)
	kip := s.somebody("kip", chat.RoleMember)
	token, err := s.chat.CreateToken(t.Context(), kip.actor(), "script")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(address string) answer {
		return s.guest().from(address).with("Authorization", "Bearer "+token).do("POST", "/api/ws-tickets", "application/json", strings.NewReader(`{"room":"lounge"}`))
	}
	ticket := strings.Split(ask("198.51.100.1").want(t, 201).body, `"`)[3]
	ana.bansNetwork(t, "203.0.113.0/24")
	mustHold(t, ask("203.0.113.7").want(t, 403).body, "Nobody comes in from your network")
	if got := refused(t, s, "/ws?room=lounge&since=0&ticket="+ticket, http.Header{"X-Forwarded-For": {"203.0.113.7"}}); got != 403 {
		t.Errorf("a ticket from there: %d", got)
	}
}
