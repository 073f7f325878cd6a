package static

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"parley/internal/testenv"
)

const olderLink = `<p id="older"><a href="?before=3" hx-get="/rooms/lounge/messages?before=3" hx-trigger="intersect once, click" hx-swap="outerHTML" hx-target="#older">Older messages</a></p>`

func TestAnOlderPageTakesWhatChangedWhileItWasUnderWay(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"asked for by the whole page": false, "asked for before live.js was there": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			if late {
				s.delay(URL("live.js"))
			}
			olderPageUnderWay(t, s)
		})
	}
}

// delay has a file come when the page has asked for older messages.
func (s *stage) delay(file string) {
	s.mux.HandleFunc("GET "+file, func(w http.ResponseWriter, r *http.Request) {
		for len(s.asked) == 0 && r.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		Handler().ServeHTTP(w, r)
	})
}

func olderPageUnderWay(t *testing.T, s *stage) {
	t.Helper()
	s.log = `data-rev="10" data-epoch="e1" data-meta="1" data-end`
	s.articles = olderLink + list(run(3, 4)...)
	hold := make(chan bool)
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		<-hold
		fmt.Fprint(w, `<i hidden data-older data-rev="10" data-first="1"></i>`+list(run(1, 2)...))
	}
	page, d := s.open(t)
	if got := next(t, s.asked, "an older page").Get("before"); got != "3" {
		t.Errorf("asked for what is before %s", got)
	}
	d.send(t, frame(10, 11, message{seq: 1, rev: 11, attrs: "data-removed"}))
	untilRev(t, page, 11)
	wantShown(t, page, "3@3 text 3, 4@4 text 4")
	close(hold)
	page.Until(t, "document.querySelector('#m-1002')")
	wantShown(t, page, "1@11 , 2@2 text 2, 3@3 text 3, 4@4 text 4")
	if got := testenv.Eval[string](t, page, "[...document.querySelectorAll('#log > :not(article)')].map((e) => e.localName).join()"); got != "h2" {
		t.Errorf("beside messages there is %s", got)
	}
	page.WantNoProblems(t)
}

func TestAnOlderPageFromBehindTheCursorIsRepaired(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.log = `data-rev="10" data-epoch="e1" data-meta="1" data-end`
	s.articles = olderLink + list(run(3, 4)...)
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("since") == "8" {
			fmt.Fprint(w, frame(8, 10, message{seq: 2, rev: 9, text: "edited"}))
			return
		}
		fmt.Fprint(w, `<i hidden data-older data-rev="8" data-first="1"></i>`+list(run(1, 2)...))
	}
	page, _ := s.open(t)
	page.Until(t, "document.querySelector('#m-1002')?.dataset.rev === '9'")
	wantShown(t, page, "1@1 text 1, 2@9 edited, 3@3 text 3, 4@4 text 4")
	page.WantNoProblems(t)
}

func TestALongListIsCutAtTheTopAndOffersOlderPages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<i hidden data-older data-rev="310" data-first="1"></i>`+list(run(1, 60)...))
	}
	page, d := s.open(t)
	d.send(t, frame(0, 300, run(1, 300)...))
	d.send(t, frame(300, 310, run(301, 310)...))
	untilRev(t, page, 310)
	if got := testenv.Eval[string](t, page, "document.querySelectorAll('#log > article').length + ' ' + document.querySelector('#older + h2 + article').dataset.seq"); got != "250 61" {
		t.Errorf("number and first: %s", got)
	}
	if got := testenv.Eval[float64](t, page, "document.querySelector('#scroller').scrollTop"); got != 0 {
		t.Errorf("scrolled by %v", got)
	}
	testenv.Eval[any](t, page, "document.querySelector('#scroller').scrollTop = -1e6")
	page.Until(t, "document.querySelectorAll('#log > article').length === 310")
	if got := next(t, s.asked, "an older page").Get("before"); got != "61" {
		t.Errorf("asked for what is before %s", got)
	}
	page.WantNoProblems(t)
}
