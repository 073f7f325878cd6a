package static

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"parley/internal/testenv"
)

func TestFramesInOrderAreShownInOrder(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(1, 2)...), `data-rev="2" data-epoch="e1" data-meta="1" data-end`
	page, d := s.open(t)
	if got := d.query.Encode(); got != "epoch=e1&meta=1&room=lounge&since=2" {
		t.Errorf("dialled with %s", got)
	}
	d.send(t, frame(2, 3, run(3, 3)...)+frame(3, 5, run(4, 5)...))
	untilRev(t, page, 5)
	wantShown(t, page, "1@1 text 1, 2@2 text 2, 3@3 text 3, 4@4 text 4, 5@5 text 5")
	page.WantNoProblems(t)
}

func TestAFrameThatCameBeforeIsIgnored(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles = `<div class="empty">Nobody has said anything</div>`
	page, d := s.open(t)
	d.send(t, frame(0, 2, run(1, 2)...))
	page.Until(t, "!document.querySelector('.empty')")
	d.send(t, frame(0, 1, message{seq: 1, rev: 1, text: "again"}))
	d.send(t, frame(1, 2, message{seq: 2, rev: 9, text: "again"}))
	d.send(t, frame(2, 3, run(3, 3)...))
	untilRev(t, page, 3)
	wantShown(t, page, "1@1 text 1, 2@2 text 2, 3@3 text 3")
	page.WantNoProblems(t)
}

func TestAnOlderRevisionThatComesLateIsNotShown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	d.send(t, frame(0, 4, message{seq: 1, rev: 4, text: "edited"}))
	d.send(t, frame(4, 5, message{seq: 1, rev: 3, text: "first edit"}))
	untilRev(t, page, 5)
	wantShown(t, page, "1@4 edited")
	page.WantNoProblems(t)
}

func TestFramesOfAnotherRoomAreIgnored(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	d.send(t, strings.Replace(frame(0, 7, run(1, 7)...), `"lounge"`, `"other"`, 1))
	d.send(t, frame(0, 1, run(1, 1)...))
	untilRev(t, page, 1)
	wantShown(t, page, "1@1 text 1")
	page.WantNoProblems(t)
}

func TestAGapIsFetched(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answers(200, frame(1, 4, append(run(2, 4), message{seq: 1, rev: 4, text: "edited"})...))
	page, d := s.open(t)
	d.send(t, frame(0, 1, run(1, 1)...))
	d.send(t, frame(3, 4, run(4, 4)...))
	untilRev(t, page, 4)
	if q := next(t, s.asked, "a catch-up"); q.Get("since") != "1" || q.Get("epoch") != "e1" {
		t.Errorf("asked with %s", q.Encode())
	}
	wantShown(t, page, "1@4 edited, 2@2 text 2, 3@3 text 3, 4@4 text 4")
	page.WantNoProblems(t)
}

func TestALostTailIsSeenByTheHeartbeat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answers(200, frame(0, 2, run(1, 2)...))
	page, d := s.open(t)
	d.send(t, frame(2, 2))
	untilRev(t, page, 2)
	wantShown(t, page, "1@1 text 1, 2@2 text 2")
	page.WantNoProblems(t)
}

func TestACatchUpThatFailsIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	d.send(t, frame(2, 2))
	next(t, s.asked, "a catch-up")
	s.answers(200, frame(0, 2, run(1, 2)...))
	untilRev(t, page, 2)
	page.WantNoProblems(t, "status of 500")
}

func TestACatchUpThatDoesNotReachWhatAFrameSpokeOfIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answers(200, frame(0, 1, run(1, 1)...))
	page, d := s.open(t)
	d.send(t, frame(2, 3, run(3, 3)...))
	untilRev(t, page, 1)
	s.answers(200, frame(1, 3, run(2, 3)...))
	untilRev(t, page, 3)
	wantShown(t, page, "1@1 text 1, 2@2 text 2, 3@3 text 3")
	page.WantNoProblems(t)
}

