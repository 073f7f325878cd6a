package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"parley/chat"
	"parley/store"
)

func (s *site) impose(x chat.Sanction) chat.Sanction {
	s.t.Helper()
	x.At = time.Now()
	s.must(chat.Scope{Users: []int64{x.UserID}}, func(tx chat.Tx) (err error) {
		x, err = tx.AddSanction(s.t.Context(), x)
		return err
	})
	return x
}

func (s *site) lift(x chat.Sanction) {
	s.t.Helper()
	x.LiftedAt, x.LiftReason = time.Now(), "a mistake"
	s.must(chat.Scope{Users: []int64{x.UserID}}, func(tx chat.Tx) error { return tx.SaveSanction(s.t.Context(), x) })
}

func TestAStandingHoldsWhatCountsInItsRoom(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		kip := s.user("kip")
		a, b := s.room("a", kip), s.room("b", kip)
		here := s.impose(chat.Sanction{Kind: chat.Mute, UserID: kip.ID, RoomID: a.ID, Reason: "shouting", Evidence: []int64{4, 5}})
		s.impose(chat.Sanction{Kind: chat.Mute, UserID: kip.ID, RoomID: a.ID, Until: time.Now().Add(-time.Second)})
		s.impose(chat.Sanction{Kind: chat.Kick, UserID: kip.ID, RoomID: a.ID})
		got := s.standing(a, kip).Sanctions
		if len(got) != 1 || got[0].ID != here.ID || got[0].Reason != "shouting" || len(got[0].Evidence) != 2 {
			t.Errorf("in its room: %+v", got)
		}
		if got := s.standing(b, kip).Sanctions; len(got) != 0 {
			t.Errorf("in another room: %+v", got)
		}
		everywhere := s.impose(chat.Sanction{Kind: chat.Ban, UserID: kip.ID, Until: time.Now().Add(time.Hour)})
		if got := s.standing(b, kip).Sanctions; len(got) != 1 || got[0].ID != everywhere.ID {
			t.Errorf("with one everywhere: %+v", got)
		}
		s.lift(here)
		s.lift(everywhere)
		if st := s.standing(a, kip); len(st.Sanctions) != 0 || !st.User.SanctionedUntil.Before(time.Now()) {
			t.Errorf("lifted: %+v until %s", st.Sanctions, st.User.SanctionedUntil)
		}
	})
}

func TestAMuteReachesThePostThatIsBeingWritten(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		kip := s.user("kip")
		r := s.room("a", kip)
		p := draft(r, kip, chat.NewNonce(), "too late")
		p.Judge = chat.Standing.MayPost
		s.impose(chat.Sanction{Kind: chat.Mute, UserID: kip.ID, RoomID: r.ID})
		_, err := s.Post(t.Context(), p)
		wantKind(t, err, chat.Forbidden)
	})
}

func TestAWarningStandsUntilItIsRead(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		kip := s.user("kip")
		r := s.room("a", kip)
		x := s.impose(chat.Sanction{Kind: chat.Warn, UserID: kip.ID, Reason: "calm down"})
		if w := s.standing(r, kip).Warning(); w == nil || w.ID != x.ID {
			t.Fatalf("the warning is %+v", w)
		}
		x.SeenAt = time.Now()
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SaveSanction(t.Context(), x) })
		if w := s.standing(r, kip).Warning(); w != nil {
			t.Errorf("it was read, and stands: %+v", w)
		}
		if all, err := s.Sanctions(t.Context(), kip.ID); err != nil || len(all) != 1 {
			t.Errorf("the history has %d entries: %v", len(all), err)
		}
	})
}

