package views

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

func composed(t *testing.T, change func(*ComposerView)) string {
	t.Helper()
	v := ComposerView{Room: chat.Room{Slug: "lounge", Name: "lounge", Kind: chat.Open}, Nonce: "0123456789abcdef"}
	change(&v)
	return rendered(t, Composer(v))
}

func TestTheComposerIsAFormThatWorksBothWays(t *testing.T) {
	d := parsed(t, composed(t, func(*ComposerView) {}))
	const form = "form#composer"
	want(t, d, form, "method", "post")
	want(t, d, form, "action", "/rooms/lounge/messages")
	want(t, d, form, "hx-post", "/rooms/lounge/messages")
	for _, status := range []string{"401", "403", "409", "422", "429", "503"} {
		want(t, d, form, "hx-status:"+status, "swap:outerHTML")
	}
	want(t, d, "input[name=nonce]", "value", "0123456789abcdef")
	want(t, d, "input[name=nonce]", "autocomplete", "off")
	want(t, d, "textarea[name=body]", "maxlength", "4000")
	has(t, d, "textarea[autofocus], input[name=reply_to], .strip", 0)
}

func TestAComposerThatWasSwappedInTakesTheFocusBack(t *testing.T) {
	d := parsed(t, composed(t, func(v *ComposerView) { v.Swapped = true }))
	has(t, d, "textarea[autofocus]", 1)
}

func TestARefusalKeepsTheWordsAndSaysWhy(t *testing.T) {
	d := parsed(t, composed(t, func(v *ComposerView) {
		v.Body = "\n</textarea><b>x"
		v.Err = &chat.Error{Kind: chat.TooSoon, Message: "Slow mode is on.", RetryAfter: 23500 * time.Millisecond}
	}))
	if got := d.Find("textarea").Text(); got != "\n</textarea><b>x" {
		t.Errorf("the words are %q", got)
	}
	if got := d.Find(".strip.bad > span").Text(); got != "Slow mode is on." {
		t.Errorf("the reason is %q", got)
	}
	want(t, d, ".strip.bad [data-left]", "data-left", "24")
}

func TestAnErrorThatIsNoRefusalIsNotShown(t *testing.T) {
	d := parsed(t, composed(t, func(v *ComposerView) { v.Err = errors.New("sql: secret") }))
	if got := d.Find(".strip.bad").Text(); got == "" || strings.Contains(got, "secret") {
		t.Errorf("it says %q", got)
	}
}

func TestAnAnswerSaysWhatItAnswers(t *testing.T) {
	m := said(42, ana, "<p>Hello</p>")
	m.Plain = "Hello <you>"
	d := parsed(t, composed(t, func(v *ComposerView) { v.ReplyTo = &m }))
	want(t, d, "#post input[name=reply_to]", "value", "42")
	want(t, d, "#post input[name=nonce]", "value", "0123456789abcdef")
	want(t, d, "#post .strip a", "href", "/rooms/lounge#composer")
	d = parsed(t, composed(t, func(v *ComposerView) { v.ReplyTo, v.Thread = &m, 42 }))
	want(t, d, "input[name=thread]", "value", "42")
	has(t, d, ".strip, textarea[autofocus]", 0)
}

func TestInItsFrameTheComposerIsAPlainForm(t *testing.T) {
	v := ComposerView{Room: chat.Room{Slug: "lounge", Name: "lounge"}, Nonce: "0123456789abcdef", Frame: true, Sent: true}
	html := rendered(t, ComposerPage(pageOf(mara), v))
	strict(t, html)
	d := parsed(t, html)
	want(t, d, "form#composer", "target", "_self")
	want(t, d, "base", "target", "_top")
	has(t, d, "[hx-post], script", 0)
	has(t, d, "[role=status]", 1)
}
