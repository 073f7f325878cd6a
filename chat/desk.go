package chat

import (
	"context"
	"strconv"
	"time"
)

// CaseKind says what waits for a moderator.
type CaseKind string

// The kinds of case.
const (
	CaseReport CaseKind = "report"
	CaseHold   CaseKind = "hold"
	CaseAppeal CaseKind = "appeal"
	CaseJoin   CaseKind = "join"
	CaseWave   CaseKind = "wave" // many came in a short time
	CasePlea   CaseKind = "plea" // an appeal against a range ban
)

// Case is something that waits for a moderator.
type Case struct {
	Kind    CaseKind
	ID      int64  // of the hold, of the appeal's sanction, of the plea, of the wave, of who wants to join, or of the reported message
	Person  Person // whom it is about
	Room    Room   // ID, slug and name; the zero one: the whole place
	Seq     int64  // of the reported message; 0: the person is reported
	Text    string // one line of what was said
	Reason  string
	Count   int64     // of reports
	At      time.Time // since when it waits
	Taken   Person    // who is on it; the zero one: nobody
	TakenAt time.Time
}

// Subject names a case in addresses and claims: report-m-12, report-u-3, hold-7, appeal-5, join-9, plea-2, wave-4.
func (c Case) Subject() string {
	id := strconv.FormatInt(c.ID, 10)
	switch {
	case c.Kind == CaseReport && c.Seq == 0:
		return "report-u-" + strconv.FormatInt(c.Person.ID, 10)
	case c.Kind == CaseReport:
		return "report-m-" + id
	}
	return string(c.Kind) + "-" + id
}

// DeskScope is what of all cases a moderator may see.
type DeskScope struct {
	UserID int64
	Place  bool // they moderate the whole place
	Admin  bool // they also let people in

	Subject string // of the one case that is looked for; empty: all
}

// deskLimit is how many open cases a desk shows at once: those that wait the longest.
const deskLimit = 200

// deskOf judges who has a desk: whoever moderates the place, or a room, and is
// neither muted nor banned themselves.
func (s *Service) deskOf(ctx context.Context, q Queries, a Actor) (DeskScope, error) {
	if !a.SignedIn() {
		return DeskScope{}, errSignIn
	}
	whole, err := s.standingOf(ctx, q, 0, a.User.ID)
	if err == nil {
		err = whole.unsanctioned()
	}
	if err != nil {
		return DeskScope{}, err
	}
	u := whole.User
	scope := DeskScope{UserID: u.ID, Place: u.Role.AtLeast(RoleModerator), Admin: u.Role == RoleAdministrator}
	if scope.Place {
		return scope, nil
	}
	moderates, err := q.Moderates(ctx, u.ID)
	if err == nil && !moderates {
		err = refuse(Forbidden, "Only moderators have a desk.")
	}
	return scope, err
}

// Desk lists what waits for the actor, the newest first.
func (s *Service) Desk(ctx context.Context, a Actor) ([]Case, error) {
	scope, err := s.deskOf(ctx, s.Store, a)
	if err != nil {
		return nil, err
	}
	return s.Store.Cases(ctx, scope, deskLimit)
}

// waiting names what waits in a room for somebody, at a moment of its moderation.
type waiting struct{ roomID, userID, staffRev int64 }

// Waiting counts the messages of a room that wait for the person to decide: held and
// reported ones. Those who decide nothing there hear the refusal of MayJudge.
func (s *Service) Waiting(ctx context.Context, st Standing) (int64, error) {
	if err := st.MayJudge(); err != nil || st.Room.StaffRev == 0 {
		return 0, err
	}
	return s.waits.read(waiting{st.Room.ID, st.User.ID, st.Room.StaffRev}, s.Now(), func() (int64, error) {
		return s.Store.WaitingIn(ctx, st.Room.ID, st.User.ID)
	})
}

// DeskRev grows with every change that a desk shows.
func (s *Service) DeskRev(ctx context.Context) (int64, error) { return s.Store.DeskRev(ctx) }

// Dossier is a case with what a moderator needs to decide it.
type Dossier struct {
	Case
	Around  []Message // a reported message and the ten around it
	Kept    string    // the words of a reported message that has been removed
	Held    string    // rendered: what waits to be seen
	Reports []ReportListing
	Appeal  Appeal
	Joined  []Joined // who came in a wave, the newest first
	Past    Past
}

