package chat

import (
	"context"
	"strings"
)

const roomPage = 50

// RoomPage is a part of all rooms, as administrators see them.
type RoomPage struct {
	Rooms []RoomListing // without what was said in them
	Total int64         // that the search picks
	First int64         // number of the first one, from 1
}

// More says whether there is another page.
func (p RoomPage) More() bool { return p.First+int64(len(p.Rooms)) <= p.Total }

// AllRooms lists a page (from 1) of the rooms whose name or address holds text, the private ones too, for administrators.
func (s *Service) AllRooms(ctx context.Context, a Actor, text string, page int) (RoomPage, error) {
	if !a.IsAdmin() {
		return RoomPage{}, errAdmin
	}
	offset := (min(max(1, page), 100_000) - 1) * roomPage
	rooms, total, err := s.Store.AllRooms(ctx, a.User.ID, strings.TrimSpace(text), roomPage, offset)
	return RoomPage{rooms, total, int64(offset) + 1}, err
}
