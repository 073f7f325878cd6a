package chat

import (
	"context"
	"fmt"
	"time"
)

// maxUses is how many people one invite can let in.
const maxUses = 10_000

// CreateInvite makes an invite for so many people (0: any number), until it expires (zero: never).
func (s *Service) CreateInvite(ctx context.Context, a Actor, uses int64, expires time.Time) (Invite, error) {
	switch {
	case !a.IsAdmin():
		return Invite{}, errAdmin
	case uses < 0 || uses > maxUses:
		return Invite{}, invalid("uses", "An invite is for 1 to 10,000 people, or for any number.")
	case !expires.IsZero() && !expires.After(s.Now()):
		return Invite{}, invalid("expires", "This time is over already.")
	}
	i := Invite{Code: newCode(), CreatedBy: a.User.Person(), CreatedAt: s.Now(), ExpiresAt: expires, Uses: uses}
	err := s.administer(ctx, a, nil, func(tx Tx) error {
		added, err := tx.AddInvite(ctx, i)
		if err != nil {
			return err
		}
		i = added
		e := s.entry(a, "invite_made", 0, 0)
		e.Subject = fmt.Sprintf("invite:%d", i.ID)
		return tx.AddAudit(ctx, e)
	})
	return i, err
}

// Invites lists all invites, for administrators.
func (s *Service) Invites(ctx context.Context, a Actor) ([]Invite, error) {
	if !a.IsAdmin() {
		return nil, errAdmin
	}
	return s.Store.Invites(ctx)
}

// Invite finds the invite somebody came with, if it still lets people in.
func (s *Service) Invite(ctx context.Context, code string) (Invite, error) {
	place, err := s.Store.Place(ctx)
	if err != nil {
		return Invite{}, err
	}
	if code == "" {
		return Invite{}, refuse(NotFound, "There is no such invite.")
	}
	return s.admits(ctx, s.Store, place, code)
}

// EndInvite ends an invite by hand.
func (s *Service) EndInvite(ctx context.Context, a Actor, id int64) error {
	return s.administer(ctx, a, nil, func(tx Tx) error {
		if err := tx.EndInvite(ctx, id, s.Now()); err != nil {
			return err
		}
		e := s.entry(a, "invite_ended", 0, 0)
		e.Subject = fmt.Sprintf("invite:%d", id)
		return tx.AddAudit(ctx, e)
	})
}