func TestThereIsOneAppealAgainstASanction(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		kip := s.user("kip")
		x := s.impose(chat.Sanction{Kind: chat.Ban, UserID: kip.ID})
		add := func() error {
			return s.Tx(ctx, chat.Scope{}, func(tx chat.Tx) error {
				return tx.AddAppeal(ctx, chat.Appeal{SanctionID: x.ID, UserID: kip.ID, Body: "it was a quote", At: time.Now()})
			})
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		wantKind(t, add(), chat.Conflict)
		p, err := s.Appeal(ctx, x.ID)
		if err != nil || p.Body != "it was a quote" || !p.Open() {
			t.Fatalf("open: %+v, %v", p, err)
		}
		p.DecidedAt, p.Granted, p.Answer = time.Now(), true, "you are right"
		s.must(chat.Scope{}, func(tx chat.Tx) error { return tx.SaveAppeal(ctx, p) })
		p, err = s.Appeal(ctx, x.ID)
		if err != nil || p.Open() || !p.Granted || p.Answer != "you are right" {
			t.Errorf("decided: %+v, %v", p, err)
		}
	})
}

func TestTheAuditLogIsAppendOnly(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.must(chat.Scope{}, func(tx chat.Tx) error {
			return tx.AddAudit(ctx, chat.AuditEntry{At: time.Now(), Act: "banned", Reason: "spam", Subject: "sanction:1"})
		})
		for _, statement := range []string{`UPDATE audit SET act = 'nothing'`, `DELETE FROM audit`} {
			if err := s.Exec(ctx, statement); err == nil {
				t.Errorf("the database took %s", statement)
			}
		}
		all, err := s.AuditLog(ctx, chat.AuditQuery{All: true, Limit: 10})
		if err != nil || len(all) != 1 || all[0].Act != "banned" || all[0].Reason != "spam" || all[0].Subject != "sanction:1" {
			t.Errorf("the log holds %+v, %v", all, err)
		}
	})
}

func TestAMuteThatEndsWhilePostsAreJudgedLetsNoneThroughBefore(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, bob, _ := s.contest()
		var clock atomic.Int64
		clock.Store(time.Now().UnixMicro())
		for _, p := range []*chat.Service{one, two} {
			p.Now = func() time.Time { return time.UnixMicro(clock.Load()) }
			p.Store.(*store.DB).SetNow(p.Now)
		}
		x, err := one.Sanction(t.Context(), ana, "bob", chat.SanctionForm{Kind: chat.Mute, Room: "lounge", For: time.Hour, Reason: "shouting"})
		if err != nil {
			t.Fatal(err)
		}
		clock.Store(x.Until.UnixMicro() - 1)
		var refused, over atomic.Int64
		at(4, one, two, func(p *chat.Service) {
			for heard := 0; heard < 3; {
				began := clock.Load() >= x.Until.UnixMicro()
				_, err := sayIn(t.Context(), p, bob, "at last")
				switch {
				case err == nil && over.Load() == 0:
					t.Error("somebody is heard too early")
					return
				case err == nil:
					heard++
				case began || chat.KindOf(err) != chat.Forbidden:
					t.Errorf("when it is over they hear %v", err)
					return
				case refused.Add(1) == 20:
					over.Store(1)
					clock.Store(x.Until.UnixMicro())
				}
			}
		})
	})
}

func TestABanThatIsOverDoesNotWaitBehindThoseOfPeopleWhoAreBannedFromThePlace(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		gone, kip, bo := s.user("gone"), s.user("kip"), s.user("bo")
		r := s.room("a")
		over := chat.Sanction{Kind: chat.Ban, RoomID: r.ID, Role: chat.RoleMember, Until: time.Now().Add(-time.Second)}
		of := func(u chat.User) chat.Sanction {
			x := over
			x.UserID = u.ID
			return s.impose(x)
		}
		first, second := of(gone), of(kip)
		everywhere := s.impose(chat.Sanction{Kind: chat.Ban, UserID: gone.ID})
		of(bo)
		s.impose(chat.Sanction{Kind: chat.Ban, UserID: bo.ID, RoomID: r.ID})
		next := func() int64 {
			t.Helper()
			all, err := s.BansOver(t.Context(), time.Now(), 1)
			if err != nil || len(all) == 0 {
				t.Fatalf("%v, %v", all, err)
			}
			return all[0].ID
		}
		if got := next(); got != second.ID {
			t.Errorf("ban %d is looked at again and again, and kip's (%d) never", got, second.ID)
		}
		s.lift(everywhere)
		if got := next(); got != first.ID {
			t.Errorf("ban %d comes next, want the one whose person may be here again, %d", got, first.ID)
		}
	})
}