func TestAResetReplacesTheListAndOffersOlderPages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(1, 3)...), `data-rev="3" data-epoch="e1" data-meta="1" data-end`
	page, d := s.open(t)
	d.send(t, reset("e1", 900, run(600, 640)...))
	untilRev(t, page, 900)
	if got := shown(t, page); !strings.HasPrefix(got, "600@600 text 600, 601") || strings.Count(got, "@") != 41 {
		t.Errorf("the list shows %s", got)
	}
	if got := testenv.Eval[string](t, page, "document.querySelector('#older a').getAttribute('hx-get')"); got != "/rooms/lounge/messages?before=600" {
		t.Errorf("older pages are at %s", got)
	}
	if got := testenv.Eval[int](t, page, "document.querySelectorAll('h2.day').length"); got != 1 {
		t.Errorf("%d days", got)
	}
	page.WantNoProblems(t)
}

func TestAnotherEpochIsFetchedAndStartsAnew(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(1, 3)...), `data-rev="3" data-epoch="e1" data-meta="1" data-end`
	s.answers(200, reset("e2", 2, run(1, 2)...))
	page, d := s.open(t)
	d.send(t, strings.Replace(frame(1, 2, message{seq: 2, rev: 2, text: "of another epoch"}), "e1", "e2", 1))
	untilRev(t, page, 2)
	wantShown(t, page, "1@1 text 1, 2@2 text 2")
	d.send(t, strings.Replace(frame(2, 3, run(3, 3)...), "e1", "e2", 1))
	untilRev(t, page, 3)
	if q := next(t, s.asked, "a catch-up"); q.Get("since") != "3" || q.Get("epoch") != "e1" {
		t.Errorf("asked with %s", q.Encode())
	}
	page.WantNoProblems(t)
}

func TestATombstoneTakesTheTextAndLeavesTheFocus(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(1, 2)...), `data-rev="2" data-epoch="e1" data-meta="1" data-end`
	page, d := s.open(t)
	testenv.Eval[any](t, page, "document.querySelector('#m-1001 .at').focus()")
	d.send(t, frame(2, 3, message{seq: 1, rev: 3, attrs: "data-removed"}))
	untilRev(t, page, 3)
	wantShown(t, page, "1@3 , 2@2 text 2")
	if got := testenv.Eval[string](t, page, "document.activeElement.outerHTML"); !strings.Contains(got, `href="#m-1"`) {
		t.Errorf("the focus is on %s", got)
	}
	page.WantNoProblems(t)
}

func TestAWindowThatIsNotAtTheEndChangesOnlyWithinAndRaisesThePill(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(10, 12)...), `data-rev="100" data-epoch="e1" data-meta="1" data-newest="50"`
	page, d := s.open(t)
	d.send(t, frame(100, 104, message{seq: 11, rev: 101, text: "edited"}, message{seq: 40, rev: 102, text: "edited"}, message{seq: 51, rev: 103}, message{seq: 52, rev: 104}))
	untilRev(t, page, 104)
	wantShown(t, page, "10@10 text 10, 11@101 edited, 12@12 text 12")
	if got := testenv.Eval[string](t, page, "document.querySelector('#pill').hidden ? '' : document.querySelector('#pill').textContent"); got != "2 new" {
		t.Errorf("the pill says %q", got)
	}
	d.send(t, reset("e1", 900, run(600, 602)...))
	page.Until(t, "location.pathname === '/rooms/lounge/10'")
	page.WantNoProblems(t)
}

func TestAThreadShowsOnlyItsOwn(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(4, 4)...), `data-rev="4" data-epoch="e1" data-meta="1" data-end data-thread="4"`
	page, d := s.open(t)
	d.send(t, frame(4, 7, message{seq: 4, rev: 7, text: "root"}, message{seq: 5, rev: 5, text: "else"}, message{seq: 6, rev: 6, text: "reply", attrs: `data-root="4"`}))
	untilRev(t, page, 7)
	wantShown(t, page, "4@7 root, 6@6 reply")
	page.WantNoProblems(t)
}

