package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"parley/chat"
)

// roles are the columns of the table, in the order in which they come to each door.
var roles = []string{"guest", "outsider", "member", "moderator", "owner", "administrator"}

// doors says what each role hears at each door of a private room ("attic") and of
// the place. 303 leads guests to sign in, others on; 426 waits for an upgrade.
// Message 1 is the member's. The administrator is not in the room.
var doors = map[string]string{
	"GET /":                                              "303 303 303 303 303 303",
	"GET /admin":                                         "303 403 403 403 403 200",
	"GET /admin/audit":                                   "303 403 403 200 200 200",
	"GET /admin/audit.csv":                               "303 403 403 200 200 200",
	"GET /admin/backup":                                  "303 403 403 403 403 200",
	"GET /admin/bulk":                                    "303 403 403 403 403 200",
	"GET /admin/health":                                  "303 403 403 403 403 200",
	"GET /admin/filters/":                                "303 403 403 403 403 200",
	"GET /admin/filters/new":                             "303 403 403 403 403 200",
	"GET /admin/filters/{id}":                            "303 403 403 403 403 404",
	"GET /admin/invites":                                 "303 403 403 403 403 200",
	"GET /admin/people":                                  "303 403 403 403 403 200",
	"GET /admin/people/{handle}":                         "303 403 403 403 403 200",
	"GET /admin/retention":                               "303 403 403 403 403 200",
	"GET /admin/rooms":                                   "303 403 403 403 403 200",
	"GET /admin/settings":                                "303 403 403 403 403 200",
	"GET /admin/statistics":                              "303 403 403 403 403 200",
	"GET /avatars/{user}":                                "404 404 404 404 404 404",
	"GET /desk":                                          "303 403 403 200 200 200",
	"GET /desk/invites/{id}":                             "303 403 403 403 403 404",
	"GET /desk/ranges":                                   "303 403 403 403 403 200",
	"GET /desk/wait":                                     "303 403 403 200 200 200",
	"GET /desk/{subject}":                                "303 403 403 200 200 200",
	"GET /direct/new":                                    "303 200 200 200 200 200",
	"GET /forgot":                                        "200 200 200 200 200 200",
	"GET /home":                                          "303 200 200 200 200 200",
	"GET /join/{code}":                                   "404 303 303 303 303 303",
	"GET /livez":                                         "200 200 200 200 200 200",
	"GET /logo":                                          "404 404 404 404 404 404",
	"GET /mentions":                                      "303 200 200 200 200 200",
	"GET /metrics":                                       "404 404 404 404 404 404",
	"GET /new-room":                                      "303 200 200 200 200 200",
	"GET /people/{handle}":                               "303 200 200 200 200 200",
	"GET /people/{handle}/moderate":                      "303 403 403 403 403 200",
	"GET /raid":                                          "303 403 403 403 403 200",
	"GET /ranges/{id}":                                   "303 404 404 404 404 404",
	"GET /readyz":                                        "200 200 200 200 200 200",
	"GET /reset/{secret}":                                "404 404 404 404 404 404",
	"GET /rooms":                                         "200 200 200 200 200 200",
	"GET /rooms/{room}/":                                 "303 404 200 200 200 404",
	"GET /rooms/{room}/composer":                         "303 404 200 200 200 404",
	"GET /rooms/{room}/controls":                         "303 404 403 200 200 404",
	"GET /rooms/{room}/filters/":                         "303 404 403 200 200 404",
	"GET /rooms/{room}/filters/new":                      "303 404 403 200 200 404",
	"GET /rooms/{room}/filters/{id}":                     "303 404 403 200 200 404",
	"GET /rooms/{room}/members":                          "303 404 200 200 200 404",
	"GET /rooms/{room}/messages":                         "303 404 303 303 303 404",
	"GET /rooms/{room}/messages/{seq:[0-9]+}":            "303 404 200 200 200 404",
	"GET /rooms/{room}/settings":                         "303 404 403 403 200 404",
	"GET /rooms/{room}/stream":                           "303 404 200 200 200 404",
	"GET /rooms/{room}/threads/{seq:[0-9]+}":             "303 404 200 200 200 404",
	"GET /rooms/{room}/wait":                             "303 404 200 200 200 404",
	"GET /rooms/{room}/{seq:[0-9]+}":                     "303 404 200 200 200 404",
	"GET /sanctions/{id}":                                "303 404 404 404 404 404",
	"GET /settings":                                      "303 200 200 200 200 200",
	"GET /settings/password":                             "303 200 200 200 200 200",
	"GET /settings/sessions":                             "303 200 200 200 200 200",
	"GET /settings/tokens":                               "303 200 200 200 200 200",
	"GET /setup":                                         "303 303 303 303 303 303",
	"GET /sidebar":                                       "303 200 200 200 200 200",
	"GET /sign-in":                                       "200 303 303 303 303 303",
	"GET /sign-up":                                       "200 303 303 303 303 303",
	"GET /static":                                        "404 404 404 404 404 404",
	"GET /status/live":                                   "200 200 200 200 200 200",
	"GET /ws":                                            "303 403 403 403 403 403",
	"GET /ws/echo":                                       "426 403 403 403 403 403",
	"POST /admin/backup":                                 "303 403 403 403 403 422",
	"POST /admin/bulk":                                   "303 403 403 403 403 303",
	"POST /admin/filters/":                               "303 403 403 403 403 303",
	"POST /admin/filters/{id}":                           "303 403 403 403 403 404",
	"POST /admin/invites":                                "303 403 403 403 403 303",
	"POST /admin/invites/{id}/end":                       "303 403 403 403 403 303",
	"POST /admin/logo":                                   "303 403 403 403 403 422",
	"POST /admin/people/{handle}/approve":                "303 403 403 403 403 303",
	"POST /admin/people/{handle}/refuse":                 "303 403 403 403 403 409",
	"POST /admin/people/{handle}/reset-link":             "303 403 403 403 403 200",
	"POST /admin/people/{handle}/role":                   "303 403 403 403 403 303",
	"POST /admin/people/{handle}/sessions/end":           "303 403 403 403 403 303",
	"POST /admin/people/{handle}/sessions/{id}/end":      "303 403 403 403 403 303",
	"POST /admin/retention":                              "303 403 403 403 403 303",
	"POST /admin/settings":                               "303 403 403 403 403 303",
	"POST /api/ws-tickets":                               "401 401 401 401 401 401",
	"POST /desk/invites/{id}/ban":                        "303 403 403 403 403 404",
	"POST /desk/ranges":                                  "303 403 403 403 403 303",
	"POST /desk/ranges/{id}/lift":                        "303 403 403 403 403 404",
	"POST /ranges/{id}/appeal":                           "303 404 404 404 404 404",
	"POST /desk/{subject}":                               "303 403 403 303 409 409",
	"POST /direct":                                       "303 303 303 303 303 303",
	"POST /people/{handle}/reports":                      "303 303 303 303 303 303",
	"POST /people/{handle}/notes":                        "303 403 403 403 403 303",
	"POST /people/{handle}/sanctions":                    "303 404 403 303 303 404",
	"POST /raid":                                         "303 403 403 403 403 303",
	"POST /raid/end":                                     "303 403 403 403 403 303",
	"POST /removals":                                     "303 404 403 303 303 404",
	"POST /removals/{id}/undo":                           "303 404 403 303 303 404",
	"POST /reset/{secret}":                               "404 404 404 404 404 404",
	"POST /rooms":                                        "303 303 303 303 303 303",
	"POST /rooms/{room}/archive":                         "303 404 403 403 303 404",
	"POST /rooms/{room}/controls":                        "303 404 403 303 303 404",
	"POST /rooms/{room}/filters/":                        "303 404 403 303 303 404",
	"POST /rooms/{room}/filters/{id}":                    "303 404 403 303 303 404",
	"POST /rooms/{room}/join":                            "303 404 303 303 303 404",
	"POST /rooms/{room}/leave":                           "303 404 303 303 409 404",
	"POST /rooms/{room}/members":                         "303 404 403 303 303 404",
	"POST /rooms/{room}/members/{handle}/remove":         "303 404 403 303 303 404",
	"POST /rooms/{room}/members/{handle}/role":           "303 404 403 303 303 404",
	"POST /rooms/{room}/messages":                        "303 404 303 303 303 404",
	"POST /rooms/{room}/messages/{seq:[0-9]+}/edit":      "303 404 303 403 403 404",
	"POST /rooms/{room}/messages/{seq:[0-9]+}/remove":    "303 404 303 303 303 404",
	"POST /rooms/{room}/messages/{seq:[0-9]+}/reactions": "303 404 303 303 303 404",
	"POST /rooms/{room}/messages/{seq:[0-9]+}/reports":   "303 404 403 303 303 404",
	"POST /rooms/{room}/raid":                            "303 404 403 303 303 404",
	"POST /rooms/{room}/raid/end":                        "303 404 403 303 303 404",
	"POST /rooms/{room}/read":                            "303 404 303 303 303 404",
	"POST /rooms/{room}/retention":                       "303 404 403 403 303 404",
	"POST /rooms/{room}/settings":                        "303 404 403 403 303 404",
	"POST /rooms/{room}/unarchive":                       "303 404 403 403 303 404",
	"POST /sanctions/{id}/appeal":                        "303 404 404 404 404 404",
	"POST /sanctions/{id}/lift":                          "303 404 403 303 303 404",
	"POST /sanctions/{id}/read":                          "303 404 404 404 404 404",
	"POST /settings":                                     "303 303 303 303 303 303",
	"POST /settings/avatar":                              "303 422 422 422 422 422",
	"POST /settings/password":                            "303 422 422 422 422 422",
	"POST /settings/sessions/revoke":                     "303 303 303 303 303 303",
	"POST /settings/sessions/{id}/revoke":                "303 303 303 303 303 303",
	"POST /settings/tokens":                              "303 200 200 200 200 200",
	"POST /settings/tokens/{id}/revoke":                  "303 404 404 404 404 404",
	"POST /setup":                                        "409 409 409 409 409 409",
	"POST /sign-in":                                      "422 422 422 422 422 422",
	"POST /sign-out":                                     "303 303 303 303 303 303",
	"POST /sign-up":                                      "303 303 303 303 303 303",
}

