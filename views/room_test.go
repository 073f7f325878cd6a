package views

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

func TestTheRoomPageHoldsWhatLiveJSBeginsWith(t *testing.T) {
	html := rendered(t, RoomPage(pageOf(mara), lounge(mara)))
	d := parsed(t, html)
	strict(t, html)
	want(t, d, "body", "data-user", "7")
	for attr, value := range map[string]string{
		"role": "log", "data-room": "lounge", "data-rev": "1104", "data-epoch": "e1", "data-meta": "3",
		"data-first": "102", "data-last": "104", "data-newest": "104",
	} {
		want(t, d, "#scroller > #log", attr, value)
	}
	has(t, d, "#log[data-end]", 1)
	has(t, d, "#log > article", 3)
	has(t, d, "#log > h2.day", 1)
	want(t, d, "#older a", "href", "/rooms/lounge/messages?before=102")
	want(t, d, "#older a", "hx-get", "/rooms/lounge/messages?before=102")
	want(t, d, "#older a", "hx-target", "#older")
	has(t, d, "#conn[data-closed] span, #announcer[data-one][data-from][data-many], #pill[data-one][data-many][hidden]", 3)
	has(t, d, "#typing, #here, #here-count, #room-title, #room-topic, #room-state[hidden]", 6)
	has(t, d, "template#not-sent, script[type=module]", 2)
	has(t, d, "#newer, #older-template", 0)
	if got := d.Find("title").Text(); got != "lounge · Tidewater Radio" {
		t.Errorf("the title is %q", got)
	}
}

func TestAWholeRoomHasNoOlderLinkButOneForLater(t *testing.T) {
	v := lounge(mara)
	v.Window.AtStart = true
	d := parsed(t, rendered(t, RoomPage(pageOf(mara), v)))
	has(t, d, "#log #older", 0)
	has(t, d, "template#older-template", 1)
}

func TestAStretchInTheMiddleLeadsOnAndShowsWhatWasAskedFor(t *testing.T) {
	v := lounge(mara)
	v.Window.AtEnd, v.Target = false, 103
	html := rendered(t, RoomPage(pageOf(mara), v))
	d := parsed(t, html)
	has(t, d, "#log[data-end]", 0)
	want(t, d, "#newer a", "href", "/rooms/lounge/104")
	has(t, d, "#sought[autofocus] + #m-9103", 1)
	if !strings.Contains(d.Find("style").Text(), "#m-9103{animation:found") {
		t.Error("the message does not glow")
	}
}

func TestWhatIsNewStandsBelowOneLine(t *testing.T) {
	v := lounge(mara)
	v.NewSince, v.NewCount = 103, 2
	d := parsed(t, rendered(t, RoomPage(pageOf(mara), v)))
	has(t, d, "#since[data-new-since] + #m-9103", 1)
	if got := d.Find("#since > span").Text(); got != "2 new since you left" {
		t.Errorf("it says %q", got)
	}
}

var readers = regexp.MustCompile(`<style[^>]*>.*?</style>`)

func TestMessagesAreTheSameForEverybody(t *testing.T) {
	log := func(by chat.Author) string {
		d := parsed(t, readers.ReplaceAllString(rendered(t, RoomPage(pageOf(by), lounge(by))), ""))
		html, _ := d.Find("#log").Html()
		return html
	}
	if log(ana) != log(mara) || log(ana) != log(chat.Author{}) {
		t.Error("the list depends on who reads it")
	}
}

func TestAGuestsPageHoldsNothingOfAnybody(t *testing.T) {
	v := lounge(chat.Author{})
	html := render(RoomPage(pageOf(chat.Author{}), v)) // without a nonce, as public pages are answered
	d := parsed(t, html)
	strict(t, html)
	has(t, d, "style, [nonce], [data-user], nav.side, .tabs, textarea", 0)
	has(t, d, ".app.lone", 1)
	want(t, d, "#composer .notice a", "href", "/sign-in?next=%2Frooms%2Flounge")
}

