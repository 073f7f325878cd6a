package store

import (
	"context"
	"strings"
	"time"

	"parley/chat"
)

const userColumns = `COALESCE(u.id, 0), COALESCE(u.handle, ''), COALESCE(u.name, ''), COALESCE(u.email, ''), COALESCE(u.role, ''),
	COALESCE(u.state, ''), COALESCE(u.bio, ''), COALESCE(u.time_zone, ''), COALESCE(u.avatar, 0), COALESCE(u.created_at, 0),
	COALESCE(u.sanctioned_until, 0), COALESCE(u.held_until, 0)`

// userFields are where userColumns go.
func userFields(u *chat.User) []any {
	return []any{&u.ID, &u.Handle, &u.Name, &u.Email, &u.Role, &u.State, &u.Bio, &u.TimeZone, &u.Avatar, at{&u.CreatedAt}, at{&u.SanctionedUntil}, at{&u.HeldUntil}}
}

func scanUser(s scanner) (u chat.User, err error) { return u, s.Scan(userFields(&u)...) }

const personColumns = `u.id, u.handle, u.name, u.avatar`

// personFields are where personColumns go.
func personFields(p *chat.Person) []any { return []any{&p.ID, &p.Handle, &p.Name, &p.Avatar} }

func scanPerson(s scanner) (p chat.Person, err error) { return p, s.Scan(personFields(&p)...) }

const noUser = "There is nobody here by that name."

// User reads an account.
func (d *queries) User(ctx context.Context, id int64) (chat.User, error) {
	u, err := one(ctx, d.q, scanUser, `SELECT `+userColumns+` FROM users u WHERE u.id = $1`, id)
	return u, missing("user", noUser, err)
}

// UserByHandle reads an account by its handle.
func (d *queries) UserByHandle(ctx context.Context, handle string) (chat.User, error) {
	u, err := one(ctx, d.q, scanUser, `SELECT `+userColumns+` FROM users u WHERE u.handle = $1`, handle)
	return u, missing("user by handle", noUser, err)
}

// UserByLogin finds an account by handle or e-mail address, with its password's hash.
func (d *queries) UserByLogin(ctx context.Context, login string) (chat.User, string, error) {
	var hash string
	scan := func(s scanner) (u chat.User, err error) { return u, s.Scan(append(userFields(&u), &hash)...) }
	u, err := one(ctx, d.q, scan, `SELECT `+userColumns+`, u.password_hash FROM users u
		WHERE u.handle = $1 OR (u.email = $1 AND u.email <> '')`, login)
	return u, hash, missing("user by login", noUser, err)
}

// PasswordHash reads the hash of a user's password; empty if they have none.
func (d *queries) PasswordHash(ctx context.Context, userID int64) (string, error) {
	hash, err := one(ctx, d.q, scanText, `SELECT password_hash FROM users WHERE id = $1`, userID)
	return hash, missing("password hash", noUser, err)
}

// UsersByHandle finds the active people who have these handles.
func (d *queries) UsersByHandle(ctx context.Context, handles []string) ([]chat.Person, error) {
	if len(handles) == 0 {
		return nil, nil
	}
	v := in(d, handles)
	people, err := list(ctx, d.q, scanPerson, `SELECT `+personColumns+` FROM users u
		WHERE u.handle IN (VALUES `+v.String()+`) AND u.state = 'active' ORDER BY u.id`, v.args...)
	return people, fail("users by handle", err)
}

// Users lists accounts by name, waiting ones first.
func (d *queries) Users(ctx context.Context, limit int) ([]chat.User, error) {
	all, err := list(ctx, d.q, scanUser, `SELECT `+userColumns+` FROM users u
		ORDER BY CASE WHEN u.state = 'waiting' THEN 0 ELSE 1 END, u.name_folded, u.id LIMIT CAST($1 AS BIGINT)`, limit)
	return all, fail("users", err)
}

var likeText = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// FindUsers lists active people whose handle or name begins with text.
func (d *queries) FindUsers(ctx context.Context, text string, limit int) ([]chat.Person, error) {
	people, err := list(ctx, d.q, scanPerson, `SELECT `+personColumns+` FROM users u
		WHERE u.state = 'active' AND (u.handle LIKE $1 ESCAPE '\' OR u.name_folded LIKE $1 ESCAPE '\')
		ORDER BY u.name_folded, u.id LIMIT CAST($2 AS BIGINT)`, likeText.Replace(fold(text))+"%", limit)
	return people, fail("find users", err)
}

// AddUser makes an account. A handle or an address that is taken is a Conflict about that field.
func (t *tx) AddUser(ctx context.Context, u chat.User, passwordHash string, inviteID int64) (chat.User, error) {
	id, err := list(ctx, t.q, scanInt, `INSERT INTO users (handle, name, name_folded, email, password_hash, password_at,
		role, state, bio, time_zone, invite_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $6)
		ON CONFLICT DO NOTHING RETURNING id`,
		u.Handle, u.Name, fold(u.Name), u.Email, passwordHash, micros(u.CreatedAt),
		string(u.Role), string(u.State), u.Bio, u.TimeZone, inviteID)
	if err != nil {
		return u, fail("add user", err)
	}
	if len(id) == 0 {
		return u, t.taken(ctx, u)
	}
	u.ID = id[0]
	if u.State == chat.Waiting {
		return u, t.bumpStaff(0)
	}
	return u, nil
}

// taken says which field of an account belongs to somebody else.
func (t *tx) taken(ctx context.Context, u chat.User) error {
	n, err := one(ctx, t.q, scanInt, `SELECT COUNT(*) FROM users WHERE handle = $1`, u.Handle)
	switch {
	case err != nil:
		return fail("handle taken", err)
	case n > 0:
		return conflict("handle", "This handle is taken. Choose another.")
	}
	return errEmailTaken
}

var errEmailTaken = conflict("email", "There is an account with this e-mail address already.")

// SaveUser writes name, e-mail, role, state, bio and time zone.
func (t *tx) SaveUser(_ context.Context, u chat.User) error {
	t.dropUser(u.ID)
	err := t.exec("save user", `UPDATE users SET name = $2, name_folded = $3, email = $4, role = $5, state = $6, bio = $7, time_zone = $8
		WHERE id = $1`, u.ID, u.Name, fold(u.Name), u.Email, string(u.Role), string(u.State), u.Bio, u.TimeZone)
	if isDuplicate(err, "users", "email") {
		return errEmailTaken
	}
	return err
}

// SetPassword writes the hash of a new password.
func (t *tx) SetPassword(_ context.Context, userID int64, hash string, at time.Time) error {
	return t.exec("set password", `UPDATE users SET password_hash = $2, password_at = $3 WHERE id = $1`, userID, hash, micros(at))
}