func TestEveryDoorLetsInWhomItShall(t *testing.T) {
	readers := attic(t) // who only reads changes nothing for the next
	for _, route := range readers["guest"].s.routes() {
		t.Run(route, func(t *testing.T) {
			want, ok := doors[route]
			if !ok {
				t.Errorf("no row says who may use %s", route)
			}
			people := readers
			if strings.HasPrefix(route, http.MethodPost) {
				t.Parallel()
				people = attic(t)
			}
			if got := knock(people, route); got != want {
				t.Errorf("%q: %q,\n\twant %q", route, got, want)
			}
		})
	}
}

// attic is a place with a private room, and somebody of each role.
func attic(t *testing.T) map[string]*person {
	s := newSite(t, options{})
	admin := s.setUp()
	people := map[string]*person{"guest": s.guest(), "administrator": admin}
	for _, role := range roles[1:5] {
		people[role] = s.somebody(role, chat.RoleMember)
	}
	kip := s.somebody("kip", chat.RoleMember)
	room := s.room("attic", chat.Private, false, people["owner"], people["member"], people["moderator"], kip)
	if err := s.chat.SetRole(t.Context(), people["owner"].actor(), room, "moderator", chat.RoleModerator); err != nil {
		t.Fatal(err)
	}
	people["member"].say(room, "under the roof")
	kip.say(room, "BUY NOW")
	kip.say(room, "BUY SOON")
	people["moderator"].post("/rooms/"+room+"/filters", harmless...).want(t, 303)                                               // filter 1
	people["member"].post("/rooms/"+room+"/messages/3/reports", "reason", "spam").want(t, 303)                                  // report-m-3
	people["moderator"].post("/removals", "room", room, "seq", "2", "reason", "spam").want(t, 303)                              // removal 1
	people["moderator"].post("/people/kip/sanctions", "room", room, "kind", "mute", "for", "1h", "reason", "spam").want(t, 303) // sanction 1
	return people
}

