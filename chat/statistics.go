package chat

import (
	"context"
	"sync"
	"time"
)

const (
	// freshFor is how long statistics are good at least.
	freshFor = time.Minute
	// rarely is how many times as long as counting took the count is good: it takes a hundredth of one processor at most.
	rarely = 100
)

// Tally is how many messages somebody wrote in a quarter of an hour.
type Tally struct {
	At       time.Time // its beginning: zones lie a quarter of an hour apart
	AuthorID int64
	Messages int64
}

// Deed is how often something was done, by people or by rules.
type Deed struct {
	Act    string // as AuditEntry.Act
	ByRule bool
	Times  int64
}

// Statistics is what happened in a place in the last days.
type Statistics struct {
	Days    []DayCount   // oldest first, the last one is today
	Hours   [7][24]int64 // messages by weekday, Monday first, and hour
	Writers int64        // different people who wrote
	Deeds   []Deed
	At      time.Time // when it was counted
}

// DayCount is what happened on a day of the place's time zone.
type DayCount struct {
	Start    time.Time
	Messages int64
	Writers  int64
	Joined   int64
}

// tallied keeps what was counted, for a while.
type tallied struct {
	mu   sync.Mutex // guards what follows, and lets one count at a time
	kept map[int]kept
}

type kept struct {
	Statistics
	zone  string
	until time.Time
}

// Statistics counts the last days (7, 28 or 90) for administrators, once in a while for all who ask.
func (s *Service) Statistics(ctx context.Context, a Actor, days int) (Statistics, error) {
	if !a.IsAdmin() {
		return Statistics{}, errAdmin
	}
	if days != 7 && days != 90 {
		days = 28
	}
	place, err := s.Store.Place(ctx)
	if err != nil {
		return Statistics{}, err
	}
	s.tallied.mu.Lock()
	defer s.tallied.mu.Unlock()
	began := s.Now()
	if k, ok := s.tallied.kept[days]; ok && began.Before(k.until) && k.zone == place.TimeZone {
		return k.Statistics, nil
	}
	counted, err := s.count(ctx, began, days, place.TimeZone)
	if err != nil {
		return counted, err
	}
	if s.tallied.kept == nil {
		s.tallied.kept = map[int]kept{}
	}
	now := s.Now()
	s.tallied.kept[days] = kept{counted, place.TimeZone, now.Add(max(freshFor, rarely*now.Sub(began)))}
	return counted, nil
}

// count reads what happened in the last days of a zone.
func (s *Service) count(ctx context.Context, now time.Time, days int, zone string) (Statistics, error) {
	where, err := time.LoadLocation(zone)
	if err != nil {
		where = time.UTC
	}
	c := newCalendar(now.In(where), days)
	if err := s.Store.Activity(ctx, c.Days[0].Start, c.add); err != nil {
		return c.Statistics, err
	}
	arrivals, err := s.Store.Arrivals(ctx, c.Days[0].Start)
	if err != nil {
		return c.Statistics, err
	}
	for _, at := range arrivals {
		if day := c.day(at); day != nil {
			day.Joined++
		}
	}
	c.Deeds, err = s.Store.Deeds(ctx, c.Days[0].Start)
	c.Writers = int64(len(c.writers))
	return c.Statistics, err
}

// calendar sorts what happened into days.
type calendar struct {
	Statistics
	where   *time.Location
	byDate  map[string]*DayCount
	writers map[int64]bool
	wrote   map[wrote]bool
}

// wrote is somebody who wrote on a day.
type wrote struct {
	day  *DayCount
	user int64
}

func newCalendar(now time.Time, days int) *calendar {
	c := &calendar{where: now.Location(), byDate: map[string]*DayCount{}, writers: map[int64]bool{}, wrote: map[wrote]bool{}}
	c.At, c.Days = now, make([]DayCount, days)
	for i := range c.Days {
		c.Days[i].Start = time.Date(now.Year(), now.Month(), now.Day()-days+1+i, 0, 0, 0, 0, c.where)
		c.byDate[c.Days[i].Start.Format(time.DateOnly)] = &c.Days[i]
	}
	return c
}

// day is the day of a moment; nil when it is none of these.
func (c *calendar) day(at time.Time) *DayCount { return c.byDate[at.In(c.where).Format(time.DateOnly)] }

func (c *calendar) add(t Tally) {
	at, day := t.At.In(c.where), c.day(t.At)
	if day == nil {
		return
	}
	day.Messages += t.Messages
	c.Hours[(at.Weekday()+6)%7][at.Hour()] += t.Messages
	c.writers[t.AuthorID] = true
	if w := (wrote{day, t.AuthorID}); !c.wrote[w] {
		c.wrote[w] = true
		day.Writers++
	}
}
