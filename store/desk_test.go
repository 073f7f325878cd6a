package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/chat"
)

func (s *site) report(m chat.Message, by chat.User, reason string) {
	s.t.Helper()
	s.must(chat.Scope{}, func(tx chat.Tx) error {
		return tx.AddReport(s.t.Context(), chat.Report{RoomID: m.RoomID, MessageID: m.ID, UserID: m.Author.ID, ReporterID: by.ID, Reason: reason, At: time.Now()})
	})
}

func (s *site) cases(scope chat.DeskScope) (subjects string, all []chat.Case) {
	s.t.Helper()
	all, err := s.Cases(s.t.Context(), scope, 50)
	if err != nil {
		s.t.Fatal(err)
	}
	var names []string
	for _, c := range all {
		names = append(names, c.Subject())
	}
	return strings.Join(names, " "), all
}

func TestCasesAreWhatAModeratorMaySee(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip, owen := s.user("ann"), s.user("kip"), s.user("owen")
		open, private := s.room("open", ann, kip, owen), s.roomOf(chat.Room{Slug: "private", Kind: chat.Private}, kip, owen)
		a, b := s.say(open, kip, "in the open"), s.say(private, kip, "in private")
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.PutMember(ctx, chat.Member{RoomID: private.ID, UserID: owen.ID, Role: chat.RoleOwner, JoinedAt: time.Now()})
		})
		s.report(a, ann, "spam")
		s.report(a, owen, "unkind")
		s.report(a, owen, "unkind")
		s.report(b, owen, "spam")
		for who, want := range map[chat.User]int64{ann: 1, owen: 2, kip: 0} {
			if n, err := s.ReportsBy(ctx, who.ID); n != want || err != nil {
				t.Errorf("%d reports of %s wait, %v", n, who.Handle, err)
			}
		}
		x := s.impose(chat.Sanction{Kind: chat.Mute, UserID: kip.ID, RoomID: private.ID})
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.AddAppeal(ctx, chat.Appeal{SanctionID: x.ID, UserID: kip.ID, Body: "it was a quote", At: time.Now()})
		})
		for name, c := range map[string]struct {
			scope chat.DeskScope
			want  string
		}{
			"the place's moderator reads reports of all rooms": {chat.DeskScope{UserID: ann.ID, Place: true}, "report-m-2 report-m-1"},
			"an owner reads all of their room":                 {chat.DeskScope{UserID: owen.ID}, "appeal-1 report-m-2"},
			"nobody reads what is about themselves":            {chat.DeskScope{UserID: kip.ID, Place: true}, ""},
		} {
			if got, _ := s.cases(c.scope); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		if _, err := s.Post(ctx, waits(draft(private, kip, "0123456789abcdef", "held"), 0)); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[chat.User]int64{ann: 1, owen: 2, kip: 0} { // ann sees reports of a room that she is not in, and nothing held
			if n, err := s.WaitingIn(ctx, private.ID, who.ID); err != nil || n != want {
				t.Errorf("%d messages wait for %s, want %d, %v", n, who.Handle, want, err)
			}
		}
		if n, err := s.WaitingIn(ctx, open.ID, owen.ID); err != nil || n != 1 {
			t.Errorf("%d messages wait in the open room, want the one that was reported twice, %v", n, err)
		}
		if ids, err := s.ModeratorsOf(ctx, private.ID); err != nil || !slices.Equal(ids, []int64{owen.ID}) {
			t.Errorf("moderators are %v, %v", ids, err)
		}
		_, all := s.cases(chat.DeskScope{UserID: ann.ID, Place: true})
		if c := all[1]; c.Count != 2 || c.Reason != "spam" || c.Text != "in the open" || c.Person.Handle != "kip" || c.Room.Slug != "open" || c.Seq != a.Seq {
			t.Errorf("the case is %+v", c)
		}
	})
}

