package store

import "context"

// Avatar reads a user's uploaded picture and its revision.
func (d *queries) Avatar(ctx context.Context, userID int64) (image []byte, rev int64, err error) {
	scan := func(s scanner) (b []byte, err error) { return b, s.Scan(&b, &rev) }
	image, err = one(ctx, d.q, scan, `SELECT image, rev FROM avatars WHERE user_id = $1`, userID)
	return image, rev, missing("avatar", "This person has no picture.", err)
}

// SetAvatar keeps a picture under a revision that no other had; nil removes it, and the revision is 0.
func (t *tx) SetAvatar(ctx context.Context, userID int64, image []byte) (rev int64, err error) {
	t.dropUser(userID)
	if err := t.exec("drop avatar", `DELETE FROM avatars WHERE user_id = $1`, userID); err != nil {
		return 0, err
	}
	rev, err = one(ctx, t.q, scanInt, `UPDATE users SET last_avatar = last_avatar + 1,
		avatar = CASE WHEN $2 = 1 THEN last_avatar + 1 ELSE 0 END WHERE id = $1 RETURNING avatar`, userID, bit(len(image) > 0))
	if err != nil || rev == 0 {
		return 0, missing("set avatar", noUser, err)
	}
	return rev, t.exec("add avatar", `INSERT INTO avatars (user_id, rev, image) VALUES ($1, $2, $3)`, userID, rev, image)
}
