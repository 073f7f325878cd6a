package e2e

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

// endLimit is how late the end of raid measures may be seen. They are looked for once a
// second; the rest is for a busy machine.
const endLimit = 5 * time.Second

// aged is somebody whose account is not new any more.
func (p *place) aged(t *testing.T, handle string) *person {
	t.Helper()
	who := p.person(t, handle)
	p.exec(t, `UPDATE users SET created_at = created_at - $1 WHERE handle = $2`, int64(48*time.Hour/time.Microsecond), handle)
	return who
}

// exec changes the database past the rules.
func (p *place) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if _, err := p.db.Exec(statement, args...); err != nil {
		t.Fatal(err)
	}
}

// says is a message that may be refused.
func (p *person) says(room, body string) error {
	_, err := p.try("/rooms/"+room+"/messages", url.Values{"body": {body}, "nonce": {rand.Text()}})
	return err
}

// wantEnd tries what is refused until a moment, and fails t when it is let through before, or not soon after.
func wantEnd(t *testing.T, what string, end time.Time, try func() error) {
	t.Helper()
	within(t, time.Until(end)+endLimit, what, func() error {
		err := try()
		if err == nil && time.Now().Before(end) {
			t.Fatalf("%s %v too early", what, time.Until(end))
		}
		time.Sleep(50 * time.Millisecond)
		return err
	})
	t.Logf("%s %v after its end", what, time.Since(end))
}

// roomStates reads a socket until a message that shows a text, and is each <live-room> before it.
func roomStates(t *testing.T, socket *testenv.Socket, text string) (states []string) {
	t.Helper()
	for began := time.Now(); time.Since(began) < patience; {
		switch frame := socket.Read(t); {
		case strings.Contains(frame, "<live-room"):
			states = append(states, frame)
		case strings.Contains(frame, text):
			return states
		}
	}
	t.Fatalf("no frame holds %q", text)
	return nil
}

func TestARaidIsSeenOnOpenPagesAtOnceAndLeavesThemByItself(t *testing.T) {
	t.Parallel()
	p := newCluster(t)
	one, two := p.replicas[0].URL, p.replicas[1].URL
	kip := p.aged(t, "kip")
	kip.send(t, "/rooms/lounge/join", nil)
	page := kip.at(two).live(t, "lounge")
	socket := testenv.Dial(t, one+"/ws?room=lounge&since=0", http.Header{"Cookie": {"parley=" + kip.cookie(t)}, "Origin": {one}})
	const banner = "document.querySelector('#room-state').checkVisibility()"
	if testenv.Eval[bool](t, page, "window.kept = true, "+banner) {
		t.Fatal("something is said of the room already")
	}

	p.admin.at(one).send(t, "/rooms/lounge/raid", url.Values{"for": {"15m"}})
	took := within(t, dropLimit, "the page shows the raid", func() error {
		return no(testenv.Eval[bool](t, page, banner+" && /Raid measures until .*Slow mode 30 s.*links off/s.test(document.querySelector('#room-state').innerText)"), "it does not")
	})
	t.Logf("the page of the other replica shows the raid after %v", took)
	shows(t, page, "#composer textarea", "")
	say(t, page, "look at https://example.com/")
	shows(t, page, "#composer .strip.bad", "Links are off in this room just now")
	if got := testenv.Eval[string](t, page, "document.querySelector('#composer textarea').value"); got != "look at https://example.com/" {
		t.Errorf("the words became %q", got)
	}
	testenv.Eval[string](t, page, "document.querySelector('#composer textarea').value = ''")
	say(t, page, "without a link")
	untilShown(t, "without a link", page)
	say(t, page, "https://example.com/ at last")
	shows(t, page, "#composer .strip.bad", "Slow mode is on")

	end := time.Now().Add(2 * time.Second)
	p.exec(t, `UPDATE rooms SET raid_until = $1 WHERE slug = 'lounge'`, end.UnixMicro())
	wantEnd(t, "the page is as it was", end, func() error {
		return no(!testenv.Eval[bool](t, page, banner), "it still shows the raid")
	})
	page.Do(t, chromedp.Click("#composer .send"))
	untilShown(t, "at last", page)
	if !testenv.Eval[bool](t, page, "window.kept === true") {
		t.Error("the page was loaded anew")
	}
	page.WantNoProblems(t, "403", "429")
	states := roomStates(t, socket, "at last")
	if n := len(states); n < 2 || !strings.Contains(states[n-2], "Raid measures until") || strings.Contains(states[n-1], "Raid") {
		t.Errorf("the other page was told %q", states)
	}
	if n := strings.Count(strings.Join(states, ""), "Raid measures until"); n != 1 {
		t.Errorf("it was told %d times of the raid", n)
	}
}
