package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parley/chat"
)

func TestOfBansOfANetworkAtOnceOneStands(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		one, two, ana, _, _ := s.contest()
		for n := range 10 {
			network := fmt.Sprintf("203.0.%d.0/24", n)
			var answers tally
			at(1, one, two, func(p *chat.Service) {
				_, err := p.BanRange(t.Context(), ana, chat.RangeForm{Network: network, Confirm: network, For: time.Hour, Reason: "a flood"})
				answers.note(err)
			})
			answers.want(t, map[chat.Kind]int{"ok": 1, chat.Conflict: 1})
		}
	})
}

// overtaken is a store in which something happens after it was asked who came by an invite.
type overtaken struct {
	chat.Store
	do func()
}

func (o *overtaken) CameBy(ctx context.Context, inviteID int64, now time.Time, limit int) ([]int64, error) {
	ids, err := o.Store.CameBy(ctx, inviteID, now, limit)
	if do := o.do; do != nil {
		o.do = nil
		do()
	}
	return ids, err
}

func TestOfTwoBansByInviteAtOnceEachPersonGetsOne(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		one, two, ana, bob, _ := s.contest()
		invite, err := one.CreateInvite(ctx, ana, 0, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		cem := s.user("cem")
		if err := s.Exec(ctx, `UPDATE users SET invite_id = $1 WHERE id IN ($2, $3)`, invite.ID, bob.User.ID, cem.ID); err != nil {
			t.Fatal(err)
		}
		var first chat.RangeBan
		one.Store = &overtaken{one.Store, func() {
			if first, err = two.BanInvite(ctx, ana, invite.ID, 0, "a raid"); err != nil || first.Accounts != 2 {
				t.Fatalf("%+v, %v", first, err)
			}
		}}
		_, err = one.BanInvite(ctx, ana, invite.ID, time.Hour, "a raid")
		wantKind(t, err, chat.Conflict)
		if n := s.count(`SELECT COUNT(*) FROM sanctions`); n != 2 {
			t.Errorf("two people are banned %d times", n)
		}
		if err := two.LiftRange(ctx, ana, first.ID, ""); err != nil {
			t.Fatal(err)
		}
		if a, err := two.ActorOf(ctx, bob.User.ID, "", ""); err != nil || a.Ban != nil {
			t.Errorf("the ban is lifted, and bob is kept out: %+v, %v", a.Ban, err)
		}
	})
}