// OpenCase reads one case of the actor's desk with all around it. The refusal of one
// that has been decided tells how it ended.
func (s *Service) OpenCase(ctx context.Context, a Actor, subject string) (Dossier, error) {
	scope, err := s.deskOf(ctx, s.Store, a)
	if err != nil {
		return Dossier{}, err
	}
	scope.Subject = subject
	cases, err := s.Store.Cases(ctx, scope, 1)
	if err == nil && len(cases) == 0 {
		err = s.notOpen(ctx, scope)
	}
	if err != nil {
		return Dossier{}, err
	}
	d := Dossier{Case: cases[0]}
	if d.Kind == CaseWave { // it is about no one person
		d.Joined, err = s.Store.Joined(ctx, d.ID, maxJoined)
		return d, err
	}
	if d.Past, err = s.pastOf(ctx, a, d.Case); err != nil {
		return d, err
	}
	switch d.Kind {
	case CaseReport:
		err = s.addReports(ctx, &d)
	case CaseHold:
		var h Hold
		h, err = s.Store.Hold(ctx, d.ID)
		d.Held = h.Rendered.HTML
	case CaseAppeal:
		d.Appeal, err = s.Store.Appeal(ctx, d.ID)
	}
	return d, err
}

// neighbours are how many messages stand around a reported one.
const neighbours = 11

func (s *Service) addReports(ctx context.Context, d *Dossier) (err error) {
	if d.Reports, err = s.Store.Reports(ctx, d.ID, d.Person.ID); err != nil || d.Seq == 0 {
		return err
	}
	w, err := s.Store.Around(ctx, d.Room.ID, d.Seq, neighbours)
	if err != nil {
		return err
	}
	d.Around = w.Messages
	d.Kept, err = s.Store.RemovedWords(ctx, d.ID)
	return err
}

func (s *Service) pastOf(ctx context.Context, a Actor, c Case) (Past, error) {
	u, err := s.Store.User(ctx, c.Person.ID)
	if err != nil {
		return Past{}, err
	}
	p := Past{User: u}
	if p.Sanctions, err = s.sanctionsKnown(ctx, a, u.ID, c.Room.ID); err != nil {
		return p, err
	}
	if p.Standing, err = s.standingOf(ctx, s.Store, c.Room.ID, a.User.ID); err != nil {
		return p, err
	}
	theirs, err := s.standingOf(ctx, s.Store, c.Room.ID, u.ID)
	if err != nil {
		return p, err
	}
	p.here = p.Standing.MayModerate(theirs)
	p.MayAct = p.here
	if p.everywhere, err = s.judgeEverywhere(ctx, a.User.ID, u.ID); err != nil {
		return p, err
	}
	if p.everywhere == nil { // staff judge reports from rooms they are not in
		p.MayAct = nil
	}
	return p, nil
}

// judgeEverywhere says whether somebody may act on a person in the whole place: nil, or why not.
func (s *Service) judgeEverywhere(ctx context.Context, actorID, userID int64) (refusal, err error) {
	mine, err := s.standingOf(ctx, s.Store, 0, actorID)
	if err != nil {
		return nil, err
	}
	theirs, err := s.standingOf(ctx, s.Store, 0, userID)
	return mine.MayModerate(theirs), err
}

// TakeCase says that the actor is on a case, or (take false) leaves it to others.
// Whoever takes a case that somebody has takes it over.
func (s *Service) TakeCase(ctx context.Context, a Actor, subject string, take bool) error {
	d, err := s.OpenCase(ctx, a, subject)
	if err != nil {
		return err
	}
	return s.Store.Tx(ctx, Scope{Actor: a.User.ID}, func(tx Tx) error {
		if err := s.stillJudges(ctx, tx, a, d.Room.ID); err != nil {
			return err
		}
		if take {
			return tx.Claim(ctx, subject, a.User.ID, s.Now())
		}
		return tx.Unclaim(ctx, subject)
	})
}

// stillJudges refuses whoever has lost, since they opened a case, what let them judge it.
func (s *Service) stillJudges(ctx context.Context, tx Tx, a Actor, roomID int64) error {
	here, err := s.standingOf(ctx, tx, roomID, a.User.ID)
	if err != nil || here.MayJudge() == nil {
		return err
	}
	whole, err := s.standingOf(ctx, tx, 0, a.User.ID)
	if err != nil {
		return err
	}
	return whole.MayJudge()
}
