package realtime

import (
	"bufio"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// deflating opens a socket of a page that takes compressed messages, and compresses its own from one byte on.
func deflating(t *testing.T, url string, mode websocket.CompressionMode) *websocket.Conn {
	t.Helper()
	c, res, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{CompressionMode: mode, CompressionThreshold: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Header.Get(extensions); got != agreed {
		t.Fatalf("the offer was answered %q", got)
	}
	c.SetReadLimit(-1)
	t.Cleanup(func() { c.CloseNow() })
	return c
}

// letters are words that do not compress to nothing.
func letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + rand.IntN(26))
	}
	return string(b)
}

func TestPagesThatTakeCompressedMessagesAndPagesThatDoNotReadTheSame(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		l := newLedger()
		r := way(start(t, l, NewMemory(), silent))
		url := serve(t, r, Viewing{})
		pages := map[string]*websocket.Conn{
			"plain":                     dial(t, url),
			"deflating":                 deflating(t, url, websocket.CompressionNoContextTakeover),
			"deflating, with a context": deflating(t, url, websocket.CompressionContextTakeover),
		}
		for name, c := range pages {
			if got := hear(t, c); !strings.Contains(got, ` to="0" reset>`) {
				t.Fatalf("%s: first %q", name, got)
			}
		}
		for _, size := range []int{1, 125, 126, deflateFrom, 1 << 10, 1 << 16, 1 << 20} {
			f := l.say(1, letters(size))
			r.announce(f)
			for name, c := range pages {
				if got := hear(t, c); got != string(f.Append(nil)) {
					t.Errorf("%s: %d bytes arrived as %d", name, size, len(got))
				}
			}
		}
	})
}

func TestAPageThatFellBehindGetsItsCatchUpCompressed(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		t.Parallel()
		l := newLedger()
		l.most = 20
		r := way(start(t, l, NewMemory(), silent))
		c := deflating(t, serve(t, r, Viewing{}), websocket.CompressionNoContextTakeover)
		hear(t, c)
		for range 60 {
			r.announce(l.say(1, letters(20<<10)))
		}
		for !strings.Contains(hear(t, c), ` to="60"`) {
			time.Sleep(10 * time.Millisecond)
		}
	})
}

func TestWhatAPageCompressesIsReadByEachOfItsLibraries(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		r := way(start(t, newLedger(), NewMemory(), silent, withPieces))
		url := serve(t, r, Viewing{Person: Person{ID: 7, Name: "Ada"}})
		c, other := deflating(t, url, websocket.CompressionNoContextTakeover), dial(t, url)
		hear(t, c)
		hear(t, other)
		idle := func() bool { return r.portable || idlers(r) == 2 }
		within(t, time.Second, "shelved", idle)
		c.Write(t.Context(), websocket.MessageText, []byte("typing"))
		for !strings.Contains(hear(t, other), "<typing room-1 1 Ada>") {
		}
		within(t, time.Second, "shelved again", idle)
		c.Write(t.Context(), websocket.MessageText, []byte("\xff\xff"))
		if got := closedWith(t, c); got != websocket.StatusInvalidFramePayloadData {
			t.Errorf("what is not text is closed with %d", got)
		}
	})
}

func TestWhatAPageCompressesIsBoundedByWhatItBecomes(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		c := deflating(t, serve(t, way(start(t, newLedger(), NewMemory(), silent)), Viewing{}), websocket.CompressionNoContextTakeover)
		hear(t, c)
		c.Write(t.Context(), websocket.MessageText, []byte(strings.Repeat("x", 1<<20)))
		if got := closedWith(t, c); got != websocket.StatusMessageTooBig {
			t.Errorf("closed with %d", got)
		}
	})
}

func TestACatchUpAndWhatComesAfterItAreCompressed(t *testing.T) {
	everyWay(t, func(t *testing.T, way func(replica) replica) {
		l := newLedger()
		r := way(start(t, l, NewMemory(), silent))
		l.say(1, sample)
		answer, from := shake(t, serve(t, r, Viewing{}), "permessage-deflate")
		for what := range 2 {
			head := make([]byte, 4)
			if _, err := io.ReadFull(from, head); err != nil || head[0] != finText|deflatedBit || head[1] != 126 {
				t.Fatalf("after %q message %d begins with % x, %v", answer, what, head, err)
			}
			from.Discard(int(binary.BigEndian.Uint16(head[2:])))
			r.announce(l.say(1, sample))
		}
	})
}

func TestACompressedMessageIsMadeOnceAndOnlyWhenItGains(t *testing.T) {
	big := pack(Frame{Slug: "room-1", Articles: []Article{{HTML: strings.Repeat("<p>words</p>", 100)}}}, time.Time{})
	if big.deflated != nil {
		t.Error("it was made before anybody wanted it")
	}
	one, two := big.message(true), big.message(true)
	if &one[0] != &two[0] || one[0] != finText|deflatedBit || 2*len(one) > len(big.wire) {
		t.Errorf("%d bytes became %d, beginning with %#x", len(big.wire), len(one), one[0])
	}
	for name, p := range map[string]*parcel{
		"a heartbeat":           pack(Frame{Slug: "room-1"}, time.Time{}),
		"what is for one":       packHTML(strings.Repeat("<p>words</p>", 100)),
		"what has no pattern":   pack(Frame{Articles: []Article{{HTML: noise(4 << 10)}}}, time.Time{}),
		"somebody who does not": big,
	} {
		if got := p.message(p != big); &got[0] != &p.wire[0] {
			t.Errorf("%s is compressed", name)
		}
	}
}

// noise has no pattern at all.
func noise(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return string(b)
}

