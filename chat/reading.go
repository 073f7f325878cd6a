package chat

import (
	"context"
	"regexp"
	"strings"
	"time"
)

// slugForm is what the names of rooms in URLs are made of.
var slugForm = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

const (
	// pageSize is how many messages a page of a room holds.
	pageSize = 50
	// maxCatchUp is how many changed messages a reader is brought; past it they begin anew.
	maxCatchUp = 500
	// guestLimit is how long the reading may take that guests share.
	guestLimit = 10 * time.Second
)

// View tells where the actor stands in a room they may read.
func (s *Service) View(ctx context.Context, a Actor, slug string) (Standing, error) {
	st, err := s.reading(ctx, a, slug)
	s.reads.overlayStanding(&st)
	return st, err
}

// Find is View for who is going to watch a room: of those who are signed in it judges nothing, which
// [Service.Admit] does once they collect what is said. All who ask at once share its reading.
func (s *Service) Find(ctx context.Context, a Actor, slug string) (Room, error) {
	if !a.SignedIn() {
		st, err := s.View(ctx, a, slug)
		return st.Room, err
	}
	st, err := s.standing(ctx, Actor{}, slug)
	return st.Room, err
}

// Visit is View with the actor's sidebar, which is nil for who is not in the room: a
// member's page needs no other reading.
func (s *Service) Visit(ctx context.Context, a Actor, slug string) (Standing, []RoomListing, error) {
	if !a.SignedIn() || !slugForm.MatchString(slug) {
		st, err := s.View(ctx, a, slug)
		return st, nil, err
	}
	st, rooms, err := s.Store.Visit(ctx, slug, a.User)
	switch {
	case err != nil:
		return st, nil, err
	case st.Room.ID == 0:
		st, err := s.View(ctx, a, slug)
		return st, nil, err
	}
	s.reads.overlayStanding(&st)
	s.reads.overlay(a.User.ID, rooms)
	return st, rooms, st.MayRead()
}

// Admit is View for who watches a room from now on: what let them in must not have
// been ended since their request began.
func (s *Service) Admit(ctx context.Context, a Actor, slug string) (Standing, error) {
	if a.Token != 0 || !a.SignedIn() {
		st, err := s.View(ctx, a, slug)
		if err == nil && a.Token != 0 {
			err = s.HasToken(ctx, a)
		}
		return st, err
	}
	st, err := s.Store.StandingIn(ctx, slug, a.User.ID, a.Session)
	if err == nil {
		err = st.MayRead()
	}
	s.reads.overlayStanding(&st)
	return st, err
}

func (s *Service) reading(ctx context.Context, a Actor, slug string) (Standing, error) {
	st, err := s.standing(ctx, a, slug)
	if IsNotFound(err) && !a.SignedIn() {
		return Standing{}, errSignIn
	}
	if err != nil {
		return Standing{}, err
	}
	return st, st.MayRead()
}

// standing reads a room by the name that came from outside, which may be anything.
func (s *Service) standing(ctx context.Context, a Actor, slug string) (Standing, error) {
	if !slugForm.MatchString(slug) {
		return Standing{}, NoRoom()
	}
	if a.SignedIn() {
		return s.Store.Standing(ctx, slug, a.User.ID)
	}
	return s.guests.read(slug, func() (Standing, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), guestLimit) // others wait for it too
		defer cancel()
		return s.Store.Standing(ctx, slug, 0)
	})
}

// Newest reads the end of a room.
func (s *Service) Newest(ctx context.Context, st Standing) (Window, error) {
	return s.Store.Newest(ctx, st.Room.ID, pageSize)
}

// Before reads the messages older than seq.
func (s *Service) Before(ctx context.Context, st Standing, seq int64) (Window, error) {
	return s.Store.Before(ctx, st.Room.ID, seq, pageSize)
}

// After reads the messages newer than seq.
func (s *Service) After(ctx context.Context, st Standing, seq int64) (Window, error) {
	return s.Store.After(ctx, st.Room.ID, seq, pageSize)
}

// Around reads the messages on both sides of seq, which must be one.
func (s *Service) Around(ctx context.Context, st Standing, seq int64) (Window, error) {
	if seq < 1 || seq > st.Room.LastSeq {
		return Window{}, refuse(NotFound, "There is no such message in this room.")
	}
	return s.Store.Around(ctx, st.Room.ID, seq, pageSize)
}

// Thread reads a thread: its first message and the answers to it.
func (s *Service) Thread(ctx context.Context, st Standing, root int64) (Window, error) {
	return s.Store.Thread(ctx, st.Room.ID, root, 4*pageSize)
}

// Message reads one message.
func (s *Service) Message(ctx context.Context, st Standing, seq int64) (Message, error) {
	return s.Store.Message(ctx, st.Room.ID, seq)
}

// CatchUp reads what changed in a room after revision since, as a reader of
// epoch knows it (empty: the present one). Another epoch, or a revision that
// has not been reached, begins anew.
func (s *Service) CatchUp(ctx context.Context, st Standing, epoch string, since int64) (Change, error) {
	if (epoch != "" && epoch != st.Room.Epoch) || since > st.Room.Rev {
		since = -1
	}
	return s.Changes(ctx, st.Room.ID, since)
}

// Changes is CatchUp for viewers whose right to read was judged before.
func (s *Service) Changes(ctx context.Context, roomID, since int64) (Change, error) {
	return s.Store.Changes(ctx, roomID, since, maxCatchUp)
}

// Mentions lists the messages that name the actor, newest first.
func (s *Service) Mentions(ctx context.Context, a Actor) ([]Message, error) {
	if !a.SignedIn() {
		return nil, errSignIn
	}
	return s.Store.MentionsOf(ctx, a.User.ID, pageSize)
}

// Directory lists the rooms the actor may find, those whose name or topic holds query.
func (s *Service) Directory(ctx context.Context, a Actor, query string) ([]RoomListing, error) {
	rooms, err := s.Store.Directory(ctx, a.User.ID)
	if err != nil || query == "" {
		return rooms, err
	}
	query = strings.ToLower(query)
	var found []RoomListing
	for _, r := range rooms {
		if strings.Contains(strings.ToLower(r.Name+" "+r.Topic), query) {
			found = append(found, r)
		}
	}
	return found, nil
}

// Sidebar lists the actor's rooms and conversations; none for guests.
func (s *Service) Sidebar(ctx context.Context, a Actor) ([]RoomListing, error) {
	if !a.SignedIn() {
		return nil, nil
	}
	rooms, err := s.Store.Sidebar(ctx, a.User.ID)
	s.reads.overlay(a.User.ID, rooms)
	return rooms, err
}
