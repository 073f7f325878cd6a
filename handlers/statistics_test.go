package handlers_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parley/chat"
)

// counting counts how often messages are counted, and says that they were written at other times.
type counting struct {
	chat.Store
	times *atomic.Int64
	said  []chat.Tally
}

func (c counting) Activity(_ context.Context, since time.Time, each func(chat.Tally)) error {
	c.times.Add(1)
	for _, t := range c.said {
		if !t.At.Before(since) {
			each(t)
		}
	}
	return nil
}

func TestStatisticsAreOfDaysWhereThePlaceIs(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	kolkata, err := time.LoadLocation("Asia/Kolkata") // half an hour past the full one
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().In(kolkata)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, kolkata)
	said := []chat.Tally{
		{At: midnight, AuthorID: 1, Messages: 2}, {At: midnight, AuthorID: 2, Messages: 1}, {At: midnight.Add(-15 * time.Minute), AuthorID: 1, Messages: 4},
		{At: midnight.AddDate(0, 0, -6), AuthorID: 3, Messages: 8}, {At: midnight.AddDate(0, 0, -6).Add(-15 * time.Minute), AuthorID: 4, Messages: 100},
	}
	s := newSite(t, options{store: func(db chat.Store) chat.Store { return counting{db, &times, said} }})
	ana := s.setUp()
	ana.post("/admin/settings", "time_zone", "Asia/Kolkata").want(t, 303)
	got, err := s.chat.Statistics(t.Context(), ana.actor(), 7)
	if err != nil {
		t.Fatal(err)
	}
	today, yesterday, first := got.Days[6], got.Days[5], got.Days[0]
	if today.Messages != 3 || today.Writers != 2 || today.Joined != 1 || yesterday.Messages != 4 || first.Messages != 8 || got.Writers != 3 {
		t.Errorf("the days are %+v, %d people wrote", got.Days, got.Writers)
	}
	weekday := (int(now.Weekday()) + 6) % 7
	if got.Hours[weekday][0] != 3 || got.Hours[(weekday+6)%7][23] != 4 {
		t.Errorf("the hours are %v", got.Hours)
	}
}

func TestStatisticsAreCountedOnceForAllWhoAsk(t *testing.T) {
	t.Parallel()
	var times atomic.Int64
	s := newSite(t, options{store: func(db chat.Store) chat.Store { return counting{db, &times, nil} }})
	ana := s.setUp()
	for range 3 {
		mustHold(t, ana.get("/admin/statistics").want(t, 200).body, "Nobody has written in these days", "Counted at")
	}
	if n := times.Load(); n != 1 {
		t.Errorf("they were counted %d times", n)
	}
	ana.get("/admin/statistics?days=7").want(t, 200)
	if n := times.Load(); n != 2 {
		t.Errorf("another span was counted %d times", n-1)
	}
}

func TestTheStatisticsPageCountsWhatWasSaidAndDone(t *testing.T) {
	t.Parallel()
	_, ana, kip := kipsLounge(t)
	kip.say("lounge", "and more")
	ana.decides(t, "kip", "kind", "ban", "for", "0", "sweep", "all")
	page := ana.get("/admin/statistics?days=90").want(t, 200).doc(t)
	if got := strings.Join(strings.Fields(page.Find(".figures").Text()), " "); got != "Messages2People who wrote1New accounts2Acts of moderation2" {
		t.Errorf("the figures are %q", got)
	}
	if page.Find(`svg[aria-label="Bars: 1 removed, 0 held, 0 warned, 0 muted, 0 kicked, 1 banned, 0 undone."]`).Length() != 1 {
		t.Error("the plot of moderation tells something else")
	}
}
