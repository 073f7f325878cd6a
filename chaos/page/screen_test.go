package page

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAnArticleIsReadAsItIsShown(t *testing.T) {
	f := Frames(`<live-frame room="lounge" epoch="e1" meta="0" from="4" to="5"><article class="msg" id="m-12" data-seq="3" data-rev="5" data-author="7" data-edited>` +
		`<p class="by"><a class="name" href="/people/ana">Ana</a></p><a class="at" href="/rooms/lounge/3"><time>10:00</time></a><div class="what">` +
		`<a class="quote" href="/rooms/lounge/2"><b dir="auto">Ben</b><span dir="auto">what he said</span></a>` +
		`<div class="text" dir="auto"><p>one <b>two</b><br>three &amp; four <span class="edited">edited</span></p></div></div>` +
		`<form class="reacts"><button name="emoji" value="👍" data-by="1 2"><span>👍</span> 2</button><button name="emoji" value="⛵" data-by="7"><span>⛵</span> 1</button></form></article></live-frame>`)
	if len(f) != 1 || len(f[0].Articles) != 1 {
		t.Fatalf("read %+v", f)
	}
	want := Article{ID: 12, Seq: 3, Rev: 5, Text: "one twothree & four", Quote: Quote{2, "what he said"}, Reactions: "👍2 ⛵1"}
	if got := f[0].Articles[0]; got != want {
		t.Errorf("read %+v, want %+v", got, want)
	}
	if f[0].From != 4 || f[0].To != 5 || f[0].Reset || f[0].Epoch != "e1" || f[0].Room != "lounge" {
		t.Errorf("read %+v", f[0])
	}
}

func TestAScreenTellsWhatItSawAndWhenItLastStood(t *testing.T) {
	r := newRoom()
	r.messages, r.rev = []said{{1, 1, "the first"}}, 1
	last := map[string]int64{}
	s := Open(Document{Room: "lounge", Epoch: "e1", End: true}, func(a Article, rev int64) { last[a.Text] = max(last[a.Text], rev) })
	s.Ingest(r.frame(0))
	r.rev = 5
	s.Ingest(r.wrap(1, "", nil))
	r.rev = 6
	s.Ingest(r.wrap(5, "", []said{{1, 6, "the first, edited"}}))
	s.Rest()
	if last["the first"] != 5 || last["the first, edited"] != 6 {
		t.Errorf("saw %v", last)
	}
}

func TestAScreenNoticesAMessageThatStandsTwice(t *testing.T) {
	s := Open(Document{Room: "lounge", Epoch: "e1"}, nil)
	double := said{2, 2, "again"}.String()
	s.Ingest(`<live-frame room="lounge" epoch="e1" from="0" to="2">` + said{1, 1, "one"}.String() + double + strings.Replace(double, `id="m-1002"`, `id="m-7"`, 1) + `</live-frame>`)
	if len(s.Wrongs()) == 0 {
		t.Error("it did not")
	}
}

func TestAHoleIsNoticedAtOnce(t *testing.T) {
	s := Open(Document{Room: "lounge", Epoch: "e1"}, nil)
	s.Ingest(`<live-frame room="lounge" epoch="e1" from="0" to="3">` + said{1, 1, "one"}.String() + said{3, 3, "three"}.String() + `</live-frame>`)
	if len(s.Wrongs()) != 1 {
		t.Errorf("the screen notices %q", s.Wrongs())
	}
	var stream Stream
	stream.Read(strings.NewReader(`<div id="v-1-1">`+said{1, 1, "one"}.String()+`</div><div id="v-3-3">`+said{3, 3, "three"}.String()+`</div>`), func() {})
	if len(stream.Wrongs()) != 1 {
		t.Errorf("the stream notices %q", stream.Wrongs())
	}
}

func TestAStreamShowsTheNewestVersionInItsPlaceUntilItsEnd(t *testing.T) {
	var s Stream
	came := 0
	version := func(name string, m said, order string) string {
		return `<style nonce="x">#` + name + `{order:` + order + `}</style><div id="` + name + `">` + m.String() + `</div>`
	}
	err := s.Read(strings.NewReader(`<!doctype html><html><head><style>.log{display:flex}</style></head><body><div class="log">`+
		version("v-1-1", said{1, 1, "one"}, "1")+version("v-2-2", said{2, 2, "two"}, "2")+
		`<style>#v-1-1{display:none}</style>`+version("v-1-3", said{1, 3, "one, edited"}, "1")+`</div></body></html>`), func() { came++ })
	if err != nil || !s.Ended() || came != 4 {
		t.Errorf("ended %v, %v, after %d pieces", s.Ended(), err, came)
	}
	got := s.Articles()
	if len(got) != 2 || got[0].Text != "one, edited" || got[1].Text != "two" {
		t.Errorf("shows %+v", got)
	}
	if err := s.Read(strings.NewReader("<html><body>"), func() {}); err == nil || s.Ended() {
		t.Error("a response that broke passes for one that ended")
	}
}

func TestAScreenKeepsTheNewestOfALongList(t *testing.T) {
	r, rnd := newRoom(), rand.New(rand.NewPCG(1, 1))
	s := Open(Document{Room: "lounge", Epoch: "e1"}, nil)
	for len(r.messages) <= mostArticles {
		s.Ingest(r.change(rnd, 1))
	}
	if n := len(s.Articles()); n != keptArticles {
		t.Errorf("it keeps %d", n)
	}
}
