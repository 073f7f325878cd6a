package views

import (
	"errors"
	"math"
	"net/url"
	"strings"
	"time"

	"parley/chat"
)

// placeholder says where the words go; it is the name of the field too.
func (v ComposerView) placeholder() string {
	switch {
	case v.Thread != 0:
		return "Reply in this thread"
	case v.Name != "":
		return "Message to " + v.Name
	case v.Room.Kind == chat.Direct:
		return "Message to this conversation"
	}
	return "Message to " + v.Room.Name
}

// takesFocus: an answer that htmx puts in place of the form would lose the focus
// without, and who came to answer, or to try again, wants to write.
func (v ComposerView) takesFocus() bool {
	return v.Swapped || v.Err != nil || v.Frame && v.Sent || v.ReplyTo != nil && v.Thread == 0
}

// rows: the field grows by itself, but not in text browsers.
func (v ComposerView) rows() string {
	if v.Plain {
		return "4"
	}
	return "1"
}

func (v ComposerView) action() string { return RoomURL(v.Room.Slug) + "/messages" }

// back is where the reader is, for coming back after signing in.
func (v ComposerView) signIn() string {
	return "/sign-in?next=" + url.QueryEscape(RoomURL(v.Room.Slug))
}

// replySeq is the message that is answered.
func (v ComposerView) replySeq() int64 {
	if v.ReplyTo == nil {
		return 0
	}
	return v.ReplyTo.Seq
}

// why is the sentence of a refusal. What is not a refusal is not for the reader's eyes.
func why(err error) string {
	if e, ok := errors.AsType[*chat.Error](err); ok {
		return e.Message
	}
	return "Something went wrong here, and your message was not sent. Your words are kept: try again."
}

// wait is how long to wait before trying again; zero if it does not matter.
func wait(err error) time.Duration {
	e, _ := errors.AsType[*chat.Error](err)
	if e == nil {
		return 0
	}
	return e.RetryAfter
}

// seconds, rounded up, for live.js to count down.
func seconds(d time.Duration) string { return id(int64(math.Ceil(d.Seconds()))) }

// closedIcon goes with the reason why nobody like the reader writes here.
func closedIcon(r chat.Room) string {
	switch {
	case r.Archived():
		return "archive"
	case r.Kind == chat.Announcement:
		return "megaphone"
	}
	return "lock"
}

// areaText keeps a first line that is empty: browsers drop the newline that
// follows the tag of a textarea.
func areaText(s string) string {
	if strings.HasPrefix(s, "\n") {
		return "\n" + s
	}
	return s
}
