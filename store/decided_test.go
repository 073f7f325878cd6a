package store_test

import (
	"fmt"
	"testing"
	"time"

	"parley/chat"
)

// decide puts a decided case of each kind into the place, all by ann and about kip: report-m, hold
// and appeal of a room, and report-u, plea, wave and join of the whole place. Their number is 7.
func (s *site) decide(r chat.Room, ann, kip chat.User, now time.Time) {
	s.t.Helper()
	at := now.UnixMicro()
	s.must(chat.Scope{}, func(tx chat.Tx) error {
		for _, act := range []string{"account_approved", "muted"} {
			if err := tx.AddAudit(s.t.Context(), chat.AuditEntry{At: now, ActorID: ann.ID, Act: act, UserID: kip.ID}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, query := range []string{
		`INSERT INTO reports (room_id, message_id, user_id, reporter_id, reason, created_at, decided_at, decided_by, upheld) VALUES (%[1]d, 7, %[2]d, %[3]d, 'spam', 1, %[4]d, %[3]d, 1), (%[1]d, 7, %[2]d, %[3]d, 'spam', 1, 5, %[2]d, 0)`,
		`INSERT INTO reports (room_id, message_id, user_id, reporter_id, reason, created_at, decided_at, decided_by) VALUES (0, 0, %[2]d, %[3]d, 'spam', 1, %[4]d, %[3]d)`,
		`INSERT INTO holds (id, room_id, author_id, nonce, digest, body, html, plain, mentions, reason, created_at, decided_at, decided_by, published) VALUES (7, %[1]d, %[2]d, '', '', '', '', '', '', '', 1, %[4]d, %[3]d, 1)`,
		`INSERT INTO sanctions (id, kind, user_id, room_id, by_user, reason, created_at, until_at) VALUES (7, 'mute', %[2]d, %[1]d, %[3]d, '', 1, 0)`,
		`INSERT INTO appeals (sanction_id, user_id, body, created_at, decided_at, decided_by) VALUES (7, %[2]d, '', 1, %[4]d, %[3]d)`,
		`INSERT INTO range_bans (id, network, by_user, reason, created_at, until_at) VALUES (7, '', %[3]d, '', 1, 1)`,
		`INSERT INTO pleas (id, range_id, user_id, body, created_at, decided_at, decided_by, granted) VALUES (7, 7, %[2]d, '', 1, %[4]d, %[3]d, 1)`,
		`INSERT INTO waves (id, room_id, began_at, last_at, accounts, decided_at, decided_by) VALUES (7, 0, 1, 1, 9, %[4]d, %[3]d)`,
	} {
		if err := s.Exec(s.t.Context(), fmt.Sprintf(query, r.ID, kip.ID, ann.ID, at)); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestHowACaseEndedIsToldToThoseWhoWouldHaveSeenIt(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip, owen := s.user("ann"), s.user("kip"), s.user("owen")
		r := s.roomOf(chat.Room{Slug: "private", Kind: chat.Private}, kip)
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.PutMember(t.Context(), chat.Member{RoomID: r.ID, UserID: owen.ID, Role: chat.RoleOwner, JoinedAt: time.Now()})
		})
		now := time.Now().UTC().Truncate(time.Microsecond)
		s.decide(r, ann, kip, now)
		vera, owner, admin := chat.DeskScope{UserID: ann.ID, Place: true}, chat.DeskScope{UserID: owen.ID}, chat.DeskScope{UserID: ann.ID, Place: true, Admin: true}
		themselves := chat.DeskScope{UserID: kip.ID, Place: true, Admin: true}
		person := fmt.Sprint(kip.ID)
		for subject, c := range map[string]struct {
			kind               chat.CaseKind
			yes                bool
			vera, owner, admin bool
		}{
			"report-m-7":         {chat.CaseReport, true, true, true, true},
			"report-u-" + person: {chat.CaseReport, false, true, false, true},
			"hold-7":             {chat.CaseHold, true, false, true, false},
			"appeal-7":           {chat.CaseAppeal, false, false, true, false},
			"plea-7":             {chat.CasePlea, true, true, false, true},
			"wave-7":             {chat.CaseWave, false, true, false, true},
			"join-" + person:     {chat.CaseJoin, true, false, false, true},
		} {
			for name, who := range map[string]struct {
				scope chat.DeskScope
				sees  bool
			}{"place": {vera, c.vera}, "owner": {owner, c.owner}, "admin": {admin, c.admin}, "themselves": {themselves, c.kind == chat.CaseWave}} {
				who.scope.Subject = subject
				got, err := s.Decided(t.Context(), who.scope)
				switch {
				case !who.sees:
					wantKind(t, err, chat.NotFound)
				case err != nil || got.Kind != c.kind || got.Yes != c.yes || !got.At.Equal(now) || got.By.Handle != "ann":
					t.Errorf("%s, %s: %+v, %v", subject, name, got, err)
				}
			}
		}
		for _, none := range []string{"hold-8", "report-m-0", "report-m--7", "hold-", "-7", "7", "", "hold-99999999999999999999", "join-" + fmt.Sprint(owen.ID)} {
			admin.Subject = none
			_, err := s.Decided(t.Context(), admin)
			wantKind(t, err, chat.NotFound)
		}
	})
}

func TestOneCaseIsFoundAmongMany(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ann, kip := s.user("ann"), s.user("kip")
		r := s.room("a", ann, kip)
		for range 3 {
			s.report(s.say(r, kip, "buy"), ann, "spam")
		}
		scope := chat.DeskScope{UserID: ann.ID, Place: true, Subject: "report-m-3"}
		if all, err := s.Cases(t.Context(), scope, 1); err != nil || len(all) != 1 || all[0].Seq != 3 {
			t.Errorf("found: %+v, %v", all, err)
		}
	})
}
