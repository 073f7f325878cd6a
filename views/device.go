package views

import (
	"strings"
	"time"

	"parley/chat"
)

// signs are found in a browser's description of itself; the first that is there counts.
type sign struct{ mark, name string }

var (
	browsers = []sign{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"Lynx/", "Lynx"}, {"w3m/", "w3m"}, {"ELinks", "ELinks"}, {"Links (", "Links"},
	}
	systems = []sign{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"},
		{"CrOS", "ChromeOS"}, {"FreeBSD", "FreeBSD"}, {"OpenBSD", "OpenBSD"}, {"Linux", "Linux"},
	}
)

func (s sign) in(device string) bool { return strings.Contains(device, s.mark) }

func findSign(all []sign, device string) string {
	for _, s := range all {
		if s.in(device) {
			return s.name
		}
	}
	return ""
}

// deviceName is what people call the browser that describes itself so: "Firefox on Linux".
func deviceName(device string) string {
	browser, system := findSign(browsers, device), findSign(systems, device)
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case device == "":
		return "A browser that does not say what it is"
	}
	if r := []rune(device); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return device
}

func deviceIcon(device string) string {
	switch findSign(systems, device) {
	case "iPhone", "iPad", "Android":
		return "smartphone"
	}
	return "monitor"
}

// sessionUse says since when a browser is signed in, and when it was last used.
func sessionUse(p Page, v SessionsView, s chat.Session) string {
	since := p.Clock().Day(s.CreatedAt)
	if s.ID == v.Current || v.Now.Sub(s.SeenAt) < 5*time.Minute {
		return "In use now, signed in since " + since + "."
	}
	return "Last used on " + p.Clock().Stamp(s.SeenAt) + ", signed in since " + since + "."
}

// tokenUse says when a token was made and last used.
func tokenUse(p Page, t chat.Token) string {
	made := p.Clock().Day(t.CreatedAt)
	if t.UsedAt.IsZero() {
		return "Made on " + made + ", never used."
	}
	return "Made on " + made + ", last used on " + p.Clock().Stamp(t.UsedAt) + "."
}
