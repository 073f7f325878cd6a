package views

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
)

// adminPage is a page as the administrator sees it.
func adminPage() Page {
	p := pageOf(ana)
	p.Actor.User.Role = chat.RoleAdministrator
	p.BaseURL = "https://chat.tidewater.example"
	p.Place.SignUp = chat.SignUpOpen
	return p
}

// refusedForm is a form that was sent with these values and refused for one reason.
func refusedForm(field, reason string, values url.Values) Form {
	return Form{Values: values, Err: &chat.Error{Kind: chat.Invalid, Field: field, Message: reason}}
}

func listed(slug string, kind chat.RoomKind, role chat.Role, read int64) chat.RoomListing {
	return chat.RoomListing{
		Room: chat.Room{ID: 5, Slug: slug, Name: slug, Kind: kind, LastSeq: 9}, Members: 3,
		Member: chat.Member{Role: role, LastReadSeq: read}, LastAt: at20(9, 0),
	}
}

func user(by chat.Author, state chat.UserState) chat.User {
	return chat.User{ID: by.ID, Name: by.Name, Handle: by.Handle, State: state, Role: chat.RoleMember, CreatedAt: at20(8, 0)}
}

func ownedLounge() chat.Standing {
	st := lounge(ana).Standing
	st.Member.Role = chat.RoleOwner
	return st
}

func ownedRoom() *RoomView {
	v := lounge(ana)
	v.Standing = ownedLounge()
	v.Standing.User.State = chat.Active
	return v
}

// selection is a room of whose messages the second is selected, and which has older and newer ones.
func selection() *RoomView {
	v := ownedRoom()
	v.Window.AtEnd = false
	v.Selection = &Form{Values: url.Values{"seq": {"103"}}}
	return v
}

// afterRemoval is a page that tells of a removal.
func afterRemoval(p Page) Page {
	p.Notice, p.Undo = "12 messages are removed.", 7
	return p
}

func sampleMembers() []chat.MemberListing {
	return []chat.MemberListing{
		{Member: chat.Member{UserID: ana.ID, Role: chat.RoleOwner}, Person: author(ana)},
		{Member: chat.Member{UserID: mara.ID, Role: chat.RoleMember}, Person: author(mara)},
	}
}

func sampleInvites() InvitesView {
	all := []chat.Invite{
		{ID: 1, Code: "gull-tern-42", CreatedBy: author(ana), CreatedAt: at20(8, 0), ExpiresAt: at20(23, 0), Uses: 5, Used: 1},
		{ID: 2, Code: "open-day", CreatedBy: author(mara), CreatedAt: at20(7, 0), Uses: 1, Used: 1},
	}
	return InvitesView{Invites: all, New: &all[0], QR: "M0 0h1v1h-1z", QRSize: 25, Now: at20(9, 52)}
}

func account(by chat.Author, state chat.UserState) chat.Account {
	return chat.Account{User: user(by, state), SeenAt: at20(9, 50)}
}

func samplePeople() PeopleView {
	brandt, muted := account(chat.Author{ID: 21, Name: "Hannes Brandt", Handle: "h.brandt"}, chat.Waiting), account(mara, chat.Active)
	muted.Sanctions = []chat.Sanction{decision(chat.Mute)}
	self := account(ana, chat.Active)
	self.Role = chat.RoleAdministrator
	return PeopleView{AccountPage: chat.AccountPage{
		Accounts: []chat.Account{self, brandt, muted}, Waiting: []chat.Account{brandt}, Total: 184, First: 51,
	}, Filter: url.Values{"page": {"2"}, "q": {"a"}}, Now: at20(9, 52)}
}

func sampleAccount() AccountView {
	past := samplePast()
	past.Standing, past.MayNote = chat.Standing{}, true
	past.Notes = []chat.Note{{ID: 1, ByName: "Ana", Body: "Shouts at night.", At: at20(8, 0)}}
	sessions := []chat.Session{{ID: "s1", Device: "Firefox", Address: "203.0.113.9", SeenAt: at20(9, 50)}}
	return AccountView{AccountFile: chat.AccountFile{Past: past, Sessions: sessions}, ResetLink: "https://chat.tidewater.example/reset/SECRET", Now: at20(9, 52)}
}

