package static

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parley/internal/testenv"
)

const (
	textarea = "document.querySelector('#composer textarea')"
	failed   = "document.querySelector('#composer .strip.bad')"
)

func TestEnterSendsAndTheFreshComposerHasTheFocus(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "hello\r"))
	post := next(t, s.posts, "a post")
	if post.Get("body") != "hello" || post.Get("nonce") == "" {
		t.Errorf("posted %s", post.Encode())
	}
	if got := next(t, d.said, "typing"); got != "typing" {
		t.Errorf("said %q", got)
	}
	page.Until(t, textarea+".value === ''")
	page.Until(t, "document.activeElement === "+textarea)
	if got := testenv.Eval[string](t, page, "document.querySelector('[name=nonce]').value"); got == post.Get("nonce") {
		t.Error("the nonce is the same")
	}
	if got := testenv.Eval[int](t, page, "sessionStorage.length"); got != 0 {
		t.Errorf("%d drafts are left", got)
	}
	page.WantNoProblems(t)
}

func TestShiftEnterAndInputMethodsDoNotSend(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, _ := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "one"))
	testenv.Eval[any](t, page, `for (const how of [{ shiftKey: true }, { isComposing: true }]) `+textarea+
		`.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...how }))`)
	page.Do(t, chromedp.SendKeys("#body", " two\r"))
	if got := next(t, s.posts, "a post").Get("body"); got != "one two" {
		t.Errorf("posted %q", got)
	}
	page.WantNoProblems(t)
}

func TestAFailedSendKeepsTheTextAndIsRetriedUnderTheSameNonce(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]http.HandlerFunc{
		"the connection breaks": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a proxy answers": func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, "<h1>Bad gateway</h1>", http.StatusBadGateway)
		},
		"something else answers": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "<p>Welcome to the network of this hotel</p>")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.receive = fail
			page, _ := s.open(t)
			page.Do(t, chromedp.SendKeys("#body", "hello\r"))
			first := next(t, s.posts, "a post")
			page.Until(t, failed)
			if got := testenv.Eval[string](t, page, textarea+".value"); got != "hello" {
				t.Errorf("the text is %q", got)
			}
			s.receives(nil)
			page.Do(t, chromedp.Click("#composer .strip.bad button"))
			second := next(t, s.posts, "a second post")
			if first.Encode() != second.Encode() {
				t.Errorf("posted %s, then %s", first.Encode(), second.Encode())
			}
			page.Until(t, textarea+".value === '' && !"+failed)
			page.WantNoProblems(t, "messages", "htmx:error")
		})
	}
}

func TestTheTextTypedWhileASendIsUnderWayStays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	hold := make(chan bool)
	s.receive = func(w http.ResponseWriter, r *http.Request) {
		<-hold
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, s.composer(""))
	}
	page, _ := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "one\r"))
	first := next(t, s.posts, "a post")
	page.Do(t, chromedp.SendKeys("#body", " two\r"))
	close(hold)
	page.Until(t, "document.querySelector('[name=nonce]').value !== '"+first.Get("nonce")+"'")
	page.Until(t, textarea+".value === 'one two' && document.activeElement === "+textarea)
	select {
	case again := <-s.posts:
		t.Errorf("posted %s while the first was under way", again.Encode())
	case <-time.After(200 * time.Millisecond):
	}
	page.Do(t, chromedp.SendKeys("#body", "\r"))
	if second := next(t, s.posts, "a second post"); second.Get("nonce") == first.Get("nonce") || second.Get("body") != "one two" {
		t.Errorf("posted %s, then %s", first.Encode(), second.Encode())
	}
	page.WantNoProblems(t)
}

func TestARefusalShowsTheFormAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.receive = func(w http.ResponseWriter, r *http.Request) {
		form := strings.Replace(s.composer(r.PostFormValue("body")), `<div class="line">`, `<p class="strip bad">Too long</p><div class="line">`, 1)
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, form)
	}
	page, _ := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "hello\r"))
	page.Until(t, failed+"?.textContent === 'Too long' && "+textarea+".value === 'hello'")
	page.WantNoProblems(t, "status of 422")
}

