package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

func SetUpPage(p Page, f Form, needCode bool) templ.Component { return templ.NopComponent }
func SignInPage(p Page, f Form, next string) templ.Component { return templ.NopComponent }
func SignUpPage(p Page, f Form, invite *chat.Invite, code string) templ.Component { return templ.NopComponent }
func SignUpWaitingPage(p Page) templ.Component { return templ.NopComponent }
func SignUpClosedPage(p Page) templ.Component { return templ.NopComponent }
func InviteOverPage(p Page) templ.Component { return templ.NopComponent }
func ForgotPage(p Page, administrators []chat.Person) templ.Component { return templ.NopComponent }
func ResetPage(p Page, f Form, token string) templ.Component { return templ.NopComponent }
func DirectoryPage(p Page, v DirectoryView) templ.Component { return templ.NopComponent }
func NewRoomPage(p Page, f Form) templ.Component { return templ.NopComponent }
func NewDirectPage(p Page, f Form, suggestions []chat.Person) templ.Component { return templ.NopComponent }
func MembersPage(p Page, v MembersView) templ.Component { return templ.NopComponent }
func RoomSettingsPage(p Page, v RoomSettingsView) templ.Component { return templ.NopComponent }
func ProfilePage(p Page, f Form) templ.Component { return templ.NopComponent }
func PasswordPage(p Page, f Form) templ.Component { return templ.NopComponent }
func SessionsPage(p Page, v SessionsView) templ.Component { return templ.NopComponent }
func TokensPage(p Page, v TokensView) templ.Component { return templ.NopComponent }
func PersonPage(p Page, v PersonView) templ.Component { return templ.NopComponent }
func MentionsPage(p Page, ms []chat.Message) templ.Component { return templ.NopComponent }
func AdminPage(p Page, v OverviewView) templ.Component { return templ.NopComponent }
func AdminSettingsPage(p Page, f Form) templ.Component { return templ.NopComponent }
func InvitesPage(p Page, v InvitesView) templ.Component { return templ.NopComponent }
func PeoplePage(p Page, v PeopleView) templ.Component { return templ.NopComponent }
func StatusLivePage(p Page) templ.Component { return templ.NopComponent }
func ProblemPage(p Page, v ProblemView) templ.Component { return templ.NopComponent }
func HomePage(p Page) templ.Component { return templ.NopComponent }
