package chat

import (
	"context"
	"fmt"
)

// Verdict is what a moderator decides about a report. Unless nothing is wrong, the
// reported message goes.
type Verdict struct {
	Dismiss      bool // nothing is wrong
	SanctionForm      // Kind empty: no sanction. Sweep: what else goes
}

// DecideReport carries a verdict out: the message, the person's sanction, what else of
// theirs goes, and the reports' end are one act. It tells of the removal (0: none).
func (s *Service) DecideReport(ctx context.Context, a Actor, subject string, v Verdict) (removal int64, err error) {
	d, err := s.OpenCase(ctx, a, subject)
	if err != nil {
		return 0, err
	}
	if d.Kind != CaseReport {
		return 0, refuse(NotFound, "This is no report.")
	}
	w, err := s.planVerdict(ctx, a, d, &v)
	if err != nil {
		return 0, err
	}
	scope := Scope{Actor: a.User.ID, Users: []int64{d.Person.ID}, Rooms: w.roomsWith(d.Room.ID)}
	err = s.Store.Tx(ctx, scope, func(tx Tx) error {
		if err := s.closeReports(ctx, tx, a, d, v); err != nil {
			return err
		}
		if v.Dismiss {
			return s.dismiss(ctx, tx, a, d)
		}
		removal, err = s.carryOut(ctx, tx, a, d, v, w)
		return err
	})
	if err != nil {
		return removal, err
	}
	_, err = s.sweepOn(ctx, a, w, removal, v.Reason)
	return removal, err
}

// dismiss brings back what a rule hid until the reports were decided. Reports of an equal or
// higher rank are dismissed by nobody but an administrator.
func (s *Service) dismiss(ctx context.Context, tx Tx, a Actor, d Dossier) error {
	if _, err := s.meetFor(ctx, tx, a, d, sweep{}); err != nil {
		u, userErr := tx.User(ctx, a.User.ID)
		if userErr != nil || !(Actor{User: u}).IsAdmin() {
			return err
		}
	}
	if d.Seq == 0 {
		return nil
	}
	r, err := tx.RuleRemoval(ctx, d.ID)
	if IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.undo(ctx, tx, a, &r)
}

// clean checks what was typed. Only a sanction needs a reason.
func (v Verdict) clean() (Verdict, error) {
	var err error
	if !v.Dismiss && v.Kind != "" {
		v.SanctionForm, err = v.SanctionForm.clean()
		return v, err
	}
	if v.Reason, err = cleanLine("reason", v.Reason, "", maxReason); err != nil {
		return v, err
	}
	return v, v.Sweep.check()
}

// planVerdict checks a verdict, and finds what it removes.
func (s *Service) planVerdict(ctx context.Context, a Actor, d Dossier, v *Verdict) (sweep, error) {
	if !v.Dismiss && d.Past.MayAct != nil {
		return sweep{}, d.Past.MayAct
	}
	v.Evidence = nil
	if d.Seq != 0 {
		v.Evidence = []int64{d.ID}
	}
	var err error
	if *v, err = v.clean(); err != nil || v.Dismiss {
		return sweep{}, err
	}
	w, err := s.planSweep(ctx, d.Person.ID, d.sweeps(), v.Sweep)
	if d.Seq != 0 {
		w.chosen = []Spot{{d.Room.ID, d.Seq}}
	}
	return w, err
}

// SweepsEverywhere says whether a verdict reaches what the person wrote in other rooms.
func (d Dossier) SweepsEverywhere() bool { return d.Past.everywhere == nil }

// Holds is where a sanction out of this case holds: in its room; in the whole place (the zero
// one) where it has none, or the moderator judges in it without being of it.
func (d Dossier) Holds() Room {
	if d.Past.here != nil {
		return Room{}
	}
	return d.Room
}

// sweeps is where a verdict removes what else the person wrote: everywhere (0) if
// the moderator outranks them in the whole place, and else in the room alone.
func (d Dossier) sweeps() int64 {
	if d.SweepsEverywhere() {
		return 0
	}
	return d.Room.ID
}

func (s *Service) carryOut(ctx context.Context, tx Tx, a Actor, d Dossier, v Verdict, w sweep) (removal int64, err error) {
	e, err := s.meetFor(ctx, tx, a, d, w)
	if err != nil {
		return 0, err
	}
	if w.span == "" {
		w.roomID = e.mine.Room.ID // whoever judged for the whole place undoes it there too
	}
	if v.Kind == "" {
		r, err := s.sweep(ctx, tx, a, w, v.Reason)
		return r.ID, err
	}
	x := Sanction{Kind: v.Kind, UserID: d.Person.ID, By: a.User.ID, Reason: v.Reason, Evidence: v.Evidence, At: s.Now()}
	x.RoomID = e.mine.Room.ID
	if v.For > 0 {
		x.Until = x.At.Add(v.For)
	}
	x, err = s.impose(ctx, tx, a, e, x, w)
	return x.RemovalID, err
}

// meetFor judges rank where the case is. What reaches beyond the room, and staff who
// are not in it, is judged for the whole place.
func (s *Service) meetFor(ctx context.Context, tx Tx, a Actor, d Dossier, w sweep) (encounter, error) {
	e, err := s.meet(ctx, tx, a.User.ID, d.Person.ID, d.Room.ID)
	if err == nil && (w.roomID != 0 || w.span == "") {
		return e, nil
	}
	whole, wholeErr := s.meet(ctx, tx, a.User.ID, d.Person.ID, 0)
	if err == nil && wholeErr == nil {
		return e, nil
	}
	return whole, wholeErr
}

// closeReports decides all reports of a case.
func (s *Service) closeReports(ctx context.Context, tx Tx, a Actor, d Dossier, v Verdict) error {
	n, err := tx.DecideReports(ctx, d.Room.ID, d.ID, d.Person.ID, a.User.ID, !v.Dismiss, s.Now())
	if err == nil && n == 0 {
		err = refuse(Conflict, "Somebody else has decided this meanwhile.")
	}
	if err != nil {
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
