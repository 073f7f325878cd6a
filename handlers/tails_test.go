package handlers_test

import (
	"net/http"
	"strings"
	"testing"

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
