package handlers_test

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/chat"
)

// raided is a place whose database can be written past the rules.
func raided(t *testing.T) (s *site, ana *person, db chat.Store) {
	t.Helper()
	s = newSite(t, options{store: func(d chat.Store) chat.Store { db = d; return d }})
	return s, s.setUp(), db
}

// endsAt has the raid of a room end at a moment.
func endsAt(t *testing.T, db chat.Store, slug string, until time.Time) {
	t.Helper()
	st, err := db.Standing(t.Context(), slug, 0)
	if err != nil {
		t.Fatal(err)
	}
	st.Room.RaidUntil = until
	err = db.Tx(t.Context(), chat.Scope{Rooms: []int64{st.Room.ID}}, func(tx chat.Tx) error {
		_, err := tx.SaveRoom(t.Context(), st.Room)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func controlsOf(t *testing.T, db chat.Store, slug string) chat.Room {
	t.Helper()
	st, err := db.Standing(t.Context(), slug, 0)
	if err != nil {
		t.Fatal(err)
	}
	return st.Room
}

// agedSomebody has an account that is no longer new.
func (s *site) agedSomebody(handle string, db chat.Store) *person {
	s.t.Helper()
	var u chat.User
	err := db.Tx(s.t.Context(), chat.Scope{}, func(tx chat.Tx) (err error) {
		u = chat.User{Handle: handle, Name: handle, Role: chat.RoleMember, State: chat.Active, CreatedAt: time.Now().AddDate(0, -1, 0)}
		u, err = tx.AddUser(s.t.Context(), u, "kept a lamp in the fog", 0)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	p := s.guest()
	p.user = u
	if p.cookie, err = s.h.SessionCookie(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
	return p
}

func TestARaidSlowsHoldsTakesLinksAndPausesJoins(t *testing.T) {
	t.Parallel()
	s, ana, db := raided(t)
	old, fresh, outside := s.agedSomebody("old", db), s.somebody("fresh", chat.RoleMember), s.agedSomebody("outside", db)
	old.post("/rooms/lounge/join").want(t, 303)
	ana.post("/rooms/lounge/raid", "for", "1h").want(t, 303)

	page := ana.get("/rooms/lounge").want(t, 200).doc(t)
	mustHold(t, page.Find("#room-state").Text(), "Raid measures until", "Slow mode 30 s", "links off", "joins paused", "End now")
	mustHold(t, ana.get("/rooms/lounge/controls").body, "Raid measures until", "End now")

	refused := old.send("lounge", "look at https://example.com/", rand.Text()).want(t, 403)
	mustHold(t, refused.body, "Links are off in this room just now", "in 60 minutes")
	if refused.text(t) != "look at https://example.com/" || refused.Header.Get("Retry-After") == "" {
		t.Error("the words are lost, or nobody says until when")
	}
	old.send("lounge", "without a link", rand.Text()).want(t, 303)
	mustHold(t, old.send("lounge", "and at once another", rand.Text()).want(t, 429).body, "Slow mode is on")
	old.post("/rooms/lounge/messages/1/edit", "body", "https://example.com/ after all").want(t, 403)

	held := fresh.send("lounge", "the first one", rand.Text()).want(t, 303)
	if !strings.Contains(held.location(), "#h-") {
		t.Errorf("what a new account writes is at %s", held.location())
	}
	mustHold(t, fresh.get("/rooms/lounge").body, "Messages of new accounts wait for a moderator just now")

	mustHold(t, outside.post("/rooms/lounge/join").want(t, 403).body, "Joins of this room are paused", "in 60 minutes")
	outside.send("lounge", "speaking joins", rand.Text()).want(t, 403)
	old.post("/rooms/lounge/members", "handle", "outside").want(t, 403)
	ana.send("lounge", "https://example.com/ by a moderator", rand.Text()).want(t, 303)
	ana.send("lounge", "and at once another", rand.Text()).want(t, 303)
	ana.post("/rooms/lounge/members", "handle", "outside").want(t, 303)
	mustHold(t, ana.get("/admin/audit").body, "turned raid measures on")
}

func TestEndingARaidRestoresWhatWasSetAlsoMeanwhile(t *testing.T) {
	t.Parallel()
	_, ana, db := raided(t)
	ana.post("/rooms/lounge/controls", "slow", "10", "approve-links", "on", "delay", "30", "lock", "1h", "lock_reason", "sorting").want(t, 303)
	before := controlsOf(t, db, "lounge").Controls
	ana.post("/rooms/lounge/raid", "for", "1h").want(t, 303)
	if now := controlsOf(t, db, "lounge"); now.Slow(time.Now()) != 30*time.Second || now.Controls != before {
		t.Errorf("during the raid the pace is %s, and set is %+v, was %+v", now.Slow(time.Now()), now.Controls, before)
	}
	ana.post("/rooms/lounge/raid/end").want(t, 303)
	if now := controlsOf(t, db, "lounge"); now.Controls != before || now.Raid != (chat.Raid{}) || now.Slow(time.Now()) != 10*time.Second {
		t.Errorf("afterwards %+v, was %+v", now, before)
	}
	ana.post("/rooms/lounge/raid", "for", "1h").want(t, 303)
	ana.post("/rooms/lounge/controls", "slow", "60", "lock", "open").want(t, 303)
	if now := controlsOf(t, db, "lounge"); now.Slow(time.Now()) != time.Minute || !now.Raided(time.Now()) {
		t.Errorf("the longer pace counts, not %s; raid %+v", now.Slow(time.Now()), now.Raid)
	}
	ana.post("/rooms/lounge/raid/end").want(t, 303)
	if now := controlsOf(t, db, "lounge"); now.Controls != (chat.Controls{SlowMode: time.Minute}) {
		t.Errorf("what was set meanwhile does not stay: %+v", now.Controls)
	}
}

func TestARaidEndsByItselfAndPagesHearOfIt(t *testing.T) {
	t.Parallel()
	_, ana, db := raided(t)
	socket := ana.dial("lounge")
	ana.post("/rooms/lounge/raid", "for", "15m").want(t, 303)
	socket.ReadUntil(t, "Raid measures until")
	endsAt(t, db, "lounge", time.Now().Add(50*time.Millisecond))
	meta := controlsOf(t, db, "lounge").Meta
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		now := controlsOf(t, db, "lounge")
		if now.Meta == meta+1 && now.Raid == (chat.Raid{}) {
			break
		}
		if now.Meta > meta+1 || time.Now().After(deadline) {
			t.Fatalf("it is %+v at %d, was %d", now.Raid, now.Meta, meta)
		}
	}
	mustNotHold(t, ana.get("/rooms/lounge").body, "Raid measures until")
	for strings.Contains(socket.ReadUntil(t, "<live-room"), "Raid measures until") {
		continue // healing told of the end that was set past the rules
	}
}

func TestEndNowAndTheEndByItselfMakeOneChange(t *testing.T) {
	t.Parallel()
	s, ana, db := raided(t)
	for range 20 {
		ana.post("/rooms/lounge/raid", "for", "15m").want(t, 303)
		endsAt(t, db, "lounge", time.Now().Add(2*time.Millisecond))
		meta := controlsOf(t, db, "lounge").Meta
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if err := s.chat.EndRaid(context.Background(), ana.actor(), "lounge"); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() { s.chat.EndRaids(context.Background()) })
		}
		wg.Wait()
		for deadline := time.Now().Add(5 * time.Second); controlsOf(t, db, "lounge").Raid != (chat.Raid{}); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("it does not end")
			}
		}
		if now := controlsOf(t, db, "lounge"); now.Meta != meta+1 {
			t.Fatalf("%d changes", now.Meta-meta)
		}
	}
}

func TestARaidOfThePlaceReachesAllRoomsNewOnesAndNewAccounts(t *testing.T) {
	t.Parallel()
	s, ana, db := raided(t)
	attic := s.room("attic", chat.Private, false, ana)
	invite := ana.post("/admin/invites", "uses", "5", "expires", "24").want(t, 303)
	code := strings.TrimPrefix(ana.get(invite.location()).doc(t).Find("code.secret").Text(), s.URL+"/join/")
	ana.post("/raid", "for", "4h").want(t, 303)
	cellar := s.room("cellar", chat.Open, false, ana)
	for _, room := range []string{"lounge", attic, cellar} {
		if !controlsOf(t, db, room).Raided(time.Now()) {
			t.Errorf("%s is not under raid", room)
		}
	}
	guest := s.guest()
	mustHold(t, guest.get("/sign-up").want(t, 403).body, "Joins are paused", "Nobody new comes in before")
	mustHold(t, guest.get("/join/"+code).want(t, 403).body, "Joins are paused")
	a := guest.post("/sign-up", "handle", "bo", "name", "Bo the Typist", "password", "a lamp in the fog", "invite", code).want(t, 403)
	mustHold(t, a.body, "Joins are paused here just now. Try again in 4 hours", "Bo the Typist", code)
	mustHold(t, ana.get("/admin/invites").body, "Paused by Raid until")
	mustHold(t, ana.get("/desk").body, `href="/raid"`)

	ana.post("/rooms/lounge/raid", "for", "1h").want(t, 303)
	ana.post("/raid/end").want(t, 303)
	if controlsOf(t, db, attic).Raided(time.Now()) || !controlsOf(t, db, "lounge").Raided(time.Now()) {
		t.Error("the place's end ends a room's own raid, or not that of the others")
	}
	guest.post("/sign-up", "handle", "bo", "password", "a lamp in the fog", "invite", code).want(t, 303)
	if st, err := db.Standing(t.Context(), cellar, 0); err != nil || st.Room.Raid != (chat.Raid{}) {
		t.Errorf("the new room: %+v, %v", st.Room.Raid, err)
	}
	if n, err := db.MemberCount(t.Context(), controlsOf(t, db, "lounge").ID); err != nil || n != 1 {
		t.Errorf("%d are in the room whose joins are paused: %v", n, err)
	}
}

func TestOnlyModeratorsPressRaidAndOnlyForATimeThatEnds(t *testing.T) {
	t.Parallel()
	s, ana, _ := raided(t)
	bo := s.somebody("bo", chat.RoleMember)
	bo.post("/raid", "for", "1h").want(t, 403)
	bo.post("/rooms/lounge/raid", "for", "1h").want(t, 403)
	for _, d := range []string{"", "0", "1m", "25h", "for ever"} {
		ana.post("/raid", "for", d).want(t, 422)
		ana.post("/rooms/lounge/raid", "for", d).want(t, 422)
	}
}
