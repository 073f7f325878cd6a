package chat

import (
	"context"
	"slices"
	"strings"
	"time"
)

const (
	auditPage  = 50    // entries on a page of the log
	auditChunk = 1_000 // entries that an export holds at once
)

// AuditFilter picks entries of the audit log. What is empty picks all.
type AuditFilter struct {
	Who    string    // handle of whoever acted, or was acted on
	Act    string    // as AuditEntry.Act
	Room   string    // slug
	From   time.Time // the first moment
	To     time.Time // the first moment that is too late
	Text   string    // stands in the reason
	Before int64     // only entries with a lower id; 0: from the newest
}

// AuditQuery is a filter as the store reads it, within what the reader may know of.
type AuditQuery struct {
	AuditFilter
	UserID int64   // of Who; 0: anybody
	All    bool    // every entry: RoomIDs and Staff are not looked at
	Rooms  []int64 // entries of these rooms
	Staff  bool    // and what moderators did in the whole place
	Limit  int
}

// StaffActs are what moderators do in the whole place.
var StaffActs = []string{"warned", "muted", "banned", "sanction_lifted", "appealed", "appeal_granted", "appeal_refused",
	"messages_removed", "removal_undone", "report_upheld", "report_dismissed", "note_added", "filter_refused"}

// AuditRecord is an entry with the names that it is told with, and what has become of it.
type AuditRecord struct {
	AuditEntry
	ID       int64
	Actor    Standing // who acted, with their rank where it was; zero: a rule, or somebody unknown
	Whom     Standing // zero: nobody, or somebody unknown
	Room     Room     // id, slug, name and kind; zero: the place
	Sanction Sanction // that it imposed or is about; zero: none
	Contest  bool     // somebody's appeal against it waits for an answer
	Removal  Removal  // that it carried out or is about; zero: none
	MayUndo  bool     // the reader may lift the sanction, or undo the removal
}

// Own says whether somebody did it to themselves.
func (r AuditRecord) Own() bool { return r.ActorID != 0 && r.ActorID == r.UserID }

// AuditPage is a part of the log, newest first.
type AuditPage struct {
	Entries []AuditRecord
	Rooms   []Room // that the reader may choose among
	Earlier int64  // the Before of the next page; 0: there is none
	All     bool   // the reader may read the log of the whole place
}

// AuditLog reads a page of the log: administrators the whole, moderators what concerns their rooms.
func (s *Service) AuditLog(ctx context.Context, a Actor, f AuditFilter) (AuditPage, error) {
	reader, err := s.auditReader(ctx, a)
	if err != nil {
		return AuditPage{}, err
	}
	q, err := reader.query(ctx, s, f)
	if err != nil {
		return AuditPage{}, err
	}
	q.Limit = auditPage + 1
	page := AuditPage{Rooms: reader.choices(), All: a.IsAdmin()}
	if page.Entries, err = s.auditEntries(ctx, reader, q); err != nil {
		return page, err
	}
	if len(page.Entries) > auditPage {
		page.Entries = page.Entries[:auditPage]
		page.Earlier = page.Entries[auditPage-1].ID
	}
	return page, nil
}

// ExportAudit hands what a filter picks to write, newest first, a bounded part at a time.
func (s *Service) ExportAudit(ctx context.Context, a Actor, f AuditFilter, write func([]AuditRecord) error) error {
	reader, err := s.auditReader(ctx, a)
	if err != nil {
		return err
	}
	q, err := reader.query(ctx, s, f)
	if err != nil {
		return err
	}
	q.Limit = auditChunk
	for {
		some, err := s.auditEntries(ctx, reader, q)
		if err != nil {
			return err
		}
		if err := write(some); err != nil || len(some) < q.Limit {
			return err
		}
		q.Before = some[len(some)-1].ID
	}
}

func (s *Service) auditEntries(ctx context.Context, reader auditReader, q AuditQuery) ([]AuditRecord, error) {
	all, err := s.Store.AuditLog(ctx, q)
	for i := range all {
		all[i].MayUndo = reader.mayUndo(all[i], s.Now())
		if !reader.actor.IsAdmin() {
			all[i].Address = "" // where somebody is concerns those who run the place alone
		}
	}
	return all, err
}

