package handlers_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

// wavy is a place in which more than three who come within five minutes are a wave.
func wavy(t *testing.T) (s *site, ana *person, db chat.Store) {
	t.Helper()
	s, ana, db = raided(t)
	ana.post("/admin/settings", "wave_accounts", "3", "wave_minutes", "5").want(t, 303)
	return s, ana, db
}

// eventually waits until the desk shows these cases.
func (p *person) eventually(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		got := strings.Join(p.subjects(t), " ")
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the desk has %q, not %q", got, want)
		}
	}
}

func (s *site) joinsBy(t *testing.T, code, handle string) *person {
	t.Helper()
	p := s.guest()
	p.post("/sign-up", "handle", handle, "password", "a lamp in the fog", "invite", code).want(t, 303)
	return p
}

func TestAWaveOfNewAccountsComesOntoTheDeskOnce(t *testing.T) {
	t.Parallel()
	s, ana, db := wavy(t)
	a := ana.post("/admin/invites", "uses", "100", "expires", "24").want(t, 303)
	code := strings.TrimPrefix(ana.get(a.location()).doc(t).Find("code.secret").Text(), s.URL+"/join/")
	var came []*person
	for i := range 4 {
		came = append(came, s.joinsBy(t, code, fmt.Sprintf("flood%d", i)))
	}
	ana.eventually(t, "wave-1")
	page := ana.get("/desk/wave-1").want(t, 200)
	mustHold(t, page.body, "came into the place, with new accounts", "@flood0", "@flood3", "Raid for an hour", "Hold what they write", "ban all who came by it")

	ana.post("/desk/wave-1", "do", "hold").want(t, 303)
	mustHold(t, ana.get("/desk/wave-1").want(t, 200).body, ">held<")
	held := came[0].send("lounge", "hello", rand.Text()).want(t, 303)
	if !strings.Contains(held.location(), "#h-") {
		t.Errorf("what they write stands at %s", held.location())
	}
	ana.post("/desk/wave-1", "do", "raid").want(t, 303)
	if !controlsOf(t, db, "lounge").Raided(time.Now()) {
		t.Error("no raid measures")
	}
	ana.post("/raid/end").want(t, 303)
	ana.post("/desk/wave-1", "do", "dismiss").want(t, 303)
	ana.eventually(t, "hold-1")

	s.joinsBy(t, code, "flood9") // the same wave goes on
	s.chat.FindWaves(t.Context())
	s.chat.FindWaves(t.Context())
	ana.eventually(t, "hold-1")
}

func TestAWaveIntoARoomIsShownToItsModerators(t *testing.T) {
	t.Parallel()
	s, ana, db := wavy(t)
	owner := s.agedSomebody("owner", db)
	den := s.room("den", chat.Open, false, owner)
	for i := range 4 {
		s.agedSomebody(fmt.Sprintf("old%d", i), db).post("/rooms/"+den+"/join").want(t, 303)
	}
	owner.eventually(t, "wave-1")
	mustNotHold(t, owner.get("/desk/wave-1").want(t, 200).body, "Hold what they write")
	owner.post("/desk/wave-1", "do", "hold").want(t, 403) // it would hold them everywhere
	mustNotHold(t, ana.get("/desk/wave-1").want(t, 200).body, ">held<")
	ana.post("/desk/wave-1", "do", "hold").want(t, 303)
	mustHold(t, owner.get("/desk/wave-1").want(t, 200).body, ">held<")
	owner.post("/desk/wave-1", "do", "raid").want(t, 303)
	if !controlsOf(t, db, den).Raided(time.Now()) || controlsOf(t, db, "lounge").Raided(time.Now()) {
		t.Error("the room alone is to be under raid")
	}
}