// shake opens a socket by hand with offers of compression, and reads the answer to them.
func shake(t *testing.T, url string, offers ...string) (answer string, from *bufio.Reader) {
	t.Helper()
	lines := ""
	for _, o := range offers {
		lines += extensions + ": " + o + "\r\n"
	}
	c := knockWith(t, url, lines)
	from = bufio.NewReader(c)
	res, err := http.ReadResponse(from, nil)
	if err != nil || res.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("answered %v, %v", res, err)
	}
	return strings.Join(res.Header[extensions], "|"), from
}

// offers of compression, and whether we can keep them.
var offers = []struct {
	offers []string
	want   bool
}{
	{nil, false},
	{[]string{""}, false},
	{[]string{"permessage-deflate"}, true},
	{[]string{"permessage-deflate; client_max_window_bits"}, true},
	{[]string{`permessage-deflate;client_max_window_bits="12" ; client_no_context_takeover`}, true},
	{[]string{"permessage-deflate; server_no_context_takeover; client_max_window_bits=8"}, true},
	{[]string{"permessage-deflate; server_max_window_bits=10"}, false}, // our window is larger
	{[]string{"permessage-deflate; server_max_window_bits=15"}, false}, // to be confirmed, which the library does not
	{[]string{"permessage-deflate; server_max_window_bits=10, permessage-deflate"}, true},
	{[]string{"permessage-deflate; server_max_window_bits=10", "x-webkit-deflate-frame", "Permessage-Deflate"}, true},
	{[]string{"permessage-deflate; client_max_window_bits=16"}, false},
	{[]string{"permessage-deflate; client_max_window_bits=7"}, false},
	{[]string{"permessage-deflate; client_max_window_bits=09"}, false},
	{[]string{"permessage-deflate; client_max_window_bits="}, false},
	{[]string{"permessage-deflate; client_max_window_bits; client_max_window_bits"}, false},
	{[]string{"permessage-deflate; server_no_context_takeover=1"}, false},
	{[]string{"permessage-deflate; something"}, false},
	{[]string{"permessage-deflate;"}, false},
	{[]string{"permessage-deflate2"}, false},
	{[]string{"x-webkit-deflate-frame, permessage-bzip2; level=9"}, false},
}

func TestOffersOfCompressionAreAnsweredByWhatWeCanKeep(t *testing.T) {
	r := start(t, newLedger(), NewMemory(), silent)
	url := serve(t, r, Viewing{})
	for _, o := range offers {
		want := ""
		if o.want {
			want = agreed
		}
		answer, from := shake(t, url, o.offers...)
		if answer != want {
			t.Errorf("%q was answered %q", o.offers, answer)
		}
		if head, err := from.Peek(2); err != nil || head[0]&0x7f&^deflatedBit != 1 {
			t.Errorf("%q: the first message begins with % x, %v", o.offers, head, err)
		}
	}
}

// Whatever is offered, the library sees nothing but what we can keep, and no offer spoils one beside it.
func FuzzOffersOfCompression(f *testing.F) {
	for _, o := range offers {
		f.Add(strings.Join(o.offers, ", "))
	}
	f.Fuzz(func(t *testing.T, offer string) {
		request := func(offer string) *http.Request {
			return &http.Request{Header: http.Header{extensions: {offer}}}
		}
		r, deflates := agree(request(offer))
		switch got := r.Header.Get(extensions); {
		case deflates && got != agreed, !deflates && len(r.Header[extensions]) > 0:
			t.Errorf("%v, and the library sees %q", deflates, got)
		case deflates && !strings.Contains(strings.ToLower(offer), "permessage-deflate"):
			t.Error("it was not offered")
		}
		if _, deflates := agree(request(offer + ", permessage-deflate")); !deflates {
			t.Error("an offer that we can keep is refused for the one before it")
		}
	})
}

// sample is a message as views renders it.
const sample = `<article class="msg" id="m-9042" data-seq="42" data-rev="1042" data-author="3"><span class="avatar" data-hue="4" aria-hidden="true">AK</span><p class="by"><a class="name" href="/people/ana" dir="auto">Ana Kovač</a> </p><a class="at" href="/rooms/lounge/42"><time datetime="2026-11-20T09:42:00Z">10:42</time></a><div class="what"> <div class="text" dir="auto"><p>Hello there, shall we meet at the harbour at nine tomorrow, or is that too early for you?</p></div> </div><div class="acts"><a href="/rooms/lounge/messages/42#react" title="React"><svg class="icon" aria-hidden="true"><use href="/static/icons.c0aba01ac14a.svg#smile-plus"></use></svg></a> <a href="/rooms/lounge?reply=42#composer" title="Reply"><svg class="icon" aria-hidden="true"><use href="/static/icons.c0aba01ac14a.svg#reply"></use></svg></a> <a class="if-own" href="/rooms/lounge/messages/42#edit" title="Edit"><svg class="icon" aria-hidden="true"><use href="/static/icons.c0aba01ac14a.svg#pencil"></use></svg></a> <a href="/rooms/lounge/messages/42" title="More actions"><svg class="icon" aria-hidden="true"><use href="/static/icons.c0aba01ac14a.svg#ellipsis"></use></svg><span class="vh">More actions</span></a></div></article>`

// BenchmarkDeflate is what a message costs to compress, once for all pages that take it so.
func BenchmarkDeflate(b *testing.B) {
	for name, articles := range map[string][]Article{"heartbeat": nil, "message": {{HTML: sample}}} {
		payload := pack(Frame{Slug: "lounge", Epoch: "mzxw6ytboi", From: 4100, To: 4101, Articles: articles}, time.Time{}).payload()
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = len(deflated(payload)) - maxHeader
			}
			b.ReportMetric(float64(len(payload)), "bytes")
			b.ReportMetric(float64(n), "deflated")
		})
	}
}
