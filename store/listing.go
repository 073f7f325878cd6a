package store

import (
	"context"
	"slices"

	"parley/chat"
)

// listing reads rooms with the place of user $1 in each and the room's last
// message. %s counts members, which only the directory shows.
const (
	listingStart = `SELECT ` + roomColumns + `, ` + memberColumns + `, COALESCE(l.posted_at, 0), COALESCE(l.plain, ''),
		(SELECT COUNT(*) FROM mentions n WHERE n.user_id = $1 AND n.room_id = r.id AND n.seq > b.last_read_seq), `
	listingRooms = ` FROM rooms r LEFT JOIN messages l ON l.room_id = r.id AND l.seq = r.last_seq `
	listingOrder = ` ORDER BY CASE WHEN r.archived_at = 0 THEN 0 ELSE 1 END, r.name_folded, r.id`
)

func scanListing(s scanner) (l chat.RoomListing, err error) {
	more := []any{at{&l.LastAt}, &l.LastMessage, &l.Mentions, &l.Members}
	return l, s.Scan(slices.Concat(roomFields(&l.Room), memberFields(&l.Member), more)...)
}

// Directory lists the rooms a user (0: a guest) may find, archived last, by name.
func (d *queries) Directory(ctx context.Context, userID int64) ([]chat.RoomListing, error) {
	all, err := list(ctx, d.q, scanListing, listingStart+`(SELECT COUNT(*) FROM members c WHERE c.room_id = r.id)`+listingRooms+`
		LEFT JOIN members b ON b.room_id = r.id AND b.user_id = $1
		WHERE (r.kind IN ('open', 'announcement') AND ($1 <> 0 OR r.public = 1))
			OR (r.kind = 'private' AND b.user_id IS NOT NULL)`+listingOrder, userID)
	return all, fail("directory", err)
}

// AllRooms lists the rooms of the place, for administrators, and counts them.
func (d *queries) AllRooms(ctx context.Context, userID int64, text string, limit, offset int) ([]chat.RoomListing, int64, error) {
	like := "%" + likeText.Replace(fold(text)) + "%"
	var total int64
	scan := func(s scanner) (l chat.RoomListing, err error) {
		return l, s.Scan(slices.Concat(roomFields(&l.Room), memberFields(&l.Member), []any{at{&l.LastAt}, &l.Members, &total})...)
	}
	all, err := list(ctx, d.q, scan, `SELECT `+roomColumns+`, `+memberColumns+`, COALESCE(l.posted_at, 0),
			(SELECT COUNT(*) FROM members c WHERE c.room_id = r.id), COUNT(*) OVER ()
		`+listingRooms+`LEFT JOIN members b ON b.room_id = r.id AND b.user_id = $1
		WHERE r.kind <> 'direct' AND (r.name_folded LIKE $2 ESCAPE '\' OR r.slug LIKE $2 ESCAPE '\')`+listingOrder+`
		LIMIT CAST($3 AS BIGINT) OFFSET CAST($4 AS BIGINT)`, userID, like, limit, offset)
	return all, total, fail("all rooms", err)
}

// Sidebar lists the rooms and conversations a user is in, with the others in the
// conversations. It does not count members, nor tell what was said last.
func (d *queries) Sidebar(ctx context.Context, userID int64) ([]chat.RoomListing, error) {
	rows, err := d.seats(ctx, userID, "")
	return gathered(rows), fail("sidebar", err)
}

// Visit is Sidebar with the standing of the user in one of the rooms, by its slug, in
// one statement. The standing has no room if they are not in it.
func (d *queries) Visit(ctx context.Context, slug string, u chat.User) (st chat.Standing, all []chat.RoomListing, err error) {
	rows, err := d.seats(ctx, u.ID, slug)
	if err != nil {
		return st, nil, fail("visit", err)
	}
	for _, x := range rows {
		if x.Slug == slug {
			st = chat.Standing{Room: x.Room, User: u, Member: x.Member, Held: x.held}
			err = d.complete(ctx, &st)
			break
		}
	}
	return st, gathered(rows), err
}

func (d *queries) seats(ctx context.Context, userID int64, slug string) ([]seated, error) {
	return list(ctx, d.q, scanSeated, `SELECT `+roomColumns+`, `+memberColumns+`,
			CASE WHEN b.last_read_seq < r.last_seq
				THEN (SELECT COUNT(*) FROM mentions n WHERE n.user_id = $1 AND n.room_id = r.id AND n.seq > b.last_read_seq) ELSE 0 END,
			CASE WHEN r.slug = $2
				THEN (SELECT COUNT(*) FROM holds h WHERE h.room_id = r.id AND h.author_id = $1 AND h.decided_at = 0) ELSE 0 END,
			COALESCE(u.id, 0), COALESCE(u.handle, ''), COALESCE(u.name, ''), COALESCE(u.avatar, 0)
		FROM members b JOIN rooms r ON r.id = b.room_id
		LEFT JOIN members o ON o.room_id = CASE WHEN r.kind = 'direct' THEN r.id END AND o.user_id <> $1
		LEFT JOIN users u ON u.id = o.user_id
		WHERE b.user_id = $1`+listingOrder+`, u.name_folded, u.id`, userID, slug)
}

// seated is one row of a sidebar: a room, and one of the others in it if it is a conversation.
type seated struct {
	chat.RoomListing
	held  int64
	other chat.Person
}

func scanSeated(s scanner) (x seated, err error) {
	return x, s.Scan(slices.Concat(roomFields(&x.Room), memberFields(&x.Member), []any{&x.Mentions, &x.held}, personFields(&x.other))...)
}

// gathered makes one listing of the rows of each room.
func gathered(rows []seated) []chat.RoomListing {
	var all []chat.RoomListing
	for _, x := range rows {
		if n := len(all); n == 0 || all[n-1].ID != x.ID {
			all = append(all, x.RoomListing)
		}
		if x.other.ID != 0 {
			last := &all[len(all)-1]
			last.People = append(last.People, x.other)
		}
	}
	return all
}