// decision is a sanction of the second person by the first, in the lounge.
func decision(kind chat.SanctionKind) chat.Sanction {
	return chat.Sanction{ID: 4, Kind: kind, UserID: mara.ID, RoomID: 5, By: ana.ID, Reason: "Advertising", Evidence: []int64{3}, At: at20(9, 0), Until: at20(10, 0)}
}

func entry(id int64, act string, detail string) chat.AuditRecord {
	e := chat.AuditRecord{ID: id, Room: chat.Room{ID: 5, Slug: "lounge", Name: "lounge", Kind: chat.Open}}
	e.AuditEntry = chat.AuditEntry{At: at20(9, 0), ActorID: ana.ID, UserID: mara.ID, RoomID: 5, Act: act, Detail: detail, Reason: "Advertising"}
	e.Actor.User, e.Whom.User = user(ana, chat.Active), user(mara, chat.Active)
	return e
}

func sampleLog() AuditView {
	muted := entry(9, "muted", `{"until":"2026-11-20T10:00:00Z"}`)
	muted.Sanction, muted.Contest, muted.MayUndo = decision(chat.Mute), true, true
	removed := entry(8, "messages_removed", `{"messages":4}`)
	removed.Removal = chat.Removal{ID: 2, Messages: 4, UndoneAt: at20(9, 30)}
	return AuditView{AuditPage: chat.AuditPage{
		Entries: []chat.AuditRecord{muted, removed, entry(7, "hold_approved", "")},
		Rooms:   []chat.Room{{ID: 5, Slug: "lounge", Name: "lounge"}}, Earlier: 7, All: true,
	}, Filter: url.Values{"act": {"hold_approved"}, "before": {"12"}}, Now: at20(9, 52)}
}

// sampleStatistics are days up to the 20th, with 10 messages on the first, 20 on the second, …
func sampleStatistics(days int) StatisticsView {
	v := StatisticsView{chat.Statistics{Writers: 97, At: at20(9, 52), Deeds: []chat.Deed{
		{Act: "warned", Times: 3},
		{Act: "messages_removed", Times: 9}, {Act: "messages_removed", ByRule: true, Times: 22}, {Act: "held", ByRule: true, Times: 22},
		{Act: "sanction_lifted", Times: 2}, {Act: "removal_undone", Times: 4}, {Act: "sign_in", Times: 400},
	}}}
	for i := range days {
		start := time.Date(2026, 11, 20-days+1+i, 0, 0, 0, 0, time.UTC)
		v.Days = append(v.Days, chat.DayCount{Start: start, Messages: int64(10 * (i + 1)), Writers: int64(i % 5), Joined: 1})
	}
	v.Hours[5][17], v.Hours[0][3] = 342, 1
	return v
}

func samplePast() chat.Past {
	return chat.Past{User: user(mara, chat.Active), Standing: ownedLounge(), Sanctions: []chat.SanctionListing{
		{Sanction: decision(chat.Mute), ByName: "Ana", RoomName: "lounge", RoomSlug: "lounge"},
	}}
}

func filtersOfLounge() chat.FilterPlace {
	return chat.FilterPlace{Slug: "lounge", Room: ownedLounge().Room, Standing: ownedLounge()}
}

func sampleFilter() chat.Filter {
	return chat.Filter{ID: 4, Name: "Links by new people", Kind: chat.FilterLinks, Pattern: "grow-fast.example", Act: chat.FilterMute, MuteFor: time.Hour, Watch: true, Caught: 14}
}

func sampleRehearsal() *chat.Rehearsal {
	hit := chat.RehearsalHit{Said: chat.Said{Message: said(3, mara, ""), Room: chat.Room{Slug: "lounge", Name: "lounge"}}, Before: "last chance ", Caught: "grow-fast.example", Wrong: true}
	return &chat.Rehearsal{Looked: 10_000, Since: at20(3, 0), Caught: 14, Removed: 11, Wrong: 3, Each: 40 * time.Microsecond, Hits: []chat.RehearsalHit{hit}}
}