func TestUnsentTextSurvivesAReloadWithTheNonceItMayHaveBeenPostedUnder(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.receive = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	page, _ := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "hello\r"))
	first := next(t, s.posts, "a post")
	page.Until(t, failed)
	s.receives(nil)
	page.Do(t, chromedp.Reload())
	next(t, s.dials, "a socket")
	page.Until(t, textarea+".value === 'hello'")
	page.Do(t, chromedp.SendKeys("#body", "\r"))
	if second := next(t, s.posts, "a second post"); second.Encode() != first.Encode() {
		t.Errorf("posted %s, then %s", first.Encode(), second.Encode())
	}
	page.Until(t, textarea+".value === ''")
	page.Do(t, chromedp.Reload())
	next(t, s.dials, "a socket")
	page.Until(t, "document.documentElement.dataset.conn === 'live' && "+textarea+".value === ''")
	page.WantNoProblems(t, "messages", "htmx:error")
}

// A page may be left at any moment after the form is fresh: from there on no draft may hold what was sent.
func TestNoDraftIsLeftWhenTheFreshComposerShows(t *testing.T) {
	t.Parallel()
	for name, answers := range map[string]string{"a message": "", "an answer": answering} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.replying = answers
			page, _ := s.open(t)
			testenv.Eval[any](t, page, `new MutationObserver(() => { self.kept ??= Object.entries(sessionStorage).join() })
				.observe(document.querySelector('main'), { childList: true })`)
			page.Do(t, chromedp.SendKeys("#body", "hello\r"))
			next(t, s.posts, "a post")
			page.Until(t, textarea+".value === '' && self.kept !== undefined")
			if kept := testenv.Eval[string](t, page, "self.kept"); kept != "" {
				t.Errorf("a draft is left: %s", kept)
			}
			page.WantNoProblems(t)
		})
	}
}

// answering is what the form of an answer has more.
const answering = `<input type="hidden" name="reply_to" value="42"><p class="strip">Replying to Bex</p>`

func TestANewStateOfTheComposerKeepsTextAndNonce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	page, d := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "hello"))
	nonce := testenv.Eval[string](t, page, "document.querySelector('[name=nonce]').value")
	slow := strings.Replace(s.composer(""), `<div class="line">`, `<p class="strip"><b data-left="61">61</b></p><div class="line">`, 1)
	d.send(t, `<live-you room="lounge" role="member">`+slow+`</live-you>`)
	page.Until(t, "document.querySelector('[data-left]')?.textContent === '01:01' || document.querySelector('[data-left]')?.textContent === '01:00'")
	got := testenv.Eval[string](t, page, textarea+".value + ' ' + document.querySelector('[name=nonce]').value + (document.activeElement === "+textarea+")")
	if want := "hello " + nonce + "true"; got != want {
		t.Errorf("the composer has %q, want %q", got, want)
	}
	d.send(t, `<live-you room="lounge" role="member"><div id="composer"><p class="notice">You are muted. <b data-left="1">1</b></p></div></live-you>`)
	page.Until(t, "document.querySelector('#composer .notice')")
	page.Until(t, "!document.querySelector('#composer .notice')")
	d.send(t, `<live-you room="lounge" role="member">`+s.composer("")+`</live-you>`)
	page.Until(t, textarea+"?.value === 'hello'")
	page.WantNoProblems(t)
}

func TestANewStateOfTheComposerKeepsWhatItAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.replying = answering
	page, d := s.open(t)
	page.Do(t, chromedp.SendKeys("#body", "hello"))
	d.send(t, `<live-you room="lounge" role="member">`+strings.Replace(s.composer(""), `class="line"`, `class="line new"`, 1)+`</live-you>`)
	page.Until(t, "document.querySelector('#composer .new') && document.getElementById('post').innerText.includes('Replying to Bex')")
	page.Do(t, chromedp.SendKeys("#body", "\r"))
	if post := next(t, s.posts, "a post"); post.Get("reply_to") != "42" || post.Get("body") != "hello" {
		t.Errorf("posted %s", post.Encode())
	}
	page.WantNoProblems(t)
}
