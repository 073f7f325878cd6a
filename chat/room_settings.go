package chat

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// RoomForm is what a room's owners can change of it.
type RoomForm struct {
	NewRoom
	Confirm bool // they were told who will read more, and want it
}

// Widening is the refusal of a change that lets more people read a room's
// history, until they confirm it.
const Widening = "widening"

// SaveRoom changes a room's name, topic and kind. Letting more people read asks
// for a confirmation (Conflict about the field Widening); letting fewer read
// ends every open page, and lets those back in who still may.
func (s *Service) SaveRoom(ctx context.Context, a Actor, slug string, f RoomForm) error {
	form, err := f.clean()
	if err != nil {
		return err
	}
	if err := s.mayCall(ctx, a, slug, form); err != nil {
		return err
	}
	return s.manage(ctx, a, slug, func(tx Tx, st Standing) error {
		was := st.Room
		st.Room.Name, st.Room.Topic, st.Room.Kind, st.Room.Public = form.Name, form.Topic, form.Kind, form.Public
		wider := reach(st.Room) - reach(was)
		if wider > 0 && !f.Confirm {
			return &Error{Kind: Conflict, Field: Widening, Message: "More people will be able to read everything that was said in this room so far."}
		}
		if st.Room.Public && !was.Public && !st.User.Role.AtLeast(RoleModerator) {
			return refuse(Forbidden, "Only moderators and administrators open a room to everyone on the internet.")
		}
		if err := s.saveRoom(ctx, tx, a, was, st.Room); err != nil {
			return err
		}
		if wider < 0 {
			return revoke(ctx, tx, Access{RoomID: was.ID})
		}
		return nil
	})
}

// mayCall refuses a name or a topic that a filter catches.
func (s *Service) mayCall(ctx context.Context, a Actor, slug string, form NewRoom) error {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	if err := st.MayManage(); err != nil {
		return err
	}
	var lines []shown
	if form.Name != st.Room.Name {
		lines = append(lines, shown{"name", form.Name})
	}
	if form.Topic != st.Room.Topic {
		lines = append(lines, shown{"topic", form.Topic})
	}
	return s.mayShow(ctx, a, st, lines...)
}

// reach orders rooms by how many people may read them.
func reach(r Room) int {
	switch {
	case r.Public:
		return 3
	case r.Kind == Private || r.Kind == Direct:
		return 1
	}
	return 2
}

// saveRoom writes a room and adds a line for each change that people see.
func (s *Service) saveRoom(ctx context.Context, tx Tx, a Actor, was, is Room) error {
	if was == is {
		return nil
	}
	saved, err := tx.SaveRoom(ctx, is)
	if err != nil {
		return err
	}
	tx.Tell(Event{Kind: RoomChanged, Room: saved})
	for _, line := range roomLines(was, is) {
		if err := s.addLine(ctx, tx, a, is.ID, line); err != nil {
			return err
		}
	}
	e := s.entry(a, "room_changed", 0, is.ID)
	detail, err := json.Marshal(map[string]any{
		"kind": is.Kind, "public": is.Public, "archived": is.Archived(), "changed": changedOfRoom(was, is),
	})
	e.Detail = string(detail)
	return errors.Join(err, tx.AddAudit(ctx, e))
}

// changedOfRoom names what a change of a room was about.
func changedOfRoom(was, is Room) []string {
	return changed(
		change{"name", was.Name != is.Name}, change{"topic", was.Topic != is.Topic}, change{"kind", was.Kind != is.Kind},
		change{"reach", was.Public != is.Public}, change{"archive", was.Archived() != is.Archived()})
}

// change is a thing that a setting is about, and whether it is another now.
type change struct {
	of string
	so bool
}

// changed names what is another now.
func changed(all ...change) []string {
	names := []string{}
	for _, c := range all {
		if c.so {
			names = append(names, c.of)
		}
	}
	return names
}

// roomLines are the system lines that tell of a room's change.
func roomLines(was, is Room) []Message {
	var lines []Message
	if was.Name != is.Name {
		lines = append(lines, Message{Kind: Renamed, Body: is.Name})
	}
	if was.Topic != is.Topic {
		lines = append(lines, Message{Kind: TopicSet, Body: is.Topic})
	}
	if reach(is) > reach(was) {
		to := string(is.Kind)
		if is.Public {
			to = "public"
		}
		lines = append(lines, Message{Kind: Widened, Body: to})
	}
	switch {
	case is.Archived() && !was.Archived():
		lines = append(lines, Message{Kind: Archived})
	case was.Archived() && !is.Archived():
		lines = append(lines, Message{Kind: Unarchived})
	}
	return lines
}

func (s *Service) addLine(ctx context.Context, tx Tx, a Actor, roomID int64, line Message) error {
	line.RoomID, line.Author, line.PostedAt = roomID, a.User.Author(), s.Now()
	line, err := tx.AddSystemLine(ctx, line)
	if err != nil {
		return err
	}
	return tellChanges(ctx, tx, roomID, line.Rev)
}

// Archive keeps a room for reading only, or brings it back into use.
func (s *Service) Archive(ctx context.Context, a Actor, slug string, archive bool) error {
	return s.manage(ctx, a, slug, func(tx Tx, st Standing) error {
		was := st.Room
		if was.Archived() == archive {
			return nil
		}
		st.Room.ArchivedAt = time.Time{}
		if archive {
			st.Room.ArchivedAt = s.Now()
		}
		return s.saveRoom(ctx, tx, a, was, st.Room)
	})
}

// manage runs an act of those who manage a room, with the room locked.
func (s *Service) manage(ctx context.Context, a Actor, slug string, act func(Tx, Standing) error) error {
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		if err := st.MayManage(); err != nil {
			return err
		}
		return act(tx, st)
	})
}
