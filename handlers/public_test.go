package handlers_test

import (
	"strings"
	"testing"

	"parley/chat"
)

func TestGuestsOfAPublicRoomShareOnePageThatCachesMayKeep(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.post("/admin/settings", "accent_hue", "20").want(t, 303)
	square := s.room("Square", chat.Open, true, ana)
	ana.say(square, "hello everybody")
	a := s.guest().get("/rooms/square").want(t, 200)
	tag := a.Header.Get("ETag")
	if a.Header.Get("Cache-Control") != "public, no-cache" || !contains(a.Header.Get("Vary"), "Cookie") || tag == "" || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("header %v", a.Header)
	}
	mustHold(t, a.body, "hello everybody")
	mustNotHold(t, a.body, "nonce")
	mustNotHold(t, a.Header.Get("Content-Security-Policy"), "nonce")
	b := s.guest().get("/rooms/square")
	if b.body != a.body {
		t.Error("two guests get two pages")
	}
	csp := a.Header.Get("Content-Security-Policy")
	mustHold(t, csp, "style-src 'self' 'sha256-")
	if got := b.Header.Get("Content-Security-Policy"); got != csp {
		t.Errorf("the same page comes under another policy: %s", got)
	}
	for _, known := range []string{tag, "W/" + tag, `"other", ` + tag} {
		if b := s.guest().with("If-None-Match", known).get("/rooms/square").want(t, 304); b.body != "" || b.Header.Get("ETag") != tag {
			t.Errorf("304 with %q, %v", b.body, b.Header)
		}
	}
	if b := ana.with("If-None-Match", tag).get("/rooms/square").want(t, 200); b.Header.Get("Cache-Control") != "no-store" || b.Header.Get("ETag") != "" {
		t.Errorf("somebody's own page: %v", b.Header)
	}
	ana.say(square, "more")
	s.guest().with("If-None-Match", tag).get("/rooms/square").want(t, 200)
	for _, path := range []string{"/rooms/square/1", "/rooms/square/messages?since=0", "/rooms/square/messages?before=9", "/rooms/square/wait", "/rooms/square/messages/1", "/rooms"} {
		if b := s.guest().get(path).want(t, 200); b.Header.Get("Cache-Control") != "no-store" || b.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", path, b.Header)
		}
	}
}

func TestWhoMayNotReadARoomFindsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo, cy := s.somebody("bo", chat.RoleMember), s.somebody("cy", chat.RoleMember)
	s.room("Attic", chat.Private, false, bo)
	bo.say("attic", "under the roof @cy @ana")
	d, err := s.chat.OpenDirect(t.Context(), bo.actor(), []string{"ana"})
	if err != nil {
		t.Fatal(err)
	}
	bo.say(d.Slug, "zanzibar @cy @ana")
	for _, room := range []string{"attic", d.Slug} {
		for _, path := range []string{"", "/1", "/threads/1", "/messages?since=0", "/messages?before=9", "/messages/1", "/stream", "/wait", "/composer", "/members", "/settings"} {
			cy.get("/rooms/"+room+path).want(t, 404)
		}
		for _, path := range []string{"/messages", "/messages/1/edit", "/messages/1/remove", "/read", "/join", "/leave", "/members", "/settings", "/archive"} {
			cy.post("/rooms/"+room+path, "body", "hello", "nonce", "0123456789abcdef", "handle", "cy", "name", "x", "kind", "open").want(t, 404)
		}
	}
	for _, path := range []string{"/rooms", "/home", "/sidebar", "/mentions", "/people/bo", "/direct/new"} {
		mustNotHold(t, cy.get(path).want(t, 200).body, "ttic", "roof", d.Slug, "zanzibar")
	}
	ana.get("/rooms/attic").want(t, 404) // not the administrator either
	mustNotHold(t, ana.get("/mentions").body, "roof")
	mustHold(t, ana.get("/mentions").body, "zanzibar")
}

func TestThePageOfGuestsSaysNothingOfPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	square := s.room("Square", chat.Open, true, ana, s.somebody("zebulon", chat.RoleMember))
	ana.say(square, "hello")
	for _, path := range []string{"/rooms/square", "/rooms/square/1", "/rooms", "/forgot"} {
		mustNotHold(t, strings.ToLower(s.guest().get(path).want(t, 200).body), "zebulon")
	}
	s.guest().get("/rooms/square/members").want(t, 303)
	s.guest().get("/people/ana").want(t, 303)
}