func TestOnlyWhoManagesARoomSeesItsSettings(t *testing.T) {
	v := lounge(mara)
	has(t, parsed(t, rendered(t, RoomPage(pageOf(mara), v))), `a[href="/rooms/lounge/settings"]`, 0)
	v.Standing.Member.Role = chat.RoleOwner
	d := parsed(t, rendered(t, RoomPage(pageOf(mara), v)))
	has(t, d, `.tabs a[href="/rooms/lounge/settings"]`, 1)
	has(t, d, "body.is-mod", 1)
}

func TestAnArchivedRoomSaysSo(t *testing.T) {
	v := lounge(mara)
	v.Standing.Room.ArchivedAt = at20(12, 0)
	v.Composer.Closed = v.Standing.MayPost(at20(12, 1))
	d := parsed(t, rendered(t, RoomPage(pageOf(mara), v)))
	has(t, d, "#room-state[hidden], textarea", 0)
	has(t, d, "#composer .notice", 1)
}

func TestAnEmptyRoomSaysWhatToDo(t *testing.T) {
	v := lounge(mara)
	v.Window.Messages, v.Window.AtStart = nil, true
	d := parsed(t, rendered(t, RoomPage(pageOf(mara), v)))
	has(t, d, "#log > .empty h2", 1)
	has(t, d, "#log[data-first]", 0)
}

func TestOlderMessagesAreAFragmentWithItsOwnRevision(t *testing.T) {
	d := parsed(t, rendered(t, OlderFragment(pageOf(mara), lounge(mara))))
	want(t, d, "i[data-older]", "data-rev", "1104")
	want(t, d, "i[data-older]", "data-first", "102")
	has(t, d, "article", 3)
	has(t, d, "#older", 1)
	has(t, d, "main, #since", 0)
	page := rendered(t, OlderPage(pageOf(mara), lounge(mara)))
	strict(t, page)
	want(t, parsed(t, page), "#older a", "href", "/rooms/lounge/messages?before=102")
}

func TestAConversationIsCalledByItsPeople(t *testing.T) {
	v, p := lounge(mara), pageOf(mara)
	v.Standing.Room.Kind, v.Standing.Room.Slug, v.Standing.Room.Public = chat.Direct, "d-1", false
	p.Sidebar = []chat.RoomListing{{Room: v.Standing.Room, People: []chat.Person{author(ana)}}}
	d := parsed(t, rendered(t, RoomPage(p, v)))
	if got := d.Find("#room-title").Text(); got != "Ana Kovač" {
		t.Errorf("it is called %q", got)
	}
	if strings.Contains(LiveRoom(v.Standing.Room, Clock{}, at20(9, 52)), "room-title") {
		t.Error("the name differs for each reader, and must not be sent to all")
	}
}

func TestWhatHoldsInARoomSaysTheDayOnWhichItEnds(t *testing.T) {
	now, end := at20(9, 0), at20(23, 30) // after midnight in Berlin
	r := chat.Room{Slug: "lounge"}
	r.LockedUntil, r.SlowUntil, r.RaidUntil, r.PlaceRaidUntil = end, end, end, end
	day := berlin.Heading(end) + ", 00:30"
	for name, html := range map[string]string{
		"a lock": rendered(t, lockNotice(r, berlin, now)), "a raid": rendered(t, raidBanner(r, berlin, now)), "slow mode": slowWords(r, berlin, now),
	} {
		if !strings.Contains(html, day) {
			t.Errorf("%s says no %q: %s", name, day, html)
		}
	}
}

func TestWordsOfAModeratorEndBeforeTheNextSentence(t *testing.T) {
	now := at20(9, 0)
	var lock chat.Room
	lock.LockedUntil, lock.LockedBy, lock.LockReason = now.Add(time.Hour), "Ana", "Sorting something out"
	mute := chat.Sanction{Kind: chat.Mute, Reason: "Let others speak too", Until: now.Add(time.Hour)}
	for want, html := range map[string]string{
		"Sorting something out. You can": rendered(t, lockNotice(lock, berlin, now)),
		"Let others speak too. You can":  rendered(t, mutedNotice(ComposerView{Now: now}, mute)),
	} {
		text := strings.Join(strings.Fields(parsed(t, html).Text()), " ")
		if !strings.Contains(text, want) || !strings.Contains(text, ", 60 minutes left") {
			t.Errorf("no %q, or not how long: %s", want, text)
		}
	}
}
