package chat

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Place tells what the place is called and how it is run, for pages: another
// replica may have changed it within the last second.
func (s *Service) Place(ctx context.Context) (Place, error) {
	return s.place.read(struct{}{}, s.Now(), func() (Place, error) { return s.Store.Place(ctx) })
}

// maxNewFor is how long an account can be new.
const maxNewFor = 720 * time.Hour

// SavePlace changes the place.
func (s *Service) SavePlace(ctx context.Context, a Actor, p Place) error {
	if !a.IsAdmin() {
		return errAdmin
	}
	var err error
	if p.Name, err = cleanLine("name", p.Name, "Give the place a name.", maxName); err != nil {
		return err
	}
	if p.Welcome, err = cleanLine("welcome", p.Welcome, "", maxTopic); err != nil {
		return err
	}
	if p.TimeZone, err = cleanZone(p.TimeZone); err != nil {
		return err
	}
	switch {
	case p.SignUp != SignUpOpen && p.SignUp != SignUpInvite && p.SignUp != SignUpApproval && p.SignUp != SignUpClosed:
		return invalid("sign_up", "Choose who may make an account.")
	case p.AccentHue < 0 || p.AccentHue > 360:
		return invalid("accent_hue", "The accent's hue is a number from 0 to 360.")
	case p.AutoHide < 0 || p.AutoHide > 100:
		return invalid("auto_hide", "Choose a number from 0 to 100; with 0 no report hides a message.")
	case p.NewFor < 0 || p.NewFor > maxNewFor:
		return invalid("new_hours", "Choose a number of hours from 0 to 720.")
	case p.NewPosts < 0 || p.NewPosts > 1000:
		return invalid("new_posts", "Choose a number of messages from 0 to 1,000.")
	case p.WaveAccounts < 0 || p.WaveAccounts > 10_000:
		return invalid("wave_accounts", "Choose a number of accounts from 0 to 10,000; with 0 no number is a wave.")
	case p.WaveFor < time.Minute || p.WaveFor > time.Hour:
		return invalid("wave_minutes", "Choose a number of minutes from 1 to 60.")
	case p.RemovedDays < 1 || p.RemovedDays > 3650:
		return invalid("removed_days", "Choose a number of days from 1 to 3,650.")
	}
	defer s.place.drop(struct{}{})
	return s.administer(ctx, a, nil, func(tx Tx) error {
		was, err := tx.Place(ctx)
		if err != nil {
			return err
		}
		p.SetUpAt, p.KeepDays, p.Logo = was.SetUpAt, was.KeepDays, was.Logo
		if err := tx.SavePlace(ctx, p); err != nil {
			return err
		}
		e := s.entry(a, "place_changed", 0, 0)
		detail, err := json.Marshal(map[string]any{"sign_up": p.SignUp, "changed": changedOfPlace(was, p)})
		e.Detail = string(detail)
		return errors.Join(err, tx.AddAudit(ctx, e))
	})
}

// changedOfPlace names what a change of the place was about.
func changedOfPlace(was, is Place) []string {
	return changed(
		change{"name", was.Name != is.Name}, change{"welcome", was.Welcome != is.Welcome}, change{"sign-up", was.SignUp != is.SignUp},
		change{"time zone", was.TimeZone != is.TimeZone}, change{"colour", was.AccentHue != is.AccentHue},
		change{"reports that hide a message", was.AutoHide != is.AutoHide}, change{"limits of new accounts", was.NewFor != is.NewFor || was.NewPosts != is.NewPosts},
		change{"number of joins that is a wave", was.WaveAccounts != is.WaveAccounts || was.WaveFor != is.WaveFor},
		change{"time that removed words are kept", was.RemovedDays != is.RemovedDays})
}
