package chat

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NewRoom is a room as somebody asks for it.
type NewRoom struct {
	Name   string
	Topic  string
	Kind   RoomKind
	Public bool
}

const (
	maxRoomName = 60
	maxTopic    = 250
	maxSlug     = 48
)

func (n NewRoom) clean() (NewRoom, error) {
	var err error
	if n.Name, err = cleanLine("name", n.Name, "Give the room a name.", maxRoomName); err != nil {
		return n, err
	}
	if n.Topic, err = cleanLine("topic", n.Topic, "", maxTopic); err != nil {
		return n, err
	}
	switch n.Kind {
	case Open, Announcement:
	case Private:
		if n.Public {
			return n, invalid("public", "A private room cannot be readable by everyone. Choose one of the two.")
		}
	default:
		return n, invalid("kind", "Choose what kind of room it is.")
	}
	return n, nil
}

// CreateRoom makes a room, with the actor as its owner.
func (s *Service) CreateRoom(ctx context.Context, a Actor, n NewRoom) (Room, error) {
	n, err := n.clean()
	if err != nil {
		return Room{}, err
	}
	if !a.SignedIn() {
		return Room{}, errSignIn
	}
	if err := s.mayShow(ctx, a, Standing{User: a.User}, shown{"name", n.Name}, shown{"topic", n.Topic}); err != nil {
		return Room{}, err
	}
	var room Room
	err = s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		u, err := tx.User(ctx, a.User.ID)
		if err != nil {
			return err
		}
		if err := maySpeak(ctx, tx, a.User.ID, s.Now()); err != nil {
			return err
		}
		if err := mayBegin(ctx, tx, u); err != nil {
			return err
		}
		if (n.Kind == Announcement || n.Public) && !u.Role.AtLeast(RoleModerator) {
			return refuse(Forbidden, "Announcement rooms and public rooms are made by moderators and administrators.")
		}
		room, err = s.addRoom(ctx, tx, a, n)
		return err
	})
	return room, err
}

func (s *Service) addRoom(ctx context.Context, tx Tx, a Actor, n NewRoom) (Room, error) {
	slug, err := freeSlug(ctx, tx, slugOf(n.Name))
	if err != nil {
		return Room{}, err
	}
	room, err := tx.AddRoom(ctx, Room{
		Slug: slug, Name: n.Name, Topic: n.Topic, Kind: n.Kind, Public: n.Public,
		Epoch: NewNonce(), CreatedBy: a.User.ID, CreatedAt: s.Now(),
	}, "")
	if err != nil {
		return Room{}, err
	}
	if err := s.putMember(ctx, tx, room, a.User.ID, RoleOwner); err != nil {
		return Room{}, err
	}
	return room, tx.AddAudit(ctx, s.entry(a, "room_created", 0, room.ID))
}

// slugOf makes a name for URLs out of a room's: small Latin letters, digits and hyphens.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := b.String()
	slug = strings.Trim(slug[:min(len(slug), maxSlug)], "-")
	if slug == "" {
		return "room"
	}
	return slug
}

func freeSlug(ctx context.Context, q Queries, slug string) (string, error) {
	for n, free := 2, slug; ; n++ {
		taken, err := q.SlugTaken(ctx, free)
		if err != nil || !taken {
			return free, err
		}
		if n > 20 {
			return slug + "-" + strings.ToLower(rand.Text()[:8]), nil
		}
		free = fmt.Sprintf("%s-%d", slug, n)
	}
}