// knock tries a door as everybody.
func knock(people map[string]*person, route string) string {
	method, path, _ := strings.Cut(route, " ")
	for param, value := range map[string]string{"{room}": "attic", "{seq:[0-9]+}": "1", "{handle}": "kip", "{id}": "1", "{code}": "none", "{secret}": "none", "{user}": "1", "{subject}": "report-m-3"} {
		path = strings.ReplaceAll(path, param, value)
	}
	var codes []string
	for i, role := range roles {
		codes = append(codes, fmt.Sprint(open(people[role], method, path, i)))
	}
	return strings.Join(codes, " ")
}

// harmless is a filter that catches nothing.
var harmless = []string{"name", "Nothing", "kind", "words", "pattern", "xyzzy", "act", "hold", "do", "watch"}

// fields are what each form needs to be whole; %d differs from role to role.
var fields = map[string][]string{
	"/admin/filters/":                   harmless,
	"/admin/filters/1":                  harmless,
	"/rooms/attic/filters/":             harmless,
	"/rooms/attic/filters/1":            harmless,
	"/rooms":                            {"name", "cellar %d", "kind", "private"},
	"/direct":                           {"people", "kip"},
	"/rooms/attic/messages":             {"body", "mine too", "nonce", "0123456789abcdef%d"},
	"/rooms/attic/messages/1/edit":      {"body", "over the roof %d"},
	"/rooms/attic/members":              {"handle", "outsider"},
	"/rooms/attic/members/kip/role":     {"role", "member"},
	"/people/kip/sanctions":             {"room", "attic", "kind", "warn", "reason", "shouting"},
	"/removals":                         {"room", "attic", "seq", "2", "reason", "shouting"},
	"/rooms/attic/controls":             {"slow", "30", "lock", "1h"},
	"/desk/ranges":                      {"network", "203.0.113.%d", "for", "1h", "reason", "spam", "confirm", "203.0.113.%d/32"},
	"/ranges/1/appeal":                  {"body", "it was another"},
	"/desk/invites/1/ban":               {"for", "0", "reason", "spam"},
	"/raid":                             {"for", "1h"},
	"/rooms/attic/raid":                 {"for", "1h"},
	"/desk/report-m-3":                  {"do", "dismiss"},
	"/people/kip/reports":               {"reason", "spam"},
	"/rooms/attic/messages/1/reports":   {"reason", "spam"},
	"/sanctions/1/appeal":               {"body", "it was a quote"},
	"/rooms/attic/messages/1/reactions": {"emoji", "⛵"},
	"/rooms/attic/read":                 {"seq", "1"},
	"/admin/retention":                  {"keep_days", "30"},
	"/admin/backup":                     {"current", "not it"},
	"/rooms/attic/retention":            {"keep_days", "7"},
	"/rooms/attic/settings":             {"name", "attic", "kind", "private"},
	"/settings":                         {"name", "Somebody"},
	"/settings/password":                {"current", "not it", "password", "whatever it is"},
	"/settings/tokens":                  {"name", "script"},
	"/admin/invites":                    {"uses", "1", "expires", "24"},
	"/admin/people/kip/role":            {"role", "member"},
	"/admin/bulk":                       {"handle", "kip", "act", "mute", "for", "1h", "reason", "shouting"},
	"/people/kip/notes":                 {"body", "shouts at night"},
	"/sign-in":                          {"login", "nobody", "password", "nothing at all"},
	"/sign-up":                          {"handle", "new%d", "password", "a lamp in the fog"},
}

func open(p *person, method, path string, i int) int {
	if strings.HasSuffix(path, "/stream") {
		return p.peek(path) // it does not end
	}
	if method == http.MethodGet {
		return p.get(strings.TrimSuffix(path, "/")).StatusCode
	}
	var form []string
	for _, f := range fields[path] {
		form = append(form, strings.ReplaceAll(f, "%d", fmt.Sprint(i)))
	}
	return p.post(path, form...).StatusCode
}
