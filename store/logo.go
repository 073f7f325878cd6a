package store

import "context"

// Logo reads the picture of the place and its revision.
func (d *queries) Logo(ctx context.Context) (image []byte, rev int64, err error) {
	scan := func(s scanner) (b []byte, err error) { return b, s.Scan(&b, &rev) }
	image, err = one(ctx, d.q, scan, `SELECT l.image, l.rev FROM logos l JOIN place p ON p.logo = l.rev WHERE p.id = 1`)
	return image, rev, missing("logo", "This place has no picture.", err)
}

// SetLogo keeps a picture under a revision that no other had; nil removes it.
func (t *tx) SetLogo(ctx context.Context, image []byte) error {
	rev, err := one(ctx, t.q, scanInt, `UPDATE place SET last_logo = last_logo + 1,
		logo = CASE WHEN $1 = 1 THEN last_logo + 1 ELSE 0 END WHERE id = 1 RETURNING logo`, bit(len(image) > 0))
	if err != nil {
		return fail("set logo", err)
	}
	if err := t.exec("drop logo", `DELETE FROM logos`); err != nil || rev == 0 {
		return err
	}
	return t.exec("add logo", `INSERT INTO logos (rev, image) VALUES ($1, $2)`, rev, image)
}
