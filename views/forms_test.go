package views

import (
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"parley/chat"
)

// The fields of the forms are part of the public contract: programs and tests outside the project send them.
func TestFormsHaveTheFieldsOfTheContract(t *testing.T) {
	tests := []struct{ page, action, fields string }{
		{"setup", "/setup", "code name handle email password room"},
		{"sign-in", "/sign-in", "login password next stay"},
		{"sign-up", "/sign-up", "name handle email password invite"},
		{"new room", "/rooms", "name topic kind public"},
		{"new direct", "/direct", "people"},
		{"members", "/rooms/lounge/members", "handle"},
		{"members", "/rooms/lounge/members/mara/role", "role"},
		{"members", "/rooms/lounge/members/mara/remove", ""},
		{"members", "/rooms/lounge/leave", ""},
		{"room settings", "/rooms/lounge/settings", "name topic kind public"},
		{"room settings", "/rooms/lounge/archive", ""},
		{"room settings", "/rooms/lounge/leave", ""},
		{"rooms", "/rooms/night-shift/join", ""},
		{"profile", "/settings", "name bio time_zone email"},
		{"profile", "/settings/avatar", "avatar"},
		{"profile", "/sign-out", ""},
		{"password", "/settings/password", "current password"},
		{"sessions", "/settings/sessions/s2/revoke", ""},
		{"sessions", "/settings/sessions/revoke", ""},
		{"tokens", "/settings/tokens", "name"},
		{"tokens", "/settings/tokens/4/revoke", ""},
		{"person", "/direct", "people"},
		{"admin settings", "/admin/settings", "name welcome sign_up time_zone accent_hue"},
		{"invites", "/admin/invites", "uses expires"},
		{"invites", "/admin/invites/1/end", ""},
		{"people", "/admin/people/h.brandt/approve", ""},
		{"people", "/admin/people/h.brandt/refuse", ""},
		{"account", "/admin/people/mara/role", "role"},
		{"account", "/admin/people/mara/reset-link", ""},
	}
	pages := samplePages()
	for _, test := range tests {
		d := parsed(t, rendered(t, pages[test.page]))
		form := `form[method="post"][action="` + test.action + `"]`
		has(t, d, form, 1)
		for _, field := range strings.Fields(test.fields) {
			if d.Find(form+` [name="`+field+`"]`).Length() == 0 {
				t.Errorf("%s: the form of %s has no field %s", test.page, test.action, field)
			}
		}
	}
}

func TestARefusalStandsBesideItsField(t *testing.T) {
	invite := sampleInvites()
	tests := []struct {
		field, typed string
		page         func(Form) templ.Component
	}{
		{"handle", "ana kovac", func(f Form) templ.Component { return SetUpPage(Page{}, f, false) }},
		{"login", "mara", func(f Form) templ.Component { return SignInPage(Page{}, f, "") }},
		{"handle", "sigrun", func(f Form) templ.Component { return SignUpPage(Page{}, f, nil, "") }},
		{"name", "night shift", func(f Form) templ.Component { return NewRoomPage(adminPage(), f) }},
		{"people", "anna", func(f Form) templ.Component { return NewDirectPage(adminPage(), f, nil) }},
		{"handle", "anna", func(f Form) templ.Component {
			return MembersPage(adminPage(), MembersView{Standing: ownedLounge(), MayAdd: true, Form: f})
		}},
		{"topic", "a topic", func(f Form) templ.Component {
			return RoomSettingsPage(adminPage(), RoomSettingsView{Standing: ownedLounge(), Form: f})
		}},
		{"email", "mara@", func(f Form) templ.Component { return ProfilePage(pageOf(mara), f) }},
		{"name", "a token", func(f Form) templ.Component { return TokensPage(pageOf(mara), TokensView{Form: f}) }},
		{"welcome", "Hello", func(f Form) templ.Component { return AdminSettingsPage(adminPage(), f) }},
		{"uses", "5", func(f Form) templ.Component { invite.Form = f; return InvitesPage(adminPage(), invite) }},
	}
	for _, test := range tests {
		f := refusedForm(test.field, "That cannot be.", url.Values{test.field: {test.typed}})
		d := parsed(t, rendered(t, test.page(f)))
		want(t, d, "#"+test.field, "aria-invalid", "true")
		want(t, d, "#"+test.field, "aria-describedby", test.field+"-e")
		if got := strings.TrimSpace(d.Find("#" + test.field + "-e").Text()); got != "That cannot be." {
			t.Errorf("beside %s stands %q", test.field, got)
		}
		if d.Find("select#"+test.field).Length() == 0 {
			want(t, d, "#"+test.field, "value", test.typed)
		}
		has(t, d, ".notice.bad", 0)
	}
}