func TestADecidedCaseIsGoneAndEachChangeMovesTheDesk(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		ann, kip, owen := s.user("ann"), s.user("kip"), s.user("owen")
		m := s.say(s.room("a", ann, kip), kip, "buy")
		rev := func() int64 {
			t.Helper()
			rev, err := s.DeskRev(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return rev
		}
		last := rev()
		moved := func(what string, act func()) {
			t.Helper()
			act()
			if now := rev(); now <= last {
				t.Errorf("%s leaves the desk at %d", what, now)
			}
			last = rev()
		}
		moved("a report", func() { s.report(m, ann, "spam") })
		moved("a claim", func() {
			s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.Claim(ctx, "report-m-1", ann.ID, time.Now()) })
		})
		if _, all := s.cases(chat.DeskScope{UserID: ann.ID, Place: true}); len(all) != 1 || all[0].Taken.ID != ann.ID {
			t.Fatalf("taken: %+v", all)
		}
		moved("a verdict", func() {
			s.must(chat.Scope{}, func(tx chat.Tx) error {
				n, err := tx.DecideReports(ctx, m.RoomID, m.ID, kip.ID, owen.ID, true, time.Now())
				if n != 1 {
					t.Errorf("%d reports were decided", n)
				}
				return err
			})
		})
		if got, _ := s.cases(chat.DeskScope{UserID: ann.ID, Place: true}); got != "" {
			t.Errorf("left: %s", got)
		}
		again := s.say(chat.Room{ID: m.RoomID}, kip, "buy again")
		if n, err := s.ReportsBy(ctx, ann.ID); n != 0 || err != nil {
			t.Errorf("%d reports wait once they are decided, %v", n, err)
		}
		s.report(again, ann, "spam")
		l, err := s.Reports(ctx, again.ID, kip.ID)
		if err != nil || len(l) != 1 || l[0].Before != 1 || l[0].Upheld != 1 || !l[0].Reliable() {
			t.Errorf("the reporter's word: %+v, %v", l, err)
		}
	})
}

func TestWhoIsSanctionedInARoomReadsNothingThatWaitsThere(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		kip, mo, vera := s.user("kip"), s.user("mo"), s.user("vera")
		r, other := s.room("a", kip, mo), s.room("b", kip, mo)
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			for _, room := range []chat.Room{r, other} {
				if err := tx.PutMember(ctx, chat.Member{RoomID: room.ID, UserID: mo.ID, Role: chat.RoleModerator, JoinedAt: time.Now()}); err != nil {
					return err
				}
			}
			return nil
		})
		s.report(s.say(r, kip, "buy"), vera, "spam")
		s.report(s.say(other, kip, "buy"), vera, "spam")
		if _, err := s.Post(ctx, waits(draft(r, kip, "0123456789abcdef", "held"), 0)); err != nil {
			t.Fatal(err)
		}
		const held, elsewhere, here = "hold-1", "report-m-2", "report-m-1"
		scopes := map[string]chat.DeskScope{"mo": {UserID: mo.ID}, "vera": {UserID: vera.ID, Place: true}}
		look := func(when string, want map[string]string) {
			t.Helper()
			for who, scope := range scopes {
				if got, _ := s.cases(scope); got != want[who] {
					t.Errorf("%s %s reads %q, want %q", when, who, got, want[who])
				}
			}
		}
		all := map[string]string{"mo": held + " " + elsewhere + " " + here, "vera": held + " " + elsewhere + " " + here}
		s.impose(chat.Sanction{Kind: chat.Mute, UserID: mo.ID, RoomID: r.ID, Until: time.Now().Add(-time.Second)})
		look("before,", all)
		mute := s.impose(chat.Sanction{Kind: chat.Mute, UserID: mo.ID, RoomID: r.ID})
		ban := s.impose(chat.Sanction{Kind: chat.Ban, UserID: vera.ID, RoomID: r.ID, Until: time.Now().Add(time.Hour)})
		look("sanctioned there,", map[string]string{"mo": elsewhere, "vera": elsewhere + " " + here}) // vera judges reports for the whole place
		if err := s.Exec(ctx, "UPDATE reports SET decided_at = 1 WHERE message_id = 1"); err != nil {
			t.Fatal(err)
		}
		_, err := s.Decided(ctx, chat.DeskScope{UserID: mo.ID, Subject: here})
		wantKind(t, err, chat.NotFound)
		s.lift(mute)
		s.lift(ban)
		if _, err := s.Decided(ctx, chat.DeskScope{UserID: mo.ID, Subject: here}); err != nil {
			t.Error(err)
		}
		look("afterwards,", map[string]string{"mo": held + " " + elsewhere, "vera": held + " " + elsewhere})
	})
}
