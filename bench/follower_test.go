//go:build bench

package bench

import (
	"bytes"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// follower is what a page knows of its room: the revision it shows, and whether a frame ever left something out.
type follower struct {
	rev   atomic.Int64 // of what it shows
	epoch atomic.Pointer[string]
	gap   atomic.Bool  // a frame began after what it showed
	size  atomic.Int64 // of all messages with frames, in bytes
	began atomic.Bool
}

var frameTag = []byte("<live-frame ")

// take reads the frames of a message. Only the viewer's reader calls it; others may look meanwhile.
func (f *follower) take(payload []byte) {
	if bytes.Contains(payload, frameTag) {
		f.size.Add(int64(len(payload)))
	}
	for {
		at := bytes.Index(payload, frameTag)
		if at < 0 {
			return
		}
		payload = payload[at+len(frameTag):]
		end := bytes.IndexByte(payload, '>')
		if end < 0 {
			return
		}
		f.frame(payload[:end])
	}
}

// frame acts on the attributes of one: they say from where to where it leads.
func (f *follower) frame(tag []byte) {
	from, to, rev := attribute(tag, "from"), attribute(tag, "to"), f.rev.Load()
	reset := bytes.HasSuffix(tag, []byte(" reset"))
	switch {
	case reset || !f.began.Load():
		f.began.Store(true)
	case from > rev:
		f.gap.Store(true)
		return
	case to <= rev:
		return
	}
	if epoch := word(tag, "epoch"); f.epoch.Load() == nil || *f.epoch.Load() != string(epoch) {
		of := string(epoch)
		f.epoch.Store(&of)
	}
	f.rev.Store(to)
}

// exactAt says whether it shows its room at a revision, and was led there without a gap.
func (f *follower) exactAt(rev int64) bool { return f.rev.Load() >= rev && !f.gap.Load() }

// word is the value of an attribute.
func word(tag []byte, name string) []byte {
	_, rest, _ := bytes.Cut(tag, []byte(name+`="`))
	value, _, _ := bytes.Cut(rest, []byte{'"'})
	return value
}

func attribute(tag []byte, name string) int64 {
	n, _ := strconv.ParseInt(string(word(tag, name)), 10, 64)
	return n
}

// TestAFollowerNoticesAGap holds that what counts viewers as exact can also find one that is not.
func TestAFollowerNoticesAGap(t *testing.T) {
	const first, next, later = `<live-frame room="a" epoch="e" meta="1" from="0" to="3" reset></live-frame>`,
		`<live-frame room="a" epoch="e" meta="1" from="3" to="4">`, `<live-frame room="a" epoch="e" meta="1" from="5" to="6">`
	for said, want := range map[string]bool{
		first + next:         true,
		first + next + next:  true, // twice is no gap
		first + next + later: false,
		first:                false, // it is behind
		strings.Replace(first, `"0"`, `"-1"`, 1) + next + "<": true,
	} {
		var f follower
		f.take([]byte(said))
		if got := f.exactAt(4); got != want {
			t.Errorf("after %s exact is %v", said, got)
		}
	}
}
