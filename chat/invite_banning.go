package chat

import (
	"context"
	"slices"
	"time"
)

// BanInvite bans everybody who came by an invite from the whole place, save whose
// rank is as high as the actor's or who moderates it, and ends the invite, in one act.
// For 0 it is for good. It meets at most 500 accounts, the newest; pressed again, the others.
func (s *Service) BanInvite(ctx context.Context, a Actor, inviteID int64, d time.Duration, reason string) (RangeBan, error) {
	f, err := SanctionForm{Kind: Ban, For: d, Reason: reason}.clean()
	if err != nil {
		return RangeBan{}, err
	}
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return RangeBan{}, err
	}
	came, err := s.Store.CameBy(ctx, inviteID, s.Now(), maxJoined)
	if err != nil {
		return RangeBan{}, err
	}
	scope := Scope{Actor: a.User.ID, Users: came}
	b := RangeBan{InviteID: inviteID, By: a.User.ID, Reason: f.Reason, At: s.Now(), Accounts: int64(len(came))}
	if f.For > 0 {
		b.Until = b.At.Add(f.For)
	}
	err = s.Store.Tx(ctx, scope, func(tx Tx) error {
		b, err = s.banInvite(ctx, tx, a, b, slices.Clone(came))
		return err
	})
	return b, err
}

func (s *Service) banInvite(ctx context.Context, tx Tx, a Actor, b RangeBan, came []int64) (RangeBan, error) {
	if err := s.judgesPlace(ctx, tx, a); err != nil {
		return b, err
	}
	if err := tx.EndInvite(ctx, b.InviteID, b.At); err != nil {
		return b, err
	}
	met := came[:0]
	var meetings []encounter
	for _, id := range came {
		e, err := s.meet(ctx, tx, a.User.ID, id, 0)
		if KindOf(err) == Forbidden || err == nil && e.theirs.User.Role.AtLeast(RoleModerator) {
			continue
		}
		if err != nil {
			return b, err
		}
		met, meetings = append(met, id), append(meetings, e)
	}
	if len(met) == 0 {
		return b, refuse(Conflict, "Nobody came by this invite whom you can ban.")
	}
	b.Accounts = int64(len(met))
	b, err := tx.AddRange(ctx, b)
	if err != nil {
		return b, err
	}
	for _, e := range meetings {
		x := Sanction{Kind: Ban, UserID: e.theirs.User.ID, By: a.User.ID, Reason: b.Reason, At: b.At, Until: b.Until, RangeID: b.ID}
		if _, err := s.impose(ctx, tx, a, e, x, sweep{}); err != nil {
			return b, err
		}
	}
	return b, tx.AddAudit(ctx, s.rangeEntry(a, "invite_banned", b))
}

// InviteReach tells of an invite, and how many came by it whom a ban would meet: at
// most 500 at once.
func (s *Service) InviteReach(ctx context.Context, a Actor, inviteID int64) (Invite, int, error) {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return Invite{}, 0, err
	}
	all, err := s.Store.Invites(ctx)
	if err != nil {
		return Invite{}, 0, err
	}
	i := slices.IndexFunc(all, func(i Invite) bool { return i.ID == inviteID })
	if i < 0 {
		return Invite{}, 0, refuse(NotFound, "There is no such invitation.")
	}
	came, err := s.Store.CameBy(ctx, inviteID, s.Now(), maxJoined)
	return all[i], len(came), err
}
