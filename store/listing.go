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

// Sidebar lists the rooms and conversations a user is in. It does not count members.
func (d *queries) Sidebar(ctx context.Context, userID int64) ([]chat.RoomListing, error) {
	all, err := list(ctx, d.q, scanListing, listingStart+`0`+listingRooms+`
		JOIN members b ON b.room_id = r.id WHERE b.user_id = $1`+listingOrder, userID)
	if err != nil {
		return nil, fail("sidebar", err)
	}
	return all, d.addPeople(ctx, userID, all)
}

// addPeople names the others of a user's direct conversations.
func (d *queries) addPeople(ctx context.Context, userID int64, all []chat.RoomListing) error {
	type in struct {
		room int64
		chat.Person
	}
	scan := func(s scanner) (p in, err error) {
		return p, s.Scan(append([]any{&p.room}, personFields(&p.Person)...)...)
	}
	people, err := list(ctx, d.q, scan, `SELECT r.id, `+personColumns+` FROM members b
		JOIN rooms r ON r.id = b.room_id AND r.kind = 'direct'
		JOIN members o ON o.room_id = r.id AND o.user_id <> $1
		JOIN users u ON u.id = o.user_id
		WHERE b.user_id = $1 ORDER BY r.id, u.name_folded, u.id`, userID)
	byRoom := map[int64][]chat.Person{}
	for _, p := range people {
		byRoom[p.room] = append(byRoom[p.room], p.Person)
	}
	for i := range all {
		all[i].People = byRoom[all[i].ID]
	}
	return fail("people of conversations", err)
}
