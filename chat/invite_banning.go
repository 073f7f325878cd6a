package chat

import (
	"context"
	"slices"
	"time"
)

// maxMet is how many people one transaction bans or lets back in: everything else waits for it.
const maxMet = 50

// BanInvite bans everybody who came by an invite from the whole place, save whose
// rank is as high as the actor's or who moderates it, and ends the invite. For 0 it is
// for good. It meets at most 500 accounts, the newest, fifty at a time; pressed again,
// also after it has failed on the way, the others.
func (s *Service) BanInvite(ctx context.Context, a Actor, inviteID int64, d time.Duration, reason string) (RangeBan, error) {
	f, err := SanctionForm{Kind: Ban, For: d, Reason: reason}.clean()
	if err != nil {
		return RangeBan{}, err
	}
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return RangeBan{}, err
	}
	if _, err := s.inviteBy(ctx, inviteID); err != nil {
		return RangeBan{}, err
	}
	came, err := s.Store.CameBy(ctx, inviteID, s.Now(), maxJoined)
	if err != nil {
		return RangeBan{}, err
	}
	b := RangeBan{InviteID: inviteID, By: a.User.ID, Reason: f.Reason, At: s.Now()}
	if f.For > 0 {
		b.Until = b.At.Add(f.For)
	}
	ctx = context.WithoutCancel(ctx) // what has begun is ended, also when its maker has gone
	for some := range slices.Chunk(came, maxMet) {
		so := b // an act that is run again begins with it
		err := s.Store.Tx(ctx, Scope{Actor: a.User.ID, Users: some}, func(tx Tx) (err error) {
			b, err = s.banInvite(ctx, tx, a, so, some)
			return err
		})
		if err != nil {
			return b, err
		}
	}
	if b.ID == 0 {
		return b, refuse(Conflict, "Nobody came by this invite whom you can ban.")
	}
	return b, nil
}

// banInvite bans some who came by an invite. With the first of them it ends the invite.
func (s *Service) banInvite(ctx context.Context, tx Tx, a Actor, b RangeBan, came []int64) (RangeBan, error) {
	if err := s.judgesPlace(ctx, tx, a); err != nil {
		return b, err
	}
	met, err := s.meetAll(ctx, tx, a, came)
	if err != nil || len(met) == 0 {
		return b, err
	}
	if b, err = s.putInviteBan(ctx, tx, b, len(met)); err != nil {
		return b, err
	}
	for _, e := range met {
		x := Sanction{Kind: Ban, UserID: e.theirs.User.ID, By: a.User.ID, Reason: b.Reason, At: b.At, Until: b.Until, RangeID: b.ID}
		if _, err := s.impose(ctx, tx, a, e, x, sweep{}); err != nil {
			return b, err
		}
	}
	now := b
	now.Accounts = int64(len(met))
	return b, tx.AddAudit(ctx, s.rangeEntry(a, "invite_banned", now))
}

// meetAll meets those of some people whom the actor may ban, who do not moderate the place and
// whom nobody has banned from it meanwhile.
func (s *Service) meetAll(ctx context.Context, tx Tx, a Actor, ids []int64) (met []encounter, err error) {
	for _, id := range ids {
		e, err := s.meet(ctx, tx, a.User.ID, id, 0)
		if KindOf(err) == Forbidden || err == nil && e.theirs.User.Role.AtLeast(RoleModerator) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, banned := Longest(e.theirs.Sanctions, Ban); !banned {
			met = append(met, e)
		}
	}
	return met, nil
}

// putInviteBan writes that a ban by invite meets so many more. One that was lifted meanwhile meets nobody.
func (s *Service) putInviteBan(ctx context.Context, tx Tx, b RangeBan, more int) (RangeBan, error) {
	if b.ID == 0 {
		if err := tx.EndInvite(ctx, b.InviteID, b.At); err != nil {
			return b, err
		}
		b.Accounts = int64(more)
		return tx.AddRange(ctx, b)
	}
	stands, err := tx.Range(ctx, b.ID)
	if err != nil {
		return b, err
	}
	if !stands.LiftedAt.IsZero() {
		return b, refuse(Conflict, "Somebody has lifted this ban meanwhile.")
	}
	b.Accounts = stands.Accounts + int64(more)
	return b, tx.SaveRange(ctx, b, 0)
}

// InviteReach tells of an invite, and how many came by it whom a ban would meet: at
// most 500 at once.
func (s *Service) InviteReach(ctx context.Context, a Actor, inviteID int64) (Invite, int, error) {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return Invite{}, 0, err
	}
	invite, err := s.inviteBy(ctx, inviteID)
	if err != nil {
		return Invite{}, 0, err
	}
	came, err := s.Store.CameBy(ctx, inviteID, s.Now(), maxJoined)
	return invite, len(came), err
}

// inviteBy finds an invite by its number.
func (s *Service) inviteBy(ctx context.Context, id int64) (Invite, error) {
	all, err := s.Store.Invites(ctx)
	if err != nil {
		return Invite{}, err
	}
	i := slices.IndexFunc(all, func(i Invite) bool { return i.ID == id })
	if i < 0 {
		return Invite{}, refuse(NotFound, "There is no such invitation.")
	}
	return all[i], nil
}
