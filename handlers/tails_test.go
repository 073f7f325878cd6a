package handlers_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/chat"
)

func TestARoomThatIsKeptShowsEveryChangeAtTheNextRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	square := s.room("Square", chat.Open, true, ana, bo)
	for _, reader := range []*person{bo, s.guest()} {
		see := func() string {
			body := reader.get("/rooms/square").want(t, 200).body
			if again := reader.get("/rooms/square").want(t, 200).body; strings.Count(again, "<article") != strings.Count(body, "<article") {
				t.Error("the second look shows another room")
			}
			return body
		}
		see()
		path := ana.say(square, "hello sailors")
		seq := path[strings.LastIndex(path, "/")+1:]
		mustHold(t, see(), "hello sailors")
		ana.post("/rooms/square/messages/"+seq+"/edit", "body", "hello harbour").want(t, 303)
		mustHold(t, see(), "hello harbour")
		ana.post("/rooms/square/messages/"+seq+"/reactions", "emoji", "⛵").want(t, 303)
		mustHold(t, see(), `value="⛵"`)
		ana.post("/rooms/square/messages/"+seq+"/remove").want(t, 303)
		body := see()
		mustNotHold(t, body, "harbour", "sailors")
		mustHold(t, body, "data-removed")
		ana.post("/rooms/square/settings", "name", "Square of "+reader.user.Handle, "kind", "open", "public", "on", "topic", "everything").want(t, 303)
		mustHold(t, see(), "Square of "+reader.user.Handle, "everything")
	}
}

func TestAKeptRoomTellsTheTimeOfThePlace(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	ana.say("lounge", "hello")
	clock := func() string { return ana.get("/rooms/lounge").doc(t).Find(".at time").Text() }
	ana.post("/admin/settings", "time_zone", "Asia/Tokyo").want(t, 303)
	before := clock()
	ana.post("/admin/settings", "time_zone", "America/New_York").want(t, 303)
	if after := clock(); after == before || after == "" {
		t.Errorf("it is %s in Tokyo and in New York", after)
	}
}

func TestTheGuestsPageComesPlainOrCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	s.room("Square", chat.Open, true, s.setUp())
	for accept, want := range map[string]string{"gzip": "gzip", "br": "", "gzip;q=0": ""} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/rooms/square", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", accept)
		for range 2 { // made, and kept
			a, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			a.Body.Close()
			if got := a.Header.Get("Content-Encoding"); got != want || !strings.Contains(strings.Join(a.Header.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%s: %q, %v", accept, got, a.Header)
			}
		}
	}
}

// nonces differ between two renderings of one page.
var nonces = regexp.MustCompile(`(nonce="|name="nonce" value=")[^"]+`)

func TestARoomIsTheSamePlainAndCompressedWhereverItsNewsBegins(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember).with("Sec-Purpose", "prefetch") // moves no read mark
	for i := range 60 {
		ana.say("lounge", fmt.Sprintf("message %d of the *tide*", i))
	}
	for _, read := range []string{"1", "15", "16", "17", "35", "58", "59", "60"} {
		bo.post("/rooms/lounge/read", "seq", read).want(t, 303)
		plain := bo.with("Accept-Encoding", "identity").get("/rooms/lounge").want(t, 200)
		a := bo.with("Accept-Encoding", "gzip, deflate, br, zstd").get("/rooms/lounge").want(t, 200)
		z, err := gzip.NewReader(strings.NewReader(a.body))
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(z)
		if err != nil {
			t.Fatalf("read up to %s: %v", read, err)
		}
		if got, want := nonces.ReplaceAllString(string(page), "$1"), nonces.ReplaceAllString(plain.body, "$1"); got != want {
			t.Errorf("read up to %s: the pages differ: %s", read, cmp.Diff(want, got))
		}
		if n := strings.Count(plain.body, "<article"); n != 50 || strings.Count(plain.body, "data-new-since") != map[bool]int{true: 1}[read != "60"] {
			t.Errorf("read up to %s: %d messages", read, n)
		}
		for _, a := range []answer{plain, a} {
			if vary := strings.Join(a.Header.Values("Vary"), ", "); a.ContentLength != int64(len(a.body)) || vary != "Cookie, Accept-Encoding" || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("read up to %s: %v", read, a.Header)
			}
		}
	}
}
