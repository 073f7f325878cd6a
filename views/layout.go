package views

import (
	"github.com/a-h/templ"

	"parley/chat"
)

// htmxConfig: an answer that is an error is swapped in only where a form asks for
// it (hx-status), or a proxy's page would replace the composer; and pages are left
// to the browser's own history.
const htmxConfig = `{"noSwap":[204,304,"4xx","5xx"],"history":false}`

// frame says what kind of document a page is.
type frame struct {
	live      bool   // holds a list that live.js keeps up to date
	home      bool   // on a phone the sidebar is the page
	bare      bool   // stands in a frame of another page
	mod       bool   // the reader moderates what is shown
	desk      bool   // desk.js gives it keys and keeps the queue up to date
	open      bool   // on a phone the open case is the page
	selecting bool   // messages of the list are selected; select.js helps
	again     int    // seconds after its end until the browser asks for it again; 0: never
	rules     string // of style, for this page alone
	about     string // one sentence for search engines; empty: about the place
}

func pageTitle(p Page) string {
	switch {
	case p.Place.Name == "" && p.Title == "":
		return "Parley"
	case p.Place.Name == "":
		return p.Title + " · Parley"
	case p.Title == "":
		return p.Place.Name
	}
	return p.Title + " · " + p.Place.Name
}

func description(p Page, f frame) string {
	switch {
	case f.about != "":
		return f.about
	case p.Place.Welcome != "":
		return p.Place.Welcome
	case p.Place.Name != "":
		return "Live chat of " + p.Place.Name + "."
	}
	return "Live chat for communities, teams and events."
}

// bodyAttributes name the reader, for live.js, and their rank, for app.css.
func bodyAttributes(p Page, f frame) templ.Attributes {
	a := templ.Attributes{}
	if p.Actor.SignedIn() {
		a["data-user"] = id(p.Actor.User.ID)
	}
	class := ""
	if f.mod || p.Actor.SignedIn() && p.Actor.User.Role.AtLeast(chat.RoleModerator) {
		class = "is-mod"
	}
	if f.home || p.Section == "home" {
		class = join(class, "at-home")
	}
	if f.open {
		class = join(class, "at-case")
	}
	if f.selecting {
		class = join(class, "selecting")
	}
	if class != "" {
		a["class"] = class
	}
	return a
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
