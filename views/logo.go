package views

import (
	"parley/chat"
	"parley/static"
)

// LogoURL is where the picture of a place is: another one has another address, so each may be kept for long.
func LogoURL(p chat.Place) string { return "/logo?v=" + id(p.Logo) }

// iconURL is the picture in the browser's tab.
func iconURL(p chat.Place) string {
	if p.Logo != 0 {
		return LogoURL(p)
	}
	return static.URL("mark.svg")
}