func TestABanByInviteMeetsAllWhoCameSaveStaffAndIsLiftedInOneAct(t *testing.T) {
	t.Parallel()
	s, ana, _ := wavy(t)
	a := ana.post("/admin/invites", "uses", "100", "expires", "24").want(t, 303)
	code := strings.TrimPrefix(ana.get(a.location()).doc(t).Find("code.secret").Text(), s.URL+"/join/")
	kip, bo, vera := s.joinsBy(t, code, "kip"), s.joinsBy(t, code, "bo"), s.joinsBy(t, code, "vera")
	other := s.somebody("other", chat.RoleMember)
	ana.post("/admin/people/vera/role", "role", "moderator").want(t, 303)
	vera.post("/sign-in", "login", "vera", "password", "a lamp in the fog").want(t, 303)
	kip.get("/rooms/lounge").want(t, 200)
	mustHold(t, ana.get("/desk/invites/1").want(t, 200).body, "3 accounts came by it", code)
	ana.post("/desk/invites/1/ban", "for", "24h", "reason", "").want(t, 422)
	ana.post("/desk/invites/1/ban", "for", "24h", "reason", "A flood of spam").want(t, 303)
	for _, p := range []*person{kip, bo} {
		mustHold(t, p.get("/rooms/lounge").want(t, 403).body, "A flood of spam", "Your appeal")
	}
	vera.get("/rooms/lounge").want(t, 200)
	other.get("/rooms/lounge").want(t, 200)
	s.guest().get("/join/"+code).want(t, 404)
	mustHold(t, ana.get("/desk/ranges").want(t, 200).body, code, "2 accounts that came by this invite were banned")
	mustHold(t, ana.get("/admin/audit").body, "banned 2 accounts that came by an invitation for 1 day")
	ana.post("/desk/invites/1/ban", "for", "24h", "reason", "again").want(t, 409)
	ana.post("/desk/ranges/1/lift", "reason", "a mistake").want(t, 303)
	kip.get("/rooms/lounge").want(t, 200)
	bo.get("/rooms/lounge").want(t, 200)
}

// narrow fails a test whose acts lock many people at once.
type narrow struct {
	chat.Store
	t *testing.T
}

func (n narrow) Tx(ctx context.Context, scope chat.Scope, fn func(chat.Tx) error) error {
	if len(scope.Users) > 50 {
		n.t.Errorf("one transaction locks %d people", len(scope.Users))
	}
	return n.Store.Tx(ctx, scope, fn)
}

func TestABanByInviteMeetsManyInSeveralTransactionsAndIsLiftedSo(t *testing.T) {
	t.Parallel()
	var db chat.Store
	s := newSite(t, options{store: func(d chat.Store) chat.Store { db = d; return narrow{d, t} }})
	ana := s.setUp()
	ana.post("/admin/invites", "uses", "200", "expires", "24").want(t, 303)
	err := db.Tx(t.Context(), chat.Scope{}, func(tx chat.Tx) error {
		for i := range 120 {
			handle := fmt.Sprintf("flood%d", i)
			u := chat.User{Handle: handle, Name: handle, Role: chat.RoleMember, State: chat.Active, CreatedAt: time.Now()}
			if _, err := tx.AddUser(t.Context(), u, "kept a lamp in the fog", 1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	atLarge := func(want int) {
		t.Helper()
		if came, err := db.CameBy(t.Context(), 1, time.Now(), 500); err != nil || len(came) != want {
			t.Errorf("%d are not banned, want %d: %v", len(came), want, err)
		}
	}
	atLarge(120)
	ana.post("/desk/invites/1/ban", "for", "24h", "reason", "A flood of spam").want(t, 303)
	atLarge(0)
	mustHold(t, ana.get("/desk/ranges").want(t, 200).body, "120 accounts that came by this invite were banned")
	ana.post("/desk/ranges/1/lift", "reason", "a mistake").want(t, 303)
	atLarge(120)
	if all, err := db.Ranges(t.Context(), time.Now(), 10); err != nil || len(all) != 1 || all[0].LiftedAt.IsZero() {
		t.Errorf("the bans are %+v, %v", all, err)
	}
}
