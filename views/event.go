package views

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/chat"
)

// Fragment renders a message once for everybody who may read it. It follows from
// the message's row and the place's zone alone, so it can be kept by (id, rev).
func Fragment(m chat.Message, c Clock) string { return render(Message(m, c)) }

// LiveRoom is the room's state beside its messages, the same for all: open pages
// put its parts in place of their own.
func LiveRoom(r chat.Room, c Clock, now time.Time) string { return render(liveRoom(r, c, now)) }

// LiveYou tells one person's pages their rank in a room, to a moderator how many messages
// wait for them there, and, where v is given, the composer that goes with it.
func LiveYou(st chat.Standing, wait int64, v *ComposerView) string {
	return render(liveYou(st, wait, v))
}

// LiveHere says who has the room open now. Where there are too many to name,
// people is empty and the count is all that is shown; guests are in the count.
func LiveHere(slug string, people []chat.Person, count int) string {
	return render(liveHere(slug, people, count))
}

// LiveTyping says who is writing now; count is how many, people at most three of them.
func LiveTyping(slug string, people []chat.Person, count int) string {
	return render(liveTyping(slug, people, count))
}

// render writes a component into a string. Nothing in a fragment can fail: it
// writes to memory and needs nothing of a request.
func render(c templ.Component) string { return renderIn(context.Background(), c) }

func renderIn(ctx context.Context, c templ.Component) string {
	var b strings.Builder
	if err := c.Render(context.WithoutCancel(ctx), &b); err != nil {
		panic("views: " + err.Error())
	}
	return b.String()
}
