package views

import (
	"context"
	"strings"

	"parley/chat"
)

// streamMark is where messages go in the endless document.
const streamMark = "<!--messages-->"

func streamURL(slug string) string { return RoomURL(slug) + "/stream" }

// StreamHead is the beginning of the endless document, up to and into the list.
// It asks the browser to come again three seconds after a clean end. Framed: it
// stands in a StreamPage; else it leads to the composer. The nonce is ctx's, here
// and below.
func StreamHead(ctx context.Context, p Page, room chat.Room, framed bool) string {
	head, _, _ := strings.Cut(renderIn(ctx, endless(p, room, framed)), streamMark)
	return head
}

// StreamTail ends what StreamHead began.
func StreamTail() string {
	_, tail, _ := strings.Cut(renderIn(context.Background(), endless(Page{}, chat.Room{}, true)), streamMark)
	return tail
}

// StreamArticle is one version of a message: html is its fragment.
func StreamArticle(ctx context.Context, html string, id, seq, rev int64) string {
	return renderIn(ctx, streamed(html, versionName(id, rev), seq))
}

// StreamDay is the heading above the first message of a day.
func StreamDay(ctx context.Context, m chat.Message, c Clock) string {
	return renderIn(ctx, streamedDay(m, c))
}

// StreamHide takes a version of a message out of sight, for a newer one.
func StreamHide(ctx context.Context, id, rev int64) string {
	return renderIn(ctx, style("#"+versionName(id, rev)+"{display:none}"))
}

// StreamBeat arms the line "Connection lost" anew: the nth takes the one before
// it away. The first is 0.
func StreamBeat(ctx context.Context, n int64) string { return renderIn(ctx, beat(n)) }

// versionName names a version of a message in the stream.
func versionName(message, rev int64) string { return "v-" + id(message) + "-" + id(rev) }
