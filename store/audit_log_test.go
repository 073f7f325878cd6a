package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parley/chat"
)

// note writes entries, one after the other, and gives their numbers.
func (s *site) note(all ...chat.AuditEntry) (ids []int64) {
	s.t.Helper()
	for _, e := range all {
		if e.At.IsZero() {
			e.At = time.Now()
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.AddAudit(s.t.Context(), e) })
		ids = append(ids, s.count(`SELECT MAX(id) FROM audit`))
	}
	return ids
}

// logged are the numbers of the entries that a query picks.
func (s *site) logged(q chat.AuditQuery) (ids []int64) {
	s.t.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	all, err := s.AuditLog(s.t.Context(), q)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	return ids
}

func TestTheLogIsReadByWhatIsAskedFor(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ana, kip := s.user("ana"), s.user("kip")
		lounge, attic := s.room("lounge", ana, kip), s.room("attic", ana)
		week := time.Now().Add(-7 * 24 * time.Hour)
		n := s.note(
			chat.AuditEntry{Act: "sign_in", ActorID: ana.ID, UserID: ana.ID, At: week.Add(-48 * time.Hour)},
			chat.AuditEntry{Act: "muted", ActorID: ana.ID, UserID: kip.ID, RoomID: lounge.ID, Reason: "Shouting 100% of the day", At: week},
			chat.AuditEntry{Act: "room_created", ActorID: ana.ID, RoomID: attic.ID},
			chat.AuditEntry{Act: "banned", ActorID: 0, UserID: kip.ID, Reason: "spam"},
		)
		for name, c := range map[string]struct {
			q    chat.AuditQuery
			want []int64
		}{
			"all":               {chat.AuditQuery{All: true}, []int64{n[3], n[2], n[1], n[0]}},
			"nothing":           {chat.AuditQuery{}, nil},
			"a room":            {chat.AuditQuery{Rooms: []int64{lounge.ID}}, []int64{n[1]}},
			"two rooms":         {chat.AuditQuery{Rooms: []int64{lounge.ID, attic.ID}}, []int64{n[2], n[1]}},
			"staff":             {chat.AuditQuery{Rooms: []int64{lounge.ID}, Staff: true}, []int64{n[3], n[1]}},
			"by or about kip":   {chat.AuditQuery{All: true, UserID: kip.ID}, []int64{n[3], n[1]}},
			"nobody":            {chat.AuditQuery{All: true, UserID: -1}, nil},
			"an act":            {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{Act: "muted"}}, []int64{n[1]}},
			"words":             {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{Text: "shouting 100%"}}, []int64{n[1]}},
			"no such words":     {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{Text: "sp_m"}}, nil},
			"earlier":           {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{Before: n[2]}}, []int64{n[1], n[0]}},
			"since":             {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{From: week.Add(-time.Minute)}}, []int64{n[3], n[2], n[1]}},
			"until":             {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{To: week.Add(time.Minute)}}, []int64{n[1], n[0]}},
			"a day, by a cook":  {chat.AuditQuery{All: true, UserID: ana.ID, AuditFilter: chat.AuditFilter{Act: "muted", From: week.Add(-time.Hour), To: week.Add(time.Hour), Text: "SHOUT"}}, []int64{n[1]}},
			"before everything": {chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{To: week.Add(-100 * time.Hour)}}, nil},
			"the newest one":    {chat.AuditQuery{All: true, Limit: 1}, []int64{n[3]}},
		} {
			if got := s.logged(c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestAnEntryComesWithItsNamesAndWhatBecameOfIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ana, kip := s.user("ana"), s.user("kip")
		r := s.room("lounge", ana, kip)
		x := s.impose(chat.Sanction{Kind: chat.Mute, UserID: kip.ID, RoomID: r.ID, By: ana.ID, Evidence: []int64{4}})
		m := s.say(r, kip, "spam")
		if err := s.remove(m); err != nil {
			t.Fatal(err)
		}
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.AddAppeal(ctx, chat.Appeal{SanctionID: x.ID, UserID: kip.ID, Body: "no", At: time.Now()})
		})
		s.note(
			chat.AuditEntry{Act: "muted", ActorID: ana.ID, UserID: kip.ID, RoomID: r.ID, Subject: fmt.Sprintf("sanction:%d", x.ID)},
			chat.AuditEntry{Act: "messages_removed", ActorID: kip.ID, UserID: kip.ID, RoomID: r.ID, Subject: "removal:1"},
			chat.AuditEntry{Act: "invite_made", ActorID: 99, Subject: "invite:x"},
		)
		all, err := s.AuditLog(ctx, chat.AuditQuery{All: true, Limit: 10})
		if err != nil || len(all) != 3 {
			t.Fatalf("%d entries: %v", len(all), err)
		}
		if e := all[2]; e.Actor.User.Name != "Name of ana" || e.Actor.Member.Role != chat.RoleMember || e.Whom.User.Handle != "kip" || e.Room.Slug != "lounge" ||
			e.Sanction.ID != x.ID || e.Sanction.Kind != chat.Mute || !e.Contest || len(e.Sanction.Evidence) != 1 || e.Removal.ID != 0 {
			t.Errorf("the mute: %+v", e)
		}
		if e := all[1]; e.Removal.ID != 1 || !e.Removal.UndoneAt.IsZero() || e.Sanction.ID != 0 || !e.Own() {
			t.Errorf("the removal: %+v", e)
		}
		if e := all[0]; e.Actor.User.ID != 0 || e.Room.ID != 0 || e.Contest {
			t.Errorf("one of nobody who is known: %+v", e)
		}
	})
}

func TestReasonsAreFoundInAnyCaseOfAnyAlphabet(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.note(
			chat.AuditEntry{Act: "banned", Reason: "ÄRGER im Haus"},
			chat.AuditEntry{Act: "muted", Reason: "ΚΑΦΕΣ και спам"},
		)
		for text, want := range map[string]int64{"ärger": n[0], "Haus": n[0], "καφε": n[1], "СПАМ": n[1]} {
			if got := s.logged(chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{Text: text}}); !slices.Equal(got, []int64{want}) {
				t.Errorf("%q finds %v, want %d", text, got, want)
			}
		}
		if err := s.Exec(t.Context(), `INSERT INTO audit (created_at, actor_id, act, user_id, room_id, detail, address, reason)
			VALUES (1, 0, 'banned', 0, 0, '', '', 'Old WORDS')`); err != nil { // as the release before notes it
			t.Fatal(err)
		}
		if got := s.logged(chat.AuditQuery{All: true, AuditFilter: chat.AuditFilter{Text: "old words"}}); len(got) != 1 {
			t.Errorf("an entry of the release before is found as %v", got)
		}
	})
}
