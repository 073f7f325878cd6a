package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// maxReach is how many people a moderator is shown whom a range ban would meet.
const maxReach = 200

// Ranges lists the range bans, those that stand first, for moderators of the whole place.
func (s *Service) Ranges(ctx context.Context, a Actor) ([]RangeBan, error) {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return nil, err
	}
	return s.Store.Ranges(ctx, s.Now(), deskLimit)
}

// RangeReach tells whom the ban of a network would meet, as far as sessions say
// from where people signed in last. It stores nothing.
func (s *Service) RangeReach(ctx context.Context, a Actor, f RangeForm) (r RangeReach, err error) {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return r, err
	}
	b, err := f.clean(s.Proxies)
	if err != nil {
		return r, err
	}
	r.Network = b.Network
	if at, err := netip.ParseAddr(a.Address); err == nil {
		r.Own = b.Network.Contains(at.Unmap())
	}
	users, err := s.Store.LastFrom(ctx, b.Network, maxReach)
	for _, u := range users {
		if u.Role.AtLeast(RoleModerator) {
			r.Staff++
			continue
		}
		r.Accounts = append(r.Accounts, u.Person())
	}
	return r, err
}

// BanRange keeps everybody but moderators of the place out who comes from a network,
// for a time. Until its maker has seen whom it meets it is a Conflict about the field
// Unconfirmed. What is open from there comes back at once, and is judged anew.
func (s *Service) BanRange(ctx context.Context, a Actor, f RangeForm) (RangeBan, error) {
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return RangeBan{}, err
	}
	b, err := f.clean(s.Proxies)
	if err != nil {
		return b, err
	}
	if f.Confirm != b.Network.String() {
		if err := mayBanRange(ctx, s.Store, b.Network, s.Now()); err != nil {
			return b, err
		}
		return b, &Error{Kind: Conflict, Field: Unconfirmed, Message: "Look at whom it meets, then ban the network."}
	}
	b.By, b.At = a.User.ID, s.Now()
	b.Until = b.At.Add(f.For)
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		if err := s.judgesPlace(ctx, tx, a); err != nil {
			return err
		}
		// First, for it locks the counter: of two who ban a network at once the second sees what the first did.
		if err := revoke(ctx, tx, Access{Network: b.Network.String()}); err != nil {
			return err
		}
		if err := mayBanRange(ctx, tx, b.Network, b.At); err != nil {
			return err
		}
		if b, err = tx.AddRange(ctx, b); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.rangeEntry(a, "range_banned", b))
	})
	if err != nil {
		return b, err
	}
	return b, s.refreshRanges(ctx)
}

// mayBanRange refuses a network that is banned already, and the one that is too many.
func mayBanRange(ctx context.Context, q Queries, network netip.Prefix, now time.Time) error {
	standing, err := q.RangesInForce(ctx, now, maxRanges)
	switch {
	case err != nil:
		return err
	case len(standing) >= maxRanges:
		return invalid("network", "Ten thousand networks are banned. Lift some first.")
	case slices.ContainsFunc(standing, func(other RangeBan) bool { return other.Network == network }):
		return &Error{Kind: Conflict, Field: "network", Message: "This network is banned already. Lift that ban first to change it."}
	}
	return nil
}

func (s *Service) rangeEntry(a Actor, act string, b RangeBan) AuditEntry {
	e := s.entry(a, act, 0, 0)
	e.Reason, e.Subject = b.Reason, fmt.Sprintf("range:%d", b.ID)
	detail := map[string]any{}
	if b.Network.IsValid() {
		detail["network"] = b.Network.String()
	}
	if b.Accounts > 0 {
		detail["accounts"] = b.Accounts
	}
	if !b.Until.IsZero() && act != "range_lifted" {
		e.At, detail["until"] = b.At, b.Until.Format(time.RFC3339)
	}
	text, _ := json.Marshal(detail) // of words and numbers
	e.Detail = string(text)
	return e
}

// LiftRange takes a range ban back; one of an invite with all sanctions that came with
// it, fifty at a time: failed on the way, it stands, and what is left is lifted when it
// is pressed again. Nobody lifts what a higher rank decided.
func (s *Service) LiftRange(ctx context.Context, a Actor, id int64, reason string) error {
	reason, err := cleanLine("reason", reason, "", maxReason)
	if err != nil {
		return err
	}
	if err := s.judgesPlace(ctx, s.Store, a); err != nil {
		return err
	}
	imposed, err := s.Store.SanctionsOfRange(ctx, id)
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx) // what has begun is ended, also when its maker has gone
	for some := range slices.Chunk(imposed, maxMet) {
		scope := Scope{Actor: a.User.ID}
		for _, x := range some {
			scope.Users = append(scope.Users, x.UserID)
		}
		if err := s.Store.Tx(ctx, scope, func(tx Tx) error { return s.liftOfRange(ctx, tx, a, id, some, reason) }); err != nil {
			return err
		}
	}
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error { return s.liftRange(ctx, tx, a, id, imposed, reason) })
	if err != nil {
		return err
	}
	return s.refreshRanges(ctx)
}

// rangeToLift reads a range ban for somebody who may lift it.
func (s *Service) rangeToLift(ctx context.Context, tx Tx, a Actor, id int64) (RangeBan, error) {
	mine, err := s.standingOf(ctx, tx, 0, a.User.ID)
	if err != nil {
		return RangeBan{}, err
	}
	if err := mine.MayJudge(); err != nil {
		return RangeBan{}, err
	}
	b, err := tx.Range(ctx, id)
	if err != nil || !b.LiftedAt.IsZero() {
		return b, err
	}
	return b, s.mayOverrule(ctx, tx, mine, Sanction{By: b.By})
}

// liftOfRange lifts some of the sanctions that came with a range ban.
func (s *Service) liftOfRange(ctx context.Context, tx Tx, a Actor, id int64, some []Sanction, reason string) error {
	if b, err := s.rangeToLift(ctx, tx, a, id); err != nil || !b.LiftedAt.IsZero() {
		return err
	}
	for _, x := range some {
		x, err := tx.Sanction(ctx, x.ID)
		if err != nil {
			return err
		}
		if err := s.lift(ctx, tx, a, &x, reason); err != nil && KindOf(err) != Forbidden { // whose rank is higher now is lifted by others
			return err
		}
	}
	return nil
}

// liftRange lifts a range ban once all that came with it has been looked at.
func (s *Service) liftRange(ctx context.Context, tx Tx, a Actor, id int64, seen []Sanction, reason string) error {
	b, err := s.rangeToLift(ctx, tx, a, id)
	if err != nil || !b.LiftedAt.IsZero() {
		return err
	}
	left, err := tx.SanctionsOfRange(ctx, id)
	if err != nil {
		return err
	}
	for _, x := range left {
		if !slices.ContainsFunc(seen, func(y Sanction) bool { return y.ID == x.ID }) {
			return refuse(Conflict, "More people were banned with it meanwhile. Lift it again.")
		}
	}
	b.LiftedAt = s.Now()
	if err := tx.SaveRange(ctx, b, a.User.ID); err != nil {
		return err
	}
	b.Reason = reason
	return tx.AddAudit(ctx, s.rangeEntry(a, "range_lifted", b))
}
