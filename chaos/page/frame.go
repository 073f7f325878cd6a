package page

import (
	"strings"

	"golang.org/x/net/html"
)

// Frame is an interval of a room's revisions with what changed in it.
type Frame struct {
	Room, Epoch string
	From, To    int64
	Reset       bool
	Articles    []Article
}

// Frames reads the frames that stand in what came down a socket, or answered a catch-up. Whatever else stands there is
// left out.
func Frames(text string) []Frame {
	if !strings.HasPrefix(text, "<live-frame") {
		return nil // pieces of other kinds come alone
	}
	var frames []Frame
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return frames
		case html.StartTagToken:
			t := z.Token()
			switch a := attributesOf(t); {
			case t.Data == "live-frame":
				frames = append(frames, Frame{Room: a["room"], Epoch: a["epoch"], From: a.number("from"), To: a.number("to"), Reset: a.has("reset")})
			case t.Data == "article" && len(frames) > 0:
				last := &frames[len(frames)-1]
				last.Articles = append(last.Articles, readArticle(z, a))
			}
		}
	}
}