// auditReader is somebody who reads the log, with where they stand in each room that they moderate.
type auditReader struct {
	actor Actor
	place Standing
	rooms map[int64]Standing
}

// auditReader finds what somebody may read of the log; Forbidden when it is nothing.
func (s *Service) auditReader(ctx context.Context, a Actor) (auditReader, error) {
	reader := auditReader{actor: a, rooms: map[int64]Standing{}}
	if !a.SignedIn() {
		return reader, errSignIn
	}
	against, err := s.Store.SanctionsInForce(ctx, a.User.ID, s.Now())
	if err != nil {
		return reader, err
	}
	reader.place = Standing{User: a.User, Sanctions: standing(against, 0)}
	all, err := s.Store.Directory(ctx, a.User.ID)
	if err != nil {
		return reader, err
	}
	for _, l := range all {
		st := Standing{Room: l.Room, User: a.User, Member: l.Member, Sanctions: standing(against, l.Room.ID)}
		if st.MayJudge() == nil {
			reader.rooms[l.Room.ID] = st
		}
	}
	if len(reader.rooms) == 0 && reader.place.MayJudge() != nil {
		return reader, refuse(Forbidden, "Only moderators and administrators read the audit log.")
	}
	return reader, nil
}

// standing are the sanctions that count in a room; without one, in the place.
func standing(all []Sanction, roomID int64) []Sanction {
	return slices.DeleteFunc(slices.Clone(all), func(x Sanction) bool { return x.RoomID != 0 && x.RoomID != roomID })
}

// choices are the rooms that the reader may choose among, by name.
func (r auditReader) choices() []Room {
	var all []Room
	for _, st := range r.rooms {
		all = append(all, st.Room)
	}
	slices.SortFunc(all, func(a, b Room) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return all
}

// query is a filter within what the reader may know of. A handle that nobody has picks nothing.
func (r auditReader) query(ctx context.Context, s *Service, f AuditFilter) (AuditQuery, error) {
	q := AuditQuery{AuditFilter: f, All: r.actor.IsAdmin(), Staff: r.place.MayJudge() == nil}
	for id := range r.rooms {
		q.Rooms = append(q.Rooms, id)
	}
	slices.Sort(q.Rooms)
	if f.Who != "" {
		u, err := s.Store.UserByHandle(ctx, strings.ToLower(strings.TrimPrefix(strings.TrimSpace(f.Who), "@")))
		if err != nil && !IsNotFound(err) {
			return q, err
		}
		if q.UserID = u.ID; u.ID == 0 {
			q.UserID = -1
		}
	}
	if f.Room == "" {
		return q, nil
	}
	st, err := s.Store.Standing(ctx, f.Room, r.actor.User.ID)
	if err != nil {
		return q, err
	}
	if _, mine := r.rooms[st.Room.ID]; !q.All && !mine {
		return q, NoRoom()
	}
	q.All, q.Staff, q.Rooms = false, false, []int64{st.Room.ID}
	return q, nil
}

// mayUndo says whether the reader may take back what an entry tells of, as Lift and UndoRemoval judge it.
func (r auditReader) mayUndo(e AuditRecord, now time.Time) bool {
	mine, known := r.rooms[e.RoomID]
	if e.RoomID == 0 {
		mine, known = r.place, true
	}
	if !known || e.ActorID != 0 && e.ActorID != r.actor.User.ID && !mine.rank().AtLeast(e.Actor.ranked()) {
		return false
	}
	switch x := e.Sanction; {
	case x.ID != 0 && e.Act == actNames[x.Kind]:
		return mine.MayModerate(e.Whom) == nil && x.LiftedAt.IsZero() && (x.InForce(now) || x.Kind == Warn)
	case e.Removal.ID != 0 && e.Act == "messages_removed":
		return mine.MayJudge() == nil && !e.Own() && e.Removal.UndoneAt.IsZero() && e.Removal.ErasedAt.IsZero()
	}
	return false
}
