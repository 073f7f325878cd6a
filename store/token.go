package store

import (
	"context"
	"time"

	"parley/chat"
)

const tokenColumns = `k.id, k.user_id, k.name, k.created_at, k.used_at`

// tokenFields are where tokenColumns go.
func tokenFields(k *chat.Token) []any {
	return []any{&k.ID, &k.UserID, &k.Name, at{&k.CreatedAt}, at{&k.UsedAt}}
}

// Tokens lists a user's tokens, newest first.
func (d *queries) Tokens(ctx context.Context, userID int64) ([]chat.Token, error) {
	scan := func(s scanner) (k chat.Token, err error) { return k, s.Scan(tokenFields(&k)...) }
	all, err := list(ctx, d.q, scan, `SELECT `+tokenColumns+` FROM tokens k WHERE k.user_id = $1 ORDER BY k.id DESC`, userID)
	return all, fail("tokens", err)
}

// UserByToken finds whom a token acts for, by its hash.
func (d *queries) UserByToken(ctx context.Context, hash string) (chat.User, chat.Token, error) {
	var k chat.Token
	scan := func(s scanner) (u chat.User, err error) {
		return u, s.Scan(append(userFields(&u), tokenFields(&k)...)...)
	}
	u, err := one(ctx, d.q, scan, `SELECT `+userColumns+`, `+tokenColumns+`
		FROM tokens k JOIN users u ON u.id = k.user_id WHERE k.hash = $1`, hash)
	return u, k, missing("user by token", "This token is not valid.", err)
}

// UserByResetLink finds whom a link that is not used or expired lets in, by its hash.
func (d *queries) UserByResetLink(ctx context.Context, hash string, now time.Time) (chat.User, error) {
	u, err := one(ctx, d.q, scanUser, `SELECT `+userColumns+` FROM reset_links l JOIN users u ON u.id = l.user_id
		WHERE l.hash = $1 AND l.used_at = 0 AND l.expires_at > $2`, hash, micros(now))
	return u, missing("user by reset link", "This link has been used already, or has expired.", err)
}

// AddToken keeps the hash of a token.
func (t *tx) AddToken(ctx context.Context, k chat.Token, hash string) (chat.Token, error) {
	var err error
	k.ID, err = one(ctx, t.q, scanInt, `INSERT INTO tokens (user_id, name, hash, created_at) VALUES ($1, $2, $3, $4) RETURNING id`,
		k.UserID, k.Name, hash, micros(k.CreatedAt))
	return k, fail("add token", err)
}

// EndToken ends one of a user's tokens.
func (t *tx) EndToken(_ context.Context, userID, tokenID int64) error {
	n, err := t.affects("end token", `DELETE FROM tokens WHERE user_id = $1 AND id = $2`, userID, tokenID)
	if err == nil && n == 0 {
		return notFound("There is no such token.")
	}
	return err
}

// UseToken notes when a token was last used.
func (t *tx) UseToken(_ context.Context, tokenID int64, at time.Time) error {
	return t.exec("use token", `UPDATE tokens SET used_at = $2 WHERE id = $1`, tokenID, micros(at))
}

// AddResetLink keeps the hash of a link that lets a user choose a new password, once.
func (t *tx) AddResetLink(_ context.Context, userID, by int64, hash string, expires time.Time) error {
	return t.exec("add reset link", `INSERT INTO reset_links (hash, user_id, created_by, expires_at) VALUES ($1, $2, $3, $4)`,
		hash, userID, by, micros(expires))
}

// UseResetLink uses a link up; a Conflict when it cannot be used any more.
func (t *tx) UseResetLink(_ context.Context, hash string, now time.Time) error {
	n, err := t.affects("use reset link", `UPDATE reset_links SET used_at = $2
		WHERE hash = $1 AND used_at = 0 AND expires_at > $2`, hash, micros(now))
	if err == nil && n == 0 {
		return conflict("", "This link has been used already, or has expired.")
	}
	return err
}

// UseTicket notes the id of a one-time ticket until it expires. A second use is a Conflict.
func (t *tx) UseTicket(_ context.Context, id string, expires time.Time) error {
	n, err := t.affects("use ticket", `INSERT INTO tickets (id, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, micros(expires))
	if err == nil && n == 0 {
		return conflict("", "This ticket has been used already.")
	}
	return err
}
