package chat

import (
	"context"
	"fmt"
	"slices"
)

// Verdict is what a moderator decides about a report.
type Verdict struct {
	Dismiss      bool // nothing is wrong
	Remove       bool // the reported message goes
	SanctionForm      // Kind empty: no sanction. Sweep: what else goes
}

// DecideReport carries a verdict out: the message, the person's sanction, what else of
// theirs goes, and the reports' end are one act.
func (s *Service) DecideReport(ctx context.Context, a Actor, subject string, v Verdict) error {
	d, err := s.OpenCase(ctx, a, subject)
	if err != nil {
		return err
	}
	if d.Kind != CaseReport {
		return refuse(NotFound, "This is no report.")
	}
	w, err := s.planVerdict(ctx, a, d, &v)
	if err != nil {
		return err
	}
	scope := Scope{Actor: a.User.ID, Users: []int64{d.Person.ID}, Rooms: w.roomsWith(d.Room.ID)}
	return s.Store.Tx(ctx, scope, func(tx Tx) error {
		if !v.Dismiss {
			if err := s.carryOut(ctx, tx, a, d, v, w); err != nil {
				return err
			}
		}
		return s.closeReports(ctx, tx, a, d, v)
	})
}

// planVerdict checks a verdict, and finds what it removes.
func (s *Service) planVerdict(ctx context.Context, a Actor, d Dossier, v *Verdict) (sweep, error) {
	if v.Dismiss {
		return sweep{}, nil
	}
	if d.Past.MayAct != nil {
		return sweep{}, d.Past.MayAct
	}
	v.Evidence = nil
	if d.Seq != 0 {
		v.Evidence = []int64{d.ID}
	}
	var err error
	if v.Kind != "" {
		if v.SanctionForm, err = v.clean(); err != nil {
			return sweep{}, err
		}
	} else if v.Reason, err = cleanLine("reason", v.Reason, "", maxReason); err != nil {
		return sweep{}, err
	}
	w, err := s.planSweep(ctx, d.Person.ID, 0, v.Sweep)
	if v.Remove && d.Seq != 0 {
		w.chosen = []Spot{{d.Room.ID, d.Seq}}
	}
	return w, err
}

func (s *Service) carryOut(ctx context.Context, tx Tx, a Actor, d Dossier, v Verdict, w sweep) error {
	e, err := s.meetFor(ctx, tx, a, d)
	if err != nil {
		return err
	}
	if v.Kind == "" {
		_, err := s.sweep(ctx, tx, a, w, v.Reason)
		return err
	}
	x := Sanction{Kind: v.Kind, UserID: d.Person.ID, By: a.User.ID, Reason: v.Reason, Evidence: v.Evidence, At: s.Now()}
	x.RoomID = e.mine.Room.ID
	if v.For > 0 {
		x.Until = x.At.Add(v.For)
	}
	_, err = s.impose(ctx, tx, a, e, x, w)
	return err
}

// meetFor judges rank where the case is; staff who are not in that room judge for the whole place.
func (s *Service) meetFor(ctx context.Context, tx Tx, a Actor, d Dossier) (encounter, error) {
	e, err := s.meet(ctx, tx, a.User.ID, d.Person.ID, d.Room.ID)
	if err != nil && d.Past.Standing.User.Role.AtLeast(RoleModerator) {
		return s.meet(ctx, tx, a.User.ID, d.Person.ID, 0)
	}
	return e, err
}

// closeReports decides all reports of a case.
func (s *Service) closeReports(ctx context.Context, tx Tx, a Actor, d Dossier, v Verdict) error {
	open := slices.ContainsFunc(d.Reports, func(l ReportListing) bool { return l.DecidedAt.IsZero() })
	if !open {
		return refuse(Conflict, "Somebody else has decided this meanwhile.")
	}
	if err := tx.DecideReports(ctx, d.Room.ID, d.ID, d.Person.ID, a.User.ID, !v.Dismiss, s.Now()); err != nil {
		return err
	}
	if err := tx.Unclaim(ctx, d.Subject()); err != nil {
		return err
	}
	act := "report_upheld"
	if v.Dismiss {
		act = "report_dismissed"
	}
	entry := s.entry(a, act, d.Person.ID, d.Room.ID)
	entry.Reason, entry.Subject = v.Reason, d.Subject()
	entry.Detail = fmt.Sprintf(`{"reports":%d}`, d.Count)
	return tx.AddAudit(ctx, entry)
}
