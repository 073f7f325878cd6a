package e2e

import (
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

// decidedCase is the page of what was reported about ben and is decided: it answers 410.
const decidedCase = "/desk/report-u-2"

// look opens each page in a browser and wants it without a violation of axe's rules, without an error in the console and within
// its content security policy.
func look(t *testing.T, page *testenv.Page, base string, paths ...string) {
	t.Helper()
	heard := 0
	prefer(t, page, "light")
	for _, path := range paths {
		t.Run(strings.ReplaceAll(path, "/", " "), func(t *testing.T) {
			began := "document.URL === '" + base + path + "' && document.readyState !== 'loading'"
			if strings.HasSuffix(path, "stream?frame=log") { // its load does not end
				began = "document.querySelector('.beat')"
			}
			begin(t, page, base+path)
			page.Until(t, began+" && document.querySelector('main, .main')")
			wantAccessible(t, page, strings.Contains(path, "frame=log"))
			problems := page.Problems()
			for _, problem := range problems[heard:] {
				told := strings.Contains(problem, "status of 404") && strings.Contains(path, "nowhere") ||
					strings.Contains(problem, "status of 410") && path == decidedCase
				if !told {
					t.Errorf("the page has a problem: %s", problem)
				}
			}
			heard = len(problems)
		})
	}
}

func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	fresh := testenv.StartParley(t, noLimits...)
	guest := testenv.Chromium(t, testenv.Viewport(1280, 800))
	look(t, guest, fresh.URL, "/setup")

	p := newPlace(t)
	ben := p.person(t, "ben")
	room := p.furnish(t, ben)
	signedOut := testenv.Chromium(t, testenv.Viewport(1280, 800))
	look(t, signedOut, p.url, append(p.doors(t), "/rooms", "/rooms/square", "/rooms/square/1", "/rooms/square/wait", "/rooms/square/stream",
		"/rooms/square/composer", "/status/live", "/nowhere")...)

	ana := testenv.Chromium(t, testenv.Viewport(1280, 800), signedIn(t, p.admin))
	look(t, ana, p.url, "/home", "/rooms", "/rooms/lounge", "/rooms/lounge/2", "/rooms/lounge/threads/1", "/rooms/lounge/messages/1",
		"/rooms/lounge/members", "/rooms/lounge/settings", "/rooms/lounge/stream", "/rooms/lounge/stream?frame=log", "/rooms/lounge/composer",
		"/rooms/lounge/wait?since=0", "/rooms/lounge/messages?before=5", "/new-room", "/direct/new", room, "/mentions", "/people/ben",
		"/settings", "/settings/password", "/settings/sessions", "/settings/tokens", "/status/live", "/nowhere",
		"/admin", "/admin/settings", "/admin/people", "/admin/invites", p.invite(t))
	p.admin.send(t, "/rooms/lounge/messages/2/reports", url.Values{"reason": {"spam"}})
	p.admin.send(t, "/people/ben/sanctions", url.Values{"room": {"square"}, "kind": {"mute"}, "for": {"1h"}, "reason": {"shouting"}})
	p.admin.send(t, "/admin/filters", url.Values{"kind": {"words"}, "name": {"Followers"}, "pattern": {"followers"}, "act": {"hold"}, "do": {"watch"}})
	ben.post(t, "lounge", "cheap followers")
	p.admin.send(t, "/people/ben/reports", url.Values{"reason": {"spam"}})
	p.admin.send(t, decidedCase, url.Values{"do": {"dismiss"}})
	staff := testenv.Chromium(t, testenv.Viewport(1280, 800), signedIn(t, p.admin))
	look(t, staff, p.url, "/rooms/lounge?select=1", "/rooms/lounge/2?select=1", "/desk", "/desk/report-m-2", decidedCase, "/desk/ranges", "/raid",
		"/rooms/lounge/controls", "/rooms/lounge/filters", "/people/ben/moderate", "/people/ben/moderate?room=lounge",
		"/admin/people/ben", "/admin/filters", "/admin/filters/1", "/admin/filters/new?kind=links", "/admin/rooms", "/admin/retention",
		"/admin/backup", "/admin/health", "/admin/audit", "/admin/statistics")
	phone := ben.browser(t, "/home", testenv.Viewport(360, 800))
	phone.Do(t, chromedp.EmulateViewport(360, 800))
	look(t, phone, p.url, "/rooms/lounge", "/home", room)
}

// furnish puts something of everything into the place, and is the path of a conversation.
func (p *place) furnish(t *testing.T, ben *person) string {
	t.Helper()
	first := p.admin.post(t, "lounge", "Hello @ben, **look**: `code`, https://example.org and\n\n```go\nfunc main() { println(\"hi\") }\n```\n\n> a quote\n\n- one\n- two\n\n||hidden||")
	ben.send(t, "/rooms/lounge/messages", url.Values{"body": {"An answer, @ana"}, "nonce": {"nonce-0123456789-abcdef"}, "reply_to": {first}})
	p.admin.edit(t, "lounge", p.admin.post(t, "lounge", "changed"), "changed for the better")
	p.admin.remove(t, "lounge", p.admin.post(t, "lounge", "gone"))
	for i := range 3 {
		ben.post(t, "lounge", fmt.Sprint("one after another ", i))
	}
	p.admin.send(t, "/rooms", url.Values{"name": {"Square"}, "kind": {"open"}, "public": {"on"}, "topic": {"For everybody"}})
	p.admin.post(t, "square", "Read this without an account")
	direct := p.admin.send(t, "/direct", url.Values{"people": {"ben"}})
	ben.post(t, path.Base(direct), "Between us")
	return direct
}

// doors are the pages for those who are not in yet.
func (p *place) doors(t *testing.T) []string {
	t.Helper()
	answer, err := p.admin.http.PostForm(p.url+"/admin/people/ben/reset-link", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	invites := p.admin.get(t, p.invite(t))
	return []string{"/sign-in", "/sign-up", between(t, invites, "/join/"), "/join/nowhere", "/forgot", between(t, string(page), "/reset/")}
}

// invite makes one, and is the path of the page that shows it with its picture.
func (p *place) invite(t *testing.T) string {
	t.Helper()
	return p.admin.send(t, "/admin/invites", url.Values{"uses": {"5"}, "expires": {"48"}})
}

// between is the path that begins so.
func between(t *testing.T, html, beginning string) string {
	t.Helper()
	_, rest, ok := strings.Cut(html, beginning)
	if !ok {
		t.Fatalf("no %s in\n%.3000s", beginning, html)
	}
	return beginning + rest[:strings.IndexAny(rest, `"<& `)]
}
