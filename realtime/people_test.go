package realtime

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func names(tag string) func(string, []Person, int) string {
	return func(slug string, people []Person, count int) string {
		var all []string
		for _, p := range people {
			all = append(all, p.Name)
		}
		return fmt.Sprintf("<%s %s %d %s>", tag, slug, count, strings.Join(all, ","))
	}
}

func withPieces(c *HubConfig) {
	c.Pieces = Pieces{Here: names("here"), Typing: names("typing")}
}

func person(id int64, name string) Person { return Person{ID: id, Name: name} }

func TestWhoIsHereIsKnownOnAllReplicas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), &bus{}
		one, two := start(t, l, b.join(), withPieces), start(t, l, b.join(), withPieces)
		ada := open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		time.Sleep(30 * time.Second)
		bob := open(t, two.Hub, Viewing{RoomID: 1, Since: -1, Person: person(2, "Bob")})
		open(t, two.Hub, Viewing{RoomID: 1, Since: -1})
		time.Sleep(5 * time.Second)
		synctest.Wait()
		for _, p := range []*page{ada, bob} {
			if p.got("<here room-1 3 Ada,Bob>") != 1 {
				t.Errorf("pieces %q", p.pieces)
			}
		}
		if people, n := one.Here(1); n != 3 || len(people) != 2 {
			t.Errorf("here are %v, %d", people, n)
		}
	})
}

func TestNewcomerLearnsWithinThreeSecondsWhoIsOnOtherReplicas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), &bus{}
		one, two := start(t, l, b.join(), withPieces), start(t, l, b.join(), withPieces)
		open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		time.Sleep(13 * time.Second) // just after a refresh
		open(t, two.Hub, Viewing{RoomID: 1, Since: -1, Person: person(2, "Bob")})
		time.Sleep(time.Second)
		if _, n := two.Here(1); n != 2 {
			t.Errorf("%d are known", n)
		}
	})
}

func TestReplicaThatSaysNothingHasNobodyHere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory(), withPieces)
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		synctest.Wait()
		r.Deliver(Envelope{Kind: KindHere, Origin: "a", RoomID: 1, People: []Person{person(2, "Bob")}})
		time.Sleep(hereExpires - time.Second)
		if _, n := r.Here(1); n != 2 {
			t.Errorf("%d are here, want both", n)
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if _, n := r.Here(1); n != 1 || p.got("<here room-1 1 Ada>") == 0 {
			t.Errorf("%d are here and pages say %q", n, p.pieces)
		}
	})
}

func TestWhoeverReloadsIsNotSeenToLeave(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), &bus{}
		one, two := start(t, l, b.join(), withPieces), start(t, l, b.join(), withPieces)
		p := open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		bob := open(t, two.Hub, Viewing{RoomID: 1, Since: -1, Person: person(2, "Bob")})
		time.Sleep(10 * time.Second)
		_, before := bob.count()
		p.v.End(1000, "")
		<-p.done
		p.v.Leave()
		time.Sleep(500 * time.Millisecond)
		open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if _, n := bob.count(); n != before {
			t.Errorf("Bob saw %q", bob.pieces[before:])
		}
	})
}

func TestManyPeopleAreOnlyCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory(), withPieces)
		for i := range int64(hereNamed + 1) {
			open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(i+1, "A")})
		}
		time.Sleep(4 * time.Second)
		if people, n := r.Here(1); n != hereNamed+1 || people != nil {
			t.Errorf("%d named of %d", len(people), n)
		}
	})
}

func TestNobodyIsCountedOnTwoReplicas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), &bus{}
		one, two := start(t, l, b.join(), withPieces), start(t, l, b.join(), withPieces)
		for i := range int64(60) {
			open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(i+1, "A")})
		}
		for i := range int64(30) { // twenty of whom have a page on the other too
			open(t, two.Hub, Viewing{RoomID: 1, Since: -1, Person: person(i+41, "A")})
			open(t, two.Hub, Viewing{RoomID: 1, Since: -1})
		}
		time.Sleep(5 * time.Second)
		for i, r := range []replica{one, two} {
			if people, n := r.Here(1); n != 70+30 || people != nil {
				t.Errorf("replica %d counts %d, want 70 people and 30 guests", i, n)
			}
		}
	})
}

func TestTypingIsShownForThreePeopleAndEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l, b := newLedger(), &bus{}
		one, two := start(t, l, b.join(), withPieces), start(t, l, b.join(), withPieces)
		there := open(t, two.Hub, Viewing{RoomID: 1, Since: -1})
		var all []*page
		for i, name := range []string{"Ada", "Bob", "Cy", "Di"} {
			all = append(all, open(t, one.Hub, Viewing{RoomID: 1, Since: -1, Person: person(int64(i+1), name)}))
		}
		synctest.Wait()
		for _, p := range all {
			for range 5 {
				p.v.Typing()
			}
		}
		there.v.Typing() // a guest
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		if there.got("<typing room-1 1 ") != 1 || there.got("<typing room-1 4 Ada,Bob,Cy>") != 1 || there.got("<typing") != 2 {
			t.Errorf("shown %q", there.pieces)
		}
		time.Sleep(typingExpires)
		synctest.Wait()
		if there.got("<typing room-1 0 >") != 1 {
			t.Errorf("shown %q", there.pieces)
		}
	})
}

