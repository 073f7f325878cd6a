package chat

import (
	"context"
	"crypto/rand"
)

// Whoever runs the program stands above all ranks. What they do at its command line stands in the audit log under their name.

// RankByOperator gives an account another rank in the place, an administrator's too.
func (s *Service) RankByOperator(ctx context.Context, handle string, role Role) error {
	return s.byOperator(ctx, handle, func(tx Tx, u User) error {
		return changeRank(ctx, tx, u, role, s.entry(Actor{}, "role_changed", u.ID, 0))
	})
}

// LinkByOperator makes the secret part of a link that lets anybody choose a new password for an account, once: for an
// administrator whom nobody else can help.
func (s *Service) LinkByOperator(ctx context.Context, handle string) (string, error) {
	secret := rand.Text()
	return secret, s.byOperator(ctx, handle, func(tx Tx, u User) error {
		e := s.entry(Actor{}, "reset_link_made", u.ID, 0)
		e.Detail = `{"operator":true}`
		return s.addResetLink(ctx, tx, secret, e)
	})
}

func (s *Service) byOperator(ctx context.Context, handle string, act func(Tx, User) error) error {
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Users: []int64{u.ID}}, func(tx Tx) error {
		u, err := tx.User(ctx, u.ID)
		if err != nil {
			return err
		}
		return act(tx, u)
	})
}
