package store

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"parley/chat"
)

const rangeColumns = `b.id, b.network, b.invite_id, COALESCE(i.code, ''), b.by_user, COALESCE(u.name, ''), b.reason, b.created_at, b.until_at,
	b.lifted_at, b.reading, b.accounts`

const rangeBans = `SELECT ` + rangeColumns + ` FROM range_bans b LEFT JOIN users u ON u.id = b.by_user LEFT JOIN invites i ON i.id = b.invite_id `

func scanRange(s scanner) (b chat.RangeBan, err error) {
	var network string
	err = s.Scan(&b.ID, &network, &b.InviteID, &b.Code, &b.By, &b.ByName, &b.Reason, at{&b.At}, at{&b.Until}, at{&b.LiftedAt}, flag{&b.Reading}, &b.Accounts)
	if err == nil && network != "" {
		b.Network, err = netip.ParsePrefix(network)
	}
	return b, err
}

// RangeRev counts the changes of range bans and of whom they bind.
func (d *queries) RangeRev(ctx context.Context) (int64, error) {
	rev, err := one(ctx, d.q, scanInt, `SELECT range_rev FROM place WHERE id = 1`)
	return rev, fail("range rev", err)
}

// RangesInForce lists the bans of networks that stand at a moment.
func (d *queries) RangesInForce(ctx context.Context, now time.Time, limit int) ([]chat.RangeBan, error) {
	all, err := list(ctx, d.q, scanRange, rangeBans+`WHERE b.lifted_at = 0 AND b.network <> '' AND b.until_at > $1
		ORDER BY b.id LIMIT CAST($2 AS BIGINT)`, micros(now), limit)
	return all, fail("ranges in force", err)
}

// Ranges lists range bans, those that stand at a moment first, then the newest.
func (d *queries) Ranges(ctx context.Context, now time.Time, limit int) ([]chat.RangeBan, error) {
	all, err := list(ctx, d.q, scanRange, rangeBans+`
		ORDER BY CASE WHEN b.lifted_at = 0 AND (b.until_at = 0 OR b.until_at > $1) THEN 0 ELSE 1 END, b.id DESC LIMIT CAST($2 AS BIGINT)`, micros(now), limit)
	return all, fail("ranges", err)
}

// Range reads one.
func (d *queries) Range(ctx context.Context, id int64) (chat.RangeBan, error) {
	if d.lock != "" { // alone: an outer join cannot be locked
		if _, err := list(ctx, d.q, scanInt, `SELECT id FROM range_bans WHERE id = $1`+d.lock, id); err != nil {
			return chat.RangeBan{}, fail("lock range", err)
		}
	}
	b, err := one(ctx, d.q, scanRange, rangeBans+`WHERE b.id = $1`, id)
	return b, missing("range", "There is no such ban.", err)
}

// LastFrom lists active accounts, at most limit, whose last sign-in that still stands came from a network.
func (d *queries) LastFrom(ctx context.Context, network netip.Prefix, limit int) ([]chat.User, error) {
	type found struct {
		chat.User
		address string
	}
	scan := func(s scanner) (f found, err error) { return f, s.Scan(append(userFields(&f.User), &f.address)...) }
	all, err := list(ctx, d.q, scan, `SELECT `+userColumns+`, s.address FROM (
			SELECT user_id, address, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY created_at DESC, id) AS n
			FROM sessions WHERE user_id <> 0 AND ended_at = 0 AND expires_at > $1
		) s JOIN users u ON u.id = s.user_id
		WHERE s.n = 1 AND s.address LIKE $2 AND u.state = 'active' ORDER BY u.id`, micros(d.now()), begins(network)+"%")
	var users []chat.User
	for _, f := range all {
		if at, err := netip.ParseAddr(f.address); err == nil && network.Contains(at.Unmap().WithZone("")) && len(users) < limit {
			users = append(users, f.User)
		}
	}
	return users, fail("last from", err)
}

// begins is how all addresses of a network begin, when they are written out.
func begins(network netip.Prefix) string {
	if network.Addr().Is4() {
		parts := strings.SplitAfter(network.Addr().String(), ".")
		return strings.Join(parts[:min(3, network.Bits()/8)], "")
	}
	first, _, _ := strings.Cut(network.Addr().String(), ":")
	if first == "" { // as ::1 does
		return ""
	}
	return first + ":"
}

// AddRange writes a range ban.
func (t *tx) AddRange(ctx context.Context, b chat.RangeBan) (chat.RangeBan, error) {
	network := ""
	if b.Network.IsValid() {
		network = b.Network.String()
	}
	var err error
	b.ID, err = one(ctx, t.q, scanInt, `INSERT INTO range_bans (network, invite_id, by_user, reason, created_at, until_at, reading, accounts)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		network, b.InviteID, b.By, b.Reason, micros(b.At), micros(b.Until), bit(b.Reading), b.Accounts)
	if err != nil {
		return b, fail("add range", err)
	}
	t.bumpRanges()
	return b, nil
}

// SaveRange writes that a range ban was lifted, by whom, and how many it met.
func (t *tx) SaveRange(_ context.Context, b chat.RangeBan, by int64) error {
	err := t.exec("save range", `UPDATE range_bans SET lifted_at = $2, lifted_by = $3, accounts = $4 WHERE id = $1`, b.ID, micros(b.LiftedAt), by, b.Accounts)
	if err != nil {
		return err
	}
	t.bumpRanges()
	return nil
}

// bumpRanges has every replica read the range bans anew, with the commit.
func (t *tx) bumpRanges() { t.grown.ranges = true }
