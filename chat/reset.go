package chat

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// resetLife is how long a link for a new password works.
const resetLife = 24 * time.Hour

// MakeResetLink makes the secret part of a link that lets somebody choose a new password, once.
func (s *Service) MakeResetLink(ctx context.Context, a Actor, handle string) (string, error) {
	secret := rand.Text()
	return secret, s.onAccount(ctx, a, handle, func(tx Tx, u User) error {
		return s.addResetLink(ctx, tx, secret, s.entry(a, "reset_link_made", u.ID, 0))
	})
}

func (s *Service) addResetLink(ctx context.Context, tx Tx, secret string, e AuditEntry) error {
	if err := tx.AddResetLink(ctx, e.UserID, e.ActorID, hashSecret(secret), s.Now().Add(resetLife)); err != nil {
		return err
	}
	return tx.AddAudit(ctx, e)
}

// hashSecret is how secrets of high entropy are kept.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	return hex.EncodeToString(sum[:])
}

// ResetFor tells whom a reset link lets in.
func (s *Service) ResetFor(ctx context.Context, secret string) (User, error) {
	u, err := s.Store.UserByResetLink(ctx, hashSecret(secret), s.Now())
	if IsNotFound(err) {
		return u, refuse(NotFound, "This link has been used, or is too old. Ask an administrator for a new one.")
	}
	return u, err
}

// ResetPassword chooses a new password by a reset link, which is then used up.
func (s *Service) ResetPassword(ctx context.Context, secret, password, address string) (User, error) {
	u, err := s.ResetFor(ctx, secret)
	if err != nil {
		return u, err
	}
	a := Actor{User: u, Address: address}
	return u, s.setPassword(ctx, a, u, password, "", func(tx Tx) error {
		return tx.UseResetLink(ctx, hashSecret(secret), s.Now())
	})
}
