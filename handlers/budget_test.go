package handlers_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"

	"parley/chat"
)

// maxRoomPage is what a room's page of 50 messages may weigh, in bytes after gzip -9.
const maxRoomPage = 12 << 10

func TestARoomOfFiftyMessagesIsALightPage(t *testing.T) {
	s := newSite(t, options{})
	ana, bex := s.setUp(), s.somebody("bex", chat.RoleMember)
	for i := range 60 {
		p := []*person{ana, bex}[i/3%2]
		p.say("lounge", fmt.Sprintf("Message %d: the *tide* turns at %d, see https://tides.example/%d, @bex", i, i*7, i*13))
	}
	page := ana.get("/rooms/lounge")
	if n := page.doc(t).Find("#log article").Length(); n != 50 {
		t.Fatalf("the page holds %d messages, want 50", n)
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = z.Write([]byte(page.body))
	_ = z.Close()
	if b.Len() > maxRoomPage {
		t.Errorf("it weighs %d bytes, want at most %d", b.Len(), maxRoomPage)
	}
	t.Logf("%d bytes, %d compressed", len(page.body), b.Len())
}
