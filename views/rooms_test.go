package views

import (
	"strings"
	"testing"

	"parley/chat"
)

func TestTheDirectoryPartsWhatOneIsInFromTheRest(t *testing.T) {
	old := listed("regatta-2025", chat.Open, "", 0)
	old.ArchivedAt = at20(1, 0)
	v := DirectoryView{Rooms: []chat.RoomListing{listed("lounge", chat.Open, chat.RoleMember, 9), listed("night-shift", chat.Open, "", 0), old}}
	d := parsed(t, rendered(t, DirectoryPage(pageOf(mara), v)))
	var titles []string
	for _, n := range d.Find("main h2.sub").Nodes {
		titles = append(titles, n.FirstChild.Data)
	}
	if got := strings.Join(titles, ", "); got != "You are in, You can join, Archived" {
		t.Errorf("the groups are %s", got)
	}
	has(t, d, `form[action="/rooms/night-shift/join"]`, 1)
	has(t, d, `form[action="/rooms/lounge/join"], form[action="/rooms/regatta-2025/join"]`, 0)
}

func TestGuestsReadAndDoNotJoin(t *testing.T) {
	d := parsed(t, rendered(t, samplePages()["rooms, guest"]))
	has(t, d, `form[method="post"]`, 0)
	has(t, d, `main a[href="/rooms/harbour-regatta"]`, 2)
}

func TestOnlyModeratorsAreAskedWhatOnlyTheyMayDecide(t *testing.T) {
	member := parsed(t, rendered(t, NewRoomPage(pageOf(mara), Form{})))
	has(t, member, `[name="public"], [value="announcement"]`, 0)
	admin := parsed(t, rendered(t, NewRoomPage(adminPage(), Form{})))
	has(t, admin, `[name="public"], [value="announcement"]`, 2)
}

func TestWideningSaysHowMuchAndAsksAgain(t *testing.T) {
	st := ownedLounge()
	st.Room.Kind, st.Room.Public = chat.Private, false
	f := Form{Values: map[string][]string{"name": {"lounge"}, "topic": {"x"}, "kind": {"open"}},
		Err: &chat.Error{Kind: chat.Conflict, Field: chat.Widening, Message: "More people will be able to read."}}
	d := parsed(t, rendered(t, RoomSettingsPage(adminPage(), RoomSettingsView{Standing: st, Form: f, Widens: true, Messages: 1204})))
	if text := d.Find(".notice.warn").Text(); !strings.Contains(text, "Everyone with an account will be able to read all 1,204 messages in this room.") {
		t.Errorf("the notice says %q", text)
	}
	form := `form[action="/rooms/lounge/settings"] input[type="hidden"]`
	want(t, d, form+`[name="confirm"]`, "value", "on")
	want(t, d, form+`[name="kind"]`, "value", "open")
	has(t, d, form+`[name="public"]`, 0)
	has(t, d, ".notice.bad", 0)
}

func TestARoomsSettingsAreForThoseWhoManageIt(t *testing.T) {
	d := parsed(t, rendered(t, RoomSettingsPage(pageOf(mara), RoomSettingsView{Standing: lounge(mara).Standing})))
	has(t, d, `form[action="/rooms/lounge/settings"], form[action="/rooms/lounge/archive"]`, 0)
	has(t, d, `form[action="/rooms/lounge/leave"]`, 1)
	d = parsed(t, rendered(t, MembersPage(pageOf(mara), MembersView{Standing: lounge(mara).Standing, Members: sampleMembers()})))
	has(t, d, `form[action*="/members"]`, 0)
	has(t, d, `nav.tabs a[href="/rooms/lounge/settings"]`, 0)
	want(t, d, "nav.tabs [aria-current]", "href", "/rooms/lounge/members")
}

func TestMentionsStandUnderTheirRoomAndDay(t *testing.T) {
	p := pageOf(mara)
	p.Sidebar = []chat.RoomListing{listed("lounge", chat.Open, chat.RoleMember, 9)}
	d := parsed(t, rendered(t, MentionsPage(p, []chat.Message{said(3, ana, "<p>one</p>"), said(2, ana, "<p>two</p>")})))
	has(t, d, "main h2", 1)
	want(t, d, "main h2 a", "href", "/rooms/lounge")
	has(t, d, "#m-9003, #m-9002", 2)
}

func TestHomeSaysWhatToDoNext(t *testing.T) {
	p := pageOf(mara)
	p.Section = "home"
	d := parsed(t, rendered(t, HomePage(p)))
	has(t, d, "body.at-home", 1)
	want(t, d, "main .btn.primary", "href", "/rooms")

	named := listed("committee", chat.Private, chat.RoleMember, 3)
	named.Mentions = 1
	p.Sidebar = []chat.RoomListing{listed("lounge", chat.Open, chat.RoleMember, 3), named}
	d = parsed(t, rendered(t, HomePage(p)))
	want(t, d, "main .btn.primary", "href", "/rooms/committee")
}
