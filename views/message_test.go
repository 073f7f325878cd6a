package views

import (
	"strings"
	"testing"
	"time"

	"parley/chat"
)

var berlin = ClockIn("Europe/Berlin")

func TestAFragmentHoldsWhatTheContractNames(t *testing.T) {
	m := said(42, ana, "<p>Hello</p>")
	m.Root, m.Mentions, m.EditedAt = 40, []int64{7, 12}, at20(10, 0)
	m.Quote = chat.Quote{Seq: 40, Name: "Mara Lindqvist", Text: "Is it <on>?"}
	d := parsed(t, Fragment(m, berlin))
	const article = "article#m-9042"
	want(t, d, article, "data-seq", "42")
	want(t, d, article, "data-rev", "1042")
	want(t, d, article, "data-author", "3")
	want(t, d, article, "data-root", "40")
	want(t, d, article, "data-mentions", "7 12")
	has(t, d, article+"[data-edited]", 1)
	has(t, d, article+"[data-removed]", 0)
	want(t, d, ".name", "href", "/people/ana")
	want(t, d, ".at", "href", "/rooms/lounge/42")
	want(t, d, ".at time", "datetime", "2026-11-20T09:42:00Z")
	want(t, d, ".quote", "href", "/rooms/lounge/40")
	has(t, d, `a[href="/rooms/lounge/messages/42"]`, 1)
	want(t, d, ".acts a", "href", "/rooms/lounge/messages/42#react")
	has(t, d, `.acts a[href="/rooms/lounge?reply=42#composer"]`, 1)
	if got := d.Find(".at").Text(); got != "10:42" {
		t.Errorf("the time is %s, want that of the place, 10:42", got)
	}
	if got := d.Find(".text p").Text(); got != "Hello edited" {
		t.Errorf("the text is %q: the mark belongs into the last paragraph", got)
	}
	if got := d.Find(".quote span").Text(); got != "Is it <on>?" {
		t.Errorf("the quote is %q", got)
	}
}

func TestAFragmentLeavesOutWhatDoesNotApply(t *testing.T) {
	d := parsed(t, Fragment(said(42, ana, "<p>Hello</p>"), berlin))
	has(t, d, "[data-mentions], [data-root], [data-edited], [data-removed], .quote, .thread, .edited, .mine", 0)
}

func TestNamesAreEscaped(t *testing.T) {
	for _, kind := range []chat.MessageKind{chat.Text, chat.Renamed} {
		m := said(1, chat.Author{ID: 9, Name: `<script>alert(1)</script>"`, Handle: "x"}, "<p>hi</p>")
		m.Kind, m.Body = kind, "<img src=x onerror=alert(1)>"
		m.Quote = chat.Quote{Seq: 1, Name: "<script>", Text: "<script>"}
		html := Fragment(m, berlin)
		if strings.Contains(html, "<script") || strings.Contains(html, "<img") {
			t.Errorf("%s: not escaped: %s", kind, html)
		}
		has(t, parsed(t, html), "article", 1)
	}
}

func TestATombstoneHoldsNoWords(t *testing.T) {
	m := said(42, ana, "<p>secret</p>")
	m.Plain, m.Mentions, m.EditedAt = "secret", []int64{7}, at20(10, 0)
	m.Quote = chat.Quote{Seq: 1, Name: "Mara", Text: "secret too"}
	m.RemovedAt, m.RemovedBy = at20(11, 0), ana.ID
	html := Fragment(m, berlin)
	d := parsed(t, html)
	has(t, d, "article[data-removed].gone", 1)
	has(t, d, "[data-mentions], .text, .quote, .if-own", 0)
	if strings.Contains(html, "secret") {
		t.Errorf("removed words are there: %s", html)
	}
	if !strings.Contains(html, "Removed by its author") {
		t.Error("it does not say who removed it")
	}
	m.RemovedBy = 15
	if !strings.Contains(Fragment(m, berlin), "Removed by a moderator") {
		t.Error("it does not say that a moderator removed it")
	}
	m.Kind, m.Body = chat.Renamed, "secret"
	if strings.Contains(Fragment(m, berlin), "secret") {
		t.Error("a line that was removed still has its words")
	}
}

