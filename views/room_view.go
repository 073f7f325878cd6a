package views

import (
	"time"

	"parley/chat"
)

// RoomView is a room's page.
type RoomView struct {
	Standing  chat.Standing
	Window    chat.Window
	Fragments []string      // of the window's messages, where they are at hand
	Runs      []Run         // all of the window's messages; none: they are rendered for this page
	Members   int64         // how many they are; 0 for guests
	Here      []chat.Person // people with the room open now
	HereCount int           // viewers here now, guests too
	Composer  ComposerView
	NewSince  int64 // seq of the first message that is new to the reader; 0: nothing is new
	NewCount  int64
	Waiting   int64 // messages that wait for the reader, who moderates the room
	Target    int64 // seq the address names (permalink); 0: none
	Selection *Form // of the messages (seq) that are selected on the page, to be removed; nil: none are selected here
}

// ComposerView is the form a message is written in.
type ComposerView struct {
	Room     chat.Room
	Nonce    string
	Body     string         // what was typed
	ReplyTo  *chat.Message  // nil: answers nothing
	Err      error          // why it was not sent; nil: it was not refused
	Closed   error          // why nobody like the reader writes here (a *chat.Error); nil: they may
	Guest    bool           // not signed in: offer the way in
	Frame    bool           // stands alone in its frame, beside the stream without scripts
	Sent     bool           // in a frame: the message before this one was sent
	Thread   int64          // on a thread's page: seq of its first message (field thread); 0: in the room
	Swapped  bool           // answers htmx: takes the focus back
	Plain    bool           // for text browsers: several lines, no word of keys
	Name     string         // what the reader calls the room; empty: its name
	Now      time.Time      // when the page is made, for the time that a sanction has left
	Holds    []chat.Hold    // of the reader, that wait
	Taken    string         // why a filter took away what the reader just sent; empty: none did
	SlowWait time.Duration  // until the reader's next message can go; 0: now
	Warning  *chat.Sanction // that the reader has not put away; nil: none
}

// MessageView is the page of what can be done with one message.
type MessageView struct {
	Standing    chat.Standing
	Message     chat.Message
	MayEdit     bool
	MayRemove   bool
	MayModerate bool // the reader decides about its author
	MayReply    bool
	MayReact    bool
	Taken       string // why a filter took it away from its author, who reads this; empty: none did
	Form        Form
}

// ThreadView is a thread's page.
type ThreadView struct {
	Standing chat.Standing
	Window   chat.Window // first message, then its answers
	Root     int64
	Composer ComposerView // ReplyTo is the first message
}
