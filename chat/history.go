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
}

// Past is what moderators see of a person before they decide.
type Past struct {
	User      User
	Sanctions []SanctionListing // newest first, as far as the moderator may know of them
	Standing  Standing          // of the moderator: with the room where the act shall be, or without
	MayAct    error             // nil, or why the moderator may not act on this person
	MayNote   bool              // the moderator reads and writes notes on people
	Notes     []Note            // newest first
}

// History reads what was decided about a person, for somebody who moderates the
// room (empty slug: the place).
func (s *Service) History(ctx context.Context, a Actor, handle, slug string) (Past, error) {
	room, u, err := s.whereAndWhom(ctx, a, slug, handle)
	if err != nil {
		return Past{}, err
	}
	p := Past{User: u}
	if p.Sanctions, err = s.Store.Sanctions(ctx, u.ID); err != nil {
		return p, err
	}
	if !a.User.Role.AtLeast(RoleModerator) { // a room's moderators know of their room, and of what is known everywhere
		p.Sanctions = slices.DeleteFunc(p.Sanctions, func(x SanctionListing) bool { return x.RoomID != 0 && x.RoomID != room.ID })
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
