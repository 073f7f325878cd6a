package chat

import (
	"context"
	"slices"
)

// SanctionListing is a sanction as lists show it.
type SanctionListing struct {
	Sanction
	ByName   string // empty: a rule
	RoomName string // empty: everywhere
	RoomSlug string
	RoomKind RoomKind // empty: everywhere
}

// Past is what moderators see of a person before they decide.
type Past struct {
	User       User
	Sanctions  []SanctionListing // newest first, as far as the moderator may know of them
	Standing   Standing          // of the moderator: with the room where the act shall be, or without
	MayAct     error             // nil, or why the moderator may not act on this person
	here       error             // nil, or why they may not as one of the room; of a Dossier alone
	everywhere error             // nil, or why they may not in the whole place; of a Dossier alone
	MayNote    bool              // the moderator reads and writes notes on people
	Notes      []Note            // newest first
}

// History reads what was decided about a person, for somebody who moderates the
// room (empty slug: the place).
func (s *Service) History(ctx context.Context, a Actor, handle, slug string) (Past, error) {
	room, u, err := s.whereAndWhom(ctx, a, slug, handle)
	if err != nil {
		return Past{}, err
	}
	p := Past{User: u}
	if p.Sanctions, err = s.sanctionsKnown(ctx, a, u.ID, room.ID); err != nil {
		return p, err
	}
	if p.Standing, err = s.standingOf(ctx, s.Store, room.ID, a.User.ID); err != nil {
		return p, err
	}
	theirs, err := s.standingOf(ctx, s.Store, room.ID, u.ID)
	if err != nil {
		return p, err
	}
	p.MayAct = p.Standing.MayModerate(theirs)
	return p, s.notes(ctx, &p, a)
}

// sanctionsKnown lists what was decided about a person, as far as it concerns the
// actor: a room's moderators know of their room, those of the place also of what
// counts everywhere and in rooms that everybody may read, administrators of all.
func (s *Service) sanctionsKnown(ctx context.Context, a Actor, userID, roomID int64) ([]SanctionListing, error) {
	all, err := s.Store.Sanctions(ctx, userID)
	return slices.DeleteFunc(all, func(x SanctionListing) bool {
		ofPlace := x.RoomID == 0 || x.RoomKind == Open || x.RoomKind == Announcement
		here := roomID != 0 && x.RoomID == roomID
		return !a.IsAdmin() && !here && !(ofPlace && a.User.Role.AtLeast(RoleModerator))
	}), err
}
