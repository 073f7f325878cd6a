package chat

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// maxReason is how many code points the reason for an act may have.
const maxReason = 500

// SanctionForm is what a moderator decides about a person.
type SanctionForm struct {
	Kind     SanctionKind
	Room     string        // slug; empty: everywhere
	For      time.Duration // 0: for good; warnings and kicks have none
	Reason   string
	Evidence []int64 // ids of messages
	Sweep    Span    // which of the person's messages are removed with it; empty: none
}

func (f SanctionForm) clean() (SanctionForm, error) {
	var err error
	if f.Reason, err = cleanLine("reason", f.Reason, "Say why. The person will read it.", maxReason); err != nil {
		return f, err
	}
	switch {
	case f.Kind != Warn && f.Kind != Mute && f.Kind != Kick && f.Kind != Ban:
		return f, invalid("kind", "Choose what happens: a warning, a mute, a kick or a ban.")
	case f.Kind == Kick && f.Room == "":
		return f, invalid("kind", "A kick is out of a room. Choose a ban for the whole place.")
	case f.For < 0:
		return f, invalid("for", "Choose for how long.")
	}
	if f.Kind == Warn || f.Kind == Kick {
		f.For = 0
	}
	return f, f.Sweep.check()
}

// encounter is a moderator before a person, in a room or in the whole place.
type encounter struct{ mine, theirs Standing }

// meet reads and judges an encounter inside a transaction that has locked both.
func (s *Service) meet(ctx context.Context, tx Tx, actorID, userID, roomID int64) (e encounter, err error) {
	if e.mine, err = s.standingOf(ctx, tx, roomID, actorID); err != nil {
		return e, err
	}
	if e.theirs, err = s.standingOf(ctx, tx, roomID, userID); err != nil {
		return e, err
	}
	return e, e.mine.MayModerate(e.theirs)
}

// standingOf is where somebody stands in a room; without one, in the whole place.
func (s *Service) standingOf(ctx context.Context, q Queries, roomID, userID int64) (Standing, error) {
	if roomID != 0 {
		return q.StandingByID(ctx, roomID, userID)
	}
	u, err := q.User(ctx, userID)
	if err != nil {
		return Standing{}, err
	}
	all, err := q.SanctionsInForce(ctx, userID, s.Now())
	all = slices.DeleteFunc(all, func(x Sanction) bool { return x.RoomID != 0 })
	return Standing{User: u, Sanctions: all}, err
}

// Sanction warns, mutes, kicks or bans a person, in a room or everywhere, and
// removes their messages with it if the form says so: all in one act.
func (s *Service) Sanction(ctx context.Context, a Actor, handle string, f SanctionForm) (Sanction, error) {
	f, err := f.clean()
	if err != nil {
		return Sanction{}, err
	}
	room, u, err := s.whereAndWhom(ctx, a, f.Room, handle)
	if err != nil {
		return Sanction{}, err
	}
	sweep, err := s.planSweep(ctx, u.ID, room.ID, f.Sweep)
	if err != nil {
		return Sanction{}, err
	}
	x := Sanction{Kind: f.Kind, UserID: u.ID, RoomID: room.ID, By: a.User.ID, Reason: f.Reason, Evidence: f.Evidence, At: s.Now()}
	if f.For > 0 {
		x.Until = x.At.Add(f.For)
	}
	scope := Scope{Actor: a.User.ID, Users: []int64{u.ID}, Rooms: sweep.roomsWith(room.ID)}
	err = s.Store.Tx(ctx, scope, func(tx Tx) error {
		e, err := s.meet(ctx, tx, a.User.ID, u.ID, room.ID)
		if err != nil {
			return err
		}
		x, err = s.impose(ctx, tx, a, e, x, sweep)
		return err
	})
	if err != nil {
		return x, err
	}
	_, err = s.sweepOn(ctx, a, sweep, x.RemovalID, x.Reason)
	return x, err
}

// whereAndWhom finds the room (the zero one: everywhere) and the person that a form names.
func (s *Service) whereAndWhom(ctx context.Context, a Actor, slug, handle string) (room Room, u User, err error) {
	mine := Standing{User: a.User}
	if slug != "" {
		if mine, err = s.reading(ctx, a, slug); err != nil {
			return room, u, err
		}
	}
	if err := mine.MayJudge(); err != nil { // before anything is said of the person
		return room, u, err
	}
	u, err = s.userFor(ctx, "handle", handle)
	return mine.Room, u, err
}

// impose writes a sanction that was judged, and brings it about.
func (s *Service) impose(ctx context.Context, tx Tx, a Actor, e encounter, x Sanction, sweep sweep) (Sanction, error) {
	removal, err := s.sweep(ctx, tx, a, sweep, x.Reason)
	if err != nil {
		return x, err
	}
	x.RemovalID = removal.ID
	if x.Kind == Ban {
		x.Role = e.theirs.Member.Role
		if before, banned := Longest(e.theirs.Sanctions, Ban); banned && before.RoomID == x.RoomID {
			x.Role = before.Role // what the ban before took is given back after this one
		}
	}
	if x, err = tx.AddSanction(ctx, x); err != nil {
		return x, err
	}
	if err := enforce(ctx, tx, e.theirs, x); err != nil {
		return x, err
	}
	entry := s.entry(a, actNames[x.Kind], x.UserID, x.RoomID)
	entry.At = x.At // "for an hour" is reckoned from it
	entry.Reason, entry.Subject = x.Reason, fmt.Sprintf("sanction:%d", x.ID)
	if !x.Until.IsZero() {
		entry.Detail = fmt.Sprintf(`{"until":%q}`, x.Until.Format(time.RFC3339))
	}
	return x, tx.AddAudit(ctx, entry)
}