// A reason that belongs to no field of the page is told above the form, or it would be lost.
func TestARefusalWithoutAFieldIsANotice(t *testing.T) {
	forbidden := refusedForm("", "Only moderators do this.", url.Values{"name": {"x"}})
	role := refusedForm("handle", "There is nobody here with the handle @anna.", nil)
	for _, page := range []templ.Component{
		NewRoomPage(pageOf(mara), forbidden),
		SignInPage(Page{}, forbidden, ""),
		MembersPage(pageOf(mara), MembersView{Standing: ownedLounge(), Form: role}),
		NewRoomPage(pageOf(mara), refusedForm("public", "A private room cannot be readable by everyone.", nil)),
	} {
		has(t, parsed(t, rendered(t, page)), `.notice.bad[role="alert"]`, 1)
	}
}

func TestPasswordsAreNeverShownAgain(t *testing.T) {
	f := refusedForm("password", "Too short.", url.Values{"password": {"hunter2hunter2"}, "current": {"hunter2hunter2"}, "login": {"mara"}})
	for _, page := range []templ.Component{
		SetUpPage(Page{}, f, false), SignInPage(Page{}, f, ""), SignUpPage(Page{}, f, nil, ""),
		ResetPage(Page{}, f, "SECRET"), PasswordPage(pageOf(mara), f),
	} {
		html := rendered(t, page)
		if strings.Contains(html, "hunter2") {
			t.Error("a password is in a page")
		}
		d := parsed(t, html)
		want(t, d, "#password", "type", "password")
		want(t, d, "#password", "aria-describedby", "password-e")
	}
}

func TestFieldsTellTheBrowserWhatTheyAreFor(t *testing.T) {
	pages := samplePages()
	for _, test := range []struct{ page, field, purpose string }{
		{"setup", "handle", "username"}, {"setup", "email", "email"}, {"setup", "password", "new-password"},
		{"sign-in", "login", "username"}, {"sign-in", "password", "current-password"},
		{"sign-up", "handle", "username"}, {"sign-up", "password", "new-password"}, {"sign-up", "email", "email"},
		{"reset", "password", "new-password"}, {"password", "current", "current-password"}, {"password", "password", "new-password"},
	} {
		want(t, parsed(t, rendered(t, pages[test.page])), "#"+test.field, "autocomplete", test.purpose)
	}
}

func TestTheChoiceThatWasSentIsKept(t *testing.T) {
	f := refusedForm("name", "Give the room a name.", url.Values{"kind": {"private"}, "public": {"on"}, "name": {""}})
	d := parsed(t, rendered(t, NewRoomPage(adminPage(), f)))
	has(t, d, `[name="kind"]:checked, [name="kind"][checked]`, 1)
	has(t, d, `[name="kind"][value="private"][checked]`, 1)
	has(t, d, `[name="public"][checked]`, 1)

	f = refusedForm("people", "There is nobody here with the handle @anna.", url.Values{"people": {"anna", "ana"}})
	d = parsed(t, rendered(t, NewDirectPage(pageOf(mara), f, []chat.Person{author(ana)})))
	want(t, d, "#people", "value", "anna")
	has(t, d, `[type="checkbox"][value="ana"][checked]`, 1)

	f = refusedForm("name", "Give the place a name.", url.Values{"time_zone": {"America/Argentina/Ushuaia"}, "sign_up": {"closed"}, "accent_hue": {"262"}})
	d = parsed(t, rendered(t, AdminSettingsPage(adminPage(), f)))
	want(t, d, "#time_zone [selected]", "value", "America/Argentina/Ushuaia")
	has(t, d, `[name="sign_up"][value="closed"][checked]`, 1)
	want(t, d, "#accent_hue", "value", "262")
}
