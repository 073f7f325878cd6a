package handlers_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"parley/chat"
)

func contains(page, text string) bool { return strings.Contains(page, text) }

// seqs are the numbers of the messages of a page, as they stand.
func seqs(t *testing.T, a answer) []int {
	t.Helper()
	var all []int
	a.doc(t).Find("article[data-seq]").Each(func(_ int, m *goquery.Selection) {
		n, _ := strconv.Atoi(m.AttrOr("data-seq", ""))
		all = append(all, n)
	})
	return all
}

func run(from, to int) string {
	var all []int
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return fmt.Sprint(all)
}

func TestOlderMessagesComeFiftyAtATime(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for n := range 110 {
		ana.say("lounge", fmt.Sprint("number ", n+1))
	}
	for path, want := range map[string]string{
		"/rooms/lounge": run(61, 110), "/rooms/lounge/messages?before=61": run(11, 60), "/rooms/lounge/messages?before=11": run(1, 10),
		"/rooms/lounge/messages?before=1": "[]",
	} {
		if got := fmt.Sprint(seqs(t, ana.get(path).want(t, 200))); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	fragment := ana.htmx().get("/rooms/lounge/messages?before=61").want(t, 200)
	mustNotHold(t, fragment.body, "<html", "<body")
	if fmt.Sprint(seqs(t, fragment)) != run(11, 60) {
		t.Error("the fragment holds other messages")
	}
	if ana.get("/rooms/lounge/messages?before=61").doc(t).Find(`a[href*="before=11"]`).Length() == 0 {
		t.Error("no link leads to older ones")
	}
	if got := seqs(t, ana.get("/rooms/lounge/40").want(t, 200)); len(got) != 50 || got[0] > 40 || got[49] < 40 {
		t.Errorf("a permalink shows %v", got)
	}
	for _, seq := range []string{"0", "111", "99999999999999999999"} {
		ana.get("/rooms/lounge/"+seq).want(t, 404)
	}
	ana.get("/rooms/lounge/messages").want(t, 303)
}

func TestCatchingUpAnswersExactlyOneFrame(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	for n := range 3 {
		ana.say("lounge", fmt.Sprint("number ", n+1))
	}
	epoch := ana.get("/rooms/lounge/messages?since=3").doc(t).Find("live-frame").AttrOr("epoch", "")
	for query, want := range map[string]string{
		"since=1": "1 3 [2 3]", "since=3": "3 3 []", "since=0": "0 3 [1 2 3]", "since=3&epoch=" + epoch: "3 3 []",
		"since=2&epoch=other": "reset 3 [1 2 3]", "since=4": "reset 3 [1 2 3]", "since=x": "reset 3 [1 2 3]", "since=": "reset 3 [1 2 3]", "since=-5": "reset 3 [1 2 3]",
		"since=99999999999999999999": "reset 3 [1 2 3]",
	} {
		a := ana.get("/rooms/lounge/messages?"+query).want(t, 200)
		f := a.doc(t).Find("live-frame")
		from := f.AttrOr("from", "")
		if _, reset := f.Attr("reset"); reset {
			from = "reset"
		}
		if got := fmt.Sprint(from, " ", f.AttrOr("to", ""), " ", seqs(t, a)); got != want || f.Length() != 1 || f.AttrOr("room", "") != "lounge" {
			t.Errorf("?%s: %q, want %q", query, got, want)
		}
		if !strings.HasPrefix(a.body, "<live-frame") || strings.TrimSpace(a.body)[len(strings.TrimSpace(a.body))-13:] != "</live-frame>" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("?%s: %q %.200s", query, a.Header.Get("Cache-Control"), a.body)
		}
	}
	mustNotHold(t, ana.get("/rooms/lounge/messages?since=x").body, `from="-`)
}

// unread is what the sidebar says of the lounge.
func unread(t *testing.T, p *person) string {
	t.Helper()
	return p.get("/sidebar").doc(t).Find(`a[href="/rooms/lounge"]`).AttrOr("data-unread", "")
}

func TestUnreadMessagesAreCountedUntilTheyAreSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t, options{})
	ana := s.setUp()
	bo := s.somebody("bo", chat.RoleMember)
	for _, body := range []string{"one", "two", "three"} {
		ana.say("lounge", body)
	}
	if got := unread(t, bo); got != "3" {
		t.Errorf("%q are unread", got)
	}
	bo.with("Sec-Purpose", "prefetch;prerender").get("/rooms/lounge").want(t, 200)
	bo.get("/rooms/lounge/messages?since=0").want(t, 200)
	if got := unread(t, bo); got != "3" {
		t.Errorf("after fetching ahead %q are unread", got)
	}
	bo.post("/rooms/lounge/read", "seq", "2").want(t, 303)
	bo.htmx().post("/rooms/lounge/read", "seq", "1").want(t, 204)
	bo.post("/rooms/lounge/read", "seq", "x").want(t, 303)
	if got := unread(t, bo); got != "1" {
		t.Errorf("after the read mark %q are unread", got)
	}
	page := bo.get("/rooms/lounge").doc(t)
	if line := page.Find("[data-new-since]"); line.Length() != 1 || line.NextAll().First().AttrOr("data-seq", "") != "3" {
		h, _ := line.Parent().Html()
		t.Errorf("the line of what is new stands elsewhere: %.1500s", h)
	}
	if got := unread(t, bo); got != "" && got != "0" {
		t.Errorf("after the room was seen %q are unread", got)
	}
	if bo.get("/rooms/lounge").doc(t).Find("[data-new-since]").Length() != 0 {
		t.Error("the line stays")
	}
	bo.post("/rooms/lounge/read", "seq", "99").want(t, 303)
	ana.say("lounge", "four")
	if got := unread(t, bo); got != "1" {
		t.Errorf("a mark beyond the end hides what comes: %q", got)
	}
	if got := unread(t, ana); got != "" && got != "0" {
		t.Errorf("one's own messages are unread: %q", got)
	}
}
