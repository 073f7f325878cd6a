package views

import (
	"net/http"
	"net/url"
	"strings"

	"parley/chat"
)

// signInURL is the way in that comes back to the page that is shown.
func signInURL(p Page) string {
	if p.Path == "" || p.Path == "/" {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"next": {p.Path}}.Encode()
}

// wayOn is where somebody goes on who found no page: to those that it would stand among. It is
// empty where the front page is the only way.
func (v ProblemView) wayOn(p Page) option {
	switch {
	case v.Status == http.StatusForbidden:
		return option{}
	case strings.HasPrefix(p.Path, "/desk/"):
		return option{Value: "/desk", Label: "To the desk"}
	case strings.HasPrefix(p.Path, "/admin/") && p.Actor.User.Role == chat.RoleAdministrator:
		return option{Value: "/admin", Label: "Running the place"}
	case v.Status == http.StatusNotFound:
		return option{Value: "/rooms", Label: "All rooms"}
	}
	return option{}
}