// samplePages are all pages but those of talking, as they are first shown.
func samplePages() map[string]templ.Component {
	guest, reader, admin := pageOf(chat.Author{}), pageOf(mara), adminPage()
	guest.Public = []chat.RoomListing{listed("harbour-regatta", chat.Announcement, "", 0)}
	reader.Sidebar = []chat.RoomListing{listed("lounge", chat.Open, chat.RoleMember, 4)}
	invite := sampleInvites().Invites[0]
	sessions := []chat.Session{{ID: "s1", Device: "Firefox", SeenAt: at20(9, 50)}, {ID: "s2", Device: "Safari", SeenAt: at20(3, 0)}}
	return map[string]templ.Component{
		"setup":            SetUpPage(Page{}, Form{}, true),
		"sign-in":          SignInPage(guest, Form{}, "/rooms/lounge"),
		"sign-up":          SignUpPage(guest, Form{}, &invite, invite.Code),
		"sign-up waiting":  SignUpWaitingPage(guest),
		"sign-up closed":   SignUpClosedPage(guest),
		"invite over":      InviteOverPage(guest),
		"forgot":           ForgotPage(guest, []chat.Person{author(ana)}),
		"reset":            ResetPage(guest, Form{}, "SECRET"),
		"rooms":            DirectoryPage(reader, DirectoryView{Rooms: []chat.RoomListing{listed("lounge", chat.Open, chat.RoleMember, 4), listed("night-shift", chat.Open, "", 0)}, MayMake: true}),
		"rooms, guest":     DirectoryPage(guest, DirectoryView{Rooms: guest.Public}),
		"new room":         NewRoomPage(admin, Form{}),
		"new direct":       NewDirectPage(reader, Form{}, []chat.Person{author(ana)}),
		"members":          MembersPage(admin, MembersView{Standing: ownedLounge(), Members: sampleMembers(), MayAdd: true, MayRank: true}),
		"room settings":    RoomSettingsPage(admin, RoomSettingsView{Standing: ownedLounge()}),
		"profile":          ProfilePage(reader, Form{}),
		"password":         PasswordPage(reader, Form{}),
		"sessions":         SessionsPage(reader, SessionsView{Sessions: sessions, Current: "s1", Now: at20(9, 52)}),
		"tokens":           TokensPage(reader, TokensView{Tokens: []chat.Token{{ID: 4, Name: "mast"}}, Secret: "parley_1_x"}),
		"person":           PersonPage(reader, PersonView{User: user(ana, chat.Active), Now: at20(9, 52)}),
		"mentions":         MentionsPage(reader, []chat.Message{said(3, ana, "<p>@Mara one</p>"), said(2, ana, "<p>@Mara two</p>")}),
		"audit":            AuditPage(admin, sampleLog()),
		"audit, room":      AuditPage(reader, AuditView{Now: at20(9, 52)}),
		"sanction":         SanctionPage(reader, SanctionView{Sanction: decision(chat.Mute), Now: at20(9, 52)}),
		"appealed":         SanctionPage(reader, SanctionView{Sanction: decision(chat.Ban), Appeal: chat.Appeal{UserID: mara.ID}, Now: at20(9, 52)}),
		"moderate":         ModeratePage(admin, ModerateView{Past: samplePast(), Message: 3, Now: at20(9, 52)}),
		"moderate, place":  ModeratePage(admin, ModerateView{Past: chat.Past{User: user(mara, chat.Active), MayAct: chat.NoRoom()}, Now: at20(9, 52)}),
		"controls":         ControlsPage(admin, ControlsView{Standing: ownedLounge(), Now: at20(9, 52)}),
		"statistics":       StatisticsPage(admin, sampleStatistics(28)),
		"statistics, new":  StatisticsPage(admin, StatisticsView{chat.Statistics{Days: []chat.DayCount{{Start: at20(0, 0)}, {Start: at20(0, 0)}}, At: at20(9, 52)}}),
		"admin":            AdminPage(admin, OverviewView{Accounts: 184, Waiting: 1, Rooms: 4, Messages: 1204, Here: 7, Invites: 1}),
		"admin settings":   AdminSettingsPage(admin, Form{}),
		"branded":          AdminSettingsPage(branded(admin), Form{}),
		"keeping":          KeepingPage(admin, KeepingView{Days: 30}),
		"keeping, told":    KeepingPage(admin, KeepingView{Days: 0, Expiry: sampleExpiry(), Asked: 30}),
		"room, keeping":    RoomSettingsPage(reader, RoomSettingsView{Standing: ownedLounge(), Expiry: sampleExpiry(), Asked: 30}),
		"all rooms":        AllRoomsPage(admin, AllRoomsView{RoomPage: chat.RoomPage{Rooms: []chat.RoomListing{listed("attic", chat.Private, "", 0), listed("lounge", chat.Open, chat.RoleMember, 9)}, Total: 60, First: 51}, Page: 2}),
		"health":           HealthPage(admin, []Check{{Title: "Disk", About: "40.0 GB are free"}, {State: Warn, Title: "There is no backup", About: "Make one.", Href: "/admin/backup"}, {State: Bad, Title: "Redis does not answer", About: "Start it."}}),
		"all is well":      HealthPage(admin, []Check{{Title: "Disk", About: "40.0 GB are free"}}),
		"backup":           BackupPage(admin, Form{}, true),
		"backup refused":   BackupPage(admin, refusedForm("current", "This is not your present password.", nil), true),
		"backup elsewhere": BackupPage(admin, Form{}, false),
		"invites":          InvitesPage(admin, sampleInvites()),
		"people":           PeoplePage(admin, samplePeople()),
		"people, none":     PeoplePage(admin, PeopleView{Filter: url.Values{"q": {"zz"}}}),
		"account":          AccountPage(admin, sampleAccount()),
		"bulk, ban":        BulkPage(admin, BulkView{People: []chat.Person{author(mara)}, Act: "ban"}),
		"bulk, role":       BulkPage(admin, BulkView{People: []chat.Person{author(mara)}, Act: "role"}),
		"bulk, none":       BulkPage(admin, BulkView{}),
		"status":           StatusLivePage(guest),
		"problem":          ProblemPage(guest, ProblemView{Status: 404, Heading: "There is nothing at this address", Message: "The link may be cut short.", RequestID: "r1"}),
		"home":             HomePage(reader),
		"controls, raid":   ControlsPage(admin, ControlsView{Standing: raidedLounge(), Now: at20(9, 52)}),
		"raid":             RaidPage(admin, RaidView{Now: at20(9, 52)}),
		"raid, on":         RaidPage(raidedPage(admin), RaidView{Now: at20(9, 52)}),
		"joins paused":     PausedPage(raidedPage(Page{Title: "Joins are paused"}), at20(12, 0)),
		"ranges":           RangesPage(admin, sampleRanges()),
		"ranges, none":     RangesPage(admin, RangesView{Now: at20(9, 52)}),
		"invite ban":       InviteBanPage(admin, InviteBanView{Invite: sampleInvites().Invites[0], Came: 12}),
		"range, guest":     RangeBanPage(Page{Title: "Not from this network"}, sampleRangeBan(chat.Plea{})),
		"range":            RangeBanPage(pageOf(mara), sampleRangeBan(chat.Plea{})),
		"range, appealed":  RangeBanPage(pageOf(mara), sampleRangeBan(chat.Plea{UserID: mara.ID})),
		"range, refused":   RangeBanPage(pageOf(mara), sampleRangeBan(chat.Plea{UserID: mara.ID, DecidedAt: at20(9, 0), Answer: "It stays."})),
		"filters":          FiltersPage(admin, FiltersView{Filters: []chat.Filter{sampleFilter()}}),
		"filters, none":    FiltersPage(reader, FiltersView{At: filtersOfLounge()}),
		"filter":           FilterPage(admin, FilterView{Filter: sampleFilter(), Hits: []chat.HitListing{{FilterHit: chat.FilterHit{RoomID: 5, Done: chat.HitWatched, At: at20(9, 0)}, Person: author(mara), Seq: 3}}, Now: at20(9, 52)}),
		"filter, new":      FilterPage(reader, FilterView{At: filtersOfLounge(), Filter: chat.Filter{Kind: chat.FilterRepeats}, Form: refusedForm("pattern", "Choose a number.", url.Values{"name": {"Cheap"}}), Now: at20(9, 52)}),
		"rehearsal":        FilterPage(admin, FilterView{Filter: chat.Filter{Kind: chat.FilterLinks}, Rehearsal: sampleRehearsal(), Now: at20(9, 52)}),
		"selection":        RoomPage(admin, selection()),
		"removed":          RoomPage(afterRemoval(admin), ownedRoom()),
	}
}
