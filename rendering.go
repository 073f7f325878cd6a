package main

import (
	"context"
	"time"

	"parley/chat"
	"parley/markup"
	"parley/realtime"
	"parley/views"
)

// render makes fragments, with times in the place's zone.
func (a *app) render() realtime.Render {
	return realtime.Render{
		Message: func(m chat.Message) string { return views.Fragment(m, views.ClockIn(a.zone.Load().(string))) },
		Room: func(r chat.Room) string {
			return views.LiveRoom(r, views.ClockIn(a.zone.Load().(string)), time.Now())
		},
	}
}

// keepZone reads the place's time zone now and then: another replica may have changed it.
func (a *app) keepZone(ctx context.Context) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	for {
		if place, err := a.chat.Place(ctx); err == nil {
			a.zone.Store(place.TimeZone)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// renderWith turns markup's words into chat's.
func renderWith(m *markup.Renderer) func(string, map[string]chat.Person) chat.Rendered {
	return func(body string, named map[string]chat.Person) chat.Rendered {
		people := make(map[string]markup.Mention, len(named))
		ids := make([]int64, 0, len(named))
		for handle, p := range named {
			people[handle] = markup.Mention{ID: p.ID, Handle: p.Handle, Name: p.Name}
			ids = append(ids, p.ID)
		}
		r := m.Render(body, people)
		return chat.Rendered{HTML: r.HTML, Plain: r.Plain, Mentions: ids}
	}
}

// you renders what a person may do in a room now, with the composer that goes with it.
func (a *app) you(ctx context.Context, roomID, userID int64) (string, error) {
	st, err := a.db.StandingByID(ctx, roomID, userID)
	if err != nil || st.MayRead() != nil {
		return "", err
	}
	now := time.Now()
	v := views.ComposerView{Room: st.Room, Nonce: chat.NewNonce(), Now: now, Closed: st.Closed(), SlowWait: st.SlowWait(now), Warning: st.Warning()}
	if v.Holds, err = a.chat.HoldsOf(ctx, st); err != nil {
		return "", err
	}
	wait, _ := a.chat.Waiting(ctx, st) // refused to those who hear nothing of it
	return views.LiveYou(st, wait, &v), nil
}

func here(slug string, people []realtime.Person, count int) string {
	return views.LiveHere(slug, realtime.ChatPersons(people), count)
}

func typing(slug string, people []realtime.Person, count int) string {
	return views.LiveTyping(slug, realtime.ChatPersons(people), count)
}
