package views

import (
	"strings"

	"parley/chat"
)

// messageClass: cont goes on the block above it, gone is a tombstone.
func messageClass(m chat.Message) string {
	class := "msg"
	if m.Cont {
		class += " cont"
	}
	if m.Removed() {
		class += " gone"
	}
	return class
}

// body is a message's text in two parts: the mark that it was edited goes
// between them, into the last paragraph, if the text ends with one.
func body(m chat.Message) (text, end string) {
	const p = "</p>"
	if text, ok := strings.CutSuffix(strings.TrimSpace(m.HTML), p); ok && m.Edited() {
		return text, p
	}
	return m.HTML, ""
}

// ThreadURL is the page of the thread that begins with the message root.
func ThreadURL(slug string, root int64) string { return RoomURL(slug) + "/threads/" + id(root) }

// replyURL is the room with the composer ready to answer a message.
func replyURL(m chat.Message) string { return RoomURL(m.Slug) + "?reply=" + id(m.Seq) + "#composer" }

// lastReply says when a thread was last answered: the time of day while it is of
// the first message's day, else the day.
func lastReply(m chat.Message, c Clock) (when, datetime string) {
	if c.SameDay(m.RepliedAt, m.PostedAt) {
		return c.Time(m.RepliedAt), machine(m.RepliedAt)
	}
	return c.Day(m.RepliedAt), c.Date(m.RepliedAt)
}

// lineIcon is the symbol of a line about the room.
func lineIcon(k chat.MessageKind) string {
	switch k {
	case chat.Archived:
		return "archive"
	case chat.Unarchived:
		return "undo-2"
	case chat.Widened:
		return "users"
	case chat.TopicSet:
		return "info"
	}
	return "pencil"
}