func inZone(zone string) testenv.PageOption {
	return func(tab context.Context) error {
		_, err := chromedp.Call(tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
		return err
	}
}

func TestDaysAndTimesAreTheReaders(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	// In Auckland (UTC+13) 8:01 is in the evening, 18:00 and later the next morning.
	s.articles = `<h2 class="day"><time datetime="2026-11-20"><i>Fri</i><span>20 November</span></time></h2>` + list(message{seq: 1, rev: 1})
	s.log = `data-rev="1" data-epoch="e1" data-meta="1" data-end`
	page, d := s.open(t, inZone("Pacific/Auckland"))
	d.send(t, frame(1, 4, message{seq: 2, rev: 2}, message{seq: 240, rev: 3}, message{seq: 300, rev: 4}))
	untilRev(t, page, 4)
	got := testenv.Eval[string](t, page, `[...document.querySelectorAll('#log > *')].map((e) => e.matches('h2') ? e.querySelector('time').getAttribute('datetime') + e.textContent : e.querySelector('time').textContent).join(' ')`)
	if want := "2026-11-20Fri20 November 21:01 21:02 2026-11-21Sat21 November 01:00 02:00"; got != want {
		t.Errorf("days and times:\n%s\nwant\n%s", got, want)
	}
	d.send(t, frame(4, 5, message{seq: 241, rev: 5}))
	untilRev(t, page, 5)
	if got := testenv.Eval[int](t, page, "document.querySelectorAll('h2.day').length"); got != 2 {
		t.Errorf("%d days after one came between", got)
	}
	if got := testenv.Eval[string](t, page, "document.querySelector('#m-1001 time').title"); !strings.Contains(got, "Friday, 20 November 2026") {
		t.Errorf("the title is %q", got)
	}
	page.WantNoProblems(t)
}

func TestAMessageOfABlockShowsFigureAndNameOnlyAfterSomethingElse(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	cont := strings.NewReplacer(`class="msg"`, `class="msg cont"`)
	s.articles = cont.Replace(list(message{seq: 1, rev: 1}, message{seq: 2, rev: 2}, message{seq: 3, rev: 3, day: "2026-11-21"}))
	s.log = `data-rev="3" data-epoch="e1" data-meta="1" data-end`
	page, _ := s.open(t)
	got := testenv.Eval[string](t, page, "[...document.querySelectorAll('.avatar')].map((a) => getComputedStyle(a).display).join(' ')")
	if got != "grid none grid" {
		t.Errorf("avatars: %s", got)
	}
	page.WantNoProblems(t)
}

func TestARestartIsFollowedByANewSocketFromTheCursor(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	d.send(t, frame(0, 2, run(1, 2)...))
	untilRev(t, page, 2)
	d.conn.Close(websocket.StatusServiceRestart, "restart")
	again := next(t, s.dials, "a socket after the restart")
	if got := again.query.Get("since"); got != "2" {
		t.Errorf("dialled since %s", got)
	}
	again.send(t, frame(2, 3, run(3, 3)...))
	untilRev(t, page, 3)
	wantShown(t, page, "1@1 text 1, 2@2 text 2, 3@3 text 3")
	page.WantNoProblems(t)
}

func TestBadgesThatWereMissedBetweenSocketsAreFetched(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.aside = `<nav id="side-rooms"><a href="/rooms/tech" data-read="0">Tech</a></nav>`
	s.mux.HandleFunc("GET /sidebar", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<a href="/rooms/tech" data-read="0" data-unread="3">Tech</a>`)
	})
	page, d := s.open(t)
	d.send(t, frame(0, 1, run(1, 1)...))
	untilRev(t, page, 1)
	d.conn.Close(websocket.StatusServiceRestart, "restart")
	next(t, s.dials, "a socket after the restart")
	page.Until(t, "document.title === '(3) lounge'")
	page.WantNoProblems(t)
}

func TestWhileSocketsAreRefusedThePageCatchesUpByHTTP(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answers(200, frame(0, 2, run(1, 2)...))
	page, d := s.open(t)
	s.refuses(http.StatusServiceUnavailable)
	d.conn.Close(websocket.StatusInternalError, "")
	untilRev(t, page, 2)
	page.Until(t, "document.documentElement.dataset.conn === 'offline'")
	s.refuses(0)
	if got := next(t, s.dials, "a socket").query.Get("since"); got != "2" {
		t.Errorf("dialled since %s", got)
	}
	page.Until(t, "document.documentElement.dataset.conn === 'live'")
	page.WantNoProblems(t, "WebSocket")
}

func TestARoomThatIsGoneStopsThePage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answers(404, "")
	page, d := s.open(t)
	s.refuses(404)
	d.conn.Close(websocket.StatusInternalError, "")
	page.Until(t, "document.documentElement.dataset.conn === 'closed'")
	s.refuses(0)
	if got := testenv.Eval[string](t, page, "document.querySelector('#conn').innerText"); got != "This room is gone." {
		t.Errorf("the page says %q", got)
	}
	testenv.Eval[any](t, page, "dispatchEvent(new Event('online'))")
	select {
	case <-s.dials:
		t.Error("a page that was stopped dialled again")
	case <-time.After(500 * time.Millisecond):
	}
	page.WantNoProblems(t, "status of 404", "WebSocket")
}

func TestTheEndOfReadingStopsThePage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answers(401, "")
	page, d := s.open(t)
	d.conn.Close(websocket.StatusPolicyViolation, "signed out")
	page.Until(t, "document.documentElement.dataset.conn === 'closed'")
	if got := testenv.Eval[string](t, page, "document.querySelector('#conn').innerText"); got != "Reading has ended." {
		t.Errorf("the page says %q", got)
	}
	page.WantNoProblems(t, "status of 401")
}

func TestReadingAboveIsNotMovedAndThePillCounts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(1, 60)...), `data-rev="60" data-epoch="e1" data-meta="1" data-end`
	page, d := s.open(t)
	testenv.Eval[any](t, page, "document.querySelector('#scroller').scrollTop = -800")
	const place = "document.querySelector('#m-1030').getBoundingClientRect().top"
	before := testenv.Eval[float64](t, page, place)
	d.send(t, frame(60, 62, run(61, 62)...))
	untilRev(t, page, 62)
	if after := testenv.Eval[float64](t, page, place); after != before {
		t.Errorf("the text moved from %v to %v", before, after)
	}
	if got := testenv.Eval[string](t, page, "document.querySelector('#pill').innerText"); got != "2 new" {
		t.Errorf("the pill says %q", got)
	}
	page.Do(t, chromedp.Click("#pill"))
	page.Until(t, "document.querySelector('#scroller').scrollTop === 0 && document.querySelector('#pill').hidden")
	page.WantNoProblems(t)
}

func TestWhatIsInSightIsMarkedAsReadEveryThreeSecondsAtMost(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.articles, s.log = list(run(1, 2)...), `data-rev="2" data-epoch="e1" data-meta="1" data-end`
	page, d := s.open(t)
	d.send(t, frame(2, 3, run(3, 3)...))
	if got := next(t, s.marks, "a read mark"); got != "3" {
		t.Errorf("marked %s", got)
	}
	began := time.Now()
	d.send(t, frame(3, 4, run(4, 4)...))
	d.send(t, frame(4, 5, run(5, 5)...))
	if got := next(t, s.marks, "a second read mark"); got != "5" || time.Since(began) < 2*time.Second {
		t.Errorf("marked %s after %v", got, time.Since(began))
	}
	d.send(t, frame(5, 6, run(6, 6)...))
	untilRev(t, page, 6)
	page.Do(t, chromedp.Navigate("about:blank"))
	if got := next(t, s.marks, "a mark on leaving"); got != "6" {
		t.Errorf("marked %s on leaving", got)
	}
}

func TestBurstsAreAnnouncedOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	d.send(t, frame(0, 1, run(1, 1)...))
	page.Until(t, "document.querySelector('#announcer').textContent === 'New message from Bex'")
	d.send(t, frame(1, 2, run(2, 2)...))
	d.send(t, frame(2, 4, append(run(3, 3), message{seq: 4, rev: 4, author: 7})...))
	page.Until(t, "document.querySelector('#announcer').textContent === '2 new messages from Bex'")
	page.WantNoProblems(t)
}

func TestUnnumberedFramesReplaceWhatTheyName(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.aside = `<h1 id="topic">Old</h1><ul id="here"></ul><b id="here-count"></b>`
	page, d := s.open(t)
	d.send(t, `<live-room room="lounge" meta="4"><h1 id="topic">New</h1></live-room>`+
		`<live-you room="lounge" role="moderator"><p id="elsewhere">none</p><article class="msg held" id="h-5">Held</article></live-you>`+
		`<live-typing room="lounge"><span>Bex is writing</span></live-typing><live-here room="lounge" count="2"><li>Ana</li><li>Bex</li></live-here>`)
	page.Until(t, "document.querySelector('#here-count').textContent === '2'")
	got := testenv.Eval[string](t, page, `[topic.textContent, log.dataset.meta, document.body.className, document.body.dataset.role, log.lastElementChild.id, typing.textContent, here.children.length].join()`)
	if want := "New,4,is-mod,moderator,h-5,Bex is writing,2"; got != want {
		t.Errorf("the page has %s, want %s", got, want)
	}
	d.send(t, frame(0, 1, run(1, 1)...)+`<live-you room="lounge" role="member"><article id="h-5" hidden></article></live-you>`)
	untilRev(t, page, 1)
	got = testenv.Eval[string](t, page, `[document.body.className, log.lastElementChild.id, log.lastElementChild.hidden].join()`)
	if want := ",h-5,true"; got != want {
		t.Errorf("the page has %s, want %s", got, want)
	}
	page.WantNoProblems(t)
}

func TestUnreadIsCountedInTheSidebarAndTheTitle(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	link := `<details %s><summary>Station</summary><a class="nav-a" href="/rooms/lounge" data-read="0"><span class="count" hidden>0<span class="vh"> unread</span></span></a>` +
		`<a class="nav-a" href="/rooms/tech" data-read="%d"><span class="count%s" hidden>0<span class="vh"> unread</span></span></a></details>`
	s.aside = `<nav id="side-rooms">` + fmt.Sprintf(link, "open", 5, "") + `</nav>`
	s.mux.HandleFunc("GET /sidebar", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, link, "open", 6, " hot") })
	page, d := s.open(t)
	d.send(t, `<live-badge room="tech" last="8" mentions="3 17"></live-badge><live-badge room="lounge" last="1" mentions=""></live-badge>`)
	page.Until(t, "document.title === '(3) lounge'")
	got := testenv.Eval[string](t, page, `[...document.querySelectorAll('#side-rooms a')].map((a) => [a.dataset.unread, a.querySelector('.count').hidden || a.querySelector('.count').textContent, a.className].join('|')).join()`)
	if want := "|true|nav-a,3|3 unread|nav-a unread"; got != want {
		t.Errorf("the sidebar says %q, want %q", got, want)
	}
	testenv.Eval[any](t, page, "document.querySelector('#side-rooms details').open = false")
	d.send(t, `<live-badge room="tech" last="8" mentions="3 7"></live-badge>`)
	page.Until(t, "document.querySelector('#side-rooms .hot')")
	d.send(t, `<live-badge room="tech" read="8"></live-badge>`)
	page.Until(t, "document.title === 'lounge' && document.querySelector('#side-rooms .hot').hidden")
	if testenv.Eval[bool](t, page, "document.querySelector('#side-rooms details').open") {
		t.Error("the category that was shut is open")
	}
	page.WantNoProblems(t)
}
