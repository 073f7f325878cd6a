package realtime

import (
	"bytes"

	"github.com/klauspost/compress/flate"
)

// deflateFrom is from how many bytes on a message is compressed: heartbeats, some ninety bytes, would grow.
const deflateFrom = 256

// deflate compresses a parcel for the pages that agreed to it (RFC 7692), each message by itself, so that one result serves
// them all and no page has a window of its own. Only frames are compressed: they are the same for everybody who may read
// the room, and who can put words into one can read all of it, so its length tells an onlooker nothing that a word of
// theirs was mixed with. What is for one person goes out as it is.
func (p *parcel) deflate() {
	p.deflated = p.wire
	if p.frame == nil || len(p.payload()) < deflateFrom {
		return
	}
	if b := seal(finText|deflatedBit, deflated(p.payload())); len(b) < len(p.wire) {
		p.deflated = b
	}
}

// flushed is how a flushed stream ends, which a message leaves out.
const flushed = "\x00\x00\xff\xff"

// deflated is a payload compressed, behind the room for a header. What compresses keeps nothing from one message to the
// next: a writer that does is a megabyte, and gains a thirtieth.
func deflated(payload []byte) []byte {
	out := bytes.NewBuffer(make([]byte, maxHeader, maxHeader+len(payload)/2+len(flushed)))
	flate.StatelessDeflate(out, payload, false, nil) // into memory: it cannot fail
	return bytes.TrimSuffix(out.Bytes(), []byte(flushed))
}
