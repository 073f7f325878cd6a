package chat

import "time"

// Session is a signed-in browser.
type Session struct {
	ID        string // names it in lists and for live viewers; not the secret in the cookie
	UserID    int64
	Device    string // the browser's own description of itself
	Address   string
	CreatedAt time.Time
	SeenAt    time.Time
}