// actNames are the kinds as the audit log names them.
var actNames = map[SanctionKind]string{Warn: "warned", Mute: "muted", Kick: "kicked", Ban: "banned"}

// enforce takes from a person what a sanction forbids, and tells their open pages.
func enforce(ctx context.Context, tx Tx, theirs Standing, x Sanction) error {
	if (x.Kind == Ban || x.Kind == Kick) && theirs.IsMember() {
		if err := tx.RemoveMember(ctx, x.RoomID, x.UserID); err != nil {
			return err
		}
	}
	tx.Tell(Event{Kind: MemberChanged, Room: theirs.Room, Users: []int64{x.UserID}})
	if x.Kind == Ban || x.Kind == Kick {
		return revoke(ctx, tx, Access{UserID: x.UserID, RoomID: x.RoomID})
	}
	return nil
}

// Lift takes a sanction back. Nobody lifts what a higher rank decided.
func (s *Service) Lift(ctx context.Context, a Actor, id int64, reason string) (Sanction, error) {
	reason, err := cleanLine("reason", reason, "", maxReason)
	if err != nil {
		return Sanction{}, err
	}
	x, err := s.Store.Sanction(ctx, id)
	if err != nil {
		return x, err
	}
	scope := Scope{Actor: a.User.ID, Users: []int64{x.UserID}}
	if x.RoomID != 0 {
		scope.Rooms = []int64{x.RoomID}
	}
	err = s.Store.Tx(ctx, scope, func(tx Tx) error {
		if x, err = tx.Sanction(ctx, id); err != nil {
			return err
		}
		return s.lift(ctx, tx, a, &x, reason)
	})
	return x, err
}

func (s *Service) lift(ctx context.Context, tx Tx, a Actor, x *Sanction, reason string) error {
	e, err := s.meet(ctx, tx, a.User.ID, x.UserID, x.RoomID)
	if err != nil {
		return err
	}
	if err := s.mayOverrule(ctx, tx, e.mine, *x); err != nil || !x.LiftedAt.IsZero() {
		return err
	}
	if !e.mine.rank().AtLeast(x.Role) {
		return refuse(Forbidden, "They get a higher rank than yours back with it. Ask somebody who has it.")
	}
	x.LiftedAt, x.LiftedBy, x.LiftReason = s.Now(), a.User.ID, reason
	if err := tx.SaveSanction(ctx, *x); err != nil {
		return err
	}
	if err := s.giveBack(ctx, tx, *x); err != nil {
		return err
	}
	tx.Tell(Event{Kind: MemberChanged, Room: e.theirs.Room, Users: []int64{x.UserID}})
	entry := s.entry(a, "sanction_lifted", x.UserID, x.RoomID)
	entry.Reason, entry.Subject = reason, fmt.Sprintf("sanction:%d", x.ID)
	return tx.AddAudit(ctx, entry)
}

// giveBack makes a person what they were in a room before the ban that is over.
// While another ban stands they stay outside, and get it when that one is over.
func (s *Service) giveBack(ctx context.Context, tx Tx, x Sanction) error {
	if x.Role == "" {
		return nil
	}
	st, err := tx.StandingByID(ctx, x.RoomID, x.UserID)
	if err != nil {
		return err
	}
	if _, banned := Longest(st.Sanctions, Ban); banned {
		return nil
	}
	if !st.IsMember() {
		if err := s.putMember(ctx, tx, st.Room, x.UserID, x.Role); err != nil {
			return err
		}
	}
	x.Role = ""
	return tx.SaveSanction(ctx, x)
}

// mayOverrule refuses to take back what a higher rank decided.
func (s *Service) mayOverrule(ctx context.Context, q Queries, mine Standing, x Sanction) error {
	if x.By == 0 || x.By == mine.User.ID {
		return nil
	}
	by, err := s.standingOf(ctx, q, x.RoomID, x.By)
	if err == nil && !mine.rank().AtLeast(by.ranked()) {
		err = refuse(Forbidden, "Somebody of a higher rank decided this. Ask them.")
	}
	return err
}

// ReadWarning notes that the actor has read a warning.
func (s *Service) ReadWarning(ctx context.Context, a Actor, id int64) error {
	return s.Store.Tx(ctx, Scope{Users: []int64{a.User.ID}}, func(tx Tx) error {
		x, err := tx.Sanction(ctx, id)
		switch {
		case err != nil:
			return err
		case x.UserID != a.User.ID:
			return refuse(NotFound, "There is no such warning.")
		case !x.SeenAt.IsZero():
			return nil
		}
		x.SeenAt = s.Now()
		return tx.SaveSanction(ctx, x)
	})
}
