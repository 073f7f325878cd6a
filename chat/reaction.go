package chat

import (
	"context"
	"slices"
	"time"
)

// maxReactions is how many different emoji one message takes.
const maxReactions = 20

// Reaction is an emoji under a message, and whose it is.
type Reaction struct {
	Emoji string
	By    []int64 // ids of people, in the order they came; never empty
}

// React puts a person's emoji under a message, or takes it away when it is there.
func (s *Service) React(ctx context.Context, a Actor, slug string, seq int64, emoji string) (Message, error) {
	emoji, ok := s.Emoji(emoji)
	if !ok {
		return Message{}, invalid("emoji", "This is not an emoji. Choose one of those shown, or type a single one.")
	}
	if a.SignedIn() {
		if wait := s.Floods(a.User.ID); wait > 0 {
			return Message{}, tooFast(wait)
		}
	}
	return s.change(ctx, a, slug, seq, func(tx Tx, st Standing, m Message) (Message, error) {
		err := st.MayReact(m, s.Now())
		if err != nil {
			return m, err
		}
		if m.Reactions, err = toggled(m.Reactions, Reaction{emoji, []int64{a.User.ID}}); err != nil {
			return m, err
		}
		if m.Rev, err = tx.NextRev(ctx, m.RoomID); err != nil {
			return m, err
		}
		return m, tx.SaveReactions(ctx, m)
	})
}

// MayReact judges who may put an emoji under a message: whoever reads it with
// their account, also where only moderators write.
func (s Standing) MayReact(m Message, now time.Time) error {
	if err := s.MaySpeak(); err != nil {
		return err
	}
	switch {
	case s.Room.Archived():
		return refuse(Forbidden, "This room is archived. It can be read, and nothing more can be said in it.")
	case m.Removed():
		return refuse(Conflict, "This message has been removed.")
	case m.Kind != Text:
		return refuse(Forbidden, "Reactions go under what people say, not under the room's own lines.")
	}
	return s.locked(now)
}

// toggled adds a reaction of one person, or takes it away when it is there.
func toggled(all []Reaction, one Reaction) ([]Reaction, error) {
	all = slices.Clone(all)
	i := slices.IndexFunc(all, func(r Reaction) bool { return r.Emoji == one.Emoji })
	if i < 0 {
		if len(all) >= maxReactions {
			return nil, refuse(Conflict, "This message has 20 different reactions already. Choose one of them.")
		}
		return append(all, one), nil
	}
	others := slices.DeleteFunc(slices.Clone(all[i].By), func(id int64) bool { return id == one.By[0] })
	switch len(others) {
	case 0:
		return slices.Delete(all, i, i+1), nil
	case len(all[i].By):
		others = append(others, one.By[0])
	}
	all[i].By = others
	return all, nil
}
