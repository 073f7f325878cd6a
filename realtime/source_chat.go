package realtime

import (
	"context"
	"time"

	"parley/chat"
)

// changesLimit is how many messages a catch-up may carry; more is a reset.
const changesLimit = 500

// Render makes the fragments: one rendering for everybody who may read.
type Render struct {
	Message func(chat.Message) string // the article, or its tombstone
	Room    func(chat.Room) string    // <live-room …>, the room's whole other state
}

// Frame renders a change: a live one, or what a catch-up answers.
func (r Render) Frame(c chat.Change) Frame {
	f := Frame{RoomID: c.RoomID, Slug: c.Slug, Epoch: c.Epoch, Meta: c.Meta, From: c.From, To: c.To, Reset: c.Reset,
		Articles: make([]Article, len(c.Messages))}
	for i, m := range c.Messages {
		f.Articles[i] = Article{ID: m.ID, Seq: m.Seq, Rev: m.Rev, Root: m.Root, Removed: m.Removed(), HTML: r.Message(m)}
	}
	return f
}

// Reader is what catching up and healing read; chat.Store has it.
type Reader interface {
	Changes(ctx context.Context, roomID, since int64, limit int) (chat.Change, error)
	Heads(ctx context.Context, roomIDs []int64) ([]chat.Head, error)
	AccessAfter(ctx context.Context, rev int64) ([]chat.Access, error)
	LastAccess(ctx context.Context) (int64, error)
	RoomsOf(ctx context.Context, userID int64) ([]int64, error)
	ModeratorsOf(ctx context.Context, roomID int64) ([]int64, error)
	StandingByID(ctx context.Context, roomID, userID int64) (chat.Standing, error)
}

// NewSource makes a hub's source from chat's store.
func NewSource(s Reader, r Render) Source {
	return Source{
		LastAccess: s.LastAccess,
		RoomsOf:    s.RoomsOf,
		Moderators: s.ModeratorsOf,
		CatchUp: func(ctx context.Context, roomID, since int64) (Frame, error) {
			c, err := s.Changes(ctx, roomID, since, changesLimit)
			return r.Frame(c), err
		},
		Heads: func(ctx context.Context, roomIDs []int64) ([]Head, error) {
			heads, err := s.Heads(ctx, roomIDs)
			return convert(heads, headOf), err
		},
		AccessAfter: func(ctx context.Context, rev int64) ([]Drop, error) {
			lost, err := s.AccessAfter(ctx, rev)
			return convert(lost, dropOf), err
		},
		MayType: func(ctx context.Context, roomID, userID int64) bool {
			st, err := s.StandingByID(ctx, roomID, userID)
			return err == nil && st.MayPost(time.Now()) == nil
		},
		RoomState: func(ctx context.Context, roomID int64) (string, int64, error) {
			standing, err := s.StandingByID(ctx, roomID, 0)
			if err != nil {
				return "", 0, err
			}
			return r.Room(standing.Room), standing.Room.Meta, nil
		},
	}
}

func headOf(h chat.Head) Head {
	return Head{RoomID: h.RoomID, Epoch: h.Epoch, Rev: h.Rev, Meta: h.Meta, StaffRev: h.StaffRev}
}

func dropOf(a chat.Access) Drop {
	return Drop{Rev: a.Rev, UserID: a.UserID, RoomID: a.RoomID, Session: a.Session, Except: a.Except, Network: a.Network}
}

func convert[A, B any](from []A, fn func(A) B) []B {
	to := make([]B, len(from))
	for i, x := range from {
		to[i] = fn(x)
	}
	return to
}

// ChatPersons are people in chat's words, for the pages that show who is here.
func ChatPersons(people []Person) []chat.Person {
	named := make([]chat.Person, 0, len(people))
	for _, p := range people {
		named = append(named, chat.Person{ID: p.ID, Handle: p.Handle, Name: p.Name, Avatar: p.Avatar})
	}
	return named
}
