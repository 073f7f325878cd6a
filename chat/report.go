package chat

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// ReportReasons are what somebody can report, as forms send it.
var ReportReasons = []string{"spam", "unkind", "personal", "other"}

const (
	// maxDetail is how many code points may go with a report.
	maxDetail = 500
	// maxReports is how many reports of one person wait at once: nobody fills the desk alone.
	maxReports = 20
)

// Report is somebody's word to the moderators, about a message or a person.
type Report struct {
	ID         int64
	RoomID     int64 // of the message; 0: about the person
	MessageID  int64 // 0: about the person
	UserID     int64 // whom it is about
	ReporterID int64
	Reason     string // one of ReportReasons
	Detail     string
	At         time.Time
	DecidedAt  time.Time // zero: it waits
	Upheld     bool      // the moderators agreed
}

// ReportListing is a report with who made it, and how often they were right.
type ReportListing struct {
	Report
	By             Person
	Upheld, Before int64 // of their earlier reports: how many were upheld, how many decided
}

// Reliable says whether the reporter's word has weight: most of what they reported was upheld.
func (l ReportListing) Reliable() bool { return l.Before > 0 && 2*l.Upheld > l.Before }

// ReportForm is what somebody reports.
type ReportForm struct{ Reason, Detail string }

func (f ReportForm) clean() (ReportForm, error) {
	if !slices.Contains(ReportReasons, f.Reason) {
		return f, invalid("reason", "Choose what is wrong.")
	}
	var err error
	f.Detail, err = cleanText("detail", f.Detail, "", maxDetail)
	return f, err
}

// ReportMessage tells the moderators of a message. Reporting it again while they have not
// decided changes nothing.
func (s *Service) ReportMessage(ctx context.Context, a Actor, slug string, seq int64, f ReportForm) error {
	f, err := f.clean()
	if err != nil {
		return err
	}
	st, err := s.reading(ctx, a, slug)
	if err != nil {
		return err
	}
	if a.SignedIn() {
		if wait := s.Floods(a.User.ID); wait > 0 {
			return tooFast(wait)
		}
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID, Rooms: []int64{st.Room.ID}}, func(tx Tx) error {
		st, err := tx.StandingByID(ctx, st.Room.ID, a.User.ID)
		if err != nil {
			return err
		}
		m, err := tx.Message(ctx, st.Room.ID, seq)
		if err != nil {
			return err
		}
		if err := st.MayReport(m); err != nil {
			return err
		}
		r := Report{RoomID: m.RoomID, MessageID: m.ID, UserID: m.Author.ID, ReporterID: a.User.ID, Reason: f.Reason, Detail: f.Detail, At: s.Now()}
		if err := s.addReport(ctx, tx, r); err != nil {
			return err
		}
		return s.hideReported(ctx, tx, m)
	})
}

// addReport keeps a report, unless too many of the same person wait.
func (s *Service) addReport(ctx context.Context, tx Tx, r Report) error {
	n, err := tx.ReportsBy(ctx, r.ReporterID)
	if err == nil && n >= maxReports {
		err = &Error{Kind: TooSoon, RetryAfter: time.Minute, Message: "Twenty of your reports wait already. Send this one when some have been decided."}
	}
	if err != nil {
		return err
	}
	return tx.AddReport(ctx, r)
}

// MayReport judges who may report a message: whoever reads it with their account, save its author.
func (s Standing) MayReport(m Message) error {
	if err := s.MayRead(); err != nil {
		return err
	}
	switch {
	case !s.signedIn():
		return errSignIn
	case m.Kind != Text:
		return refuse(Forbidden, "The room's own lines are not reported.")
	case m.Author.ID == s.User.ID:
		return refuse(Forbidden, "This message is yours. You can remove it.")
	case m.Removed():
		return refuse(Conflict, "This message has been removed already.")
	}
	return nil
}

// ReportPerson tells the moderators of the place of a person.
func (s *Service) ReportPerson(ctx context.Context, a Actor, handle string, f ReportForm) error {
	f, err := f.clean()
	if err != nil {
		return err
	}
	if !a.SignedIn() {
		return errSignIn
	}
	u, err := s.userFor(ctx, "handle", handle)
	if err != nil {
		return err
	}
	if u.ID == a.User.ID {
		return refuse(Forbidden, "Nobody reports themselves.")
	}
	if wait := s.Floods(a.User.ID); wait > 0 {
		return tooFast(wait)
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		return s.addReport(ctx, tx, Report{UserID: u.ID, ReporterID: a.User.ID, Reason: f.Reason, Detail: f.Detail, At: s.Now()})
	})
}

// hideReported removes a message that enough reliable people have reported, until
// a moderator decides. A rule never touches staff, and what it does can be undone.
func (s *Service) hideReported(ctx context.Context, tx Tx, m Message) error {
	place, err := tx.Place(ctx)
	if err != nil || place.AutoHide == 0 {
		return err
	}
	author, err := tx.StandingByID(ctx, m.RoomID, m.Author.ID)
	if err != nil || author.Room.Kind == Direct || author.Role().AtLeast(RoleModerator) || author.User.Role.AtLeast(RoleModerator) {
		return err
	}
	reports, err := tx.Reports(ctx, m.ID, m.Author.ID)
	if err != nil {
		return err
	}
	reliable := int64(0)
	for _, l := range reports {
		if l.Reliable() && l.DecidedAt.IsZero() {
			reliable++
		}
	}
	if reliable < place.AutoHide {
		return nil
	}
	r := Removal{RoomID: m.RoomID, UserID: m.Author.ID, Reason: fmt.Sprintf("Hidden after %d reliable reports", reliable), At: s.Now()}
	_, err = s.removeSpots(ctx, tx, Actor{}, r, []Spot{{m.RoomID, m.Seq}})
	return err
}