func TestWhoeverHasPostedNoLongerTypes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory(), withPieces)
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		synctest.Wait()
		p.v.Typing()
		e := envelopeOf(l.post(1))
		e.Users = []int64{1}
		r.Send(e)
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		if p.got("<typing room-1 0 >") != 1 {
			t.Errorf("shown %q", p.pieces)
		}
	})
}

func TestBadgesGoToMembersAtMostTwiceASecondAndTheLastAlways(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.in[1] = []int64{5}
		r := start(t, l, NewMemory())
		member := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		other := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(2, "Bob")})
		synctest.Wait()
		for i := range int64(100) {
			r.Send(Envelope{Kind: KindBadge, RoomID: 5, Slug: "five", Seq: i + 1, Users: []int64{9}})
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := member.got("<live-badge"); n < 2 || n > 4 {
			t.Errorf("%d badges in a second", n)
		}
		if member.got(`<live-badge room="five" last="100" mentions="`) != 1 {
			t.Errorf("the last is missing in %q", member.pieces)
		}
		if n := strings.Count(strings.Join(member.pieces, ""), "9 ") + strings.Count(strings.Join(member.pieces, ""), `9"`); n != 100 {
			t.Errorf("%d mentions of 100 arrived", n)
		}
		if other.got("<live-badge") != 0 {
			t.Error("somebody who is not in the room had a badge of it")
		}
	})
}

func TestWhoeverJoinsARoomGetsItsBadgesAndIsToldToReadTheList(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		synctest.Wait()
		l.mu.Lock()
		l.in[1] = []int64{5}
		l.mu.Unlock()
		r.Send(Envelope{Kind: KindMembers, RoomID: 5, Users: []int64{1, 2}})
		synctest.Wait()
		r.Send(Envelope{Kind: KindBadge, RoomID: 5, Slug: "five", Seq: 1})
		synctest.Wait()
		if p.got("<live-side>") != 1 || p.got("<live-badge") != 1 {
			t.Errorf("got %q", p.pieces)
		}
	})
}

func TestPersonalPiecesReachAllPagesOfThatPersonAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		ada := person(1, "Ada")
		one, two := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: ada}), open(t, r.Hub, Viewing{RoomID: 2, Since: -1, Person: ada})
		other, guest := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(2, "Bob")}), open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		r.Send(Envelope{Kind: KindPerson, Users: []int64{0, 1}, HTML: "<live-you></live-you>"})
		synctest.Wait()
		if one.got("live-you")+two.got("live-you") != 2 || other.got("live-you")+guest.got("live-you") != 0 {
			t.Errorf("got %q %q %q %q", one.pieces, two.pieces, other.pieces, guest.pieces)
		}
	})
}

func TestMembershipsAndBadgesThatWereMissedAreReadAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		r := start(t, l, NewMemory())
		p := open(t, r.Hub, Viewing{RoomID: 1, Since: -1, Person: person(1, "Ada")})
		guest := open(t, r.Hub, Viewing{RoomID: 1, Since: -1})
		synctest.Wait()
		l.mu.Lock()
		l.in[1] = []int64{5} // and no envelope tells of it
		l.mu.Unlock()
		r.Missed(5)
		synctest.Wait()
		if p.got("<live-side") != 0 {
			t.Errorf("one room was missed, and the page got %q", p.pieces)
		}
		r.Missed()
		synctest.Wait()
		r.Send(Envelope{Kind: KindBadge, RoomID: 5, Slug: "five", Seq: 1})
		synctest.Wait()
		if p.got("<live-side") != 1 || p.got("<live-badge") != 1 || guest.got("<live-side") != 0 {
			t.Errorf("got %q, and a guest %q", p.pieces, guest.pieces)
		}
	})
}

func TestARightIsTakenAwayWhilePagesBegin(t *testing.T) {
	bubble(t, func(t *testing.T) {
		l := newLedger()
		l.post(1)
		r := start(t, l, NewMemory())
		var pages sync.WaitGroup
		for range 20 { // under -race: who ends pages reads nothing that a page still writes of itself
			pages.Go(func() {
				introduced(t, r.Hub, Viewing{RoomID: 1, Person: Person{ID: 7}, Session: "stays", Since: -1}, "<live-you role=member>")
			})
			r.Send(Envelope{Kind: KindDrop, RoomID: 1, Drop: l.revoke(Drop{UserID: 7, Session: "ended"})})
		}
		pages.Wait()
		synctest.Wait()
		if n := r.Viewers(); n != 20 {
			t.Errorf("%d pages are left of 20", n)
		}
	})
}
