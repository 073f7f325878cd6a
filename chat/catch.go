package chat

import (
	"context"
	"fmt"
	"slices"
)

// catch is what the filters found in words, before anybody knows where their author
// stands: that is known in the transaction alone, and judge looks at it there.
type catch struct {
	found    []*rule
	newcomer bool

	// What judge made of it.
	by      *rule // whose act is done; nil: nobody's
	watched []*rule
}

// catch matches words against the filters of a room and of the place. It costs
// nothing where there are none and of moderators of the place, whom none touches, and a
// reading only when one is caught that old accounts are exempt from.
func (s *Service) catch(ctx context.Context, u User, roomID int64, w func() *words) (*catch, error) {
	rules, err := s.rules(ctx, roomID)
	if err != nil || len(rules) == 0 || u.Role.AtLeast(RoleModerator) {
		return &catch{}, err
	}
	c := &catch{found: caughtBy(rules, w().limited()), newcomer: u.ID == 0}
	if u.ID != 0 && slices.ContainsFunc(c.found, func(r *rule) bool { return r.Exempt == ExemptOld }) {
		c.newcomer, err = s.Store.IsNewcomer(ctx, u)
	}
	return c, err
}

// caughtBy are the rules that catch words. Those that there was no time for hold them.
func caughtBy(rules []*rule, said *words) (found []*rule) {
	for _, r := range rules {
		said.cut = false
		_, caught := r.match(said)
		switch {
		case caught:
			found = append(found, r)
		case said.cut && !r.Watch:
			found = append(found, r.unfinished())
		}
	}
	return found
}

// catchMessage is catch for the words of a message.
func (s *Service) catchMessage(ctx context.Context, u User, roomID int64, body string, r Rendered) (*catch, error) {
	return s.catch(ctx, u, roomID, func() *words { return wordsOf(body, r) })
}

// locksAuthor says whether something may be decided about the author: their row is locked for it.
func (c *catch) locksAuthor() bool {
	return slices.ContainsFunc(c.found, func(r *rule) bool { return !r.Watch && r.Act != FilterRefuse })
}

// judge finds which filter acts, now that it is known where the author stands: the
// most severe. In conversations, which nobody moderates, all that a filter can do is refuse.
func (c *catch) judge(st Standing) error {
	c.by, c.watched = nil, nil
	for _, r := range c.found {
		switch {
		case r.spares(st, c.newcomer):
		case r.Watch:
			c.watched = append(c.watched, r)
		case c.by == nil || actWeights[r.Act] > actWeights[c.by.Act]:
			c.by = r
		}
	}
	if c.by != nil && (c.by.Act == FilterRefuse || st.Room.Kind == Direct) {
		return &Error{Kind: Invalid, Field: "body", Message: c.by.refusal(), caught: c}
	}
	return nil
}

// wait holds what a filter holds, whatever else the room does.
func (c *catch) wait(w Wait) Wait {
	if c.by == nil || c.by.Act == FilterRemove && w.Reason == "" {
		return w
	}
	return Wait{Reason: c.by.reason(), FilterID: c.by.ID}
}

// waitOfEdit is wait for new words of a message: they are never shown and then removed, but held,
// and the old ones stay in place.
func (c *catch) waitOfEdit(w Wait) Wait {
	if c.by == nil {
		return w
	}
	return Wait{Reason: c.by.reason(), FilterID: c.by.ID}
}

// follow brings about what the filters do to something that was just written, in its
// own transaction: st is where its author stood.
func (s *Service) follow(ctx context.Context, tx Tx, c *catch, st Standing, p Posted) error {
	if c.by == nil && len(c.watched) == 0 {
		return nil
	}
	hits := s.hits(c.watched, HitWatched, st, p.Message.ID)
	if c.by != nil {
		done, err := s.carryOutFilter(ctx, tx, c.by.Filter, st, p)
		if err != nil {
			return err
		}
		hits = append(hits, s.hits([]*rule{c.by}, done, st, p.Message.ID)...)
	}
	return tx.AddFilterHits(ctx, hits)
}

// carryOutFilter does what a filter does to a message, or to what is held of it.
func (s *Service) carryOutFilter(ctx context.Context, tx Tx, f Filter, st Standing, p Posted) (done string, err error) {
	if p.Hold == nil {
		r := Removal{RoomID: st.Room.ID, UserID: st.User.ID, Reason: f.reason(), FilterID: f.ID, At: s.Now()}
		_, err := s.removeSpots(ctx, tx, Actor{}, r, []Spot{{p.RoomID, p.Seq}})
		return HitRemoved, err
	}
	entry := s.entry(Actor{}, "filter_held", st.User.ID, st.Room.ID)
	entry.Reason, entry.Subject = f.Name, fmt.Sprintf("hold:%d", p.Hold.ID)
	if err := tx.AddAudit(ctx, entry); err != nil || f.Act != FilterMute {
		return HitHeld, err
	}
	x := Sanction{Kind: Mute, UserID: st.User.ID, RoomID: f.RoomID, Reason: f.reason(), At: s.Now()}
	x.Until = x.At.Add(f.MuteFor)
	_, err = s.impose(ctx, tx, Actor{}, encounter{theirs: st}, x, sweep{})
	return HitMuted, err
}

func (s *Service) hits(rules []*rule, done string, st Standing, messageID int64) (all []FilterHit) {
	for _, r := range rules {
		all = append(all, FilterHit{FilterID: r.ID, RoomID: st.Room.ID, UserID: st.User.ID, MessageID: messageID, Done: done, At: s.Now()})
	}
	return all
}