func TestLinesAboutTheRoomAreArticlesWithASentence(t *testing.T) {
	for _, c := range []struct {
		kind       chat.MessageKind
		body, says string
	}{
		{chat.Renamed, "salon", "Ana Kovač renamed the room to salon"},
		{chat.TopicSet, "cables", "Ana Kovač set the topic to cables"},
		{chat.TopicSet, "", "Ana Kovač took the topic away"},
		{chat.Archived, "", "Ana Kovač archived the room. It can be read, and nothing more can be said in it."},
		{chat.Unarchived, "", "Ana Kovač opened the room again"},
		{chat.Widened, "public", "Ana Kovač opened the room to everyone, also without signing in"},
		{chat.Widened, "open", "Ana Kovač opened the room to everyone who has an account here"},
	} {
		m := said(5, ana, "")
		m.Kind, m.Body = c.kind, c.body
		d := parsed(t, Fragment(m, berlin))
		want(t, d, "article.sys#m-9005", "data-seq", "5")
		want(t, d, "article.sys", "data-rev", "1005")
		if got := d.Find("p").Text(); got != c.says {
			t.Errorf("it says %q, want %q", got, c.says)
		}
	}
}

func TestARunOnMessageStillHoldsFigureAndName(t *testing.T) {
	m := said(42, ana, "<p>and</p>")
	m.Cont = true
	d := parsed(t, Fragment(m, berlin))
	has(t, d, "article.msg.cont > .avatar", 1)
	has(t, d, "article.msg.cont > .by > a.name", 1)
}

func TestAFragmentIsTheSameEveryTimeAndSmall(t *testing.T) {
	m := said(42, ana, "<p>The outside broadcast kit leaves at 7:15.</p>")
	m.Root, m.Mentions, m.EditedAt = 40, []int64{7}, at20(10, 0)
	first := Fragment(m, berlin)
	for range 50 {
		if Fragment(m, berlin) != first {
			t.Fatal("two renderings differ")
		}
	}
	if n := len(first); n < 600 || n > 1400 {
		t.Errorf("%d bytes", n)
	}
	strict(t, first)
}

func TestAThreadTellsHowManyAnswersAndWhenTheLastCame(t *testing.T) {
	m := said(42, ana, "<p>Hello</p>")
	m.Replies, m.RepliedAt = 1, at20(11, 30)
	d := parsed(t, Fragment(m, berlin))
	want(t, d, ".thread", "href", "/rooms/lounge/threads/42")
	if got := strings.Join(strings.Fields(d.Find(".thread").Text()), " "); got != "1 reply last 12:30" {
		t.Errorf("it says %q", got)
	}
	m.Replies, m.RepliedAt = 1200, at20(11, 30).Add(48*time.Hour)
	got := strings.Join(strings.Fields(parsed(t, Fragment(m, berlin)).Find(".thread").Text()), " ")
	if got != "1,200 replies last 22 November 2026" {
		t.Errorf("it says %q", got)
	}
}

func TestReactionsAreButtonsThatKnowWhoseTheyAre(t *testing.T) {
	m := said(42, ana, "<p>Hello</p>")
	many := make([]int64, 250)
	for i := range many {
		many[i] = int64(i + 1)
	}
	m.Reactions = []chat.Reaction{{Emoji: "👍", By: []int64{7, 12}}, {Emoji: "⛵", By: many}}
	d := parsed(t, Fragment(m, berlin))
	want(t, d, "form.reacts", "action", "/rooms/lounge/messages/42/reactions")
	want(t, d, `button[name="emoji"][value="👍"]`, "data-by", "7 12")
	if got := d.Find("form.reacts button").First().Text(); got != "👍 2, one is yours" {
		t.Errorf("the first says %q", got)
	}
	sails := d.Find(`button[value="⛵"]`)
	if by := strings.Fields(sails.AttrOr("data-by", "")); len(by) != maxNamed || by[0] != "51" || !strings.Contains(sails.Text(), " 250") {
		t.Errorf("of 250 people %d are named, from %s, and it says %q", len(by), by[0], sails.Text())
	}
	m.RemovedAt = at20(10, 0)
	has(t, parsed(t, Fragment(m, berlin)), ".reacts", 0)
}
