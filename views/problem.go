package views

import "net/url"

// signInURL is the way in that comes back to the page that is shown.
func signInURL(p Page) string {
	if p.Path == "" || p.Path == "/" {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"next": {p.Path}}.Encode()
}
