package chat

import (
	"errors"
	"time"
)

// Kind says what sort of refusal an Error is; the edge turns it into a status.
type Kind string

// The kinds of refusal, with the HTTP status each becomes.
const (
	Invalid     Kind = "invalid"     // 422: what was typed cannot be taken
	SignIn      Kind = "sign_in"     // 401: only people who are signed in may do this
	Forbidden   Kind = "forbidden"   // 403: this person may not do this
	NotFound    Kind = "not_found"   // 404: it is not there, or this person may not know that it is
	Conflict    Kind = "conflict"    // 409: something else happened meanwhile
	TooSoon     Kind = "too_soon"    // 429: wait RetryAfter
	Unavailable Kind = "unavailable" // 503: Parley cannot do this now; wait RetryAfter
	Internal    Kind = "internal"    // 500: everything that is not an Error
)

// Error is a refusal. Message is a whole sentence written to the person.
type Error struct {
	Kind       Kind
	Field      string // the form's field it is about, or empty
	Message    string
	RetryAfter time.Duration // when trying again makes sense, or zero
	Sanction   *Sanction     // what stands against the person; nil: nothing
	Range      *RangeBan     // of the network that the person comes from; nil: none
	Decided    *Decided      // how the case ended that the person came for; nil: it is about no such case
	caught     *catch        // by the filters that refused it; nil: none did
}

func (e *Error) Error() string { return e.Message }

// KindOf tells what sort of refusal err is; Internal if it is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// IsNotFound says whether err tells that something is not there.
func IsNotFound(err error) bool { return KindOf(err) == NotFound }

func refuse(k Kind, message string) error { return &Error{Kind: k, Message: message} }

func invalid(field, message string) error {
	return &Error{Kind: Invalid, Field: field, Message: message}
}

// NoRoom is what anybody hears of a room that is unknown, or that they may not know of.
func NoRoom() error { return refuse(NotFound, "There is no such room.") }

var errSignIn = &Error{Kind: SignIn, Message: "Sign in first."}

// SignedOut is what whoever acts hears whose session has ended, or whose account may not be used.
func SignedOut() error { return errSignIn }

// Field tells which field of a form err is about; empty if none.
func Field(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Field
	}
	return ""
}
