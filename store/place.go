package store

import (
	"context"
	"crypto/rand"
	"time"

	"parley/chat"
)

// Place reads the settings. Inside a transaction it locks them, so that of two
// who set the place up at once the second sees that it is done.
func (d *queries) Place(ctx context.Context) (chat.Place, error) {
	scan := func(s scanner) (p chat.Place, err error) {
		var minutes int64
		err = s.Scan(&p.Name, &p.Welcome, &p.SignUp, &p.TimeZone, &p.AccentHue, at{&p.SetUpAt}, &p.AutoHide,
			span{&p.NewFor}, &p.NewPosts, &p.RemovedDays, &p.KeepDays, &p.Logo, at{&p.RaidUntil}, &p.WaveAccounts, &minutes)
		p.WaveFor = time.Duration(minutes) * time.Minute
		return p, err
	}
	p, err := one(ctx, d.q, scan, `SELECT name, welcome, sign_up, time_zone, accent_hue, set_up_at, auto_hide,
		new_for, new_posts, removed_days, keep_days, logo, raid_until, wave_accounts, wave_minutes FROM place WHERE id = 1`+d.lock)
	return p, fail("place", err)
}

// SavePlace writes the settings: not until when there is a raid.
func (t *tx) SavePlace(_ context.Context, p chat.Place) error {
	return t.exec("save place", `UPDATE place SET name = $1, welcome = $2, sign_up = $3, time_zone = $4, accent_hue = $5, set_up_at = $6, auto_hide = $7,
		new_for = $8, new_posts = $9, removed_days = $10, keep_days = $11, wave_accounts = $12, wave_minutes = $13
		WHERE id = 1`, p.Name, p.Welcome, string(p.SignUp), p.TimeZone, p.AccentHue, micros(p.SetUpAt), p.AutoHide,
		int64(p.NewFor/time.Second), p.NewPosts, p.RemovedDays, p.KeepDays, p.WaveAccounts, int64(p.WaveFor/time.Minute))
}

// Secret is a key of this installation, made when first asked for.
func (db *DB) Secret(ctx context.Context, name string) ([]byte, error) {
	if key, ok := db.secrets.Load(name); ok {
		return key.([]byte), nil
	}
	key, err := db.secret(ctx, name)
	if chat.IsNotFound(err) {
		err = db.Tx(ctx, chat.Scope{}, func(t chat.Tx) error {
			key, err = t.Secret(ctx, name)
			return err
		})
	}
	if err == nil {
		db.secrets.Store(name, key)
	}
	return key, err
}

// Secret makes the key unless another replica has.
func (t *tx) Secret(ctx context.Context, name string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	if err := t.exec("make key", `INSERT INTO keys (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, key); err != nil {
		return nil, err
	}
	return t.secret(ctx, name)
}

func (d *queries) secret(ctx context.Context, name string) ([]byte, error) {
	key, err := one(ctx, d.q, scanBytes, `SELECT value FROM keys WHERE name = $1`, name)
	return key, fail("secret", err)
}
