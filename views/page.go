// Package views renders Parley's pages and fragments. It knows chat's types and
// no request: whatever a page shows is handed to it.
package views

import (
	"net/url"

	"parley/chat"
)

// Page is what the frame around every page needs.
type Page struct {
	Title   string
	Place   chat.Place
	Actor   chat.Actor         // zero: a guest
	Sidebar []chat.RoomListing // the actor's rooms and conversations; empty for guests
	Current string             // slug of the room that is shown; empty: none
	Section string             // which row or tab is current elsewhere: "rooms", "mentions", "admin/invites", …
	Path    string             // of the request, for "sign in and come back"
	Notice  string             // one sentence about what was just done; empty: nothing
	Undo    int64              // number of the removal that Notice tells of, which can be taken back; 0: none
	BaseURL string             // scheme and host, for links to hand over
	Public  []chat.RoomListing // rooms open to everyone, for the welcome beside the forms of guests
}

// Form is a form as it was sent, and why it was refused.
type Form struct {
	Values url.Values  // what was typed, never passwords
	Err    *chat.Error // nil: not refused
}

// Value is what was typed into a field.
func (f Form) Value(field string) string { return f.Values.Get(field) }

// Or is what was typed into a field, or what stands there otherwise.
func (f Form) Or(field, otherwise string) string {
	if f.Values.Has(field) {
		return f.Values.Get(field)
	}
	return otherwise
}

// Error is the reason a field was refused; empty if it was not.
func (f Form) Error(field string) string {
	if f.Err != nil && f.Err.Field == field {
		return f.Err.Message
	}
	return ""
}
