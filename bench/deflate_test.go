//go:build bench

package bench

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
)

// deflate is the header of a viewer who takes messages compressed.
const deflate = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"

// deflatedText is how a message begins that was compressed.
const deflatedText = 0xc1

// inflated unpacks what viewers get: the same bytes come to all of them, and are unpacked once.
type inflated struct {
	mu           sync.Mutex // guards what follows
	packed, last []byte
}

// of is what a compressed message says.
func (i *inflated) of(packed []byte) []byte {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.last == nil || !bytes.Equal(i.packed, packed) {
		i.packed = bytes.Clone(packed)
		i.last, _ = io.ReadAll(flate.NewReader(io.MultiReader(bytes.NewReader(packed), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff"))))
	}
	return i.last
}

// TestDeflatedFanOut compares viewers who take messages compressed with viewers who do not, each in a program of their own.
func TestDeflatedFanOut(t *testing.T) {
	for _, viewers := range []int{10, 1000} {
		t.Run(fmt.Sprintf("%d viewers", viewers), func(t *testing.T) { deflatedFanOut(t, viewers) })
	}
}

func deflatedFanOut(t *testing.T, viewers int) {
	messages := max(32, 3200/viewers)
	plain, packed := newPlace(t, 1), newPlace(t, 1)
	const path = "/ws?room=lounge&since=-1"
	quiet := plain.cost(t, nil, messages, 1)
	some := gather(t, plain.URL, path, viewers, func(int) string { return "" })
	others := gather(t, packed.URL, path, viewers, func(int) string { return deflate })
	plain.cost(t, some, 1, 1)
	packed.cost(t, others, 1, 1)
	what := fmt.Sprintf("%d viewers", viewers)
	size := row{what: "bytes of a message, compressed, of the plain, " + what}
	time := row{what: "fan-out, compressed, of the plain, " + what}
	gross := row{what: "… with what posting costs"}
	var each, packedEach []float64 // microseconds a message, posting and all
	for range rounds {
		of := plain.cost(t, some, messages, 1)
		cost := packed.cost(t, others, messages, 1)
		size.got = append(size.got, float64(others.message(t))/float64(some.message(t)))
		time.got = append(time.got, float64(of-quiet)/float64(cost-quiet))
		gross.got = append(gross.got, float64(of)/float64(cost))
		each = append(each, micros(of)/float64(messages))
		packedEach = append(packedEach, micros(cost)/float64(messages))
	}
	note("%d bytes a message, %d compressed; %.0f µs with the post, %.0f compressed", some.message(t), others.message(t), median(each), median(packedEach))
	for _, r := range []row{size, time, gross} {
		r.print(t)
	}
}
