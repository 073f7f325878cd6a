package realtime

import (
	"encoding/binary"
	"sync"
	"time"
)

// parcel is something for viewers, encoded once for all of them.
type parcel struct {
	frame *Frame // nil: it has no number
	wire  []byte // a whole WebSocket text message: header and payload
	head  int    // length of the header
	at    time.Time

	deflating sync.Once // guards the making of deflated
	deflated  []byte    // the same message compressed; wire, when that gains nothing
}

// message is what goes to a page, compressed if that page agreed to it: that is done for the first such page.
func (p *parcel) message(deflates bool) []byte {
	if !deflates {
		return p.wire
	}
	p.deflating.Do(p.deflate)
	return p.deflated
}

func (p *parcel) payload() []byte { return p.wire[p.head:] }

func (p *parcel) item() Item { return Item{Frame: p.frame, Bytes: p.payload(), At: p.at, wire: p.wire} }

// heartbeat says whether it tells nothing but where the room stands.
func (p *parcel) heartbeat() bool {
	return p.frame != nil && p.frame.From == p.frame.To && !p.frame.Reset
}

func pack(f Frame, at time.Time) *parcel {
	size := maxHeader + 160
	for _, a := range f.Articles {
		size += len(a.HTML)
	}
	p := packed(f.Append(make([]byte, maxHeader, size)))
	p.frame, p.at = &f, at
	return p
}

func packHTML(html string) *parcel {
	return packed(append(make([]byte, maxHeader, maxHeader+len(html)), html...))
}

// packed makes a parcel of the payload that follows maxHeader free bytes.
func packed(b []byte) *parcel {
	wire := seal(finText, b)
	return &parcel{wire: wire, head: len(wire) - (len(b) - maxHeader)}
}

const (
	maxHeader   = 10
	finText     = 0x81 // RFC 6455, 5.2: the last frame of a text message
	finClose    = 0x88
	finPong     = 0x8a
	deflatedBit = 0x40 // RFC 7692, 6: the message is compressed
	masked      = 0x80 // the first bit of the length: a client's frame
)

// pingFrame is a WebSocket ping without content.
var pingFrame = []byte{0x89, 0}

// seal puts a WebSocket header, which begins with first, right before the payload that follows maxHeader free bytes.
func seal(first byte, b []byte) []byte {
	n := len(b) - maxHeader
	switch {
	case n < 126:
		b = b[maxHeader-2:]
		b[1] = byte(n)
	case n < 1<<16:
		b = b[maxHeader-4:]
		b[1] = 126
		binary.BigEndian.PutUint16(b[2:], uint16(n))
	default:
		b[1] = 127
		binary.BigEndian.PutUint64(b[2:], uint64(n))
	}
	b[0] = first
	return b
}
