package realtime

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// envelopes are one of each kind that differs on the wire.
func envelopes() []Envelope {
	all := []Envelope{
		{Kind: KindFrame, RoomID: 5, Slug: "five", Epoch: "e", Meta: 3, From: 41, To: 42, At: 99, Users: []int64{1},
			Articles: []Article{{ID: 1, Seq: 40, Rev: 42, HTML: "<p>é\n&amp;</p>"}, {ID: 2, Seq: 41, Rev: 42, Root: 40, Removed: true, HTML: ""}, {ID: 3, Seq: 42, Rev: 42, HTML: "<b>"}}},
		{Kind: KindRoom, RoomID: 5, Meta: 4, HTML: "<live-room></live-room>\n"},
		{Kind: KindHere, RoomID: 5, People: []Person{{1, "A \"<b>\n", "a", 2}}, Count: 3},
		{Kind: KindBadge, RoomID: 5, Slug: "five", Seq: 8, Users: []int64{7, 7}},
		{Kind: KindDrop, Drop: Drop{Rev: 3, UserID: 7, RoomID: 5, Session: "s", Except: "t"}},
		{Kind: KindAsk, RoomID: 5},
	}
	for i := range all {
		all[i].Origin = "0123456789abcdef"
	}
	return all
}

func TestEnvelopeIsReadAsItWasWritten(t *testing.T) {
	for _, e := range envelopes() {
		b, err := encode(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(string(b))
		if err != nil {
			t.Errorf("%s: %v", b, err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Errorf("%s: %s", e.Kind, diff)
		}
	}
}

func TestEnvelopeThatCannotBeReadIsSaidToBe(t *testing.T) {
	good, _ := encode(Envelope{Kind: KindFrame, Origin: "0123456789abcdef", Articles: []Article{{HTML: "abc"}}})
	for _, s := range []string{"", "1", "2" + string(good[1:]), string(good[:20]), strings.Replace(string(good), "{", "[", 1),
		string(good[:len(good)-1]), strings.Replace(string(good), `"l":3`, `"l":-3`, 1)} {
		if e, err := decode(s); err != errFormat {
			t.Errorf("%q became %+v, %v", s, e, err)
		}
	}
}

// What can be read is written and read as the same, and HTML is never more than came.
func FuzzEnvelope(f *testing.F) {
	for _, e := range envelopes() {
		b, err := encode(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, s := range []string{"", "1", "2" + strings.Repeat("x", 40), "10123456789abcdef{}", "10123456789abcdef{}\n",
		"10123456789abcdef{\"a\":[{\"l\":2},{\"l\":2}]}\nabc", "10123456789abcdef{\"a\":[{\"l\":9223372036854775807},{\"l\":1}]}\nabc",
		"10123456789abcdef{\"a\":[{\"l\":-1}]}\nabc", "10123456789abcdef[]\n", "10123456789abcdef{\"d\":null,\"t\":1e3}\n", "1\x00\n{}\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := decode(s)
		if err != nil {
			return
		}
		size := len(e.HTML)
		for _, a := range e.Articles {
			size += len(a.HTML)
		}
		if size > len(s) {
			t.Errorf("%d bytes of HTML came out of %d", size, len(s))
		}
		b, err := encode(e)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decode(string(b))
		if diff := cmp.Diff(e, again, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%v: %s", err, diff)
		}
	})
}

func TestFrameIsWrittenWithItsAttributesEscaped(t *testing.T) {
	f := Frame{Slug: `a"b`, Epoch: "<e>", Meta: 3, From: 41, To: 42, Reset: true, Articles: []Article{{HTML: "<article>1</article>"}, {HTML: "<article>2</article>"}}}
	want := `<live-frame room="a&#34;b" epoch="&lt;e&gt;" meta="3" from="41" to="42" reset><article>1</article><article>2</article></live-frame>`
	if got := string(f.Append(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWebSocketHeaderTellsTheLength(t *testing.T) {
	for n, want := range map[int]string{
		0:     "\x81\x00",
		125:   "\x81\x7d",
		126:   "\x81\x7e\x00\x7e",
		65535: "\x81\x7e\xff\xff",
		65536: "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00",
	} {
		words := strings.Repeat("x", n)
		if p := packHTML(words); string(p.wire) != want+words || string(p.payload()) != words {
			t.Errorf("%d bytes: header %q, want %q", n, p.wire[:p.head], want)
		}
	}
}
